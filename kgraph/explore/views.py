"""A graph as people read it: entities with their facts, facts with their sentences.

`EntityView` and `FactView` are light windows on a `Catalogue`. They hold no data of their own, and
show themselves as text, in a terminal (`kgraph.explore.show`) and in a notebook (`kgraph.explore.display`).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Literal, SupportsIndex, TypeVar, overload

from kgraph.merge import merged_qualifiers, merged_time
from kgraph.model import Entity, Evidence, Fact, Span
from kgraph.model import Literal as Value
from kgraph.text import printable

if TYPE_CHECKING:
    from typing import Self

    import pandas  # type: ignore[import-untyped]

    from kgraph.explore.catalogue import Catalogue

T = TypeVar("T")
Role = Literal["", "subject", "object", "both"]


class Several(tuple[T, ...]):
    """A tuple that shows itself in a notebook; its slices do, too."""

    __slots__ = ()

    @overload
    def __getitem__(self, index: SupportsIndex, /) -> T: ...
    @overload
    def __getitem__(self, index: slice, /) -> Self: ...
    def __getitem__(self, index: SupportsIndex | slice, /) -> T | Self:
        """One of them; or several, that show themselves like all of them."""
        if isinstance(index, slice):
            return type(self)(super().__getitem__(index))
        return super().__getitem__(index)


@dataclass(frozen=True, slots=True)
class Segment:
    """Some characters of a sentence, and which argument of the fact they are."""

    text: str
    role: Role = ""


def segments(evidence: Evidence) -> list[Segment]:
    """The sentence of a piece of evidence, cut where its arguments begin and end.

    The texts of the segments joined are the sentence. An argument outside the sentence is not marked; where the two
    overlap, the common characters are ``both``.
    """
    sentence, offset = evidence.sentence, evidence.sentence_span.start
    spans: dict[Role, tuple[int, int]] = {}
    arguments: tuple[tuple[Role, Span], ...] = (("subject", evidence.subject_span), ("object", evidence.object_span))
    for role, span in arguments:
        start, end = span.start - offset, span.end - offset
        if 0 <= start < end <= len(sentence):
            spans[role] = (start, end)
    cuts = sorted({0, len(sentence), *(cut for span in spans.values() for cut in span)})
    result = []
    for start, end in pairwise(cuts):
        roles = [role for role, (first, last) in spans.items() if first <= start and end <= last]
        common: Role = "both" if len(roles) == 2 else roles[0] if roles else ""
        result.append(Segment(sentence[start:end], common))
    return result


@dataclass(frozen=True, eq=False)
class FactView:
    """One statement, with the entities at its ends and the sentences that make it.

    Attributes
    ----------
    fact
        The statement as the model has it, all evidence included.
    """

    fact: Fact
    _catalogue: Catalogue = field(repr=False)

    @property
    def subject(self) -> EntityView:
        """The entity that the fact is about."""
        return self._catalogue.view(self.fact.subject)

    @property
    def label(self) -> str:
        """The property in words."""
        return self._catalogue.property_label(self.fact.property)

    @property
    def object(self) -> EntityView | str:
        """The entity at the other end, or a date as ISO 8601 text."""
        return self._end(self.fact.object)

    @property
    def object_name(self) -> str:
        """Name of the entity at the other end, or the date."""
        return _name(self.object)

    @property
    def overridden_by(self) -> EntityView | str | None:
        """The object that the graph has in the place of this one, as it can have one only; None for its own facts."""
        instead = self.fact.overridden_by
        return None if instead is None else self._end(instead)

    @property
    def standing(self) -> str:
        """What is to be said of a fact that another one overrides: ``overridden by 1901``; else nothing."""
        return "" if self.overridden_by is None else f"overridden by {printable(_name(self.overridden_by))}"

    def _end(self, target: str | Value) -> EntityView | str:
        return target.value if isinstance(target, Value) else self._catalogue.view(target)

    @property
    def evidence(self) -> tuple[Evidence, ...]:
        """Where texts state it, the most confident first."""
        return tuple(sorted(self.fact.evidence, key=lambda e: (-e.confidence, e.document, e.sentence_span)))

    @property
    def confidence(self) -> float:
        """Share of facts like this one that are right, 0 to 1: that of the best evidence."""
        best: float = self.fact.confidence
        return best

    @property
    def sentence(self) -> str:
        """The sentence that states it; the most confident one if there are several."""
        return self.evidence[0].sentence

    @property
    def documents(self) -> tuple[str, ...]:
        """Ids of the documents that state it, sorted."""
        return tuple(sorted({e.document for e in self.fact.evidence}))

    @property
    def qualifiers(self) -> dict[str, str]:
        """When, as what and where, by name: those of the best evidence, and of all other that agrees with it."""
        return dict(merged_qualifiers(self.fact.evidence))

    @property
    def qualification(self) -> str:
        """The qualifiers in words: ``rank étoile, start date 1995``."""
        named = (f"{self._catalogue.property_label(n)} {printable(v)}" for n, v in self.qualifiers.items())
        return ", ".join(named)

    @property
    def time(self) -> str:
        """When it was so, in EDTF (`kgraph.edtf`): ``1995/2003``, ``1890~``; empty if no text says."""
        return merged_time(self.fact.evidence, self.fact.object.value if isinstance(self.fact.object, Value) else "")

    def __str__(self) -> str:
        """``Ada Novak · member of · Ballet Nova (0.93)``."""
        names = (self.subject.name, self.label, self.object_name)
        return f"{' · '.join(printable(n) for n in names)} ({self.confidence:.2f})"

    def __repr__(self) -> str:
        return f"<{self}>"

    def __eq__(self, other: Any) -> bool:
        return isinstance(other, FactView) and other.fact == self.fact

    def __hash__(self) -> int:
        return hash(self.fact)

    def _repr_html_(self) -> str:
        from kgraph.explore.display import fact_html

        return fact_html(self)

    # Last, as from here on the decorator's name means this.
    @property
    def property(self) -> str:
        """Local name of the ontology's property."""
        return self.fact.property


def _name(end: EntityView | str) -> str:
    return end if isinstance(end, str) else end.name


class Facts(Several[FactView]):
    """Several facts: a tuple that shows itself as a table."""

    __slots__ = ()

    def at_least(self, confidence: float) -> Facts:
        """Those whose confidence, 0 to 1, is this or higher, in the same order."""
        return Facts(fact for fact in self if fact.confidence >= confidence)

    def to_frame(self) -> pandas.DataFrame:
        """One row per fact: subject, property, object, confidence, documents, sentence, and a column per qualifier.

        Raises
        ------
        QueryError
            pandas is not installed.
        """
        from kgraph.query.results import import_pandas

        names = sorted({name for fact in self for name in fact.qualifiers})
        rows = [
            {
                "subject": f.subject.name,
                "property": f.property,
                "object": f.object_name,
                "confidence": f.confidence,
                "documents": ", ".join(f.documents),
                "sentence": f.sentence,
                **{name: f.qualifiers.get(name) for name in names},
            }
            for f in self
        ]
        columns = ["subject", "property", "object", "confidence", "documents", "sentence", *names]
        return import_pandas().DataFrame(rows, columns=columns)

    def _repr_html_(self) -> str:
        from kgraph.explore.display import facts_html

        return facts_html(self)


@dataclass(frozen=True, eq=False)
class EntityView:
    """One entity, with what the texts say of it.

    Attributes
    ----------
    entity
        The entity as the model has it, all mentions included.
    """

    entity: Entity
    _catalogue: Catalogue = field(repr=False)

    @property
    def iri(self) -> str:
        """Its identity in the graph."""
        return self.entity.iri

    @property
    def name(self) -> str:
        """Its preferred name."""
        return self.entity.label

    @property
    def type(self) -> str:
        """Local name of its class."""
        return self.entity.type

    @property
    def subtype(self) -> str:
        """Local name of a finer class that the texts support, or empty."""
        return self.entity.subtype

    @property
    def aliases(self) -> tuple[str, ...]:
        """Its other names, sorted."""
        return self.entity.aliases

    @property
    def documents(self) -> tuple[str, ...]:
        """Ids of the documents that mention it, sorted."""
        return self.entity.documents

    @property
    def homonyms(self) -> tuple[EntityView, ...]:
        """Other entities with the same preferred name, sorted by IRI."""
        return self._catalogue.homonyms(self.iri)

    @property
    def facts(self) -> Facts:
        """All facts about it: first those that it is the subject of, then those that it is the object of."""
        return Facts((*self.as_subject, *self.as_object))

    @property
    def overridden(self) -> Facts:
        """Facts about it that texts state and the graph does not carry: it carries others in their place."""
        return Facts(
            (
                *self._catalogue.facts_about(self.iri, overridden=True),
                *self._catalogue.facts_to(self.iri, overridden=True),
            )
        )

    @property
    def as_subject(self) -> Facts:
        """The facts that say something of it, sorted by property."""
        return self._catalogue.facts_about(self.iri)

    @property
    def as_object(self) -> Facts:
        """The facts of others that lead to it, sorted by property."""
        return self._catalogue.facts_to(self.iri)

    def __getitem__(self, name: str) -> Facts:
        """The facts of a property and of those below it, either way round."""
        wanted = self._catalogue.properties(name)
        return Facts(f for f in self.facts if f.property in wanted)

    def __str__(self) -> str:
        return f"{printable(self.name)} ({self.subtype or self.type})"

    def __repr__(self) -> str:
        return f"<{self}: {len(self.facts)} facts, {len(self.documents)} documents>"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, EntityView) and other.entity == self.entity

    def __hash__(self) -> int:
        return hash(self.entity.iri)

    def _repr_html_(self) -> str:
        from kgraph.explore.display import entity_html

        return entity_html(self)


class Entities(Several[EntityView]):
    """Several entities: a tuple that shows itself as a table."""

    __slots__ = ()

    def to_frame(self) -> pandas.DataFrame:
        """One row per entity: name, type, subtype, aliases, number of facts and documents, IRI.

        Raises
        ------
        QueryError
            pandas is not installed.
        """
        from kgraph.query.results import import_pandas

        columns = ["name", "type", "subtype", "aliases", "facts", "documents", "iri"]
        rows = [(e.name, e.type, e.subtype, ", ".join(e.aliases), len(e.facts), len(e.documents), e.iri) for e in self]
        return import_pandas().DataFrame(rows, columns=columns)

    def _repr_html_(self) -> str:
        from kgraph.explore.display import entities_html

        return entities_html(self)


def grouped(view: EntityView) -> dict[str, list[tuple[bool, FactView]]]:
    """The facts of an entity under the label of their property, those that it is the subject of first.

    Each fact comes with whether the entity is its subject. The properties of which it is the object stand under the
    label of their inverse; a symmetric property stands once. Facts that are overridden stand after those of their
    property that are not.
    """
    names = view._catalogue
    result: dict[str, list[tuple[bool, FactView]]] = {}
    for overridden in (False, True):
        for fact in names.facts_about(view.iri, overridden=overridden):
            result.setdefault(names.property_label(fact.property), []).append((True, fact))
        for fact in names.facts_to(view.iri, overridden=overridden):
            result.setdefault(names.inverse_label(fact.property), []).append((False, fact))
    return result
