"""What speaks for each class at one mention: the words of the name, its neighbours, its place in the sentence."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field

from kgraph.extract.mentions.names import Candidate
from kgraph.extract.mentions.shapes import ARTICLES, English, is_roman
from kgraph.extract.mentions.view import View
from kgraph.lexicon.classes import ClassLexicon, Senses
from kgraph.lexicon.words import Words

#: How much each kind of evidence says. Tuned by hand on annotated biographies and encyclopaedia articles.
HEAD = 4.0
OPEN = 3.5
NOUN = 3.5
APPOSITION = 2.5
FRAME = 1.8
HINT = 0.7
CONJUNCT = 0.6
GAZETTEER = 3.5
AMBIGUOUS = 1.0
QUOTED = 2.5
TITLED = 6.0
GIVEN_NAME = 2.0
GIVEN_ALONE = 1.0
NAME_SHAPE = 0.6
YEAR_AFTER = 0.8
LIFE_AFTER = 2.5

_OBJECTS = frozenset({"dobj", "nsubjpass", "oprd", "obj"})
_CLOSERS = frozenset({"”", '"', "’", "»", "*", "_", "''"})


@dataclass(slots=True)
class Scores:
    """Points for types, and for subtypes as (type, subtype)."""

    types: dict[str, float] = field(default_factory=lambda: defaultdict(float))
    subtypes: dict[tuple[str, str], float] = field(default_factory=lambda: defaultdict(float))

    def add(self, senses: Senses, points: float) -> None:
        """Give `points` to each type among the senses once, and to each subtype."""
        for kind in {sense.type for sense in senses}:
            self.types[kind] += points
        for sense in senses:
            if sense.subtype:
                self.subtypes[sense.type, sense.subtype] += points


class EvidenceReader:
    """Reads the evidence at one mention."""

    def __init__(self, classes: ClassLexicon, words: Words, english: English) -> None:
        self.classes = classes
        self.words = words
        self.english = english
        person = classes.traits.get("person")
        self.person: Senses = (person,) if person else ()
        title = classes.traits.get("title")
        self.title: Senses = (title,) if title else ()
        self._longest = max((len(key) for table in (classes.heads, classes.opens) for key in table), default=1)

    def read(self, view: View, c: Candidate, labels: list[tuple[int, int, str]]) -> Scores:
        """Evidence for a candidate; `labels` are the entities of spaCy that overlap it."""
        scores = Scores()
        self._name(view, c, scores)
        self._recogniser(c, labels, scores)
        self._neighbours(view, c, scores)
        self._sentence(view, c, scores)
        return scores

    # --- the name itself ------------------------------------------------------------------------
    def _name(self, view: View, c: Candidate, scores: Scores) -> None:
        folded = view.folded
        start = c.start + (folded[c.start] in ARTICLES and c.end - c.start > 1)
        size = c.end - start
        given = size > 1 and folded[start] in self.words.given_names
        head = self._phrase(folded, start, c.end, last=True)
        if head:
            plain = given and size == 2 and not c.entries
            scores.add(head, HEAD * (0.25 if plain else 1.0 if size > 1 else 0.3))
        for i in range(start + 1, c.end):
            if folded[i] in ("of", "for", "in", "de", "del", "di", "du", "des", "and", "&", "fur"):
                scores.add(self._phrase(folded, start, i, last=True), HEAD)
                break
        opening = self._phrase(folded, start, c.end, last=False)
        if opening:
            scores.add(opening, OPEN if size > 1 else HINT)
        for entry in c.entries:
            points = AMBIGUOUS if entry.ambiguous else GAZETTEER
            scores.types[entry.type] += points
            if entry.subtype:
                scores.subtypes[entry.type, entry.subtype] += points
        if self.person:
            if c.title or c.headword:
                scores.add(self.person, TITLED)
            if given:
                scores.add(self.person, GIVEN_NAME if size < 5 else 0.5)
            elif size == 1 and folded[start] in self.words.given_names:
                scores.add(self.person, GIVEN_ALONE)
            if 2 <= size <= 4 and not any(self.english.knows(folded[i]) for i in range(start, c.end)):
                scores.add(self.person, NAME_SHAPE)
            if size > 1 and is_roman(view.texts[c.end - 1]):
                scores.add(self.person, NAME_SHAPE)

    def _phrase(self, folded: list[str], start: int, end: int, *, last: bool) -> Senses:
        """The senses of the longest phrase of the lexicon at the end, or the start, of these words."""
        table = self.classes.heads if last else self.classes.opens
        for size in range(min(self._longest, end - start), 0, -1):
            key = tuple(folded[end - size : end] if last else folded[start : start + size])
            senses = table.get(key)
            if senses:
                return senses
        return ()

    def _recogniser(self, c: Candidate, labels: list[tuple[int, int, str]], scores: Scores) -> None:
        for start, end, label in labels:
            exact = start <= c.start + 1 and end >= c.end - 1 and end - start <= c.end - c.start + 2
            for kind, weight in self.classes.ner.get(label, ()):
                scores.types[kind] += weight if exact else weight * 0.3

    # --- the words around it --------------------------------------------------------------------
    def _neighbours(self, view: View, c: Candidate, scores: Scores) -> None:
        before = c.start - 1
        quoted = c.quoted
        if quoted:
            before -= 1
            scores.add(self.title, QUOTED)
        if before >= 0:
            scores.add(self._cue(view, before), NOUN)
        after = c.end
        if after < view.count and view.texts[after] in _CLOSERS:
            after += 1
        if after + 2 < view.count and view.texts[after] == "(":
            inner = view.texts[after + 1]
            if inner.isdigit() and len(inner) == 4:
                if view.texts[after + 2] in (")", ",", ";"):
                    scores.add(self.title, YEAR_AFTER)
                elif view.texts[after + 2] in ("–", "-", "—"):
                    scores.add(self.person, LIFE_AFTER)
            elif view.folded[after + 1] in ("born", "b.", "b", "nee", "ne", "d.", "died"):
                scores.add(self.person, LIFE_AFTER)

    def _cue(self, view: View, i: int) -> Senses:
        """What a common noun right before a name says of it."""
        if not view.texts[i].islower():
            return ()
        lemma = view.lemmas[i] if view.pos[i] in ("NOUN", "PROPN", "ADJ") else view.folded[i]
        if i > 0:
            pair = self.classes.nouns.get((view.folded[i - 1], lemma))
            if pair:
                return pair
        return self.noun(lemma) or self.noun(view.folded[i])

    def noun(self, lemma: str) -> Senses:
        """What being called this says of a thing."""
        found = self.classes.nouns.get((lemma,))
        if found:
            return found
        if lemma in self.words.occupation_heads or lemma in self.words.person_nouns:
            return self.person
        return ()

    # --- syntax ---------------------------------------------------------------------------------
    def _sentence(self, view: View, c: Candidate, scores: Scores) -> None:
        root = view.root(c.start, c.end)
        self._called(view, root, scores)
        weight = 1.0
        for _ in range(6):
            if view.deps[root] == "conj" and view.heads[root] != root:
                root = view.heads[root]
                weight = CONJUNCT
            else:
                break
        if weight < 1 and root > 0 and not c.start <= root < c.end:
            scores.add(self._before(view, root), NOUN * weight)
        argument, governor = self.governor(view, root)
        if not argument:
            return
        for table, points in ((self.classes.frames, FRAME), (self.classes.hints, HINT)):
            senses = table.get((argument, governor)) or table.get((argument, "*"))
            if senses:
                scores.add(senses, points * weight)
                if table is self.classes.frames and (argument, governor) in table:
                    break

    def _before(self, view: View, root: int) -> Senses:
        """The cue before the phrase that `root` heads."""
        start = root
        while start > 0 and view.heads[start - 1] == root and view.texts[start - 1][0].isupper():
            start -= 1
        return self._cue(view, start - 1) if start > 0 else ()

    def _called(self, view: View, root: int, scores: Scores) -> None:
        """Appositions and predicates: what the sentence calls the thing."""
        for child in view.children[root]:
            if view.deps[child] == "appos" and view.pos[child] == "NOUN":
                scores.add(self.noun(view.lemmas[child]), APPOSITION)
        head = view.heads[root]
        dep = view.deps[root]
        if dep == "appos" and head != root and view.pos[head] == "NOUN":
            scores.add(self.noun(view.lemmas[head]), APPOSITION)
        elif dep == "nsubj" and view.lemmas[head] in ("be", "become", "remain"):
            for child in view.children[head]:
                if view.deps[child] == "attr" and view.pos[child] == "NOUN":
                    scores.add(self.noun(view.lemmas[child]), APPOSITION)

    def governor(self, view: View, root: int) -> tuple[str, str]:
        """How the phrase headed by `root` hangs in its sentence: (argument, governing lemma), or ("", "")."""
        dep, head = view.deps[root], view.heads[root]
        if head == root:
            return "", ""
        if dep in _OBJECTS:
            return "object", view.lemmas[head]
        if dep == "nsubj":
            return "subject", view.lemmas[head]
        if dep == "poss":
            return "'s", view.lemmas[head]
        if dep in ("pobj", "pcomp"):
            above = view.heads[head]
            if view.deps[head] == "prep" and view.pos[above] == "ADP" and above != head:
                above = view.heads[above]
            return view.folded[head], view.lemmas[above] if above != head else ""
        return "", ""
