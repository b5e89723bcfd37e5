"""Entities as single documents know them, with all that speaks for or against their being one with others."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kgraph.edtf import is_exact
from kgraph.model import Extraction, Literal, LocalEntity
from kgraph.resolve.names import PersonName, has_honorific, person_name, title_key

if TYPE_CHECKING:
    from kgraph.ontology import Ontology

Names = frozenset[PersonName]

#: The class whose members have personal names.
PERSON = "Person"


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
    gender
        ``f`` or ``m`` where pronouns or a title tell; a given name alone does not ("Andrea", "Mei").
    values
        By functional property: the dates, or the keys of the entities, that the text gives for it.
    apart
        Numbers of candidates that a fact of the text relates to it, and which therefore are others.
    """

    document: str
    entity: LocalEntity
    root: str
    key: str
    names: Names = frozenset()
    gender: str = ""
    values: tuple[tuple[str, frozenset[str]], ...] = ()
    apart: frozenset[int] = frozenset()

    @property
    def leaf(self) -> str:
        """Its most specific class."""
        return self.entity.subtype or self.entity.type

    @property
    def lone(self) -> bool:
        """Whether it is a person of whom only one name is known."""
        return bool(self.names) and not any(n.full for n in self.names)


def read_candidates(extractions: Sequence[Extraction], ontology: Ontology) -> list[Candidate]:
    """All entities of the documents, in their order."""
    functional = {name for name, prop in ontology.properties.items() if prop.functional}
    found: list[Candidate] = []
    for extraction in extractions:
        first = len(found)
        number = {entity.id: first + i for i, entity in enumerate(extraction.entities)}
        basics = {entity.id: _basics(entity, ontology) for entity in extraction.entities}
        values: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
        apart: dict[str, set[int]] = defaultdict(set)
        for fact in extraction.facts:
            target = fact.object
            if not isinstance(target, Literal):
                apart[fact.subject].add(number[target])
                apart[target].add(number[fact.subject])
            if fact.property in functional and (not isinstance(target, Literal) or _is_sure(fact.edtf)):
                value = target.value if isinstance(target, Literal) else f"={basics[target][1]}"
                values[fact.subject][fact.property].add(value)
        for entity in extraction.entities:
            root, key, names = basics[entity.id]
            known = tuple(sorted((prop, frozenset(v)) for prop, v in values[entity.id].items()))
            others = frozenset(n for n in apart[entity.id] if n != number[entity.id])
            gender = entity.gender if entity.gender in ("f", "m") and _tells_gender(entity) else ""
            found.append(Candidate(extraction.document, entity, root, key, names, gender, known, others))
    return found


def _is_sure(edtf: str) -> bool:
    """Whether a value tells entities apart: "about 1890" does not contradict 1892."""
    return not edtf or is_exact(edtf)


def _tells_gender(entity: LocalEntity) -> bool:
    return any(m.pronoun for m in entity.mentions) or any(has_honorific(n) for n in (entity.name, *entity.aliases))


def _basics(entity: LocalEntity, ontology: Ontology) -> tuple[str, str, frozenset[PersonName]]:
    """The topmost class, the key of the name and, for people, the names to compare."""
    root = ontology.root_class(entity.type)
    if not ontology.is_a(entity.type, PERSON):
        return root, title_key(entity.name), frozenset()
    names = [person_name(n) for n in (entity.name, *entity.aliases)]
    full = [n for n in names if n.full]
    main = next(iter(full), names[0])
    return root, main.key, frozenset(full or names[:1])
