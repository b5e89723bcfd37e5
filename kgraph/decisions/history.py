"""The decisions of a build, looked up by entity, and their sides in full."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from kgraph.decisions.record import DECISIONS_FILE, Side, Step
from kgraph.errors import BuildError
from kgraph.model import Member, Resolution


class History:
    """The decisions of a build.

    Parameters
    ----------
    steps
        As `kgraph.decisions.record` has them, in their order.
    """

    def __init__(self, steps: Iterable[Step]) -> None:
        self.steps = tuple(steps)
        self._joinings: dict[str, list[Step]] = defaultdict(list)
        self._refusals: dict[str, list[Step]] = defaultdict(list)
        for step in self.steps:
            if step.joined:
                self._joinings[step.left.entity].append(step)
            else:
                for iri in dict.fromkeys((step.left.entity, step.right.entity)):
                    self._refusals[iri].append(step)

    def joinings(self, iri: str) -> tuple[Step, ...]:
        """The joinings that made an entity, in their order."""
        return tuple(self._joinings.get(iri, ()))

    def refusals(self, iri: str) -> tuple[Step, ...]:
        """What an entity was not joined with: by a person's decision, then though it was near, by points."""
        return tuple(
            sorted(self._refusals.get(iri, ()), key=lambda step: (not step.curated, -step.points, step.number))
        )

    def check(self, resolution: Resolution) -> None:
        """Raise an error unless the decisions are about entities of a build.

        Raises
        ------
        BuildError
            The build does not have one of them.
        """
        known = {entity.iri for entity in resolution.entities}
        if not known.issuperset((*self._joinings, *self._refusals)):
            raise BuildError(f"{DECISIONS_FILE} is of another build than the graph beside it. Run kgraph build again.")

    def members(self, side: Side) -> tuple[Member, ...]:
        """All members of a side, sorted."""
        found = set(side.members)
        todo, seen = list(side.joinings), set(side.joinings)
        while todo:
            joining = self.steps[todo.pop() - 1]
            for part in (joining.left, joining.right):
                found.update(part.members)
                todo += [number for number in part.joinings if number not in seen]
                seen.update(part.joinings)
        return tuple(sorted(found))
