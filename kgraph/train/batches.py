"""Examples → batches of texts of similar length."""

from __future__ import annotations

import random
from collections.abc import Sequence

from kgraph.neural.pieces import PieceReader, Pieces, windows
from kgraph.train.examples import Example

#: An example and its word pieces.
Pair = tuple[Example, Pieces]
#: So many texts are sorted by length together.
_SORTED = 1600
#: Word pieces of the longest text.
_LONGEST = 1500


def make_batches(
    examples: Sequence[Example], reader: PieceReader, size: int, chance: random.Random
) -> list[list[Pair]]:
    """Batches of texts of similar length, of at most `size` pieces with their padding, in random order.

    A batch consists of two halves of about one size, so that two processes, or four, have equally much to do: what one
    waits for another is lost. A text of more than half the size is a half by itself.
    """
    order = list(range(len(examples)))
    chance.shuffle(order)
    batches: list[list[Pair]] = []
    for begin in range(0, len(order), _SORTED):
        part = [(examples[k], reader.read(examples[k].reading)) for k in order[begin : begin + _SORTED]]
        part = [p for p in part if 0 < len(p[1]) <= _LONGEST]
        part.sort(key=lambda p: len(p[1]))
        halves = _halves(part, size // 2)
        batches += [[pair for half in halves[k : k + 2] for pair in half] for k in range(0, len(halves), 2)]
    chance.shuffle(batches)
    return batches


def rows_of(pair: Pair) -> int:
    """In how many windows a text is read."""
    return sum(1 for _ in windows(len(pair[1])))


def row_width(pair: Pair) -> int:
    """How many pieces the longest of them has, with what stands at both ends."""
    return max((end - start for start, end, _, _ in windows(len(pair[1]))), default=0) + 2


def _halves(pairs: Sequence[Pair], size: int) -> list[list[Pair]]:
    """Sorted texts in stretches of at most `size` pieces with their padding, but for longer texts."""
    found: list[list[Pair]] = []
    rows = 0
    for pair in pairs:
        rows += rows_of(pair)
        if found and rows * row_width(pair) <= size:
            found[-1].append(pair)
        else:
            found.append([pair])
            rows = rows_of(pair)
    return found
