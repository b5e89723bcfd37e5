"""The answers of a person, in the curation file.

Two that are one become an entry ``same``, two that are not ``different``, a fact that is not so ``reject``. That a fact
is right changes nothing, and stands in a comment, as does what stays open, so that it is not asked again::

    # right: [Anna Lind (gala), memberOf, Norrland Opera (gala)]
    # unsure: [Anna Lind (gala), A. Lind (letters)]
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

import yaml

from kgraph.curation import Different, Entry, Reject, Same
from kgraph.curation.writer import appended, listed, quoted
from kgraph.errors import CurationError
from kgraph.files import atomic_writer
from kgraph.review.kinds import Kind
from kgraph.review.questions import Question

if TYPE_CHECKING:
    from kgraph.ontology import Ontology

_NOTED = re.compile(r"[ \t]*# (?:right|unsure): (\[.*\])[ \t]*")


class Answer(StrEnum):
    """What a person says."""

    yes = "yes"
    no = "no"
    unsure = "unsure"


class Ledger:
    """Keeps answers, and knows what they settle.

    Parameters
    ----------
    path
        The curation file; it is made when the first answer is given.
    ontology
        What the file is read with.
    by, date
        Who decides, and when, to be noted with each decision. Empty for nothing.

    Raises
    ------
    CurationError
        The file cannot be read, or is malformed.
    """

    def __init__(self, path: Path, ontology: Ontology, by: str = "", date: str = "") -> None:
        self.path = path
        self._ontology, self._signature = ontology, {k: quoted(v) for k, v in (("by", by), ("date", date)) if v}
        self._undone: list[tuple[Question, str | None, str]] = []
        text = self._read() or ""
        _, entries = appended(text, {}, "", path, ontology)
        self._learn(text, entries)

    def settles(self, question: Question) -> bool:
        """Whether the answers tell what a question asks, or it was left open: as one answer may follow from others."""
        if question.about in self._noted:
            return True
        if question.kind is Kind.facts:
            return False
        one, other = map(self._find, question.about)
        return one == other or any({self._find(a), self._find(b)} == {one, other} for a, b in self._apart)

    def record(self, question: Question, answer: Answer) -> None:
        """Write an answer to the file.

        Raises
        ------
        CurationError
            The file was made malformed meanwhile, or is written so that nothing can be put at its end.
        ExportError
            It cannot be written.
        """
        before = self._read()
        about = listed(question.about)
        entry, comment = {}, ""
        if answer is Answer.unsure:
            comment = f"unsure: {about}"
        elif question.kind is Kind.identity:
            entry = {"same" if answer is Answer.yes else "different": about}
        elif answer is Answer.no:
            entry = {"reject": about}
        else:
            comment = f"right: {about}"
        signed = entry | self._signature if entry else entry
        after, entries = appended(before or "", signed, comment, self.path, self._ontology)
        self._write(after)
        self._undone.append((question, before, after))
        self._learn(after, entries)

    def undo(self) -> Question | None:
        """Take the last answer back that is not taken back yet, and tell which it was; None if there is none.

        Raises
        ------
        CurationError
            Somebody changed the file since.
        """
        if not self._undone:
            return None
        question, before, after = self._undone[-1]
        if self._read() != after:
            raise CurationError(f"'{self.path}' was changed since that answer: take the answer out there.")
        if before is None:
            self.path.unlink()
        else:
            self._write(before)
        self._undone.pop()
        _, entries = appended(before or "", {}, "", self.path, self._ontology)
        self._learn(before or "", entries)
        return question

    @property
    def answers(self) -> int:
        """How many answers were given and not taken back."""
        return len(self._undone)

    def _learn(self, text: str, entries: tuple[Entry, ...]) -> None:
        self._noted = set(_noted(text))
        self._parent: dict[str, str] = {}
        self._apart: list[tuple[str, str]] = []
        for entry in entries:
            if isinstance(entry, Same):
                first, *others = (r.text for r in entry.references)
                self._parent.update((self._find(other), self._find(first)) for other in others)
            elif isinstance(entry, Different):
                names = [r.text for r in entry.references]
                self._apart += [(a, b) for i, a in enumerate(names) for b in names[i + 1 :]]
            elif isinstance(entry, Reject):
                self._noted.add((entry.subject.text, entry.property, entry.object.text))

    def _find(self, name: str) -> str:
        while self._parent.get(name, name) != name:
            name = self._parent[name]
        return name

    def _read(self) -> str | None:
        """The text of the file, byte order mark included; None if it is not there."""
        try:
            return self.path.read_bytes().decode("utf-8")
        except FileNotFoundError:
            return None
        except OSError as error:
            raise CurationError(f"'{self.path}' cannot be read: {error.strerror or error}.") from error
        except UnicodeDecodeError as error:
            raise CurationError(f"'{self.path}' is not in UTF-8: save it so.") from error

    def _write(self, text: str) -> None:
        with atomic_writer(self.path) as file:
            file.write(text)


def _noted(text: str) -> Iterator[tuple[str, ...]]:
    """What comments say was answered."""
    for line in text.splitlines():
        match = _NOTED.fullmatch(line)
        if match is None:
            continue
        try:
            values = yaml.load(match[1], Loader=yaml.BaseLoader)  # this loader makes texts of everything
        except yaml.YAMLError:
            continue  # a comment may say anything
        yield tuple(" ".join(str(value).split()) for value in values)
