"""Docs built by hand, so that rules are tested without a trained model."""

from __future__ import annotations

from spacy.lang.en import English
from spacy.tokens import Doc

from kgraph.extract.tokens import DateMention, DocEntity, TokenMention, register_extensions

VOCAB = English().vocab


def parse(table: str) -> Doc:
    """A Doc from lines of ``word tag pos head dep [lemma]``, `head` counted from 0."""
    register_extensions()
    rows = [line.split() for line in table.strip().splitlines()]
    return Doc(
        VOCAB,
        words=[r[0] for r in rows],
        tags=[r[1] for r in rows],
        pos=[r[2] for r in rows],
        heads=[int(r[3]) for r in rows],
        deps=[r[4] for r in rows],
        lemmas=[r[5] if len(r) > 5 else r[0].lower() for r in rows],
    )


def name(start: int, end: int, type_: str, text: str, subtype: str = "") -> DocEntity:
    """An entity with one mention by name, over tokens `start` to `end`, end-exclusive."""
    return DocEntity(type_, text, (), (TokenMention(start, end, type_, "name", text, subtype),), subtype)


def date(start: int, end: int, value: str, range_end: int = -1, edtf: str = "") -> DateMention:
    """A date over tokens `start` to `end`, end-exclusive."""
    return DateMention(start, end, value, range_end, edtf=edtf)


def stated(doc: Doc) -> set[tuple[str, str, str]]:
    """The facts of a Doc as (subject's name, property, object's name or value)."""
    found = set()
    for fact in doc._.facts:
        object_ = doc._.dates[fact.object].value if fact.literal else doc._.entities[fact.object].name
        found.add((doc._.entities[fact.subject].name, fact.property, object_))
    return found
