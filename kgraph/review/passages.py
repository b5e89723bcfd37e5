"""Sentences about an entity in one document, with what names it marked."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kgraph.model import EntityMention, Evidence, Resolution, Span
from kgraph.text import printable

if TYPE_CHECKING:
    from rich.text import Text

#: Where a sentence may end, and where one certainly does.
_END = re.compile(r"[.!?][\"”’')\]]*\s+(?=[\"“‘'(\[]*[A-Z0-9])|\n\s*\n")
#: Characters of a text that are shown on either side of a name at most.
_WIDEST = 240


@dataclass(frozen=True, slots=True)
class Passage:
    """Some characters of a document.

    Attributes
    ----------
    document
        Its id.
    start
        Of the first of them.
    text
        The characters.
    marks
        Which of them name what the passage is about; offsets in `text`, sorted, without overlap.
    """

    document: str
    start: int
    text: str
    marks: tuple[Span, ...]

    @classmethod
    def of_evidence(cls, evidence: Evidence) -> Passage:
        """The sentence that states a fact, with its subject and object marked."""
        start = evidence.sentence_span.start
        marks = _inside(start, evidence.sentence, (evidence.subject_span, evidence.object_span))
        return cls(evidence.document, start, evidence.sentence, marks)

    def shown(self, marks: bool) -> Text:
        """One line; with `marks` names stand between « and », else they are coloured."""
        from rich.text import Text

        line, done = Text(), 0
        for span in self.marks:
            line.append(printable(self.text[done : span.start]))
            name = printable(self.text[span.start : span.end])
            line.append(f"«{name}»" if marks else name, "bold cyan")
            done = span.end
        line.append(printable(self.text[done:]))
        line.append(f"  — {printable(self.document)}, {self.start}–{self.start + len(self.text)}", "dim")
        return line


class Passages:
    """Finds passages.

    Parameters
    ----------
    resolution
        The build: it has the sentences that state facts.
    texts
        By id, the texts of documents that are at hand: of these whatever sentence is shown.
    """

    def __init__(self, resolution: Resolution, texts: Mapping[str, str]) -> None:
        self._texts = texts
        self._mentions: dict[tuple[str, str], list[EntityMention]] = defaultdict(list)
        for entity in resolution.entities:
            for mention in entity.mentions:
                self._mentions[entity.iri, mention.document].append(mention)
        sentences: dict[str, dict[Span, str]] = defaultdict(dict)
        for fact in resolution.facts:
            for evidence in fact.evidence:
                sentences[evidence.document][evidence.sentence_span] = evidence.sentence
        self._sentences = {document: sorted(found.items()) for document, found in sentences.items()}

    def of(self, iri: str, document: str, span: Span, limit: int) -> tuple[Passage, ...]:
        """Up to `limit` sentences of a document that name an entity: those nearest to a span of it, in their order.

        The sentences of a text that is at hand are guessed; no more than `_WIDEST` characters beside a name are shown.
        """
        mentions = self._mentions.get((iri, document), [])
        found = {(start, text) for start, text in self._candidates(document, mentions) if _marks(start, text, mentions)}
        nearest = sorted(found, key=lambda p: (max(p[0] - span.start, span.end - p[0] - len(p[1]), 0), p))[:limit]
        return tuple(Passage(document, start, text, _marks(start, text, mentions)) for start, text in sorted(nearest))

    def _candidates(self, document: str, mentions: Iterable[EntityMention]) -> Iterable[tuple[int, str]]:
        text = self._texts.get(document)
        if text is None:
            yield from ((span.start, sentence) for span, sentence in self._sentences.get(document, ()))
            return
        for mention in mentions:
            first = max(mention.span.start - _WIDEST, 0)
            last = min(mention.span.end + _WIDEST, len(text))
            for end in _END.finditer(text, first, mention.span.start + 1):
                if end.end() <= mention.span.start:
                    first = end.end()
            if end_ := _END.search(text, mention.span.end, last):
                last = end_.end()
            passage = text[first:last]
            yield first + len(passage) - len(passage.lstrip()), passage.strip()


def _marks(start: int, text: str, mentions: Iterable[EntityMention]) -> tuple[Span, ...]:
    """Where mentions stand in a passage."""
    return _inside(start, text, (mention.span for mention in mentions))


def _inside(start: int, text: str, spans: Iterable[Span]) -> tuple[Span, ...]:
    """Spans of a document as offsets in a passage, as far as they lie in it: of those that overlap the longest."""
    moved = {Span(span.start - start, span.end - start) for span in spans}
    inside = (s for s in moved if 0 <= s.start < s.end <= len(text))
    found: list[Span] = []
    for span in sorted(inside, key=lambda s: (s.start, -s.end)):
        if not found or span.start >= found[-1].end:
            found.append(span)
    return tuple(found)
