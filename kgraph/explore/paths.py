"""Questions that notebooks ask of a graph: how two people are connected, and who is near."""

from __future__ import annotations

from collections import deque
from collections.abc import Collection

from kgraph.explore.catalogue import Catalogue
from kgraph.explore.views import Facts, FactView


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
