"""How facts and their evidence are ordered, and what becomes of qualifiers when several texts state one fact."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from kgraph.edtf import DATE_QUALIFIERS, interval, iso, part
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
        evidence.edtf,
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


def merged_evidence(evidence: Sequence[Evidence]) -> Evidence:
    """One piece of evidence for what was found several times in the same characters: the first, with all qualifiers."""
    qualifiers, time = merged_qualifiers(evidence), merged_time(evidence)
    return replace(evidence[0], qualifiers=qualifiers, edtf=time if time != plain_time("", qualifiers) else "")


def stated_time(evidence: Evidence, value: str = "") -> str:
    """When a fact was so by one of its texts, in EDTF; empty if that does not say.

    Parameters
    ----------
    evidence
        What the text says.
    value
        The fact's object if that is a literal.
    """
    return evidence.edtf or plain_time(value, evidence.qualifiers)


def plain_time(value: str, qualifiers: Qualifiers) -> str:
    """The time that a date as object, or else the date qualifiers, tell without `Evidence.edtf`."""
    if value and iso(value) == value:
        return value
    return interval({name: date for name, date in qualifiers if name in DATE_QUALIFIERS and iso(date) == date})


def merged_time(evidence: Sequence[Evidence], value: str = "") -> str:
    """When a fact was so by all of its texts, in EDTF: `merged_qualifiers`, with what only EDTF says of them.

    Of a date as object (`value`), the most exact form of it that any text gives.
    """
    if len(evidence) == 1:
        return stated_time(evidence[0], value)
    ordered = sorted(evidence, key=lambda e: (-e.confidence, *evidence_key(e)))
    times = [(e, stated_time(e, value)) for e in ordered]
    if value and iso(value) == value:
        return min((time for _, time in times if iso(time) == value), key=len, default=value)
    dates = {name: date for name, date in merged_qualifiers(evidence) if name in DATE_QUALIFIERS}
    if not dates:
        return next((time for _, time in times if time), "")
    forms = {
        name: next(part(time, name) for e, time in times if (name, date) in e.qualifiers)
        for name, date in dates.items()
    }
    return interval(forms)


def _agree(a: str, b: str) -> bool:
    return a.casefold() == b.casefold() or a.startswith(f"{b}-") or b.startswith(f"{a}-")
