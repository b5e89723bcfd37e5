"""Examples → batches of texts of similar length."""

from __future__ import annotations

import random
from collections.abc import Sequence

from kgraph.neural.pieces import PieceReader, Pieces
from kgraph.train.examples import Example


def make_batches(
    examples: Sequence[Example], reader: PieceReader, size: int, chance: random.Random
) -> list[list[tuple[Example, Pieces]]]:
    """Batches of texts of similar length, of at most `size` pieces with their padding, in random order."""
    order = list(range(len(examples)))
    chance.shuffle(order)
    batches: list[list[tuple[Example, Pieces]]] = []
    for begin in range(0, len(order), 400):
        part = [(examples[k], reader.read(examples[k].reading)) for k in order[begin : begin + 400]]
        part = [p for p in part if 0 < len(p[1]) <= 1500]
        part.sort(key=lambda p: len(p[1]))
        batch: list[tuple[Example, Pieces]] = []
        for pair in part:
            longest = min(len(pair[1]), 510) + 2
            rows = sum(1 + (len(p) - 1) // 400 for _, p in batch) + 1 + (len(pair[1]) - 1) // 400
            if batch and rows * longest > size:
                batches.append(batch)
                batch = []
            batch.append(pair)
        if batch:
            batches.append(batch)
    chance.shuffle(batches)
    return batches
