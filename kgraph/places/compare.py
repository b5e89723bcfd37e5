"""Two names of places, without any text: may they mean the same place, does one contain the other?"""

from __future__ import annotations

from functools import lru_cache
from itertools import product

from kgraph.places.gazetteer import Gazetteer, Kind, Place, default_gazetteer, distance_km, name_key

#: A name is well known if it is the first name of a place of so many people, or another name of one of so many.
_KNOWN, _KNOWN_OTHERWISE = 50_000, 250_000
#: Cities nearer to each other may be one in the other, a quarter of it: the gazetteer does not tell.
_QUARTERS_KM = 30.0


def same_place_possible(a: str, b: str, gazetteer: Gazetteer | None = None) -> bool | None:
    """Whether two names may stand for one place, or for a place and what contains it.

    Parameters
    ----------
    a, b
        Names; case, accents and punctuation do not count.
    gazetteer
        Where to look them up; None for the one that comes with kgraph.

    Returns
    -------
    bool or None
        True if some place of the one name is a place of the other, or contains one or lies in one. False if none
        does, both names are well known (a hamlet of the name might be anywhere) and no two of the places are
        neighbours. None where neither can be said.

    Examples
    --------
    >>> same_place_possible("Leeds", "Hull"), same_place_possible("Bath", "England")
    (False, True)
    """
    return _possible(*sorted((a, b)), gazetteer or default_gazetteer())


@lru_cache(maxsize=1 << 16)
def _possible(a: str, b: str, gazetteer: Gazetteer) -> bool | None:
    ones, others = (_meant(gazetteer.find(name) or gazetteer.lands(name)) for name in (a, b))
    if not ones or not others:
        return None
    pairs = list(product(ones, others))
    if any(p.id == q.id or gazetteer.contains(p, q) or gazetteer.contains(q, p) for p, q in pairs):
        return True
    if any((km := distance_km(p, q)) is not None and km < _QUARTERS_KM for p, q in pairs):
        return None
    return False if _well_known(a, ones) and _well_known(b, others) else None


def _meant(places: tuple[Place, ...]) -> tuple[Place, ...]:
    """The places that a name may mean, without the small ones if there are larger ones."""
    return tuple(p for p in places if not p.is_small) or places


def _well_known(name: str, places: tuple[Place, ...]) -> bool:
    def enough(place: Place) -> bool:
        if place.kind in (Kind.CONTINENT, Kind.COUNTRY):
            return True
        return place.people >= (_KNOWN if place.key == name_key(name) else _KNOWN_OTHERWISE)

    return any(map(enough, places))


@lru_cache(maxsize=1 << 16)
def may_be_one(a: int, b: int, gazetteer: Gazetteer | None = None) -> bool:
    """Whether two places of the gazetteer, by their numbers in GeoNames, are one, one in the other, or neighbours."""
    gazetteer = gazetteer or default_gazetteer()
    p, q = gazetteer[a], gazetteer[b]
    if a == b or gazetteer.contains(p, q) or gazetteer.contains(q, p):
        return True
    km = distance_km(p, q)
    return km is not None and km < _QUARTERS_KM


def described(number: int, gazetteer: Gazetteer | None = None) -> str:
    """A place of the gazetteer, by its number in GeoNames, with what it lies in: "Newcastle, New South Wales"."""
    gazetteer = gazetteer or default_gazetteer()
    place = gazetteer[number]
    around = next((p for p in gazetteer.around(place) if p.name != place.name), None)
    return f"{place.name}, {around.name}" if around else place.name


def contains(outer: str, inner: str, gazetteer: Gazetteer | None = None) -> bool | None:
    """Whether a place of the first name contains one of the second, and is not the same.

    Returns
    -------
    bool or None
        None if the gazetteer does not know one of the names. Of names of several places, one pair suffices.

    Examples
    --------
    >>> contains("Italy", "Florence"), contains("Florence", "Italy"), contains("Europe", "Nowhere")
    (True, False, None)
    """
    return _contains(outer, inner, gazetteer or default_gazetteer())


@lru_cache(maxsize=1 << 16)
def _contains(outer: str, inner: str, gazetteer: Gazetteer) -> bool | None:
    ones, others = gazetteer.find(outer), gazetteer.find(inner)
    if not ones or not others:
        return None
    return any(gazetteer.contains(p, q) for p, q in product(ones, others))
