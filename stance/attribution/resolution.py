"""The fullest name in the document for a pronoun, a description, a surname or an acronym."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, replace

from .candidate import Candidate
from .document import Document
from .noun_phrases import noun_phrase_after, noun_phrase_before
from .sources import main_subject
from .tokens import Tag, Tokens, read_words, words

_HE = words("he his him himself")
_SHE = words("she her herself")
_IT = words("it its they their them")
_CONNECTING = words("of al bin ibn de van von der la le du da dos el ter ten den san")
_LONGEST_LABEL = 6
_REACH = 6
"""Sentences back that a pronoun may look for a person."""
_MALE = words("mr sir king prince lord spokesman congressman father husband son brother")
_FEMALE = words("mrs ms miss lady queen princess spokeswoman congresswoman mother widow daughter sister wife")
_SHORT_REACH = 2
"""And for a body: "it" is more often something else."""


@dataclass(frozen=True, slots=True)
class Actor:
    """Someone who has spoken or acted: a name, the words of the whole mention, and what is known of them."""

    name: str
    words: frozenset[str]
    person: bool | None
    gender: str | None
    sentence: int
    named: bool = True


class Resolver:
    """Reads the statements of a document in order and remembers who has spoken."""

    def __init__(self, document: Document, chosen: list[Candidate]) -> None:
        self.document = document
        self.tokens: Tokens = document.tokens
        self.actors: list[Actor] = []
        self.subjects: dict[int, Actor | None] = {}
        self.full: dict[str, str | None] = {}
        self.genders: dict[str, str] = {}
        self.names_read = 0
        self.documents = read_words()["documents"]
        self.organisations = read_words()["organisations"]
        self.answers: dict[tuple[int, int], str | None] = {}
        for candidate in sorted((c for c in chosen if c.source), key=lambda c: c.source or (0, 0)):
            source = candidate.source
            if source is None or source in self.answers:
                continue
            self._read_names(source[1])
            self.answers[source] = self._resolve(source, document.sentence_of(source[0]))

    def resolve(self, candidate: Candidate) -> str | None:
        """Return the fullest name for the source of a candidate, or None."""
        return self.answers.get(candidate.source) if candidate.source else None

    # -- names -----------------------------------------------------------------------------------------

    def _read_names(self, until: int) -> None:
        """Remember the names written before a token: what a surname or an acronym stands for."""
        tokens = self.tokens
        tags, lows = tokens.tags, tokens.lows
        i = self.names_read
        while i < until:
            if not tags[i] & Tag.NAME:
                i += 1
                continue
            end = self._run_end(i, min(len(tags), i + 12))
            if end - i > 1:
                first = self._after_titles(i, end)
                name = self._text(first, end)
                if end - first > 1:
                    self._remember(lows[end - 1], name)
                    if end - first > 2:
                        self._remember(" ".join(lows[end - 2 : end]), name)
                whole = self._text(i, end)
                initials = "".join(low[0] for k, low in enumerate(lows[i:end]) if tags[i + k] & Tag.NAME)
                if len(initials) > 1:
                    self._remember("=" + initials, whole)
                if end + 2 < len(tags) and tags[end] & Tag.LPAR and tags[end + 2] & Tag.RPAR:
                    self.full["=" + lows[end + 1]] = whole
            i = end
        self.names_read = max(self.names_read, until)

    def _remember(self, key: str, name: str) -> None:
        known = self.full.get(key, name)
        if known is None or known == name or (known is not None and name.endswith(known)):
            self.full[key] = name if known is not None else None
        elif not known.endswith(name):
            self.full[key] = None  # two bearers: the short form stays open

    def _run_end(self, i: int, high: int) -> int:
        tags, lows = self.tokens.tags, self.tokens.lows
        k = i + 1
        while k < high:
            if tags[k] & Tag.NAME and not tags[k] & Tag.TIME:
                k += 1
            elif (lows[k] in _CONNECTING and k + 1 < high and tags[k + 1] & Tag.NAME) or (
                tags[k] & Tag.SKIP and self.tokens.lows[k] == "." and k + 1 < high and tags[k + 1] & Tag.NAME
            ):
                k += 2
            else:
                break
        return k

    def _after_titles(self, first: int, end: int) -> int:
        """Where the name itself starts: "Mayor Ada Ruis", "Secretary of the Sarn League Ada Ruis"."""
        tags, lows = self.tokens.tags, self.tokens.lows
        last = first
        if lows[max(first - 2, 0) : first] == ["of", "the"] and first > 2 and tags[first - 3] & (Tag.ROLE | Tag.TITLE):
            bodies = [k for k in range(first, end - 2) if lows[k] in self.organisations]
            last = bodies[-1] + 1 if bodies else first
        for k in range(first, end - 1):
            if (tags[k] & Tag.TITLE or (tags[k] & Tag.ROLE and lows[k] not in self.organisations)) and lows[
                k + 1 : k + 2
            ] != ["of"]:
                last = k + 1
                if lows[last] == "." and last + 1 < end:
                    last += 1
        return last

    def _text(self, first: int, end: int) -> str:
        return self.tokens.text[self.tokens.starts[first] : self.tokens.ends[end - 1]]

    # -- actors ----------------------------------------------------------------------------------------

    def _actor(self, first: int, end: int, sentence: int) -> Actor | None:
        """Return the named actor of a noun phrase; None where it names nobody."""
        tags, lows = self.tokens.tags, self.tokens.lows
        mention = frozenset(lows[first:end])
        head = first
        while head < end and not tags[head] & (Tag.COMMA | Tag.LPAR | Tag.DASH):
            head += 1
        runs = self._name_runs(first, head) or self._name_runs(head, end)
        later = self._name_runs(head, end)
        if later and all(stop - k == 1 for k, stop in runs) and later[0][1] - later[0][0] > 1:
            runs, head = later, end  # "counsel for the bereaved, Emina Rustic"
        if not runs:
            return None
        a, b = self._main_run(runs, first)
        inside = frozenset(lows[a:b])
        organisation = bool(inside & self.organisations) or (b < head and lows[head - 1] in self.organisations)
        gender = "m" if mention & _MALE else "f" if mention & _FEMALE else None
        if b < head and tags[head - 1] & Tag.ROLE and not tags[head - 1] & Tag.CAP and not organisation:
            a = first + 1 if tags[first] & Tag.DET else first
            return Actor(self._text(a, head), mention, True, gender, sentence)
        if organisation:
            a = first + 1 if tags[first] & Tag.DET else first
            return Actor(self._text(a, head), mention, False, None, sentence)
        start = self._after_titles(a, b)
        titled = start > a or bool(a > first and tags[a - 1] & (Tag.TITLE | Tag.ROLE))
        determined = bool(tags[first] & Tag.DET) and b == head
        person = True if titled and not determined else None if b - start == 1 else not determined
        name = self._text(start, b)
        key = " ".join(lows[start:b])
        full = self.full.get(key)
        if full and full != name and len(full) > len(name):
            name, person = full, True
        if determined and b == head:
            person = False
        return Actor(name, mention | frozenset(full.lower().split() if full else ()), person, gender, sentence)

    def _name_runs(self, low: int, high: int) -> list[tuple[int, int]]:
        """List the runs of capitals in a range, but not those that only possess what follows."""
        tags = self.tokens.tags
        runs: list[tuple[int, int]] = []
        k = low
        while k < high:
            if not tags[k] & Tag.NAME or tags[k] & Tag.TIME:
                k += 1
                continue
            stop = min(self._run_end(k, high), high)
            if stop == high or not tags[stop] & Tag.GENITIVE:
                runs.append((k, stop))
            k = stop
        return runs

    def _main_run(self, runs: list[tuple[int, int]], first: int) -> tuple[int, int]:
        """Choose the run of capitals that is the name: the last behind a role, or the first true one."""
        tags = self.tokens.tags
        if any(tags[k] & (Tag.TITLE | Tag.ROLE) for k in range(first, runs[-1][0])):
            return runs[-1]
        if (
            len(runs) > 1
            and runs[0] == (first, first + 1)
            and not tags[first + 1] & (Tag.GENITIVE | Tag.CONJ | Tag.PREP)
        ):
            return runs[1]
        return runs[0]

    def _subject(self, sentence: int) -> Actor | None:
        """Return who is the subject of a sentence that holds no statement of its own."""
        if sentence not in self.subjects:
            first, end, _ = self.document.sentences[sentence]
            if self._is_quoted(first):
                self.subjects[sentence] = None
                return None
            a, b = main_subject(self.tokens, first, min(end, first + 60))
            b = noun_phrase_after(self.tokens, a, min(end, first + 60), appositions=True) if a < b else b
            actor = self._actor(a, b, sentence) if a < b else None
            if actor is not None and " " not in actor.name and a == first and actor.person is not True:
                actor = None  # one capital at the start of a sentence may be any word
            if actor is None and a < b:
                actor = self._unnamed(a, b, sentence)
            self.subjects[sentence] = actor
        return self.subjects[sentence]

    def _is_quoted(self, token: int) -> bool:
        """Whether a sentence begins within a quotation: its subject is nobody who speaks."""
        quotations = self.document.quotations
        at = bisect_right(quotations, (token, len(self.tokens) + 1)) - 1
        return at >= 0 and quotations[at][1] > token

    # -- the answer ------------------------------------------------------------------------------------

    def _resolve(self, source: tuple[int, int], sentence: int) -> str | None:
        first, end = source
        word = self.tokens.lows[first]
        if end - first == 1 and (word in _HE or word in _SHE):
            gender = "m" if word in _HE else "f"
            actor = self._find(sentence, True, gender)
            if actor is not None:
                self.genders.setdefault(actor.name, gender)
            return self._speaks_again(actor, sentence)
        if end - first == 1 and word in _IT:
            return self._speaks_again(self._find(sentence, False, None), sentence)
        if end - first == 1 and word in ("who", "which"):
            return self._antecedent(first)
        named = self._actor(first, end, sentence)
        if named is None:
            actor = self._meant(first, end, sentence)
            unnamed = self._unnamed(first, end, sentence) if actor is None else None
            if unnamed is not None:
                self.actors.append(unnamed)
            return self._speaks_again(actor, sentence)
        return self._named(named, first, end, sentence)

    def _unnamed(self, first: int, end: int, sentence: int) -> Actor | None:
        """Return a person without a name ("a rebel spokesman"), whom the next pronoun may mean."""
        tags, lows = self.tokens.tags, self.tokens.lows
        head = self._head(first, end)
        if not tags[head - 1] & Tag.ROLE or lows[head - 1] in self.organisations or head - first < 2:
            return None
        start = first + 1 if tags[first] & Tag.DET else first
        mention = frozenset(lows[first:end])
        gender = "m" if mention & _MALE else "f" if mention & _FEMALE else None
        return Actor(self._text(start, head), mention, True, gender, sentence, named=False)

    def _meant(self, first: int, end: int, sentence: int) -> Actor | None:
        """Find whom a description without a name stands for: "the ministry", "the statement"."""
        if self.tokens.lows[first] not in ("the", "this", "that", "their", "its"):
            return None
        end = self._head(first, end)
        actor = self._described(first, end)
        if actor is None and self.tokens.lows[end - 1] in self.documents and self.actors:
            issuer = self.actors[-1]
            return issuer if sentence - issuer.sentence <= _REACH else None
        return actor

    def _named(self, named: Actor, first: int, end: int, sentence: int) -> str | None:
        """Find the fuller form of a name: a surname's, an acronym's, "the Oran statement"'s."""
        tags, lows = self.tokens.tags, self.tokens.lows
        if lows[end - 1] in self.documents and tags[first] & Tag.DET and end - first < _LONGEST_LABEL:
            inner = self._actor(first, end - 1, sentence)
            if inner is not None:
                return self.full.get("=" + inner.name.lower()) or inner.name
        if first + 1 == end and self.document.sentences[sentence][0] == first and lows[first].endswith("s"):
            named = replace(named, person=False)  # "Members", "Survivors": a capital that only opens a sentence
        self.actors.append(named)
        if named.name not in self._text(first, end):
            return named.name
        if end - first == 1 or (end - first == 2 and tags[first] & Tag.DET):
            return self.full.get("=" + lows[end - 1])
        return None

    def _speaks_again(self, actor: Actor | None, sentence: int) -> str | None:
        if actor is None:
            return None
        self.actors.append(Actor(actor.name, actor.words, actor.person, actor.gender, sentence))
        return actor.name

    def _head(self, first: int, end: int) -> int:
        """End of the noun phrase proper, before a comma or a preposition."""
        tags = self.tokens.tags
        k = first + 1
        while k < end and not tags[k] & (Tag.COMMA | Tag.PREP | Tag.REL | Tag.LPAR | Tag.DASH):
            k += 1
        return k

    def _find(self, sentence: int, person: bool, gender: str | None) -> Actor | None:
        """Find the fitting actor of the nearest sentence that has one, if it has only one."""
        at = len(self.actors)
        for back in range(_REACH if person else _SHORT_REACH):
            number = sentence - back
            if number < 0:
                break
            here: list[Actor] = []
            while at > 0 and self.actors[at - 1].sentence >= number:
                at -= 1
                here.insert(0, self.actors[at])
            if not here and back:
                subject = self._subject(number)
                if subject is not None and not subject.named and person:
                    return None  # "The council's leader hesitated. She ...": nobody named further back is meant
                if subject is not None:
                    here = [subject]
            fitting = [a for a in here if a.person is not (not person) and self._may_be(a, gender)]
            if not person:
                fitting = [a for a in fitting if a.person is False] or fitting
            names = {a.name for a in fitting}
            if len(names) == 1:
                return fitting[0]
            if names:
                return fitting[-1] if back == 0 else None
        return None

    def _may_be(self, actor: Actor, gender: str | None) -> bool:
        known = actor.gender or self.genders.get(actor.name)
        return gender is None or known is None or known == gender

    def _described(self, first: int, end: int) -> Actor | None:
        """Return the last actor whose mention holds every word of a description ("the foreign ministry")."""
        description = [
            low
            for low, tag in zip(self.tokens.lows[first:end], self.tokens.tags[first:end], strict=True)
            if not tag & (Tag.DET | Tag.POSS)
        ]
        if not description or description[-1] in self.documents:
            return None
        wanted = frozenset(description)
        for actor in reversed(self.actors[-40:]):
            if wanted <= actor.words:
                return actor
        sentence = self.document.sentence_of(first)
        for number in range(sentence - 1, max(sentence - _REACH, -1), -1):
            subject = self._subject(number)
            if subject is not None and wanted <= subject.words:
                return subject
        head = description[-1]
        near = [a for a in self.actors[-12:] if head in a.words]
        if len({a.name for a in near}) == 1:
            return near[-1]
        return None

    def _antecedent(self, i: int) -> str | None:
        stop = i - 1 if i and self.tokens.tags[i - 1] & Tag.COMMA else i
        sentence = self.document.sentence_of(i)
        first = noun_phrase_before(self.tokens, stop, self.document.sentences[sentence][0])
        if first >= stop:
            return None
        actor = self._actor(first, stop, sentence)
        if actor is None:
            return self._text(first, stop)
        return self._speaks_again(actor, sentence)
