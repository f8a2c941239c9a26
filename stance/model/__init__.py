"""Features, lexicon, classifier, training, artifact: from statements to predictions."""

from stance.model.default import load
from stance.model.model import Model
from stance.model.prediction import Prediction

__all__ = ["Model", "Prediction", "load"]
