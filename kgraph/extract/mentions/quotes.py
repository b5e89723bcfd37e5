"""Titles and names in quotation marks, and in Markdown's emphasis."""

from __future__ import annotations

from dataclasses import dataclass

from kgraph.extract.mentions.shapes import English, Shape
from kgraph.extract.mentions.view import View
from kgraph.text import word_set

_PAIRS = {"“": "”", "‘": "’", "«": "»", "„": "“", '"': '"', "'": "'", "``": "''", "*": "*", "_": "_", "**": "**"}
_ENDS = frozenset({".", "?", ";", ":"})
_LONGEST = 12
_SPEECH = word_set("say ask reply answer recall add explain write tell remember admit insist offer")


@dataclass(frozen=True, slots=True)
class Quoted:
    """A title within quotation marks at tokens `open` and `close`: tokens `start` up to `end`."""

    open: int
    close: int
    start: int
    end: int


def quoted_titles(view: View, english: English) -> list[Quoted]:
    """Quotations that read like a title or name, not like speech."""
    found = []
    texts, shapes, count = view.texts, view.shapes, view.count
    i = 0
    while i < count - 2:
        closing = _PAIRS.get(texts[i])
        if closing is None or not _opens(view, i):
            i += 1
            continue
        j = i + 1
        while j < count and j - i <= _LONGEST + 1 and texts[j] != closing and shapes[j] != Shape.SPACE:
            j += 1
        if j < count and texts[j] == closing and j > i + 1:
            end = j - 1 if texts[j - 1] in (",", ".", ";") else j
            if end > i + 1 and _is_title(view, english, i + 1, end) and not _is_speech(view, end, j):
                found.append(Quoted(i, j, i + 1, end))
                i = j
        i += 1
    return found


def _opens(view: View, i: int) -> bool:
    """Whether a mark opens: something follows it at once, and nothing but blank or a bracket stands before it."""
    return view.glued[i + 1] and (i == 0 or not view.glued[i] or view.texts[i - 1] in ("(", "[", "—", "–", "/", "\n"))


def _is_title(view: View, english: English, start: int, end: int) -> bool:
    shapes = view.shapes
    if shapes[start] not in (Shape.CAPITAL, Shape.STOP, Shape.INITIAL, Shape.NUMBER):
        return False
    words = [i for i in range(start, end) if shapes[i] in (Shape.CAPITAL, Shape.STOP, Shape.INITIAL, Shape.LOWER)]
    if not words or any(view.texts[i] in _ENDS for i in range(start, end)):
        return False
    if len(words) == 1 and shapes[start] == Shape.STOP:
        return False
    long = [i for i in words[1:] if len(view.texts[i]) > 3 and english.parts(view.folded[i]) != {"x"}]
    capitals = sum(shapes[i] != Shape.LOWER for i in long)
    foreign = sum(shapes[i] == Shape.LOWER and not english.knows(view.folded[i]) for i in long)
    return capitals + foreign >= 0.6 * len(long)


def _is_speech(view: View, end: int, close: int) -> bool:
    """Whether words that end at `end`, quoted up to `close`, are followed by who says them."""
    if end == close or view.texts[end] != ",":
        return False
    return any(view.lemmas[i] in _SPEECH for i in range(close + 1, min(close + 3, view.count)))
