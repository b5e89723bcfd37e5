"""Whether what two documents say of one thing can both be so: dates, names, places."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from collections.abc import Set as AbstractSet

from kgraph.places import may_be_one, same_place_possible
from kgraph.resolve.candidates import Claim

#: Years by which sources may differ on a date of one and the same.
_SLIP = 2


def values_agree(a: Iterable[str], b: Iterable[str]) -> bool:
    """Whether some value of one is some value of the other, or the same date less precisely."""
    return any(x == y or x.startswith(f"{y}-") or y.startswith(f"{x}-") for x in a for y in b)


def may_be_slips(a: Iterable[str], b: Iterable[str]) -> bool:
    """Whether some value of one agrees with some value of the other, or is a date so near that one source may have it
    wrong: "1896" and "1897".
    """
    a, b = list(a), list(b)
    return values_agree(a, b) or any(
        abs(int(x[:4]) - int(y[:4])) <= _SLIP for x in a for y in b if x[:4].isdecimal() and y[:4].isdecimal()
    )


def claims_agree(a: Collection[Claim], b: Collection[Claim], places: bool) -> bool:
    """Whether some name of one is, or is a part of, some name of the other: "newcastle", "newcastle upon tyne".

    Of places it is enough that one may lie in the other; but two that texts clearly place elsewhere do not agree,
    though their names do.
    """
    return any((places_agree if places else _names_agree)(x, y) for x in a for y in b)


def _names_agree(a: Claim, b: Claim) -> bool:
    one, other = set(a.key.split()), set(b.key.split())
    return one <= other or other <= one


def places_agree(a: Claim, b: Claim) -> bool:
    """Whether two places that facts claim may be one, or one in the other."""
    if a.place and b.place:
        return may_be_one(min(a.place, b.place), max(a.place, b.place))
    return _names_agree(a, b) or same_place_possible(a.key, b.key) is not False


def other_makers(
    a: AbstractSet[str], b: AbstractSet[str], makers: Sequence[frozenset[str]]
) -> tuple[frozenset[str], frozenset[str]] | None:
    """The two groups of properties, if of the one thing facts name the makers of the first alone, and of the other
    those of the second alone: "Shakespeare's Romeo and Juliet", and the ballet by its choreographer.
    """
    one, other = ([group for group in makers if group & known] for known in (a, b))
    return (one[0], other[0]) if len(one) == len(other) == 1 and one != other else None
