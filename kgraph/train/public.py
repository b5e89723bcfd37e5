"""Public data sets → examples: KnowledgeNet, Re-DocRED, GAP, CrossNER. Each annotates something else."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from pathlib import Path

import yaml
from pydantic import BaseModel
from spacy.language import Language

from kgraph.errors import OntologyError
from kgraph.neural.labels import DATE_TYPE, Labels
from kgraph.neural.reading import read_doc
from kgraph.train.examples import PLURAL, UNKNOWN, Example, Positive
from kgraph.train.gap import GapRow

_REDOCRED_TYPES = {
    "PER": ("Person", "Character"),
    "ORG": ("Organization", "Company", "School"),
    "LOC": ("Place", "Venue"),
    "TIME": (DATE_TYPE,),
    "MISC": ("Work", "Character", "Event", "Award", "none"),
    "NUM": ("none",),
}
_CROSSNER_TYPES = {
    "person": ("Person",),
    "musicalartist": ("Person",),
    "writer": ("Person",),
    "band": ("Company",),
    "organisation": ("Organization", "Company", "School"),
    "song": ("Work",),
    "album": ("Work",),
    "book": ("Work",),
    "poem": ("Work",),
    "event": ("Event",),
    "award": ("Award",),
    "location": ("Place", "Venue"),
    "country": ("Place",),
    "musicgenre": ("none",),
    "musicalinstrument": ("none",),
    "literarygenre": ("none",),
    "magazine": ("Work", "Organization", "none"),
    "misc": ("none",),
}


class KnowledgeNetProperty(BaseModel):
    """What a property of KnowledgeNet is here: one of `properties`, between mentions of these types."""

    properties: tuple[str, ...]
    subjects: tuple[str, ...]
    objects: tuple[str, ...]


class Datasets(BaseModel):
    """The form of ``datasets.yaml``."""

    knowledgenet: dict[str, KnowledgeNetProperty]
    redocred: tuple[tuple[str, ...], ...]


class PublicReader:
    """Makes examples of the public sets.

    Parameters
    ----------
    nlp
        Splits texts into words and sentences and finds dates.
    labels
        Of the model.
    datasets
        File that says what the sets' properties are in the ontology's words: its ``datasets.yaml``.

    Raises
    ------
    OntologyError
        If the file is missing or malformed.
    """

    def __init__(self, nlp: Language, labels: Labels, datasets: Path) -> None:
        self._nlp, self._labels = nlp, labels
        try:
            self._sets = Datasets.model_validate(yaml.safe_load(datasets.read_text("utf-8")))
        except (OSError, ValueError, yaml.YAMLError) as error:
            raise OntologyError(f"'{datasets}' cannot be used: {error}") from error

    def _columns(self, properties: Iterable[str]) -> tuple[int, ...]:
        return tuple(self._labels.properties.index(p) for p in properties if p in self._labels.properties)

    def _allowed(self, types: tuple[str, ...]) -> int:
        return sum(1 << self._labels.type_index(t) for t in types if t in self._labels.types)

    def knowledgenet(self, path: Path) -> Iterator[Example]:
        """Facts exhaustive for the properties named with each passage; mentions only where facts are."""
        sets = self._sets.knowledgenet
        subjects = {column: self._allowed(p.subjects) for p in sets.values() for column in self._columns(p.properties)}
        for line in path.read_text("utf-8").splitlines():
            record = json.loads(line)
            reading = read_doc(self._nlp(record["text"]))
            found: dict[tuple[int, int], int] = {}
            uri: dict[tuple[int, int], str] = {}
            stated: dict[tuple[tuple[int, int], tuple[int, int], tuple[str, ...]], None] = {}
            passages: list[tuple[int, int, tuple[int, ...]]] = []
            for passage in record["passages"]:
                known = [p for name in passage["properties"] if name in sets for p in sets[name].properties]
                first, last = reading.span(passage["start"], passage["end"])
                passages.append((first, last, self._columns(known)))
                for fact in passage["facts"]:
                    if fact["property"] not in sets:
                        continue
                    meant = sets[fact["property"]]
                    s, o = reading.span(*fact["subject"]), reading.span(*fact["object"])
                    if meant.objects == (DATE_TYPE,):
                        date = next((d for d in reading.dates if d.start < o[1] and o[0] < d.end), None)
                        if date is None:
                            continue
                        o = (date.start, date.end)
                    for span, types, link in (
                        (s, meant.subjects, fact["subject_uri"]),
                        (o, meant.objects, fact["object_uri"]),
                    ):
                        allowed = self._allowed(types)
                        found[span] = (found.get(span, allowed) & allowed) or allowed
                        if link:
                            uri[span] = link
                    stated[s, o, meant.properties] = None
            for d in reading.dates:
                found[d.start, d.end] = self._allowed((DATE_TYPE,))
            spans = sorted(found)
            index = {s: n for n, s in enumerate(spans)}
            example = Example(
                f"kn-{record['id']}",
                "knowledgenet",
                reading,
                spans,
                [found[s] for s in spans],
                [UNKNOWN] * len(spans),
                complete=False,
                passages=passages,
                subjects=subjects,
            )
            for s, o, properties in stated:  # every mention of the passage is annotated: all of them state it
                columns = self._columns(properties)
                if columns and s != o:
                    example.positives.append(Positive([(index[s], index[o])], columns))
            linked = [s for s in spans if s in uri]
            for n, a in enumerate(linked):
                for b in linked[n + 1 :]:
                    pair = (index[a], index[b])
                    (example.same if uri[a] == uri[b] else example.different).append(pair)
            if len(reading):
                yield example

    def redocred(self, path: Path) -> Iterator[Example]:
        """Names with their chains, and facts between them, somewhere in the text."""
        columns = {p: self._columns(same) for same in self._sets.redocred for p in same}
        for line in path.read_text("utf-8").splitlines():
            record = json.loads(line)
            reading = read_doc(self._nlp(record["text"]))
            found: dict[tuple[int, int], tuple[int, int]] = {
                (d.start, d.end): (self._allowed((DATE_TYPE,)), PLURAL) for d in reading.dates
            }
            of: dict[int, list[tuple[int, int]]] = {}
            for entity in record["entities"]:
                allowed = self._allowed(_REDOCRED_TYPES[entity["type"]])
                for start, end in entity["mentions"]:
                    span = reading.span(start, end)
                    if entity["type"] == "TIME":
                        date = next((d for d in reading.dates if d.start < span[1] and span[0] < d.end), None)
                        if date is not None:
                            of.setdefault(entity["id"], []).append((date.start, date.end))
                    elif allowed and entity["type"] != "NUM" and span not in found:
                        found[span] = (allowed, entity["id"])
                        of.setdefault(entity["id"], []).append(span)
            spans = sorted(found)
            index = {s: n for n, s in enumerate(spans)}
            example = Example(
                f"rd-{record['id']}",
                "redocred",
                reading,
                spans,
                [found[s][0] for s in spans],
                [found[s][1] for s in spans],
                names_only=True,
                known=tuple(sorted({c for same in columns.values() for c in same})),
                full_coreference=True,
            )
            groups: dict[tuple[int, tuple[int, ...], int], None] = {}
            for fact in record["facts"]:
                if columns.get(fact["p"]):
                    groups[fact["s"], columns[fact["p"]], fact["o"]] = None
            for s, properties, o in groups:
                pairs = sorted({(index[a], index[b]) for a in of.get(s, []) for b in of.get(o, []) if a != b})
                if pairs:
                    example.positives.append(Positive(pairs, properties))
                    example.unknown.update((s, p, o) for p in properties)
            yield example

    def gap(self, row: GapRow) -> Example:
        """A pronoun, and two names of which one, or neither, is who it stands for."""
        reading = read_doc(self._nlp(row.text))
        person = self._allowed(("Person", "Character"))
        at = {name: reading.span(*span) for name, span in (("", row.pronoun), ("A", row.a), ("B", row.b))}
        dates = {(d.start, d.end): self._allowed((DATE_TYPE,)) for d in reading.dates}
        found = {**dates, **dict.fromkeys(at.values(), person)}
        spans = sorted(found)
        index = {s: n for n, s in enumerate(spans)}
        example = Example(
            f"gap-{row.id}",
            "gap",
            reading,
            spans,
            [found[s] for s in spans],
            [UNKNOWN] * len(spans),
            complete=False,
        )
        for name, same in (("A", row.is_a), ("B", row.is_b)):
            one, other = sorted((index[at[""]], index[at[name]]))
            if one != other:
                (example.same if same else example.different).append((one, other))
        return example

    def crossner(self, path: Path) -> Iterator[Example]:
        """Names with their types, in single sentences."""
        for number, block in enumerate(path.read_text("utf-8").split("\n\n")):
            words: list[str] = []
            spans_at: list[tuple[int, int, str]] = []
            text = ""
            for line in block.splitlines():
                if not line:
                    continue
                word, tag = line.split("\t")
                start = len(text) + (1 if text else 0)
                text += (" " if text else "") + word
                words.append(word)
                if tag.startswith("B-"):
                    spans_at.append((start, len(text), tag[2:]))
                elif tag.startswith("I-") and spans_at:
                    spans_at[-1] = (spans_at[-1][0], len(text), spans_at[-1][2])
            if not words:
                continue
            reading = read_doc(self._nlp(text))
            found = {(d.start, d.end): self._allowed((DATE_TYPE,)) for d in reading.dates}
            for start, end, kind in spans_at:
                allowed = self._allowed(_CROSSNER_TYPES.get(kind, ("none",)))
                if _CROSSNER_TYPES.get(kind, ("none",)) != ("none",):
                    found[reading.span(start, end)] = allowed
            spans = sorted(found)
            yield Example(
                f"cn-{path.parent.name}-{path.stem}-{number}",
                "crossner",
                reading,
                spans,
                [found[s] for s in spans],
                [UNKNOWN] * len(spans),
                names_only=True,
            )
