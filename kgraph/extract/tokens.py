"""What the components of the pipeline hand to each other: token spans on a spaCy Doc.

Everything here counts *tokens* of one Doc, end-exclusive; characters appear only when `document.py` turns a
finished Doc into an `Extraction`. The components read and write these extension attributes, in this order:

=================  ==================  ===================================================
attribute          written by          holds
=================  ==================  ===================================================
``doc._.dates``    ``kgraph_dates``    ``tuple[DateMention, ...]`` by position
``doc._.mentions`` ``kgraph_mentions`` ``tuple[TokenMention, ...]`` by position
``doc._.entities`` ``kgraph_coref``    ``tuple[DocEntity, ...]`` by first mention
``doc._.facts``    ``kgraph_facts``    ``tuple[TokenFact, ...]`` by position
=================  ==================  ===================================================
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from spacy.tokens import Doc

#: name: a proper name or title. common: a common noun that is an entity itself (an occupation). demonym: an
#: adjective or noun that names a country ("French", "a Cuban"). pronoun, nominal ("the dancer", "the company"):
#: anaphora, found by coreference.
MentionKind = Literal["name", "common", "demonym", "pronoun", "nominal"]


@dataclass(frozen=True, slots=True, order=True)
class TokenMention:
    """Tokens `start` up to, not including, `end` that speak of an entity.

    Attributes
    ----------
    type, subtype
        Local names of ontology classes; `subtype` may be empty.
    kind
        What the words are.
    name
        The name as it goes into the graph: the words without possessive ending or surrounding quotation marks; for
        a common noun or demonym its normalised label ("ballet dancer", "France").
    gender
        ``f``, ``m``, ``n`` or empty when unknown, from titles, given names and gendered nouns.
    """

    start: int
    end: int
    type: str
    kind: MentionKind
    name: str
    subtype: str = ""
    gender: str = ""


@dataclass(frozen=True, slots=True, order=True)
class DateMention:
    """A date in the text.

    Attributes
    ----------
    value
        ISO 8601, as precise as the text: ``1987``, ``1987-05``, ``1987-05-14``; empty for a decade or a century.
    range_end
        Index in ``doc._.dates`` of the date that ends the range which this one starts, or -1.
    cue
        ``birth`` or ``death`` when the notation itself says so ("b. 1901", "(1824–1890)", "† 1890"), else empty.
    edtf
        Its form in EDTF (`kgraph.edtf`) where that says more than `value`, else empty.
    bound
        Whether it is not when something happened but before or after that: "before 1955", "between 1910 and 1912".
    """

    start: int
    end: int
    value: str
    range_end: int = -1
    cue: str = ""
    edtf: str = ""
    bound: bool = False

    @property
    def form(self) -> str:
        """In EDTF."""
        return self.edtf or self.value

    @property
    def is_value(self) -> bool:
        """Whether a fact can have it for its object."""
        return bool(self.value) and not self.bound


@dataclass(frozen=True, slots=True)
class DocEntity:
    """A coreference chain: all mentions of one thing in one Doc.

    Attributes
    ----------
    name
        The fullest name.
    aliases
        Other names, sorted; never a pronoun or a nominal.
    mentions
        By position.
    namesake
        Whether the text says that it is nothing which it names before.
    """

    type: str
    name: str
    aliases: tuple[str, ...]
    mentions: tuple[TokenMention, ...]
    subtype: str = ""
    gender: str = ""
    namesake: bool = False


@dataclass(frozen=True, slots=True)
class TokenFact:
    """A fact over token spans: indices into ``doc._.entities``, or for a literal object into ``doc._.dates``.

    Attributes
    ----------
    subject
        Index of the subject in ``doc._.entities``.
    object
        Index of the object in ``doc._.entities`` or, when `literal`, in ``doc._.dates``.
    subject_span, object_span, sentence_span
        Token spans, end-exclusive.
    family
        Name of the pattern family, for the confidence table.
    qualifiers
        Sorted by name. Those of `kgraph.edtf.DATE_QUALIFIERS` are in EDTF, others words of the text.
    """

    subject: int
    property: str
    object: int
    literal: bool
    subject_span: tuple[int, int]
    object_span: tuple[int, int]
    sentence_span: tuple[int, int]
    family: str
    confidence: float
    qualifiers: tuple[tuple[str, str], ...] = ()


def register_extensions() -> None:
    """Declare the attributes of the table above on `Doc`. Safe to call again."""
    for name in ("dates", "mentions", "entities", "facts"):
        if not Doc.has_extension(name):
            Doc.set_extension(name, default=())
