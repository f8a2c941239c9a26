"""Reports in and out of files."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from stance.errors import InputError
from stance.evaluation import comparison, report
from stance.files import replace_when_done

Report = dict[str, Any]

REPORT, PAGE = "report.json", "report.html"


def write_report(content: Report, folder: str | Path) -> tuple[Path, Path]:
    """Write report.json and report.html to a folder and return their paths, the page last.

    Raises
    ------
    InputError
        Where the folder cannot be written.
    """
    from stance.evaluation.rendering import render_report

    data, page = Path(folder) / REPORT, Path(folder) / PAGE
    write(data, dump(content))
    write(page, render_report(content))
    return data, page


def write_comparison(content: dict[str, Any], folder: str | Path) -> tuple[Path, Path]:
    """Write comparison.json and comparison.html to a folder and return their paths, the page last.

    Raises
    ------
    InputError
        Where the folder cannot be written.
    """
    from stance.evaluation.rendering import render_comparison

    data, page = Path(folder) / "comparison.json", Path(folder) / "comparison.html"
    write(data, json.dumps(content, ensure_ascii=False, indent=1) + "\n")
    write(page, render_comparison(content))
    return data, page


def dump(content: Mapping[str, Any]) -> str:
    """Return a report as JSON, one line an example."""
    head = json.dumps({key: value for key, value in content.items() if key != "examples"}, ensure_ascii=False, indent=1)
    rows = ",\n".join(json.dumps(row, ensure_ascii=False) for row in content["examples"])
    return f'{head[:-2]},\n "examples": [\n{rows}\n]}}\n'


def write(path: Path, text: str) -> None:
    """Write a file whole; half a surrogate pair, which UTF-8 cannot hold, becomes a question mark."""
    with replace_when_done(path) as temporary:
        temporary.write_bytes(text.encode("utf-8", "replace"))


def read_report(path: str | Path) -> Report:
    """Read a report from its JSON file, from the page beside it, or from the folder that holds both.

    Raises
    ------
    InputError
        Where there is no report, or it is of another version of the format.
    """
    path = report_path(path)
    try:
        content = json.loads(path.read_bytes())
    except OSError as error:
        raise InputError(f"{path}: {(error.strerror or str(error)).lower()}") from error
    except (ValueError, RecursionError) as error:
        raise InputError(f"{path}: not JSON: {error}") from error
    if not isinstance(content, dict) or content.get("format") != report.FORMAT:
        other = (
            "a comparison, not a report" if is_comparison(content) else "not a report of `stance train` or `evaluate`"
        )
        raise InputError(f"{path}: {other}")
    if content.get("version") != report.VERSION:
        found = content.get("version")
        raise InputError(f"{path}: report version {found}; this stance reads {report.VERSION}: evaluate again")
    return content


def read_previous(folder: str | Path, tell: Callable[[str], None] = lambda _: None) -> Report | None:
    """Return the report that a folder holds, None where it holds none; one that cannot be read is told and left out."""
    if not (Path(folder) / REPORT).exists():
        return None
    try:
        return read_report(folder)
    except InputError as error:
        tell(f"no comparison with the run before: {error}")
        return None


def is_comparison(content: object) -> bool:
    """Whether JSON data is a comparison."""
    return isinstance(content, dict) and content.get("format") == comparison.FORMAT


def report_path(path: str | Path) -> Path:
    """Return where the JSON of a report lies, given it, its page or their folder."""
    path = Path(path)
    if path.is_dir():
        return path / REPORT
    return path.with_name(REPORT) if path.suffix == ".html" else path


def require_macro_f1(content: Report, minimum: float) -> None:
    """Raise InputError where macro-F1 is below a minimum: the gate behind ``--fail-under``."""
    value = content["scores"]["macro_f1"]["value"]
    if value < minimum:
        raise InputError(f"macro-F1 {value:.3f} is below the {minimum:g} asked for")
