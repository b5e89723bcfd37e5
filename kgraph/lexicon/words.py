"""Words for people and what they do: occupations, demonyms, given names, nouns for persons."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from pydantic import Field

from kgraph.lexicon.entries import Entry, parse_entry, read_rows, read_yaml
from kgraph.ontology import Ontology

_GENDERS = ("f", "m", "u")
_DEMONYM_KINDS = ("adj", "noun", "both")


@lru_cache(maxsize=1 << 16)
def fold(text: str) -> str:
    """`text` without case, diacritics or typographic apostrophes: what names are compared by."""
    if text.isascii():
        return text.lower()
    plain = unicodedata.normalize("NFKD", text.replace("’", "'")).casefold()
    return "".join(c for c in plain if not unicodedata.combining(c))


class OccupationsFile(Entry):
    """The form of ``occupations.yaml``."""

    heads: tuple[str, ...]
    modifiers: tuple[str, ...] = ()
    compounds: tuple[str, ...] = ()
    variants: dict[str, str] = Field(default_factory=dict)
    ranks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Demonym:
    """A word for the people of a country: its country, and whether it is an adjective, a noun, or both."""

    country: str
    adjective: bool
    noun: bool


@dataclass(frozen=True, slots=True)
class Words:
    """Words for people; all keys in lower case, those of `given_names` folded too.

    Attributes
    ----------
    occupation_heads
        Nouns that are an occupation by themselves or with a modifier.
    occupation_modifiers
        Words before a head that belong into the label: the art or the kind.
    occupation_compounds
        Occupations of several words that are not modifier and head, as tuples of words.
    occupation_variants
        Other forms of a word or compound, and the label they stand for.
    occupation_ranks
        Words before an occupation that tell its rank: "principal guest conductor".
    demonyms
        Case as written: "French", "a Pole"; a dictionary's "Fr." with its full stop.
    given_names, person_nouns
        Gender of each: ``f``, ``m``, or ``u`` for either.
    """

    occupation_heads: frozenset[str] = frozenset()
    occupation_modifiers: frozenset[str] = frozenset()
    occupation_compounds: frozenset[tuple[str, ...]] = frozenset()
    occupation_variants: Mapping[tuple[str, ...], str] = field(default_factory=dict)
    occupation_ranks: frozenset[str] = frozenset()
    demonyms: Mapping[str, Demonym] = field(default_factory=dict)
    given_names: Mapping[str, str] = field(default_factory=dict)
    person_nouns: Mapping[str, str] = field(default_factory=dict)


def load(folder: Path, ontology: Ontology, problems: list[str]) -> Words:
    """Read the word lists of ``lexicon/`` below `folder`, the ontology's folder; each file may be missing."""
    lexicon = folder / "lexicon"
    occupations = _occupations(lexicon / "occupations.yaml", problems)
    labels = {split_words(label) for label in (*occupations.heads, *occupations.compounds)}
    return Words(
        occupation_heads=frozenset(words[0] for words in labels if len(words) == 1),
        occupation_modifiers=frozenset(word.lower() for word in occupations.modifiers),
        occupation_compounds=frozenset(words for words in labels if len(words) > 1),
        occupation_variants={split_words(said): label for said, label in sorted(occupations.variants.items())},
        occupation_ranks=frozenset(word.lower() for word in occupations.ranks),
        demonyms=_demonyms(lexicon / "demonyms.tsv", problems),
        given_names=given_names(folder, problems),
        person_nouns=_gendered(lexicon / "person-nouns.tsv", "noun", problems),
    )


def given_names(folder: Path, problems: list[str]) -> dict[str, str]:
    """Given name, folded → ``m`` or ``f``, of an ontology's folder; none if it lists none."""
    listed = _gendered(folder / "lexicon" / "given-names.tsv", "name", problems)
    return {fold(name): gender for name, gender in listed.items()}


def split_words(phrase: str) -> tuple[str, ...]:
    """The words of a phrase in lower case, hyphens apart: as spaCy's tokeniser cuts them."""
    return tuple(phrase.lower().replace("’", "'").replace("-", " - ").split())


def _occupations(path: Path, problems: list[str]) -> OccupationsFile:
    if path.exists():
        parsed = parse_entry(OccupationsFile, read_yaml(path, problems), path.name, problems)
        if parsed is not None:
            return parsed
    return OccupationsFile(heads=())


def _gendered(path: Path, column: str, problems: list[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    if not path.exists():
        return found
    for number, row in read_rows(path, (column, "gender"), problems):
        if row["gender"] in _GENDERS:
            found[row[column].lower()] = row["gender"]
        else:
            problems.append(f"{path.name}:{number}: gender '{row['gender']}' is none of {', '.join(_GENDERS)}")
    return found


def _demonyms(path: Path, problems: list[str]) -> dict[str, Demonym]:
    found: dict[str, Demonym] = {}
    if not path.exists():
        return found
    for number, row in read_rows(path, ("form", "country", "kinds"), problems):
        if row["kinds"] not in _DEMONYM_KINDS:
            problems.append(f"{path.name}:{number}: kinds '{row['kinds']}' is none of {', '.join(_DEMONYM_KINDS)}")
        elif not row["country"]:
            problems.append(f"{path.name}:{number}: '{row['form']}' has no country")
        else:
            kinds = row["kinds"]
            found[row["form"]] = Demonym(row["country"], kinds != "noun", kinds != "adj")
    return found
