"""What widely known makers are known for: ``known-for.tsv`` of the lexicon folder.

It tells that "Adam's Giselle" speaks of a composer and "Petipa's Giselle" of a choreographer. Nothing in it becomes a
fact: it decides only which property the words of a text state.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from kgraph.lexicon.entries import read_rows

_COLUMNS = ("name", "occupations")


def load(folder: Path, problems: list[str]) -> Mapping[str, tuple[str, ...]]:
    """Each name and alias with its occupations, weightiest first; empty without the file."""
    path = folder / "known-for.tsv"
    found: dict[str, tuple[str, ...]] = {}
    if not path.exists():
        return found
    for number, row in read_rows(path, _COLUMNS, problems):
        occupations = tuple(o.strip() for o in row["occupations"].split("|") if o.strip())
        if not occupations:
            problems.append(f"{path.name}:{number}: '{row['name']}' has no occupation")
        for form in (row["name"], *row.get("aliases", "").split("|")):
            if form.strip():
                found.setdefault(form.strip(), occupations)
    return found
