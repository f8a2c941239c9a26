"""The compiled scorer: the linear scores of many texts in one pass over their UTF-8 bytes."""

from stance.model.scorer.scorer import Scorer

__all__ = ["Scorer"]
