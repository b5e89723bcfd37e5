"""What the names in a curation file mean among the entities of the documents.

A reference is a name, as any text gives it. Behind it may stand in brackets, with commas between them, a document's id,
a class, and ``at 120`` for the mention that this character of the document belongs to.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from rapidfuzz import fuzz, process

from kgraph.curation import Reference
from kgraph.model import LocalEntity, Mention, Place
from kgraph.names import speaking_order
from kgraph.resolve.candidates import Candidate
from kgraph.resolve.clusters import Clusters
from kgraph.text import fold
from kgraph.titles import title_key

if TYPE_CHECKING:
    from kgraph.ontology import Ontology

_AT = re.compile(r"at ([0-9]{1,9})")
#: How many of several possible meanings are listed.
_LISTED = 5
#: How alike a name must be, in 0-100, to be suggested.
_NEAR = 75.0


@dataclass(frozen=True, slots=True)
class Meant:
    """What a reference means: numbers of candidates, sorted, all of one entity; or why it means nothing.

    Attributes
    ----------
    numbers
        In the document that is named, or in all.
    problem
        Why there are none.
    name, classes
        The name without brackets, and the classes in them.
    unknown
        Whether the problem is that nothing at all is called so, and no document was named.
    """

    numbers: tuple[int, ...] = ()
    problem: str = ""
    name: str = ""
    classes: frozenset[str] = frozenset()
    unknown: bool = False


@dataclass(frozen=True, slots=True)
class _Parts:
    name: str
    documents: frozenset[str] = frozenset()
    classes: frozenset[str] = frozenset()
    at: frozenset[int] = frozenset()


@dataclass(slots=True)
class Lookup:
    """Finds what references mean.

    Parameters
    ----------
    clusters
        The entities, by their documents, and which of them are one.
    ontology
        Its classes may tell apart what has one name.
    more
        Further classes by which an entity of a document may be called.

    Attributes
    ----------
    documents
        The ids of all documents, by how a reference writes them.
    """

    clusters: Clusters
    ontology: Ontology
    more: Mapping[Place, str] = field(default_factory=dict)
    documents: dict[str, str] = field(init=False)
    _named: dict[str, list[int]] = field(init=False)

    def __post_init__(self) -> None:
        self.documents = {" ".join(c.document.split()): c.document for c in self.clusters.candidates}
        self._named = defaultdict(list)
        for number, candidate in enumerate(self.clusters.candidates):
            for key in sorted(_keys(candidate.entity)):
                self._named[key].append(number)

    def __call__(self, reference: Reference) -> Meant:
        """The candidates that are called so: in the document that is named, or in all where they are one entity."""
        parts = self._parts(reference.text)
        called = self._called(parts.name)
        found = [n for n in called if self._fits(n, parts)]
        problem = ""
        if not called:
            problem = f"nothing is called '{parts.name}'{self._near(parts.name)}"
        elif not found:
            problem = (
                f"'{reference.text}' fits nothing: write {self._options(parts.name, self._nearest(called, parts))}"
            )
        elif len({self.clusters.find(n) for n in found}) > 1:
            problem = f"'{reference.text}' could be {self._options(parts.name, found)}: write one of these"
        if problem:
            return Meant((), problem, parts.name, parts.classes, not called and not parts.documents)
        return Meant(tuple(found), "", parts.name, parts.classes)

    def whole(self, reference: Reference) -> Meant:
        """As calling it, but where no document is named all that is one with what is called so."""
        meant = self(reference)
        if not meant.numbers or self._parts(reference.text).documents:
            return meant
        return Meant(tuple(sorted(self.clusters.profile(meant.numbers[0]).members)), "", meant.name, meant.classes)

    def place(self, reference: Reference) -> tuple[int, Mention] | None:
        """The one candidate, and its mention by a name, that a reference means which names a place in a document."""
        parts = self._parts(reference.text)
        found = [n for n in self._called(parts.name) if self._fits(n, parts)]
        if len(found) != 1 or len(parts.documents) != 1 or len(parts.at) != 1:
            return None
        (start,) = parts.at
        called = {fold(parts.name), title_key(parts.name)}
        mentions = (
            m
            for m in self.clusters.candidates[found[0]].entity.mentions
            if not m.pronoun and not called.isdisjoint((fold(m.text), title_key(m.text)))
        )
        mention = next((m for m in mentions if m.span.start <= start < m.span.end), None)
        return None if mention is None else (found[0], mention)

    def _called(self, name: str) -> Sequence[int]:
        keys = (fold(name) or name, title_key(name), fold(speaking_order(name)))
        return next((self._named[key] for key in keys if key in self._named), ())

    def _fits(self, number: int, parts: _Parts) -> bool:
        candidate = self.clusters.candidates[number]
        classes = {candidate.leaf, self.more.get(candidate.place, candidate.leaf)}
        return (
            parts.documents <= {candidate.document}
            and all(any(self.ontology.is_a(c, wanted) for c in classes) for wanted in parts.classes)
            and all(any(m.span.start <= start < m.span.end for m in _said(candidate)) for start in parts.at)
        )

    def _parts(self, text: str) -> _Parts:
        """The parts of a reference. A name may have brackets of its own."""
        if self._called(text) or not text.endswith(")"):
            return _Parts(text)
        starts = [i for i, c in enumerate(text) if c == "(" and text[:i].strip()]
        for start in starts:
            parts = self._which(text[:start].strip(), text[start + 1 : -1].strip())
            if parts is not None:
                return parts
        name = text[: starts[-1]].strip() if starts else text
        return _Parts(name, documents=frozenset([text[starts[-1] + 1 : -1]])) if self._called(name) else _Parts(text)

    def _which(self, name: str, inner: str) -> _Parts | None:
        """A name with what stands in brackets behind it; None if that is no list of documents, classes and places."""
        if inner in self.documents:
            return _Parts(name, documents=frozenset([self.documents[inner]]))
        if inner in self.ontology.classes:
            return _Parts(name, classes=frozenset([inner]))
        if at := _AT.fullmatch(inner):
            return _Parts(name, at=frozenset([int(at[1])]))
        first, comma, last = (part.strip() for part in inner.rpartition(","))
        one, other = (self._which(name, first), self._which(name, last)) if comma else (None, None)
        if one is None or other is None:
            return None
        return _Parts(name, one.documents | other.documents, one.classes | other.classes, one.at | other.at)

    def _nearest(self, called: Sequence[int], parts: _Parts) -> Sequence[int]:
        """Those of the candidates that are called so which are in the document that is named, if any is."""
        in_document = [n for n in called if self.clusters.candidates[n].document in parts.documents]
        return in_document or called

    def _options(self, name: str, numbers: Sequence[int]) -> str:
        """References of which each means one of several."""
        numbers = sorted(numbers, key=lambda n: self.clusters.candidates[n].place)
        roots = dict.fromkeys(self.clusters.find(n) for n in numbers)
        first = {root: next(n for n in numbers if self.clusters.find(n) == root) for root in roots}
        options = [f"'{self._distinct(name, n)}'" for n in list(first.values())[:_LISTED]]
        if len(first) > _LISTED:
            options.append(f"one of {len(first) - _LISTED} more")
        return options[0] if len(options) == 1 else ", ".join(options[:-1]) + f" or {options[-1]}"

    def _distinct(self, name: str, number: int) -> str:
        """A reference that means one thing only."""
        candidate = self.clusters.candidates[number]
        start = min((m.span.start for m in candidate.entity.mentions if not m.pronoun), default=0)
        options = [
            [candidate.document],
            [candidate.document, candidate.entity.type],
            [candidate.document, candidate.entity.type, f"at {start}"],
        ]
        references = [f"{name} ({', '.join(which)})" for which in options]
        return next((r for r in references if self._means(r, candidate)), references[-1])

    def _means(self, text: str, candidate: Candidate) -> bool:
        parts = self._parts(text)
        found = [n for n in self._called(parts.name) if self._fits(n, parts)]
        places = {self.clusters.candidates[n].place for n in found}
        return candidate.place in places and len({self.clusters.find(n) for n in found}) == 1

    def _near(self, name: str) -> str:
        """A name that somebody has and that looks like it."""
        wanted = fold(name) or name
        scored = process.extract(wanted, list(self._named), scorer=fuzz.ratio, limit=None, score_cutoff=_NEAR)
        best = min(scored, key=lambda hit: (-round(hit[1]), hit[0]), default=None)
        if best is None:
            return ""
        entity = self.clusters.candidates[self._named[best[0]][0]].entity
        return f". Did you mean '{entity.name}'?"


def _said(candidate: Candidate) -> tuple[Mention, ...]:
    """Where a candidate is spoken of, in all the forms that a name has there."""
    return *candidate.entity.mentions, *candidate.entity.forms


def _keys(entity: LocalEntity) -> set[str]:
    forms = {entity.name, *entity.aliases, *(m.text for m in (*entity.mentions, *entity.forms) if not m.pronoun)}
    forms |= {speaking_order(form) for form in forms}
    return {fold(form) or form for form in forms} | {title_key(form) for form in forms}
