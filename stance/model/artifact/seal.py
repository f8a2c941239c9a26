"""The last line of an artifact: its format version and the SHA-256 of every byte before the digest."""

from __future__ import annotations

import hashlib
import re

from stance.errors import InputError

FORMAT = 2
MARK = "stance_artifact"  # the first key of the pickled dict, with the format version as its value

SEAL = re.compile(rb"\nstance artifact, format (\d{1,6}), sha256 ([0-9a-f]{64})\n\Z")
LONGEST_SEAL = 128

# How files that others make begin: enough to say what was given instead of an artifact.
_BEGINNINGS = {
    b"\x1f\x8b": "gzip-compressed data",
    b"BZh": "bzip2-compressed data",
    b"\xfd7zXZ": "xz-compressed data",
    b"]\x00\x00": "lzma-compressed data",
    b"\x04\x22M\x18": "lz4-compressed data",
    b"\x28\xb5\x2f\xfd": "zstd-compressed data",
    b"x\x01": "zlib-compressed data",
    b"x\x5e": "zlib-compressed data",
    b"x\x9c": "zlib-compressed data",
    b"x\xda": "zlib-compressed data",
    b"PK": "a zip archive",
    b"\x80": "a pickle that stance did not make",
}


class ArtifactError(InputError):
    """A file that is no artifact, or one that is not safe or not possible to open."""


def make_seal(digest: hashlib._Hash, version: int = FORMAT) -> bytes:
    """Return the last line, given the running SHA-256 of all bytes before it (which this updates)."""
    head = f"\nstance artifact, format {version}, sha256 ".encode()
    digest.update(head)
    return head + digest.hexdigest().encode() + b"\n"


def check_seal(data: memoryview) -> tuple[int, int]:
    """Return the format version of an artifact's bytes and where its last line starts.

    Raises
    ------
    ArtifactError
        Where the bytes are no artifact or not those that were written.
    """
    if not len(data):
        raise ArtifactError("empty file, not a stance artifact")
    seal = SEAL.search(bytes(data[-LONGEST_SEAL:]))
    if seal is None:
        raise ArtifactError(describe_stranger(bytes(data[:64])))
    end = len(data) - len(seal[0])
    if hashlib.sha256(data[: len(data) - 65]).hexdigest().encode() != seal[2]:
        raise ArtifactError("damaged: its bytes do not match its SHA-256; copy it again from where it came")
    version = int(seal[1])
    if version > FORMAT:
        raise ArtifactError(f"made by a newer stance (format {version}; this one reads up to {FORMAT}): upgrade stance")
    return version, end


def describe_stranger(beginning: bytes) -> str:
    """Return what is wrong with a file that has no seal, by its first bytes."""
    if MARK.encode() in beginning:
        return "cut short or changed at its end: copy it again from where it came"
    for magic, kind in _BEGINNINGS.items():
        if beginning.startswith(magic):
            return f"{kind}, not a stance artifact: not opened"
    return "not a stance artifact"
