"""Annotated texts as gold documents, for `kgraph.evaluate`."""

from __future__ import annotations

from kgraph.annotations.notation import PRONOUNS, AnnotatedText
from kgraph.evaluate.gold import GoldDocument, GoldEntity, GoldFact
from kgraph.text import word_set

_DETERMINERS = word_set("the this that these those my your his her its our their")


def to_gold(text: AnnotatedText) -> GoldDocument:
    """The text with its entities and facts. Pronouns and descriptions do not become names."""
    entities = []
    for id_, type_ in text.types.items():
        said = [text.text[m.start : m.end] for m in text.marked if m.entities == (id_,)]
        names = dict.fromkeys(s for s in said if s.casefold() not in PRONOUNS and _is_name(s, type_))
        if id_ in text.names:
            names = {text.names[id_]: None}
        if names:
            full = max(names, key=lambda n: (len(n.split()), len(n)))
            entities.append(GoldEntity(id=id_, type=type_, name=full, aliases=tuple(n for n in names if n != full)))
    known = {e.id for e in entities}

    def facts(sign: str) -> tuple[GoldFact, ...]:
        return tuple(
            GoldFact(
                s=f.subject, p=f.property, o=f.object, qualifiers={k: _value(v, entities) for k, v in f.qualifiers}
            )
            for f in text.facts
            if f.sign == sign and f.subject in known and (f.object in known or f.object[:1].isdigit())
        )

    return GoldDocument(
        id=text.id, text=text.text, entities=tuple(entities), facts=facts("fact"), optional=facts("optional")
    )


def _is_name(said: str, type_: str) -> bool:
    """Whether words are more than a description: "my sister", "the queen of England"."""
    first, _, rest = said.partition(" ")
    determined = bool(rest) and first.casefold() in _DETERMINERS
    told = rest if determined else said
    return type_ == "Occupation" or (any(c.isupper() for c in told) and not (determined and told[0].islower()))


def _value(value: str, entities: list[GoldEntity]) -> str:
    return next((e.name for e in entities if e.id == value), value)
