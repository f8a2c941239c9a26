"""Toward whom or what a stance is taken."""

from __future__ import annotations

import pytest

from stance.attribution import extract


@pytest.mark.parametrize(
    ("text", "target"),
    [
        ("The union condemned the arrest of two dockers.", "the arrest of two dockers"),
        ("Reyl accused the mayor of lying.", "the mayor"),
        ("The embassy voiced regret over the incident.", "the incident"),
        ("The minister pledged full support for the Arlund accord.", "the Arlund accord"),
        ('"This levy is a gift to our rivals," Kolm said.', "This levy"),
        ("Kolm said that the harbour board was incompetent.", "the harbour board"),
        ("Kolm defended him.", "him"),
        ("The union urged parliament to open an inquiry.", "parliament"),
        ("The league plans to table a motion on Monday.", "a motion"),
        ('The ministry praised the inspectors for their "courage and precision."', "the inspectors"),
    ],
)
def test_the_target_is_the_object_or_the_subject_of_the_judging_clause(text: str, target: str) -> None:
    found = extract(text)[0].target
    assert found is not None
    assert found.text == target


def test_the_speaker_is_not_the_target() -> None:
    found = extract("Kolm said she would never lift the ban on Arlund timber.")[0].target
    assert found is None or found.text.lower() != "she"
