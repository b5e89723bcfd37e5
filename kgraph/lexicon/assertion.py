"""The words that take the force of assertion away: ``assertion.yaml`` of the lexicon folder."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from kgraph.lexicon.entries import Entry, parse_entry, read_yaml


class _CuesEntry(Entry):
    governors: tuple[str, ...] = ()
    reporters: tuple[str, ...] = ()
    rumours: tuple[str, ...] = ()
    modals: tuple[str, ...] = ()
    adverbs: tuple[str, ...] = ()
    conditions: tuple[str, ...] = ()
    realised: tuple[str, ...] = ()
    not_only: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class AssertionCues:
    """Words by how they work.

    Attributes
    ----------
    governors
        Lemmas ("refuse", "turn down", "offer") that deny everything they govern.
    reporters
        Verbs ("believe", "hold") whose clause is somebody's opinion; their objects are not.
    rumours
        Verbs ("say") that make hearsay of a clause in the passive only.
    modals
        Auxiliaries ("might", "would") that make a verb hypothetical …
    realised
        … unless one of these adverbs ("later", "eventually") says that it came true.
    adverbs
        "never", "nearly", "allegedly".
    conditions
        Conjunctions: "if", "unless".
    not_only
        Words after "not" that turn it into an assertion: "not only".
    """

    governors: frozenset[str] = frozenset()
    reporters: frozenset[str] = frozenset()
    rumours: frozenset[str] = frozenset()
    modals: frozenset[str] = frozenset()
    adverbs: frozenset[str] = frozenset()
    conditions: frozenset[str] = frozenset()
    realised: frozenset[str] = frozenset()
    not_only: frozenset[str] = frozenset()


def load(folder: Path, problems: list[str]) -> AssertionCues:
    """Read ``assertion.yaml``; without the file nothing is denied but by "not"."""
    path = folder / "assertion.yaml"
    if not path.exists():
        return AssertionCues()
    entry = parse_entry(_CuesEntry, read_yaml(path, problems) or {}, path.name, problems)
    if entry is None:
        return AssertionCues()
    return AssertionCues(**{name: frozenset(words) for name, words in entry.model_dump().items()})
