"""Questions that notebooks ask of a graph: what happened when, and how two people are connected."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Collection
from dataclasses import dataclass

from kgraph.explore.catalogue import Catalogue
from kgraph.explore.views import EntityView, Facts, FactView, Several
from kgraph.model import Literal as Value

_DATE = re.compile(r"\d{4}(?:-\d\d(?:-\d\d)?)?")


@dataclass(frozen=True, slots=True)
class Moment:
    """A fact about an entity, and when it was so.

    Attributes
    ----------
    start, end
        First and last date of the fact, as ISO 8601 text as precise as the source; the same for a single date.
    fact
        The fact.
    """

    start: str
    end: str
    fact: FactView

    def __str__(self) -> str:
        """``1995–1999  Ada Novak · member of · Ballet Nova (0.93)``."""
        when = self.start if self.start == self.end else f"{self.start}–{self.end}"
        return f"{when:<12}{self.fact}"


class Timeline(Several[Moment]):
    """Moments in the order of time: a tuple that shows itself as a table."""

    __slots__ = ()

    def _repr_html_(self) -> str:
        from kgraph.explore.display import timeline_html

        return timeline_html(self)


def timeline(view: EntityView) -> Timeline:
    """The dated facts about an entity, in the order of time.

    Dates are what a fact leads to (a birth date) or its qualifiers (joined in …, until …). A year sorts before the
    months and days of that year.
    """
    moments = []
    for fact in view.facts:
        dates = [v for v in fact.qualifiers.values() if _DATE.fullmatch(v)]
        if isinstance(fact.fact.object, Value) and _DATE.fullmatch(fact.fact.object.value):
            dates.append(fact.fact.object.value)
        if dates:
            moments.append(Moment(min(dates), max(dates), fact))
    return Timeline(sorted(moments, key=lambda m: (m.start, m.end, m.fact.label, str(m.fact))))


def shortest_path(catalogue: Catalogue, start: str, goal: str, without: Collection[str] = ()) -> Facts:
    """A shortest chain of facts between two entities, either way along each fact.

    Parameters
    ----------
    catalogue
        The graph.
    start, goal
        IRIs.
    without
        Local names of classes that the chain must not pass through. Two dancers are always connected through the
        occupation “dancer”; mostly that is not what is asked.

    Returns
    -------
    Facts
        The facts, from `start` to `goal`; empty if no chain connects them, or if they are the same. Of several
        shortest chains always the same one: the first by IRI.

    Notes
    -----
    Breadth-first search: every fact is looked at twice at most.
    """
    came_from: dict[str, FactView | None] = {start: None}
    queue = deque([start])
    while queue and goal not in came_from:
        here = queue.popleft()
        steps = [(f.fact.object, f) for f in catalogue.facts_about(here) if isinstance(f.fact.object, str)]
        steps += [(f.fact.subject, f) for f in catalogue.facts_to(here)]
        for there, fact in sorted(steps, key=lambda step: (step[0], -step[1].confidence, step[1].property)):
            entity = catalogue.view(there).entity
            if there in came_from or (there != goal and any(catalogue.is_a(entity, c) for c in without)):
                continue
            came_from[there] = fact
            queue.append(there)
    chain: list[FactView] = []
    at = goal
    while (fact_in := came_from.get(at)) is not None:
        chain.append(fact_in)
        at = fact_in.fact.subject if fact_in.fact.object == at else str(fact_in.fact.object)
    return Facts(reversed(chain))


def neighbourhood(catalogue: Catalogue, start: Collection[str], radius: int, without: Collection[str] = ()) -> set[str]:
    """IRIs of the entities within `radius` facts of those given, these included; `without` as in `shortest_path`."""
    reached = set(start)
    edge = set(start)
    for _ in range(radius):
        found: set[str] = set()
        for iri in edge:
            found |= {f.fact.object for f in catalogue.facts_about(iri) if isinstance(f.fact.object, str)}
            found |= {f.fact.subject for f in catalogue.facts_to(iri)}
        edge = {
            iri
            for iri in found - reached
            if not any(catalogue.is_a(catalogue.view(iri).entity, cls) for cls in without)
        }
        reached |= edge
    return reached
