"""A text as the model sees it: words with their shapes, sentences, dates."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import Any

import numpy as np
from spacy.tokens import Doc

from kgraph.extract.sentences import sentence_starts

Array = np.ndarray[Any, np.dtype[Any]]

#: How a word is written: the encoder reads lower case, these give back what that loses.
SHAPES = ("lower", "capital", "upper", "initial", "mixed", "digit", "other", "capital-first")
#: What stands before a word: nothing new, a line break, a blank line.
BREAKS = ("none", "line", "paragraph")
#: Of a word that opens a paragraph.
PARAGRAPH = BREAKS.index("paragraph")


@dataclass(frozen=True, slots=True)
class Date:
    """A date that rules found: words `start` up to, not including, `end`, and what `DateMention` says of it.

    Attributes
    ----------
    index
        In ``doc._.dates``.
    """

    start: int
    end: int
    value: str
    index: int
    form: str
    is_value: bool


@dataclass(frozen=True, slots=True)
class Reading:
    """The words of a text. Arrays have one entry a word.

    Attributes
    ----------
    words
        Without white space.
    starts, ends
        Characters, end-exclusive.
    tokens
        Index of each word's token in the Doc.
    sentence
        Number of the sentence of each.
    shape, breaks
        Indices into `SHAPES` and `BREAKS`.
    dates
        By position.
    """

    words: tuple[str, ...]
    starts: Array
    ends: Array
    tokens: Array
    sentence: Array
    shape: Array
    breaks: Array
    dates: tuple[Date, ...]

    def __len__(self) -> int:
        return len(self.words)

    def lines(self) -> list[tuple[int, int]]:
        """The words of each line of the text, end-exclusive."""
        begin = [k for k in range(len(self)) if k == 0 or self.breaks[k]]
        return list(pairwise([*begin, len(self)])) if begin else []

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The words, end-exclusive, that characters `start` up to, not including, `end` touch; at least one."""
        first = min(int(np.searchsorted(self.ends, start, side="right")), len(self) - 1)
        return first, max(int(np.searchsorted(self.starts, end, side="left")), first + 1)

    def text(self, start: int, end: int) -> str:
        """The words `start` to `end` with blanks between them."""
        return " ".join(self.words[start:end])


@lru_cache(maxsize=1 << 16)
def shape_of(word: str, first: bool) -> int:
    """Index in `SHAPES` of a word, the first of its sentence or not."""
    if any(c.isdigit() for c in word):
        return 5
    letters = [c for c in word if c.isalpha()]
    if not letters:
        return 6
    upper = sum(c.isupper() for c in letters)
    if upper == 0:
        return 0
    if len(letters) == 1:
        return 3
    if upper == len(letters):
        return 2
    if upper == 1 and letters[0].isupper():
        return 7 if first else 1
    return 4


def read_doc(doc: Doc) -> Reading:
    """The words of a Doc whose dates are set. Sentences are by punctuation and paragraphs, whatever a parser says."""
    words: list[str] = []
    tokens: list[int] = []
    starts: list[int] = []
    sentence: list[int] = []
    shapes: list[int] = []
    breaks: list[int] = []
    word_at: dict[int, int] = {}
    number, fresh, line = -1, True, 2
    for token, begin in zip(doc, sentence_starts(doc), strict=True):
        text = token.text
        fresh = fresh or begin
        if text.isspace():
            newlines = text.count("\n")
            line = max(line, 2 if newlines > 1 else min(newlines, 1))
            fresh = fresh or newlines > 1
            continue
        if fresh:
            number += 1
        word_at[token.i] = len(words)
        words.append(text)
        tokens.append(token.i)
        starts.append(token.idx)
        sentence.append(number)
        shapes.append(shape_of(text, fresh))
        breaks.append(line)
        fresh, line = False, 0
    dates = tuple(
        Date(word_at[d.start], word_at[d.end - 1] + 1, d.value, n, d.form, d.is_value)
        for n, d in enumerate(doc._.dates)
        if d.start in word_at and d.end - 1 in word_at
    )
    first = np.array(starts, dtype=np.int64)
    return Reading(
        tuple(words),
        first,
        first + np.array([len(w) for w in words], dtype=np.int64) if words else first,
        np.array(tokens, dtype=np.int64),
        np.array(sentence, dtype=np.int64),
        np.array(shapes, dtype=np.int64),
        np.array(breaks, dtype=np.int64),
        dates,
    )
