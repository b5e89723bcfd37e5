"""The decisions of a build as a mapping set: SSSOM/TSV, the Simple Standard for Sharing Ontological Mappings.

What is mapped are entities as single documents know them. For each stands its first mention: the `nif:Phrase` that
``evidence.ttl`` has there, with the class of the entity as category, as one phrase may name two things (a work and its
title role). In ``evidence.ttl`` it leads on to the entity of the graph (`itsrdf:taIdentRef`).

- A joining is `skos:exactMatch` between the first member of one side and the first of the other; members that nothing
  joined before have a row each. So the rows without modifier, with all that follows from them, are the entities.
- What was kept apart, though near or by a person, has the modifier ``Not``, once for each decision.
- The justification is ``semapv:LexicalMatching`` where names alone decided, ``semapv:ManualMappingCuration`` where a
  person did, else ``semapv:CompositeMatching``. The reasons with their points stand in the comment.
- The confidence is 1 / (1 + 2^(6 - points)): one point is a factor of two in the odds, and they are even where 6 points
  make one of two. It is not calibrated. Of what was kept apart for want of points it is the rest to 1. Where not the
  points decided, but what is known to differ, a rival, or a person, there is none.

The form is the canonical one of https://mapping-commons.github.io/sssom/spec-formats-tsv/.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from importlib.metadata import version
from typing import TYPE_CHECKING

import yaml

from kgraph.decisions.history import History
from kgraph.decisions.record import Side, Step
from kgraph.export.rows import storable
from kgraph.iris import document_iri, span_iri
from kgraph.model import Member, Reason, Resolution
from kgraph.rdf import base_of
from kgraph.resolve.evidence import ENOUGH
from kgraph.turtle import TextSink

if TYPE_CHECKING:
    from kgraph.ontology import Ontology

#: The columns that are written, in the order of the standard; those without any value are left out.
_COLUMNS = (
    *("subject_id", "subject_label", "subject_category", "predicate_id", "predicate_modifier"),
    *("object_id", "object_label", "object_category", "mapping_justification", "confidence", "comment"),
)
#: What stands for a licence that nobody has stated: the standard demands one, and the texts are the user's.
_NO_LICENCE = "https://w3id.org/sssom/license/unspecified"
_DOCUMENT = "document"
_DESCRIPTION = (
    "Which entities of single documents kgraph found to be one (skos:exactMatch), and which it kept apart though they "
    "were near, or as a person said (Not). Each is identified by its first mention, a nif:Phrase of evidence.ttl, and "
    "its class."
)
_COMMENT = (
    f"confidence = 1 / (1 + 2^({ENOUGH:g} - points)), of Not the rest to 1: points are logarithms of odds to the "
    f"base 2, {ENOUGH:g} are needed. It is not calibrated, and missing where not the points decided."
)


def write_sssom(stream: TextSink, resolution: Resolution, ontology: Ontology, history: History) -> None:
    """Write the decisions of a build as SSSOM/TSV.

    Parameters
    ----------
    stream
        A text stream; it is not closed.
    resolution, ontology
        The entities, and the ontology of their classes.
    history
        The decisions that made them.

    Raises
    ------
    BuildError
        The decisions are about other entities.
    """
    history.check(resolution)
    base = base_of(resolution)
    classes = {entity.iri: entity.type for entity in resolution.entities}
    mappings = sorted(_mappings(history, classes, base, ontology))
    for line in _metadata(base, ontology):
        stream.write(f"#{line}\n")
    used = [i for i, _ in enumerate(_COLUMNS) if any(row[i] for row in mappings)]
    writer = csv.writer(stream, delimiter="\t", lineterminator="\n")
    for row in (_COLUMNS, *mappings):
        writer.writerow([row[i] for i in used] if mappings else row)


def _metadata(base: str, ontology: Ontology) -> Iterator[str]:
    yield "curie_map:"
    prefixes = {_DOCUMENT: document_iri(base, ""), _prefix(ontology): ontology.namespace}
    yield from (f"  {prefix}: {_quoted(prefixes[prefix])}" for prefix in sorted(prefixes))
    slots = {
        "mapping_set_id": f"{base}decisions",
        "mapping_set_title": "Who is who across the documents",
        "mapping_set_description": _DESCRIPTION,
        "license": _NO_LICENCE,
        "mapping_tool": "kgraph",
        "mapping_tool_version": version("kgraph"),
        "comment": _COMMENT,
    }
    yield from (f"{slot}: {_quoted(value)}" for slot, value in slots.items())


def _quoted(value: str) -> str:
    """A value as YAML: plain if that is read back as it is, else in double quotes, as in JSON."""
    try:
        plain = yaml.safe_load(value) == value
    except yaml.YAMLError:
        plain = False
    return value if plain else json.dumps(value, ensure_ascii=False)


def _prefix(ontology: Ontology) -> str:
    return f"{ontology.prefix}-ontology" if ontology.prefix == _DOCUMENT else ontology.prefix


def _mappings(history: History, classes: dict[str, str], base: str, ontology: Ontology) -> Iterator[tuple[str, ...]]:
    for step in history.steps:
        subject, *_ = _units(step.left, history)
        objects = _units(step.right, history)
        ends = [(subject, target) for target in (objects if step.joined else objects[:1])]
        for one, other in ends:
            yield (
                *_entity(one, classes, base, ontology),
                "skos:exactMatch",
                "" if step.joined else "Not",
                *_entity(other, classes, base, ontology),
                _justification(step),
                _confidence(step),
                _line("; ".join([*map(_reason, step.reasons), *filter(None, [step.verdict])])),
            )


def _units(side: Side, history: History) -> list[Member]:
    """The first of all members of a side, then those that nothing joined before and the first of each other set."""
    found = set(side.members)
    for number in side.joinings:
        found.add(history.members(Side(side.entity, side.name, (), (number,)))[0])
    return sorted(found)


def _entity(member: Member, classes: dict[str, str], base: str, ontology: Ontology) -> tuple[str, str, str]:
    phrase = span_iri(document_iri(base, member.document), member.span)
    curie = f"{_DOCUMENT}:{phrase.removeprefix(document_iri(base, ''))}"
    return curie, _line(member.name), f"{_prefix(ontology)}:{classes[member.entity]}"


def _reason(reason: Reason) -> str:
    return reason.detail if reason.kind == "curated" else f"{reason.points:+g} {reason.detail}"


def _line(text: str) -> str:
    return " ".join(storable(text).split())


def _justification(step: Step) -> str:
    if step.curated:
        return "semapv:ManualMappingCuration"
    only_names = all(reason.kind == "name" for reason in step.reasons) and _by_points(step)
    return "semapv:LexicalMatching" if only_names else "semapv:CompositeMatching"


def _by_points(step: Step) -> bool:
    """Whether the points decided: they joined, or there were too few of them."""
    return not step.curated and (not step.verdict if step.joined else step.points < ENOUGH)


def _confidence(step: Step) -> str:
    """With up to three digits after the point, or nothing."""
    if not _by_points(step):
        return ""
    one = 1 / (1 + 2 ** (ENOUGH - step.points))
    return f"{one if step.joined else 1 - one:.3f}".rstrip("0").rstrip(".")
