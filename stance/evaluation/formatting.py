"""How numbers read, the same in every view."""

from __future__ import annotations

import math
from typing import Any

NONE = "–"


def number(value: float | None, digits: int = 3) -> str:
    """Return a score, 0.653."""
    return NONE if value is None else f"{value:.{digits}f}"


def signed(value: float | None, digits: int = 3) -> str:
    """Return a difference, +0.012 or −0.012."""
    if value is None:
        return NONE
    text = f"{abs(value):.{digits}f}"
    sign = "" if not float(text) else "+" if value > 0 else "−"
    return sign + text


def percent(value: float | None) -> str:
    """Return a share, 65%; halves go up, as they do in the page's script."""
    return NONE if value is None else f"{math.floor(100 * value + 0.5)}%"


def bounds(score: dict[str, float | None], digits: int = 3) -> str:
    """Return an interval, 0.601 to 0.702, or empty where there is none."""
    if score["low"] is None or score["high"] is None:
        return ""
    return f"{score['low']:.{digits}f} to {score['high']:.{digits}f}".replace("-", "−")


def p_value(p: float) -> str:
    """Return a p-value, p = 0.031 or p < 0.001."""
    return "p\u00a0<\u00a00.001" if p < 0.001 else f"p\u00a0=\u00a0{p:.3f}"


def size(count: int | None) -> str:
    """Return a number of bytes, 1.2 MB."""
    if count is None:
        return NONE
    for unit, scale in (("GB", 1e9), ("MB", 1e6), ("kB", 1e3)):
        if count >= scale:
            return f"{count / scale:.1f} {unit}"
    return f"{count} bytes"


def excerpt(text: str, limit: int) -> str:
    """Return a text of at most about `limit` characters, cut at a blank with the number left out."""
    if len(text) <= limit:
        return text
    cut = max(text.rfind(" ", limit // 2, limit), limit // 2)
    return f"{text[:cut]} … ({len(text) - cut:,} more characters)"


def around(example: dict[str, Any], width: int = 60) -> tuple[str, str, str]:
    """Return what stands before, in and after the span of an example's text, each cut at a blank."""
    text, (start, end) = example["text"], example["span"]
    before, found, after = text[:start], text[start:end], text[end:]
    if len(before) > width:
        before = "… " + before[-width:].partition(" ")[2]
    if len(after) > width:
        after = after[:width].rpartition(" ")[0] + " …"
    return before, found[: 2 * width], after
