"""Where the name of a work begins that somebody's name stands before: Werther, not "Massenet's Werther"."""

from __future__ import annotations

import numpy as np

from kgraph.neural.features import NAME, Mentions
from kgraph.neural.reading import Array, Reading

#: Somebody's name with this share of its type before "'s" is no part of a work's.
_MAKER = 0.3
_POSSESSIVE = ("'s", "’s", "'", "’")


def without_makers(
    reading: Reading, mentions: Mentions, share: Array, keep: Array, person: int, work: int
) -> list[tuple[int, int]]:
    """Stretches that may be mentions; those of works without the name, in the possessive, that they begin with.

    Parameters
    ----------
    mentions, share
        The stretches, and for each the shares of its types; the first is that of none.
    keep
        Which of them are mentions. Changed in place: so is the name, and a work not if it is there twice now.
    person, work
        Indices of those types.

    Returns
    -------
    list of pairs of int
        Words, end-exclusive, in the order of `mentions`.
    """
    spans = list(zip(mentions.start.tolist(), mentions.end.tolist(), strict=True))
    kind = share[:, 1:].argmax(1) + 1
    named = (kind == person) & (share[:, person] >= _MAKER) & (mentions.kind == NAME)
    names = {spans[k][0]: int(k) for k in np.flatnonzero(named)}
    for k in np.flatnonzero(keep & (kind == work)):
        start, end = spans[k]
        maker = names.get(start, -1)
        middle = spans[maker][1] if maker >= 0 else end
        if middle + 1 >= end or reading.words[middle] not in _POSSESSIVE:
            continue
        keep[maker] = True
        spans[k] = (middle + 1, end)
        keep[k] = all(spans[n] != spans[k] for n in np.flatnonzero(keep) if n != k)
    return spans
