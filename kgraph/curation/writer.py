"""Writing into a curation file: at its end, so that what a person wrote there stays as it is."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from kgraph.curation.decisions import Entry
from kgraph.curation.reader import parse
from kgraph.errors import CurationError

if TYPE_CHECKING:
    from kgraph.ontology import Ontology

#: What can stand in a list of YAML without quotation marks.
_PLAIN = re.compile(r"[^\W_](?:[\w ().'’&/-]*[\w).])?")
#: Words that YAML may take for something else than text.
_WORDS = frozenset(("true", "false", "yes", "no", "on", "off", "null", "y", "n"))
_SHORT = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t"}


def quoted(text: str) -> str:
    """A text as YAML writes it: as it is if that is safe, else in double quotation marks.

    >>> quoted("Anna Lind (gala)"), quoted("Lind, Anna")
    ('Anna Lind (gala)', '"Lind, Anna"')
    """
    if _PLAIN.fullmatch(text) and text.isprintable() and text.casefold() not in _WORDS:
        return text
    return '"' + "".join(_SHORT.get(c) or (c if c.isprintable() else _escaped(c)) for c in text) + '"'


def _escaped(char: str) -> str:
    return f"\\u{ord(char):04x}" if ord(char) <= 0xFFFF else f"\\U{ord(char):08x}"


def listed(values: Iterable[str]) -> str:
    """Several texts as a list in brackets."""
    return f"[{', '.join(map(quoted, values))}]"


def appended(
    text: str, entry: Mapping[str, str], comment: str, path: Path, ontology: Ontology
) -> tuple[str, tuple[Entry, ...]]:
    """The text of a curation file with something at its end, and the decisions in it.

    Parameters
    ----------
    text
        Of the file.
    entry
        A decision: its keys with their values in YAML. Nothing for none.
    comment
        A line of comment. Empty for none.
    path, ontology
        Of the file, for messages; and what it is read with.

    Raises
    ------
    CurationError
        The file is malformed, or written so that nothing can be put at its end.
    """
    entries = parse(text, path, ontology)
    newline = "\r\n" if "\r\n" in text else "\n"
    indent = _indent(text, entries)
    lines = [f"{indent}# {comment}"] if comment else []
    for number, (key, value) in enumerate(entry.items()):
        lines.append(f"{indent}{'  ' if number else '- '}{key}: {value}")
    start = text if not text or text.endswith("\n") else text + newline
    longer = start + "".join(line + newline for line in lines)
    try:
        after = parse(longer, path, ontology)
    except CurationError as error:
        raise CurationError(
            f"Nothing can be put at the end of '{path}': write it as a list, each decision on lines of its own that "
            "begin with '- '."
        ) from error
    return longer, after


def _indent(text: str, entries: Sequence[Entry]) -> str:
    """What stands before the ``-`` of the first decision."""
    if not entries:
        return ""
    line = text.splitlines()[entries[0].line - 1]
    return line[: len(line) - len(line.lstrip(" "))]
