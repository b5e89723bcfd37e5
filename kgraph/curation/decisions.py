"""The decisions of a curation file."""

from __future__ import annotations

from dataclasses import dataclass, field

from kgraph.model import Qualifiers, Source, Span


@dataclass(frozen=True, slots=True)
class Reference:
    """Who or what is meant, as written.

    Attributes
    ----------
    text
        A name, perhaps with a document's id or a class in brackets behind it.
    span
        Its characters in the file.
    """

    text: str
    span: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A decision.

    Attributes
    ----------
    line
        Where it begins in the file, from 1.
    span, text
        Its characters there.
    by, date, note
        Who decided, when and why, if the file says so.
    """

    line: int
    span: Span
    text: str
    by: str = ""
    date: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Same(Entry):
    """All of them are one."""

    references: tuple[Reference, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Different(Entry):
    """No two of them are one."""

    references: tuple[Reference, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Name(Entry):
    """One is to be called so."""

    of: Reference
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Retype(Entry):
    """One is of this class, a local name of the ontology."""

    of: Reference
    type: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Pin(Entry):
    """One has this IRI: as ``person/anna-lind`` below the base."""

    of: Reference
    iri: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Reject(Entry):
    """A fact that is not so; with `document`, only as that document states it."""

    subject: Reference
    property: str
    object: Reference
    document: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Add(Entry):
    """A fact that is so, by another source."""

    subject: Reference
    property: str
    object: Reference
    source: str
    qualifiers: Qualifiers = ()


@dataclass(frozen=True, slots=True)
class Curation:
    """A curation file.

    Attributes
    ----------
    path
        Of the file, as it was given.
    name
        The file's own name.
    sha256
        Hex digest of its bytes.
    text
        What offsets count.
    entries
        Its decisions, in their order.
    """

    path: str
    name: str
    sha256: str
    text: str
    entries: tuple[Entry, ...] = field(default=())

    @property
    def source(self) -> Source:
        """The file as the document that states the facts in it."""
        return Source(self.name, self.name, self.sha256, len(self.text))
