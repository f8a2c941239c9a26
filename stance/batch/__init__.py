"""Documents and records in, predictions out: batch runs on one machine, Spark past it."""

from stance.batch.labelling import Options, annotate_text
from stance.batch.output import Summary
from stance.batch.run import Job, predict_files

__all__ = ["Job", "Options", "Summary", "annotate_text", "predict_files"]
