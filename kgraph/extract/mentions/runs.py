"""Runs of name words: capitals and what may stand between and after them without a capital."""

from __future__ import annotations

from collections.abc import Set

from kgraph.extract.mentions.shapes import CONNECTORS, FOREIGN_ARTICLES, PARTICLES, English, Shape
from kgraph.extract.mentions.syllables import is_syllable
from kgraph.extract.mentions.view import View

_NAME = (Shape.CAPITAL, Shape.INITIAL)
_KEYS = frozenset("ABCDEFG")
_FOREIGN_POS = frozenset({"X", "NOUN", "PROPN", "ADJ", "VERB", "ADP", "ADV"})


class Runs:
    """Finds where runs end.

    Parameters
    ----------
    own
        Lower-case words that never continue a foreign name: occupations, nouns for persons.
    """

    def __init__(self, english: English, own: Set[str]) -> None:
        self._english = english
        self._own = own

    def end(self, view: View, i: int) -> int:
        """End of the run that begins with the capitalised word `i`."""
        texts, shapes, count = view.texts, view.shapes, view.count
        first = view.folded[i]
        foreign = first in FOREIGN_ARTICLES or not self._english.knows(first) or not texts[i].isascii()
        j = i + 1
        while j < count:
            shape = shapes[j]
            if shape in _NAME or (shape == Shape.STOP and not view.initial[j] and shapes[j - 1] != Shape.INITIAL):
                if view.starts[j] and shapes[j - 1] != Shape.INITIAL:
                    break
                j += 1
            elif texts[j] == "-" and view.glued[j]:
                after = self._hyphen(view, j)
                if after == j:
                    break
                j = after
            elif texts[j] in ("&", "+") and j + 1 < count and shapes[j + 1] == Shape.CAPITAL:
                j += 2
            elif shape == Shape.LOWER:
                after = max(self._lower(view, j, foreign), self._number(view, j))
                if after == j:
                    break
                j = after
            else:
                after = self._number(view, j)
                if after == j:
                    break
                j = after
        return j

    def particle(self, view: View, i: int) -> bool:
        """Whether a word may join the parts of a name without a capital."""
        return view.shapes[i] == Shape.LOWER and view.texts[i] in PARTICLES

    def _hyphen(self, view: View, j: int) -> int:
        """End of what a hyphen at `j` joins; `j` if it joins nothing."""
        if j + 1 >= view.count or not view.glued[j + 1]:
            return j
        after = view.shapes[j + 1]
        if after in (Shape.CAPITAL, Shape.STOP, Shape.NUMBER):
            return j + 2
        if after == Shape.LOWER:
            if j + 3 < view.count and view.texts[j + 2] == "-" and view.shapes[j + 3] == Shape.CAPITAL:
                return j + 4
            if is_syllable(view, j, english=self._english.knows(view.folded[j + 1])):
                return j + 2
        return j

    def _lower(self, view: View, j: int, foreign: bool) -> int:
        """End of the words without capitals from `j` that continue a name; `j` if none do."""
        texts, shapes, count = view.texts, view.shapes, view.count
        k = j
        while k < count and k - j < 3 and self.particle(view, k) and texts[k] not in CONNECTORS:
            k += 1
        if k > j and k < count:
            if shapes[k] == Shape.CAPITAL:
                return k + 1
            if texts[k] == "-" and k + 1 < count and shapes[k + 1] == Shape.CAPITAL and view.glued[k + 1]:
                return k + 2
            if foreign and self.is_foreign(view, k):
                return k + 1
        if not foreign:
            return j
        if self.is_foreign(view, j):
            return j + 1
        short = len(texts[j]) < 5 and texts[j] not in CONNECTORS and view.pos[j] in ("X", "PROPN", "NOUN", "ADJ")
        if short and j + 1 < count and self.is_foreign(view, j + 1):
            return j + 2
        return j

    def is_foreign(self, view: View, i: int) -> bool:
        """Whether a word in lower case is not English."""
        word = view.folded[i]
        return (
            view.shapes[i] == Shape.LOWER
            and view.pos[i] in _FOREIGN_POS
            and len(word) > 2
            and word.replace("'", "").isalpha()
            and not self._english.knows(word if view.texts[i].isascii() else view.texts[i])
            and view.texts[i] not in self._own
            and view.lemmas[i] not in self._own
            and not (view.pos[i] == "VERB" and self._english.knows(view.lemmas[i]))
        )

    def _number(self, view: View, j: int) -> int:
        """End of a number or key that belongs to a name: "Symphony No. 5 in C minor", "Festac '77"."""
        texts, shapes, count = view.texts, view.shapes, view.count
        before = view.folded[j - 1].rstrip(".")
        if texts[j] == "in" and j + 2 < count and texts[j + 1] in _KEYS:
            k = j + 2
            while k < count and (texts[k] == "-" or view.folded[k] in ("flat", "sharp")):
                k += 1
            return k + 1 if k < count and view.folded[k] in ("major", "minor") else j
        if shapes[j] == Shape.NUMBER and before in ("no", "nr", "op") and texts[j - 1][0].isupper():
            return j + 1
        if j + 1 < count and shapes[j + 1] == Shape.NUMBER:
            if texts[j] == "." and before in ("no", "nr", "op"):
                return j + 2
            if texts[j] in ("'", "’") and view.glued[j + 1] and not view.glued[j]:
                return j + 2
        return j
