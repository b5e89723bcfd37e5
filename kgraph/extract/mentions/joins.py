"""Whether two runs with "of", "and", a possessive … between them are one name or two."""

from __future__ import annotations

from kgraph.extract.mentions.gazetteer import GazetteerIndex
from kgraph.extract.mentions.shapes import ARTICLES, CONNECTORS, English, Shape
from kgraph.extract.mentions.view import View
from kgraph.lexicon.classes import ClassLexicon
from kgraph.lexicon.words import Words

POSSESSIVE = frozenset({"'s", "’s", "'", "’"})
_GROUPS = frozenset({"ORG", "FAC", "EVENT", "LAW"})
_NAMED = frozenset({"PERSON", "GPE", "NORP", "LOC"})
_ROYAL = frozenset("king queen people children women men majesty artists actors players saint workers prince princess".split())
_ARTS = frozenset({"arts", "art", "drama", "speech", "music", "dance", "design", "science", "crafts", "letters"})


class Joiner:
    """Decides on the joints of a chain of runs."""

    def __init__(self, classes: ClassLexicon, words: Words, gazetteer: GazetteerIndex, english: English) -> None:
        self._classes = classes
        self._words = words
        self._gazetteer = gazetteer
        self._english = english
        self._heads = frozenset(key[-1] for key in classes.heads)
        self._of_opens = frozenset(key[:-1] for key in classes.opens if key[-1] == "of")
        self._titles = {sense.type for trait, sense in classes.traits.items() if trait == "title"}
        self._fields = self._heads | words.occupation_modifiers | _ARTS

    def following(self, view: View, end: int) -> int | None:
        """Where the next run of a chain begins, after connecting words or a possessive; None if there is none."""
        shapes, folded, count = view.shapes, view.folded, view.count
        j = end
        if j < count and view.texts[j] in POSSESSIVE and view.glued[j]:
            j += 1
        else:
            while j < count and j - end < 3 and folded[j] in CONNECTORS and shapes[j] in (Shape.LOWER, Shape.OTHER):
                j += 1
        if j == end or j >= count or view.starts[j]:
            return None
        if shapes[j] == Shape.CAPITAL or (shapes[j] == Shape.STOP and j + 1 < count and shapes[j + 1] == Shape.CAPITAL):
            return j
        return None

    def joined(self, view: View, start: int, end: int, nxt: int, nxt_end: int, spans: dict[int, tuple[int, str]]) -> bool:
        """Whether the runs [start, end) and [nxt, nxt_end) are one name.

        Parameters
        ----------
        spans
            spaCy's entities: start → (end, label).
        """
        folded = view.folded
        link = folded[end]
        possessive = view.texts[end] in POSSESSIVE
        for s in (start, start - 1):
            ent_end, label = spans.get(s, (0, ""))
            if ent_end >= nxt_end and not possessive:
                if label == "WORK_OF_ART" and link != "by":
                    return True
                if label in _GROUPS and (link in ("of", "for", "&") or (link == "and" and self._field_pair(view, end, nxt))):
                    return not self._award(view, start, end)
        titled = view.shapes[start] == Shape.STOP  # a capitalised "The", "Into" … within the sentence begins a title
        if possessive:
            return self._possessive(view, start, end, nxt, nxt_end, titled)
        left = folded[end - 1]
        institution = any(word in self._heads for word in folded[start:end])
        opens = any(tuple(folded[s:end]) in self._of_opens for s in range(start, end))
        if link == "of":
            if left in self._words.person_nouns or left in self._words.occupation_heads or left in self._classes.titles:
                return titled
            if self._award(view, start, end):
                return False
            if institution or opens or titled:
                return True
            return self._plain(view, start, end) and not (view.initial[start] and end - start == 1)
        if link == "and":
            if self._field_pair(view, end, nxt) and (institution or "of" in folded[start:end]):
                return True
            return titled and (nxt - end == 2 or self._plain(view, nxt, nxt_end))
        if link == "for" and (institution or self._award(view, start, end)):
            return True
        if institution or link == "by":
            return False
        if titled:
            return nxt - end > 1 or self._plain(view, start + 1, end)
        return (
            nxt - end > 1
            and not view.initial[start]
            and self._plain(view, start, end)
            and self._plain(view, nxt, nxt_end)
        )

    def _award(self, view: View, start: int, end: int) -> bool:
        """Whether a name with a head of its own is complete before "of the …": "the Limpus Prize of the Royal …"."""
        the = end + 1 < view.count and view.folded[end + 1] == "the"
        return the and end - start > 1 and self._complete(view.folded[end - 1])

    def _complete(self, word: str) -> bool:
        senses = self._classes.heads.get((word,), ())
        return bool(senses) and all(sense.type in self._classes.complete for sense in senses)

    def _field_pair(self, view: View, end: int, nxt: int) -> bool:
        """Whether "and" joins two arts: "Music and Drama"."""
        return view.folded[end - 1] in self._fields and view.folded[nxt] in self._fields

    def _plain(self, view: View, start: int, end: int) -> bool:
        """Whether all words of a run are English common words, none of them a person or place for spaCy."""
        return all(
            self._english.knows(view.folded[i])
            and view.folded[i] not in self._words.given_names
            and view.labels[i] not in _NAMED
            for i in range(start, end)
        )

    def _possessive(self, view: View, start: int, end: int, nxt: int, nxt_end: int, titled: bool) -> bool:
        folded = view.folded
        if view.shapes[nxt] == Shape.STOP or self._gazetteer.exact(view.words(nxt, nxt_end)):
            return False
        if titled:
            return folded[start] in ARTICLES or end - start > 1
        owner = folded[end - 1]
        if owner in _ROYAL:
            return True
        saint = folded[start] in ("st", "st.", "saint")
        if end - start > 1 and not (saint and end - start == 2):
            return False
        if folded[nxt_end - 1] in self._heads and nxt_end - nxt <= 2:
            return saint or not self._titles & {s.type for s in self._classes.heads.get((folded[nxt_end - 1],), ())}
        known = self._english.knows(owner) or owner in self._words.given_names
        return known and self._plain(view, nxt, nxt_end) and nxt_end - nxt == 1
