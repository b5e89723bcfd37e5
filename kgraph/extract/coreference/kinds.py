"""Which classes can be one entity's."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Kinds:
    """The classes of an ontology as names have them.

    Attributes
    ----------
    parents
        Each class with those above it.
    """

    parents: Mapping[str, Collection[str]]

    def above(self, kind: str) -> Collection[str]:
        """The classes above one."""
        return self.parents.get(kind, ())

    def compatible(self, one: str, other: str) -> bool:
        """Whether two classes can be one entity's: the same, or one above the other."""
        return one == other or one in self.above(other) or other in self.above(one)
