"""Labelled statements: load, check, describe, compare annotators."""

from stance.corpus.agreement import Agreement, Annotation, measure_agreement, read_annotation
from stance.corpus.checking import Problem, check
from stance.corpus.description import describe
from stance.corpus.loading import PACKAGED, fingerprint, load, read_split

__all__ = [
    "PACKAGED",
    "Agreement",
    "Annotation",
    "Problem",
    "check",
    "describe",
    "fingerprint",
    "load",
    "measure_agreement",
    "read_annotation",
    "read_split",
]
