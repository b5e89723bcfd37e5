"""Words → the encoder's word pieces, in windows that overlap.

An encoder takes 512 pieces at a time. A longer text is read in windows, and each piece takes its state from the window
in which it stands furthest from an edge, so that all of a text's words have states, as if it had been read at once.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from tokenizers import Tokenizer

from kgraph.neural.reading import Array, Reading

#: Pieces of a window, without the encoder's own marks at both ends; and how many two windows share.
WINDOW, OVERLAP = 510, 128
#: An encoder's own marks: the first and the last of a window, unknown pieces, padding. Each is the first of these that
#: the tokeniser has. (MPNet's has BERT's, too, and they are what the model that comes with kgraph was trained with.)
_MARKS = (("[CLS]", "<s>"), ("[SEP]", "</s>"), ("[UNK]",), ("[PAD]", "<pad>"))
#: No word needs more.
_LONGEST = 12


@dataclass(frozen=True, slots=True)
class Pieces:
    """A text in word pieces.

    Attributes
    ----------
    ids
        One a piece.
    word
        The word of each piece.
    shape, breaks
        Those of the words; 0 for `breaks` of pieces that continue a word.
    """

    ids: Array
    word: Array
    shape: Array
    breaks: Array

    def __len__(self) -> int:
        return len(self.ids)


class PieceReader:
    """Cuts words into pieces, and remembers those it has cut.

    Parameters
    ----------
    path
        The tokeniser's JSON file.

    Raises
    ------
    ValueError
        If it is none.
    """

    def __init__(self, path: Path) -> None:
        try:
            self._tokenizer = Tokenizer.from_file(str(path))
        except Exception as error:  # the library has no class of its own for its errors
            raise ValueError(f"there is no tokeniser in '{path}': {error}") from error
        self._tokenizer.no_truncation()
        self._tokenizer.no_padding()
        self._known: dict[str, tuple[int, ...]] = {}
        self.first, self.last, self._unknown, self.padding = (self._mark(*names) for names in _MARKS)

    def _mark(self, *names: str) -> int:
        numbers = [n for n in map(self._tokenizer.token_to_id, names) if n is not None]
        if not numbers:
            raise ValueError(f"the tokeniser has no {' or '.join(names)}")
        return int(numbers[0])

    def _cut(self, word: str) -> tuple[int, ...]:
        known = self._known.get(word)
        if known is None:
            ids = self._tokenizer.encode(word, add_special_tokens=False).ids[:_LONGEST]
            known = tuple(ids) or (self._unknown,)
            if len(self._known) > 200_000:
                self._known.clear()
            self._known[word] = known
        return known

    def read(self, reading: Reading) -> Pieces:
        """The pieces of a text."""
        ids: list[int] = []
        word: list[int] = []
        head: list[bool] = []
        for n, text in enumerate(reading.words):
            cut = self._cut(text)
            ids.extend(cut)
            word.extend([n] * len(cut))
            head.extend([True] + [False] * (len(cut) - 1))
        of = np.array(word, dtype=np.int64)
        return Pieces(
            np.array(ids, dtype=np.int64),
            of,
            reading.shape[of] if ids else of,
            np.where(np.array(head, dtype=bool), reading.breaks[of], 0) if ids else of,
        )


def windows(length: int) -> Iterator[tuple[int, int, int, int]]:
    """Cut `length` pieces into windows.

    Yields
    ------
    tuple of int
        Start and end of a window, and start and end of the pieces whose states it gives; ends exclusive. The latter
        follow each other without gap or overlap.
    """
    if length <= WINDOW:
        if length:
            yield 0, length, 0, length
        return
    starts = list(range(0, length - WINDOW, WINDOW - OVERLAP))
    starts.append(length - WINDOW)  # the last window is full, too
    given = 0
    for n, start in enumerate(starts):
        end = start + WINDOW
        until = length if n + 1 == len(starts) else (starts[n + 1] + end) // 2
        if until > given:
            yield start, end, given, until
            given = until
