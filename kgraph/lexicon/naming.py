"""How a text says outright that two names are one thing's, or are not: ``naming.yaml`` of the lexicon folder.

A saying is a row of words as in ``phrases.yaml``, which `compile_saying` makes a regular expression of. What it is
matched with, a line of marks, is written by `kgraph.neural.naming`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from pydantic import Field

from kgraph.lexicon.entries import Entry, parse_entry, read_yaml
from kgraph.ontology import Ontology
from kgraph.text import word_set

#: What a line has instead of a name, of what stands for one, of "her", and of "his" and the like, each before the
#: number of the mention, and of a date.
NAME_MARK, PRONOUN_MARK, HER_MARK, HIS_MARK, DATE_MARK = "N", "P", "H", "W", "D"
#: The two names' groups in the expression of a saying.
ONE, OTHER = "one", "other"
#: What stands before a name that is not the subject.
_GOVERNING = word_set(
    "of to with by after than like opposite beside replacing from for at in on against under next near as versus"
)
_SUBJECT = "".join(f"(?<! {word} )" for word in sorted(_GOVERNING))
_ROLES = {
    "{one}": rf"{NAME_MARK}(?P<{ONE}>\d+) ",
    "{subject}": rf"{_SUBJECT}{NAME_MARK}(?P<{ONE}>\d+) ",
    "{other}": rf"{NAME_MARK}(?P<{OTHER}>\d+) ",
    "{pronoun}": rf"[{PRONOUN_MARK}{HER_MARK}](?P<{ONE}>\d+) ",
    "{whose}": rf"[{HIS_MARK}{HER_MARK}](?P<{ONE}>\d+) ",
}
#: What else is written in braces.
_MARKS = {
    "{them}": rf"[{PRONOUN_MARK}{HER_MARK}]\d+",
    "{their}": rf"[{HIS_MARK}{HER_MARK}]\d+",
    "{date}": DATE_MARK,
}
_LINE = "{line}"
#: Words of comparison and negation are in no gap: "given as often as Giselle".
_NEVER = "same|as|so|such|than|like|not|never|nearly|almost|hardly|no"
#: No word of a gap: what ends a clause, a name; of a wide one, what ends a sentence.
_NARROW, _WIDE = rf"(?![.,;:()!?] |{NAME_MARK}\d|(?:{_NEVER}) )", f"(?![.;:!?] |(?:{_NEVER}) )"
_GAP = re.compile(r"(\*\*?)(\d+)")
#: What a saying must have: one of a name that is of nothing named before, and one of two names.
_WANTED = (
    "it must have {other} once, and no {one}",
    "it must have {other}, and {one} or what stands for it, once each",
)
#: What follows a name whose bearer is not meant, but somebody who is theirs or like them: "she became Pavlova's
#: partner", "they called her the Pavlova of the plains", "as Job was in preparation".
_ELSE = "(?!['’]s |of |is |was |were |had |has )"


class _SayingsEntry(Entry):
    classes: tuple[str, ...]
    sure: bool = False
    say: tuple[str, ...]


class _ApartEntry(Entry):
    classes: tuple[str, ...]
    again: bool = False
    say: tuple[str, ...]


class _NamingEntry(Entry):
    words: Mapping[str, str] = Field(default_factory=dict)
    names: tuple[_SayingsEntry, ...] = ()
    apart: tuple[_ApartEntry, ...] = ()


@dataclass(frozen=True, slots=True)
class NameSaying:
    """A way to say that two names are one thing's, or that a name is that of somebody or something else.

    Attributes
    ----------
    classes
        What such things are: both names of things of these.
    sure
        Whether both must be read as names of such things, and not only one of them.
    pattern
        Searched for in a line of marks; groups `ONE`, if it is said of two names, and `OTHER` are numbers of mentions.
    again
        Of one name: whether it may be that of somebody named before, and is then said of a namesake.
    """

    classes: tuple[str, ...]
    sure: bool
    pattern: re.Pattern[str]
    again: bool = False


@dataclass(frozen=True, slots=True)
class Namings:
    """The ways to say that two names are one thing's, and that a name is of nothing named before."""

    names: tuple[NameSaying, ...] = ()
    apart: tuple[NameSaying, ...] = ()


def load(folder: Path, ontology: Ontology, problems: list[str]) -> Namings:
    """Read ``naming.yaml``; without it no name is said to be another one's, or not to be."""
    path = folder / "naming.yaml"
    if not path.exists():
        return Namings()
    entry = parse_entry(_NamingEntry, read_yaml(path, problems) or {}, path.name, problems)
    if entry is None:
        return Namings()
    names, apart = [], []
    for number, group in enumerate(entry.names, start=1):
        place = f"{path.name}: names {number}"
        patterns = _patterns(group.classes, group.say, entry.words, ontology, place, problems)
        names += [NameSaying(group.classes, group.sure, pattern) for pattern in patterns]
    for number, other in enumerate(entry.apart, start=1):
        place = f"{path.name}: apart {number}"
        patterns = _patterns(other.classes, other.say, entry.words, ontology, place, problems, (OTHER,))
        apart += [NameSaying(other.classes, False, pattern, other.again) for pattern in patterns]
    return Namings(tuple(names), tuple(apart))


def _patterns(
    classes: Sequence[str],
    sayings: Sequence[str],
    words: Mapping[str, str],
    ontology: Ontology,
    place: str,
    problems: list[str],
    roles: tuple[str, ...] = (ONE, OTHER),
) -> list[re.Pattern[str]]:
    """The expressions of a group of sayings; what is wrong with it goes to `problems`."""
    problems += [f"{place}: unknown class '{name}'" for name in classes if name not in ontology.classes]
    found = []
    for saying in sayings:
        try:
            found.append(compile_saying(saying, words, roles))
        except ValueError as error:
            problems.append(f"{place}: '{saying}': {error}")
    return found


def compile_saying(saying: str, words: Mapping[str, str], roles: tuple[str, ...] = (ONE, OTHER)) -> re.Pattern[str]:
    """A saying as a regular expression.

    Parameters
    ----------
    saying
        Words in lower case, ``|`` between alternatives, ``?`` after what may be missing; ``{one}`` and ``{other}`` for
        the names, and instead of the first ``{subject}`` for a name without a preposition before it, ``{pronoun}`` for
        what stands for a name and ``{whose}`` for "her" or "his"; ``{them}`` and ``{their}`` for others of these,
        ``{date}``, ``{line}`` for the beginning of a line, ``*3`` for up to three words of the same clause but names,
        ``**3`` of the same sentence, names too; ``<list>`` for a list of words.
    words
        The lists: alternatives with ``|`` between them.
    roles
        Which names a saying has.

    Raises
    ------
    ValueError
        If there is no list of a name, or the saying does not have its names, each once.
    """
    parts = []
    for piece in saying.split():
        optional = len(piece) > 1 and piece.endswith("?")
        part = _compile(piece.removesuffix("?") if optional else piece, words)
        parts.append(f"(?:{part})?" if optional else part)
    expression = r"(?<!\S)" + "".join(parts) + (_ELSE if ONE in roles and saying.endswith("{other}") else "")
    if any(expression.count(f"(?P<{role}>") != (role in roles) for role in (ONE, OTHER)):
        raise ValueError(_WANTED[ONE in roles])
    return re.compile(expression)


def _compile(piece: str, words: Mapping[str, str]) -> str:
    if piece in _ROLES:
        return _ROLES[piece]
    if piece == _LINE:
        return "(?<=^ )"
    if gap := _GAP.fullmatch(piece):
        word = _NARROW if gap[1] == "*" else _WIDE
        return rf"(?:{word}\S+ ){{0,{gap[2]}}}?"
    found: list[str] = []
    for word in piece.split("|"):
        if word.startswith("<") and word.endswith(">"):
            if word[1:-1] not in words:
                raise ValueError(f"there is no list {word} under 'words'")
            found += words[word[1:-1]].split("|")
        else:
            found.append(word)
    for word in found:
        if "{" in word and word not in _MARKS:
            raise ValueError(f"what is {word}? Known: {', '.join([*_ROLES, *_MARKS, _LINE])}")
    return f"(?:{'|'.join(_MARKS.get(word) or re.escape(word) for word in found)}) "
