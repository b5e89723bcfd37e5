"""How a text is laid out: where a name cannot go on from one line to the next."""

from __future__ import annotations

import numpy as np

from kgraph.neural.reading import PARAGRAPH, Array, Reading

#: Characters of a line that prose may have been broken behind; shorter ones are headings, verses, items of a list.
_FULL_LINE = 45


def walls(reading: Reading) -> Array:
    """For each word how many walls stand before it or any earlier word: blank lines, and ends of short lines.

    No name goes through a wall: "TEATRO MUNICIPAL", on a line of its own, does not go on with the "Valdivia" below it.
    """
    standing = np.zeros(len(reading), dtype=np.int64)
    line = 0  # the first word of the line
    for k in np.flatnonzero(reading.breaks):
        if not k:
            continue
        width = int(reading.ends[k - 1]) - int(reading.starts[line])
        standing[k] = int(reading.breaks[k]) == PARAGRAPH or width < _FULL_LINE
        line = int(k)
    return np.asarray(standing.cumsum())
