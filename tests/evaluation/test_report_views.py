"""The terminal, Markdown, files and commands."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest
import typer
from rich.console import Console
from typer.testing import CliRunner

from stance.cli import compare as compare_command
from stance.cli import report as report_command
from stance.errors import InputError
from stance.evaluation import (
    compare_reports,
    print_comparison,
    print_summary,
    read_report,
    to_markdown,
    write_comparison,
    write_report,
)


def printed(show, content, width=120):
    console = Console(file=io.StringIO(), width=width)
    show(content, console)
    return console.file.getvalue()


def test_the_terminal_shows_score_verdict_labels_and_worst_mistakes(report):
    text = printed(print_summary, report)
    score = report["scores"]["macro_f1"]
    assert f"macro-F1 {score['value']:.3f} [{score['low']:.3f} to {score['high']:.3f}]" in text
    assert "Better than every baseline" in text
    worst = report["examples"][0]
    assert worst["text"] in text
    for row in report["per_label"]:
        assert f"{row['f1']['value']:.3f}" in text


def test_square_brackets_in_a_statement_stay_in_the_terminal(make_report, make_examples):
    examples, _ = make_examples()
    report = make_report()
    report["examples"][0]["text"] = "[red]They[/] left [sic], he said."
    assert "[red]They[/] left [sic], he said." in printed(print_summary, report)
    assert len(examples) == 300


def test_the_terminal_shows_a_comparison(report, noisier):
    comparison = compare_reports({"noisier": noisier, "model": report})
    text = printed(print_comparison, comparison)
    assert f"+{comparison['systems'][1]['against']['macro_f1']['value']:.3f}" in text
    assert "F1 of condemning" in text


def test_a_comparison_fits_a_terminal_of_eighty_columns(report, noisier):
    text = printed(print_comparison, compare_reports({"noisier": noisier, "model": report}), width=80)
    assert "\n noisier" in text
    assert "…" not in text


def test_markdown_shows_the_scores_as_tables(report):
    text = to_markdown(report)
    assert text.startswith(f"# Macro-F1 {report['scores']['macro_f1']['value']:.3f}")
    row = report["per_label"][0]
    scores = " | ".join(f"{row[name]['value']:.3f}" for name in ("precision", "recall", "f1"))
    assert f"| condemning | {scores} |" in text


def test_markdown_leaves_the_signs_of_a_statement_as_they_are(make_report):
    report = make_report()
    report["examples"][0]["text"] = "a | b\n<b>*bold*</b>"
    assert "a \\| b &lt;b&gt;\\*bold\\*&lt;/b&gt;" in to_markdown(report)


def test_a_report_reads_back_as_it_was_written(report, tmp_path):
    data, page = write_report(report, tmp_path / "run")
    assert (data.name, page.name) == ("report.json", "report.html")
    for path in (data, page, tmp_path / "run"):
        assert read_report(path) == json.loads(json.dumps(report))


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("{", "not JSON"),
        ("[]", "not a report"),
        ('{"format": "stance comparison"}', "a comparison, not a report"),
        ('{"format": "stance report", "version": 99}', "report version 99; this stance reads 1"),
    ],
)
def test_what_is_no_report_is_refused_with_the_reason(tmp_path, content, message):
    path = tmp_path / "report.json"
    path.write_text(content)
    with pytest.raises(InputError, match=message):
        read_report(path)


def test_a_folder_without_a_report_is_refused(tmp_path):
    with pytest.raises(InputError, match="no such file"):
        read_report(tmp_path)


@pytest.fixture
def folders(report, noisier, tmp_path):
    write_report(noisier, tmp_path / "noisier")
    write_report(report, tmp_path / "model")
    return tmp_path / "noisier", tmp_path / "model"


def run(command, *arguments):
    app = typer.Typer()
    app.command()(command)
    return CliRunner().invoke(app, list(map(str, arguments)))


@pytest.fixture(autouse=True)
def _fresh_console():
    """Let each command see the output stream of its own run."""
    from stance.cli import console

    for remembered in (console.output, console.messages):
        remembered.cache_clear()
    yield
    for remembered in (console.output, console.messages):
        remembered.cache_clear()


def test_compare_prints_a_table_and_writes_a_page(folders, tmp_path):
    result = run(compare_command.compare, *folders, "-o", tmp_path / "out")
    assert result.exit_code == 0
    assert "against noisier, 300 examples" in result.stdout
    assert "model against noisier" in (tmp_path / "out" / "comparison.html").read_text(encoding="utf-8")


def test_compare_of_one_report_is_wrong_usage(folders):
    assert run(compare_command.compare, folders[0]).exit_code == 2


def test_reports_in_folders_of_one_name_are_told_apart_by_their_paths():
    assert compare_command.names_of([Path("a/run"), Path("b/run")]) == ["a/run", "b/run"]


def test_report_opens_the_page_and_prints_its_path(folders, monkeypatch):
    opened = []
    monkeypatch.setattr("webbrowser.open", lambda url: opened.append(url) or True)
    result = run(report_command.report, folders[1])
    assert result.stdout.strip() == str(folders[1] / "report.html")
    assert opened == [(folders[1] / "report.html").as_uri()]


def test_report_draws_the_page_again_where_only_the_data_are_left(folders, monkeypatch):
    monkeypatch.setattr("webbrowser.open", lambda url: True)
    page = folders[1] / "report.html"
    before = page.read_bytes()
    page.unlink()
    run(report_command.report, folders[1] / "report.json")
    assert page.read_bytes() == before


def test_report_prints_to_the_terminal_and_as_markdown(folders, report):
    assert "worst mistakes" in run(report_command.report, folders[1], "--as", "terminal").stdout
    assert run(report_command.report, folders[1], "--as", "markdown").stdout.startswith("# Macro-F1")


def test_a_comparison_is_written_as_data_too(report, noisier, tmp_path):
    comparison = compare_reports({"noisier": noisier, "model": report})
    data, _ = write_comparison(comparison, tmp_path)
    assert json.loads(data.read_text(encoding="utf-8")) == json.loads(json.dumps(comparison))
