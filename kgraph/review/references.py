"""How a curation file can speak of an entity as one document has it, so that it means nothing else."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field

from kgraph.model import Entity, EntityMention, Member, Resolution
from kgraph.names import clean
from kgraph.text import fold


@dataclass(slots=True)
class References:
    """Writes references: ``Anna Lind (gala)``, with what else is needed in the brackets.

    What has no name that can be seen gets an empty one.

    Parameters
    ----------
    resolution
        The build.
    """

    resolution: Resolution
    _entities: dict[str, Entity] = field(init=False)
    _called: dict[tuple[str, str], set[str]] = field(init=False)
    _starts: dict[tuple[str, int], set[str]] = field(init=False)
    _mentions: dict[tuple[str, str], list[EntityMention]] = field(init=False)

    def __post_init__(self) -> None:
        self._entities = {entity.iri: entity for entity in self.resolution.entities}
        self._called, self._starts, self._mentions = defaultdict(set), defaultdict(set), defaultdict(list)
        for entity in self.resolution.entities:
            names = {_key(name) for name in (entity.bare_label, *entity.aliases)}
            for document in entity.documents:
                for name in names:
                    self._called[document, name].add(entity.iri)
            for mention in entity.mentions:
                self._starts[mention.document, mention.span.start].add(entity.iri)
                self._mentions[entity.iri, mention.document].append(mention)
                if not mention.pronoun:
                    self._called[mention.document, _key(mention.text)].add(entity.iri)

    def member(self, member: Member, *, exact: bool = False) -> str:
        """A reference to what a document has as one entity; with `exact`, also where it is first mentioned."""
        return self._write(member.name, member.document, member.entity, member.span.start, exact)

    def entity(self, iri: str, document: str) -> str:
        """A reference to an entity by a name that a document has for it: its label if it is there, else the longest."""
        named = [m for m in self._mentions.get((iri, document), ()) if not m.pronoun]
        label = _key(self._entities[iri].bare_label)
        if not named:
            return self._write(self._entities[iri].bare_label, document, iri, 0, False)
        best = min(named, key=lambda m: (_key(m.text) != label, -len(m.text), m.span))
        return self._write(clean(best.text), document, iri, best.span.start, False)

    def _write(self, name: str, document: str, iri: str, start: int, exact: bool) -> str:
        if not name:
            return ""
        which = [document]
        if exact or self._called.get((document, _key(name)), {iri}) != {iri}:
            which.append(f"at {start}")
            if len(self._starts.get((document, start), ())) > 1:
                which.append(self._entities[iri].type)
        return f"{name} ({', '.join(which)})"


def _key(name: str) -> str:
    return fold(name) or name
