"""Features stand where they say they stand, whatever the text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stance import InputError, Source, Span, Statement, extract
from stance.model.features import find_categories, find_characters, find_words, keep, read_input
from stance.model.lexicon import Lexicon, read_lexicon
from stance.model.tokens import count_words, lower, split_words

WORDS = ["The", "İzmir", "ΣΊΣΥΦΟΣ", "won’t", "won't", "co-op", "naïve", "12,5", "３", "ß", "é"]
PIECES = [*WORDS, "…", "“", "”", "—", "😡", " "]
TEXTS = st.text(max_size=60) | st.lists(st.sampled_from(PIECES), max_size=15).map(" ".join)
LEXICON = Lexicon({"negator": ["not", "won't"], "odd": ["co-op", "naïve", "the"], "long": ["the co-op"]})


@given(TEXTS)
def test_lower_case_keeps_the_length(text):
    assert len(lower(text)) == len(text)


@given(TEXTS)
def test_words_stand_in_order_where_they_say(text):
    end = 0
    for word in split_words(text):
        assert end <= word.start < word.end <= len(text)
        assert word.form == lower(text[word.start : word.end]).replace("’", "'")
        end = word.end


@given(TEXTS)
def test_words_are_counted_as_they_are_split(text):
    assert count_words(text) == len(split_words(text))


@given(TEXTS)
def test_every_letter_and_digit_is_in_a_word(text):
    covered = {i for word in split_words(text) for i in range(word.start, word.end)}
    assert {i for i, char in enumerate(text) if char.isalnum()} <= covered


@given(TEXTS)
def test_every_feature_stands_inside_the_text(text):
    found = [*find_words(text, 2), *find_characters(text, 2, 4), *find_categories(text, LEXICON)]
    assert all(0 <= start < end <= len(text) for _, start, end in found)


@given(TEXTS, st.lists(st.tuples(st.integers(0, 60), st.integers(0, 60)).map(sorted), max_size=3))
def test_blanking_keeps_every_offset(text, spans):
    spans = [(start, min(end, len(text))) for start, end in spans if start < min(end, len(text))]
    kept = keep(text, spans)
    assert len(kept) == len(text)
    for i, char in enumerate(kept):
        assert char == (text[i] if any(start <= i < end for start, end in spans) else " ")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("He won’t go.", ["he", "won't", "go", "he won't", "won't go"]),
        ("In 1987, 3 died", ["in", "0000", "0", "died", "in 0000", "0000 0", "0 died"]),
        ("", []),
        ("?!", []),
    ],
)
def test_words_and_pairs(text, words):
    assert sorted(feature for feature, _, _ in find_words(text, 2)) == sorted(words)


def test_character_ngrams_stay_inside_words():
    found = [feature for feature, _, _ in find_characters("an ox", 2, 3)]
    assert found == [" a", "an", "n ", " an", "an ", " o", "ox", "x ", " ox", "ox "]


def test_the_longest_entry_wins_and_a_negator_turns_what_follows_in_its_clause():
    def categories(text):
        return [feature for feature, _, _ in find_categories(text, LEXICON)]

    assert categories("the co-op") == ["long"]
    assert categories("not naïve") == ["negator", "not odd"]
    assert categories("not, naïve") == ["negator", "odd"]
    assert categories("not a one two three four naïve") == ["negator", "odd"]


TONED = Lexicon({"negator": ["not"], "bad/blame": ["blamed"], "good/praise": ["praised"], "fact": ["on monday"]})


@pytest.mark.parametrize(
    ("text", "features"),
    [
        ("They met on Monday.", ["fact"]),
        ("She praised them.", ["good/praise", "good", "tones: good"]),
        (
            "“She praised them,” he said, “not on Monday”",
            ["good/praise", "good", "quoted good", "tones: good", "negator", "not fact"],
        ),
        (
            'Not praised, "blamed" and blamed.',
            [
                "negator",
                "not good/praise",
                "not good",
                "bad/blame",
                "bad",
                "quoted bad",
                "bad/blame",
                "bad",
                "tones: bad + not good",
            ],
        ),
    ],
)
def test_tones_are_marked_where_they_are_quoted_and_named_together(text, features):
    assert sorted(feature for feature, _, _ in find_categories(text, TONED)) == sorted(features)


def test_quotation_marks_open_and_close():
    quoted = [word.form for word in split_words('a “b” c "d" e «f» g “h “i” j') if word.quoted]
    assert quoted == ["b", "d", "f", "h", "i"]


def test_a_lexicon_has_32_tones_at_most():
    with pytest.raises(InputError, match="at most 32 tones"):
        Lexicon({f"tone{i}/words": [f"word{i}"] for i in range(33)})


def test_an_entry_does_not_run_across_punctuation():
    assert [feature for feature, _, _ in find_categories("the, co-op", LEXICON)] == ["odd", "odd"]


def test_every_entry_of_the_shipped_lexicon_is_found_as_it_stands():
    categories = read_lexicon()
    lexicon = Lexicon(categories)
    for name, entries in categories.items():
        assert entries, name
        for entry in entries[:40]:
            matches = list(lexicon.find(split_words(entry)))
            assert len(matches) >= 1, (name, entry)
            assert name in {category for match in matches for category in match.categories}, (name, entry)


def test_a_lexicon_is_a_folder_of_text_files(tmp_path):
    with pytest.raises(InputError, match=r"a lexicon is a folder of \.txt files"):
        read_lexicon(tmp_path)
    (tmp_path / "anger.txt").write_text("# Words of anger.\nfurious\n\nup in arms\n")
    assert read_lexicon(tmp_path) == {"anger": ["furious", "up in arms"]}
    (tmp_path / "latin.txt").write_bytes(b"caf\xe9")
    with pytest.raises(InputError, match=r"latin.txt: not UTF-8 text \(byte 3\)"):
        read_lexicon(tmp_path)


def test_of_a_statement_only_source_cue_and_content_count():
    article = "“We deplore the raid,” said Mayor Ines Toller, who wore a grey coat, “and its planners.”"

    def span(words, kind=Span):
        start = article.index(words)
        return kind(words, start, start + len(words))

    speaker = Source("Mayor Ines Toller", article.index("Mayor"), article.index(", who"), None)
    content = (span("“We deplore the raid,”"), span("“and its planners.”"))
    text = read_input(Statement(article, speaker, span("said"), content, None))
    assert len(text) == len(article)
    assert " ".join(text.split()) == "“We deplore the raid,” said Mayor Ines Toller “and its planners.”"


@pytest.mark.parametrize("item", [{"words": "x"}, {"text": None}, 3, None])
def test_an_item_without_text_is_refused(item):
    with pytest.raises(InputError, match="a string, a Statement or a record"):
        read_input(item)


def test_a_record_is_read_by_its_text():
    assert read_input({"text": "They left.", "id": 4}) == "They left."
    assert isinstance(extract('"They left," said Ilir Kodra.')[0], Statement)
