"""The index behind everything that reads a graph: entities by IRI and name, facts by either end, terms by label."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from functools import cached_property

from kgraph.explore.lookup import AmbiguousNameError, NameIndex, UnknownNameError, near
from kgraph.explore.views import EntityView, Facts, FactView
from kgraph.model import Entity, Resolution
from kgraph.ontology import Ontology
from kgraph.text import fold

_CAPITAL = re.compile(r"(?<=[a-z])[A-Z]")


class Catalogue:
    """The entities and facts of a graph, indexed for reading.

    Parameters
    ----------
    resolution
        The graph.
    ontology
        The ontology that it was built with.
    """

    def __init__(self, resolution: Resolution, ontology: Ontology) -> None:
        self.resolution = resolution
        self.ontology = ontology
        self._views = {e.iri: EntityView(e, self) for e in resolution.entities}

    @cached_property
    def names(self) -> NameIndex:
        """The entities by name."""
        return NameIndex(self.resolution.entities)

    @cached_property
    def _facts(self) -> tuple[dict[str, list[FactView]], dict[str, list[FactView]]]:
        return self._by_end(self.all_facts())

    @cached_property
    def _overridden(self) -> tuple[dict[str, list[FactView]], dict[str, list[FactView]]]:
        return self._by_end(FactView(f, self) for f in self.resolution.facts if f.overridden_by is not None)

    @staticmethod
    def _by_end(facts: Iterable[FactView]) -> tuple[dict[str, list[FactView]], dict[str, list[FactView]]]:
        """Facts by subject, and those that lead to an entity by object."""
        about: dict[str, list[FactView]] = {}
        to: dict[str, list[FactView]] = {}
        for fact in facts:
            about.setdefault(fact.fact.subject, []).append(fact)
            if isinstance(fact.fact.object, str):
                to.setdefault(fact.fact.object, []).append(fact)
        return about, to

    def all_facts(self) -> Iterator[FactView]:
        """All facts that the graph carries, sorted by subject, property and object."""
        return (FactView(f, self) for f in self.resolution.carried)

    def all_entities(self) -> Iterator[EntityView]:
        """All entities, sorted by IRI."""
        return iter(self._views.values())

    def view(self, iri: str) -> EntityView:
        """The entity with an IRI.

        Raises
        ------
        UnknownNameError
            There is none.
        """
        try:
            return self._views[iri]
        except KeyError:
            raise UnknownNameError(iri) from None

    def find(self, name: str, cls: str | None = None) -> EntityView:
        """The entity that a name, an alias or an IRI stands for, among those of a class if one is given.

        An entity of which the texts only speak, without stating anything, does not compete with one that has facts.

        Raises
        ------
        UnknownNameError
            No entity has the name, or none of the class has; or there is no such class. With near misses.
        AmbiguousNameError
            Several do; the error lists them.
        """
        found = self.names.find(name)
        wanted = None if cls is None else self.class_name(cls)
        if wanted is not None:
            found = tuple(e for e in found if self.is_a(e, wanted))
        stated = [e for e in found if e.iri in self._facts[0] or e.iri in self._facts[1]]
        chosen = found if len(found) == 1 else stated
        if len(chosen) == 1:
            return self.view(chosen[0].iri)
        if found:
            raise AmbiguousNameError(name, found)
        raise UnknownNameError(name, self.names.near_misses(name), kind=wanted or "entity")

    def homonyms(self, iri: str) -> tuple[EntityView, ...]:
        """The other entities with the preferred name of one, whatever tells them apart, sorted by IRI."""
        same = (e for e in self.names.find(self.view(iri).entity.bare_label) if e.iri != iri)
        return tuple(self.view(e.iri) for e in same)

    def facts_about(self, iri: str, *, overridden: bool = False) -> Facts:
        """The facts whose subject an entity is, sorted by the property's label, then by name of the object.

        Those that the graph carries, or those that these override.
        """
        facts, _ = self._overridden if overridden else self._facts
        return self._sorted(facts.get(iri, ()), lambda f: (f.object_name, str(f.fact.object)))

    def facts_to(self, iri: str, *, overridden: bool = False) -> Facts:
        """The facts whose object an entity is, sorted by the property's label, then by name of the subject.

        Those that the graph carries, or those that these override.
        """
        _, facts = self._overridden if overridden else self._facts
        return self._sorted(facts.get(iri, ()), lambda f: (f.subject.name, f.fact.subject))

    @staticmethod
    def _sorted(facts: Iterable[FactView], key: Callable[[FactView], tuple[str, str]]) -> Facts:
        return Facts(sorted(facts, key=lambda f: (f.label, f.property, *key(f))))

    def property_label(self, name: str) -> str:
        """A property or qualifier in words; one that another ontology declares, by its name with spaces."""
        term = self.ontology.terms.get(name)
        return term.label if term else _CAPITAL.sub(lambda m: f" {m[0].lower()}", name)

    def inverse_label(self, name: str) -> str:
        """A property in words, read from its object: the label of its inverse, or its own with an arrow."""
        inverse = self.ontology.inverse_of(name)
        return self.property_label(inverse) if inverse else f"← {self.property_label(name)}"

    def properties(self, name: str) -> frozenset[str]:
        """Local names of a property and of those below it, given by local name, prefixed name, IRI or label.

        Raises
        ------
        UnknownNameError
            The ontology has no such property; the error has near misses.
        """
        labels = {n: p.label for n, p in self.ontology.terms.items() if p.kind in ("fact", "abstract")}
        found = self._term(name, labels, "property")
        return frozenset({found, *self.ontology.sub_properties(found)})

    def class_name(self, name: str) -> str:
        """The local name of a class given by local name, prefixed name, IRI or label.

        Raises
        ------
        UnknownNameError
            The ontology has no such class; the error has near misses.
        """
        labels = {n: c.label for n, c in self.ontology.classes.items()}
        return self._term(name, labels, "class")

    def _term(self, name: str, labels: dict[str, str], kind: str) -> str:
        local = self.ontology.local(name) or name.removeprefix(f"{self.ontology.prefix}:")
        if local in labels:
            return local
        by_label = {fold(label): n for n, label in sorted(labels.items(), reverse=True)}
        by_label |= {fold(n): n for n in labels}
        if fold(name) in by_label:
            return by_label[fold(name)]
        hint = f"The ontology has: {', '.join(labels)}."
        raise UnknownNameError(name, near(name, by_label), kind=kind, hint=hint)

    def is_a(self, entity: Entity, cls: str) -> bool:
        """Whether an entity is of a class or of one below it."""
        return self.ontology.is_a(entity.type, cls) or self.ontology.is_a(entity.subtype, cls)
