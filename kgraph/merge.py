"""How facts and their evidence are ordered, and what becomes of qualifiers when several texts state one fact."""

from __future__ import annotations

from collections.abc import Sequence

from kgraph.model import Evidence, Fact, Literal, Qualifiers


def fact_key(fact: Fact) -> tuple[str, str, bool, str]:
    """Sort key of facts: subject, property, then entities before literals."""
    literal = isinstance(fact.object, Literal)
    return fact.subject, fact.property, literal, fact.object.value if isinstance(fact.object, Literal) else fact.object


def evidence_key(evidence: Evidence) -> tuple[object, ...]:
    """Sort key of evidence: document, then position."""
    return (
        evidence.document,
        evidence.sentence_span,
        evidence.subject_span,
        evidence.object_span,
        -evidence.confidence,
        evidence.qualifiers,
    )


def merged_qualifiers(evidence: Sequence[Evidence]) -> Qualifiers:
    """The qualifiers of a fact from those of its evidence, sorted by name.

    The most confident evidence comes first, then the first by document and position. Other evidence adds what it has
    and may make a date more precise, but only as a whole: where any of its qualifiers contradicts, all are left out,
    so that the start of one engagement never meets the end of another.
    """
    merged: dict[str, str] = {}
    for item in sorted(evidence, key=lambda e: (-e.confidence, *evidence_key(e))):
        own = dict(item.qualifiers)
        if all(_agree(merged[name], value) for name, value in own.items() if name in merged):
            for name, value in own.items():
                merged[name] = max(merged.get(name, ""), value, key=len)
    return tuple(sorted(merged.items()))


def _agree(a: str, b: str) -> bool:
    return a.casefold() == b.casefold() or a.startswith(f"{b}-") or b.startswith(f"{a}-")
