"""Reading marked articles, and what is said of those that are not right."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from stance.attribution.marked import read_marked_articles
from stance.errors import InputError

TEXT = "Kolm said that the levy would stay."
STATEMENT = {"source": [[0, 4]], "cue": [[5, 9]], "content": [[10, 34]]}


def write(path: Path, *records: Any) -> Path:
    path.write_text("".join(json.dumps(record) + "\n" for record in records), encoding="utf-8")
    return path


def test_marked_articles_come_back_as_they_were_written(tmp_path: Path) -> None:
    articles = [{"doc_id": "a", "text": TEXT, "statements": [STATEMENT]}, {"text": TEXT, "statements": []}]
    assert read_marked_articles(write(tmp_path / "a.jsonl", *articles)) == articles


def test_a_statement_may_lack_source_and_cue(tmp_path: Path) -> None:
    article = {"text": TEXT, "statements": [{"content": [[10, 34]]}, {"source": [], "cue": None, "content": [[0, 4]]}]}
    assert read_marked_articles(write(tmp_path / "a.jsonl", article)) == [article]


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"text": None}, "key text: missing"),
        ({"text": " "}, "key text: missing"),
        ({"statements": None}, "key statements: missing"),
        ({"statements": [STATEMENT, "Kolm"]}, "key statements[1]: 'Kolm' is no statement"),
        ({"statements": [STATEMENT | {"content": []}]}, "key statements[0].content: missing"),
        ({"statements": [STATEMENT | {"cue": "said"}]}, "key statements[0].cue: 'said' is no list of spans"),
        ({"statements": [STATEMENT | {"cue": [5, 9]}]}, "key statements[0].cue[0]: 5 is no span"),
        ({"statements": [STATEMENT | {"cue": [[5, 9.5]]}]}, "key statements[0].cue[0]: [5, 9.5] is no span"),
        ({"statements": [STATEMENT | {"cue": [[True, 9]]}]}, "key statements[0].cue[0]: [True, 9] is no span"),
        ({"statements": [STATEMENT | {"source": [[4, 4]]}]}, "key statements[0].source[0]: [4, 4] does not end"),
        ({"statements": [STATEMENT | {"content": [[10, 34], [34, 36]]}]}, "[34, 36] reaches past the text"),
    ],
)
def test_an_error_names_the_line_and_the_key(tmp_path: Path, change: dict[str, Any], message: str) -> None:
    good = {"text": TEXT, "statements": [STATEMENT]}
    path = write(tmp_path / "a.jsonl", good, good | change)
    with pytest.raises(InputError) as error:
        read_marked_articles(path)
    assert str(error.value).startswith(f"{path}: line 2: key ")
    assert message in str(error.value)


def test_a_line_that_is_no_json_is_named(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text('{"text": ')
    with pytest.raises(InputError, match="line 1: not a JSON object"):
        read_marked_articles(path)


def test_a_file_without_articles_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text("\n")
    with pytest.raises(InputError, match="holds no marked articles"):
        read_marked_articles(path)
