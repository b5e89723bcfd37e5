"""Where names begin and end: runs of capitalised words and what joins them, titles in quotation marks, headwords.

Finds candidates; what class of thing each names, and whether it names anything, is decided elsewhere.
"""

from __future__ import annotations

from dataclasses import dataclass

from kgraph.extract.mentions.gazetteer import Entries, GazetteerIndex
from kgraph.extract.mentions.joins import POSSESSIVE, Joiner
from kgraph.extract.mentions.posts import Posts, abbreviated_demonyms
from kgraph.extract.mentions.quotes import Quoted, quoted_titles
from kgraph.extract.mentions.runs import Runs
from kgraph.extract.mentions.shapes import (
    ARTICLES,
    EPITHETS,
    FOREIGN_ARTICLES,
    LEADING_PARTICLES,
    English,
    Shape,
    is_roman,
)
from kgraph.extract.mentions.view import View
from kgraph.lexicon.classes import ClassLexicon
from kgraph.lexicon.words import Words

_NAME = (Shape.CAPITAL, Shape.INITIAL)
_OPEN_CLASS = frozenset({"PROPN", "NOUN", "ADJ", "X", "VERB", "NUM"})


@dataclass(slots=True)
class Candidate:
    """Tokens `start` up to `end` that may be a name.

    Attributes
    ----------
    quoted
        Stands in quotation marks or emphasis.
    entries
        What the gazetteer has under these words.
    title
        The title before a person's name, in or before the span, folded; or "".
    headword
        A dictionary's "SURNAME, Given names".
    tail
        The common noun of the lexicon that ends it, "Rambert company", or follows it, "Danse Élargie | competition".
    subject
        Is the subject of the verb after it, whatever the parser says.
    """

    start: int
    end: int
    quoted: bool = False
    entries: Entries = ()
    title: str = ""
    headword: bool = False
    tail: str = ""
    subject: bool = False


class NameFinder:
    """Cuts a text into candidates for names, using what the lexicon says of words."""

    def __init__(self, classes: ClassLexicon, words: Words, gazetteer: GazetteerIndex, english: English) -> None:
        self._classes = classes
        self._words = words
        self._gazetteer = gazetteer
        self._english = english
        self._persons = "person" in classes.traits
        self._person = classes.traits["person"].type if self._persons else ""
        self._acted = {sense.type for trait, sense in classes.traits.items() if trait in ("title", "role")}
        nouns = words.occupation_modifiers | words.occupation_heads | frozenset(words.person_nouns)
        self._nouns = nouns
        self._runs = Runs(english, nouns)
        self._posts = Posts(classes, words)
        self._joiner = Joiner(classes, words, gazetteer, english)

    def find(self, view: View) -> list[Candidate]:
        """All candidates by position; they do not overlap."""
        shapes, texts = view.shapes, view.texts
        view.posts = self._posts.find(view)
        view.cut = abbreviated_demonyms(view, self._words)
        quotes = {quote.open: quote for quote in quoted_titles(view, self._english)}
        spans = {start: (end, label) for start, end, label in view.ents}
        known = {texts[i] for i in range(view.count) if shapes[i] == Shape.CAPITAL and not view.initial[i]}
        found: list[Candidate] = []
        aside = self._aside(view)
        i = 0
        while i < view.count:
            shape = shapes[i]
            if i in quotes:
                found.append(self._quoted(view, quotes[i]))
                i = quotes[i].close + 1
                continue
            if shape in (Shape.LOWER, Shape.OTHER, Shape.SPACE):
                i += 1
                continue
            end, entries = (i, ()) if i > 0 and texts[i - 1] in self._classes.leads else self._gazetteer.at(view, i)
            if end > i and self._whole(view, i, end):
                found.append(Candidate(i, end, entries=entries))
                i = end
                continue
            if i in aside:
                i = aside[i]
                continue
            if shape in (Shape.NUMBER, Shape.DATE) or (shape == Shape.STOP and not self._begins_title(view, i)):
                i += 1
                continue
            if view.initial[i]:
                end = self._headword(view, i)
                if end:
                    found.append(Candidate(i, end, headword=True))
                    i = end
                    continue
                if not self._names_here(view, i, known) and not self._begins_pair(view, i):
                    i += 1
                    continue
            if len(texts[i]) > 1 and texts[i].isupper() and self._in_heading(view, i):
                i += 1
                continue
            i = self._chain(view, i, spans, found)
        return found

    def _aside(self, view: View) -> dict[int, int]:
        """Words that no name begins with: start → end."""
        return view.cut | {start: self._posts.field(view, end) for start, end in view.posts.items()}

    def _quoted(self, view: View, quote: Quoted) -> Candidate:
        entries = self._gazetteer.exact(view.words(quote.start, quote.end))
        return Candidate(quote.start, quote.end, quoted=True, entries=entries)

    def _whole(self, view: View, start: int, end: int) -> bool:
        """Whether a gazetteer match from `start` to `end` is not a part of a longer name."""
        if end >= view.count or view.starts[end]:
            return True
        if view.shapes[end] == Shape.CAPITAL or (view.texts[end] == "-" and view.glued[end]):
            return False
        if view.shapes[start] == Shape.STOP and view.words(end, end + 2) == ("and", "the") and end + 2 < view.count:
            word = view.folded[end + 2]  # more of a title: "The Geisha | and the Knight"
            if (
                view.shapes[end + 2] == Shape.CAPITAL
                and self._english.knows(word)
                and (word,) not in self._classes.heads
            ):
                return False
        return not (
            view.texts[end] in ("of", "for")
            and (view.folded[end - 1],) in self._classes.heads
            and end + 1 < view.count
            and view.shapes[end + 1] == Shape.CAPITAL
        )

    def _begins_title(self, view: View, i: int) -> bool:
        """Whether a function word has its capital because a title begins there."""
        return not view.initial[i] and i + 1 < view.count and view.shapes[i + 1] in (Shape.CAPITAL, Shape.STOP)

    # --- sentence starts, headings --------------------------------------------------------------
    def _names_here(self, view: View, i: int, known: set[str]) -> bool:
        """Whether a capitalised word at the start of a sentence begins a name."""
        word, pos = view.folded[i], view.pos[i]
        parts = self._english.parts(word)
        if any(not entry.ambiguous for entry in self._gazetteer.exact((word,))):
            return True
        if word in self._classes.titles or view.shapes[i] == Shape.INITIAL or not parts:
            return True
        if word in self._words.given_names:
            return pos in ("PROPN", "NOUN", "X", "ADJ")
        if i + 1 < view.count and view.shapes[i + 1] in (*_NAME, Shape.STOP) and not view.initial[i + 1]:
            if pos not in _OPEN_CLASS or ("noun" not in parts and pos != "PROPN"):
                return False
            verb = pos == "VERB" and "verb" in parts
            return not (verb or word in self._words.person_nouns or word in self._words.occupation_heads)
        if word in self._nouns:
            return False
        if view.texts[i] in known:
            return True
        return view.labels[i] in self._classes.ner and pos in ("PROPN", "NOUN", "X") and parts <= {"noun"}

    def _begins_pair(self, view: View, i: int) -> bool:
        """Whether a title of two words begins a sentence: "Strike and Hunger was banned"."""
        if i + 2 >= view.count or view.texts[i + 1] != "and" or view.shapes[i + 2] != Shape.CAPITAL:
            return False
        return self._joiner.one_subject(view, i, i + 1, i + 2, i + 3)

    def _headword(self, view: View, i: int) -> int:
        """End of "SURNAME, Given names" at the start of an entry, or 0."""
        if not view.starts[i] or not self._persons:
            return 0
        texts, shapes, j = view.texts, view.shapes, i
        while j < view.count and (shapes[j] == Shape.CAPITAL or texts[j] == "-") and texts[j].upper() == texts[j]:
            j += 1
        surname = texts[i:j]
        if not surname or len(surname) > 3 or max(map(len, surname)) < 3 or j >= view.count or texts[j] != ",":
            return 0
        end = j + 1
        while end < view.count and (shapes[end] in _NAME or self._runs.particle(view, end)):
            end += 1
        return end if j + 1 < end <= j + 6 else 0

    def _in_heading(self, view: View, i: int) -> bool:
        """Whether the token stands in a line of capitals only."""
        start = end = i
        while start > 0 and view.shapes[start - 1] != Shape.SPACE and i - start < 12:
            start -= 1
        while end < view.count and view.shapes[end] != Shape.SPACE and end - i < 12:
            end += 1
        letters = "".join(view.texts[start:end])
        return letters.upper() == letters and sum(len(word) > 2 for word in view.texts[start:end]) > 1

    # --- chains ---------------------------------------------------------------------------------
    def _chain(self, view: View, i: int, spans: dict[int, tuple[int, str]], found: list[Candidate]) -> int:
        """Append the names of a chain of runs ("Academy of Music and Drama in Oslo"); return its end."""
        start, end = i, self._runs.end(view, i)
        second = self._second(view, start, end)
        if second < end:
            self._emit(view, start, second, found)
            if second < end - 1:
                return second
            found.append(Candidate(second, end, subject=True))
            return end
        while True:
            nxt = self._joiner.following(view, end)
            if nxt is None or nxt in view.posts:
                break
            nxt_end = self._runs.end(view, nxt)
            if self._joiner.joined(view, start, end, nxt, nxt_end, spans):
                end = nxt_end
                continue
            self._emit(view, start, end, found)
            gazetted, _ = self._gazetteer.at(view, nxt)
            if (
                (gazetted > nxt and self._whole(view, nxt, gazetted))
                or view.initial[nxt]
                or view.shapes[nxt] == Shape.STOP
            ):
                return nxt
            start, end = nxt, nxt_end
        self._emit(view, start, end, found)
        return end

    def _second(self, view: View, start: int, end: int) -> int:
        """Where a second name begins in a run: "Mozart | Don Giovanni", "the Park Theatre | Maria sang"; or `end`."""
        if end - start < 3:
            return end
        folded, given = view.folded, self._words.given_names
        for k in range(start + 1, end):
            if view.shapes[k] == Shape.STOP:
                article = folded[k] in ARTICLES and k + 1 < end and folded[k + 1] not in EPITHETS
                if article and k - start > 1 and folded[start] in given and view.shapes[k - 1] == Shape.CAPITAL:
                    return k
                continue
            person = folded[start] in given or any(
                entry.type == self._person for entry in self._gazetteer.exact(view.words(start, k))
            )
            if person and k < end - 1:
                after, entries = self._gazetteer.at(view, k)
                if after == end and any(entry.type in self._acted for entry in entries):
                    return k
            subject = (
                k == end - 1 and end < view.count and (view.deps[k] == "nsubj" or view.tags[end] in ("VBD", "VBZ"))
            )
            if subject and folded[k] in given and (folded[k - 1],) in self._classes.heads:
                return k
        return end

    def _emit(self, view: View, start: int, end: int, found: list[Candidate]) -> None:
        """Trim a name, take its title and particle into account, and append it."""
        folded, texts, shapes = view.folded, view.texts, view.shapes
        while end > start + 1 and (
            self._runs.particle(view, end - 1) or texts[end - 1] in ("-", "&") or shapes[end - 1] == Shape.STOP
        ):
            end -= 1
        start = self._without_demonym(view, start, end)
        title, first = "", start
        institution = (folded[end - 1],) in self._classes.heads and end - start > 2
        while first < end - 1 and folded[first] in self._classes.titles and not institution:
            if texts[first + 1] in POSSESSIVE or folded[first + 1] == "of":
                break
            title = folded[first]
            first += 1
        if title:
            words = sum(shapes[i] in _NAME for i in range(first, end))
            kept = title in self._classes.kept and words == 1 and not is_roman(texts[first])
            start = first - 1 if kept else first
        elif end - start == 1 and folded[start] in self._classes.titles and not self._particle_name(view, end):
            if start < 2 or texts[start - 1] not in POSSESSIVE or shapes[start - 2] not in _NAME:
                return
        elif start > 0 and folded[start - 1] in self._classes.titles and shapes[start - 1] in _NAME:
            title = folded[start - 1]
        if (
            end - start == 1
            and end < view.count
            and texts[end] == "of"
            and (folded[start], "of") in self._classes.opens
        ):
            return  # "a Knight | of the Order of the Elephant"
        led = start > 0 and shapes[start - 1] == Shape.LOWER and texts[start - 1] in LEADING_PARTICLES
        if led and (start < 2 or shapes[start - 2] not in _NAME):
            start -= 1
        if start > 0 and texts[start - 1] in self._classes.leads:
            start -= 1
        if end - start > 1 and shapes[start] == Shape.STOP and view.initial[start]:
            start += 1
        entries = self._gazetteer.exact(view.words(start, end))
        tail = folded[end] if not title and self._has_tail(view, start, end) else ""
        longer = bool(tail) and not self._complete_without(view, start, end)
        if end - start == 1 and folded[start] in FOREIGN_ARTICLES:
            return
        found.append(Candidate(start, end + longer, entries=entries, title=title, tail=tail))

    def _without_demonym(self, view: View, start: int, end: int) -> int:
        """Where a person's name begins after a word for his or her people: "the Egyptian Umm Kulthum"."""
        if end - start < 2 or not self._persons:
            return start
        demonym = self._words.demonyms.get(view.texts[start])
        if demonym is None or (view.folded[end - 1],) in self._classes.heads:
            return start
        if self._gazetteer.exact(view.words(start, end)):
            return start
        first = view.folded[start + 1]
        foreign = not any(self._english.knows(view.folded[i]) for i in range(start + 1, end))
        personal = first in self._words.given_names or view.labels[start + 1] == "PERSON" or not demonym.adjective
        personal = personal or (foreign and view.folded[start - 1] == "the")
        return start + 1 if personal or view.labels[start] == "NORP" != view.labels[start + 1] else start

    def _has_tail(self, view: View, start: int, end: int) -> bool:
        """Whether a common noun of the lexicon after the name belongs to it: "the Ceneda seminary"."""
        if end >= view.count or view.folded[end] not in self._classes.tails or not view.texts[end].islower():
            return False
        if start == 0 or view.folded[start - 1] != "the" or view.texts[start] in self._words.demonyms:
            return False
        return end + 1 >= view.count or view.pos[end + 1] not in ("NOUN", "PROPN")

    def _complete_without(self, view: View, start: int, end: int) -> bool:
        """Whether a name is one without the noun after it: not a person's or a place's, which are named otherwise."""
        if end - start < 2 or view.folded[start] in self._words.given_names:
            return False
        if self._gazetteer.exact(view.words(start, end)) or any(view.labels[i] == "PERSON" for i in range(start, end)):
            return False
        return any(not self._english.knows(view.folded[i]) for i in range(start, end))

    def _particle_name(self, view: View, end: int) -> bool:
        """Whether a title is followed by a name that begins with a particle: "Colonel de Basil"."""
        i = end
        while i < view.count and self._runs.particle(view, i):
            i += 1
        return end < i < view.count and view.shapes[i] == Shape.CAPITAL
