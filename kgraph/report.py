"""What a build did: the numbers, what was skipped and why, where the files are, what does not conform."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kgraph.model import Resolution, Skipped
from kgraph.text import printable

if TYPE_CHECKING:
    from kgraph.validate import Violation


@dataclass(frozen=True, slots=True)
class BuildReport:
    """The result of a build.

    Attributes
    ----------
    documents
        Number of documents read.
    entities, facts
        How many of each type, and of each property, most frequent first.
    overridden
        Facts that are not counted, as the graph carries others in their place: values that contradict each other.
    skipped
        Files that were not read, sorted by path.
    ignored
        Files of the corpus that are no documents, by extension.
    violations
        What the shapes forbid.
    extracted
        Documents read anew; for the others the cache knew what they say.
    files
        What was written.
    notes
        What else the user should know.
    reader
        What read the texts: which extractor and model and, property by property, which share of its facts was right
        where that was measured.
    places
        How many places were linked to GeoNames (``linked``), have candidates of which none clearly wins (``ambiguous``)
        or none at all (``unknown``); empty if they were not looked up.
    curation
        The name of the curation file (``file``), how many decisions it holds (``decisions``), and what is to be said
        of those that do not apply or that the texts contradict (``remarks``). Empty without such a file.
    """

    documents: int
    entities: Mapping[str, int]
    facts: Mapping[str, int]
    overridden: int = 0
    skipped: tuple[Skipped, ...] = ()
    ignored: Mapping[str, int] = field(default_factory=dict)
    violations: tuple[Violation, ...] = ()
    extracted: int = 0
    files: tuple[Path, ...] = ()
    notes: tuple[str, ...] = ()
    reader: Mapping[str, Any] = field(default_factory=dict)
    places: Mapping[str, int] = field(default_factory=dict)
    curation: Mapping[str, Any] = field(default_factory=dict)

    @property
    def conforms(self) -> bool:
        """Whether the graph conforms to its shapes."""
        return not self.violations

    def to_json(self) -> str:
        """The report as a file of the build: what depends on the corpus alone, and not on cache or folder."""
        data: dict[str, Any] = {
            "documents": self.documents,
            "entities": dict(self.entities),
            "facts": dict(self.facts),
            "overridden": self.overridden,
            **({"places": dict(self.places)} if self.places else {}),
            **({"curation": dict(self.curation)} if self.curation else {}),
            "skipped": [{"path": s.path, "reason": s.reason} for s in self.skipped],
            "ignored": dict(self.ignored),
            **({"reader": dict(self.reader)} if self.reader else {}),
            "conforms": self.conforms,
            "violations": [
                {
                    "node": v.node,
                    "label": v.label,
                    "property": v.property,
                    "value": v.value,
                    "message": v.message,
                    "sentences": [
                        {"document": q.document, "start": q.start, "end": q.end, "text": q.text} for q in v.quotations
                    ],
                }
                for v in self.violations
            ],
        }
        return json.dumps(data, ensure_ascii=False, indent=2) + "\n"

    def to_text(self) -> str:
        """The report for a person, without the violations."""
        cached = self.documents - self.extracted
        ignored = f"{sum(self.ignored.values())} other files ignored ({', '.join(self.ignored)})"
        parts = [
            f"{self.documents} read" + (f" ({cached} unchanged since they were last read)" if cached else ""),
            *([f"{len(self.skipped)} skipped"] if self.skipped else []),
            *([ignored] if self.ignored else []),
        ]
        lines = [f"Documents: {', '.join(parts)}"]
        lines += [f"  {skipped_line(s)}" for s in self.skipped]
        if self.curation:
            count, remarks = self.curation["decisions"], self.curation["remarks"]
            lines.append(f"Curation: {count} decision{'s' if count != 1 else ''} of {self.curation['file']}")
            lines += [f"  {printable(remark)}" for remark in remarks]
        lines += [f"Entities: {sum(self.entities.values())}", *_table(self.entities)]
        lines += [f"Facts: {sum(self.facts.values())}", *_table(self.facts)]
        if self.overridden:
            values = f"{self.overridden} value{'s' if self.overridden != 1 else ''}"
            lines.append(f"Contradicted: {values}, each by one that the graph carries: see kgraph conflicts")
        if self.places:
            linked, ambiguous, unknown = (self.places[k] for k in ("linked", "ambiguous", "unknown"))
            lines += [f"Places: {linked} linked to GeoNames, {ambiguous} ambiguous, {unknown} unknown there"]
        lines += [f"Note: {note}" for note in self.notes]
        lines += ["Files:", *(f"  {file}" for file in self.files)]
        return "\n".join(lines)


def skipped_line(skipped: Skipped) -> str:
    """A file that was not read and what to do about it, in a line that is safe to show."""
    return f"'{printable(skipped.path)}' {printable(skipped.reason)}"


def summarise(resolution: Resolution, **details: Any) -> BuildReport:
    """The report on a resolution; `details` are further attributes of it."""
    carried = resolution.carried
    added = dict(details.get("curation") or {}).get("file")  # no document, although facts come from it
    return BuildReport(
        documents=sum(source.id != added for source in resolution.sources),
        entities=_ranked([entity.type for entity in resolution.entities]),
        facts=_ranked([fact.property for fact in carried]),
        overridden=len(resolution.facts) - len(carried),
        skipped=resolution.skipped,
        **details,
    )


def _ranked(names: Sequence[str]) -> dict[str, int]:
    return dict(sorted(Counter(names).items(), key=lambda item: (-item[1], item[0])))


def _table(counts: Mapping[str, int]) -> list[str]:
    width = max(map(len, counts), default=0)
    return [f"  {name:<{width}}  {count:>7}" for name, count in counts.items()]
