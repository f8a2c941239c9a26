"""Articles in which every statement is marked: read them, and check that they can be learnt from."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from stance.errors import InputError
from stance.files import RecordError, read_records

_PARTS = ("source", "cue", "content")


def read_marked_articles(path: str | Path) -> list[dict[str, Any]]:
    """Read marked articles from JSON Lines.

    Parameters
    ----------
    path : str or Path
        An article a line: ``{"text", "statements": [{"source": [[start, end], ...], "cue": [...], "content":
        [...]}]}``, offsets in code points of the text, end exclusive. A statement may lack source or cue; other
        keys are left alone.

    Raises
    ------
    InputError
        Where the file cannot be read, holds no article, or a line is not of this form; the message names line and key.
    """
    name = str(path)
    articles = []
    for line, record in read_records(path, file_format="jsonl"):
        try:
            check_article(record)
        except ValueError as error:
            raise RecordError(name, line, str(error)) from error
        articles.append(record)
    if not articles:
        raise InputError(f"{name}: empty: it holds no marked articles")
    return articles


def check_article(record: dict[str, Any]) -> None:
    """Raise ValueError unless a record is a marked article; the message begins with the key that is wrong."""
    text = record.get("text")
    if not isinstance(text, str) or not text.strip():
        raise ValueError("key text: missing; a marked article needs its text here")
    statements = record.get("statements")
    if not isinstance(statements, list):
        raise ValueError("key statements: missing; it lists the statements of the text, [] where there are none")
    for i, statement in enumerate(statements):
        key = f"key statements[{i}]"
        if not isinstance(statement, dict):
            raise ValueError(
                f'{key}: {statement!r} is no statement such as {{"source": [[0, 4]], "content": [[10, 25]]}}'
            )
        for part in _PARTS:
            check_spans(statement.get(part), f"{key}.{part}", len(text))
        if not statement.get("content"):
            raise ValueError(f"{key}.content: missing; a statement needs the spans of what is said")


def check_spans(spans: object, key: str, length: int) -> None:
    """Raise ValueError unless a part of a statement is a list of spans inside a text, or absent."""
    if spans is None:
        return
    if not isinstance(spans, list):
        raise ValueError(f"{key}: {spans!r} is no list of spans such as [[0, 4]]")
    for j, span in enumerate(spans):
        whole = isinstance(span, list) and len(span) == 2 and all(type(offset) is int for offset in span)
        if not whole:
            raise ValueError(f"{key}[{j}]: {span!r} is no span [start, end] of whole numbers")
        start, end = span
        if not 0 <= start < end:
            raise ValueError(f"{key}[{j}]: [{start}, {end}] does not end after it starts")
        if end > length:
            raise ValueError(f"{key}[{j}]: [{start}, {end}] reaches past the text, which has {length} characters")
