"""The conflicts of a build as lines for a terminal, as JSON and as CSV."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from kgraph.conflicts.disagreements import Disagreement, disagreements
from kgraph.conflicts.impossible import Impossibility, impossibilities
from kgraph.explore.show import evidence_json, object_json, quoted
from kgraph.explore.views import FactView
from kgraph.model import Fact
from kgraph.text import printable

if TYPE_CHECKING:
    from rich.text import Text

    from kgraph.explore.catalogue import Catalogue

_COLUMNS = (
    *("kind", "number", "reason", "subject_iri", "subject", "property", "object_iri", "object", "in_graph"),
    *("document", "start", "end", "confidence", "sentence"),
)


@dataclass(frozen=True)
class Conflicts:
    """What cannot all be right in a build.

    Attributes
    ----------
    disagreements
        Several values where there can be one, or mostly is one: by name of the entity, then property.
    impossibilities
        Facts that cannot hold together.
    """

    disagreements: tuple[Disagreement, ...]
    impossibilities: tuple[Impossibility, ...]
    _catalogue: Catalogue

    def __bool__(self) -> bool:
        return bool(self.disagreements or self.impossibilities)

    def to_lines(self, *, evidence: int = 2, marks: bool = False) -> Iterator[tuple[int, Text]]:
        """The conflicts for a terminal.

        Parameters
        ----------
        evidence
            Sentences shown for each fact; the others are counted. 0 for none.
        marks
            Put «» around subject and object in each sentence: for output without colours.

        Yields
        ------
        tuple of int and Text
            Columns to indent the line by, and the line.
        """
        from rich.text import Text

        yield 0, Text(self._title(), "bold")
        for found in self.disagreements:
            first = self._view(found.values[0])
            yield 0, Text()
            yield 0, Text.assemble((printable(first.subject.name), "bold"), f" · {first.label}", (_shown(first), "dim"))
            for fact in self._views(found.values):
                yield 2, _value_line(fact, found.reason if fact == first else "")
                yield from _sentences(fact, evidence, marks)
        for impossible in self.impossibilities:
            yield 0, Text()
            yield 0, Text(printable(impossible.reason), "bold")
            for fact in self._views(impossible.facts):
                qualified = f" ({fact.qualification})" if fact.qualifiers else ""
                yield 2, Text(f"{fact}{qualified}")
                yield from _sentences(fact, evidence, marks)

    def to_json(self) -> dict[str, Any]:
        """The conflicts as data; offsets in characters, end-exclusive."""
        return {
            "disagreements": [
                {
                    "subject": object_json(self._view(found.values[0]).subject),
                    "property": found.property,
                    "reason": found.reason,
                    "values": [self._fact_json(fact) for fact in self._views(found.values)],
                }
                for found in self.disagreements
            ],
            "impossibilities": [
                {
                    "reason": found.reason,
                    "facts": [
                        {
                            "subject": object_json(fact.subject),
                            "property": fact.property,
                            **self._fact_json(fact),
                            "qualifiers": fact.qualifiers,
                        }
                        for fact in self._views(found.facts)
                    ],
                }
                for found in self.impossibilities
            ],
        }

    def to_csv(self) -> str:
        """One row for each sentence. Rows with one ``kind`` and ``number`` are one conflict."""
        stream = io.StringIO()
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(_COLUMNS)
        conflicts: list[tuple[str, int, str, tuple[Fact, ...]]] = [
            *(("disagreement", i, d.reason, d.values) for i, d in enumerate(self.disagreements, start=1)),
            *(("impossibility", i, x.reason, x.facts) for i, x in enumerate(self.impossibilities, start=1)),
        ]
        for kind, number, reason, facts in conflicts:
            for fact in self._views(facts):
                iri = fact.fact.object if isinstance(fact.fact.object, str) else ""
                stated = (fact.subject.iri, fact.subject.name, fact.property, iri, fact.object_name)
                for e in fact.evidence:
                    place = (e.document, e.sentence_span.start, e.sentence_span.end, e.confidence)
                    row = (kind, number, reason, *stated, _yes(fact), *place, " ".join(e.sentence.split()))
                    writer.writerow(row)
        return stream.getvalue()

    def _title(self) -> str:
        if not self:
            return "No source disagrees with another, and no facts rule each other out."
        disagree, impossible = len(self.disagreements), len(self.impossibilities)
        return (
            f"{disagree} disagreement{'' if disagree == 1 else 's'}, "
            f"{impossible} case{'' if impossible == 1 else 's'} of facts that cannot hold together"
        )

    def _view(self, fact: Fact) -> FactView:
        return FactView(fact, self._catalogue)

    def _views(self, facts: Iterable[Fact]) -> list[FactView]:
        return [self._view(fact) for fact in facts]

    @staticmethod
    def _fact_json(fact: FactView) -> dict[str, Any]:
        return {
            "object": object_json(fact.object),
            "in_graph": fact.overridden_by is None,
            "confidence": fact.confidence,
            "evidence": evidence_json(fact),
        }


def find_conflicts(catalogue: Catalogue) -> Conflicts:
    """What cannot all be right in a build: see `kgraph.conflicts`.

    Notes
    -----
    Near-linear in the number of facts; values of one property of one entity are compared pair by pair.
    """
    found = disagreements(catalogue.resolution, catalogue.ontology)
    by_name = sorted(found, key=lambda d: (catalogue.view(d.subject).name, d.subject, d.property))
    return Conflicts(tuple(by_name), impossibilities(catalogue.resolution, catalogue.ontology), catalogue)


def _shown(fact: FactView) -> str:
    return f"  {printable(fact.subject.iri)}"


def _value_line(fact: FactView, why: str) -> Text:
    from rich.text import Text

    line = Text.assemble(printable(fact.object_name), "  ", (f"{fact.confidence:.2f}", "dim"))
    standing = "in the graph" if fact.overridden_by is None else "not in the graph"
    line.append(f"  {standing}{f': {why}' if why else ''}", "green" if fact.overridden_by is None else "red")
    return line


def _sentences(fact: FactView, limit: int, marks: bool) -> Iterator[tuple[int, Text]]:
    from rich.text import Text

    for one in fact.evidence[:limit]:
        line = quoted(one, marks)
        line.append(f", {one.confidence:.2f}", "dim")
        yield 4, line
    if limit and len(fact.evidence) > limit:
        yield 4, Text(f"… and {len(fact.evidence) - limit} more", "dim")


def _yes(fact: FactView) -> str:
    return "yes" if fact.overridden_by is None else "no"
