"""Stand-ins for the slow parts of kgraph, for tests of what surrounds them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from kgraph.model import Document, Extraction, LocalEntity, LocalFact, Mention, Span

_SAID = re.compile(r"([A-Z]\w+(?: [A-Z]\w+)?) (danced in|trained) ([A-Z]\w+(?: [A-Z]\w+)?)\.", re.ASCII)


@dataclass(frozen=True)
class FakeExtractor:
    """Stands for the spaCy pipeline where a test is about something else: reads "Anna danced in Giselle."

    Picklable, so that worker processes can have it. A text with "CRASH" in it is too much for it.
    """

    fingerprint: str = "fake-1"

    def extract(self, documents: Iterable[Document]) -> Iterator[Extraction]:
        for document in documents:
            if "CRASH" in document.text:
                raise RuntimeError(f"cannot read {document.id}")
            yield fake_extraction(document)


def fake_extraction(document: Document) -> Extraction:
    """What `FakeExtractor` reads in a document."""
    mentions: dict[tuple[str, str], list[Mention]] = {}
    found = list(_SAID.finditer(document.text))
    for match in found:
        for group, kind in ((1, "Person"), (3, "Work" if match[2] == "danced in" else "Person")):
            mentions.setdefault((kind, match[group]), []).append(Mention(Span(*match.span(group)), match[group]))
    ids = {key: f"e{number}" for number, key in enumerate(mentions, 1)}
    entities = tuple(LocalEntity(ids[k], k[0], k[1], (), tuple(sorted(set(m)))) for k, m in mentions.items())
    facts = tuple(
        LocalFact(
            ids["Person", m[1]],
            "performedIn" if m[2] == "danced in" else "studentOf",
            ids["Work" if m[2] == "danced in" else "Person", m[3]],
            Span(*m.span(1)),
            Span(*m.span(3)),
            Span(*m.span()),
            m[0],
            0.9,
            family="fake",
        )
        for m in found
    )
    return Extraction(document.id, entities, facts)
