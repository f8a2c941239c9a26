"""Draw reports and comparisons as web pages: one file each, no network."""

from __future__ import annotations

import base64
import hashlib
import json
import zlib
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from stance.evaluation import formatting
from stance.views import FAMILY

if TYPE_CHECKING:
    from jinja2 import Environment

TEMPLATES = Path(__file__).with_name("templates")
PAGE_BYTES = 2_000_000  # no page of a report is larger
EXCERPT = 1_000  # characters of a statement on the page
WORDS = 8  # highlighted words of a statement on the page
_SAMPLE = 2_000  # examples packed to learn how much room one takes
PROBABILITIES = 5  # of the likeliest labels, and the gold label's
FLIPS = 100  # examples listed each way in a comparison

Row = dict[str, Any]
Report = dict[str, Any]


def render_report(report: Report, limit: int = PAGE_BYTES) -> str:
    """Return the page of a report, at most `limit` bytes long.

    Where the examples do not all fit, the page holds the first of them, the worst mistakes, and says so.
    """
    template = environment().get_template("report.html")
    context = {
        "report": report,
        "worst": [row for row in report["examples"] if row["gold"] != row["predicted"]][:20],
    }
    room = limit - len(template.render(**context, shown=0, payload="").encode("utf-8", "replace")) - 100
    payload, shown = pack_examples(report, room)
    return template.render(**context, shown=shown, payload=payload)


def render_comparison(comparison: dict[str, Any]) -> str:
    """Return the page of a comparison."""
    return environment().get_template("comparison.html").render(comparison=comparison, listed=FLIPS)


def pack_examples(report: Report, room: int) -> tuple[str, int]:
    """Return the data of the page's table and slider, compressed as text, and how many examples it holds."""
    count = len(report["examples"])
    if count > _SAMPLE:  # the first ones tell about how many fit
        count = min(count, int(_SAMPLE * room / len(pack(report, _SAMPLE))))
    while True:
        payload = pack(report, count)
        if len(payload) <= room or count == 0:
            return payload, count
        count = max(0, min(count - 1, int(0.98 * count * room / len(payload))))


def pack(report: Report, count: int) -> str:
    """Return the page's data with the first `count` examples, as base64 of zlib of JSON."""
    data = json.dumps(page_data(report, count), ensure_ascii=False, separators=(",", ":"))
    return base64.b64encode(zlib.compress(data.encode("utf-8", "replace"), 9)).decode("ascii")


def page_data(report: Report, count: int) -> dict[str, Any]:
    """Return what the script of the page reads, by column: it compresses better than by row."""
    labels = {label: i for i, label in enumerate(report["labels"])}
    rows = report["examples"][:count]
    abstention = report["abstention"]
    names = list(dict.fromkeys(name for row in report["examples"] for name in row["columns"]))
    return {
        "labels": report["labels"],
        "abstention": {key: abstention[key] for key in ("thresholds", "answered", "coverage", "precision", "labels")},
        "id": [row["id"] for row in rows],
        "text": [row["text"][:EXCERPT] for row in rows],
        "left_out": [max(len(row["text"]) - EXCERPT, 0) for row in rows],
        "gold": [labels[row["gold"]] for row in rows],
        "predicted": [labels[row["predicted"]] for row in rows],
        "suspected": [labels[row["suspected"]] if "suspected" in row else -1 for row in rows],
        "rival": [labels[row["evidence"]["rival"]] if "evidence" in row else -1 for row in rows],
        "probabilities": [top_probabilities(row, labels) for row in rows],
        "words": [top_words(row) for row in rows],
        "elsewhere": [round(100 * row["evidence"]["elsewhere"]) if "evidence" in row else 0 for row in rows],
        "columns": {name: [row["columns"].get(name, "") for row in rows] for name in names},
        "source": [row.get("source", "") for row in rows],
        "cue": [row.get("cue", "") for row in rows],
    }


def top_probabilities(row: Row, labels: dict[str, int]) -> list[int]:
    """Return the likeliest labels and the gold one, as label, percent, label, percent, ..."""
    probabilities = row["probabilities"]
    ranked = sorted(range(len(probabilities)), key=lambda i: -probabilities[i])
    kept = ranked[:PROBABILITIES]
    if labels[row["gold"]] not in kept:
        kept.append(labels[row["gold"]])
    return [number for i in kept for number in (i, int(formatting.percent(probabilities[i])[:-1]))]


def top_words(row: Row) -> list[int]:
    """Return the strongest words that the page shows, as start, end, hundredths of push, start, ..."""
    words = [word for word in row.get("evidence", {}).get("words", []) if word[1] <= EXCERPT]
    strongest = sorted(words, key=lambda word: -abs(word[2]))[:WORDS]
    return [number for start, end, push in sorted(strongest) for number in (start, end, round(100 * push))]


@cache
def environment() -> Environment:
    """Return the templates, escaping everything, with the filters for numbers."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined
    from markupsafe import Markup

    jinja = Environment(loader=FileSystemLoader(TEMPLATES), autoescape=True, undefined=StrictUndefined)
    jinja.trim_blocks = jinja.lstrip_blocks = True
    for name in ("number", "signed", "percent", "bounds", "p_value", "size", "excerpt", "around"):
        jinja.filters[name] = getattr(formatting, name)
    script = (TEMPLATES / "page.js").read_text(encoding="utf-8")
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    style = FAMILY.read_text(encoding="utf-8") + (TEMPLATES / "page.css").read_text(encoding="utf-8")
    jinja.globals["style"] = Markup(style)  # noqa: S704, our own files
    jinja.globals["script"] = Markup(script)  # noqa: S704, our own file
    jinja.globals["script_hash"] = f"sha256-{digest}"
    return jinja
