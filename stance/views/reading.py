"""Cut an article into paragraphs and pieces, each with the statements that it belongs to."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, NamedTuple

_LINE = re.compile(r"[^\r\n\v\f\u0085\u2028\u2029]+")
_DEEPEST = 3  # lines under a word; a statement nested deeper shares the last

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Article:
    """An article with the rows that `stance predict` gives for it.

    Attributes
    ----------
    name : str
    text : str
    rows : sequence of dict
        In document order; the spans are of `text`.
    """

    name: str
    text: str
    rows: Sequence[Row]


class Layer(NamedTuple):
    """What a piece is in one statement.

    Attributes
    ----------
    number : int
        The statement, from 1.
    part : {"content", "source", "cue"}
    lane : int
        Of a content, how deep its line runs, from 0; statements that overlap have different ones.
    """

    number: int
    part: str
    lane: int


class Piece(NamedTuple):
    """Words of a paragraph that belong to the same statements.

    Attributes
    ----------
    text : str
    layers : tuple of Layer
        Outermost first.
    begins : tuple of int
        The statements whose number stands here, in a piece without words.
    """

    text: str
    layers: tuple[Layer, ...]
    begins: tuple[int, ...]


class Paragraph(NamedTuple):
    """A line of the article.

    Attributes
    ----------
    pieces : list of Piece
        Their texts joined are the line.
    begins : list of int
        The statements whose number stands in it, in order.
    """

    pieces: list[Piece]
    begins: list[int]


def read_paragraphs(article: Article) -> list[Paragraph]:
    """Return the lines of an article that are not blank, cut where a part of a statement starts or ends."""
    lines = [match.span() for match in _LINE.finditer(article.text) if not match[0].isspace()]
    lanes = assign_lanes(article.rows)
    layers = [
        (span["start"], span["end"], Layer(number, part, lanes[number]))
        for number, row in enumerate(article.rows, 1)
        for part, span in parts_of(row)
    ]
    begins = defaultdict(list)
    for number, row in enumerate(article.rows, 1):
        begins[first_shown(start_of(row), lines)].append(number)
    paragraphs = []
    inside = assign_to_lines(layers, lines)
    for i, (start, end) in enumerate(lines):
        pieces = list(cut(article.text, start, end, inside[i], begins))
        paragraphs.append(Paragraph(pieces, [number for piece in pieces for number in piece.begins]))
    return paragraphs


def parts_of(row: Row) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Yield the spans of a row with their part; contents first, so that they enclose the others."""
    for span in row["content"]:
        yield "content", span
    for part in ("source", "cue"):
        if row[part] is not None:
            yield part, row[part]


def start_of(row: Row) -> int:
    """Return where the number of a statement stands: before its content, or before what else is known of it."""
    return min(
        (span["start"] for span in row["content"]), default=min((s["start"] for _, s in parts_of(row)), default=0)
    )


def first_shown(offset: int, lines: Sequence[tuple[int, int]]) -> int:
    """Return an offset, or where the next line starts if it stands between two."""
    i = bisect_right(lines, (offset, len(lines) and lines[-1][1] + 1)) - 1
    if i >= 0 and offset < lines[i][1]:
        return offset
    return lines[i + 1][0] if i + 1 < len(lines) else offset


def assign_lanes(rows: Sequence[Row]) -> dict[int, int]:
    """Return a lane for each statement such that contents that overlap have different ones, an outer one the first."""
    hulls = []
    for number, row in enumerate(rows, 1):
        spans = row["content"]
        if spans:
            hulls.append((min(s["start"] for s in spans), -max(s["end"] for s in spans), number))
    lanes = dict.fromkeys(range(1, len(rows) + 1), 0)
    ends = [0] * _DEEPEST
    for start, negative_end, number in sorted(hulls):
        free = [lane for lane, end in enumerate(ends) if end <= start]
        lane = free[0] if free else _DEEPEST - 1
        ends[lane] = max(ends[lane], -negative_end)
        lanes[number] = lane
    return lanes


def assign_to_lines(
    layers: Sequence[tuple[int, int, Layer]], lines: Sequence[tuple[int, int]]
) -> dict[int, list[tuple[int, int, Layer]]]:
    """Return the layers of each line, by its number; one that runs over several lines stands in each."""
    starts = [start for start, _ in lines]
    inside: dict[int, list[tuple[int, int, Layer]]] = defaultdict(list)
    for start, end, layer in layers:
        i = max(bisect_right(starts, start) - 1, 0)
        while i < len(lines) and lines[i][0] < end:
            inside[i].append((start, end, layer))
            i += 1
    return inside


def cut(
    text: str,
    start: int,
    end: int,
    layers: Sequence[tuple[int, int, Layer]],
    begins: Mapping[int, Sequence[int]],
) -> Iterator[Piece]:
    """Yield the pieces of one line."""
    opening, closing = defaultdict(list), defaultdict(list)
    for first, last, layer in layers:
        if first < last and first < end and last > start:
            opening[max(first, start)].append(layer)
            closing[min(last, end)].append(layer)
    edges = sorted({start, end, *opening, *closing, *(offset for offset in begins if start <= offset < end)})
    active: list[Layer] = []
    for first, last in pairwise(edges):
        for layer in closing[first]:
            active.remove(layer)
        if first in begins:  # the numbers stand in what goes on, not in what they open
            yield Piece("", tuple(active), tuple(begins[first]))
        active += opening[first]
        active.sort(key=lambda layer: (layer.part != "content", layer.lane, layer.number))
        yield Piece(text[first:last], tuple(active), ())
