"""What the gazetteer's places say for and against two being one; see `kgraph.resolve.evidence`."""

from __future__ import annotations

from collections.abc import Iterator
from math import log2

from kgraph.model import Reason
from kgraph.places import described
from kgraph.resolve.clusters import Profile

#: Points for two that clearly are one place of the gazetteer.
_SAME_PLACE = 3.0
#: The chance of being a certain place of the gazetteer that speaks neither for nor against it.
_EVEN_CHANCE = 0.35


def same_place(one: Profile, other: Profile) -> Iterator[Reason]:
    """Whether two are one place of the gazetteer; or how likely the one is what the other clearly is."""
    if places := one.referents & other.referents:
        yield Reason("value", _SAME_PLACE, f"both are {described(min(places))}, as far as texts and gazetteer tell")
        return
    for clear, open_ in ((one, other), (other, one)):
        if clear.referents and open_.chances and not open_.referents:
            chance, place = max((open_.chances.get(n, 0.0), n) for n in sorted(clear.referents))
            points = round(max(-_SAME_PLACE, log2(max(chance, 0.01) / _EVEN_CHANCE)), 2)
            yield Reason("value", points, f"the other is {described(place)} with a chance of {chance:g}")
