"""From a name as a person types it to the entities that bear it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from rapidfuzz import fuzz, process

from kgraph.errors import KGraphError
from kgraph.model import Entity
from kgraph.text import fold, printable

#: How alike two folded names must be, in 0–100, for the one to be suggested for the other.
NEAR = 70.0


class UnknownNameError(KGraphError, KeyError):
    """No entity, class or property bears the name.

    Attributes
    ----------
    name
        What was asked for.
    near_misses
        Names that exist and look like it, best first.
    """

    def __init__(self, name: str, near_misses: Sequence[str] = (), *, kind: str = "entity", hint: str = "") -> None:
        self.name = name
        self.near_misses = tuple(near_misses)
        message = f"There is no {kind} called “{printable(name)}” in this graph."
        if near_misses:
            message += "\nDid you mean: " + ", ".join(printable(n) for n in near_misses) + "?"
        elif hint:
            message += f"\n{hint}"
        super().__init__(message)

    def __str__(self) -> str:
        """The message itself: `KeyError` would show its representation."""
        return str(self.args[0])


class AmbiguousNameError(KGraphError, LookupError):
    """Several entities bear the name.

    Attributes
    ----------
    name
        What was asked for.
    candidates
        The entities, the most mentioned first.
    """

    def __init__(self, name: str, candidates: Sequence[Entity]) -> None:
        self.name = name
        self.candidates = tuple(sorted(candidates, key=lambda c: (-len(c.mentions), c.iri)))
        lines = [f"{len(candidates)} entities are called “{printable(name)}”. Say which by its IRI or type:"]
        for c in self.candidates:
            documents = f"{len(c.documents)} document{'' if len(c.documents) == 1 else 's'}"
            lines.append(f"  {printable(c.label)} ({c.subtype or c.type}, {documents}): {printable(c.iri)}")
        super().__init__("\n".join(lines))


class NameIndex:
    """Entities by IRI and by name, where case, accents and punctuation do not count.

    Parameters
    ----------
    entities
        Those of one graph.
    """

    def __init__(self, entities: Iterable[Entity]) -> None:
        self._by_iri = {e.iri: e for e in entities}
        self._labels: dict[str, list[Entity]] = {}
        self._aliases: dict[str, list[Entity]] = {}
        for entity in self._by_iri.values():
            called = {_key(entity.label), _key(entity.bare_label)}
            for key in called:
                self._labels.setdefault(key, []).append(entity)
            for key in {_key(alias) for alias in entity.aliases} - called:
                self._aliases.setdefault(key, []).append(entity)

    def find(self, name: str) -> tuple[Entity, ...]:
        """All entities that a name may stand for, sorted by IRI.

        An IRI, or the end of one after a ``/`` (``person/ada``), stands for one entity. A preferred name comes
        before an alias: who is *called* “Giselle” before who is *also* called so. Without what tells namesakes apart,
        it stands for all of them.
        """
        if name in self._by_iri:
            return (self._by_iri[name],)
        found = self._labels.get(_key(name)) or self._aliases.get(_key(name)) or []
        if not found and "/" in name:
            tail = "/" + name.strip("<>/")
            found = [e for iri, e in self._by_iri.items() if iri.endswith(tail)]
        return tuple(sorted(found, key=lambda e: e.iri))

    def near_misses(self, name: str, limit: int = 5) -> tuple[str, ...]:
        """Preferred names of entities that have a name like this one, best first."""
        names: dict[str, str] = {}
        for key, entities in (*self._labels.items(), *self._aliases.items()):
            names.setdefault(key, min(e.label for e in entities))
        return near(name, names, limit)


def near(name: str, choices: dict[str, str], limit: int = 5) -> tuple[str, ...]:
    """The values of `choices` whose (folded) keys look like a name: distinct, best first, ties in order of name."""
    wanted = _key(name)
    scored = process.extract(wanted, list(choices), scorer=fuzz.WRatio, limit=None, score_cutoff=NEAR)
    # Alike in part is as good as alike in whole for WRatio: of two such, the one that is alike in whole.
    ranked = sorted(scored, key=lambda hit: (-round(hit[1]), -round(fuzz.ratio(wanted, hit[0])), hit[0]))
    return tuple(dict.fromkeys(choices[key] for key, *_ in ranked))[:limit]


def _key(name: str) -> str:
    """What is compared; names without a letter (an emoji) are compared as they are."""
    return fold(name) or name.casefold().strip()
