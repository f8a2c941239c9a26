"""Words and marks of a document, each with its offsets and the closed class it belongs to.

Every later step reads these parallel lists and no step looks at the raw characters again, so the cost
of a document is one scan and what the few candidate words in it ask for.
"""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib.resources import files

_INVISIBLE = "\u00ad\u200b-\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff"
_LETTER = r"[\w\u0300-\u036f]"
_TOKEN = re.compile(
    r"(?:[A-Za-z]\.){2,}"  # U.S., a.m.
    rf"|{_LETTER}+(?:[-&/‑]{_LETTER}+|['’ʼ]{_LETTER}{{3,}}|[.,]\d+)*"  # al-Malki, O'Dell, 3.5
    rf"|(?<={_LETTER})['’ʼ]{_LETTER}{{1,2}}(?!{_LETTER})"  # 's, 't, 're
    r"|</?[a-zA-Z][^<>]{0,500}>"
    r"|&(?:quot|ldquo|rdquo|lsquo|rsquo|nbsp|amp|#\d{2,5});"
    r"|''(?!')|``|\.{2,}|-{2,}"
    r"|[\n\r\u2028\u2029\x0b\x0c\x85]\s*"
    rf"|[^\w\s{_INVISIBLE}]"
)


class Tag:
    """Closed classes as bits; a word may be in several. Plain integers: an ``IntFlag`` is much slower."""

    DET = 1 << 0
    PRON = 1 << 1
    POSS = 1 << 2
    PREP = 1 << 3
    CONJ = 1 << 4
    SUB = 1 << 5
    AUX = 1 << 6
    ADV = 1 << 7
    TIME = 1 << 8
    TITLE = 1 << 9
    NUM = 1 << 10
    NAME = 1 << 11
    WORD = 1 << 12
    REL = 1 << 13
    COMMA = 1 << 14
    STOP = 1 << 15
    SEMI = 1 << 16
    COLON = 1 << 17
    DASH = 1 << 18
    OPEN = 1 << 19
    CLOSE = 1 << 20
    STRAIGHT = 1 << 21
    LPAR = 1 << 22
    RPAR = 1 << 23
    BREAK = 1 << 24
    GENITIVE = 1 << 25
    VERB = 1 << 26
    ROLE = 1 << 27
    CAP = 1 << 28
    TO = 1 << 29
    CUE = 1 << 30
    SKIP = 1 << 31
    DOTTED = 1 << 32


def words(text: str) -> frozenset[str]:
    """Return the words of a string as a set."""
    return frozenset(text.split())


@cache
def read_words() -> dict[str, frozenset[str]]:
    """Return the closed classes of ``words.toml``, by name."""
    text = files(__package__).joinpath("words.toml").read_text(encoding="utf-8")
    lists = tomllib.loads(text)
    noise = lists.pop("noise_openers")
    classes = {name: words(value) for name, value in lists.items()}
    classes["noise_openers"] = frozenset(part.strip() for part in noise.replace("\n", " ").split("|"))
    return classes


_MARKS: dict[str, int] = {
    ",": Tag.COMMA, "،": Tag.COMMA, ";": Tag.SEMI, ":": Tag.COLON,
    ".": Tag.STOP, "?": Tag.STOP, "!": Tag.STOP, "…": Tag.STOP, "。": Tag.STOP, "؟": Tag.STOP,
    "—": Tag.DASH, "–": Tag.DASH, "-": Tag.DASH,
    "“": Tag.OPEN, "„": Tag.OPEN, "«": Tag.OPEN, "「": Tag.OPEN, "‹": Tag.OPEN, "‘": Tag.OPEN, "‟": Tag.OPEN,
    "”": Tag.CLOSE, "»": Tag.CLOSE, "」": Tag.CLOSE, "›": Tag.CLOSE, "’": Tag.CLOSE,
    '"': Tag.STRAIGHT, "'": Tag.STRAIGHT, "`": Tag.STRAIGHT, "''": Tag.STRAIGHT, "``": Tag.STRAIGHT,
    "＂": Tag.STRAIGHT,
    "%": Tag.NUM, "$": Tag.NUM, "£": Tag.NUM, "€": Tag.NUM, "#": Tag.WORD, "@": Tag.WORD,
    "(": Tag.LPAR, "[": Tag.LPAR, ")": Tag.RPAR, "]": Tag.RPAR,
    "&quot;": Tag.STRAIGHT, "&#34;": Tag.STRAIGHT, "&#39;": Tag.STRAIGHT, "&ldquo;": Tag.OPEN,
    "&rdquo;": Tag.CLOSE,
    "&lsquo;": Tag.OPEN, "&rsquo;": Tag.CLOSE, "&nbsp;": Tag.SKIP,
}  # fmt: skip
_CLASSES = {
    "determiners": Tag.DET, "possessives": Tag.POSS, "pronouns": Tag.PRON, "prepositions": Tag.PREP,
    "conjunctions": Tag.CONJ, "subordinators": Tag.SUB, "auxiliaries": Tag.AUX, "adverbs": Tag.ADV,
    "nouns_in_ly": Tag.WORD,
    "times": Tag.TIME, "titles": Tag.TITLE, "relatives": Tag.REL, "verbs": Tag.VERB, "roles": Tag.ROLE,
}  # fmt: skip
_BLOCK_TAG = re.compile(r"</?(?:p|br|div|li|ul|ol|h[1-6]|tr|td|table|blockquote|section|article|header|footer)\b", re.I)
_CLOSED = Tag.DET | Tag.PRON | Tag.POSS | Tag.PREP | Tag.CONJ | Tag.SUB | Tag.AUX | Tag.ADV | Tag.REL
_NAMES_NOT_PRONOUNS = words("US WHO IT")
_KEPT_FORMS = 200_000
_LONGEST_KEPT = 40


class _Vocabulary(dict[str, tuple[str, int]]):
    """Surface form to (lower case, tag); classifies a form the first time it is seen."""

    def __init__(self, cue_forms: frozenset[str]) -> None:
        super().__init__()
        self._classes: dict[str, int] = dict(_MARKS)
        for name, tag in _CLASSES.items():
            for word in read_words()[name]:
                self._classes[word] = self._classes.get(word, 0) | tag
        self._classes["to"] = Tag.TO | Tag.PREP
        for clitic in ("'s", "’s", "ʼs"):
            self._classes[clitic] = Tag.GENITIVE
        for form in cue_forms:
            self._classes[form] = self._classes.get(form, 0) | Tag.CUE

    def __missing__(self, form: str) -> tuple[str, int]:
        low = form.lower()
        tag = self._classes.get(low, 0) if form not in _NAMES_NOT_PRONOUNS else 0
        first = form[0]
        if first.isupper() or not tag & ~(Tag.CUE | Tag.VERB | Tag.ROLE | Tag.TITLE):
            tag |= _open_class(form, tag)
        if form[-1] == "." and len(form) > 2 and form[0].isalpha():
            tag |= Tag.DOTTED
        if len(self) < _KEPT_FORMS and len(form) <= _LONGEST_KEPT:
            self[form] = (low, tag)
        return low, tag


def _open_class(form: str, tag: int) -> int:
    first = form[0]
    if first.isupper():
        closed = tag & (_CLOSED | Tag.TIME)
        return Tag.CAP if closed else Tag.CAP | Tag.NAME
    if first.isdigit():
        return Tag.NUM
    if first.isspace():
        return Tag.BREAK
    if first == "<":
        return Tag.BREAK if _BLOCK_TAG.match(form) else Tag.SKIP
    if form[0] in ".":
        return Tag.DASH if len(form) > 1 and form[-1] != "." else Tag.STOP
    if first == "-":
        return Tag.DASH
    if first.isalpha():
        if form.endswith("ly") and len(form) > 4:
            return Tag.WORD | Tag.ADV
        return Tag.WORD
    return 0 if tag else Tag.SKIP


class Tokens:
    """The words and marks of a document as parallel lists.

    Attributes
    ----------
    text : str
        The document.
    starts, ends : list of int
        Offsets of each token; ``text[starts[i]:ends[i]]`` is the token as written.
    lows : list of str
        Tokens in lower case.
    tags : list of int
        Bits of :class:`Tag`.
    """

    __slots__ = ("ends", "lows", "starts", "tags", "text")

    def __init__(self, text: str, vocabulary: _Vocabulary) -> None:
        self.text = text
        spans = [match.span() for match in _TOKEN.finditer(text)]
        self.starts = [start for start, _ in spans]
        self.ends = [end for _, end in spans]
        facts = [vocabulary[text[start:end]] for start, end in spans]
        self.lows = [low for low, _ in facts]
        self.tags = [tag for _, tag in facts]

    def __len__(self) -> int:
        return len(self.starts)


@cache
def vocabulary(cue_forms: frozenset[str]) -> _Vocabulary:
    """Return the shared memory of forms for a set of cue words."""
    return _Vocabulary(cue_forms)
