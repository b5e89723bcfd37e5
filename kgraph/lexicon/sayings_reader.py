"""Reads the sayings of a lexicon folder: ``frames/*.yaml``, ``phrases.yaml``, ``rules.yaml``, ``defaults.yaml`` and
``properties.yaml``, checked against the ontology. The folder's ``README.md`` documents the notation.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Literal

from pydantic import Field, field_validator

from kgraph.lexicon.entries import Entry, parse_entry, read_yaml
from kgraph.lexicon.sayings import SLOTS, Default, Element, FactTemplate, Frame, Phrase, Rule, Sayings, Slot
from kgraph.ontology import Ontology

_SLOT = re.compile(r"(?:(?P<anchor>[a-z_]+)/)?(?P<slot>[a-z]+)(?::(?P<words>[^/]+))?")
_ELEMENT = re.compile(r"\{(?P<role>[a-z_]+)(?::(?P<types>[A-Za-z|-]+))?\}")


class _FrameEntry(Entry):
    name: str
    verbs: tuple[str, ...] = ()
    nouns: tuple[str, ...] = ()
    adjectives: tuple[str, ...] = ()
    mentions: str = ""
    position: tuple[str, ...] = ()
    unless: tuple[str, ...] = ()
    voice: Literal["any", "active", "passive"] = "any"
    objects: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    roles: dict[str, tuple[str, ...] | str]
    facts: tuple[str | dict[str, str], ...]
    where: dict[str, tuple[str, ...]] = Field(default_factory=dict)
    types: dict[str, str] = Field(default_factory=dict)
    asserts: bool = True

    @field_validator("verbs", "nouns", "adjectives", "objects", "without", "unless", mode="before")
    @classmethod
    def _words(cls, value: object) -> object:
        return tuple(value.split(", ")) if isinstance(value, str) else value


class _PhraseEntry(Entry):
    name: str
    patterns: tuple[str, ...]
    facts: tuple[str | dict[str, str], ...]
    where: dict[str, tuple[str, ...]] = Field(default_factory=dict)


class _RuleEntry(Entry):
    name: str
    given: tuple[str, ...]
    then: str | dict[str, str]


class _DefaultEntry(Entry):
    name: str
    fact: str
    topic: tuple[str, ...]
    among_first: int = 0
    other: str
    unless: tuple[str, ...] = ()
    unless_object: tuple[str, ...] = ()


class _PropertyEntry(Entry):
    time: Literal["none", "point", "span"] = "none"
    unsaid: str = ""


def load(folder: Path, ontology: Ontology, problems: list[str]) -> Sayings:
    """Read ``frames/*.yaml`` and the other files of sayings below the lexicon folder."""
    reader = _Reader(ontology, problems)
    frames = tuple(
        frame
        for path in sorted((folder / "frames").glob("*.yaml"))
        for where, data in _listed(path, problems)
        for frame in reader.frames(data, where)
    )
    phrases = tuple(
        phrase for where, data in _listed(folder / "phrases.yaml", problems) for phrase in reader.phrases(data, where)
    )
    rules = tuple(
        rule for where, data in _listed(folder / "rules.yaml", problems) if (rule := reader.rule(data, where))
    )
    defaults = tuple(
        default
        for where, data in _listed(folder / "defaults.yaml", problems)
        if (default := reader.default(data, where))
    )
    time, unsaid = reader.properties(folder / "properties.yaml")
    return Sayings(frames, phrases, rules, defaults, time, unsaid)


def _listed(path: Path, problems: list[str]) -> Iterator[tuple[str, object]]:
    """The entries of a YAML list with a name for each; a missing file has none."""
    if not path.exists():
        return
    data = read_yaml(path, problems)
    if data is not None and not isinstance(data, list):
        problems.append(f"{path.name}: must be a list of entries")
        return
    for number, item in enumerate(data or (), start=1):
        name = item.get("name") if isinstance(item, dict) else None
        yield f"{path.name}: {name or f'entry {number}'}", item


class _Reader:
    """Turns entries into frames, phrases and rules; notes what does not fit the ontology."""

    def __init__(self, ontology: Ontology, problems: list[str]) -> None:
        self.ontology = ontology
        self.problems = problems

    def frames(self, data: object, where: str) -> Iterator[Frame]:
        entry = parse_entry(_FrameEntry, data, where, self.problems)
        if entry is None:
            return
        roles = tuple((role, self._slots(slots, entry, where)) for role, slots in entry.roles.items())
        facts = tuple(t for f in entry.facts if (t := self._template(f, set(entry.roles), where)))
        evokers = {
            "verb": entry.verbs,
            "noun": entry.nouns,
            "adjective": entry.adjectives,
            "mention": (entry.mentions,) if entry.mentions else (),
        }
        if not any(evokers.values()):
            self.problems.append(f"{where}: needs verbs, nouns, adjectives or mentions to evoke it")
        accepts = {}
        for role, slots in roles:
            types = self._accepts(role, facts, entry.types.get(role, ""), where)
            if slots and types is not None:
                accepts[role] = types
        guards = {role: frozenset(labels) for role, labels in entry.where.items()}
        for kind, words in evokers.items():
            if words:
                yield Frame(
                    entry.name, kind, frozenset(words), entry.voice, frozenset(entry.objects), frozenset(entry.without),
                    self._slots(entry.position, entry, where), frozenset(entry.unless), roles, accepts,
                    facts, guards, entry.asserts,
                )  # fmt: skip

    def phrases(self, data: object, where: str) -> Iterator[Phrase]:
        entry = parse_entry(_PhraseEntry, data, where, self.problems)
        if entry is None:
            return
        named = {m["role"] for pattern in entry.patterns for m in _ELEMENT.finditer(pattern)}
        facts = tuple(t for f in entry.facts if (t := self._template(f, named, where)))
        for pattern in entry.patterns:
            elements = tuple(self._element(word, facts, where) for word in pattern.split())
            here = {e.role for e in elements}
            stated = tuple(t for t in facts if t.subject in here and t.object in here)
            if not stated:
                self.problems.append(f"{where}: the pattern '{pattern}' states no fact")
            yield Phrase(entry.name, elements, stated, {r: frozenset(v) for r, v in entry.where.items()})

    def rule(self, data: object, where: str) -> Rule | None:
        entry = parse_entry(_RuleEntry, data, where, self.problems)
        if entry is None:
            return None
        names = {word for fact in entry.given for word in fact.split()[::2]}
        given = tuple(t for f in entry.given if (t := self._template(f, names, where)))
        then = self._template(entry.then, names, where)
        return Rule(entry.name, given, then) if then and len(given) == len(entry.given) else None

    def default(self, data: object, where: str) -> Default | None:
        entry = parse_entry(_DefaultEntry, data, where, self.problems)
        if entry is None:
            return None
        template = self._template(entry.fact, {"topic", "other"}, where)
        for name in (*entry.unless, *entry.unless_object):
            if name not in self.ontology.properties:
                self.problems.append(f"{where}: unknown property '{name}'")
        if template is None:
            return None
        accepts = self._accepts("other", (template,), entry.other, where) or frozenset()
        return Default(
            entry.name, template.property, template.subject == "topic", frozenset(entry.topic), entry.among_first,
            accepts, frozenset(entry.unless), frozenset(entry.unless_object),
        )  # fmt: skip

    def properties(self, path: Path) -> tuple[dict[str, str], dict[str, str]]:
        time: dict[str, str] = {}
        unsaid: dict[str, str] = {}
        data = read_yaml(path, self.problems) if path.exists() else {}
        if not isinstance(data, dict):
            self.problems.append(f"{path.name}: must map properties to entries")
            return time, unsaid
        for name, value in data.items():
            if name not in self.ontology.properties:
                self.problems.append(f"{path.name}: unknown property '{name}'")
            elif entry := parse_entry(_PropertyEntry, value or {}, f"{path.name}: {name}", self.problems):
                time[name] = entry.time
                if entry.unsaid:
                    unsaid[name] = entry.unsaid
        return time, unsaid

    def _slots(self, slots: tuple[str, ...] | str, entry: _FrameEntry, where: str) -> tuple[Slot, ...]:
        found = []
        for text in (slots,) if isinstance(slots, str) else slots:
            match = _SLOT.fullmatch(text)
            name = match["slot"] if match else ""
            words = frozenset((match["words"] or "").split(",")) - {""} if match else frozenset()
            anchor = (match["anchor"] or "") if match else ""
            if name != "prep" and name not in SLOTS:
                self.problems.append(f"{where}: unknown slot '{text}' (known: prep:…, {', '.join(sorted(SLOTS))})")
            elif (name == "prep") != bool(words):
                self.problems.append(f"{where}: '{text}': prep, and only prep, takes prepositions, as in 'prep:in,at'")
            elif anchor and anchor not in entry.roles:
                self.problems.append(f"{where}: '{text}' hangs on an unknown role '{anchor}'")
            else:
                found.append(Slot(name, words, anchor))
        return tuple(found)

    def _template(self, fact: str | dict[str, str], roles: set[str], where: str) -> FactTemplate | None:
        qualifiers: dict[str, str] = {}
        if isinstance(fact, dict):
            qualifiers = {k: v for k, v in fact.items() if k != "fact"}
            fact = fact.get("fact", "")
        words = fact.split()
        if len(words) != 3:
            self.problems.append(f"{where}: '{fact}' is not 'role property role'")
            return None
        subject, name, object_ = words
        for role in (subject, object_, *qualifiers.values()):
            if role not in roles:
                self.problems.append(f"{where}: '{fact}': unknown role '{role}'")
                return None
        if name not in self.ontology.properties:
            self.problems.append(f"{where}: unknown property '{name}'")
            return None
        return FactTemplate(subject, name, object_, tuple(sorted(qualifiers.items())))

    def _accepts(self, role: str, facts: tuple[FactTemplate, ...], types: str, where: str) -> frozenset[str] | None:
        """Classes that may fill a role, sub-classes included; None when it takes part in no fact and names none."""
        if types:
            listed, *excluded = types.split("-")
            for name in (*listed.split("|"), *excluded):
                if name not in self.ontology.classes:
                    self.problems.append(f"{where}: unknown class '{name}'")
            return self._below(listed.split("|")) - self._below(excluded)
        wanted: set[str] = set()
        for fact in facts:
            about = self.ontology.properties[fact.property]
            if fact.subject == role:
                wanted.update(about.domain)
            if fact.object == role:
                wanted.update(("date",) if about.is_date else about.range)
        return self._below(wanted) if wanted else None

    def _below(self, names: set[str] | list[str]) -> frozenset[str]:
        classes = self.ontology.classes
        return frozenset(n for n in names if n == "date") | frozenset(
            c for c in classes for n in names if n in classes and self.ontology.is_a(c, n)
        )

    def _element(self, text: str, facts: tuple[FactTemplate, ...], where: str) -> Element:
        optional = len(text) > 1 and text.endswith("?")
        text = text[:-1] if optional else text
        match = _ELEMENT.fullmatch(text)
        if match is None:
            return Element(
                words=frozenset(text.lower().split("|")) if text != "|" else frozenset("|"), optional=optional
            )
        role, types = match["role"], match["types"] or ""
        if types == "topic":
            return Element(role=role, zero_width=True)
        date = any(f.object == role and self.ontology.properties[f.property].is_date for f in facts)
        if types == "Date" or (date and not types):
            return Element(role=role, accepts=frozenset(("date",)), optional=optional)
        accepts = self._accepts(role, facts, types, where)
        if accepts is None:
            self.problems.append(f"{where}: '{text}' takes part in no fact and names no class")
        return Element(role=role, accepts=accepts or frozenset(), optional=optional)
