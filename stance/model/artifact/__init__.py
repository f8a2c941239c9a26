"""The artifact file: plain data in, plain data out, safe to open whoever made it."""

from stance.model.artifact.reading import read_artifact, read_fingerprint
from stance.model.artifact.seal import FORMAT, ArtifactError
from stance.model.artifact.strings import pack_strings, unpack_strings
from stance.model.artifact.writing import write_artifact

__all__ = [
    "FORMAT",
    "ArtifactError",
    "pack_strings",
    "read_artifact",
    "read_fingerprint",
    "unpack_strings",
    "write_artifact",
]
