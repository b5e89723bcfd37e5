"""Where names begin and end: runs of capitalised words, what joins them, titles in quotation marks.

Finds candidates; what class of thing each names, and whether it names anything, is decided in `evidence.py`.
"""

from __future__ import annotations

from dataclasses import dataclass

from kgraph.extract.mentions.gazetteer import Entries, GazetteerIndex
from kgraph.extract.mentions.quotes import Quoted, quoted_titles
from kgraph.extract.mentions.shapes import (
    ARTICLES,
    CONNECTORS,
    LEADING_PARTICLES,
    PARTICLES,
    English,
    Shape,
    Shapes,
    is_roman,
)
from kgraph.extract.mentions.view import View
from kgraph.lexicon.classes import ClassLexicon
from kgraph.lexicon.words import Words

_POSSESSIVE = frozenset({"'s", "’s", "'", "’"})
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
    locked
        The span is certain.
    headword
        A dictionary's "SURNAME, Given names".
    """

    start: int
    end: int
    quoted: bool = False
    entries: Entries = ()
    title: str = ""
    headword: bool = False


class NameFinder:
    """Cuts a text into candidates for names, using what the lexicon says of words."""

    def __init__(self, classes: ClassLexicon, words: Words, gazetteer: GazetteerIndex, english: English) -> None:
        self.classes = classes
        self.words = words
        self.gazetteer = gazetteer
        self.english = english
        self.shapes = Shapes()
        self._modifiers = words.occupation_modifiers | words.occupation_heads
        self._head_words = frozenset(key[-1] for key in classes.heads)
        self._of_opens = frozenset(key[:-1] for key in classes.opens if key[-1] == "of")
        fields = [key for key in classes.heads if len(key) == 1]
        self._fields = frozenset(key[0] for key in fields) | words.occupation_modifiers | {"arts", "art", "music", "drama"}

    def find(self, view: View) -> list[Candidate]:
        """All candidates by position; they do not overlap."""
        shapes = self.shapes.read(view.texts, view.folded)
        quotes = {quote.open: quote for quote in quoted_titles(view, shapes, self.english)}
        spans = {start: (end, label) for start, end, label in view.ents}
        known = {view.texts[i] for i in range(view.count) if shapes[i] == Shape.CAPITAL and not view.initial[i]}
        found: list[Candidate] = []
        i, count = 0, view.count
        texts = view.texts
        while i < count:
            quote = quotes.get(i)
            if quote is not None:
                found.append(self._quoted(view, quote))
                i = quote.close + 1
                continue
            shape = shapes[i]
            if shape in (Shape.LOWER, Shape.OTHER, Shape.SPACE):
                i += 1
                continue
            end, entries = self.gazetteer.at(view, i)
            if end > i and self._whole(view, shapes, i, end):
                found.append(Candidate(i, end, entries=entries))
                i = end
                continue
            if shape not in (Shape.CAPITAL, Shape.INITIAL):
                i += 1
                continue
            if view.initial[i]:
                headword = self._headword(view, shapes, i)
                if headword:
                    found.append(Candidate(i, headword, headword=True))
                    i = headword
                    continue
                if not self._names_here(view, shapes, i, known, spans):
                    i += 1
                    continue
            if len(texts[i]) > 1 and texts[i].isupper() and self._in_heading(view, shapes, i):
                i += 1
                continue
            i = self._chain(view, shapes, i, spans, found)
        return found

    def _quoted(self, view: View, quote: Quoted) -> Candidate:
        words = tuple(view.folded[quote.start : quote.end])
        return Candidate(quote.start, quote.end, quoted=True, entries=self.gazetteer.exact(words))

    def _whole(self, view: View, shapes: list[Shape], start: int, end: int) -> bool:
        """Whether a gazetteer match is not a part of a longer name."""
        if end < view.count and shapes[end] == Shape.CAPITAL and not view.texts[end].isupper():
            return False
        if end + 1 < view.count and view.texts[end] == "-" and view.glued[end] and shapes[end + 1] == Shape.CAPITAL:
            return False
        return True

    # --- sentence starts, headings --------------------------------------------------------------
    def _names_here(
        self, view: View, shapes: list[Shape], i: int, known: set[str], spans: dict[int, tuple[int, str]]
    ) -> bool:
        """Whether a capitalised word at the start of a sentence begins a name."""
        word, pos = view.folded[i], view.pos[i]
        parts = self.english.parts(word)
        following = shapes[i + 1] if i + 1 < view.count else Shape.OTHER
        if word in self.classes.titles or shapes[i] == Shape.INITIAL:
            return True
        if not parts:
            return True
        if following == Shape.CAPITAL and not view.initial[i + 1]:
            if "noun" not in parts and pos != "PROPN":
                return False
            return pos in _OPEN_CLASS and not (pos == "VERB" and "verb" in parts and view.labels[i] == "")
        if view.texts[i] in known:
            return True
        if word in self.words.given_names or view.labels[i] in self.classes.ner:
            return pos in ("PROPN", "NOUN", "X") or word in self.words.given_names
        return pos == "PROPN" and parts <= {"noun"}

    def _headword(self, view: View, shapes: list[Shape], i: int) -> int:
        """End of "SURNAME, Given names" at the start of an entry, or 0."""
        if not view.starts[i] or "person" not in self.classes.traits:
            return 0
        texts, j = view.texts, i
        while j < view.count and (shapes[j] == Shape.CAPITAL or texts[j] == "-") and texts[j].upper() == texts[j]:
            j += 1
        surname = texts[i:j]
        if not surname or len(surname) > 3 or max(map(len, surname)) < 3 or j >= view.count or texts[j] != ",":
            return 0
        end = j + 1
        while end < view.count and (shapes[end] in (Shape.CAPITAL, Shape.INITIAL) or self._particle(view, shapes, end)):
            end += 1
        return end if j + 1 < end <= j + 6 else 0

    def _in_heading(self, view: View, shapes: list[Shape], i: int) -> bool:
        """Whether the token stands in a line of capitals only."""
        start = i
        while start > 0 and shapes[start - 1] != Shape.SPACE and i - start < 12:
            start -= 1
        end = i
        while end < view.count and shapes[end] != Shape.SPACE and end - i < 12:
            end += 1
        letters = "".join(view.texts[start:end])
        return end - start > 1 and letters.upper() == letters and sum(len(w) > 2 for w in view.texts[start:end]) > 1

    # --- runs and chains ------------------------------------------------------------------------
    def _particle(self, view: View, shapes: list[Shape], i: int) -> bool:
        return shapes[i] == Shape.LOWER and view.texts[i] in PARTICLES

    def _run(self, view: View, shapes: list[Shape], i: int) -> int:
        """End of the run of name words that begins at `i`: capitals, initials, particles, foreign words, hyphens."""
        texts, count = view.texts, view.count
        foreign = not self.english.knows(view.folded[i])
        j = i + 1
        while j < count:
            shape = shapes[j]
            if shape in (Shape.CAPITAL, Shape.INITIAL):
                if view.starts[j] and not (shapes[j - 1] == Shape.INITIAL):
                    break
                j += 1
                continue
            if texts[j] == "-" and view.glued[j] and j + 1 < count and view.glued[j + 1]:
                after = shapes[j + 1]
                if after in (Shape.CAPITAL, Shape.STOP, Shape.NUMBER):
                    j += 2
                    continue
                if after == Shape.LOWER and (
                    (j + 3 < count and texts[j + 2] == "-" and view.glued[j + 2])
                    or (len(texts[j + 1]) < 4 and texts[j + 1] not in ("era", "led", "run"))
                ):
                    j += 2
                    continue
                break
            if texts[j] == "&" and j + 1 < count and shapes[j + 1] == Shape.CAPITAL:
                j += 2
                continue
            if shape == Shape.LOWER:
                k = j
                while k < count and k - j < 3 and self._particle(view, shapes, k) and texts[k] not in CONNECTORS:
                    k += 1
                if k > j and k < count:
                    if shapes[k] == Shape.CAPITAL:
                        j = k + 1
                        continue
                    if texts[k] == "-" and k + 1 < count and shapes[k + 1] == Shape.CAPITAL and view.glued[k + 1]:
                        j = k + 2
                        continue
                    if foreign and shapes[k] == Shape.LOWER and self._is_foreign(view, k):
                        j = k + 1
                        continue
                if foreign and self._is_foreign(view, j):
                    j += 1
                    continue
                if foreign and j + 1 < count and shapes[j + 1] == Shape.LOWER and self._is_foreign(view, j + 1):
                    if len(texts[j]) < 5 and view.pos[j] in ("X", "PROPN", "NOUN", "ADJ"):
                        j += 2
                        continue
                break
            if shape == Shape.NUMBER and shapes[j - 1] == Shape.INITIAL and view.folded[j - 1].startswith("no"):
                j += 1
                continue
            if texts[j] == "." and view.folded[j - 1] == "no" and j + 1 < count and shapes[j + 1] == Shape.NUMBER:
                j += 2
                continue
            if texts[j] in ("'", "’") and j + 1 < count and shapes[j + 1] == Shape.NUMBER and view.glued[j + 1]:
                j += 2
                continue
            break
        return j

    def _is_foreign(self, view: View, i: int) -> bool:
        """Whether a word in lower case is not English."""
        word = view.folded[i]
        return (
            view.pos[i] in ("X", "NOUN", "PROPN", "ADJ", "VERB", "ADP", "ADV")
            and len(word) > 2
            and word.replace("'", "").isalpha()
            and not self.english.knows(word)
            and word not in self._modifiers
            and word not in self.words.person_nouns
        )

    def _chain(
        self,
        view: View,
        shapes: list[Shape],
        i: int,
        spans: dict[int, tuple[int, str]],
        found: list[Candidate],
    ) -> int:
        """Append the names of a chain of runs ("Academy of Music and Drama in Oslo"); return its end."""
        start, end = i, self._run(view, shapes, i)
        last = end
        while True:
            following = self._next(view, shapes, end)
            if following is None:
                break
            nxt = following
            gazetted, entries = self.gazetteer.at(view, nxt)
            if shapes[nxt] == Shape.STOP:  # an article with a capital: "Filippo's The …"
                nxt_end = self._run(view, shapes, nxt + 1) if shapes[nxt + 1] == Shape.CAPITAL else nxt + 1
            else:
                nxt_end = self._run(view, shapes, nxt)
            if self._joined(view, shapes, start, end, nxt, nxt_end, spans):
                end = nxt_end
            else:
                self._emit(view, shapes, start, end, found)
                if gazetted > nxt and self._whole(view, shapes, nxt, gazetted):
                    return nxt
                start, end = nxt, nxt_end
            last = end
        self._emit(view, shapes, start, end, found)
        return max(last, i + 1)

    def _next(self, view: View, shapes: list[Shape], end: int) -> int | None:
        """Where the next run of the chain begins, after connecting words or a possessive; None if there is none."""
        count = view.count
        j = end
        if j < count and view.texts[j] in _POSSESSIVE and view.glued[j]:
            j += 1
        elif j < count and view.folded[j] in CONNECTORS and shapes[j] in (Shape.LOWER, Shape.OTHER):
            while j < count and j - end < 3 and view.folded[j] in CONNECTORS and shapes[j] in (Shape.LOWER, Shape.OTHER):
                j += 1
        else:
            return None
        if j >= count or view.starts[j]:
            return None
        if shapes[j] == Shape.CAPITAL:
            return j
        if shapes[j] == Shape.STOP and view.folded[j] in ARTICLES and j + 1 < count and shapes[j + 1] == Shape.CAPITAL:
            return j
        return None

    def _joined(
        self,
        view: View,
        shapes: list[Shape],
        start: int,
        end: int,
        nxt: int,
        nxt_end: int,
        spans: dict[int, tuple[int, str]],
    ) -> bool:
        """Whether two runs are one name."""
        folded = view.folded
        link = folded[end]
        for s in (start, start - 1):
            ent_end, label = spans.get(s, (0, ""))
            if ent_end == nxt_end or (ent_end > nxt_end and link == "of"):
                titled = label == "WORK_OF_ART"
                if titled or (link in ("of", "for", "&", "and") and label in ("ORG", "FAC", "EVENT", "LAW")):
                    return link != "and" or titled or self._field_pair(view, end, nxt)
        article = start > 0 and shapes[start - 1] == Shape.STOP and folded[start - 1] in ARTICLES
        article = article and not view.initial[start - 1]
        if view.texts[end] in _POSSESSIVE:
            return self._possessive_joined(view, shapes, start, end, nxt, nxt_end, article)
        left = folded[end - 1]
        institution = any(word in self._head_words for word in folded[start:end]) or self._opens_of(folded, start, end)
        if link == "of":
            if left in self.words.person_nouns or left in self.words.occupation_heads or left in self.classes.titles:
                return article
            if institution or article:
                return True
            return self._plain(view, start, end) and not (view.initial[start] and end - start == 1)
        if link == "and":
            if self._field_pair(view, end, nxt) and (institution or "of" in folded[start:end]):
                return True
            return article and nxt - end == 2
        if link == "for" and institution:
            return True
        if institution:
            return False
        if article:
            return nxt - end > 1 or self._plain(view, start, end)
        return (
            nxt - end > 1
            and self._plain(view, start, end)
            and self._plain(view, nxt, nxt_end)
            and not view.initial[start]
        )

    def _field_pair(self, view: View, end: int, nxt: int) -> bool:
        """Whether "and" joins two arts: "Music and Drama"."""
        left, right = view.folded[end - 1], view.folded[nxt]
        return left in self._fields and right in self._fields

    def _opens_of(self, folded: list[str], start: int, end: int) -> bool:
        return any(tuple(folded[s:end]) in self._of_opens for s in range(start, end))

    def _plain(self, view: View, start: int, end: int) -> bool:
        """Whether all words of a run are English common words, none of them a person or place for spaCy."""
        return all(
            self.english.knows(view.folded[i])
            and view.folded[i] not in self.words.given_names
            and view.labels[i] not in ("PERSON", "GPE", "NORP", "LOC")
            for i in range(start, end)
        )

    def _possessive_joined(
        self, view: View, shapes: list[Shape], start: int, end: int, nxt: int, nxt_end: int, article: bool
    ) -> bool:
        if shapes[nxt] == Shape.STOP or self.gazetteer.exact(tuple(view.folded[nxt:nxt_end])):
            return False
        if article:
            return True
        owner = view.folded[start]
        if end - start > 1 and not (view.texts[start] in ("St", "St.", "Saint") and end - start == 2):
            return False
        if not self.english.knows(view.folded[nxt]):
            return False
        if owner in ("king", "queen", "people", "children", "women", "men", "majesty", "artists", "actors", "players"):
            return True
        if view.labels[start] in ("PERSON", "GPE") and owner not in ("st", "st.", "saint"):
            return view.labels[nxt] == view.labels[start]
        return self._plain(view, nxt, nxt_end) or view.folded[nxt_end - 1] in self._head_words

    # --- edges ----------------------------------------------------------------------------------
    def _emit(self, view: View, shapes: list[Shape], start: int, end: int, found: list[Candidate]) -> None:
        """Trim a name: titles, demonyms before a person's name, trailing particles; add a leading article."""
        folded, texts = view.folded, view.texts
        while end > start + 1 and (self._particle(view, shapes, end - 1) or texts[end - 1] in ("-", "&")):
            end -= 1
        title = ""
        first = start
        while first < end - 1 and folded[first] in self.classes.titles:
            title = folded[first]
            first += 1
        if title:
            kept = title in self.classes.kept and end - first == 1 and not is_roman(texts[first])
            start = first - 1 if kept else first
        elif start > 0 and folded[start - 1] in self.classes.titles and shapes[start - 1] in (Shape.CAPITAL, Shape.INITIAL):
            title = folded[start - 1]
        if folded[start] in self.classes.titles and end - start == 1 and not title:
            follows = end < view.count and texts[end] in LEADING_PARTICLES
            nxt = end
            while follows and nxt < view.count and self._particle(view, shapes, nxt):
                nxt += 1
            if not follows or nxt >= view.count or shapes[nxt] != Shape.CAPITAL:
                return
        if start > 0 and shapes[start - 1] == Shape.LOWER and texts[start - 1] in LEADING_PARTICLES:
            if start < 2 or shapes[start - 2] not in (Shape.CAPITAL, Shape.INITIAL):
                start -= 1
        if end <= start:
            return
        if start > 0 and shapes[start - 1] == Shape.STOP and folded[start - 1] in ARTICLES and not view.initial[start - 1]:
            start -= 1
        found.append(Candidate(start, end, entries=self.gazetteer.exact(tuple(folded[start:end])), title=title))
