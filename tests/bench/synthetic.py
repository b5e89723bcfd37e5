"""Synthetic corpora for benchmarks of resolution: extractions as texts give them, of a world that is made up.

What makes resolution hard is how names are distributed, so that is as in the world:

- Family names, given names, and how often somebody or something is spoken of follow Zipf's law as Mandelbrot has it,
  probability ~ 1 / (rank + shift). The commonest family name is borne by one in a hundred, most by one or two people,
  and the more people, the more names: namesakes come about by themselves.
- Of the mentions of people one in four is not the whole name: initials, the family name alone or with an honorific,
  other forms of the given name, a married name, the family name first.
- The world consists of circles, people with their companies, venues and works; a document is about one person, and
  most of whom and what it mentions are of the same circle. Cities and occupations belong to all.
- Venues are often called alike in different cities ("Theatre Royal"), works by different composers too, characters in
  different works.

The shares of the classes are about those that kgraph finds in sixteen articles, letters and reviews.

Everything is a function of the number of entities and the seed.
"""

from __future__ import annotations

import random
from bisect import bisect
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from itertools import accumulate

from kgraph.model import Extraction, Literal, LocalEntity, LocalFact, Mention, Span

#: Entities of a document, at least and at most.
FEWEST, MOST = 5, 40
#: Per entity of a document, how many things of the world there are of a kind; and of all sizes of world, at least.
_SHARES = {"people": (0.12, 150), "places": (0.01, 60)}
#: People in a circle.
_CIRCLE = 100
_FAMILY_NAMES, _GIVEN_NAMES = 100_000, 1_500


def _list(text: str) -> list[str]:
    return text.split("|")


#: Given names, each with other forms of it; made-up ones follow.
_WOMEN = _list(
    "Anna Anne Hannah|Maria Mary Marie|Margaret Peggy Margarita|Elizabeth Elisabeth Betty|Sophie Sofia|Helen Elena"
    "|Catherine Katharina Kate|Emma|Clara Claire|Julia Giulia|Louise Luisa|Rosa Rose|Alice|Irene Irina|Eva Eve|Vera"
)
_MEN = _list(
    "John Johann Ivan|William Wilhelm Bill|George Georg Georges|Charles Karl Carlo|Henry Henri Heinrich|Peter Pierre"
    "|Paul Pavel|James Jim Jacques|Michael Mikhail Michel|Robert Bob|Thomas Tomas|Alexander Alexandre Sasha|Nikolai"
    " Nicholas|Edward Eduard|Sergei Serge|Leo Lev|Otto|Hugo|Victor Viktor|Arthur Artur"
)
_OCCUPATIONS = _list(
    "ballet dancer|singer|composer|conductor|actor|choreographer|soprano|tenor|teacher|director|pianist|playwright"
    "|dancer|designer|violinist|critic|librettist|impresario|ballet master|baritone|poet|producer|cellist|author"
)
_VENUES = _list(
    "Theatre Royal|Grand Theatre|Opera House|Lyceum Theatre|Empire Theatre|City Hall|Palace Theatre|Alhambra|Gaiety"
    " Theatre|Music Hall|Odeon|Hippodrome|Civic Theatre|Teatro Principal|Volksbühne|Stadttheater|Concert Hall|Arts"
    " Theatre|Apollo Theatre|Criterion Theatre|Olympia|Globe Theatre|Playhouse|Royal Albert Hall"
)
_COMPANIES = _list("Ballet|Opera|Philharmonic|Theatre Company|Dance Theatre|Chamber Orchestra|Players")
_TITLES = _list("Night|Garden|River|Bride|Crown|Mirror|Sea|Winter|Rose|Shadow|King|Forest|Island|Letter|Bell|Tower")
#: What people do with things, by class.
_DID = {
    "Work": "performedIn",
    "Character": "performedRole",
    "Venue": "performedAt",
    "Company": "memberOf",
    "School": "educatedAt",
}


def synthetic_corpus(entities: int, seed: int = 1) -> list[Extraction]:
    """Documents with about so many entities in all, each counted in every document that mentions it."""
    rng = random.Random(seed)
    world = _World(entities, rng)
    documents: list[Extraction] = []
    left = entities
    while left > 0:
        size = min(rng.randint(FEWEST, MOST), max(left, FEWEST))
        document = _Text(f"{len(documents):06d}", world, rng).write(size)
        left -= len(document.entities)
        documents.append(document)
    return documents


class _Zipf:
    """Draws numbers from 0 up to `size`, the lower the more often."""

    def __init__(self, size: int, shift: float) -> None:
        self._sums = list(accumulate(1 / (rank + shift) for rank in range(1, size + 1)))

    def __call__(self, rng: random.Random) -> int:
        return bisect(self._sums, rng.random() * self._sums[-1])


@cache
def _made_up(rank: int, endings: str) -> str:
    """A name for each rank."""
    number, syllables = rank * 7919 + 104_729, []
    for _ in range(3):
        number, pick = divmod(number, 70)
        syllables.append("bdfglmnprstvkh"[pick % 14] + "aeiou"[pick // 14])
    ends = endings.split("|")
    return "".join(syllables).capitalize() + ends[rank % len(ends)]


@dataclass(frozen=True)
class _Thing:
    """Something of the world that is no person; `of` is the city that it is in, or who made it."""

    type: str
    name: str
    subtype: str = ""
    of: _Thing | _Person | None = None
    property: str = ""


@dataclass(frozen=True)
class _Person:
    """Somebody of the world; `circle` is where people, companies, venues and works that belong together lie."""

    given: tuple[str, ...]
    middle: str
    family: str
    married: str
    woman: bool
    born: int
    died: int
    birthplace: _Thing
    occupation: _Thing
    circle: int


@dataclass
class _Circle:
    people: list[_Person] = field(default_factory=list)
    things: list[_Thing] = field(default_factory=list)


class _World:
    """All that documents can be about."""

    def __init__(self, entities: int, rng: random.Random) -> None:
        people, cities = (max(least, int(share * entities)) for share, least in _SHARES.values())
        self._family, self._given = _Zipf(_FAMILY_NAMES, 15), _Zipf(_GIVEN_NAMES, 5)
        self.cities = [_Thing("Place", _made_up(n, "|ton|burg|ville"), "City") for n in range(cities)]
        self.city = _Zipf(cities, 3)
        self.occupations = [_Thing("Occupation", name) for name in _OCCUPATIONS]
        self.occupation, self._venue = _Zipf(len(_OCCUPATIONS), 2), _Zipf(len(_VENUES), 2)
        self.circles = [_Circle() for _ in range(max(1, people // _CIRCLE))]
        for number in range(people):
            somebody = self._person(number % len(self.circles), rng)
            self.circles[somebody.circle].people.append(somebody)
        for circle in self.circles:
            circle.things = self._things(circle, rng)
        self.known = rng.sample([p for c in self.circles for p in c.people], people)
        self.fame = _Zipf(people, 20)
        self.near, self.thing = _Zipf(_CIRCLE, 4), _Zipf(2 * _CIRCLE // 3, 4)

    def _person(self, circle: int, rng: random.Random) -> _Person:
        woman = rng.random() < 0.45
        born = rng.randint(1780, 1985)
        family, married = (_made_up(self._family(rng), "|son|er|ova|ini|ski|s") for _ in range(2))
        return _Person(
            self._first_name(woman, rng),
            self._first_name(woman, rng)[0] if rng.random() < 0.2 else "",
            family,
            married if woman and rng.random() < 0.15 else "",
            woman,
            born,
            born + rng.randint(40, 90),
            self.cities[self.city(rng)],
            self.occupations[self.occupation(rng)],
            circle,
        )

    def _first_name(self, woman: bool, rng: random.Random) -> tuple[str, ...]:
        listed = _WOMEN if woman else _MEN
        rank = self._given(rng)
        return tuple(listed[rank].split()) if rank < len(listed) else (_made_up(rank, "a|e" if woman else "|o"),)

    def _things(self, circle: _Circle, rng: random.Random) -> list[_Thing]:
        """The companies, venues, schools, works and characters of a circle, the best known first."""
        home = self.cities[self.city(rng)]
        found: list[_Thing] = []
        works: list[_Thing] = []
        for _ in range(2 * _CIRCLE // 3):
            kind = rng.random()
            city = home if rng.random() < 0.5 else self.cities[self.city(rng)]
            if kind < 0.35 or not works:
                a, b = rng.sample(_TITLES, 2)
                maker, made_up = rng.choice(circle.people), _made_up(rng.randrange(30_000), "")
                title = f"The {a} {b}" if rng.random() < 0.03 else f"The {a} of {made_up}"
                by = rng.choice(["composer", "choreographer", "author"])
                works.append(_Thing("Work", title, rng.choice(["Ballet", "Opera", "Play"]), maker, by))
                found.append(works[-1])
            elif kind < 0.5:
                name = self._first_name(rng.random() < 0.5, rng)[0]
                found.append(_Thing("Character", name, "", rng.choice(works), "characterIn"))
            elif kind < 0.65:
                own = f"{_made_up(rng.randrange(5_000), 'a|o')} Theatre"
                name = _VENUES[self._venue(rng)] if rng.random() < 0.4 else own
                found.append(_Thing("Venue", name, "", city, "locatedIn"))
            elif kind < 0.9:
                found.append(_Thing("Company", f"{city.name} {rng.choice(_COMPANIES)}", "", city, "locatedIn"))
            else:
                found.append(_Thing("School", f"{city.name} Conservatory", "", city, "locatedIn"))
        return found


class _Text:
    """A document in the making: entities, each once, and what it says of them."""

    def __init__(self, document: str, world: _World, rng: random.Random) -> None:
        self._document, self._world, self._rng = document, world, rng
        self._ids: dict[_Person | _Thing, int] = {}
        self._entities: list[LocalEntity] = []
        self._facts: list[LocalFact] = []
        self._length = 0

    def write(self, size: int) -> Extraction:
        """The document, with so many entities or one more."""
        world, rng = self._world, self._rng
        about = world.known[world.fame(rng)]
        circle = world.circles[about.circle]
        self._mention(about, about=True)
        self._dates(about)
        for _ in range(4 * size):  # what is drawn again is mentioned already
            if len(self._entities) >= size:
                break
            kind = rng.random()
            if kind < 0.37:
                near = rng.random() < 0.7
                other = circle.people[world.near(rng) % len(circle.people)] if near else world.known[world.fame(rng)]
                new = self._mention(other)
                if new and other is not about and rng.random() < 0.3:
                    self._say(about, rng.choice(["studentOf", "collaboratedWith", "performedWith"]), other)
            elif kind < 0.69:
                local = circle if rng.random() < 0.7 else world.circles[world.known[world.fame(rng)].circle]
                self._speak_of(about, local.things[world.thing(rng)])
            elif kind < 0.93:
                self._mention(world.cities[world.city(rng)])
            elif self._mention(job := world.occupations[world.occupation(rng)]):
                self._say(about, "occupation", job)
        return Extraction(self._document, tuple(self._entities), tuple(self._facts))

    def _dates(self, about: _Person) -> None:
        if self._rng.random() < 0.6:
            precise = self._rng.random() < 0.4
            self._date(
                about,
                "birthDate",
                f"{about.born}-0{about.born % 9 + 1}-1{about.born % 10}" if precise else f"{about.born}",
            )
        if self._rng.random() < 0.3:
            self._date(about, "deathDate", f"{about.died}")
        if self._rng.random() < 0.6:
            self._mention(about.birthplace)
            self._say(about, "birthPlace", about.birthplace)

    def _speak_of(self, about: _Person, thing: _Thing) -> None:
        """Mention a thing, perhaps with what it belongs to, and what somebody did there."""
        rng = self._rng
        if not self._mention(thing):
            return
        if thing.of is not None and thing.of is not about and rng.random() < 0.4:
            self._mention(thing.of)
            self._say(thing, thing.property, thing.of)
        if rng.random() < 0.5:
            did = _DID[thing.type]
            when = {"startDate": f"{about.born + rng.randint(18, 38)}"} if rng.random() < 0.5 else {}
            self._say(about, did, thing, when)

    # ------------------------------------------------------------------------------------------- as texts do

    def _mention(self, thing: _Person | _Thing, *, about: bool = False) -> bool:
        """Have the document speak of something, if it does not yet. Whether it did not."""
        if thing in self._ids:
            return False
        self._ids[thing] = len(self._entities) + 1
        names = [thing.name] if isinstance(thing, _Thing) else self._names(thing, about)
        mentions = [self._span(name) for name in names]
        person = isinstance(thing, _Person)
        if about:
            mentions.append(self._span("she" if person and thing.woman else "he", pronoun=True))
        self._entities.append(
            LocalEntity(
                f"e{self._ids[thing]}",
                "Person" if isinstance(thing, _Person) else thing.type,
                names[0],
                tuple(sorted(names[1:])),
                tuple(mentions),
                "" if isinstance(thing, _Person) or self._rng.random() < 0.5 else thing.subtype,
                ("f" if thing.woman else "m") if isinstance(thing, _Person) else "",
            )
        )
        return True

    def _names(self, who: _Person, about: bool) -> list[str]:
        """What a text calls somebody: whom it is about by the whole name, others in all ways."""
        rng = self._rng
        given, family = who.given[0], who.family
        whole = f"{given} {who.middle} {family}" if who.middle and rng.random() < 0.5 else f"{given} {family}"
        if about:
            more = [f"{given} {who.married}"] if who.married and rng.random() < 0.5 else []
            return [whole, family, *more]
        title = rng.choice(["Mme", "Mrs", "Dame"]) if who.woman else rng.choice(["Mr", "Sir", "Monsieur"])
        kind = rng.random()
        if kind < 0.10:
            return [f"{given[0]}. {family}"]
        if kind < 0.14:
            return [family]
        if kind < 0.17:
            return [f"{title} {given if title in ('Dame', 'Sir') else family}"]
        if kind < 0.21:
            return [f"{title} {whole}"]
        if kind < 0.24:
            return [f"{rng.choice(who.given)} {family}"]
        if kind < 0.26 and who.married:
            return [f"{given} {who.married}"]
        return [f"{family}, {given}"] if kind > 0.99 else [whole]

    def _span(self, words: str, *, pronoun: bool = False) -> Mention:
        self._length += len(words) + 1
        return Mention(Span(self._length - len(words) - 1, self._length - 1), words, pronoun)

    def _say(
        self, subject: _Person | _Thing, prop: str, target: _Person | _Thing, when: Mapping[str, str] | None = None
    ) -> None:
        a, b = self._entities[self._ids[subject] - 1], self._entities[self._ids[target] - 1]
        self._fact(a, prop, b.id, b.mentions[0].span, sorted((when or {}).items()))

    def _date(self, subject: _Person, prop: str, date: str) -> None:
        self._fact(self._entities[self._ids[subject] - 1], prop, Literal(date), self._span(date).span, ())

    def _fact(
        self, subject: LocalEntity, prop: str, target: str | Literal, span: Span, when: Sequence[tuple[str, str]]
    ) -> None:
        own = subject.mentions[0].span
        sentence = Span(min(own.start, span.start), max(own.end, span.end))
        self._facts.append(
            LocalFact(subject.id, prop, target, own, span, sentence, "As the text says.", 0.9, tuple(when))
        )
