"""A small world of its own, for tests that are about the rules and not about GeoNames."""

from __future__ import annotations

from kgraph.places.gazetteer import Gazetteer, Kind, Place, name_key


def place(
    number: int,
    kind: Kind,
    name: str,
    parent: int,
    people: int = 0,
    at: tuple[float, float] | None = None,
    others: tuple[str, ...] = (),
    names: int = 15,
) -> Place:
    latitude, longitude = map(str, at) if at else ("", "")
    known = tuple(sorted(map(name_key, others)))
    in_all = names if kind.is_city else 0
    return Place(number, kind, name, parent, latitude, longitude, people, in_all, name_key(name), known)


WORLD = Gazetteer(
    [
        place(1, Kind.CONTINENT, "Westland", 0),
        place(2, Kind.CONTINENT, "Eastland", 0),
        place(10, Kind.COUNTRY, "Arcadia", 1, 30_000_000, others=("Kingdom of Arcadia",)),
        place(11, Kind.COUNTRY, "Borduria", 1, 20_000_000),
        place(12, Kind.COUNTRY, "Oldonia", 2, 4_000_000),
        place(20, Kind.REGION, "Oldonia", 11, 4_500_000),
        place(21, Kind.REGION, "Northshire", 10, 900_000),
        place(100, Kind.CAPITAL, "Great Mill", 10, 2_000_000, (50.0, 0.0)),
        place(101, Kind.CITY, "Newport", 21, 150_000, (54.0, 0.0)),
        place(102, Kind.CITY, "Newport", 20, 130_000, (40.0, 40.0)),
        place(103, Kind.CITY, "Saint Rule", 21, 180_000, (54.2, 0.1), others=("Rulograd",)),
        place(104, Kind.CITY, "Millford upon Dee", 21, 300_000, (54.5, 1.0), others=("Millford",)),
        place(105, Kind.CITY, "Ilmar", 20, 400_000, (40.1, 40.1)),
        place(108, Kind.CITY, "Small", 21, 25_000, (52.0, 0.0)),
        place(106, Kind.CITY, "Tiny", 12, 16_000, (10.0, 10.0)),
        place(107, Kind.CITY, "Ilmar Docks", 20, 90_000, (40.12, 40.1)),
    ],
    "a small world, 1",
)
