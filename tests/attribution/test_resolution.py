"""Who a pronoun, a description, a surname or an acronym stands for."""

from __future__ import annotations

import pytest

from stance.attribution import extract


def resolved(text: str) -> str | None:
    source = extract(text)[-1].source
    assert source is not None
    return source.resolved


@pytest.mark.parametrize(
    ("text", "name"),
    [
        pytest.param("Mayor Ilse Brandt condemned the levy. She said it was theft.", "Ilse Brandt", id="pronoun"),
        pytest.param(
            "The Velmark Foreign Ministry denounced the raid.\n\nThe ministry said it was a crime.",
            "Velmark Foreign Ministry",
            id="short form of an institution",
        ),
        pytest.param(
            "Velmark Foreign Minister Ivo Ruis spoke.\n\nThe foreign minister said it was a crime.",
            "Ivo Ruis",
            id="office",
        ),
        pytest.param(
            "In a statement, the Dockers' Union condemned the raid.\n\nThe statement said it was a crime.",
            "Dockers' Union",
            id="the statement",
        ),
        pytest.param("Mayor Ilse Brandt opposed the levy. Brandt said it was theft.", "Ilse Brandt", id="surname"),
        pytest.param(
            "The Arlund Harbour Board (AHB) closed the quay. The AHB said it was unsafe.",
            "Arlund Harbour Board",
            id="acronym",
        ),
        pytest.param(
            "The levy was defended by nobody but Ilse Brandt, who said that it would pay for the quay.",
            "Ilse Brandt",
            id="relative pronoun",
        ),
    ],
)
def test_a_stand_in_resolves_to_the_fullest_name(text: str, name: str) -> None:
    assert resolved(text) == name


def test_a_full_name_stands_for_itself() -> None:
    assert resolved("Mayor Ilse Brandt condemned the levy.") is None


def test_a_pronoun_between_two_people_stays_open() -> None:
    text = "Mayor Jo Brandt condemned the levy, and Senator Kim Reyl praised it. He said nothing would change."
    assert resolved(text) is None


def test_an_unnamed_speaker_is_nearer_than_a_named_one() -> None:
    text = "President Omar Hadi condemned the raid.\n\nA rebel spokesman denied it. He said nobody was hurt."
    assert resolved(text) in (None, "rebel spokesman")


def test_the_possessor_of_a_speaker_is_not_the_speaker() -> None:
    text = "Velmark's chief negotiator, Dr Mehrnaz Ruis, denounced the draft. She said it was a trap."
    assert resolved(text) == "Mehrnaz Ruis"


def test_a_pronoun_without_anyone_before_it_stays_open() -> None:
    assert resolved("She said the quay was closed.") is None


def test_two_bearers_of_a_surname_leave_it_open() -> None:
    text = "Ilse Brandt met Karl Brandt at the quay. Brandt said the levy was theft."
    assert resolved(text) is None


def test_an_unnamed_subject_between_leaves_a_pronoun_open() -> None:
    text = "Anil Sethi applauded the grant. The council's leader would not be drawn. She said that talks went on."
    assert resolved(text) is None


def test_a_body_before_a_name_is_no_part_of_it() -> None:
    text = "Secretary-General of the Sarn League Ada Ruis condemned the raid. Ruis said that it was a crime."
    assert resolved(text) == "Ada Ruis"


def test_known_gender_decides_between_two_speakers() -> None:
    text = "Mr. Karl Olin condemned the levy, and Ms. Ada Ruis defended it. He said the town would pay."
    assert resolved(text) == "Karl Olin"
