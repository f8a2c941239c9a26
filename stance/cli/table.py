"""The table of statements that `stance predict` shows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

_STYLES = {"condemning": "red", "supporting": "green", "regretting": "blue", "none": "dim", "uncertain": "dim"}
_WIDE = 100  # from this width on there is room for a column more
_MOST_LINES = 3  # of one statement


def statement_table(rows: list[dict[str, Any]], console: Console) -> Table:
    """Return a table of who says what, a row a statement, as wide as the console."""
    from rich.box import SIMPLE_HEAD
    from rich.table import Table
    from rich.text import Text

    speakers, targets = map(speaker, rows), map(target, rows) if console.width >= _WIDE else iter([])
    widths = column_widths([row["label"] for row in rows], list(speakers), list(targets), console.width)
    table = Table(box=SIMPLE_HEAD, pad_edge=False, padding=(0, 1, 0, 0), header_style="bold")
    for name, width in widths.items():
        table.add_column(name, width=width, justify="right" if name == "conf." else "left")
    documents = {row.get("doc_id") for row in rows if isinstance(row.get("content"), list)}
    document = None
    for row in rows:
        if len(documents) > 1 and row.get("doc_id") != document:
            document = row.get("doc_id")
            table.add_section()
            table.add_row(Text(str(document), style="bold"))
        cells = {
            "who": Text(speaker(row)),
            "stance": Text(row["label"], style=_STYLES.get(row["label"], "")),
            "conf.": Text(f"{row['score']:.0%}"),
            "toward": Text(target(row)),
            "words": words(row),
        }
        style = "dim" if _STYLES.get(row["label"]) == "dim" else ""
        table.add_row(*(shorten(cells[name], width, console) for name, width in widths.items()), style=style)
    return table


def column_widths(labels: list[str], speakers: list[str], targets: list[str], width: int) -> dict[str, int]:
    """Return the columns that have something to say and their widths, which fill the terminal."""
    widths = {"stance": max(map(len, [*labels, "stance"])), "conf.": len("conf.")}
    named = {"who": max(map(len, speakers), default=0), "toward": max(map(len, targets), default=0)}
    shown = {name: longest for name, longest in named.items() if longest}
    left = width - sum(widths.values()) - 2 * (len(widths) + len(shown) + 1)
    for name, longest in shown.items():
        widths[name] = max(min(longest, left // 3 if len(shown) == 1 else left // 4), len(name))
    widths["words"] = max(left - sum(widths[name] for name in shown), len("words"))
    return {name: widths[name] for name in ("who", "stance", "conf.", "toward", "words") if name in widths}


def speaker(row: dict[str, Any]) -> str:
    """Return who speaks, by the full name where the text uses another."""
    source = row.get("source")
    if isinstance(source, dict):
        return one_line(source.get("resolved") or source.get("text") or "")
    return one_line(source) if isinstance(source, str) else ""


def target(row: dict[str, Any]) -> str:
    """Return toward whom or what the stance is."""
    span = row.get("target")
    return one_line(span["text"]) if isinstance(span, dict) else ""


def words(row: dict[str, Any]) -> Text:
    """Return the cue and the content of a statement in the order of the text, or the text of a record."""
    from rich.text import Text

    content, cue = row.get("content"), row.get("cue")
    if not isinstance(content, list) or not all(isinstance(span, dict) for span in content):
        text = next((value for key, value in row.items() if key == "text"), None) or first_text(row)
        return Text(one_line(text))
    line = Text()
    end = None
    for span in sorted([*content, *([cue] if cue else [])], key=lambda span: span["start"]):
        if end is not None:
            line.append(" " if span["start"] - end <= 1 else " … ")
        line.append(one_line(span["text"]), style="bold" if span is cue else "")
        end = span["end"]
    return line


def first_text(row: dict[str, Any]) -> str:
    """Return the longest text of a record whose text has another name."""
    return max((value for value in row.values() if isinstance(value, str)), key=len, default="")


def shorten(text: Text, width: int, console: Console) -> Text:
    """Return a text wrapped to a width, cut where it takes more lines than a row has."""
    from rich.text import Text

    lines = text.wrap(console, width)
    if len(lines) <= _MOST_LINES:
        return text
    shown = lines[:_MOST_LINES]
    for line in shown:
        line.rstrip()
    last = shown[-1]
    if len(last) > width - 2:
        blank = last.plain.rfind(" ", 0, width - 1)
        last.truncate(blank if blank > 0 else width - 2)
    return Text("\n").join([*shown[:-1], last.append(" …")])


def one_line(text: str) -> str:
    """Return a text with its line ends and runs of blanks as single blanks."""
    return " ".join(text.split())
