"""What stands between a cue and its content without belonging to either: audience, time, place, occasion."""

from __future__ import annotations

from .masks import DETERMINED, NOUN, PAUSE, QUOTE
from .noun_phrases import SUBJECT_PRONOUNS, is_genitive, is_occasion, is_verb, noun_phrase_after
from .sources import time_openers
from .tokens import Tag, Tokens, words

_PLACES = words("in at on during from outside via through after to before")
_OBJECT_PRONOUNS = words("him them me us her it you himself herself themselves")
_AUDIENCE_ENDS = PAUSE | Tag.SUB | Tag.STOP | Tag.TO | Tag.TIME | Tag.BREAK | Tag.AUX | QUOTE


def skip_adjuncts(tokens: Tokens, i: int, high: int) -> int:
    """Step over time, place and occasion: "on Tuesday", "in a statement", "also"."""
    while i < high:
        end = _adjunct_end(tokens, i, high)
        if end == i:
            break
        i = end
    return i


def _adjunct_end(tokens: Tokens, i: int, high: int) -> int:
    tags, lows = tokens.tags, tokens.lows
    tag = tags[i]
    if tag & Tag.SKIP or (
        tag & Tag.ADV and not tag & (Tag.SUB | Tag.CAP | Tag.DET | Tag.CONJ) and lows[i] not in ("not", "never")
    ):
        return i + 1
    if tag & Tag.TIME and not is_genitive(tokens, i + 1):
        end = i + 1
        while end < high and tags[end] & (Tag.TIME | Tag.NUM):
            end += 1
        return end
    openers = time_openers()
    if lows[i] in openers:
        k = i + 1
        while k < min(i + 3, high) and lows[k] in openers:
            k += 1
        if k < high and tags[k] & Tag.TIME and not is_genitive(tokens, k + 1):
            return k
    if tag & Tag.PREP and (not tag & Tag.TO or (i + 1 < high and lows[i + 1] in ("reporters", "journalists"))):
        return _occasion_end(tokens, i, high)
    return i


def _occasion_end(tokens: Tokens, i: int, high: int) -> int:
    occasion = is_occasion(tokens, i + 1, high)
    if not occasion and tokens.lows[i] not in _PLACES:
        return i
    end = noun_phrase_after(tokens, i + 1, high)
    if end == i + 1 or not (occasion or (end < high and not is_verb(tokens, end))):
        return i
    return end


def skip_audience(tokens: Tokens, i: int, high: int) -> int:
    """Step over the audience of "told reporters that"; ``i`` where none is named."""
    tags, lows = tokens.tags, tokens.lows
    if i < high and lows[i] in _OBJECT_PRONOUNS and not (lows[i] == "her" and i + 1 < high and tags[i + 1] & NOUN):
        return i + 1
    k = i
    seen = False
    while k < min(high, i + 14) and not tags[k] & _AUDIENCE_ENDS and not _starts_message(tokens, k, high, seen):
        seen = seen or bool(tags[k] & NOUN)
        k += 1
    return k if seen else i


def _starts_message(tokens: Tokens, k: int, high: int, seen: bool) -> bool:
    """Whether what is told begins at ``k``, once the audience has been ``seen``."""
    tags, lows = tokens.tags, tokens.lows
    tag = tags[k]
    if tag & Tag.PRON and lows[k] in SUBJECT_PRONOUNS:
        return True
    if tag & Tag.PREP:
        return lows[k] not in ("of", "for", "from") or is_occasion(tokens, k + 1, high)
    if not seen:
        return False
    if tag & DETERMINED:
        return not tags[k - 1] & (Tag.PREP | Tag.CONJ | Tag.DET)
    return bool(tag & Tag.NAME) and not tags[k - 1] & Tag.NAME and lows[k - 1].endswith("s")
