"""Cues that are verbs: who governs them, and what stands on their left and right."""

from __future__ import annotations

from .adjuncts import skip_adjuncts, skip_audience
from .candidate import Candidate, Found, Site, make_candidate
from .contents import content_end, left_content, right_quotation, starts_clause
from .cues import Entry, find_entries, read_lexicon
from .masks import DETERMINED, FINITE, NOUN, QUOTE
from .noun_phrases import is_verb, noun_phrase_after
from .passives import passive_candidate
from .sources import Subject, find_gerund_subject, find_subject
from .tokens import Tag, Tokens, words

_SPEECH = words("clause tell ask")
_QUOTING = _SPEECH | {"think", "show"}
_SAYING = words("clause tell think show")
_CLAUSE_WORDS = words("that whether if how why what where who when")
_CLAUSE_OPENERS = words("that whether if")
_OBJECT_PRONOUNS = words("him her them us me it")
_PREPOSITIONS = words("of about against on for over to into with")
_QUANTIFIERS = words("some many most all others this that few both those")
_AFTER_SPEAKER = words("as when while after and who but adding")
_CLOSES = Tag.STOP | Tag.COMMA | Tag.BREAK | Tag.SEMI | Tag.DASH | Tag.RPAR | Tag.PREP | Tag.COLON


def reads_as_verb(site: Site, verbs: list[Entry]) -> bool:
    """Whether a word that may be a verb is one here ("the report claims", not "his claims")."""
    tokens, i = site.tokens, site.i
    forms = {form for entry in verbs for form in entry.forms}
    if i == site.low:
        return bool(forms & {"gerund", "past", "participle"})
    before, word = tokens.tags[i - 1], tokens.lows[i - 1]
    possessed = bool(before & (DETERMINED | Tag.GENITIVE)) and word not in _QUANTIFIERS
    if "past" in forms and "base" not in forms:
        return not possessed or word in ("'s", "’s")
    if "gerund" in forms:
        return not before & DETERMINED
    if possessed or before & Tag.NUM or (before & Tag.PREP and not before & Tag.TO):
        return False
    if not before & (Tag.AUX | Tag.CONJ | Tag.ADV) and (word.endswith("ed") or is_verb(tokens, i - 1)):
        return False  # "required states to test"
    if "third" in forms:
        after = tokens.tags[i + 1] if i + 1 < len(tokens) else 0
        return not after & Tag.PREP or bool(after & Tag.TO) or bool(verbs[0].particles)
    governed = (
        Tag.TO | Tag.AUX | Tag.PRON | Tag.CONJ | Tag.ADV | Tag.REL | Tag.NAME | Tag.DET | Tag.COMMA | Tag.ROLE | QUOTE
    )
    return bool(before & governed) or word.endswith("s")


def verb_candidate(site: Site, verbs: list[Entry]) -> Found:
    """Return the candidate of a verb: inverted, parenthetical, or with its content on the right."""
    tokens, i = site.tokens, site.i
    entry = verbs[0]
    end = i + 1 + len(entry.particles)
    gerund = "gerund" in entry.forms and tokens.lows[i].endswith("ing")
    if not gerund:
        inverted = _inverted(site, entry, end)
        if inverted is not None:
            return inverted
    subject = (
        find_gerund_subject(tokens, i, site.low, site.last) if gerund else find_subject(tokens, i, site.low, site.last)
    )
    cue = (i if gerund else subject.group, end)
    passive = subject.passive and "participle" in entry.forms and not gerund and not _names_a_state(tokens, i)
    if passive:
        return Found(passive_candidate(site, subject, cue, entry), subject, end)
    if not gerund and entry.families & _QUOTING:
        parenthetical = _parenthetical(site, subject, cue, entry)
        if parenthetical is not None:
            return parenthetical
    return Found(_with_content_right(site, subject, cue, verbs), subject, end)


def _names_a_state(tokens: Tokens, i: int) -> bool:
    """Whether the participle is also an adjective of mind: "are convinced that" has no agent."""
    return any("adjective" in entry.forms for entry in find_entries(tokens, i))


# -- what is said stands on the left ------------------------------------------------------------------


def _inverted(site: Site, entry: Entry, end: int) -> Found | None:
    """`"...," said Ada Kolm, the minister` and `..., said Ada Kolm.`."""
    tokens, document, i = site.tokens, site.document, site.i
    left = i - 1
    if not entry.families & {"clause", "ask"} or left < site.low:
        return None
    if not tokens.tags[left] & (Tag.COMMA | Tag.CLOSE | Tag.STRAIGHT | Tag.STOP):
        return None
    quoted = bool(tokens.tags[left] & QUOTE) and left in document.closing_at
    stop = noun_phrase_after(tokens, end, site.high, appositions=True)
    if stop == end or not (quoted or _closes_clause(tokens, stop, site.high)):
        return None
    content = left_content(document, i, site.low)
    if not content:
        return None
    content += right_quotation(document, skip_adjuncts(tokens, stop, site.high), site.high)
    subject = Subject(end, stop, i, "after")
    return Found(make_candidate(site, subject, (i, end), content, "inverted", entry, quoted), subject, stop)


def _parenthetical(site: Site, subject: Subject, cue: tuple[int, int], entry: Entry) -> Found | None:
    """`"...," he said` and `..., the minister said on Tuesday, ...`."""
    tokens, document = site.tokens, site.document
    tags = tokens.tags
    edge = subject.first if subject.how in ("noun", "chain", "main") else cue[0]
    k = edge - 1
    if subject.first >= subject.end or k < 0 or not tags[k] & (Tag.COMMA | QUOTE):
        return None
    quoted = bool(tags[k] & QUOTE) or bool(k and tags[k - 1] & QUOTE)
    after = skip_audience(tokens, cue[1], site.high) if "tell" in entry.families else cue[1]
    after = skip_adjuncts(tokens, after, site.high)
    if after < site.high and tokens.lows[after] in _CLAUSE_OPENERS:
        return None
    if not _closes_clause(tokens, after, site.high) and not (quoted and _ends_utterance(tokens, k, after)):
        return None
    content = left_content(document, edge, site.low)
    if not content or (not quoted and _is_adverbial(tokens, *content[0])):
        return None
    content += right_quotation(document, after, site.high)
    if (
        len(content) == 1
        and not quoted
        and after + 3 < site.high
        and tags[after] & Tag.COMMA
        and goes_on(tokens, after + 1)
    ):
        stop = content_end(document, after + 1, site.high, "clause", True)
        if stop - after > 3:
            content.append((after + 1, stop))
    return Found(make_candidate(site, subject, cue, content, "parenthetical", entry, quoted), subject, cue[1])


def _ends_utterance(tokens: Tokens, k: int, after: int) -> bool:
    """Whether the quotation before the speaker ends at a comma, or nothing sayable follows the cue."""
    closing = k if tokens.tags[k] & QUOTE else k - 1
    if tokens.tags[k] & Tag.COMMA or tokens.tags[closing - 1] & Tag.COMMA:
        return True
    return bool(tokens.tags[after] & QUOTE) or not starts_clause(tokens, after, len(tokens))


def _closes_clause(tokens: Tokens, i: int, high: int) -> bool:
    """Whether nothing that could be said follows at ``i``: an end, a comma, a time, an occasion."""
    i = skip_adjuncts(tokens, i, high)
    return (
        i >= high
        or bool(tokens.tags[i] & _CLOSES)
        or tokens.lows[i] in _AFTER_SPEAKER
        or tokens.lows[i].endswith("ing")
    )


def _is_adverbial(tokens: Tokens, first: int, end: int) -> bool:
    """Whether a range is only an opening adverbial ("In a letter on Monday"), without a clause of its own."""
    tags = tokens.tags
    if not tags[first] & (Tag.PREP | Tag.SUB | Tag.TIME | Tag.ADV):
        return False
    return not any(tag & (Tag.COMMA | FINITE) for tag in tags[first:end])


def goes_on(tokens: Tokens, i: int) -> bool:
    """Whether the clause before a parenthesis goes on at ``i``, rather than another one joining it."""
    tag = tokens.tags[i]
    return (
        not tag & (Tag.SUB | Tag.REL | Tag.CONJ | Tag.PREP | Tag.ADV)
        and tokens.lows[i] != "but"
        and not tokens.lows[i].endswith("ing")
    )


# -- what is said stands on the right -----------------------------------------------------------------


def _with_content_right(site: Site, subject: Subject, cue: tuple[int, int], verbs: list[Entry]) -> Candidate | None:
    """Return the candidate whose content follows the cue, by the frames that the verb allows."""
    tokens, document, high = site.tokens, site.document, site.high
    entry = verbs[0]
    families: frozenset[str] = frozenset().union(
        *(other.families for other in verbs if other.particles == entry.particles)
    )
    past = "past" in entry.forms
    end = cue[1]

    def candidate(rule: str, first: int, frame: str) -> Candidate | None:
        stop = content_end(document, first, high, frame, past)
        return make_candidate(site, subject, cue, [(first, stop)], rule, entry) if stop > first else None

    if "express" in families and _holds_expression(tokens, end, high):
        return candidate("express", end, "object")
    start = skip_audience(tokens, end, high) if "tell" in families else end
    after = skip_adjuncts(tokens, start, high)
    quotation = _quotation_at(site, after, families)
    if quotation is not None:
        stop = _quotation_content_end(site, *quotation, past)
        return make_candidate(site, subject, cue, [(quotation[0], stop)], "quotation", entry, True)
    if after >= high:
        return None
    frame = _frame(site, after, families, entry, heard=start > end)
    return candidate(frame[0], after, frame[1]) if frame is not None else None


def _frame(site: Site, after: int, families: frozenset[str], entry: Entry, heard: bool) -> tuple[str, str] | None:
    """Rule and kind of the content that begins at ``after``."""
    tokens, high = site.tokens, site.high
    word = tokens.lows[after]
    opens = starts_clause(tokens, after, high)
    if "infinitive" in families and (word == "to" or entry.particles):
        return "infinitive", "infinitive"
    if families & _QUOTING and word in _CLAUSE_WORDS:
        return "clause", "clause"
    if families & _SAYING and opens and _has_verb(tokens, after, high):
        return ("bare clause", "clause") if "tell" not in families or heard else None
    if "infinitive" in families and _urges(tokens, after, high):
        return "urge", "infinitive"
    if "object" in families and (
        opens or word in _OBJECT_PRONOUNS or word.endswith("ing") or tokens.tags[after] & Tag.ADV
    ):
        return "object", "object"
    if families & {"clause", "ask"} and word in _PREPOSITIONS:
        return "preposition", "object"
    if families & (_QUOTING | {"infinitive"}) and opens:
        return "noun object", "object"
    return None


def _urges(tokens: Tokens, i: int, high: int) -> bool:
    """Whether someone who is urged stands at ``i``: "the council to resign"."""
    stop = noun_phrase_after(tokens, i, high)
    return (i < stop < high and tokens.lows[stop] == "to") or tokens.lows[i] in (
        "him",
        "her",
        "them",
        "us",
        "me",
    )


def _quotation_at(site: Site, i: int, families: frozenset[str]) -> tuple[int, int] | None:
    """Return the quotation that opens at ``i``, or behind a comma, colon or dash there."""
    tokens = site.tokens
    if not families & (_QUOTING | {"object"}):
        return None
    k = i
    while k < site.high and k - i < 2 and tokens.tags[k] & (Tag.COMMA | Tag.COLON | Tag.SKIP | Tag.DASH):
        k += 1
    if k >= site.high or (k == i and not families & _SPEECH):
        return None
    stop = site.document.quotation_at.get(k, -1)
    return (k, stop) if stop > 0 else None


def _quotation_content_end(site: Site, first: int, stop: int, past: bool) -> int:
    """End of a content that opens with a quotation: the quotation, or the clause that it only begins."""
    tokens = site.tokens
    tags = tokens.tags
    if stop >= site.high or tags[stop - 2] & (Tag.STOP | Tag.COMMA):
        return stop
    if tags[stop] & (Tag.STOP | Tag.COMMA | Tag.SEMI | Tag.DASH | Tag.BREAK | Tag.TIME) or tokens.lows[stop] in (
        "while",
        "as",
        "when",
        "after",
    ):
        return stop
    return max(stop, content_end(site.document, first, site.high, "clause", past))


def _has_verb(tokens: Tokens, first: int, high: int) -> bool:
    """Whether a finite verb follows the noun phrase at ``first``, before another clause begins."""
    tags, lows = tokens.tags, tokens.lows
    for k in range(first + 1, min(high, first + 25)):
        tag = tags[k]
        if tag & (Tag.STOP | Tag.SEMI | Tag.COLON) or (tag & (Tag.SUB | Tag.TO | Tag.REL) and lows[k] != "that"):
            return False
        if (tag & FINITE and not tag & Tag.CAP) or is_verb(tokens, k):
            return True
        if tag & Tag.WORD and lows[k].endswith("ed") and tags[k - 1] & (NOUN | Tag.PRON | Tag.ADV):
            return True
    return False


def _holds_expression(tokens: Tokens, i: int, high: int) -> bool:
    """Whether a noun of feeling or speech follows at ``i`` ("its deep regret")."""
    nouns = read_lexicon().expressions
    for k in range(i, min(i + 6, high)):
        if tokens.lows[k] in nouns:
            return True
        if tokens.tags[k] & (Tag.PREP | Tag.COMMA | Tag.STOP | Tag.PRON):
            return False
    return False
