"""What prediction gives: a statement with its label, its probabilities and its evidence."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from stance.attribution import Statement


@dataclass(frozen=True, slots=True)
class Prediction:
    """A labelled statement.

    Attributes
    ----------
    statement : Statement
    label : str
        The most probable label, or "uncertain" where it is less probable than asked for.
    score : float
        The probability of the most probable label.
    scores : dict of str to float
        The probability of every label; they sum to 1.
    evidence : list of (str, float)
        The features that pushed hardest toward the most probable label, strongest first, with their
        weight: what each adds to the linear score of that label over the mean of the labels.
    """

    statement: Statement
    label: str
    score: float
    scores: dict[str, float]
    evidence: list[tuple[str, float]]

    def to_row(self, doc_id: str) -> dict[str, Any]:
        """Return the row that `stance predict` writes for a statement in an article."""
        statement = self.statement
        return {
            "doc_id": doc_id,
            "source": asdict(statement.source) if statement.source else None,
            "cue": asdict(statement.cue) if statement.cue else None,
            "content": [asdict(span) for span in statement.content],
            "target": asdict(statement.target) if statement.target else None,
            "label": self.label,
            "score": self.score,
            "scores": self.scores,
            "evidence": [[feature, weight] for feature, weight in self.evidence],
        }
