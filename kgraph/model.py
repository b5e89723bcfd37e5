"""The data that passes between the stages: frozen, comparable, without behaviour of its own.

Two levels. *Within a document* (`Document` → `Extraction`): entities and facts as one text states them, with
character offsets into that text. *Across documents* (`Entity`, `Fact`): what resolution makes of them, with
each fact's evidence. Offsets count Unicode characters of `Document.text`, end-exclusive, everywhere.
"""

from __future__ import annotations

import builtins
from collections.abc import Mapping
from dataclasses import dataclass, field

#: Qualifiers of a fact, sorted by name: ``(("endDate", "1999"), ("startDate", "1995"))``.
Qualifiers = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """Characters `start` up to, not including, `end` of a document's text."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Document:
    """A text to read.

    Attributes
    ----------
    id
        Path below the corpus without extension, with ``/`` between folders.
    path
        Path below the corpus, with extension.
    text
        The decoded text: what all offsets count.
    sha256
        Hex digest of the file's bytes.
    """

    id: str
    path: str
    text: str
    sha256: str

    @property
    def source(self) -> Source:
        """What is kept of the document once it has been read."""
        return Source(self.id, self.path, self.sha256, len(self.text))


@dataclass(frozen=True, slots=True, order=True)
class Source:
    """A document without its text: all that the graph says of it. `length` counts characters."""

    id: str
    path: str
    sha256: str
    length: int


@dataclass(frozen=True, slots=True, order=True)
class Mention:
    """Where a text speaks of an entity, and the characters there. Pronouns never become names or aliases."""

    span: Span
    text: str
    pronoun: bool = False


@dataclass(frozen=True, slots=True)
class Literal:
    """A value that is not an entity: a date as ISO 8601, as precise as the text (``1987``, ``1987-05``)."""

    value: str


@dataclass(frozen=True, slots=True)
class LocalEntity:
    """An entity as one document knows it.

    Attributes
    ----------
    id
        ``e1``, ``e2``, … in order of first mention.
    type
        Local name of an ontology class, of the annotation guidelines' inventory.
    name
        The fullest name in the text (for countries said as a nationality and for occupations: the normalised label).
    aliases
        Other names of it in the text, sorted.
    mentions
        Sorted by position, pronouns included.
    subtype
        Local name of a finer class that the text supports (``Ballet`` for a ``Work``), or empty.
    gender
        ``f``, ``m``, ``n`` or empty when the text does not tell. Evidence for resolution, never written out.
    forms
        What is around or inside a mention and names the same thing: with its title and honours or without ("Mme Anna
        Lind", "Anna Lind"), with the place behind it ("Theatre Royal, Bath"). Sorted by position.
    curated
        Whether it is the curation file that speaks of it, and no text.
    namesake
        Whether the text brings it in as another one than all that it names before: "not to be confused with the dancer
        Juhan Ilves".
    """

    id: str
    type: str
    name: str
    aliases: tuple[str, ...]
    mentions: tuple[Mention, ...]
    subtype: str = ""
    gender: str = ""
    forms: tuple[Mention, ...] = ()
    curated: bool = False
    namesake: bool = False


@dataclass(frozen=True, slots=True)
class Curated:
    """What a curation file says of a fact that a person added: its source; who did, when and why, if it says so."""

    source: str
    by: str = ""
    date: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class LocalFact:
    """A fact as one document states it, grounded in its characters.

    Attributes
    ----------
    subject, object
        Ids of local entities; an object may be a literal instead.
    property
        Local name of an ontology property.
    subject_span, object_span, sentence_span
        The characters that name the subject and the object, and the sentence that states the fact.
    sentence
        The text of `sentence_span`, so that no later stage needs the whole document.
    confidence
        Share of such facts that are right, in 0–1, to two decimals.
    qualifiers
        Dates among them as ISO 8601, as precise as the text.
    family
        The name of the pattern family that found it, as in the confidence table.
    edtf
        When it was so, in EDTF (`kgraph.edtf`), where that says more than the date as object, or else the qualifiers:
        about 1890, in the 1920s, since 1995.
    curated
        What the curation file says of it, if a person added it; None for what a text states.
    """

    subject: str
    property: str
    object: str | Literal
    subject_span: Span
    object_span: Span
    sentence_span: Span
    sentence: str
    confidence: float
    qualifiers: Qualifiers = ()
    family: str = ""
    edtf: str = ""
    curated: Curated | None = None


@dataclass(frozen=True, slots=True)
class Extraction:
    """Everything that one document says: the result of the map step."""

    document: str
    entities: tuple[LocalEntity, ...]
    facts: tuple[LocalFact, ...]


@dataclass(frozen=True, slots=True)
class EntityMention:
    """A mention with the document it stands in and the characters it consists of."""

    document: str
    span: Span
    text: str
    pronoun: bool = False


@dataclass(frozen=True, slots=True)
class Entity:
    """One thing, across documents.

    Attributes
    ----------
    iri
        Its identity in the graph.
    type, subtype
        Local names of ontology classes; `subtype` may be empty.
    label
        The one preferred name. Of namesakes, with what tells them apart: ``Anna Lind (b. 1921, soprano)``.
    aliases
        Other names, sorted; of namesakes also the name without what tells them apart.
    mentions
        Sorted by document and position.
    """

    iri: str
    type: str
    label: str
    aliases: tuple[str, ...]
    mentions: tuple[EntityMention, ...]
    subtype: str = ""

    @property
    def bare_label(self) -> str:
        """The label without what tells namesakes apart."""
        if not self.label.endswith(")"):
            return self.label
        return max((a for a in self.aliases if self.label.startswith(f"{a} (")), key=len, default=self.label)

    @property
    def documents(self) -> tuple[str, ...]:
        """Ids of the documents that mention it, sorted."""
        return tuple(sorted({m.document for m in self.mentions}))


@dataclass(frozen=True, slots=True)
class Evidence:
    """One place where a text states a fact, or the curation file does; `edtf` and `curated` as in `LocalFact`."""

    document: str
    subject_span: Span
    object_span: Span
    sentence_span: Span
    sentence: str
    confidence: float
    qualifiers: Qualifiers = ()
    edtf: str = ""
    curated: Curated | None = None


@dataclass(frozen=True, slots=True)
class Fact:
    """One statement of the graph with all its evidence.

    Attributes
    ----------
    subject
        IRI of an entity.
    property
        Local name of an ontology property.
    object
        IRI of an entity, or a literal.
    evidence
        Sorted by document and position; never empty.
    overridden_by
        Of several values of a functional property the graph carries one: for each of the others, the object of the
        fact that stands in its place. None for what the graph carries. See `kgraph.conflicts.settle`.
    """

    subject: str
    property: str
    object: str | Literal
    evidence: tuple[Evidence, ...]
    overridden_by: str | Literal | None = None

    @builtins.property
    def confidence(self) -> float:
        """That of the best evidence: sources that copy each other do not add up."""
        return max(e.confidence for e in self.evidence)


@dataclass(frozen=True, slots=True)
class Skipped:
    """A file of the corpus that was not read, and what the user can do about it."""

    path: str
    reason: str


@dataclass(frozen=True, slots=True, order=True)
class Reason:
    """Something that speaks for (points above 0) or against (below 0) two being one.

    Attributes
    ----------
    kind
        ``name``, ``context``, ``fact``, ``value``, ``kind``, ``text``, ``curated``.
    points
        How much.
    detail
        In words, with what the texts say.
    """

    kind: str
    points: float
    detail: str


#: A document and the id of an entity there.
Place = tuple[str, str]


@dataclass(frozen=True, slots=True, order=True)
class Member:
    """An entity of one document, and which entity of the graph it is.

    Attributes
    ----------
    document
        Id of the document.
    span
        The characters of its first mention there, if there is one other than a pronoun.
    name
        What the document calls it.
    entity
        IRI of the entity that it was found to be.
    """

    document: str
    span: Span
    name: str
    entity: str


@dataclass(frozen=True, slots=True)
class Decision:
    """Two sets of entities that were joined, or nearly.

    Attributes
    ----------
    joined
        Whether they are one.
    left, right
        Their members at that moment, sorted: document and id of the entity there.
    names
        What the first member of each is called.
    points
        The sum of the reasons.
    reasons
        For and against, as they were then.
    verdict
        Why they were kept apart, in words; how they were joined, if not by points.
    """

    joined: bool
    left: tuple[Place, ...]
    right: tuple[Place, ...]
    names: tuple[str, str]
    points: float
    reasons: tuple[Reason, ...] = ()
    verdict: str = ""


@dataclass(frozen=True, slots=True, order=True)
class Remark:
    """What is to be said of a decision of a curation file.

    Attributes
    ----------
    line
        Where the decision begins in the file, from 1.
    message
        What is to be said.
    applies
        Whether the decision is applied all the same.
    """

    line: int
    message: str
    applies: bool = False

    def __str__(self) -> str:
        return f"line {self.line}: {self.message}"


@dataclass(frozen=True, slots=True)
class Resolution:
    """The reduced corpus: what goes into a build. Entities sorted by IRI, facts by subject, property, object.

    `decisions` say how the entities came about, `members` what they speak of, and `remarks` which decisions of a
    curation file do not apply or are contradicted by the texts. They are no part of what two corpora say, and not
    compared.
    """

    entities: tuple[Entity, ...]
    facts: tuple[Fact, ...]
    sources: tuple[Source, ...] = ()
    skipped: tuple[Skipped, ...] = ()
    decisions: tuple[Decision, ...] = field(default=(), compare=False)
    members: Mapping[Place, Member] = field(default_factory=dict, compare=False, repr=False)
    remarks: tuple[Remark, ...] = field(default=(), compare=False)

    @property
    def carried(self) -> tuple[Fact, ...]:
        """The facts that the graph carries: all but those that another one overrides."""
        return tuple(fact for fact in self.facts if fact.overridden_by is None)
