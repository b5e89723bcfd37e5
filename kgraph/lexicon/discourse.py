"""How texts of a domain are organised: ``discourse.yaml`` of the lexicon folder."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from kgraph.lexicon.entries import Entry, parse_entry, read_yaml
from kgraph.ontology import Ontology


class _DiscourseEntry(Entry):
    topics: tuple[str, ...] = ()
    transparent: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Discourse:
    """What a reader of such texts takes for granted.

    Attributes
    ----------
    topics
        Classes that a text may be about: what a clause without a subject ("Studied with X.") is said of.
    transparent
        Nouns that stand for what follows them: "the *role* of Odette", "the *city* of Perm".
    """

    topics: frozenset[str] = frozenset()
    transparent: frozenset[str] = frozenset()


def load(folder: Path, ontology: Ontology, problems: list[str]) -> Discourse:
    """Read ``discourse.yaml``; without it no text has a topic."""
    path = folder / "discourse.yaml"
    if not path.exists():
        return Discourse()
    entry = parse_entry(_DiscourseEntry, read_yaml(path, problems) or {}, path.name, problems)
    if entry is None:
        return Discourse()
    for name in entry.topics:
        if name not in ontology.classes:
            problems.append(f"{path.name}: topics: unknown class '{name}'")
    return Discourse(frozenset(entry.topics), frozenset(entry.transparent))
