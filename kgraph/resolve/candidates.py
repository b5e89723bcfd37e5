"""Entities as single documents know them, with all that speaks for or against their being one with others."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple, TypeVar

from kgraph.edtf import is_exact
from kgraph.honorifics import has_honorific, honorific_gender, is_by_husband
from kgraph.model import Extraction, Literal, LocalEntity, LocalFact, Place
from kgraph.names import PersonName, as_wife, person_name
from kgraph.places.classes import PlaceTerms
from kgraph.places.linking import Link, link_document, usual_place
from kgraph.resolve.known import KnownNames, known_given_names
from kgraph.resolve.weights import Weights
from kgraph.titles import is_generic, title_key

if TYPE_CHECKING:
    from kgraph.ontology import Ontology

_T = TypeVar("_T")
Names = frozenset[PersonName]

#: Facts that are less sure speak neither for nor against: a misread composer must not make two works of one.
SURE = 0.75
#: The class whose members have personal names.
PERSON = "Person"
#: Between the id of an entity that was several (`kgraph.resolve.parts`) and the number of a part.
PART = "*"


class Claim(NamedTuple):
    """What a fact relates something to: its key and, of a place that is clear, its number in GeoNames."""

    key: str
    place: int = 0


@dataclass(frozen=True, slots=True)
class Candidate:
    """An entity of one document.

    Attributes
    ----------
    root
        Its topmost class: entities of different roots are never one.
    key
        What its name shares with equal names.
    names
        For people: all full names, or else the only name. Empty for things.
    nicknames
        For people with a full name: only names that the text gives for them beside it.
    gender
        ``f`` or ``m`` where pronouns or a title tell; a given name alone does not ("Andrea", "Mei").
    values
        By functional property: the dates, or the keys of the entities, that the text gives for it.
    claims
        By property of `Weights`: what sure facts (`SURE`) relate it to, by all of its whole names.
    years
        The first and the last year in which the text has it active, or nothing.
    apart
        Numbers of candidates that a fact of the text relates to it, or which are its twins, or from which the text
        tells it: they are others.
    relatives
        The names of those of them who are called by one name alone.
    listed
        The number of the entry of the ontology's gazetteer that its name means (`kgraph.resolve.known`), or -1.
    likely, referent
        For places: the number in GeoNames of the place that it is by what the text says, unless its name is that of
        something the gazetteer has not, a river or a street; and the same only where that is clear. 0 where it is not.
    unusual
        Whether this is another place than the name means where nothing else is said.
    chances
        For places of which it is not clear: number in GeoNames and how likely it is, in 0–1.
    generic
        Whether it is a theatre or the like whose name is made of words alone that many have: "Opera House".
    read_as
        The class as which its text was read, where the other texts know better (`kgraph.resolve.consensus`).
    """

    document: str
    entity: LocalEntity
    root: str
    key: str
    names: Names = frozenset()
    nicknames: Names = frozenset()
    gender: str = ""
    values: tuple[tuple[str, frozenset[str]], ...] = ()
    claims: tuple[tuple[str, frozenset[Claim]], ...] = ()
    years: tuple[int, int] | None = None
    apart: frozenset[int] = frozenset()
    relatives: frozenset[str] = frozenset()
    listed: int = -1
    likely: int = 0
    referent: int = 0
    unusual: bool = False
    chances: tuple[tuple[int, float], ...] = ()
    generic: bool = False
    read_as: str = ""

    @property
    def leaf(self) -> str:
        """Its most specific class."""
        return self.entity.subtype or self.entity.type

    @property
    def lone(self) -> bool:
        """Whether it is a person of whom only one name is known."""
        return bool(self.names) and not any(n.full for n in self.names)

    @property
    def place(self) -> tuple[str, str]:
        """Its document and its id there: what it is, whatever else is in the corpus."""
        return self.document, self.entity.id


@dataclass(slots=True)
class _Known:
    """What the facts of a document say of one of its entities."""

    values: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    claims: dict[str, set[Claim]] = field(default_factory=lambda: defaultdict(set))
    years: set[int] = field(default_factory=set)
    apart: set[int] = field(default_factory=set)
    related: set[PersonName] = field(default_factory=set)


def read_candidates(
    extractions: Sequence[Extraction], ontology: Ontology, weights: Weights, read_as: Mapping[Place, str] | None = None
) -> list[Candidate]:
    """All entities of the documents, in their order.

    Parameters
    ----------
    extractions
        All documents.
    ontology, weights
        What its classes and properties say.
    read_as
        As which classes entities were read that have another one now.
    """
    terms = PlaceTerms.of(ontology)
    known_names = KnownNames.of(ontology)
    roots = {ontology.root_class(cls) for cls in terms.classes}
    functional = {name for name, prop in ontology.properties.items() if prop.functional}
    genders = known_given_names(ontology.folder, ontology.digest)
    found: list[Candidate] = []
    for extraction in extractions:
        first = len(found)
        number = {entity.id: first + i for i, entity in enumerate(extraction.entities)}
        basics = {entity.id: _basics(entity, ontology, genders) for entity in extraction.entities}
        keys = {e.id: _all_keys(e, basics[e.id][1], basics[e.id][2]) for e in extraction.entities}
        links = {link.entity: link for link in link_document(extraction, ontology)}
        places = {entity: link.chosen.place.id for entity, link in links.items() if link.chosen is not None}
        known: dict[str, _Known] = defaultdict(_Known)
        twins: dict[str, set[int]] = defaultdict(set)
        for entity in extraction.entities:
            twins[entity.id.partition(PART)[0]].add(number[entity.id])
        for fact in extraction.facts:
            _note(fact, known, number, keys, places, functional, weights)
            for one, other in _ends(fact):
                known[one].related.update(n for n in basics[other][2] if not n.full)
        for entity in extraction.entities:
            root, key, names, nicknames = basics[entity.id]
            if all(m.pronoun for m in entity.mentions):  # nobody else is called as somebody without a name
                key = f"#{extraction.document}#{entity.id}".replace(" ", "_")
                names = nicknames = frozenset()
            own = known[entity.id]
            own.apart |= twins[entity.id.partition(PART)[0]]
            if entity.namesake:
                own.apart.update(number[e.id] for e in extraction.entities if e.mentions[0] < entity.mentions[0])
            generic = root in roots and entity.type not in terms.classes and is_generic(key)
            found.append(
                Candidate(
                    extraction.document,
                    entity,
                    root,
                    key,
                    names,
                    nicknames,
                    _gender(entity, bool(names)),
                    _frozen(own.values),
                    _frozen(own.claims),
                    (min(own.years), max(own.years)) if own.years else None,
                    frozenset(own.apart - {number[entity.id]}),
                    frozenset(n.family for n in own.related if n.lone != "family"),
                    -1 if generic else known_names.entry(root, entity.name, person=bool(names)),
                    *_places(links.get(entity.id)),
                    generic,
                    (read_as or {}).get((extraction.document, entity.id), ""),
                )
            )
    return found


def _places(link: Link | None) -> tuple[int, int, bool, tuple[tuple[int, float], ...]]:
    """`Candidate.likely`, `Candidate.referent`, `Candidate.unusual` and `Candidate.chances`."""
    if link is None or not link.candidates:
        return 0, 0, False, ()
    if link.likely is None:  # what the text puts elsewhere has no chance
        return 0, 0, False, tuple((c.place.id, 0.0 if c.denied else c.confidence) for c in link.candidates)
    likely, clear = link.likely.place.id, link.chosen is not None
    usual = usual_place(link.label.partition(",")[0]) if clear else None
    return likely, likely if clear else 0, usual is not None and usual != likely, ()


def _ends(fact: LocalFact) -> Iterator[tuple[str, str]]:
    """The two that a fact relates, each before the other."""
    if not isinstance(fact.object, Literal):
        yield fact.subject, fact.object
        yield fact.object, fact.subject


def _note(
    fact: LocalFact,
    known: Mapping[str, _Known],
    number: Mapping[str, int],
    keys: Mapping[str, tuple[str, ...]],
    places: Mapping[str, int],
    functional: set[str],
    weights: Weights,
) -> None:
    """Add to what is known of the subject and the object of a fact."""
    subject, target = known[fact.subject], fact.object
    named = (target.value,) if isinstance(target, Literal) else keys[target]
    if not isinstance(target, Literal):
        subject.apart.add(number[target])
        known[target].apart.add(number[fact.subject])
    exact = not fact.edtf or is_exact(fact.edtf)  # "about 1890" does not contradict 1892
    if fact.property in functional and (exact or not isinstance(target, Literal)):
        subject.values[fact.property].update(named if isinstance(target, Literal) else (f"={name}" for name in named))
    if fact.property in weights.properties and fact.confidence >= SURE:
        place = 0 if isinstance(target, Literal) or fact.property not in weights.places else places.get(target, 0)
        subject.claims[fact.property].update(Claim(name, place) for name in named)
        if fact.property == weights.marriage and not isinstance(target, Literal):
            known[target].claims[fact.property].update(Claim(name, 0) for name in keys[fact.subject])
    if fact.property in weights.active:
        years = {int(v[:4]) for name, v in fact.qualifiers if name in weights.dates and v[:4].isdecimal()}
        subject.years |= years
        if not isinstance(target, Literal):
            known[target].years |= years


def _frozen(sets: Mapping[str, set[_T]]) -> tuple[tuple[str, frozenset[_T]], ...]:
    return tuple(sorted((prop, frozenset(v)) for prop, v in sets.items()))


def _gender(entity: LocalEntity, person: bool) -> str:
    """What a title or the pronouns tell; a title more than a pronoun that may be misread."""
    if not person:
        return ""
    forms = [entity.name, *entity.aliases, *(m.text for m in (*entity.mentions, *entity.forms))]
    told = {gender for form in forms if (gender := honorific_gender(form))}
    if len(told) == 1:
        return min(told)
    tells = any(m.pronoun for m in entity.mentions) or any(has_honorific(n) for n in forms)
    return entity.gender if tells and entity.gender in ("f", "m") else ""


def _basics(entity: LocalEntity, ontology: Ontology, genders: Mapping[str, str]) -> tuple[str, str, Names, Names]:
    """The topmost class, the key of the name and, for people, the names to compare and the nicknames."""
    root = ontology.root_class(entity.type)
    if not ontology.is_a(entity.type, PERSON):
        return root, title_key(entity.name), frozenset(), frozenset()
    said = (entity.name, *entity.aliases)
    names = [as_wife(person_name(n)) if is_by_husband(n, genders) else person_name(n) for n in said]
    full = [n for n in names if n.full]
    main = next(iter(full), names[0])
    if full:
        return root, main.key, frozenset(full), frozenset(n for n in names if not n.full)
    lone = {person_name(m.text) for m in entity.forms if has_honorific(m.text)} & set(_lone(entity))
    return root, main.key, frozenset(lone or names[:1]), frozenset()


def _all_keys(entity: LocalEntity, key: str, names: Names) -> tuple[str, ...]:
    """The key of a name, and those of the other whole names that the text gives for the same."""
    others = (n.key for n in names) if names else map(title_key, entity.aliases)
    return (key, *sorted(set(others) - {key}))


def _lone(entity: LocalEntity) -> list[PersonName]:
    return [n for n in (person_name(m.text) for m in entity.forms) if not n.full and n.lone]
