"""Annotated texts and predictions, as files: read, checked whole, every fault named.

Gold is a folder of JSON files, one text each: ``{"id", "text", "entities": [{"id", "type", "name", "aliases"}],
"facts": [{"s", "p", "o", "qualifiers"}], "optional": […]}``. Predictions are JSON Lines as ``kgraph extract`` prints
them. Optional facts are those on which careful readers differ: neither rewarded nor penalised.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, ValidationError

from kgraph.errors import GoldError
from kgraph.explore.lookup import near
from kgraph.model import Extraction, LocalEntity, LocalFact, Mention, Span
from kgraph.model import Literal as Value
from kgraph.ontology import DATE, Ontology
from kgraph.text import fold

_DATE = re.compile(r"\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?")
_NOWHERE = (0, 0)

T = TypeVar("T", bound=BaseModel)
#: A scalar of JSON as text: annotators write years both as numbers and as strings.
Text = Annotated[str, BeforeValidator(lambda v: str(v) if isinstance(v, int | float) and v is not True else v)]


class _Entry(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")


class GoldEntity(_Entry):
    """An entity of an annotated text. `aliases` are its other names there."""

    id: Text
    type: str
    name: str
    aliases: tuple[str, ...] = ()


class GoldFact(_Entry):
    """An annotated fact: entity id, local name of a property, entity id or date."""

    s: Text
    p: str
    o: Text
    qualifiers: Mapping[str, Text] = {}


class GoldDocument(_Entry):
    """An annotated text."""

    id: Text
    text: str
    entities: tuple[GoldEntity, ...]
    facts: tuple[GoldFact, ...]
    optional: tuple[GoldFact, ...] = ()


class _Offsets(_Entry):
    start: int
    end: int


class _PredictedEntity(_Entry):
    id: str
    type: str
    name: str
    aliases: tuple[str, ...] = ()
    mentions: tuple[_Offsets, ...] = ()


class _PredictedValue(_Entry):
    value: Text


class _PredictedFact(_Entry):
    subject: str
    property: str
    object: str | _PredictedValue
    subject_span: tuple[int, int] = _NOWHERE
    object_span: tuple[int, int] = _NOWHERE
    sentence_span: tuple[int, int] = _NOWHERE
    confidence: float = float("nan")
    qualifiers: Mapping[str, Text] | None = None


class _Prediction(_Entry):
    id: Text
    entities: tuple[_PredictedEntity, ...]
    facts: tuple[_PredictedFact, ...]


@dataclass(frozen=True, slots=True)
class _Source:
    name: str
    data: Any


def read_gold(path: Path, ontology: Ontology) -> tuple[GoldDocument, ...]:
    """The annotated texts of a folder (its ``*.json``) or of one file, sorted by id.

    Raises
    ------
    GoldError
        There are none, or some are malformed: not JSON, keys missing, ids that lead nowhere, types and properties
        that the ontology does not have, facts against domain or range, dates that are none. All faults at once.
    """
    files = sorted(path.glob("*.json")) if path.is_dir() else [path]
    if not path.exists():
        raise GoldError(f"{path} does not exist. Name a folder of annotated texts, one JSON file each.")
    if not files:
        raise GoldError(f"{path} has no *.json files. Name a folder of annotated texts, one JSON file each.")
    problems: list[str] = []
    documents: dict[str, GoldDocument] = {}
    origin: dict[str, str] = {}
    for file in files:
        document = _parse(GoldDocument, _json(file.name, _text(file, problems), problems), file.name, problems)
        if document is None:
            continue
        problems += [f"{file.name}: {fault}" for fault in _faults(document, ontology)]
        if document.id in documents:
            problems.append(f"{file.name}: id: {document.id!r} is already that of {origin[document.id]}")
        documents[document.id] = document
        origin[document.id] = file.name
    _raise(problems, f"The annotated texts in {path}")
    return tuple(documents[i] for i in sorted(documents))


def read_predictions(path: Path, texts: Mapping[str, str]) -> dict[str, Extraction]:
    """Predictions by document id; a later line for the same document replaces an earlier one.

    Parameters
    ----------
    path
        JSON Lines.
    texts
        The annotated texts by id, to look mentions up in. Predictions for other documents are left out.

    Raises
    ------
    GoldError
        The file cannot be read, or a line is malformed; all faults at once.
    """
    problems: list[str] = []
    result: dict[str, Extraction] = {}
    for number, line in enumerate((_text(path, problems) or "").splitlines(), start=1):
        where = f"{path.name}, line {number}"
        if line.strip():
            prediction = _parse(_Prediction, _json(where, line, problems), where, problems)
            if prediction is not None and prediction.id in texts:
                result[prediction.id] = _extraction(prediction, texts[prediction.id])
    _raise(problems, f"The predictions in {path}")
    return result


def _text(path: Path, problems: list[str]) -> str | None:
    try:
        return path.read_text("utf-8-sig")
    except UnicodeDecodeError:
        problems.append(f"{path.name}: not UTF-8 text")
    except OSError as error:
        problems.append(f"{path.name}: {error.strerror}")
    return None


def _json(name: str, text: str | None, problems: list[str]) -> _Source | None:
    if text is None:
        return None
    try:
        return _Source(name, json.loads(text))
    except json.JSONDecodeError as error:
        problems.append(f"{name}: not JSON: line {error.lineno}, column {error.colno}: {error.msg}")
    except RecursionError:
        problems.append(f"{name}: not JSON: nested too deeply")
    return None


def _parse(kind: type[T], source: _Source | None, where: str, problems: list[str]) -> T | None:
    if source is None:
        return None
    try:
        return kind.model_validate(source.data)
    except ValidationError as error:
        for fault in error.errors(include_url=False, include_context=False, include_input=False):
            problems.append(f"{where}: {_place(fault['loc'])}{fault['msg']}")
    return None


def _place(parts: Sequence[int | str]) -> str:
    """``facts[3].s: `` for ("facts", 3, "s")."""
    place = "".join(f"[{p}]" if isinstance(p, int) else f".{p}" for p in parts).lstrip(".")
    return f"{place}: " if place else ""


def _raise(problems: list[str], what: str) -> None:
    if problems:
        count = f"{len(problems)} problem" + ("" if len(problems) == 1 else "s")
        raise GoldError("\n".join([f"{what}: {count}.", *(f"  {p}" for p in problems)]))


def _faults(document: GoldDocument, ontology: Ontology) -> Iterator[str]:
    """What is wrong with an annotated text, other than its form."""
    entities: dict[str, GoldEntity] = {}
    for i, entity in enumerate(document.entities):
        if entity.id in entities:
            yield f"entities[{i}].id: two entities are {entity.id!r}"
        if entity.type not in ontology.classes:
            yield f"entities[{i}].type: {_unknown(entity.type, ontology.classes, 'class')}"
        entities.setdefault(entity.id, entity)
    for key, facts in (("facts", document.facts), ("optional", document.optional)):
        for i, fact in enumerate(facts):
            yield from (f"{key}[{i}].{fault}" for fault in _fact_faults(fact, entities, ontology))


def _fact_faults(fact: GoldFact, entities: Mapping[str, GoldEntity], ontology: Ontology) -> Iterator[str]:
    prop = ontology.properties.get(fact.p)
    subject, target = entities.get(fact.s), entities.get(fact.o)
    for name in fact.qualifiers:
        if name not in ontology.qualifiers:
            yield f"qualifiers: {_unknown(name, ontology.qualifiers, 'qualifier')}"
    if subject is None:
        yield f"s: no entity has the id {fact.s!r}"
    if prop is None:
        yield f"p: {_unknown(fact.p, ontology.properties, 'property')}"
        return
    if prop.is_date:
        if not _DATE.fullmatch(fact.o):
            yield f"o: {fact.p} takes a date like 1987, 1987-05 or 1987-05-14, not {fact.o!r}"
            return
    elif target is None:
        yield f"o: no entity has the id {fact.o!r}"
    if subject is None or (target is None and not prop.is_date):
        return
    kind = DATE if prop.is_date or target is None else target.type
    if not ontology.accepts(fact.p, subject.type, kind):
        takes = f"{' or '.join(prop.domain)} → {' or '.join(prop.range)}"
        given = f"{subject.type} → {kind} ({subject.name!r} → {target.name if target else fact.o!r})"
        yield f"p: {fact.p} is {takes}, not {given}"


def _unknown(name: str, known: Sequence[str] | Mapping[str, Any], kind: str) -> str:
    guesses = near(name, {fold(k): k for k in known}, limit=1)
    return f"the ontology has no {kind} {name!r}" + (f" (did you mean {guesses[0]}?)" if guesses else "")


def _extraction(prediction: _Prediction, text: str) -> Extraction:
    entities = tuple(
        LocalEntity(
            e.id, e.type, e.name, e.aliases,
            tuple(Mention(Span(m.start, m.end), text[m.start : m.end]) for m in e.mentions),
        )
        for e in prediction.entities
    )  # fmt: skip
    facts = tuple(
        LocalFact(
            f.subject,
            f.property,
            f.object if isinstance(f.object, str) else Value(f.object.value),
            Span(*f.subject_span),
            Span(*f.object_span),
            Span(*f.sentence_span),
            text[slice(*f.sentence_span)],
            f.confidence,
            tuple(sorted((f.qualifiers or {}).items())),
        )
        for f in prediction.facts
    )
    return Extraction(prediction.id, entities, facts)
