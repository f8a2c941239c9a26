"""What the web pages of stance share, and how each label looks: a sign and a line beside the colour."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from stance.schema.reader import UNCERTAIN

FAMILY = Path(__file__).with_name("templates") / "family.css"


@dataclass(frozen=True, slots=True)
class Look:
    """How a label looks.

    Attributes
    ----------
    label : str
    sign : str
        A shape, so that nobody needs to tell colours apart.
    style : str
        The class in the style sheet: a colour and a kind of underline.
    """

    label: str
    sign: str
    style: str


_STANCES = {
    "condemning": Look("condemning", "▼", "against"),
    "supporting": Look("supporting", "▲", "toward"),
    "regretting": Look("regretting", "◆", "sorrow"),
}
_SIGNS = "■●★▶◀⬟◼◉"
_STYLES = ("first", "second", "third", "fourth")


def choose_looks(labels: Sequence[str], no_stance: str | None) -> dict[str, Look]:
    """Return how each label looks, in the order in which the page lists them: no stance and uncertain come last.

    Parameters
    ----------
    labels : sequence of str
        In the order of the schema.
    no_stance : str or None
        The label that means "no stance".
    """
    others = [label for label in labels if label != no_stance and label not in _STANCES]
    named = {label: Look(label, _SIGNS[i % len(_SIGNS)], _STYLES[i % len(_STYLES)]) for i, label in enumerate(others)}
    looks = {label: _STANCES.get(label) or named[label] for label in labels if label != no_stance}
    if no_stance is not None:
        looks[no_stance] = Look(no_stance, "○", "plain")
    looks[UNCERTAIN] = Look(UNCERTAIN, "?", "plain")
    return looks
