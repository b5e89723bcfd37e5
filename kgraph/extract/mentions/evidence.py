"""What speaks for each class at one mention: the words of the name, its neighbours, its place in the sentence."""

from __future__ import annotations

from collections.abc import Sequence

from kgraph.extract.mentions.gazetteer import GazetteerIndex
from kgraph.extract.mentions.joins import POSSESSIVE
from kgraph.extract.mentions.names import Candidate
from kgraph.extract.mentions.scores import WEIGHTS, Scores
from kgraph.extract.mentions.shapes import (
    ARTICLES,
    CONNECTORS,
    FOREIGN_ARTICLES,
    PARTICLES,
    English,
    Shape,
    is_roman,
)
from kgraph.extract.mentions.syllables import has_syllables
from kgraph.extract.mentions.syntax import determiner, governor
from kgraph.extract.mentions.view import View
from kgraph.lexicon.classes import ClassLexicon, Kind, Senses
from kgraph.lexicon.words import Words
from kgraph.text import word_set

_NOT_NOUN = frozenset({"verb", "adj", "adv"})
_CLOSERS = frozenset({"”", '"', "’", "»", "*", "_", "''"})
_LINKS = frozenset({"of", "for", "in", "de", "del", "di", "du", "des", "and", "&", "fur"})
#: Nouns for persons that a work or a company can be called, too.
_ANYTHING = word_set("winner recipient holder finalist nominee success favourite favorite survivor successor rival")
#: What is left of the recogniser's word that two English words are a person.
_HARDLY = 0.4
#: How far the noun that a name stands in apposition to may be, in tokens.
_FAR = 12
_LISTED = frozenset({"as", "including", "include", "includes", "included", "like", ":", "namely"})


class EvidenceReader:
    """Reads the evidence at one mention."""

    def __init__(self, classes: ClassLexicon, words: Words, english: English, gazetteer: GazetteerIndex) -> None:
        self._gazetteer = gazetteer
        self._classes = classes
        self._words = words
        self._english = english
        person, title = classes.traits.get("person"), classes.traits.get("title")
        self._person: Senses = (person,) if person else ()
        role = classes.traits.get("role")
        self._role: Senses = (role,) if role else ()
        self._person_type = person.type if person else ""
        self._named: Senses = (*self._person, *((role,) if role else ()))
        self._title: Senses = (title,) if title else ()
        group = classes.traits.get("group")
        self._group: Senses = (group,) if group else ()
        self._longest = max((len(key) for table in (classes.heads, classes.opens) for key in table), default=1)

    def read(self, view: View, c: Candidate, labels: Sequence[tuple[int, int, str]]) -> Scores:
        """Evidence for a candidate; `labels` are the entities of spaCy that overlap it."""
        scores = Scores(self._classes.weights)
        plain = self._name(view, c, scores)
        for start, end, label in labels:
            exact = start <= c.start + 1 and end >= c.end - 1 and end - start <= c.end - c.start + 2
            for kind, weight in self._classes.ner.get(label, ()):
                share = _HARDLY if plain and kind == self._person_type and weight > 0 else 1.0
                scores.give("recogniser", kind, share * (weight if exact else weight * 0.3))
        self._around(view, c, scores)
        self._sentence(view, c, scores)
        return scores

    # --- the name itself ------------------------------------------------------------------------
    def _name(self, view: View, c: Candidate, scores: Scores) -> bool:
        """Evidence in the name; whether it is several English words, which a person's name hardly is."""
        folded = view.folded
        start = c.start + (folded[c.start] in ARTICLES and c.end - c.start > 1)
        size = c.end - start
        given = size > 1 and (folded[start] in self._words.given_names or has_syllables(view, start, c.end))
        tailed = folded[c.end - 1] == c.tail
        if c.tail:
            scores.add("tail", self._classes.tails[c.tail])
        if not tailed:
            self._heads(view, c, start, given, scores)
        for entry in c.entries:
            kind: Kind = "ambiguous" if entry.ambiguous else "gazetteer"
            scores.give(kind, entry.type, 1.0)
            if entry.subtype:
                key = (entry.type, entry.subtype)
                scores.subtypes[key] = scores.subtypes.get(key, 0.0) + WEIGHTS[kind]
        if c.title or c.headword:
            scores.add("title", self._named)
        if given:
            scores.add("given", self._named, 1.0 if size < 5 else 0.3)
        elif size == 1 and folded[start] in self._words.given_names:
            scores.add("given-alone", self._named)
        if not tailed and self._is_phrase(view, start, c.end):
            scores.add("phrase", self._title)
        elif size > 1 and folded[start] in FOREIGN_ARTICLES:
            scores.add("phrase", self._title, 0.4)
        elif size > 1 and self._personal(view, start, c.end):
            scores.add("shape", self._named)
        elif size == 1 and 2 <= len(view.texts[start]) <= 6 and view.texts[start].isupper():
            scores.add("acronym", self._group)

        plain = not given and all(parts if size > 1 else parts & _NOT_NOUN for parts in self._parts(view, start, c.end))
        if plain:
            scores.add("plain", self._title)
        opening = (folded[c.start],) in self._classes.opens  # a street: "Via Garibaldi"
        if view.shapes[c.start] == Shape.STOP and not view.initial[c.start] and not opening:
            scores.add("titled", self._title)
        return plain and size > 1 and not c.title

    def _heads(self, view: View, c: Candidate, start: int, given: bool, scores: Scores) -> None:
        """What the first and last words of a name say: of "Academy of Music" the first, of "Royal Opera" the last."""
        folded, size = view.folded, c.end - start
        opening = self._phrase(folded, start, c.end, last=False)
        scores.add("open", opening, 1.0 if size > 1 else 0.2)
        share = 1.0 if size > 1 else 0.3
        surname = given and size == 2 and view.labels[c.end - 1] == "PERSON" and not self._is_prize(folded[c.end - 1])
        if surname or any(not entry.ambiguous for entry in c.entries):
            share *= 0.3
        link = next((i for i in range(start + 1, c.end) if folded[i] in _LINKS), c.end)
        head = self._phrase(folded, start, link, last=True)
        if link < c.end and not head and not (opening and folded[link] == "of"):
            head = self._phrase(folded, start, c.end, last=True)
        scores.add("head", head, share)

    def _is_prize(self, word: str) -> bool:
        """Whether a head is the common noun for things whose names end with it: "Emma Award", not "Emma Cross"."""
        heads, nouns = self._classes.heads.get((word,), ()), self._classes.nouns.get((word,), ())
        return any(sense in nouns and sense.type in self._classes.complete for sense in heads)

    def _parts(self, view: View, start: int, end: int) -> list[frozenset[str]]:
        """What parts of speech each word of a name can have in English."""
        return [self._english.parts(view.folded[i]) for i in range(start, end)]

    def _is_phrase(self, view: View, start: int, end: int) -> bool:
        """Whether words without a capital stand in a name that are no particles: "Der fliegende Holländer"."""
        return any(
            view.shapes[i] == Shape.LOWER
            and view.texts[i] not in PARTICLES
            and view.texts[i] not in CONNECTORS
            and view.texts[i - 1] != "-"
            for i in range(start + 1, end)
        )

    def _personal(self, view: View, start: int, end: int) -> bool:
        """Whether a name looks like a person's: a king's number, initials, or no English word in it."""
        if is_roman(view.texts[end - 1]):
            return True
        if end - start > 4:
            return False
        if len(view.texts[start].rstrip(".")) == 1 and view.texts[start][0].isupper():
            return True
        return not any(self._english.knows(view.folded[i]) for i in range(start, end))

    def _phrase(self, folded: list[str], start: int, end: int, *, last: bool) -> Senses:
        """The senses of the longest phrase of the lexicon at the end, or the start, of these words."""
        table = self._classes.heads if last else self._classes.opens
        for size in range(min(self._longest, end - start), 0, -1):
            senses = table.get(tuple(folded[end - size : end] if last else folded[start : start + size]))
            if senses:
                return senses
        return ()

    # --- the words around it --------------------------------------------------------------------
    def _around(self, view: View, c: Candidate, scores: Scores) -> None:
        before, after = c.start - 1, c.end
        if c.quoted:
            before -= 1
            after += 1
            scores.add("quoted", self._title)
        if before >= 0 and view.folded[before] == "the" and view.texts[c.end - 1][-1] != "s":
            scores.add("article", self._person)
            if c.end - c.start == 1:
                scores.add("short", self._gazetteer.short(view.folded[c.start]))
        if before >= 0:
            cue = self._cue(view, before)
            scores.add("noun", self._role if cue == self._person and self._is_acted(view, c) else cue)
            for phrase, (_, owner) in self._classes.titular.items():
                if view.folded[before] in ("in", "of") and view.words(before - len(phrase), before) == phrase:
                    scores.give("noun", owner, 1.0)
        if after + 1 < view.count and view.texts[after] == "-" and view.glued[after]:
            scores.add("frame", self._classes.frames.get(("-", view.folded[after + 1]), ()))
        if after + 2 < view.count and view.texts[after] in _CLOSERS:
            after += 1
        if after + 2 < view.count and view.texts[after] == "(":
            inner = view.texts[after + 1]
            if inner.isdigit() and len(inner) == 4:
                if view.texts[after + 2] in (")", ",", ";"):
                    scores.add("year", self._title)
                elif view.texts[after + 2] in ("–", "-", "—"):
                    scores.add("life", self._person)
            elif view.folded[after + 1] in ("born", "b.", "b", "nee", "ne", "d.", "died"):
                scores.add("life", self._person)

    def _cue(self, view: View, i: int) -> Senses:
        """What a common noun at `i`, right before a name, says of it."""
        if not view.texts[i].islower():
            return ()
        lemma = view.lemmas[i] if view.pos[i] in ("NOUN", "PROPN", "ADJ") else view.folded[i]
        if i > 0:
            pair = self._classes.nouns.get((view.folded[i - 1], lemma))
            if pair:
                return pair
        return self._noun(lemma) or self._noun(view.folded[i])

    def list_cue(self, view: View, start: int) -> tuple[Kind, Senses]:
        """What the words before a list say of its members: "the bands X, Y and Z", "works such as X and Y"."""
        i = start - 1
        if i >= 0 and view.texts[i] in ("“", '"', "‘", "'", "*", "_"):
            i -= 1
        if i < 1:
            return "list", ()
        if view.folded[i] in _LISTED and (view.folded[i] != "as" or "such" in view.folded[max(i - 5, 0) : i]):
            i -= 2 if view.folded[i] == "as" and view.folded[i - 1] == "such" else 1
            if i >= 0 and view.texts[i] == ",":
                i -= 1
            for j in range(i, max(i - 5, -1), -1):
                if view.pos[j] == "NOUN":
                    return "such", self._noun(view.lemmas[j])
            return "such", ()
        return "list", self._noun(view.lemmas[i]) if view.tags[i] == "NNS" else ()

    def _noun(self, lemma: str) -> Senses:
        """What being called this says of a thing."""
        found = self._classes.nouns.get((lemma,))
        if found:
            return found
        if lemma in _ANYTHING:
            return ()
        if lemma in self._words.occupation_heads or lemma in self._words.person_nouns:
            return self._person
        return ()

    # --- syntax ---------------------------------------------------------------------------------
    def _sentence(self, view: View, c: Candidate, scores: Scores) -> None:
        root = view.root(c.start, c.end)
        self._called(view, c, root, scores)
        subject = root < view.opening and view.deps[root] in ("nsubj", "nsubjpass", "ROOT")
        if subject and c.end - c.start > 1 and not c.quoted and self._personal(view, c.start, c.end):
            scores.add("topic", self._person)
        head = view.heads[root]
        if view.deps[root] in ("compound", "amod", "nmod") and head >= c.end and view.texts[head].islower():
            scores.add("modifier", self._role)
        for child in view.children[root]:
            if view.deps[child] == "acl" and view.tags[child] == "VBN":
                scores.add("frame", self._classes.frames.get(("object", view.lemmas[child]), ()), 0.6)
        share = 1.0
        for _ in range(6):
            if view.deps[root] != "conj" or view.heads[root] == root:
                break
            root = view.heads[root]
            share = 0.6
        argument, governing = ("subject", view.lemmas[c.end]) if c.subject else governor(view, root)
        if argument:
            framed = self._classes.frames.get((argument, governing)) or self._classes.frames.get((argument, "*"))
            if framed:
                scores.add("frame", framed, share)
            if c.start > 0 and view.texts[c.start - 1] in POSSESSIVE:
                scores.add("frame", self._classes.frames.get(("owned", argument), ()), share)
            hinted = self._classes.hints.get((argument, governing)) or self._classes.hints.get((argument, "*"))
            if hinted:
                scores.add("hint", hinted, share)

        determined = determiner(view, c.start)
        if determined:
            scores.add("frame", self._classes.frames.get((determined, "*"), ()))
            scores.add("hint", self._classes.hints.get((determined, "*"), ()))

    def _is_acted(self, view: View, c: Candidate) -> bool:
        """Whether the sentence has somebody play this: "sang the maid Despina", "cast as the butler Malvolio"."""
        root = view.root(c.start, c.end)
        for _ in range(6):
            if view.deps[root] not in ("appos", "conj", "compound") or not 0 < root - view.heads[root] < _FAR:
                break
            root = view.heads[root]
        argument, governing = governor(view, root)
        if argument not in ("object", "as"):
            return False
        said = self._classes.frames.get((argument, governing), ())
        return any(sense in said for sense in self._role)

    def _called(self, view: View, c: Candidate, root: int, scores: Scores) -> None:
        """Appositions and predicates: what the sentence calls the thing."""
        for child in view.children[root]:
            if view.deps[child] == "appos" and view.pos[child] == "NOUN":
                scores.add("apposition", self._noun(view.lemmas[child]))
        head, dep = view.heads[root], view.deps[root]
        if dep == "appos" and view.pos[head] == "NOUN":
            called = self._noun(view.lemmas[head])
            scores.add("apposition", self._role if called == self._person and self._is_acted(view, c) else called)
        elif dep == "nsubj" and view.lemmas[head] in ("be", "become", "remain"):
            for child in view.children[head]:
                if view.deps[child] == "attr" and view.pos[child] == "NOUN":
                    scores.add("apposition", self._noun(view.lemmas[child]))
