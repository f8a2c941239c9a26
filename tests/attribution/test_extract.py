"""What is found, who says it, and what exactly is attributed."""

from __future__ import annotations

import pytest

from stance.attribution import Statement, extract
from stance.attribution.ranking import Ranker

EVERYTHING = Ranker({}, 10.0, 0.5)
"""Keeps every candidate: what the rules find does not hang on what the shipped ranker has learnt."""


def only(text: str) -> Statement:
    statements = extract(text)
    assert len(statements) == 1, [(s.source, s.cue, s.content) for s in statements]
    return statements[0]


def parts(statement: Statement) -> tuple[str | None, str | None, list[str]]:
    return (
        statement.source.text if statement.source else None,
        statement.cue.text if statement.cue else None,
        [span.text for span in statement.content],
    )


@pytest.mark.parametrize(
    ("text", "source", "cue", "content"),
    [
        pytest.param(
            '"The harbour levy is a disgrace," Mayor Ilse Brandt said on Tuesday.',
            "Mayor Ilse Brandt",
            "said",
            ['"The harbour levy is a disgrace,"'],
            id="quotation before its speaker",
        ),
        pytest.param(
            "“We will not pay it,” said Tomas Reyl, head of the dockers’ union.",
            "Tomas Reyl, head of the dockers’ union",
            "said",
            ["“We will not pay it,”"],
            id="inverted, with an apposition",
        ),
        pytest.param(
            'Brandt told reporters: "Nobody asked the town."',
            "Brandt",
            "told",
            ['"Nobody asked the town."'],
            id="quotation behind a colon and an audience",
        ),
        pytest.param(
            "The ministry said on Monday that the port would close in June.",
            "The ministry",
            "said",
            ["that the port would close in June"],
            id="that-clause behind a time",
        ),
        pytest.param(
            "The port would close in June, the ministry said in a statement.",
            "the ministry",
            "said",
            ["The port would close in June"],
            id="clause before its speaker",
        ),
        pytest.param(
            '"The levy," Brandt said, "was written in a back room."',
            "Brandt",
            "said",
            ['"The levy,"', '"was written in a back room."'],
            id="quotation split by the cue",
        ),
        pytest.param(
            "The levy, Brandt said, was written in a back room.",
            "Brandt",
            "said",
            ["The levy", "was written in a back room"],
            id="clause split by the cue",
        ),
        pytest.param(
            "According to the port authority, traffic fell by a third.",
            "the port authority",
            "According to",
            ["traffic fell by a third"],
            id="according to, first",
        ),
        pytest.param(
            "Traffic fell by a third, according to the port authority.",
            "the port authority",
            "according to",
            ["Traffic fell by a third"],
            id="according to, last",
        ),
        pytest.param(
            "The union strongly condemned the arrest of two dockers on Friday.",
            "The union",
            "strongly condemned",
            ["the arrest of two dockers"],
            id="stance verb with its object",
        ),
        pytest.param(
            "Reyl accused the mayor of lying about the accounts.",
            "Reyl",
            "accused",
            ["the mayor of lying about the accounts"],
            id="accused someone of something",
        ),
        pytest.param(
            "The council called on the government to publish the figures.",
            "The council",
            "called on",
            ["the government to publish the figures"],
            id="called on someone to",
        ),
        pytest.param(
            "The embassy voiced deep regret over the incident.",
            "The embassy",
            "voiced",
            ["deep regret over the incident"],
            id="voiced a feeling",
        ),
        pytest.param(
            "‘It was a stupid law from the start,’ the farmer said.",
            "the farmer",
            "said",
            ["‘It was a stupid law from the start,’"],
            id="single quotation marks",
        ),
        pytest.param(
            "« The vote was a farce », said Jana Kolm.",
            "Jana Kolm",
            "said",
            ["« The vote was a farce »"],
            id="guillemets",
        ),
        pytest.param(
            "''The vote was a farce,'' Ms. Kolm said.",
            "Ms. Kolm",
            "said",
            ["''The vote was a farce,''"],
            id="two single marks for a double one",
        ),
        pytest.param(
            'The minister called the plan "theft in broad daylight".',
            "The minister",
            "called",
            ['the plan "theft in broad daylight"'],
            id="partial quotation",
        ),
        pytest.param(
            "The mayor was criticised by the auditors for hiding the losses.",
            "the auditors",
            "was criticised",
            ["The mayor", "for hiding the losses"],
            id="passive with its agent",
        ),
    ],
)
def test_a_statement_has_its_source_cue_and_content(text: str, source: str, cue: str, content: list[str]) -> None:
    assert (source, cue, content) in [parts(statement) for statement in extract(text, EVERYTHING)]


def test_statements_come_in_document_order() -> None:
    text = 'Kolm condemned the raid.\n\n"It was needed," Ruis said.\n\nThe court said it would rule in May.'
    assert [s.source.text for s in extract(text) if s.source] == ["Kolm", "Ruis", "The court"]


def test_a_coordinated_verb_is_another_statement_of_the_same_source() -> None:
    first, second = extract("The federation praised the nurses and condemned the minister's silence.")
    assert first.source is not None
    assert first.source == second.source
    assert [span.text for span in first.content] == ["the nurses"]
    assert second.cue is not None
    assert second.cue.text == "condemned"


def test_adding_shares_the_source_of_the_sentence() -> None:
    _, second = extract("Kolm said that the bridge was safe, adding that repairs would start in May.")
    assert second.source is not None
    assert second.source.text == "Kolm"
    assert [span.text for span in second.content] == ["that repairs would start in May"]


def test_a_quotation_that_goes_on_after_the_speaker_is_one_statement() -> None:
    statement = only('"They sold the ferry," Kolm said. "Nobody asked us. Nobody ever does."')
    assert [span.text for span in statement.content] == [
        '"They sold the ferry,"',
        '"Nobody asked us. Nobody ever does."',
    ]


def test_a_quoted_paragraph_goes_on_the_one_before() -> None:
    statement = only('"They sold the ferry," Kolm said.\n\n"And then they sold the quay it was tied to."')
    assert statement.content[-1].text == '"And then they sold the quay it was tied to."'


def test_a_quotation_over_paragraphs_closes_only_in_the_last() -> None:
    statement = only('Kolm wrote: "They sold the ferry.\n\n"Then they sold the quay it was tied to."')
    assert [span.text for span in statement.content] == [
        '"They sold the ferry.',
        '"Then they sold the quay it was tied to."',
    ]


def test_a_speaker_with_a_verb_outside_the_lexicon_is_found_by_the_quotation() -> None:
    statement = only('"Best night of my life," one fan trilled.')
    assert statement.source is not None
    assert statement.source.text == "one fan"


def test_a_name_and_a_colon_attribute_a_quotation() -> None:
    statement = only("Ada Kolm: “Nobody asked the town about the levy.”")
    assert parts(statement) == ("Ada Kolm", ":", ["“Nobody asked the town about the levy.”"])


def test_a_headline_with_a_stance_verb_is_a_statement() -> None:
    statement = only("Union Condemns Harbour Levy\n\nThe port handles nine million tonnes a year.")
    assert parts(statement) == ("Union", "Condemns", ["Harbour Levy"])


@pytest.mark.parametrize(
    "text",
    [
        "READ MORE: Minister says port will close",
        "ALSO READ: Union condemns arrests",
        "(Photo: the minister said to be at the port)",
        "Dockers who said they were tired rest on the quay. (PHOTO / HARBOUR NEWS)",
        "By Ilse Brandt, who said it first",
        "Photo: Mayor Brandt praised the crews",
        "The port handles nine million tonnes a year.",
        "",
        "   \n\n ",
    ],
)
def test_captions_bylines_links_and_plain_facts_are_no_statements(text: str) -> None:
    assert extract(text) == []


def test_cues_inside_a_quotation_are_content() -> None:
    statement = only('"My father said it would rain, and I believed him," Kolm recalled.')
    assert statement.source is not None
    assert statement.source.text == "Kolm"


def test_a_dateline_is_no_part_of_the_content() -> None:
    statement = only("VELMARK, March 3 - The levy would stay, Kolm said on Tuesday.")
    assert [span.text for span in statement.content] == ["The levy would stay"]


def test_an_abbreviation_does_not_end_the_sentence() -> None:
    statement = only("Dr. Ana Ruis of St. Bride's Hospital said that the ward would close.")
    assert statement.source is not None
    assert statement.source.text == "Dr. Ana Ruis of St. Bride's Hospital"


def test_text_wrapped_by_hand_reads_like_one_line() -> None:
    statement = only("The harbour board said that the old\nquay would be torn down before the end of the\nyear.")
    assert statement.content[0].text.endswith("of the\nyear")


def test_a_noun_that_ends_like_an_adverb_is_a_noun() -> None:
    statement = only("His family said that nobody was to blame.")
    assert parts(statement) == ("His family", "said", ["that nobody was to blame"])


def test_a_speaker_inside_a_quotation_does_not_take_it_over() -> None:
    statement = only('"The port gives a green light to thieves and calls it trade," read the union statement.')
    assert statement.source is not None
    assert statement.source.text == "the union statement"


def test_a_quoted_part_that_ends_in_a_comma_ends_the_inner_statement() -> None:
    found = extract('Talks depend on signs that Sarn is willing to "soften its stance," an aide said on Friday.')
    contents = [part.text for statement in found for part in statement.content]
    assert not any("an aide said" in content for content in contents)
