"""Statements by speaker."""

from __future__ import annotations

from stance.views.speakers import list_speakers

TEXT = "Mayor Ilse Okko spoke. The port and Okko spoke. He spoke. the port spoke. The Port spoke."


def names(rows):
    return {speaker.name: speaker.statements for speaker in list_speakers(rows)}


def test_a_resolved_name_and_its_longer_form_are_one_speaker(harbour):
    speakers = list_speakers(harbour.rows)
    assert [speaker.name for speaker in speakers] == ["Mayor Ilse Okko", "The dockers' union"]
    assert speakers[0].statements == {"condemning": [1, 2], "supporting": [4]}


def test_two_who_speak_together_are_not_the_second_of_them(row):
    rows = [
        row(TEXT, "none", "The port and Okko", "spoke"),
        row(TEXT, "none", "He", "spoke", resolved="Okko"),
    ]
    assert names(rows) == {"The port and Okko": {"none": [1]}, "Okko": {"none": [2]}}


def test_an_article_before_a_name_and_capitals_make_no_other_speaker(row):
    rows = [row(TEXT, "none", "the port", "spoke"), row(TEXT, "supporting", "The Port", "spoke")]
    assert names(rows) == {"the port": {"none": [1], "supporting": [2]}}


def test_what_nobody_says_comes_last(row):
    rows = [row(TEXT, "none", None, "spoke"), row(TEXT, "none", None, "spoke"), row(TEXT, "none", "He", "spoke")]
    assert [speaker.name for speaker in list_speakers(rows)] == ["He", ""]


def test_a_name_beside_a_description_is_the_name(row):
    text = "Its head, Ada Ruis, spoke. Ada Ruis, the mayor who won, spoke. She spoke."
    rows = [
        row(text, "none", "Its head, Ada Ruis", "spoke"),
        row(text, "none", "Ada Ruis, the mayor who won", "spoke"),
        row(text, "none", "She", "spoke", resolved="Ada Ruis"),
    ]
    assert names(rows) == {"Ada Ruis, the mayor": {"none": [1, 2, 3]}}
