"""Words with a capital that are no names: posts ("Chief Conductor of the Hallé") and a dictionary's "Fr. dancer"."""

from __future__ import annotations

from kgraph.extract.mentions.shapes import ARTICLES, Shape
from kgraph.extract.mentions.view import View
from kgraph.lexicon.classes import ClassLexicon
from kgraph.lexicon.words import Words
from kgraph.text import word_set

_NAME = (Shape.CAPITAL, Shape.INITIAL)
_QUOTES = frozenset({'"', "“", "‘", "«", "„", "*", "_"})
#: What somebody who plays a part does, and what the part is called.
_PERFORMING = word_set("play dance sing portray perform create role part title character interpret impersonate")
#: Before a single word that is a post: "as Professor of Piano", "was Director of".
_HOLDING = word_set("as a an the become be appoint elect name make remain its their his her former current retire")
_BEHIND = frozenset({"of", "at", "emeritus"})


class Posts:
    """Finds what somebody is, where it is written as a name would be."""

    def __init__(self, classes: ClassLexicon, words: Words) -> None:
        self._classes = classes
        self._words = words
        self._last = words.occupation_heads | {words_[-1] for words_ in words.occupation_compounds}
        self._parts = words.occupation_modifiers | words.occupation_ranks
        self._compounds = words.occupation_compounds | words.occupation_variants.keys()
        opens = frozenset(key[0] for key in classes.opens if key[1:] == ("of",))
        self._honours = opens & words.occupation_heads

    def find(self, view: View) -> dict[int, int]:
        """The posts in capitals: index of the first word → end."""
        if not self._words.occupation_heads:
            return {}
        found: dict[int, int] = {}
        last = self._last
        for i, word in enumerate(view.folded):
            if word in last and view.shapes[i] == Shape.CAPITAL:
                start = self._start(view, i)
                if self._is_post(view, start, i + 1):
                    found[start] = i + 1
        return found

    def field(self, view: View, end: int) -> int:
        """End of the art after a post that ends at `end`, if nothing else stands there: "Professor of | Piano"."""
        if end + 1 >= view.count or view.texts[end] not in ("of", "in", "and"):
            return end
        j = end + 1
        while j < view.count and view.shapes[j] == Shape.CAPITAL and view.folded[j] in self._words.occupation_modifiers:
            j += 1
        return j if j > end + 1 and (j == view.count or view.shapes[j] not in _NAME) else end

    def _start(self, view: View, i: int) -> int:
        """First word of the phrase with its last word at `i`."""
        start = i
        while start > 0:
            before = start - 1
            joint = view.texts[before] == "-" and before > 0
            before -= joint
            word = view.folded[before]
            if view.shapes[before] != Shape.CAPITAL:
                break
            compound = any(view.words(k, i + 1) in self._compounds for k in (before, before - 1) if k >= 0)
            if word not in self._parts and not compound:
                break
            start = before
            if view.initial[before]:
                break
        return start

    def _is_post(self, view: View, start: int, end: int) -> bool:
        shapes, folded, texts = view.shapes, view.folded, view.texts
        before = start - 1
        following = folded[end] if end < view.count else ""
        if before >= 0 and not view.initial[start]:
            begins = view.initial[before] and (folded[before] not in ARTICLES or following == "of")
            titled = shapes[before] == Shape.STOP and not begins
            if titled or shapes[before] in _NAME or texts[before] == "-":
                return False
        named = end < view.count and shapes[end] in _NAME and not view.initial[end]
        if named and not (folded[end] in self._words.given_names or view.labels[end] == "PERSON"):
            return False
        if end < view.count and texts[end] in ("-", "&") and view.glued[end]:
            return False
        if before >= 0 and texts[before] in _QUOTES:
            return False
        if any(view.lemmas[k] in _PERFORMING for k in range(max(before - 2, 0), before + 1)):
            return False
        if end - start > 1:
            return following not in ("in", "(") or folded[before] != "as"
        arts = following in ("of", "in") and self.field(view, end) > end
        if not (arts or following in _BEHIND) or before < 0:
            return False
        if view.lemmas[before] not in _HOLDING and not (arts and view.lemmas[before] == "and"):
            return False
        yearly = following == "of" and view.words(end + 1, end + 3) == ("the", "year")
        return not (yearly or (following == "of" and folded[start] in self._honours))


def abbreviated_demonyms(view: View, words: Words) -> dict[int, int]:
    """Demonyms cut short before an occupation, as dictionaries have them: index of the word → end, its full stop in."""
    found: dict[int, int] = {}
    for i in range(view.count - 2):
        if view.texts[i + 1] == "." and view.glued[i + 1] and countries(view.texts[i], words):
            j = i + 2
            while j + 2 < view.count and view.texts[j] in ("-", "/") and countries(view.texts[j + 1], words):
                j += 3
            if j < view.count and _is_occupation(view, j, words):
                found[i] = i + 2
    return found


def countries(text: str, words: Words) -> list[str]:
    """The countries of demonyms cut short, without the last full stop: "Fr", "Russ.-Fr"; empty if one is unknown."""
    found = [words.demonyms.get(f"{part.rstrip('.')}.") for part in text.split("-")]
    return [demonym.country for demonym in found if demonym] if all(found) else []


def _is_occupation(view: View, i: int, words: Words) -> bool:
    """Whether an occupation, perhaps cut short, begins at `i`."""
    word = view.texts[i]
    if not word.islower():
        return False
    if word in words.occupation_heads or word in words.occupation_modifiers:
        return True
    cut = i + 1 < view.count and view.texts[i + 1] == "." and view.glued[i + 1]
    return ((word + "." if cut else word),) in words.occupation_variants or view.lemmas[i] in words.occupation_heads
