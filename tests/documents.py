"""Extractions from a few words, for tests of what comes after extraction.

The text of a document is the names of its entities one after the other, so that offsets are real ones.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from kgraph.model import Document, Extraction, Literal, LocalEntity, LocalFact, Mention, Qualifiers, Source, Span

_DATE = re.compile(r"\d{4}(-\d\d){0,2}")


@dataclass(frozen=True)
class Spec:
    """An entity to be: `E` makes it."""

    name: str
    type: str = "Person"
    aliases: tuple[str, ...] = ()
    gender: str = ""
    subtype: str = ""
    pronouns: tuple[str, ...] = ()
    forms: tuple[str, ...] = ()


def person(name: str, *aliases: str, gender: str = "", pronouns: Iterable[str] = ()) -> Spec:
    return Spec(name, "Person", aliases, gender, "", tuple(pronouns))


def thing(name: str, type: str, *aliases: str, subtype: str = "") -> Spec:
    return Spec(name, type, aliases, "", subtype)


#: Subject name, property, object name or date, and perhaps qualifiers and confidence.
FactSpec = (
    tuple[str, str, str] | tuple[str, str, str, Mapping[str, str]] | tuple[str, str, str, Mapping[str, str], float]
)


def extraction(document: str, *entities: Spec, facts: Iterable[FactSpec] = ()) -> Extraction:
    """What a document says. Facts refer to entities by name; what looks like a date is a literal."""
    text, local, spans = "", [], {}
    for number, spec in enumerate(entities, 1):
        mentions = []
        for words, pronoun in [(n, False) for n in (spec.name, *spec.aliases)] + [(p, True) for p in spec.pronouns]:
            span = Span(len(text), len(text) + len(words))
            mentions.append(Mention(span, words, pronoun))
            spans.setdefault((spec.name, number), span)
            text += words + " "
        aliases = tuple(sorted(spec.aliases))
        forms = []
        for words in spec.forms:
            forms.append(Mention(Span(len(text), len(text) + len(words)), words))
            text += words + " "
        found_as = tuple(mentions), spec.subtype, spec.gender, tuple(forms)
        local.append(LocalEntity(f"e{number}", spec.type, spec.name, aliases, *found_as))
    number_of = {spec.name: n for n, spec in reversed(list(enumerate(entities, 1)))}
    found = []
    for subject, prop, target, *rest in facts:
        qualifiers: Qualifiers = tuple(sorted(rest[0].items())) if rest else ()  # type: ignore[union-attr]
        subject_span = spans[subject, number_of[subject]]
        obj: str | Literal
        if _DATE.fullmatch(target):
            obj, object_span = Literal(target), Span(len(text), len(text) + len(target))
            text += target + " "
        else:
            obj, object_span = f"e{number_of[target]}", spans[target, number_of[target]]
        found.append((f"e{number_of[subject]}", prop, obj, subject_span, object_span, qualifiers, rest[1:]))
    whole = Span(0, len(text.rstrip()))
    facts_ = tuple(
        LocalFact(
            s, p, o, a, b, whole, text.rstrip(), float(c[0]) if c else 0.9, q, edtf=str(c[1]) if len(c) > 1 else ""
        )  # type: ignore[arg-type]
        for s, p, o, a, b, q, c in found
    )
    return Extraction(document, tuple(local), facts_)


def source(extracted: Extraction) -> Source:
    """The document of an extraction, of which only the name is known."""
    length = max((m.span.end for e in extracted.entities for m in e.mentions), default=0) + 100
    return Document(extracted.document, f"{extracted.document}.txt", "x" * length, "0" * 64).source
