"""Noun phrases: where the one that ends, or begins, at a token has its other end."""

from __future__ import annotations

from .cues import read_lexicon
from .masks import DETERMINED, EDGE, FINITE, NOUN, PAUSE, PHRASE, QUOTE
from .tokens import Tag, Tokens, read_words, words

SUBJECT_PRONOUNS = words("he she they i we you it who everyone everybody someone nobody others")
LONGEST = 40
"""Tokens that a noun phrase may have; what is longer is no source."""

_CROSSED = words("of for in at from with to against on between under behind by near")
_PLACES = words("in at on to by from with for")
_GERUND_NOUNS = words(
    """building meeting briefing hearing ruling filing king being housing banking spring morning evening"""
)
_APPOSITION_ENDS = PAUSE | Tag.STOP | Tag.BREAK | QUOTE
_DESCRIBES = Tag.DET | Tag.NUM | Tag.TITLE | Tag.ROLE | Tag.POSS | Tag.NAME | Tag.WORD
_DESCRIBES_NOT = Tag.TIME | Tag.PREP | Tag.SUB | Tag.ADV


def is_verb(tokens: Tokens, i: int) -> bool:
    """Whether the word at ``i`` reads as a finite verb: by closed class, or a cue not used as a noun."""
    tag = tokens.tags[i]
    if tag & Tag.CAP:
        return False
    if tag & FINITE:
        return True
    if not tag & Tag.CUE or not i:
        return False
    before = tokens.tags[i - 1]
    if before & (DETERMINED | Tag.GENITIVE | Tag.PREP):
        return False
    kinds = {kind for entry in read_lexicon().forms.get(tokens.lows[i], ()) for kind in entry.forms}
    if "past" in kinds and "base" not in kinds:
        return True
    return "third" in kinds and bool(before & (Tag.NAME | Tag.PRON | Tag.ROLE))


def is_occasion(tokens: Tokens, i: int, high: int) -> bool:
    """Whether the phrase at ``i`` names where or how something was said ("in a statement")."""
    occasions = read_words()["occasions"]
    for k in range(i, min(i + 4, high)):
        if tokens.lows[k] in occasions:
            return True
        if tokens.tags[k] & (Tag.COMMA | Tag.STOP | Tag.PREP):
            return False
    return False


def is_genitive(tokens: Tokens, i: int) -> bool:
    """Whether a genitive ending stands at ``i``."""
    return i < len(tokens) and bool(tokens.tags[i] & Tag.GENITIVE)


# -- leftwards ------------------------------------------------------------------------------------------


def noun_phrase_before(tokens: Tokens, end: int, low: int) -> int:
    """First token of the noun phrase that ends before token ``end``; ``end`` itself where there is none."""
    tags, lows = tokens.tags, tokens.lows
    k = end - 1
    low = max(low, end - LONGEST)
    if k < low:
        return end
    if tags[k] & Tag.PRON and lows[k] in SUBJECT_PRONOUNS:
        return k
    first = end
    while k >= low and _belongs_on_left(tokens, k, first, end, low):
        first = k
        if tags[k] & DETERMINED and not _is_tied_left(tokens, k, low):
            break
        k -= 1
    return _without_leading_words(tokens, first, end)


def _belongs_on_left(tokens: Tokens, k: int, first: int, end: int, low: int) -> bool:
    """Whether token ``k`` may stand in the phrase that so far begins at ``first``."""
    tag, word = tokens.tags[k], tokens.lows[k]
    if tag & EDGE or word == "that" or (tag & (Tag.SUB | Tag.REL) and not tag & Tag.DET):
        return False
    if tag & Tag.PREP:
        return word in _CROSSED and first < end and k > low and _ends_phrase(tokens, k - 1, Tag.PRON | NOUN)
    if tag & Tag.CONJ:
        joins = word in ("and", "&", "or") and first < end and k > low
        return joins and _ends_phrase(tokens, k - 1, NOUN) and not tokens.lows[k - 1].endswith("ed")
    if tag & Tag.AUX and not tag & Tag.NAME:
        return False
    if tag & Tag.PRON and not tag & DETERMINED:
        return word in ("those", "one") and first < end
    if tag & Tag.ADV and not tag & (Tag.DET | Tag.NAME | Tag.WORD):
        return first < end and k > low and bool(tokens.tags[k - 1] & DETERMINED)
    return bool(tag & PHRASE) and (bool(tag & Tag.ROLE) or not is_verb(tokens, k))


def _ends_phrase(tokens: Tokens, k: int, mask: int) -> bool:
    tag = tokens.tags[k]
    return bool(tag & mask) and not tag & Tag.TIME and not is_verb(tokens, k)


def _is_tied_left(tokens: Tokens, k: int, low: int) -> bool:
    """Whether a preposition or a coordination ties the determiner at ``k`` to a noun on its left."""
    if k <= low:
        return False
    word = tokens.lows[k - 1]
    return (bool(tokens.tags[k - 1] & Tag.PREP) and word in _CROSSED) or word in ("and", "all", "both")


def _without_leading_words(tokens: Tokens, first: int, end: int) -> int:
    tags = tokens.tags
    while first < end and not tags[first] & Tag.DET:
        time = tags[first] & Tag.TIME and not is_genitive(tokens, first + 1)
        if not time and not tags[first] & (Tag.PREP | Tag.CONJ | Tag.GENITIVE | Tag.SKIP):
            break
        first += 1
    return first


# -- rightwards -----------------------------------------------------------------------------------------


def noun_phrase_after(tokens: Tokens, i: int, high: int, appositions: bool = False) -> int:
    """End of the noun phrase that begins at token ``i``; ``i`` itself where there is none.

    With ``appositions`` a description after a comma ("Piet Oran, head of the union") belongs to it.
    """
    tags = tokens.tags
    high = min(high, i + LONGEST)
    if i < high and tags[i] & Tag.PRON and tokens.lows[i] in SUBJECT_PRONOUNS:
        return i + 1
    k = i
    seen = False
    while k < high:
        if not tags[k] & Tag.SKIP:
            if not _belongs_on_right(tokens, k, i, high, seen):
                break
            seen = seen or bool(tags[k] & NOUN)
        k += 1
    while k > i + 1 and tags[k - 1] & (Tag.PREP | Tag.CONJ | Tag.DET | Tag.SKIP):
        k -= 1
    if k == i + 1 and not seen and not tags[i] & Tag.DET:
        return i
    return _with_appositions(tokens, k, high) if appositions and k > i else k


def _belongs_on_right(tokens: Tokens, k: int, first: int, high: int, seen: bool) -> bool:
    """Whether token ``k`` may stand in the phrase that begins at ``first`` and has ``seen`` a noun."""
    tags = tokens.tags
    tag = tags[k]
    if tag & Tag.PREP:
        return seen and k + 1 < high and _ties_right(tokens, k, high)
    if tag & Tag.CONJ:
        joins = seen and tokens.lows[k] in ("and", "&") and k + 1 < high
        return joins and bool(tags[k + 1] & (NOUN | DETERMINED)) and not is_verb(tokens, k + 1)
    if tag & DETERMINED:
        return not seen or bool(tags[k - 1] & (Tag.PREP | Tag.CONJ | Tag.DET | Tag.AUX))
    if tag & Tag.GENITIVE:
        return k > first
    if tag & Tag.TIME and not tag & Tag.TITLE:
        return is_genitive(tokens, k + 1)
    if tag & Tag.ADV and not tag & (Tag.WORD | Tag.NAME):
        return k > first and bool(tags[k - 1] & DETERMINED) and k + 1 < high and bool(tags[k + 1] & (NOUN | Tag.ADV))
    return bool(tag & NOUN) and not (seen and _starts_predicate(tokens, k))


def _ties_right(tokens: Tokens, k: int, high: int) -> bool:
    """Whether the preposition at ``k`` joins its phrase to the noun before it, rather than to the verb."""
    right, word = tokens.tags[k + 1], tokens.lows[k]
    if word not in _CROSSED or right & Tag.TIME or not right & (NOUN | DETERMINED):
        return False
    if tokens.lows[k + 1].endswith("ing") and tokens.lows[k + 1] not in _GERUND_NOUNS and right & Tag.WORD:
        return False
    return word not in _PLACES or not is_occasion(tokens, k + 1, high)


def _starts_predicate(tokens: Tokens, k: int) -> bool:
    if is_verb(tokens, k):
        return True
    word = tokens.lows[k]
    return word.endswith("ing") and word not in _GERUND_NOUNS and not tokens.tags[k - 1] & (DETERMINED | Tag.PREP)


def _with_appositions(tokens: Tokens, k: int, high: int) -> int:
    """Go on over a bracket and over up to two descriptions behind commas."""
    tags = tokens.tags
    if k < high and tags[k] & Tag.LPAR:
        close = k
        while close < min(high, k + 10) and not tags[close] & Tag.RPAR:
            close += 1
        if close < high and tags[close] & Tag.RPAR:
            k = close + 1
    for _ in range(2):
        end = _apposition_end(tokens, k, high)
        if end == k:
            break
        k = end
    return k


def _apposition_end(tokens: Tokens, k: int, high: int) -> int:
    """End of the description behind the comma at ``k``; ``k`` where there is none."""
    tags, lows = tokens.tags, tokens.lows
    if k + 1 >= high or not tags[k] & Tag.COMMA:
        return k
    tag, word = tags[k + 1], lows[k + 1]
    relative = word in ("who", "whose", "which")
    describes = tag & _DESCRIBES and not tag & _DESCRIBES_NOT and not word.endswith("ing")
    if not relative and (not describes or (tag & Tag.CUE and not tag & Tag.ROLE)):
        return k
    end = k + 1
    while end < high and not tags[end] & _APPOSITION_ENDS:
        if not relative and tags[end] & FINITE and not tags[end] & Tag.CAP:
            return k
        if (not relative and tags[end] & Tag.TIME) or (tags[end] & Tag.PREP and is_occasion(tokens, end + 1, high)):
            break
        end += 1
    return end - 1 if end < high and tags[end] & Tag.TIME and tags[end - 1] & Tag.PREP else end
