"""Where places are: the gazetteer that comes with kgraph, made of GeoNames, and how its places contain each other."""

from __future__ import annotations

import gzip
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from enum import StrEnum
from functools import lru_cache
from math import asin, cos, radians, sin, sqrt
from pathlib import Path
from typing import NamedTuple

from kgraph.text import fold

#: The gazetteer as it comes with kgraph; `kgraph.places.compile` makes it.
DATA = Path(__file__).with_name("geonames.tsv.gz")
LANDS = Path(__file__).with_name("lands.txt")
_EARTH_KM = 6371.0
#: Inhabitants.
_SMALL = 15_000


_ABBREVIATED = {"st": "saint", "ste": "sainte", "mt": "mount", "ft": "fort"}


def name_key(name: str) -> str:
    """What names of places are compared by: without case, accents and punctuation, "St." as "Saint" and the like."""
    return " ".join(_ABBREVIATED.get(word, word) for word in fold(name).split(" "))


class Kind(StrEnum):
    """What a place of the gazetteer is, as its file says it."""

    CONTINENT = "N"
    COUNTRY = "C"
    REGION = "R"
    CITY = "P"
    CAPITAL = "PC"

    @property
    def is_city(self) -> bool:
        """Whether it is a city, town or village."""
        return self in (Kind.CITY, Kind.CAPITAL)


_KINDS = {kind.value: kind for kind in Kind}


class Place(NamedTuple):  # of which there are many: a tuple is made in a fraction of the time
    """A place of the gazetteer.

    Attributes
    ----------
    id
        Its number in GeoNames.
    parent
        The number of the place that it is directly part of; 0 of a continent.
    latitude, longitude
        In degrees, north and east, WGS 84, as GeoNames writes them; empty where it is no city.
    people
        Inhabitants; of a region those of its cities, 0 of a continent.
    names
        How many names it has in all languages and scripts: the better known, the more. 0 where it is no city.
    key, others
        Its name, and its other names sorted, as `name_key` reduces them.
    """

    id: int
    kind: Kind
    name: str
    parent: int
    latitude: str
    longitude: str
    people: int
    names: int
    key: str
    others: tuple[str, ...] = ()

    @property
    def is_small(self) -> bool:
        """Whether it is so small a town that a larger place of its name is meant, unless a text leads to this one."""
        return self.kind is Kind.CITY and self.people < _SMALL

    def to_line(self) -> str:
        """The place as a line of the gazetteer's file."""
        where = (self.parent, self.latitude, self.longitude)
        fields = (self.id, self.kind, self.name, *where, self.people, self.names, self.key, "|".join(self.others))
        return "\t".join(map(str, fields))

    @classmethod
    def from_line(cls, line: str) -> Place:
        """What `to_line` wrote."""
        number, kind, name, parent, latitude, longitude, people, names, key, others = line.split("\t")
        known = tuple(others.split("|")) if others else ()
        where = (int(parent), latitude, longitude)
        return cls(int(number), _KINDS[kind], name, *where, int(people), int(names), key, known)


class Gazetteer:
    """Places by name, and what contains what.

    Parameters
    ----------
    places
        In any order; the parents of all of them are among them.
    version
        Which data it is, for the record.
    lands
        Names of counties of old, historical lands and abbreviations, with the number of the place that they lie in.
    """

    def __init__(self, places: Iterable[Place], version: str, lands: Iterable[tuple[str, int]] = ()) -> None:
        self.version = version
        self._lands = {name_key(name): number for name, number in lands}
        self._places: Mapping[int, Place] = {p.id: p for p in sorted(places, key=lambda p: p.id)}
        self._names: dict[str, list[int]] = defaultdict(list)
        for place in self._places.values():
            for name in (place.key, *place.others):
                self._names[name].append(place.id)

    def __getitem__(self, number: int) -> Place:
        """The place of a GeoNames number."""
        return self._places[number]

    def find(self, name: str) -> tuple[Place, ...]:
        """All places of that name or other name, sorted by number; case, accents and punctuation do not count."""
        return tuple(self._places[i] for i in self._names.get(name_key(name), ()))

    def lands(self, name: str) -> tuple[Place, ...]:
        """What a name may mean behind that of a town: all places of the name that are no cities; of "Yorkshire" and
        "Conn.", which are none, what they lie in or stand for.
        """
        found = self.find(name)
        number = self._lands.get(name_key(name))
        if found or number is None:
            return tuple(p for p in found if not p.kind.is_city)
        return (self._places[number],)

    def around(self, place: Place) -> Iterator[Place]:
        """What contains a place, from the inside out, without itself."""
        while place.parent:
            place = self._places[place.parent]
            yield place

    def contains(self, outer: Place, inner: Place) -> bool:
        """Whether one place contains another; not itself."""
        return any(place.id == outer.id for place in self.around(inner))

    def country(self, place: Place) -> Place | None:
        """The country that a place is in, or is; None of a continent."""
        return next((p for p in (place, *self.around(place)) if p.kind is Kind.COUNTRY), None)


def distance_km(one: Place, other: Place) -> float | None:
    """The great-circle distance of two places in kilometres; None if one has no coordinates.

    By the haversine formula, on a sphere: some 0.5 % off.
    """
    if not one.latitude or not other.latitude:
        return None
    a, b = radians(float(one.latitude)), radians(float(other.latitude))
    turn = radians(float(other.longitude) - float(one.longitude))
    return 2 * _EARTH_KM * asin(sqrt(sin((b - a) / 2) ** 2 + cos(a) * cos(b) * sin(turn / 2) ** 2))


def read_gazetteer(path: Path, lands: Path | None = None) -> Gazetteer:
    """Read a gazetteer's file: a line with its version after ``#``, then a line for each place; and one of lands."""
    with gzip.open(path, "rt", encoding="utf-8", newline="\n") as file:
        version = file.readline().removeprefix("#").strip()
        return Gazetteer(map(Place.from_line, file.read().splitlines()), version, _read_lands(lands) if lands else ())


def _read_lands(path: Path) -> Iterator[tuple[str, int]]:
    for line in path.read_text("utf-8").splitlines():
        if not line.startswith("#"):
            number, names = line.split("\t")
            for name in names.split(", "):
                yield name, int(number)


@lru_cache(maxsize=1)
def default_gazetteer() -> Gazetteer:
    """The gazetteer that comes with kgraph, read once by each process."""
    return read_gazetteer(DATA, LANDS)
