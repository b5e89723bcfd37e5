"""Which place of the gazetteer a name means: candidates, weighed by reasons that can be read.

A reason is worth points on the scale of natural logarithms of odds: one place is as likely as another with 2.3 points
less ten times. The points of a candidate add up, and its confidence is its share of the odds among all candidates and
*none of them*, which has no points: a name may well be that of a place too small for the gazetteer. The weights are set
by hand; a name that nothing speaks for but its being there needs some 100,000 people to be linked.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from math import exp, log

from kgraph.places.classes import PlaceClass
from kgraph.places.gazetteer import Gazetteer, Kind, Place, distance_km, name_key

#: From this confidence on the best candidate is linked.
CLEAR = 0.9
#: Candidates kept of a name, the best first.
KEPT = 10

_FEW_PEOPLE, _LARGE = 10_000, 100_000
_SOME_NAMES, _FEW_NAMES = 20, 5
_CONTINENT, _CAPITAL, _SHORT_NAME, _OTHER_NAME, _UNUSUAL = 10.0, 1.0, -0.5, -1.5, -2.0
_SURROUNDS = -4.0
_STATED, _CLEAR_DOUBT = 5.0, 0.5
_NEAR, _NAMED, _HELD, _COMPANY, _REGION, _NEIGHBOUR = 3.0, 1.5, 1.5, 2.0, 1.5, 0.5
_SAME_CITY_KM, _NEIGHBOUR_KM = 30.0, 100.0
_MOST_SURE = 0.99


@dataclass(frozen=True, slots=True)
class Reason:
    """What speaks for a candidate or, with negative points, against it."""

    points: float
    text: str

    def __str__(self) -> str:
        return f"{self.points:+.2f} {self.text}"


@dataclass(frozen=True, slots=True)
class Candidate:
    """A place that a name may mean.

    Attributes
    ----------
    place, reasons
        The place, what speaks for it and what against it.
    named
        Whether the name is its first one.
    stated, denied
        Whether it fits something that a text says of where the place lies; whether it fits nothing that texts say, and
        they say it clearly.
    confidence
        In 0–1, to two decimals: its share of the odds among all candidates.
    """

    place: Place
    reasons: tuple[Reason, ...]
    named: bool = True
    stated: bool = False
    denied: bool = False
    confidence: float = 0.0

    @property
    def points(self) -> float:
        """All reasons together, to two decimals."""
        return round(sum(r.points for r in self.reasons), 2)


@dataclass(frozen=True, slots=True)
class Statement:
    """A text says that the place lies in something.

    Attributes
    ----------
    outer
        The places that this something may be.
    weight, doubt
        How much it counts for a candidate that lies in one of them, and against one that does not, in 0–1.
    text
        What is said, for the reader.
    documents
        Those that say so; None if the name itself does.
    """

    outer: tuple[Place, ...]
    weight: float
    doubt: float
    text: str
    documents: frozenset[str] | None = None

    def among(self, documents: Sequence[str]) -> Statement:
        """How much it counts in some documents: the less, the fewer of them say so."""
        if self.documents is None:
            return self
        share = sum(d in self.documents for d in documents) / max(len(documents), 1)
        return replace(self, weight=self.weight * share, doubt=self.doubt * share)


@dataclass(frozen=True, slots=True)
class Companion:
    """Another place that a document speaks of, and whether it does so near a mention of the name."""

    place: Place
    near: bool


def weigh(
    name: str,
    places: Iterable[Place],
    cls: PlaceClass,
    statements: Sequence[Statement],
    documents: Sequence[Sequence[Companion]],
    gazetteer: Gazetteer,
) -> tuple[Candidate, ...]:
    """Weigh the places that a name may mean.

    Parameters
    ----------
    name, places
        The name, and the places of that name.
    cls
        What the texts say it is.
    statements
        What texts say it lies in.
    documents
        For each document that names it the other places there.
    gazetteer
        Tells what contains what.

    Returns
    -------
    tuple of Candidate
        The most likely first, at most `KEPT`; empty if no place is of a kind that the class allows.
    """
    allowed = [p for p in places if p.kind in cls.allowed]
    larger = any(not p.is_small for p in allowed)
    cities = (p for p in allowed if p.kind.is_city and not (larger and p.is_small))
    seats = {p.parent for p in cities if _is_called(name, p)}
    found = []
    for place in allowed:
        told = [*_stated(place, statements, gazetteer), *_in_company(place, documents, gazetteer)]
        if larger and place.is_small and all(reason.points <= 0 for reason in told):
            continue  # nobody means it without a word that leads there
        reasons = [
            *_of_itself(name, place, cls, gazetteer),
            *([Reason(_SURROUNDS, "there is a city of that name in it")] if place.id in seats else []),
            *told,
        ]
        stated = any(_fits(s, place, gazetteer) for s in statements)
        denied = not stated and not _is_land(place) and any(s.doubt >= _CLEAR_DOUBT for s in statements)
        named = name_key(name) == place.key
        found.append(Candidate(place, tuple(r for r in reasons if r.points), named, stated, denied))
    best = max((c.points for c in found), default=0.0)
    odds = [exp(c.points - max(best, 0.0)) for c in found]
    whole = sum(odds) + exp(-max(best, 0.0))
    shared = [replace(c, confidence=min(_MOST_SURE, round(o / whole, 2))) for c, o in zip(found, odds, strict=True)]
    return tuple(sorted(shared, key=lambda c: (-c.points, c.place.id))[:KEPT])


def objection(candidates: Sequence[Candidate], cls: PlaceClass) -> str:
    """Why the first candidate is not to be linked; empty if it clearly wins, with a confidence of at least `CLEAR`.

    However well known it is, Paris in France is not the place of "Paris, Illinois". And what neither the texts nor the
    ontology call a city, region or country may be a river or a street ("the Hudson", "Broadway"): a place of which it
    is the first name wins if it is large, others only if a text says where it lies.
    """
    first = candidates[0]
    if first.denied:
        return "the texts say that it lies elsewhere"
    if first.confidence < CLEAR:
        return "it does not clearly win"
    large = first.place.people >= _LARGE or first.place.kind is Kind.CONTINENT
    if not (cls.settled or first.stated or (large and first.named)):
        return "nothing says that it is a city, region or country"
    return ""


def _is_called(name: str, place: Place) -> bool:
    """Whether it is the place's first name, or a part of it."""
    return f" {name_key(name)} " in f" {place.key} "


def _of_itself(name: str, place: Place, cls: PlaceClass, gazetteer: Gazetteer) -> Iterable[Reason]:
    if place.kind is Kind.CONTINENT:
        yield Reason(_CONTINENT, "a continent")
    if place.people:
        people = f"{place.people:,} people" + (" in its cities" if place.kind is Kind.REGION else "")
        yield Reason(round(log(place.people / _FEW_PEOPLE), 2), people)
    if place.names:
        yield Reason(round(log((place.names + _FEW_NAMES) / _SOME_NAMES), 2), f"{place.names} names in all languages")
    if name_key(name) != place.key:
        short = _is_called(name, place)
        yield Reason(
            _SHORT_NAME if short else _OTHER_NAME, f"'{name}' is {'short for' if short else 'another name of'} it"
        )
    if place.kind is Kind.CAPITAL:
        country = gazetteer.country(place)
        yield Reason(_CAPITAL, f"capital of {country.name}" if country else "a capital")
    if place.kind not in cls.usual:
        yield Reason(_UNUSUAL, "the texts speak of it as of something else")


def _is_land(place: Place) -> bool:
    """Whether only a continent contains it here: that it lies in an empire or a sea speaks neither for nor against."""
    return place.kind in (Kind.COUNTRY, Kind.CONTINENT)


def _fits(statement: Statement, place: Place, gazetteer: Gazetteer) -> bool:
    """Whether a place lies in what the text says; a quarter of a city lies near the city."""
    for outer in statement.outer:
        if gazetteer.contains(outer, place):
            return True
        km = distance_km(outer, place) if outer.id != place.id else None
        if km is not None and km < _SAME_CITY_KM:
            return True
    return False


def _stated(place: Place, statements: Sequence[Statement], gazetteer: Gazetteer) -> Iterable[Reason]:
    """The strongest statement that it fits, and the strongest that it does not fit."""
    fitting = [s for s in statements if _fits(s, place, gazetteer)]
    others = [s for s in statements if s not in fitting]
    if fitting:
        said = max(fitting, key=lambda s: (s.weight, s.text))
        yield Reason(round(_STATED * said.weight, 2), said.text)
    if others and not _is_land(place):
        said = max(others, key=lambda s: (s.doubt, s.text))
        yield Reason(round(-_STATED * said.doubt, 2), f"does not fit: {said.text}")


def _in_company(place: Place, documents: Sequence[Sequence[Companion]], gazetteer: Gazetteer) -> Iterable[Reason]:
    """What the other places of the documents say, each by the share of documents in which it does.

    Other places of the country count by their share of those places, too: a text about a tour names many countries.
    """
    around = {p.id for p in gazetteer.around(place) if p.kind is not Kind.CONTINENT}
    country = gazetteer.country(place)
    regions = {p.id for p in gazetteer.around(place) if p.kind is Kind.REGION}
    near, named, held, company, kin, neighbours = (_Told() for _ in range(6))
    for companions in documents:
        outer = [c for c in companions if c.place.id in around]
        close = [c.place for c in outer if c.near]
        inner = [c.place for c in companions if gazetteer.contains(place, c.place)]
        fellows = [
            c.place
            for c in companions
            if c.place.id != place.id and c.place.id not in around and gazetteer.country(c.place) == country
        ]
        near.add(close)
        named.add([] if close else [c.place for c in outer])
        held.add(inner)
        share = len(fellows) / max(len(companions) - len(outer), 1)
        company.add([] if _is_land(place) else fellows, share)
        kin.add([p for p in fellows if regions & {r.id for r in gazetteer.around(p)}], share)
        neighbours.add([p for p in fellows if (km := distance_km(p, place)) is not None and km < _NEIGHBOUR_KM])
    yield near.reason(_NEAR, "it is named near {}")
    yield named.reason(_NAMED, "the same text names {}")
    yield held.reason(_HELD, "the same text names {}, in it")
    yield company.reason(_COMPANY, "the same text names {}, in the same country")
    yield kin.reason(_REGION, "the same text names {}, in the same region")
    yield neighbours.reason(_NEIGHBOUR, f"less than {_NEIGHBOUR_KM:.0f} km from {{}}")


class _Told:
    """What documents say on one point: in how many of them, and by which places."""

    def __init__(self) -> None:
        self.documents = self.telling = 0
        self.told = 0.0
        self.names: set[str] = set()

    def add(self, places: Sequence[Place], share: float = 1.0) -> None:
        self.documents += 1
        self.telling += bool(places)
        self.told += share if places else 0.0
        self.names.update(p.name for p in places)

    def reason(self, weight: float, text: str) -> Reason:
        if not self.telling:
            return Reason(0.0, "")
        names = sorted(self.names)
        listed = ", ".join(names[:3]) + (" and others" if len(names) > 3 else "")
        share = f" ({self.telling} of {self.documents} documents)" if self.documents > 1 else ""
        return Reason(round(weight * self.told / self.documents, 2), text.format(listed) + share)
