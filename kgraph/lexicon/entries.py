"""Reading one lexicon file: YAML or tab-separated, each fault noted with its file and entry.

The parts of the lexicon share these: they append to one list of problems and go on, so that a user who edits
the lexicon sees all faults at once.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import BaseModel, ConfigDict, ValidationError

#: libyaml's safe loader where PyYAML was built with it: ten times as fast.
_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class Entry(BaseModel):
    """Base of all lexicon entries: frozen, and a mistyped key is a fault."""

    model_config = ConfigDict(extra="forbid", frozen=True)


E = TypeVar("E", bound=Entry)


def read_yaml(path: Path, problems: list[str]) -> Any:
    """The content of a YAML file; None, with a problem noted, if it cannot be read."""
    try:
        return yaml.load(path.read_text("utf-8"), Loader=_Loader)
    except (OSError, UnicodeDecodeError) as error:
        problems.append(f"{path.name}: cannot be read: {error}")
    except yaml.YAMLError as error:
        problems.append(f"{path.name}: not YAML: {' '.join(str(error).split())}")
    return None


def parse_entry(kind: type[E], data: object, where: str, problems: list[str]) -> E | None:
    """`data` as an entry; None, with every fault noted under the name `where`, if it is malformed."""
    try:
        return kind.model_validate(data)
    except ValidationError as error:
        for fault in error.errors(include_url=False, include_context=False):
            place = ".".join(str(part) for part in fault["loc"])
            what = fault["msg"]
            if fault["type"] == "extra_forbidden":
                known = f" (known: {', '.join(sorted(kind.model_fields))})" if len(fault["loc"]) == 1 else ""
                what = f"unknown key{known}"
            problems.append(f"{where}: {place + ': ' if place else ''}{what}")
    return None


def read_rows(path: Path, columns: tuple[str, ...], problems: list[str]) -> Iterator[tuple[int, dict[str, str]]]:
    """The rows of a tab-separated file, with their line numbers.

    Lines that start with ``#`` and blank lines are skipped. The first other line is the header; it must begin with
    `columns`, further columns are passed on under their own names. A short row is filled with empty strings.
    """
    try:
        lines = path.read_text("utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        problems.append(f"{path.name}: cannot be read: {error}")
        return
    header: list[str] | None = None
    for number, line in enumerate(lines, start=1):
        if not line.strip() or line.startswith("#"):
            continue
        cells = [cell.strip() for cell in line.split("\t")]
        if header is None:
            header = cells
            if tuple(header[: len(columns)]) != columns:
                problems.append(f"{path.name}: the header must begin with {', '.join(columns)}")
                return
        elif len(cells) > len(header):
            problems.append(f"{path.name}:{number}: {len(cells)} cells under {len(header)} headings")
        else:
            cells += [""] * (len(header) - len(cells))
            yield number, dict(zip(header, cells, strict=True))
