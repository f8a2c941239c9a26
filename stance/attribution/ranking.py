"""Which candidates are statements: a linear score for each, and one winner where they compete."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from math import log
from pathlib import Path

from stance.errors import InputError

from .candidate import Candidate

_SAME = 0.5
_RIVALS = 6


@dataclass(frozen=True)
class Ranker:
    """Logistic regression over the features of a candidate, as plain numbers.

    Attributes
    ----------
    weights : dict of str to float
        One weight a feature; a feature without one counts nothing.
    bias : float
    threshold : float
        Probability from which a candidate is kept.
    """

    weights: dict[str, float]
    bias: float
    threshold: float

    def score(self, candidate: Candidate) -> float:
        """Log odds that the candidate is a statement."""
        weights = self.weights
        total = self.bias
        for feature in candidate.features:
            total += weights.get(feature, 0.0)
        return total

    def to_json(self) -> str:
        """Return the ranker as JSON text; :meth:`from_json` reads it back."""
        return json.dumps(
            {"bias": self.bias, "threshold": self.threshold, "weights": self.weights},
            indent=0,
            sort_keys=True,
        )

    @classmethod
    def from_json(cls, text: str) -> Ranker:
        """Read what :meth:`to_json` wrote.

        Raises
        ------
        ValueError
            Where the text is not JSON or lacks one of the three parts.
        """
        try:
            data = json.loads(text)
            weights = {str(name): float(value) for name, value in data["weights"].items()}
            threshold = float(data["threshold"])
            if not 0 < threshold < 1:
                raise ValueError(f"the threshold is {threshold}, not between 0 and 1")
            return cls(weights, float(data["bias"]), threshold)
        except (KeyError, TypeError, AttributeError, ValueError) as error:
            raise ValueError(f"not a ranker: {error!r}") from error


@cache
def default_ranker() -> Ranker:
    """Return the ranker that the package ships, trained on the project's own corpus."""
    return Ranker.from_json(files(__package__).joinpath("ranker.json").read_text(encoding="utf-8"))


def read_ranker(path: str | Path) -> Ranker:
    """Read a ranker from a file that `stance train-attribution` wrote.

    Raises
    ------
    InputError
        Where the file cannot be read or holds no ranker.
    """
    try:
        return Ranker.from_json(Path(path).read_text(encoding="utf-8"))
    except OSError as error:
        raise InputError(f"{path}: {(error.strerror or str(error)).lower()}") from error
    except ValueError as error:
        raise InputError(f"{path}: {error}; `stance train-attribution` writes one") from error


def choose(candidates: list[Candidate], ranker: Ranker) -> list[Candidate]:
    """Keep the candidates that are statements, in document order.

    Of two whose contents are mostly the same words the one stays that quotes the other ("'X gives a green light',
    read the statement": X is not heard here), else the one with the higher score.
    """
    floor = log(ranker.threshold / (1 - ranker.threshold))
    for candidate in candidates:
        candidate.score = ranker.score(candidate)
    kept = [candidate for candidate in candidates if candidate.score >= floor]
    kept.sort(key=lambda c: (c.content[0][0], -c.score))
    winners: list[Candidate] = []
    for candidate in kept:
        near = winners[-_RIVALS:]
        same = [_overlap(other, candidate) >= _SAME for other in near]
        if all(_beats(candidate, other) for other, rival in zip(near, same, strict=True) if rival):
            winners[-_RIVALS:] = [other for other, rival in zip(near, same, strict=True) if not rival]
            winners.append(candidate)
    return winners


def _beats(a: Candidate, b: Candidate) -> bool:
    """Whether the first of two rivals stays."""
    if _quotes(a, b) != _quotes(b, a):
        return _quotes(a, b)
    return a.score > b.score


def _quotes(outer: Candidate, inner: Candidate) -> bool:
    """Whether the cue of a candidate is among the quoted words of another."""
    return outer.quoted and any(first <= inner.cue[0] and inner.cue[1] <= end for first, end in outer.content)


def _overlap(a: Candidate, b: Candidate) -> float:
    """Intersection over union of two contents, in tokens."""
    shared = sum(max(0, min(x[1], y[1]) - max(x[0], y[0])) for x in a.content for y in b.content)
    if not shared:
        return 0.0
    return shared / (sum(y - x for x, y in a.content) + sum(y - x for x, y in b.content) - shared)
