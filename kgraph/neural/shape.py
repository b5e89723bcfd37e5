"""Sizes of the network, kept with its weights: what PyTorch trains and NumPy runs must agree on."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path

#: Longest mention, in words.
WIDTH = 20


@dataclass(frozen=True, slots=True)
class Shape:
    """Sizes.

    Attributes
    ----------
    hidden
        Of the encoder's states.
    span
        Of the vectors by which ends of mentions are matched.
    mention
        Of a mention's vector.
    pair
        Of a pair's.
    coref
        Of a mention and its antecedent.
    heads, value
        Attention over the words around a pair: number of heads, and size of each one's values.
    filter
        Of the vectors by which pairs worth a closer look are chosen.
    layers
        Most of the encoder's layers that are used, counted from its input.
    """

    hidden: int = 384
    span: int = 128
    mention: int = 256
    pair: int = 256
    coref: int = 192
    heads: int = 4
    value: int = 32
    filter: int = 48
    layers: int = 6

    def write(self, path: Path) -> None:
        """To a JSON file."""
        path.write_text(json.dumps(asdict(self), indent=1) + "\n", "utf-8")

    @classmethod
    def read(cls, path: Path) -> Shape:
        """From a JSON file."""
        return cls(**json.loads(path.read_text("utf-8")))


#: Words around the later mention of a pair that its attention sees, before and behind.
BEFORE, BEHIND = 96, 48
#: Attention knows how far a word is from a mention: buckets of signed distance.
OFFSETS = (-64, -32, -16, -8, -5, -3, -2, -1, 0, 1, 2, 3, 4, 6, 9, 17, 33, 65)
