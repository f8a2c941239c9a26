"""Records and documents in and out of files: text, JSONL, CSV and Parquet."""

from stance.files.inputs import FORMATS, Input, find_inputs
from stance.files.problems import RecordError
from stance.files.reading import read_article, read_records
from stance.files.writing import replace_when_done, write_records

__all__ = [
    "FORMATS",
    "Input",
    "RecordError",
    "find_inputs",
    "read_article",
    "read_records",
    "replace_when_done",
    "write_records",
]
