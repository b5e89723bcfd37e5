"""What in annotated texts does not fit the ontology, or is likely to be a slip."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from kgraph.annotations.notation import DATE, AnnotatedFact, AnnotatedText
from kgraph.ontology import DATE as DATE_TYPE
from kgraph.ontology import Ontology

_DATES = frozenset(("startDate", "endDate", "date"))
_THINGS = frozenset(("role", "venue", "company"))
#: Pronouns of persons: one that is not marked is likely to be a slip.
_PERSONAL = frozenset(
    ("he", "him", "his", "himself", "she", "her", "hers", "herself", "i", "me", "my", "mine", "myself")
)


def check_texts(texts: Iterable[AnnotatedText], ontology: Ontology) -> Iterator[str]:
    """One line per fault, with file and line. Faults of the notation itself are raised by `read_annotated`."""
    seen: dict[str, str] = {}
    for text in texts:
        here = f"{text.path}:{text.line}"
        if (other := seen.setdefault(text.id, here)) != here:
            yield f"{here}: the id '{text.id}' stands at {other} too."
        for id_, type_ in text.types.items():
            if type_ not in ontology.classes:
                yield f"{here}: {id_} is a {type_}, which is no class of the ontology."
        known: dict[tuple[str, str, str], int] = {}
        for fact in text.facts:
            for problem in _fact_problems(fact, text, ontology):
                yield f"{text.path}:{fact.line}: {problem}"
            key = (fact.subject, fact.property, fact.object)
            if fact.sign == "fact" and known.setdefault(key, fact.line) != fact.line:
                yield f"{text.path}:{fact.line}: this fact stands in line {known[key]} already; write it once."
        yield from (f"{here}: {problem}" for problem in _unmarked_pronouns(text))


def _fact_problems(fact: AnnotatedFact, text: AnnotatedText, ontology: Ontology) -> Iterator[str]:
    prop = ontology.properties.get(fact.property)
    if prop is None or prop.kind != "fact":
        yield f"{fact.property} is no property of the ontology that states facts."
        return
    for id_ in (fact.subject,) if prop.is_date else (fact.subject, fact.object):
        if id_ not in text.types:
            yield f"'{id_}' is not marked anywhere in the text."
            return
        if fact.sign == "fact" and not any(id_ in m.entities for m in text.marked if m.start < fact.passage[1]):
            yield f"'{id_}' is not marked at or before this passage: put the fact below the passage that states it."
    subject, is_date = text.types[fact.subject], prop.is_date
    if is_date and not DATE.fullmatch(fact.object):
        yield f"{fact.property} wants a date like 1987, 1987-05 or 1987-05-14, not '{fact.object}'."
    elif not ontology.accepts(fact.property, subject, DATE_TYPE if is_date else text.types[fact.object]):
        object_ = "date" if is_date else text.types[fact.object]
        yield (
            f"{fact.property} does not take {subject} → {object_}, but {' / '.join(prop.domain)} → "
            f"{' / '.join(prop.range)}."
        )
    for name, value in fact.qualifiers:
        if name in _DATES and not DATE.fullmatch(value):
            yield f"{name} wants a date, not '{value}'."
        elif name in _THINGS and value not in text.types and value not in text.text:
            yield f"{name}: '{value}' is neither an entity's id nor in the text."
        elif name == "rank" and value.casefold() not in text.text.casefold():
            yield f"rank: '{value}' is not in the text."
        elif name not in _DATES | _THINGS | {"rank"}:
            yield f"there is no qualifier '{name}'."


def _unmarked_pronouns(text: AnnotatedText) -> Iterator[str]:
    marked = {(m.start, m.end) for m in text.marked}
    named = [(m.start, m.end) for m in text.marked if text.text[m.start].isupper()]
    missing = [
        text.text[max(0, m.start() - 25) : m.end() + 10].replace("\n", " ")
        for m in re.finditer(r"[^\W\d_]+", text.text)
        if m[0].lower() in _PERSONAL
        and (m[0] == "I" if len(m[0]) == 1 else not m[0].isupper())
        and m.span() not in marked
        and not any(start <= m.start() and m.end() <= end for start, end in named)  # "Her Majesty's", "sopra i balli"
    ]
    if missing:
        yield f"{len(missing)} pronouns are not marked, such as '…{missing[0]}…' (fine if they refer to nobody named)."
