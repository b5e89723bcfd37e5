"""Chains of mentions that are made one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

from kgraph.neural.reading import Array
from kgraph.neural.told import Told


def joined(
    chain_of: Array,
    chains: Sequence[Sequence[int]],
    told: Sequence[Told],
    pairs: Iterable[tuple[int, int]],
    stated: Iterable[tuple[int, int]],
) -> tuple[Array, list[list[int]]]:
    """The number of each mention's chain, and the chains by their first mentions, with pairs of them made one: unless
    what is told of those that are one with either contradicts. Of those that are `stated` to be one, names do not.
    """
    first = list(range(len(chains)))
    said = list(told)
    for a, b, outright in (*((*pair, False) for pair in pairs), *((*pair, True) for pair in stated)):
        low, high = sorted((first[a], first[b]))
        if low == high:
            continue
        one, other = ((said[n].without_names() if outright else said[n]) for n in (low, high))
        if one.may_be(other):
            said[low] = said[low].with_(said[high])
            first = [low if n == high else n for n in first]
    groups: dict[int, list[int]] = defaultdict(list)
    for number, chain in enumerate(chains):
        groups[first[number]].extend(chain)
    kept = sorted((sorted(chain) for chain in groups.values()), key=lambda chain: chain[0])
    for number, chain in enumerate(kept):
        chain_of[chain] = number
    return chain_of, kept
