"""What is attributed: where the content beside a cue begins and ends."""

from __future__ import annotations

from .cues import find_entries
from .document import Document
from .masks import DETERMINED, NOUN, PAUSE, QUOTE
from .noun_phrases import SUBJECT_PRONOUNS, noun_phrase_after
from .tokens import Tag, Tokens, words

_STARTS_CLAUSE = words("that whether if how why what when where who which")
_BREAKS_OBJECT = words(
    """while when after before because although though even but whereas since until unless which who
    where so"""
)
_FINITE = words("is are was were has had will would does did could should")
_CONTRASTS = words("but while whereas though although")
_JOINS = _CONTRASTS | {"and", "as"}
_REPORTING = words("clause tell think ask object show")
_CLAUSAL = words("clause tell ask object")
_TRAILING = Tag.STOP | Tag.COMMA | Tag.SEMI | Tag.COLON | Tag.DASH | Tag.BREAK | Tag.SKIP | Tag.CONJ
_DATELINE = (
    Tag.NAME
    | Tag.CAP
    | Tag.NUM
    | Tag.COMMA
    | Tag.LPAR
    | Tag.RPAR
    | Tag.SKIP
    | Tag.TIME
    | Tag.WORD
    | Tag.STOP
    | Tag.GENITIVE
)
_OPENERS = words("but and however still meanwhile yet also so ,")


def starts_clause(tokens: Tokens, i: int, high: int) -> bool:
    """Whether a noun phrase (the subject of what is said) or a clause word begins at ``i``."""
    if i >= high:
        return False
    return bool(tokens.tags[i] & (NOUN | DETERMINED | Tag.PRON | QUOTE)) or tokens.lows[i] in _STARTS_CLAUSE


# -- content on the right ---------------------------------------------------------------------------------


def content_end(document: Document, start: int, high: int, frame: str, past: bool) -> int:
    """Token after the last one of a content that begins at ``start``.

    Parameters
    ----------
    document : Document
    start, high : int
        First token of the content; end of its sentence.
    frame : str
        "clause", "infinitive" or "object": an object ends sooner than a clause.
    past : bool
        Whether the cue is a past form: a coordinated verb in the same form is a new act of the same source.
    """
    tokens = document.tokens
    tags = tokens.tags
    is_object = frame == "object"
    k = start
    while k < high:
        stop = document.quotation_at.get(k, -1) if tags[k] & QUOTE else -1
        if stop > k:
            k = min(stop, high)
            # a quotation that closes a sentence closes the content
            if tags[k - 2] & Tag.STOP and k < high and tags[k] & Tag.CAP and not tags[k] & Tag.NAME:
                break
            # "... to 'soften its stance,' an official said": the comma within hands over to who says all this
            if k < high and tags[k - 2] & Tag.COMMA and (tags[k] & Tag.CUE or _is_clause_with_cue(tokens, k, high)):
                break
            continue
        if k > start and _ends_content(tokens, k, high, is_object, past):
            break
        if is_object and k > start and tokens.lows[k] in _FINITE and _is_outer_predicate(tokens, start, k):
            break
        k += 1
    return trim_end(tokens, start, k)


def _ends_content(tokens: Tokens, k: int, high: int, is_object: bool, past: bool) -> bool:
    tag, word = tokens.tags[k], tokens.lows[k]
    if tag & Tag.COMMA:
        return _ends_at_comma(tokens, k, high, is_object)
    if tag & Tag.SEMI or (tag & Tag.STOP and k + 1 >= high):
        return True
    if word in ("and", "but") and _is_new_act(tokens, k + 1, high, past):
        return True
    return is_object and (bool(tag & Tag.DASH) or (bool(tag & Tag.SUB) and word in _BREAKS_OBJECT))


def _is_outer_predicate(tokens: Tokens, start: int, k: int) -> bool:
    """Whether the auxiliary at ``k`` has no subject within the content: "the first to back HER was"."""
    inner = Tag.REL | Tag.SUB
    return not any(tokens.tags[j] & inner or tokens.lows[j] in SUBJECT_PRONOUNS for j in range(start, k))


def _ends_at_comma(tokens: Tokens, comma: int, high: int, is_object: bool) -> bool:
    tags, lows = tokens.tags, tokens.lows
    k = comma + 1
    while k < high and tags[k] & (Tag.ADV | Tag.SKIP) and not tags[k] & Tag.SUB:
        k += 1
    if k >= high:
        return True
    word, tag = lows[k], tags[k]
    if word in ("according", "citing", "quoting"):
        return True
    if tag & Tag.CUE and word.endswith("ing") and any(_REPORTING & entry.families for entry in find_entries(tokens, k)):
        return True
    if word in _JOINS and _is_clause_with_cue(tokens, k + 1, high):
        return True
    if not is_object:
        return word in _CONTRASTS and k == comma + 1
    if tag & (Tag.SUB | Tag.REL | Tag.PRON | Tag.PREP) or word.endswith("ing"):
        return True
    return not _is_list(tokens, k, high)


def _is_list(tokens: Tokens, k: int, high: int) -> bool:
    """Whether a list goes on at ``k``: "A, B and C"."""
    tags, lows = tokens.tags, tokens.lows
    for m in range(k, min(high, k + 8)):
        if lows[m] in ("and", "or"):
            return True
        if tags[m] & (Tag.COMMA | Tag.STOP):
            return bool(tags[m] & Tag.COMMA) and m - k < 5 and not tags[k] & (Tag.DET | Tag.TITLE)
    return False


def _is_new_act(tokens: Tokens, k: int, high: int, past: bool) -> bool:
    """Whether a coordinated verb at ``k`` is another cue of the same source."""
    tags = tokens.tags
    while k < high and tags[k] & (Tag.ADV | Tag.SKIP) and not tags[k] & (Tag.SUB | Tag.DET):
        k += 1
    if k >= high or not tags[k] & Tag.CUE or tags[k] & Tag.CAP:
        return False
    want = "past" if past else "third"
    return any(want in entry.forms and "base" not in entry.forms for entry in find_entries(tokens, k))


def _is_clause_with_cue(tokens: Tokens, k: int, high: int) -> bool:
    """Whether a short subject and a cue verb begin at ``k``: ", and she said"."""
    end = noun_phrase_after(tokens, k, min(high, k + 8))
    if end == k:
        return False
    while end < high and tokens.tags[end] & (Tag.AUX | Tag.ADV):
        end += 1
    if end >= high or not tokens.tags[end] & Tag.CUE:
        return False
    return any(_CLAUSAL & entry.families and {"past", "third"} & entry.forms for entry in find_entries(tokens, end))


def trim_end(tokens: Tokens, start: int, end: int) -> int:
    """Drop closing punctuation and a closing time ("on Wednesday") from a range."""
    tags = tokens.tags
    while end > start and tags[end - 1] & _TRAILING and not tags[end - 1] & Tag.DET:
        end -= 1
    if (
        end - start > 3
        and tags[end - 1] & Tag.TIME
        and tags[end - 1] & Tag.CAP
        and tokens.lows[end - 2] in ("on", "last", "late", "early")
    ):
        end -= 2
    return end


def right_quotation(document: Document, i: int, high: int) -> list[tuple[int, int]]:
    """Return the second half of a quotation that the cue before ``i`` splits, if one opens there."""
    tags = document.tokens.tags
    k = i
    while k < high and k - i < 3 and tags[k] & (Tag.COMMA | Tag.COLON | Tag.SKIP | Tag.DASH):
        k += 1
    stop = document.quotation_at.get(k, -1) if k < high else -1
    return [(k, stop)] if stop > k else []


# -- content on the left ------------------------------------------------------------------------------------


def left_content(document: Document, edge: int, low: int) -> list[tuple[int, int]]:
    """Return the quotation or the clause that ends before token ``edge``, behind its comma."""
    tokens = document.tokens
    tags = tokens.tags
    k = edge - 1
    if k < low or k < 0:
        return []
    if tags[k] & QUOTE:
        opening = document.closing_at.get(k, -1)
        return [(_reach_back(tokens, opening, low), k + 1)] if opening >= 0 else []
    if not tags[k] & Tag.COMMA or k == low:
        return []
    opening = document.closing_at.get(k - 1, -1) if tags[k - 1] & QUOTE else -1
    if opening >= 0:
        return [(_reach_back(tokens, opening, low), k)]
    start = low
    while start < k and (tags[start] & (Tag.SKIP | Tag.DASH) or tokens.lows[start] in _OPENERS):
        start += 1
    start = dateline_end(tokens, start, k)
    return [(start, k)] if k > start else []


def dateline_end(tokens: Tokens, start: int, k: int) -> int:
    """First token behind a dateline ("VELMARK, March 3 -"); ``start`` where there is none."""
    tags = tokens.tags
    for j in range(start, min(start + 14, k)):
        if tags[j] & Tag.DASH:
            return j + 1 if j > start and tags[start] & Tag.CAP else start
        if not tags[j] & _DATELINE or tags[j] & Tag.VERB:
            break
    return start


def _reach_back(tokens: Tokens, opening: int, low: int) -> int:
    """Where a left content that ends in a quotation begins: at its mark, or with the words before it."""
    start = dateline_end(tokens, low, opening)
    if start < opening and tokens.tags[opening + 1] & Tag.CAP and tokens.tags[opening - 1] & PAUSE:
        return opening  # a sentence of its own behind a comma, colon or dash
    while start < opening and tokens.tags[start] & (Tag.SKIP | Tag.DASH):
        start += 1
    return min(start, opening) if opening > low else opening
