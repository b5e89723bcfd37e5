"""Widely known names of the domain: one tab-separated file per kind below ``gazetteer/``.

The gazetteer helps to find and to type names; mentions do not depend on it. An entry marked ``ambiguous`` is a word
that mostly means something else ("Nocturne", "Jewels"): it counts only where the sentence supports it.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from kgraph.lexicon.entries import read_rows
from kgraph.lexicon.words import fold
from kgraph.ontology import Ontology

_COLUMNS = ("name", "type", "subtype", "aliases")
_GENDERS = frozenset({"", "f", "m", "n"})


@dataclass(frozen=True, slots=True)
class GazetteerEntry:
    """One known thing.

    Attributes
    ----------
    forms
        Its names, the usual one first.
    type, subtype
        Local names of ontology classes; `subtype` may be empty.
    ambiguous
        Whether the words mean something else more often than this.
    gender
        ``f``, ``m``, ``n`` or empty.
    """

    forms: tuple[str, ...]
    type: str
    subtype: str = ""
    ambiguous: bool = False
    gender: str = ""


@dataclass(frozen=True, slots=True)
class Gazetteer:
    """All entries, in the order of files and rows."""

    entries: tuple[GazetteerEntry, ...] = ()

    def named(self, *classes: str) -> frozenset[str]:
        """Names, folded, that something of one of the classes has."""
        return frozenset(fold(form) for entry in self.entries if entry.type in classes for form in entry.forms)

    def sure_names(self, person: str) -> frozenset[tuple[str, str]]:
        """Names, folded, with the class of what has them, that mean it wherever they stand: none that is ambiguous, and
        of those of class `person` no family name alone.
        """
        return frozenset(
            (fold(form), entry.type)
            for entry in self.entries
            if not entry.ambiguous
            for form in entry.forms
            if entry.type != person or " " in form
        )


def load(folder: Path, ontology: Ontology, problems: list[str]) -> Gazetteer:
    """Read all of ``gazetteer/*.tsv`` below `folder`, the ontology's folder.

    Parameters
    ----------
    problems
        One line is appended for each entry that does not fit the ontology; that entry is left out.
    """
    entries = []
    for path in sorted((folder / "gazetteer").glob("*.tsv")):
        for number, row in read_rows(path, _COLUMNS, problems):
            where = f"{path.name}:{number}"
            entry = _entry(row, where, ontology, problems)
            if entry is not None:
                entries.append(entry)
    return Gazetteer(tuple(entries))


def _entry(row: dict[str, str], where: str, ontology: Ontology, problems: list[str]) -> GazetteerEntry | None:
    before = len(problems)
    if not row["name"]:
        problems.append(f"{where}: no name")
    for column in ("type", "subtype"):
        if (column == "type" or row[column]) and row[column] not in ontology.classes:
            problems.append(f"{where}: {column} '{row[column]}' is not a class of the ontology")
    gender, ambiguous = row.get("gender", ""), row.get("ambiguous", "")
    if gender not in _GENDERS | {"u"}:
        problems.append(f"{where}: gender '{gender}' is none of f, m, n, u")
    if ambiguous not in ("", "yes", "no"):
        problems.append(f"{where}: ambiguous is '{ambiguous}', not 'yes' or empty")
    if len(problems) > before:
        return None
    aliases = (alias.strip() for alias in row["aliases"].split("|"))
    return GazetteerEntry(
        forms=(row["name"], *(alias for alias in aliases if alias)),
        type=row["type"],
        subtype=row["subtype"],
        ambiguous=ambiguous == "yes",
        gender=gender if gender in _GENDERS else "",
    )
