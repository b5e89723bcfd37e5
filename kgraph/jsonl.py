"""Extractions as JSON Lines: what ``kgraph extract`` prints."""

from __future__ import annotations

import json
from typing import Any

from kgraph.model import Extraction, Literal, LocalEntity, LocalFact, Span


def extraction_line(extraction: Extraction) -> str:
    """One document as one line of JSON, without a line end."""
    return json.dumps(extraction_object(extraction), ensure_ascii=False)


def extraction_object(extraction: Extraction) -> dict[str, Any]:
    """One document as JSON: its entities by first mention and its facts by position.

    Offsets count characters of the text, end-exclusive. Pronouns are among an entity's mentions, and not told apart.
    """
    return {
        "id": extraction.document,
        "entities": [_entity(entity) for entity in extraction.entities],
        "facts": [_fact(fact) for fact in extraction.facts],
    }


def _entity(entity: LocalEntity) -> dict[str, Any]:
    return {
        "id": entity.id,
        "type": entity.type,
        **({"subtype": entity.subtype} if entity.subtype else {}),
        "name": entity.name,
        "aliases": list(entity.aliases),
        "mentions": [{"start": m.span.start, "end": m.span.end} for m in entity.mentions],
    }


def _fact(fact: LocalFact) -> dict[str, Any]:
    if isinstance(fact.object, Literal):
        span = fact.object_span
        obj: Any = {"value": fact.object.value, "start": span.start, "end": span.end}
    else:
        obj = fact.object
    return {
        "subject": fact.subject,
        "property": fact.property,
        "object": obj,
        "subject_span": _pair(fact.subject_span),
        "object_span": _pair(fact.object_span),
        "sentence_span": _pair(fact.sentence_span),
        "confidence": fact.confidence,
        "qualifiers": dict(fact.qualifiers),
    }


def _pair(span: Span) -> list[int]:
    return [span.start, span.end]
