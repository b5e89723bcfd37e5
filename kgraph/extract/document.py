"""From finished Docs to an `Extraction`: token spans become characters, segments become one document."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from spacy.tokens import Doc

from kgraph.edtf import DATE_QUALIFIERS, interval, iso, moment
from kgraph.extract.forms import PLACES, forms_of
from kgraph.extract.relatives import relative_pronouns
from kgraph.extract.sentences import sentence_starts
from kgraph.extract.tokens import DocEntity, TokenFact
from kgraph.merge import plain_time
from kgraph.model import Extraction, Literal, LocalEntity, LocalFact, Mention, Span

#: A quotation or bracket that opens at the end of a sentence belongs to the next one.
_OPENED = re.compile(r"\s+[“‘«„(\[]+$")
#: Kinds of mention that are written out; a description ("the dancer") is evidence within a document only.
_WRITTEN = frozenset(("name", "common", "demonym", "pronoun"))
#: Kinds whose entities are written only when a fact speaks of them: common nouns are everywhere.
_ONLY_IN_FACTS = frozenset(("common", "demonym"))


@dataclass(slots=True)
class _Growing:
    """An entity while its document's segments are read."""

    type: str
    name: str
    subtype: str = ""
    gender: str = ""
    namesake: bool = False
    names: set[str] = field(default_factory=set)
    mentions: set[Mention] = field(default_factory=set)
    forms: set[Mention] = field(default_factory=set)


def to_extraction(document: str, docs: Iterable[tuple[int, Doc]]) -> Extraction:
    """The entities and facts of a document.

    Parameters
    ----------
    document
        Its id.
    docs
        Its segments in order: the start of each in the text, in characters, and its Doc. An entity of one segment
        is that of another if they share type and name.
    """
    entities: list[_Growing] = []
    by_name: dict[tuple[str, str], int] = {}
    facts: list[tuple[int, int | Literal, LocalFact]] = []
    for start, doc in docs:
        text = doc.text  # joined anew each time it is asked for
        spoken_of = {i for f in doc._.facts for i in ((f.subject,) if f.literal else (f.subject, f.object))}
        place: dict[int, int] = {}
        for index, entity in enumerate(doc._.entities):
            if _is_written(entity, index in spoken_of):
                place[index] = _add(entity, start, doc, text, entities, by_name)
        for fact in doc._.facts:
            if fact.subject in place and (fact.literal or fact.object in place):
                object_ = Literal(doc._.dates[fact.object].value) if fact.literal else place[fact.object]
                facts.append((place[fact.subject], object_, _local_fact(fact, start, doc, text)))
        for token, index in relative_pronouns(doc):
            if index in place:
                entities[place[index]].mentions.add(_mention((token, token + 1), start, doc, text, pronoun=True))
        _add_forms(place, start, doc, text, entities)
        del doc  # before the next one is read: two of them are a large part of what a long text takes
    return _finish(document, entities, facts)


def _is_written(entity: DocEntity, in_fact: bool) -> bool:
    kinds = {m.kind for m in entity.mentions}
    if kinds <= {"pronoun", "nominal"}:  # somebody without a name, of whom something is said all the same
        return in_fact and bool(entity.name)
    return "name" in kinds or (in_fact and bool(kinds & _ONLY_IN_FACTS))


def _add(
    entity: DocEntity,
    start: int,
    doc: Doc,
    text: str,
    entities: list[_Growing],
    by_name: dict[tuple[str, str], int],
) -> int:
    names = (entity.name, *entity.aliases)
    known = (by_name[entity.type, n] for n in names if (entity.type, n) in by_name)
    index = next(known, -1) if start and not entity.namesake else -1
    if index < 0:
        index = len(entities)
        entities.append(_Growing(entity.type, entity.name, entity.subtype, entity.gender, entity.namesake))
    growing = entities[index]
    growing.names.update(names)
    growing.subtype = growing.subtype or entity.subtype
    growing.gender = growing.gender or entity.gender
    for name in names:
        by_name.setdefault((entity.type, name), index)
    growing.mentions.update(_written(entity, start, doc, text))
    return index


def _add_forms(place: dict[int, int], start: int, doc: Doc, text: str, entities: list[_Growing]) -> None:
    """Give each entity the longer and shorter forms of its mentions in a segment."""
    inner = dict(_edges((m.start, m.end), doc) for e in doc._.entities if e.type in PLACES for m in e.mentions)
    located: dict[int, dict[int, int]] = defaultdict(dict)
    for fact in doc._.facts:
        if not fact.literal and fact.subject in place and doc._.entities[fact.object].type in PLACES:
            for m in doc._.entities[fact.object].mentions:
                first, last = _edges((m.start, m.end), doc)
                located[fact.subject][first] = last
    for index, number in place.items():
        entity = doc._.entities[index]
        mentions = _written(entity, 0, doc, text)
        entities[number].forms.update(
            Mention(Span(start + m.span.start, start + m.span.end), m.text)
            for m in forms_of(entity.type, mentions, text, located[index], inner)
        )


def _written(entity: DocEntity, start: int, doc: Doc, text: str) -> list[Mention]:
    """Those of an entity's mentions that are written out."""
    return [
        _mention((m.start, m.end), start, doc, text, pronoun=m.kind == "pronoun")
        for m in entity.mentions
        if m.kind in _WRITTEN
    ]


def _mention(tokens: tuple[int, int], start: int, doc: Doc, text: str, *, pronoun: bool) -> Mention:
    first, last = _edges(tokens, doc)
    return Mention(Span(start + first, start + last), text[first:last], pronoun)


def _local_fact(fact: TokenFact, start: int, doc: Doc, text: str) -> LocalFact:
    """A fact with characters for tokens; its entities are numbered later."""
    spans = [_grounded(fact.subject_span, doc._.entities[fact.subject], fact), fact.object_span]
    if not fact.literal:
        spans[1] = _grounded(fact.object_span, doc._.entities[fact.object], fact)
    first, last = _edges(_stating(fact, spans, doc), doc)
    sentence = _OPENED.sub("", text[first:last].strip())
    offset = start + first + len(text[first:last]) - len(text[first:last].lstrip())
    said = dict(fact.qualifiers)
    dated = {name: iso(form) for name, form in said.items() if name in DATE_QUALIFIERS}
    qualifiers = tuple((name, value) for name, value in {**said, **dated}.items() if value)
    value = doc._.dates[fact.object].value if fact.literal else ""
    time = moment(doc._.dates[fact.object].form) if fact.literal else interval(said)
    return LocalFact(
        subject="",
        property=fact.property,
        object="",
        subject_span=_characters(spans[0], start, doc),
        object_span=_characters(spans[1], start, doc),
        sentence_span=Span(offset, offset + len(sentence)),
        sentence=sentence,
        confidence=fact.confidence,
        qualifiers=qualifiers,
        family=fact.family,
        edtf=time if time != plain_time(value, qualifiers) else "",
    )


def _stating(fact: TokenFact, spans: Iterable[tuple[int, int]], doc: Doc) -> tuple[int, int]:
    """The tokens of a fact's sentence, and of those before and behind it down to what is quoted from nowhere else: a
    date, or a description of somebody without a name. With the sentence before it, if that names one of the two, and
    nothing in its own stands for that one: "Ballet mistress of the Northern Ballet until 1982. She lives in Leeds."
    """
    first, last = fact.sentence_span
    ends = (fact.subject,) if fact.literal else (fact.subject, fact.object)
    of_ends = [{(m.start, m.end) for m in doc._.entities[e].mentions if m.kind in _WRITTEN} for e in ends]
    written = {span for of_one in of_ends for span in of_one}
    spans = list(spans)
    outside = [s for s in spans if s not in written and (s[0] < first or s[1] > last)]
    absent = [
        of_one
        for of_one, span in zip(of_ends, spans, strict=False)
        if not any(first <= s[0] and s[1] <= last for s in (span, *of_one))
    ]
    if not outside and not absent:
        return first, last
    begins = [i for i, begin in enumerate(sentence_starts(doc)) if begin]
    before = max((b for b in begins if b < first), default=first)
    text = doc[before:first].text_with_ws
    if text[len(text.rstrip()) :].count("\n") < 2:  # in the same paragraph
        outside += [max(near) for of_one in absent if (near := [s for s in of_one if before <= s[0] and s[1] <= first])]
    if not outside:
        return first, last
    first = min(first, *(max((b for b in begins if b <= s[0]), default=0) for s in outside))
    last = max(last, *(min((b for b in begins if b >= s[1]), default=len(doc)) for s in outside))
    return first, last


def _grounded(span: tuple[int, int], entity: DocEntity, fact: TokenFact) -> tuple[int, int]:
    """Where a fact names an entity: in its sentence, or else a mention that is written out, the nearest one."""
    first, last = fact.sentence_span
    written = [(m.start, m.end) for m in entity.mentions if m.kind in _WRITTEN]
    if (first <= span[0] and span[1] <= last) or span in written or not written:
        return span
    return min(written, key=lambda s: (abs(s[0] - span[0]), s))


def _characters(tokens: tuple[int, int], start: int, doc: Doc) -> Span:
    first, last = _edges(tokens, doc)
    return Span(start + first, start + last)


def _edges(tokens: tuple[int, int], doc: Doc) -> tuple[int, int]:
    """The characters of a Doc that tokens cover, end-exclusive."""
    last = doc[tokens[1] - 1]
    return doc[tokens[0]].idx, last.idx + len(last)


def _finish(document: str, entities: list[_Growing], facts: list[tuple[int, int | Literal, LocalFact]]) -> Extraction:
    """Number entities by first mention and facts by position."""
    order = sorted(range(len(entities)), key=lambda i: (min(entities[i].mentions), entities[i].type, entities[i].name))
    ids = {index: f"e{number}" for number, index in enumerate(order, start=1)}
    local = tuple(
        LocalEntity(
            ids[i],
            entities[i].type,
            entities[i].name,
            tuple(sorted(entities[i].names - {entities[i].name})),
            tuple(sorted(entities[i].mentions)),
            entities[i].subtype,
            entities[i].gender,
            tuple(sorted(entities[i].forms)),
            namesake=entities[i].namesake,
        )
        for i in order
    )
    numbered: dict[tuple[object, ...], LocalFact] = {}
    for subject, object_, fact in facts:
        whole = LocalFact(
            ids[subject],
            fact.property,
            object_ if isinstance(object_, Literal) else ids[object_],
            fact.subject_span,
            fact.object_span,
            fact.sentence_span,
            fact.sentence,
            fact.confidence,
            fact.qualifiers,
            fact.family,
            fact.edtf,
        )
        numbered.setdefault((subject, fact.property, object_, fact.sentence_span), whole)
    ordered = sorted(numbered.values(), key=lambda f: (f.sentence_span, f.subject_span, f.property, f.object_span))
    return Extraction(document, local, tuple(ordered))
