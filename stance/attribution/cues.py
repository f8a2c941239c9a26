"""Words of attribution: the cue lexicon, its inflection, and the cues of a document."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from .tokens import Tag, Tokens

VERB_FAMILIES = ("clause", "tell", "think", "object", "infinitive", "express", "ask", "show")


@dataclass(frozen=True, slots=True)
class Entry:
    """One verb (or noun) of the lexicon in one of its forms.

    Attributes
    ----------
    lemma : str
        Base form, with its particles ("call on").
    particles : tuple of str
        Words that must follow ("on").
    families : frozenset of str
        Frames it can head; see ``cues.toml``.
    forms : frozenset of str
        Which forms this one can be: "base", "third", "past", "participle", "gerund", "noun".
    """

    lemma: str
    particles: tuple[str, ...]
    families: frozenset[str]
    forms: frozenset[str]


@dataclass(frozen=True, slots=True)
class Cue:
    """An entry found in a document: tokens ``[first, end)``."""

    first: int
    end: int
    entry: Entry


@dataclass(frozen=True, slots=True)
class Lexicon:
    """The cue lexicon: ``forms`` maps a word to its entries, those with most particles first."""

    forms: dict[str, tuple[Entry, ...]]
    phrases: dict[str, tuple[tuple[str, ...], ...]]
    expressions: frozenset[str]


_VOWELS = "aeiou"


def inflect(verb: str) -> dict[str, str]:
    """Return the forms of a regular English verb.

    Parameters
    ----------
    verb : str
        Base form.

    Returns
    -------
    dict
        "base", "third", "past", "participle" and "gerund".
    """
    if verb.endswith(("s", "x", "z", "ch", "sh", "o")):
        third = verb + "es"
    elif verb.endswith("y") and verb[-2:-1] not in _VOWELS:
        third = verb[:-1] + "ies"
    else:
        third = verb + "s"
    if verb.endswith("e"):
        past = verb + "d"
        gerund = verb + "ing" if verb.endswith(("ee", "oe", "ye")) else verb[:-1] + "ing"
    elif verb.endswith("y") and verb[-2:-1] not in _VOWELS:
        past, gerund = verb[:-1] + "ied", verb + "ing"
    else:
        past, gerund = verb + "ed", verb + "ing"
    return {"base": verb, "third": third, "past": past, "participle": past, "gerund": gerund}


def _verb_forms(spec: str) -> tuple[str, tuple[str, ...], dict[str, str]]:
    """Lemma, particles and forms of one verb of the data file."""
    parts = spec.split("/")
    head, *particles = parts[0].split("_")
    forms = inflect(head)
    for name, given in zip(("past", "participle", "gerund"), parts[1:], strict=False):
        forms[name] = given.split("_")[0]
    return " ".join((head, *particles)), tuple(particles), forms


@cache
def read_lexicon() -> Lexicon:
    """Return the lexicon of ``cues.toml``."""
    data = tomllib.loads(files(__package__).joinpath("cues.toml").read_text(encoding="utf-8"))
    families: dict[tuple[str, str], set[str]] = {}
    kinds: dict[tuple[str, str], set[str]] = {}
    particles: dict[str, tuple[str, ...]] = {}
    for family in VERB_FAMILIES:
        for spec in data[family]["verbs"].split():
            lemma, rest, forms = _verb_forms(spec)
            particles[lemma] = rest
            for kind, form in forms.items():
                families.setdefault((form, lemma), set()).add(family)
                kinds.setdefault((form, lemma), set()).add(kind)
    entries: dict[str, list[Entry]] = {}
    for (form, lemma), names in families.items():
        entry = Entry(lemma, particles[lemma], frozenset(names), frozenset(kinds[form, lemma]))
        entries.setdefault(form, []).append(entry)
    for spec in dict.fromkeys(data["noun"]["nouns"].split()):
        noun, preposition = spec.split("/")
        entry = Entry(f"{noun} {preposition}", (preposition,), frozenset({"noun"}), frozenset({"noun"}))
        entries.setdefault(noun, []).append(entry)
    for adjective in data["adjective"]["adjectives"].split():
        entry = Entry(adjective, (), frozenset({"adjective"}), frozenset({"adjective"}))
        entries.setdefault(adjective, []).append(entry)
    ordered = {form: tuple(sorted(found, key=lambda e: -len(e.particles))) for form, found in entries.items()}
    phrases: dict[str, list[tuple[str, ...]]] = {}
    for phrase in data["phrase"]["before"]:
        words = tuple(phrase.split())
        phrases.setdefault(words[0], []).append(words)
    return Lexicon(
        ordered,
        {word: tuple(sorted(found, key=len, reverse=True)) for word, found in phrases.items()},
        frozenset(data["express"]["nouns"].split()),
    )


@cache
def cue_forms() -> frozenset[str]:
    """Every word that can open a cue."""
    lexicon = read_lexicon()
    return frozenset(lexicon.forms) | frozenset(lexicon.phrases)


def find_entries(tokens: Tokens, i: int) -> list[Entry]:
    """Return the entries whose words stand at token ``i``, those with most particles first."""
    lows = tokens.lows
    return [
        entry
        for entry in read_lexicon().forms.get(lows[i], ())
        if not entry.particles or tuple(lows[i + 1 : i + 1 + len(entry.particles)]) == entry.particles
    ]


def cue_words(tokens: Tokens) -> list[int]:
    """List the tokens that can open a cue."""
    return [i for i, tag in enumerate(tokens.tags) if tag & Tag.CUE]
