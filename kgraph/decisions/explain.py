"""Why an entity is one: the decisions about it, with the names and sentences that they are about."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from kgraph.decisions.history import History
from kgraph.decisions.record import Side, Step
from kgraph.explore.views import EntityView, FactView
from kgraph.model import Evidence, Literal, Member
from kgraph.resolve.agreement import values_agree
from kgraph.resolve.weights import Weights

if TYPE_CHECKING:
    from kgraph.explore.catalogue import Catalogue


@dataclass(frozen=True)
class SideView:
    """One side of a decision.

    Attributes
    ----------
    entity
        The entity that it belongs to.
    name
        What its first member is called.
    members
        All of them, sorted by document and position.
    contexts
        Where its documents state facts about it: the sentences nearest to the members, one for each document that has
        any, in the order of the members.
    """

    entity: EntityView
    name: str
    members: tuple[Member, ...]
    contexts: tuple[Evidence, ...]

    @property
    def documents(self) -> tuple[str, ...]:
        """Ids of the documents of its members, in their order."""
        return tuple(dict.fromkeys(member.document for member in self.members))


@dataclass(frozen=True)
class StepView:
    """A decision with its two sides."""

    step: Step
    left: SideView
    right: SideView


@dataclass(frozen=True)
class Contrast:
    """What is otherwise of a namesake: a property or ``class`` in words, and the values of both."""

    what: str
    here: tuple[str, ...]
    there: tuple[str, ...]


@dataclass(frozen=True)
class Namesake:
    """Another entity of the same name.

    Attributes
    ----------
    entity
        The namesake.
    contrasts
        What tells it apart: nothing if the texts do not say.
    refused
        Whether a decision kept the two apart; if not, they were not near enough to decide.
    """

    entity: EntityView
    contrasts: tuple[Contrast, ...]
    refused: bool


@dataclass(frozen=True)
class Explanation:
    """Why an entity is one.

    Attributes
    ----------
    entity
        The entity.
    names
        For each document what it calls the entity, in the order of the text, pronouns left out.
    joinings
        The decisions that made it, in their order.
    refusals
        What it was not joined with: what a person keeps apart, then what was near, those with the most points first.
    namesakes
        Entities of the same name, sorted by IRI.
    """

    entity: EntityView
    names: Mapping[str, tuple[str, ...]]
    joinings: tuple[StepView, ...]
    refusals: tuple[StepView, ...]
    namesakes: tuple[Namesake, ...]


def explain(view: EntityView, history: History, catalogue: Catalogue) -> Explanation:
    """Put together why an entity is one.

    Parameters
    ----------
    view
        The entity.
    history, catalogue
        The decisions of its build, and the build itself.

    Raises
    ------
    BuildError
        The decisions are about other entities than the build has.
    """
    history.check(catalogue.resolution)
    near = {side.entity for step in history.refusals(view.iri) for side in (step.left, step.right)}
    names: dict[str, dict[str, None]] = {}
    for mention in view.entity.mentions:
        said = names.setdefault(mention.document, {})
        if not mention.pronoun:
            said[mention.text] = None
    contexts = Contexts(catalogue)
    return Explanation(
        view,
        {document: tuple(said) for document, said in names.items()},
        tuple(step_view(step, history, contexts) for step in history.joinings(view.iri)),
        tuple(step_view(step, history, contexts) for step in history.refusals(view.iri)),
        tuple(Namesake(other, tuple(_contrasts(view, other, catalogue)), other.iri in near) for other in view.homonyms),
    )


class Contexts:
    """Finds sentences about members of decisions.

    Parameters
    ----------
    catalogue
        The build.
    """

    def __init__(self, catalogue: Catalogue) -> None:
        self.catalogue = catalogue
        self._stated = cache(self._evidence)

    def of(self, members: Iterable[Member]) -> tuple[Evidence, ...]:
        """For each document the sentence nearest to the first of its members, where sentences state facts about it."""
        first: dict[str, Member] = {}
        for member in members:
            first.setdefault(member.document, member)
        found = []
        for document, member in first.items():
            stated = self._stated(member.entity).get(document, ())
            if stated:
                found.append(min(stated, key=lambda e: _distance(e, member)))
        return tuple(found)

    def _evidence(self, iri: str) -> dict[str, list[Evidence]]:
        """All that texts state about an entity, by document."""
        found: dict[str, list[Evidence]] = {}
        for overridden in (False, True):
            for facts in (self.catalogue.facts_about, self.catalogue.facts_to):
                for fact in facts(iri, overridden=overridden):
                    for one in fact.fact.evidence:
                        found.setdefault(one.document, []).append(one)
        return found


def _distance(evidence: Evidence, member: Member) -> tuple[object, ...]:
    sentence, mention = evidence.sentence_span, member.span
    away = max(sentence.start - mention.start, mention.end - sentence.end, 0)
    return away, sentence, evidence.subject_span, evidence.object_span


def step_view(step: Step, history: History, contexts: Contexts) -> StepView:
    """A decision with the members of its sides and sentences about them."""

    def side_view(side: Side) -> SideView:
        members = history.members(side)
        return SideView(contexts.catalogue.view(side.entity), side.name, members, contexts.of(members))

    return StepView(step, side_view(step.left), side_view(step.right))


def _contrasts(view: EntityView, other: EntityView, catalogue: Catalogue) -> Iterator[Contrast]:
    """The classes if they differ, and the properties of which one can have one value, or that say what it is."""
    ontology = catalogue.ontology
    here, there = (e.subtype or e.type for e in (view, other))
    if not (ontology.is_a(here, there) or ontology.is_a(there, here)):
        yield Contrast(
            "class", *((ontology.classes[c].label,) if c in ontology.classes else (c,) for c in (here, there))
        )
    weighed = Weights.of(ontology).properties
    for name, prop in ontology.properties.items():
        if prop.functional or name in weighed:
            one, two = ([f for f in e.as_subject if f.property == name] for e in (view, other))
            if one and two and not any(_agree(a, b) for a in one for b in two):
                yield Contrast(
                    prop.label, *(tuple(dict.fromkeys(f.object_name for f in facts)) for facts in (one, two))
                )


def _agree(a: FactView, b: FactView) -> bool:
    x, y = a.fact.object, b.fact.object
    if isinstance(x, Literal) and isinstance(y, Literal):
        return values_agree([x.value], [y.value])
    return x == y
