"""What tells a class of thing from its name and its sentence: ``lexicon/classes.yaml``.

The file is documented at its head. Here it becomes look-up tables: from words to the classes they speak for.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, TypeVar

from pydantic import Field

from kgraph.lexicon.entries import Entry, parse_entry, read_yaml
from kgraph.lexicon.words import fold
from kgraph.ontology import Ontology

K = TypeVar("K", str, tuple[str, ...], tuple[str, str])
Trait = Literal["person", "role", "group", "title", "occupation", "country"]

#: What may stand before a phrase without being a part of it.
_BEFORE = frozenset(("the", "a", "an", "his", "her", "its", "their"))
#: What can speak for a class; what each kind is worth stands in `kgraph.extract.mentions.scores`.
Kind = Literal[
    "head", "open", "noun", "apposition", "frame", "hint", "gazetteer", "ambiguous", "quoted", "title",
    "given", "given-alone", "article", "short", "shape", "acronym", "year", "life", "list", "such",
    "neighbour", "nickname", "company", "tail", "recogniser", "phrase", "titled", "plain", "modifier", "topic",
]  # fmt: skip


class ClassEntry(Entry):
    """One class in ``classes.yaml``."""

    type: str = ""
    traits: tuple[Trait, ...] = ()
    prior: float = 0.0
    weights: dict[Kind, float] = Field(default_factory=dict)
    ner: dict[str, float] = Field(default_factory=dict)
    heads: tuple[str, ...] = ()
    opens: tuple[str, ...] = ()
    leads: tuple[str, ...] = ()
    nouns: tuple[str, ...] = ()
    frames: dict[str, tuple[str, ...]] = Field(default_factory=dict)
    hints: dict[str, tuple[str, ...]] = Field(default_factory=dict)
    tails: tuple[str, ...] = ()
    previous: dict[str, tuple[str, ...]] = Field(default_factory=dict)
    next: dict[str, tuple[str, ...]] = Field(default_factory=dict)
    titular: tuple[str, ...] = ()
    complete: bool = False
    titles: dict[Literal["f", "m", "u"], tuple[str, ...]] = Field(default_factory=dict)
    kept: tuple[str, ...] = ()


class ClassesFile(Entry):
    """The form of ``classes.yaml``."""

    shared_names: tuple[tuple[str, str], ...] = Field(default=(), alias="shared-names")
    classes: dict[str, ClassEntry]


@dataclass(frozen=True, slots=True, order=True)
class Sense:
    """A class as mentions have it: local names of the type and, where it is finer, of the subtype."""

    type: str
    subtype: str = ""


#: The classes that a word speaks for.
Senses = tuple[Sense, ...]


@dataclass(frozen=True, slots=True)
class ClassLexicon:
    """The tables of ``classes.yaml``; words in lower case without diacritics, phrases as tuples of words.

    Attributes
    ----------
    parents
        Each type with the types above it, nearest first: what speaks for a type speaks for those below it.
    traits
        The sense that has a trait.
    priors
        What each type starts from: low for rare ones.
    weights
        (type, kind of evidence) → points, where they are not the usual ones.
    ner
        Label of the entity recogniser → (type, weight).
    heads, opens
        Last words and first words of names.
    leads
        Words without a capital that begin names: "rue Saint-Denis".
    nouns
        Common nouns that introduce a name or stand in apposition to it.
    frames, hints
        (argument, governing lemma or "*") → what an argument there is.
    tails
        Words without a capital that end a name: "the Rambert company".
    previous, next
        (class of the name before or after, word between) → what this name is.
    titular
        What is named like the thing of another class that it belongs to ("title role") → (what it is, that class).
    titles
        Title before a person's name → gender (``f``, ``m``, ``u``).
    kept
        Titles that belong to a name of one further word.
    complete
        Types whose names end with their head: what follows with "of the" is another name.
    shared
        Pairs of types that may share a name in one text.
    """

    parents: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    traits: Mapping[str, Sense] = field(default_factory=dict)
    priors: Mapping[str, float] = field(default_factory=dict)
    weights: Mapping[tuple[str, Kind], float] = field(default_factory=dict)
    ner: Mapping[str, tuple[tuple[str, float], ...]] = field(default_factory=dict)
    heads: Mapping[tuple[str, ...], Senses] = field(default_factory=dict)
    opens: Mapping[tuple[str, ...], Senses] = field(default_factory=dict)
    leads: frozenset[str] = frozenset()
    nouns: Mapping[tuple[str, ...], Senses] = field(default_factory=dict)
    frames: Mapping[tuple[str, str], Senses] = field(default_factory=dict)
    hints: Mapping[tuple[str, str], Senses] = field(default_factory=dict)
    tails: Mapping[str, Senses] = field(default_factory=dict)
    previous: Mapping[tuple[str, str], Senses] = field(default_factory=dict)
    next: Mapping[tuple[str, str], Senses] = field(default_factory=dict)
    titular: Mapping[tuple[str, ...], tuple[Sense, str]] = field(default_factory=dict)
    titles: Mapping[str, str] = field(default_factory=dict)
    kept: frozenset[str] = frozenset()
    complete: frozenset[str] = frozenset()
    shared: frozenset[frozenset[str]] = frozenset()


def load(folder: Path, ontology: Ontology, problems: list[str]) -> ClassLexicon:
    """Read ``lexicon/classes.yaml`` below `folder`, the ontology's folder.

    Parameters
    ----------
    problems
        One line is appended for each entry that is malformed or names what the ontology does not have.
    """
    path = folder / "lexicon" / "classes.yaml"
    if not path.exists():
        problems.append(f"{path.name}: missing: mentions cannot be typed without it")
        return ClassLexicon()
    parsed = parse_entry(ClassesFile, read_yaml(path, problems), path.name, problems)
    if parsed is None:
        return ClassLexicon()
    before = len(problems)
    problems.extend(f"{path.name}: {fault}" for fault in _faults(parsed, ontology))
    return _tables(parsed, ontology) if len(problems) == before else ClassLexicon()


def _faults(parsed: ClassesFile, ontology: Ontology) -> Iterator[str]:
    types = {name for name, entry in parsed.classes.items() if not entry.type}
    holders: dict[str, str] = {}
    for name, entry in parsed.classes.items():
        if name not in ontology.classes:
            yield f"'{name}' is not a class of the ontology"
        elif entry.type and entry.type not in types:
            yield f"{name}: its type '{entry.type}' is not a class of this file without a type of its own"
        elif entry.type and not ontology.is_a(name, entry.type):
            yield f"{name}: is not a sub-class of '{entry.type}' in the ontology"
        for trait in entry.traits:
            if trait in holders:
                yield f"{name}: only one class may have the trait '{trait}', and {holders[trait]} has it"
            holders.setdefault(trait, name)
        for said, others in [*entry.previous.items(), *entry.next.items()]:
            for other in others:
                if other not in types:
                    yield f"{name}: '{other}' after '{said}' is not a class of this file without a type of its own"
        if entry.titular and not any(name in pair for pair in parsed.shared_names):
            yield f"{name}: is titular, but shares its name with no class in shared-names"
        if entry.titles and "person" not in entry.traits:
            yield f"{name}: titles belong to the class with the trait 'person'"
    for pair in parsed.shared_names:
        for name in pair:
            if name not in types:
                yield f"shared-names: '{name}' is not a class of this file"


def _tables(parsed: ClassesFile, ontology: Ontology) -> ClassLexicon:
    senses = {name: Sense(e.type or name, name if e.type else "") for name, e in parsed.classes.items()}
    types = sorted({sense.type for sense in senses.values()})
    ner: dict[str, list[tuple[str, float]]] = {}
    heads: dict[tuple[str, ...], list[Sense]] = {}
    opens: dict[tuple[str, ...], list[Sense]] = {}
    nouns: dict[tuple[str, ...], list[Sense]] = {}
    frames: dict[tuple[str, str], list[Sense]] = {}
    hints: dict[tuple[str, str], list[Sense]] = {}
    tails: dict[str, list[Sense]] = {}
    previous: dict[tuple[str, str], list[Sense]] = {}
    following: dict[tuple[str, str], list[Sense]] = {}
    titles: dict[str, str] = {}
    for name, entry in parsed.classes.items():
        sense = senses[name]
        for label, weight in entry.ner.items():
            ner.setdefault(label, []).append((sense.type, weight))
        for table, phrases in ((heads, entry.heads), (opens, entry.opens), (nouns, entry.nouns)):
            for phrase in phrases:
                table.setdefault(phrase_words(phrase), []).append(sense)
        for pairs, said in ((frames, entry.frames), (hints, entry.hints)):
            for argument, lemmas in said.items():
                for lemma in lemmas:
                    pairs.setdefault((argument, fold(lemma)), []).append(sense)
        for tail in entry.tails:
            tails.setdefault(fold(tail), []).append(sense)
        for neighbours, links in ((previous, entry.previous), (following, entry.next)):
            for link, others in links.items():
                for other in others:
                    neighbours.setdefault((other, link), []).append(sense)
        for gender, words in entry.titles.items():
            titles.update(dict.fromkeys(map(fold, words), gender))
    parents = {}
    for t in types:
        above = [other for other in types if other != t and ontology.is_a(t, other)]
        parents[t] = tuple(sorted(above, key=lambda a: (-sum(ontology.is_a(a, b) for b in above), a)))
    return ClassLexicon(
        parents=parents,
        traits={trait: senses[name] for name, entry in parsed.classes.items() for trait in entry.traits},
        priors={name: entry.prior for name, entry in parsed.classes.items() if not entry.type},
        weights={
            (name, kind): points for name, entry in parsed.classes.items() for kind, points in entry.weights.items()
        },
        ner={label: tuple(sorted(pairs)) for label, pairs in ner.items()},
        heads=_frozen(heads),
        opens=_frozen(opens),
        leads=frozenset(fold(word) for entry in parsed.classes.values() for word in entry.leads),
        nouns=_frozen(nouns),
        frames=_frozen(frames),
        hints=_frozen(hints),
        tails=_frozen(tails),
        previous=_frozen(previous),
        next=_frozen(following),
        titular={
            phrase_words(phrase): (
                senses[name],
                next(a if b == name else b for a, b in parsed.shared_names if name in (a, b)),
            )
            for name, entry in parsed.classes.items()
            for phrase in entry.titular
        },
        titles=titles,
        kept=frozenset(fold(word) for entry in parsed.classes.values() for word in entry.kept),
        complete=frozenset(name for name, entry in parsed.classes.items() if entry.complete and not entry.type),
        shared=frozenset(frozenset(pair) for pair in parsed.shared_names),
    )


def phrase_words(phrase: str) -> tuple[str, ...]:
    """The words of a phrase, folded; hyphens and a possessive ending are words of their own, as spaCy cuts them."""
    return tuple(fold(phrase).replace("-", " - ").replace("'s ", " 's ").split())


def without_article(text: str) -> tuple[str, ...]:
    """The words of a phrase, folded, without an article or possessive before it and hyphens in it: "the title-role"."""
    words = tuple(fold(text).replace("-", " ").split())
    return words[1:] if words[:1] and words[0] in _BEFORE else words


def _frozen(table: dict[K, list[Sense]]) -> dict[K, Senses]:
    return {key: tuple(dict.fromkeys(senses)) for key, senses in table.items()}
