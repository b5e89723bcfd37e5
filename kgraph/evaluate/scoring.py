"""One document's predictions against its annotation: which entities are which, which facts are right.

Predicted entities are aligned with annotated ones one to one, by the names that both use; a person whom a prediction
splits in two keeps one half, the other is spurious. A fact is right if property, subject and object are; its date
must be as annotated, to the precision. Classes count as the topmost class above them.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

from kgraph.evaluate.gold import GoldDocument, GoldFact
from kgraph.lexicon.confidence import ANAPHORIC, ANY, NAMED
from kgraph.model import Extraction, LocalEntity, LocalFact
from kgraph.model import Literal as Value
from kgraph.ontology import Ontology

Measure = Literal["entities", "typed entities", "qualifiers", "facts"]
Outcome = Literal["right", "spurious", "missed"]
Key = tuple[str, str, str]

MEASURES: tuple[Measure, ...] = ("entities", "typed entities", "qualifiers", "facts")
OUTCOMES: tuple[Outcome, ...] = ("right", "spurious", "missed")

#: Words that name nobody: a mention of one does not align two entities.
PRONOUNS = frozenset(
    ("he", "him", "his", "himself", "she", "her", "hers", "herself", "it", "its", "they", "them", "their", "theirs")
).union(("i", "me", "my", "we", "us", "our", "who", "whom", "whose", "which", "that"))
_ARTICLE = re.compile(r"^(the|a|an|le|la|les|il|el) (?=\w)")


class Judged(NamedTuple):
    """A predicted fact: its property and confidence, whether it is annotated, and the pattern family that found it."""

    property: str
    confidence: float
    right: bool
    family: str = ""


@dataclass(frozen=True, slots=True)
class Mistake:
    """A fact that was predicted and is not annotated, or the other way round, by the names of its entities."""

    document: str
    kind: Literal["spurious", "missed"]
    subject: str
    property: str
    object: str
    confidence: float | None = None
    sentence: str = ""


@dataclass(slots=True)
class DocumentScore:
    """What was right and wrong in one document.

    Attributes
    ----------
    counts
        How often, by measure, by what is measured (class, qualifier or property), and by outcome.
    mistakes
        The wrong facts.
    judged
        Each fact that was judged and has a confidence.
    families
        How often, by pattern family, property, and whether the fact is right; read predictions have no family.
    """

    counts: Counter[tuple[Measure, str, Outcome]] = field(default_factory=Counter)
    mistakes: list[Mistake] = field(default_factory=list)
    judged: list[Judged] = field(default_factory=list)
    families: Counter[tuple[str, str, bool]] = field(default_factory=Counter)


def normalise(name: str) -> str:
    """A name without accents, case, punctuation and leading article."""
    letters = unicodedata.normalize("NFKD", name).casefold()
    letters = "".join(c for c in letters if not unicodedata.combining(c))
    return _ARTICLE.sub("", re.sub(r"[^\w]+", " ", letters).strip())


def align(document: GoldDocument, extraction: Extraction, ontology: Ontology) -> dict[str, str]:
    """For each predicted entity that is one of the annotated ones, which: id → id, one to one.

    Pairs that share a name are taken greedily, best first: the same preferred name, then the annotated name being
    among the predicted ones, the same class, most names in common, most mentions.
    """
    said = [(e, _names(e.name, e.aliases, (m.text for m in e.mentions))) for e in extraction.entities]
    candidates = []
    for gold in document.entities:
        names, main = _names(gold.name, gold.aliases), normalise(gold.name)
        for entity, others in said:
            common = names & others
            if common:
                same_class = ontology.root_class(gold.type) == ontology.root_class(entity.type)
                rank = (main == normalise(entity.name), main in others, same_class, len(common), len(entity.mentions))
                candidates.append((tuple(-int(r) for r in rank), gold.id, entity.id))
    result: dict[str, str] = {}
    taken = set()
    for _, wanted, found in sorted(candidates):
        if wanted not in taken and found not in result:
            result[found] = wanted
            taken.add(wanted)
    return result


def score(document: GoldDocument, extraction: Extraction, ontology: Ontology) -> DocumentScore:
    """Compare what was extracted from a document with its annotation."""
    result = DocumentScore()
    aligned = align(document, extraction, ontology)
    _score_entities(result, document, extraction.entities, aligned, ontology)
    senses = _senses(document, ontology)
    known = {found: senses[wanted] for found, wanted in aligned.items()}
    _score_facts(result, document, extraction, known, senses, ontology)
    return result


def _names(name: str, aliases: Iterable[str], mentions: Iterable[str] = ()) -> set[str]:
    said = (name, *aliases, *mentions)
    return {normalise(n) for n in said if n.casefold() not in PRONOUNS} - {""}


def _score_entities(
    result: DocumentScore,
    document: GoldDocument,
    predicted: Iterable[LocalEntity],
    aligned: Mapping[str, str],
    ontology: Ontology,
) -> None:
    kinds = {e.id: ontology.root_class(e.type) for e in predicted}
    found = {wanted: kinds[p] for p, wanted in aligned.items()}
    for gold in document.entities:
        kind = ontology.root_class(gold.type)
        result.counts["entities", kind, "right" if gold.id in found else "missed"] += 1
        result.counts["typed entities", kind, "right" if found.get(gold.id) == kind else "missed"] += 1
        if found.get(gold.id, kind) != kind:
            result.counts["typed entities", found[gold.id], "spurious"] += 1
    for name, kind in kinds.items():
        if name not in aligned:
            result.counts["entities", kind, "spurious"] += 1
            result.counts["typed entities", kind, "spurious"] += 1


def _senses(document: GoldDocument, ontology: Ontology) -> dict[str, str]:
    """Annotated entities of one name and several classes as one: the property tells the house from the company.

    Entities of one name *and* class (two people) stay apart.
    """
    first: dict[str, str] = {}
    kinds = {e.id: ontology.root_class(e.type) for e in document.entities}
    senses = {}
    for entity in document.entities:
        other = first.setdefault(normalise(entity.name), entity.id)
        senses[entity.id] = entity.id if kinds[other] == kinds[entity.id] else other
    return senses


def _score_facts(
    result: DocumentScore,
    document: GoldDocument,
    extraction: Extraction,
    known: Mapping[str, str],
    senses: Mapping[str, str],
    ontology: Ontology,
) -> None:
    names = {e.id: e.name for e in document.entities}
    predicted_names = {e.id: e.name for e in extraction.entities}

    def annotated(fact: GoldFact) -> Key:
        return senses[fact.s], fact.p, senses.get(fact.o, fact.o)

    def predicted(fact: LocalFact) -> Key:
        def end(entity: str) -> str:
            # A blank cannot be in the way: no annotated id begins with one.
            return known.get(entity, f" {predicted_names.get(entity, entity)}")

        target = fact.object.value if isinstance(fact.object, Value) else end(fact.object)
        return end(fact.subject), fact.property, target

    def readings(key: Key) -> tuple[Key, ...]:
        symmetric = key[1] in ontology.properties and ontology.properties[key[1]].symmetric
        return (key, (key[2], key[1], key[0])) if symmetric else (key,)

    def mistake(kind: Literal["spurious", "missed"], key: Key, fact: LocalFact | None = None) -> Mistake:
        subject, target = (names.get(end, end.strip()) for end in (key[0], key[2]))
        confidence = None if fact is None or math.isnan(fact.confidence) else fact.confidence
        return Mistake(document.id, kind, subject, key[1], target, confidence, fact.sentence if fact else "")

    wanted = {annotated(f): f.qualifiers for f in document.facts}
    optional = {key for f in document.optional for key in readings(annotated(f))}
    found: dict[Key, LocalFact] = {}
    confidence: dict[Key, float] = {}
    for fact in extraction.facts:
        key = predicted(fact)
        found.setdefault(key, fact)
        confidence[key] = max(confidence.get(key, fact.confidence), fact.confidence)
    right: set[Key] = set()
    for key, fact in found.items():
        match = next((k for k in readings(key) if k in wanted), None)
        if match is not None:
            if match in right:
                continue
            right.add(match)
            result.counts["facts", key[1], "right"] += 1
            _score_qualifiers(result, wanted[match], dict(fact.qualifiers))
        elif optional.isdisjoint(readings(key)):
            result.counts["facts", key[1], "spurious"] += 1
            result.mistakes.append(mistake("spurious", key, fact))
        else:
            continue
        if not math.isnan(confidence[key]):
            result.judged.append(Judged(key[1], confidence[key], match is not None, fact.family))
        if fact.family:
            result.families[fact.family, key[1], match is not None] += 1
            result.families[_naming(fact, extraction), ANY, match is not None] += 1
    for key, qualifiers in wanted.items():
        if key not in right:
            result.counts["facts", key[1], "missed"] += 1
            result.mistakes.append(mistake("missed", key))
            for name in qualifiers:
                result.counts["qualifiers", name, "missed"] += 1


def _naming(fact: LocalFact, extraction: Extraction) -> str:
    """The row of a confidence table for the way in which a fact names its subject."""
    subject = next((e for e in extraction.entities if e.id == fact.subject), None)
    named = subject is not None and any(m.span == fact.subject_span and not m.pronoun for m in subject.mentions)
    return NAMED if named else ANAPHORIC


def _score_qualifiers(result: DocumentScore, wanted: Mapping[str, str], found: Mapping[str, str]) -> None:
    for name in sorted({*wanted, *found}):
        gold, said = wanted.get(name), found.get(name)
        if gold is not None and said is not None and normalise(gold) == normalise(said):
            result.counts["qualifiers", name, "right"] += 1
        else:
            result.counts["qualifiers", name, "missed"] += gold is not None
            result.counts["qualifiers", name, "spurious"] += said is not None
