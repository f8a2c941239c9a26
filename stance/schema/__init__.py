"""The codebook as data: labels, decision rules and a version."""

from stance.schema.reader import CODEBOOK, Label, Schema, read_schema

__all__ = ["CODEBOOK", "Label", "Schema", "read_schema"]
