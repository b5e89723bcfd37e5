"""What is no rival: a thing that has another of the names that a text gives to a third.

"The Strate School" and "the Academy" do not compete for being the Otago Academy of which a text says that it was the
Strate School: it can be both.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from itertools import permutations
from typing import TypeVar

from kgraph.names import Likeness, PersonName, compare_persons
from kgraph.resolve.clusters import NAMED_APART, Clusters
from kgraph.titles import shortened

_Name = TypeVar("_Name")


def have_two_of_its_names(clusters: Clusters, number: int, a: int, b: int) -> bool:
    """Whether two sets are called by two different ones of the names that a text gives to a third, and nothing speaks
    against their being one but that a text has both names apart.
    """
    if clusters.conflict(a, b) not in ("", NAMED_APART):
        return False
    one, other, said = (clusters.profile(n) for n in (a, b, number))
    if not said.names:
        return _have_two(one.keys, other.keys, {*said.keys, *said.aliases}, _shorter)
    its, others = ({n for names in p.names for n in names} for p in (one, other))
    members = map(clusters.candidates.__getitem__, said.members)
    return any(_have_two(its, others, m.names | m.nicknames, _alike) for m in members if m.names)


def _have_two(
    a: Collection[_Name], b: Collection[_Name], given: Collection[_Name], fit: Callable[[_Name, _Name], bool]
) -> bool:
    """Whether each of two has a name that fits another one of those given, and none that fits the other's."""

    def has(names: Collection[_Name], name: _Name) -> bool:
        return name in names or any(fit(n, name) for n in names)

    return any(has(a, x) and has(b, y) and not has(a, y) and not has(b, x) for x, y in permutations(given, 2))


def _alike(a: PersonName, b: PersonName) -> bool:
    return compare_persons(a, b) is not Likeness.DIFFERENT


def _shorter(short: str, full: str) -> bool:
    return len(short) < len(full) and shortened(short, full)
