"""What stands in the pages."""

from __future__ import annotations

import base64
import json
import re
import zlib
from html.parser import HTMLParser

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.metrics import confusion_matrix, precision_recall_fscore_support

from stance.evaluation import Push, build_report, compare_reports
from stance.evaluation.formatting import percent
from stance.evaluation.rendering import PAGE_BYTES, render_comparison, render_report


class Visible(HTMLParser):
    """Collect the text that a reader sees, and the tags."""

    def __init__(self, page):
        super().__init__()
        self.texts, self.tags, self._hidden = [], [], 0
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        self._hidden += tag in ("script", "style", "svg", "title", "pre")

    def handle_endtag(self, tag):
        self._hidden -= tag in ("script", "style", "svg", "title", "pre")

    def handle_data(self, data):
        if not self._hidden:
            self.texts.append(data)


def payload(page):
    """Return the data that the script of a page reads."""
    packed = re.search(r'id="payload">([^<]*)<', page).group(1)
    return json.loads(zlib.decompress(base64.b64decode(packed)))


def numbers_in(value):
    """Yield every number of nested data."""
    if isinstance(value, dict):
        for inner in value.values():
            yield from numbers_in(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from numbers_in(inner)
    elif isinstance(value, int | float) and not isinstance(value, bool):
        yield value


def written(value):
    """Return every way a page may write a number."""
    return {f"{abs(value):.{digits}f}" for digits in (1, 2, 3)} | {percent(abs(value))}


@pytest.mark.parametrize("kind", ["report", "comparison"])
def test_every_number_on_a_page_is_in_its_data(kind, report, noisier):
    data = report if kind == "report" else compare_reports({"noisier": noisier, "model": report})
    page = render_report(report) if kind == "report" else render_comparison(data)
    known = {text for key in data if key != "examples" for value in numbers_in(data[key]) for text in written(value)}
    text = " ".join(Visible(page).texts)
    for fixed in (
        "2.3 MB",
        "1.0",
        "0.1.0",
        "3.11",
        "−0.3 to +0.3",
        "p\u00a0<\u00a00.001",
        "confidence of 80%, about 80%",
    ):
        text = text.replace(fixed, "")
    shown = re.findall(r"\d+\.\d+|\d+%", text)
    assert len(shown) > 100
    assert [number for number in shown if number not in known] == []


def test_the_first_numbers_of_the_page_are_the_score_and_its_interval(report):
    score = report["scores"]["macro_f1"]
    text = " ".join("".join(Visible(render_report(report)).texts).split())
    assert f"Macro-F1 {score['value']:.3f} 95% interval {score['low']:.3f} to {score['high']:.3f}" in text


def rows_of(page, section):
    """Return the text of each body row of the first table of a section."""
    part = page.split(f'<section id="{section}"')[1].split("</section>")[0]
    body = part.split("<tbody>")[1].split("</tbody>")[0]
    return [" ".join(" ".join(Visible(row).texts).split()) for row in body.split("<tr")[1:]]


def test_the_table_of_labels_shows_the_scores_of_scikit_learn(report, arrays, labels):
    gold, predicted, _ = arrays
    scores = zip(*precision_recall_fscore_support(gold, predicted, labels=labels), strict=True)
    rows = rows_of(render_report(report), "labels")
    for row, label, (precision, recall, f1, support) in zip(rows, labels, scores, strict=True):
        shown = re.findall(r"(?<![\d.])\d\.\d{3}(?!\d)|\b\d+$", row)
        assert shown == [f"{precision:.3f}", f"{recall:.3f}", f"{f1:.3f}", str(predicted.count(label))]
        assert f" {support} {predicted.count(label)}" in row


def test_the_confusion_matrix_shows_the_counts_of_scikit_learn(report, arrays, labels):
    gold, predicted, _ = arrays
    counts = confusion_matrix(gold, predicted, labels=labels)
    for row, expected in zip(rows_of(render_report(report), "confusion"), counts, strict=True):
        cells = re.findall(r"(\d+) \d+%|(·)", row)
        assert [int(count or 0) for count, _ in cells] == expected.tolist()


def test_the_page_names_data_schema_model_versions_time_and_command(report):
    page = render_report(report)
    for fact in (
        "harbour statements",
        "stance 1.0, 4 labels",
        "ten words",
        "python 3.11",
        "2025-02-03 10:20 UTC",
    ):
        assert fact in page
    assert "stance evaluate model.joblib harbour.jsonl -o report" in page


def test_the_table_of_the_page_holds_every_example_with_its_words(report):
    data = payload(render_report(report))
    assert data["id"] == [row["id"] for row in report["examples"]]
    assert data["text"] == [row["text"] for row in report["examples"]]
    first = report["examples"][0]["evidence"]["words"][0]
    assert data["words"][0][:3] == [first[0], first[1], round(100 * first[2])]


def hostile(text, **more):
    """Return a report in which a text stands wherever a user can put one."""
    return build_report(
        [{"text": text, "id": text, "source": text, "topic": text}, {"text": "She spoke.", "topic": "x"}],
        [text, "none"],
        np.array([[0.2, 0.8], [0.3, 0.7]]),
        [text, "none"],
        baselines={text: ["none", "none"]},
        explain=lambda numbers: [[Push(text, [(0, 2)], [0.5, 1.0])] for _ in numbers],
        model={"name": text, "features": {text: {"for": [(text, 1.0)], "against": []}}},
        data={"name": text, "problems": [{"severity": "error", "where": text, "message": text}]},
        run={"command": text, "evaluated": text, "config": {text: text}, "versions": {text: text}},
        **more,
    )


MARKUP = "</script><script>alert(1)</script><img src=x onerror=alert(2)>\"'&amp;{{ 7 * 7 }}<!--"


def test_markup_in_texts_labels_and_names_stays_text():
    report = hostile(MARKUP)
    for page in (render_report(report), render_comparison(compare_reports({MARKUP: report, "b": report}))):
        visible = Visible(page)
        assert "img" not in [tag for tag, _ in visible.tags]
        assert sum(tag == "script" for tag, _ in visible.tags) <= 2
        assert "{{ 7 * 7 }}" in "".join(visible.texts)


@settings(max_examples=25, deadline=None)
@given(st.text(min_size=2, max_size=60).filter(lambda text: text != "none"))
def test_any_text_comes_back_from_the_page_as_it_went_in(text):
    page = render_report(hostile(text))
    assert text in [found.encode("utf-16", "surrogatepass").decode("utf-16") for found in payload(page)["text"]]


def test_half_a_surrogate_pair_does_not_stop_the_page():
    assert "She spoke." in payload(render_report(hostile("a \ud83d b")))["text"]


def test_a_very_long_statement_is_cut_on_the_page_with_the_number_left_out():
    data = payload(render_report(hostile("It was regretted. " * 1_100 + "The end of it all.")))
    i = data["left_out"].index(max(data["left_out"]))
    assert len(data["text"][i]) + data["left_out"][i] == 19_818
    assert len(data["text"][i]) == 1_000


def test_ten_thousand_examples_stay_under_two_megabytes_and_the_page_says_how_many_it_holds():
    rng = np.random.default_rng(0)
    letters = np.array(list("abcdefghijklmnopqrstuvwxyz     "))
    examples = [{"id": f"s{i}", "text": "".join(rng.choice(letters, 330))} for i in range(10_000)]
    gold = [("yes", "no")[i] for i in rng.integers(0, 2, 10_000)]
    report = build_report(examples, gold, rng.dirichlet([1, 1], 10_000), ["yes", "no"])
    page = render_report(report)
    held = len(payload(page)["id"])
    assert len(page.encode()) <= PAGE_BYTES
    assert 3_000 < held < 10_000
    assert f"{held:,} of 10,000 examples, to keep this page small" in page


def test_the_page_allows_no_request_and_only_its_own_script(report):
    page = render_report(report)
    policy = next(attrs["content"] for tag, attrs in Visible(page).tags if "http-equiv" in attrs)
    assert policy.startswith("default-src 'none'")
    assert re.search(r"script-src 'sha256-[^']+';", policy)
    assert not re.search(r"""(?:src|href)=["'](?:https?:)?//""", page)


def test_a_comparison_lists_at_most_a_hundred_flips_each_way_and_says_so(make_report, make_examples, labels):
    gold = make_examples()[1]
    right = np.array([[0.91 if label == own else 0.03 for label in labels] for own in gold])
    examples = make_examples()[0]
    first = build_report(examples, gold, np.roll(right, 1, axis=1), labels)
    comparison = compare_reports({"first": first, "second": build_report(examples, gold, right, labels)})
    page = render_comparison(comparison)
    assert "Mistakes put right: 300" in page
    assert "The first 100 of 300; all are in comparison.json." in page
