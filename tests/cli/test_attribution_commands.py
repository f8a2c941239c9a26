"""`stance train-attribution`, and what `stance predict` does with what it wrote and with --format html."""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path

import pytest

import stance.model

sys.path.append(str(Path(__file__).parents[1] / "batch"))
import keyword_model

from stance.attribution.ranking import Ranker

TEXT = "Kolm said that the levy would stay. The office was painted white."
ARTICLE = "Larkport condemned the closure of the harbour. Unions welcomed the plan & <b>left</b>.\n"


@pytest.fixture
def stance_command(monkeypatch, capfdbinary):
    """Run the command line with the keyword model; return its exit code, output and messages."""
    from stance.cli import console, main

    monkeypatch.setattr(stance.model, "load", keyword_model.load, raising=False)

    def run(*arguments):
        monkeypatch.setattr(sys, "argv", ["stance", *map(str, arguments)])
        monkeypatch.setenv("COLUMNS", "80")
        console.output.cache_clear()
        console.messages.cache_clear()
        code = 0
        try:
            main()
        except SystemExit as end:
            code = end.code or 0
        sys.stdout.flush()
        out, err = capfdbinary.readouterr()
        return code, out.decode(), err.decode()

    return run


@pytest.fixture
def marked(tmp_path):
    """Ten marked articles, each with a sentence that is no statement."""
    names = ["Kolm", "Reyl", "Ruis", "Brandt", "Okko"] * 2
    records = []
    for name in names:
        text = f"{name} said that the levy would stay. The company plans to build a dock."
        end = text.index(".")
        spans = {"source": [[0, len(name)]], "cue": [[len(name) + 1, len(name) + 5]], "content": [[len(name) + 6, end]]}
        records.append({"text": text, "statements": [spans]})
    path = tmp_path / "marked.jsonl"
    path.write_text("".join(json.dumps(record) + "\n" for record in records))
    return path


def test_training_writes_a_ranker_and_says_how_good_it_is(stance_command, marked, tmp_path):
    out = tmp_path / "ranker.json"
    code, printed, said = stance_command("train-attribution", marked, "-o", out)
    assert (code, printed) == (0, "")
    assert f"{out}: " in said
    assert "from 10 articles with 10 statements; statement F1 1.000 on articles left out in turn" in said
    assert Ranker.from_json(out.read_text()).weights


def test_training_twice_writes_the_same_file(stance_command, marked, tmp_path):
    for name in ("a.json", "b.json"):
        stance_command("train-attribution", marked, "-o", tmp_path / name)
    assert (tmp_path / "a.json").read_bytes() == (tmp_path / "b.json").read_bytes()


@pytest.mark.parametrize(
    ("record", "message"),
    [
        ({"text": TEXT}, "line 1: key statements: missing"),
        ({"text": TEXT, "statements": [{"content": [[0, 999]]}]}, "line 1: key statements[0].content[0]: [0, 999]"),
        ({"text": TEXT, "statements": []}, "needs at least two marked documents"),
    ],
)
def test_what_cannot_be_learnt_from_ends_in_one_line_and_1(stance_command, tmp_path, record, message):
    (tmp_path / "bad.jsonl").write_text(json.dumps(record) + "\n")
    code, _, said = stance_command("train-attribution", tmp_path / "bad.jsonl", "-o", tmp_path / "out.json")
    assert code == 1
    assert message in said
    assert not (tmp_path / "out.json").exists()


def test_a_missing_file_ends_in_one_line_and_1(stance_command, tmp_path):
    code, _, said = stance_command("train-attribution", tmp_path / "none.jsonl", "-o", tmp_path / "out.json")
    assert (code, "no such file or directory" in said) == (1, True)


def test_predict_hands_the_ranker_on(stance_command, monkeypatch, tmp_path):
    given = []
    annotate = keyword_model.KeywordModel.annotate
    monkeypatch.setattr(
        keyword_model.KeywordModel,
        "annotate",
        lambda self, article, least, ranker: given.append(ranker) or annotate(self, article, least),
    )
    ranker = Ranker({"quoted": 1.5}, -0.5, 0.4)
    (tmp_path / "ranker.json").write_text(ranker.to_json())
    (tmp_path / "a.txt").write_text(ARTICLE)
    stance_command("predict", tmp_path / "a.txt", "--attribution", tmp_path / "ranker.json")
    stance_command("predict", "--text", ARTICLE, "--attribution", tmp_path / "ranker.json")
    stance_command("predict", tmp_path / "a.txt")
    assert given == [ranker, ranker, None]


@pytest.mark.parametrize("contents", [None, "{}", "no json", '{"weights": {}, "bias": 0, "threshold": 2}'])
def test_what_is_no_ranker_ends_in_one_line_and_1(stance_command, tmp_path, contents):
    path = tmp_path / "ranker.json"
    if contents is not None:
        path.write_text(contents)
    code, out, said = stance_command("predict", "--text", ARTICLE, "--attribution", path)
    assert (code, out) == (1, "")
    assert said.startswith(f"stance: {path}: ")
    assert len(said.splitlines()) == 1


@pytest.fixture
def article(tmp_path):
    path = tmp_path / "harbour.txt"
    path.write_text(ARTICLE)
    return path


def test_a_page_goes_to_a_file_by_its_name_or_to_standard_output(stance_command, article, tmp_path):
    page = tmp_path / "page.html"
    code, out, said = stance_command("predict", article, "-o", page)
    assert (code, out) == (0, "")
    assert said.startswith(f"{page}: 2 statements (1 condemning, 1 supporting)")
    assert stance_command("predict", article, "--format", "html") == (0, page.read_text(encoding="utf-8"), "")
    assert "<h1>harbour</h1>" in page.read_text()
    assert "&lt;b&gt;" in page.read_text()


def test_a_text_from_the_command_line_has_a_page_too(stance_command):
    code, out, said = stance_command("predict", "--text", ARTICLE, "--format", "html")
    assert (code, said) == (0, "")
    assert out.count('class="row"') == 1


def test_several_articles_have_one_page_with_sections(stance_command, article, tmp_path):
    (tmp_path / "second.txt").write_text("Owners met them.\n")
    (tmp_path / "more.jsonl").write_text('{"doc_id": "third", "text": "They left it.\\nCrews came back."}\n')
    arguments = ["predict", article, tmp_path / "second.txt", tmp_path / "more.jsonl", "--unit", "article"]
    code, out, _ = stance_command(*arguments, "--format", "html")
    assert code == 0
    assert [re.search(rf'<h2 id="a{i}-title">(.*?)<', out)[1] for i in (1, 2, 3)] == ["harbour", "second", "third"]
    assert out == stance_command(*arguments, "--format", "html")[1]


def test_articles_of_one_name_keep_their_own_statements(stance_command, tmp_path):
    records = [
        {"doc_id": "same", "text": text} for text in ("Larkport condemned the raid.", "Unions welcomed the plan.")
    ]
    (tmp_path / "in.jsonl").write_text("".join(json.dumps(record) + "\n" for record in records))
    _, out, _ = stance_command("predict", tmp_path / "in.jsonl", "--unit", "article", "--format", "html")
    first, second = out.split('<section id="a2"')
    assert "Larkport" in first
    assert "Larkport" not in second
    assert "Unions" in second


def test_single_statements_have_no_page(stance_command, tmp_path):
    (tmp_path / "in.jsonl").write_text('{"text": "They condemned it."}\n')
    code, out, said = stance_command("predict", tmp_path / "in.jsonl", "-o", tmp_path / "page.html")
    assert (code, out) == (1, "")
    assert said == (
        f"stance: {tmp_path}/in.jsonl: a page shows articles, not single statements: give articles (--unit article), "
        "or write jsonl or csv\n"
    )
    assert not (tmp_path / "page.html").exists()
    assert stance_command("predict", "--text", "They left.", "--unit", "statement", "--format", "html")[0] == 1


def test_a_page_is_not_resumed(stance_command, article, tmp_path):
    code, _, said = stance_command("predict", article, "-o", tmp_path / "page.html", "--resume")
    assert (code, said) == (1, "stance: a page is written in one go: leave --resume out, or write jsonl\n")


def test_bad_records_go_to_the_errors_and_the_others_on_the_page(stance_command, tmp_path):
    (tmp_path / "in.jsonl").write_text('{"text": "Larkport condemned the raid."}\n{"text": ""}\n')
    bad, page = tmp_path / "bad.jsonl", tmp_path / "page.html"
    code, _, _ = stance_command("predict", tmp_path / "in.jsonl", "--unit", "article", "-o", page, "--errors", bad)
    assert code == 0
    assert json.loads(bad.read_text())["reason"] == "text is empty"
    assert "Larkport" in page.read_text()
