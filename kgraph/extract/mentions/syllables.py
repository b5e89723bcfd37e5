"""Given names of several parts: "Jean-Pierre", "Ji-won"; the tokeniser cuts them at the hyphen."""

from __future__ import annotations

from kgraph.extract.mentions.shapes import Shape
from kgraph.extract.mentions.view import View
from kgraph.text import word_set

#: Lower-case words after a hyphen that end a name: "Stuttgart-based".
_NO_SUFFIX = word_set(
    """
    era led run born made bred style wide like based time part only size side free grown speak fed war day pop art za
    old new age aged long
    """
)
_ENDINGS = ("ed", "ing", "style")
#: The longest first and last syllables of such a name, in characters.
_FIRST, _LAST = 6, 6


def is_syllable(view: View, hyphen: int, *, english: bool) -> bool:
    """Whether the word without capital after a hyphen is the end of a given name: "Mal-soon", not "Lyon-born".

    Parameters
    ----------
    english
        Whether it is an English word: then the name's other words must be there to show what it is.
    """
    word = view.texts[hyphen + 1]
    if word in _NO_SUFFIX or len(word) > _LAST or not word.isalpha():
        return False
    if len(word) < 4:
        return True
    if word.endswith(_ENDINGS) and english:
        return False
    if len(view.texts[hyphen - 1]) > _FIRST or hyphen < 1:
        return False
    capital = hyphen > 1 and view.shapes[hyphen - 2] in (Shape.CAPITAL, Shape.STOP) and not view.glued[hyphen - 1]
    return not english or capital


def has_syllables(view: View, start: int, end: int) -> bool:
    """Whether a name has a given name in syllables: a capital, a hyphen, a word without capital, and another name."""
    if end - start < 4:
        return False
    for i in (start + 1, start + 2, end - 2):
        if view.texts[i] == "-" and view.shapes[i + 1] == Shape.LOWER and view.shapes[i - 1] == Shape.CAPITAL:
            return (i + 2 == end or view.texts[i + 2] != "-") and end - start <= 5
    return False


def given_names_at(view: View, start: int, end: int) -> list[str]:
    """The given name at `start`, folded, in the forms it may be listed under: joined, then each part."""
    j = start + 1
    while j + 1 < end and view.texts[j] == "-":
        j += 2
    parts = [view.folded[k] for k in range(start, j, 2)]
    return parts if len(parts) == 1 else ["-".join(parts), *parts]
