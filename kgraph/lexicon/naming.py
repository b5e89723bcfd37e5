"""How a text says outright that two names are one thing's: ``naming.yaml`` of the lexicon folder.

A saying is a row of words as in ``phrases.yaml``, which `compile_saying` makes a regular expression of. What it is
matched with, a line of marks, is written by `kgraph.neural.naming`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from pydantic import Field

from kgraph.lexicon.entries import Entry, parse_entry, read_yaml
from kgraph.ontology import Ontology

#: What a line has instead of a name and of what stands for one, each before the number of the mention, and of a date.
NAME_MARK, PRONOUN_MARK, DATE_MARK = "N", "P", "D"
#: The two names' groups in the expression of a saying.
ONE, OTHER = "one", "other"
_ROLES = {
    "{one}": rf"{NAME_MARK}(?P<{ONE}>\d+) ",
    "{other}": rf"{NAME_MARK}(?P<{OTHER}>\d+) ",
    "{pronoun}": rf"{PRONOUN_MARK}(?P<{ONE}>\d+) ",
}
_DATE, _LINE = "{date}", "{line}"
#: No word of a gap: what ends a clause, a name; of a wide one, what ends a sentence.
_NARROW, _WIDE = rf"(?![.,;:()!?] |{NAME_MARK}\d)", "(?![.;:!?] )"
_GAP = re.compile(r"(\*\*?)(\d+)")
#: What follows a name whose bearer is not meant, but somebody who is theirs or like them: "she became Pavlova's
#: partner", "they called her the Pavlova of the plains".
_ELSE = "(?!['’]s |of )"


class _SayingsEntry(Entry):
    classes: tuple[str, ...]
    sure: bool = False
    say: tuple[str, ...]


class _NamingEntry(Entry):
    words: Mapping[str, str] = Field(default_factory=dict)
    names: tuple[_SayingsEntry, ...] = ()


@dataclass(frozen=True, slots=True)
class NameSaying:
    """A way to say that two names are one thing's.

    Attributes
    ----------
    classes
        What such things are: both names of things of these.
    sure
        Whether both must be read as names of such things, and not only one of them.
    pattern
        Searched for in a line of marks; groups `ONE` and `OTHER` are numbers of mentions.
    """

    classes: tuple[str, ...]
    sure: bool
    pattern: re.Pattern[str]


def load(folder: Path, ontology: Ontology, problems: list[str]) -> tuple[NameSaying, ...]:
    """Read ``naming.yaml``; without it no name is another one's."""
    path = folder / "naming.yaml"
    if not path.exists():
        return ()
    entry = parse_entry(_NamingEntry, read_yaml(path, problems) or {}, path.name, problems)
    if entry is None:
        return ()
    found = []
    for number, group in enumerate(entry.names, start=1):
        for name in group.classes:
            if name not in ontology.classes:
                problems.append(f"{path.name}: names {number}: unknown class '{name}'")
        for saying in group.say:
            try:
                pattern = compile_saying(saying, entry.words)
            except ValueError as error:
                problems.append(f"{path.name}: names {number}: '{saying}': {error}")
            else:
                found.append(NameSaying(group.classes, group.sure, pattern))
    return tuple(found)


def compile_saying(saying: str, words: Mapping[str, str]) -> re.Pattern[str]:
    """A saying as a regular expression.

    Parameters
    ----------
    saying
        Words in lower case, ``|`` between alternatives, ``?`` after what may be missing; ``{one}`` and ``{other}`` for
        the names, ``{pronoun}`` for what stands for a name instead of the first, ``{date}``, ``{line}`` for the
        beginning of a line, ``*3`` for up to three words of the same clause but names, ``**3`` of the same sentence,
        names too; ``<list>`` for a list of words.
    words
        The lists: alternatives with ``|`` between them.

    Raises
    ------
    ValueError
        If there is no list of a name, or the saying does not have both names once.
    """
    parts = []
    for piece in saying.split():
        optional = len(piece) > 1 and piece.endswith("?")
        part = _compile(piece.removesuffix("?") if optional else piece, words)
        parts.append(f"(?:{part})?" if optional else part)
    expression = r"(?<!\S)" + "".join(parts) + _ELSE
    if any(expression.count(f"(?P<{role}>") != 1 for role in (ONE, OTHER)):
        raise ValueError("it must have {one} or {pronoun}, and {other}, once each")
    return re.compile(expression)


def _compile(piece: str, words: Mapping[str, str]) -> str:
    if piece in _ROLES:
        return _ROLES[piece]
    if piece == _DATE:
        return f"{DATE_MARK} "
    if piece == _LINE:
        return "^"
    if gap := _GAP.fullmatch(piece):
        word = _NARROW if gap[1] == "*" else _WIDE
        return rf"(?:{word}\S+ ){{0,{gap[2]}}}?"
    if "{" in piece:
        raise ValueError(f"what is {piece}? Known: {', '.join([*_ROLES, _DATE, _LINE])}")
    found: list[str] = []
    for word in piece.split("|"):
        if word.startswith("<") and word.endswith(">"):
            if word[1:-1] not in words:
                raise ValueError(f"there is no list {word} under 'words'")
            found += words[word[1:-1]].split("|")
        else:
            found.append(word)
    return f"(?:{'|'.join(re.escape(word) for word in found)}) "
