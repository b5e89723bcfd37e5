"""The notation of annotated texts, read into character offsets.

::

    # petrova-obituary | obituary
    [p:Person|Anna Petrova] was a [d:Occupation|ballet dancer] from [pm:Place|Perm].
    > p occupation d

    In [1921|1921] [p|she] joined the [mb:Company|[m:Place|Mariinsky] Ballet] as a soloist.
    > p memberOf mb startDate=1921 rank="soloist"
    ! p memberOf x
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from kgraph.errors import GoldError

#: fact: stated. optional: careful readers differ. denied: spoken of, but not stated (refused, planned, rumoured).
SIGNS = {">": "fact", "?": "optional", "!": "denied"}
DATE = re.compile(r"\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?")
PRONOUNS = (
    frozenset(
        (
            "he",
            "him",
            "his",
            "himself",
            "she",
            "her",
            "hers",
            "herself",
            "they",
            "them",
            "their",
            "theirs",
            "themselves",
        )
    )
    | frozenset(
        (
            "it",
            "its",
            "itself",
            "i",
            "me",
            "my",
            "mine",
            "myself",
            "we",
            "us",
            "our",
            "ours",
            "ourselves",
            "you",
            "your",
        )
    )
    | frozenset(("yours", "yourself", "who", "whom", "whose"))
)
_ID = re.compile(r"[A-Za-z][\w-]*")
_OPEN = re.compile(r"\[([A-Za-z][\w-]*(?:\+[A-Za-z][\w-]*)*)?(?::([A-Za-z]+))?(?:=([^|\[\]]*))?\|")
_OPEN_DATE = re.compile(r"\[(\d{4}(?:-\d\d(?:-\d\d)?)?)\|")
_QUALIFIER = re.compile(r"([A-Za-z]+)=(.+)")


@dataclass(frozen=True, slots=True, order=True)
class Marked:
    """A marked stretch of text: characters `start` up to, not including, `end`.

    Attributes
    ----------
    entities
        Ids of what it names: one, several for a plural pronoun, none for a date.
    date
        ISO 8601, for a date; else empty.
    """

    start: int
    end: int
    entities: tuple[str, ...]
    date: str = ""


@dataclass(frozen=True, slots=True)
class AnnotatedFact:
    """A fact as it stands below its passage. `object` is an entity's id or a date.

    Attributes
    ----------
    sign
        ``fact``, ``optional`` or ``denied``.
    qualifiers
        Pairs of name and value: a date, the id of an entity, or words.
    passage
        Characters of the passage that states it, end-exclusive.
    line
        Number of its line in the file, from 1.
    """

    sign: str
    subject: str
    property: str
    object: str
    qualifiers: tuple[tuple[str, str], ...]
    passage: tuple[int, int]
    line: int


@dataclass(frozen=True, slots=True)
class AnnotatedText:
    """An annotated text. `types` and `names` go by entity id; `names` holds only normalised names."""

    id: str
    genre: str
    text: str
    marked: tuple[Marked, ...]
    types: dict[str, str]
    names: dict[str, str]
    facts: tuple[AnnotatedFact, ...]
    path: str
    line: int


def read_annotated(path: Path) -> list[AnnotatedText]:
    """All texts of a file, or of the ``.ann`` files below a folder, sorted by path.

    Raises
    ------
    GoldError
        If a file cannot be read or does not follow the notation; the message names each fault with its line.
    """
    files = sorted(path.rglob("*.ann")) if path.is_dir() else [path]
    texts: list[AnnotatedText] = []
    problems: list[str] = []
    for file in files:
        try:
            lines = file.read_text("utf-8").splitlines()
        except (OSError, UnicodeDecodeError) as error:
            raise GoldError(f"'{file}' cannot be read as UTF-8 text: {error}") from error
        for start, block in _blocks(lines):
            reader = _Reader(str(file), start, block)
            texts.append(reader.read())
            problems.extend(reader.problems)
    if not files:
        raise GoldError(f"There are no .ann files in '{path}'.")
    if problems:
        raise GoldError("\n".join(problems))
    return texts


def _blocks(lines: list[str]) -> Iterator[tuple[int, list[str]]]:
    starts = [n for n, line in enumerate(lines) if line.startswith("# ")]
    for n, start in enumerate(starts):
        yield start, lines[start : starts[n + 1] if n + 1 < len(starts) else len(lines)]


class _Reader:
    """Reads one text. What is wrong goes to `problems`."""

    def __init__(self, path: str, first: int, lines: list[str]) -> None:
        self.path, self.first, self.lines = path, first, lines
        self.problems: list[str] = []
        self.text = ""
        self.marked: list[Marked] = []
        self.types: dict[str, str] = {}
        self.names: dict[str, str] = {}
        self.facts: list[AnnotatedFact] = []
        self.passage = (0, 0)
        self.number = first + 1

    def read(self) -> AnnotatedText:
        identifier, _, genre = (part.strip() for part in self.lines[0][2:].partition("|"))
        paragraph = True
        for offset, raw in enumerate(self.lines[1:], start=2):
            self.number = self.first + offset
            line = raw.strip()
            if not line:
                paragraph = True
            elif line[0] in SIGNS and line[1:2] == " ":
                self._fact(line)
            elif not line.startswith("//"):
                if self.text:
                    self.text += "\n\n" if paragraph else " "
                paragraph = False
                start = len(self.text)
                self._passage(line)
                self.passage = (start, len(self.text))
        return AnnotatedText(
            identifier,
            genre,
            self.text,
            tuple(sorted(self.marked)),
            self.types,
            self.names,
            tuple(self.facts),
            self.path,
            self.first + 1,
        )

    def _problem(self, what: str) -> None:
        self.problems.append(f"{self.path}:{self.number}: {what}")

    def _passage(self, line: str) -> None:
        opened: list[tuple[int, tuple[str, ...], str]] = []
        at = 0
        while at < len(line):
            if line.startswith("\\", at) and at + 1 < len(line):
                self.text += line[at + 1]
                at += 2
            elif line[at] == "[":
                if (date := _OPEN_DATE.match(line, at)) is not None:
                    opened.append((len(self.text), (), date[1]))
                    at = date.end()
                elif (mark := _OPEN.match(line, at)) is not None and mark[1]:
                    ids = tuple(mark[1].split("+"))
                    self._declare(ids, mark[2], mark[3])
                    opened.append((len(self.text), ids, ""))
                    at = mark.end()
                else:
                    self._problem(
                        f"'{line[at : at + 25]}' opens no mention: write [id:Type|text], [id|text] or [1987|text]."
                    )
                    at += 1
            elif line[at] == "]":
                if opened:
                    start, ids, date_value = opened.pop()
                    self.marked.append(Marked(start, len(self.text), ids, date_value))
                    if start == len(self.text):
                        self._problem("a mention is empty.")
                else:
                    self._problem("']' closes nothing.")
                at += 1
            else:
                self.text += line[at]
                at += 1
        if opened:
            self._problem("a '[' is not closed.")

    def _declare(self, ids: tuple[str, ...], type_: str | None, name: str | None) -> None:
        for one in ids:
            if type_:
                if self.types.setdefault(one, type_) != type_:
                    self._problem(f"'{one}' is a {self.types[one]} already, not a {type_}.")
            elif one not in self.types:
                self._problem(f"'{one}' has no type yet: write [{one}:Type|…] where it comes first.")
            if name:
                self.names[one] = name

    def _fact(self, line: str) -> None:
        try:
            parts = shlex.split(line[2:])
        except ValueError:
            return self._problem("a quotation mark is not closed.")
        if len(parts) < 3:
            return self._problem("a fact is: subject property object qualifier=value …")
        qualifiers: list[tuple[str, str]] = []
        for part in parts[3:]:
            match = _QUALIFIER.fullmatch(part)
            if match is None:
                self._problem(f"'{part}' is no qualifier: write name=value, with quotes around several words.")
            else:
                qualifiers.append((match[1], match[2]))
        self.facts.append(
            AnnotatedFact(SIGNS[line[0]], parts[0], parts[1], parts[2], tuple(qualifiers), self.passage, self.number)
        )
        return None
