"""What to ask a person about a build, the most valuable questions first: a function of the build alone.

A question is worth how likely it is that kgraph is wrong, times how much hangs on it:

- of two that were *joined*, or nearly, the points tell how likely they are one: at `ENOUGH` points as likely as not,
  and twice the odds for each point more. What was kept apart by something else than the points (`KEPT_APART_WRONGLY`)
  is taken to be wrong in three of ten cases. On it hang the mentions and the pieces of evidence of the smaller side;
- of a *fact*, the confidence tells it; one that contradicts another is as likely wrong as right at best. On it hang the
  fact, its qualifiers and, if its property can have one value only, who is who.

What a person decided already, or added, is not asked about.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from kgraph.decisions.history import History
from kgraph.decisions.record import Step
from kgraph.explore.catalogue import Catalogue
from kgraph.explore.views import FactView
from kgraph.model import Fact, Literal, Member
from kgraph.resolve.clusters import KEPT_APART
from kgraph.resolve.evidence import ENOUGH
from kgraph.review.kinds import Kind
from kgraph.review.references import References

#: How likely it is that two are one after all that were kept apart by a conflict, or as one could be somebody else.
KEPT_APART_WRONGLY = 0.3


@dataclass(frozen=True, slots=True)
class Pair:
    """Two that are one or are not: a decision, and what is compared of its two sides."""

    step: Step
    left: Member
    right: Member


@dataclass(frozen=True, slots=True)
class Question:
    """Something to ask.

    Attributes
    ----------
    kind
        Whether it asks if two are one, or if a fact is so.
    value
        What an answer is worth; see the module.
    about
        What an entry of the curation file would say: two references, or subject, property and object of a fact.
    of
        What it is about.
    """

    kind: Kind
    value: float
    about: tuple[str, ...]
    of: Pair | FactView


def questions(catalogue: Catalogue, history: History) -> tuple[Question, ...]:
    """What to ask about a build, the most valuable first.

    Parameters
    ----------
    catalogue, history
        The build, and its decisions on who is who.
    """
    references = References(catalogue.resolution)
    found: dict[tuple[str, ...], Question] = {}
    for question in (*_pairs(catalogue, history, references), *_facts(catalogue, references)):
        known = found.get(question.about)
        if all(question.about) and (known is None or known.value < question.value):
            found[question.about] = question
    return tuple(sorted(found.values(), key=lambda q: (-q.value, q.kind, q.about)))


def _pairs(catalogue: Catalogue, history: History, references: References) -> Iterator[Question]:
    weights = _weights(catalogue)

    def hanging(members: Iterable[Member]) -> int:
        return sum(weights[place] for place in {(m.entity, m.document) for m in members})

    for step in history.steps:
        if step.curated or step.verdict == KEPT_APART:
            continue
        left, right = (history.members(side) for side in (step.left, step.right))
        wrong, most = _chance(step), hanging(left)
        # Where several of one name were joined at once, each is compared with the first.
        several = step.joined and not step.right.joinings
        for other, side in ((m, (m,)) for m in right) if several else ((right[0], right),):
            about = _pair(left[0], other, references)
            value = round(wrong * min(most, hanging(side)), 3)
            yield Question(Kind.identity, value, about, Pair(step, left[0], other))


def _chance(step: Step) -> float:
    """How likely a decision is wrong."""
    one: float = 1 / (1 + 2 ** (ENOUGH - step.points))
    if step.joined:
        return 1 - one
    return one if step.points < ENOUGH else KEPT_APART_WRONGLY


def _weights(catalogue: Catalogue) -> Counter[tuple[str, str]]:
    """By entity and document, how many mentions and pieces of evidence there are."""
    found: Counter[tuple[str, str]] = Counter()
    for entity in catalogue.resolution.entities:
        found.update((entity.iri, mention.document) for mention in entity.mentions)
    for fact in catalogue.resolution.facts:
        for evidence in fact.evidence:
            found.update((end, evidence.document) for end in _ends(fact))
    return found


def _ends(fact: Fact) -> tuple[str, ...]:
    return (fact.subject,) if isinstance(fact.object, Literal) else (fact.subject, fact.object)


def _pair(a: Member, b: Member, references: References) -> tuple[str, ...]:
    one, other = (references.member(m) for m in (a, b))
    if one == other:
        one, other = (references.member(m, exact=True) for m in (a, b))
    return tuple(sorted((one, other)))


def _facts(catalogue: Catalogue, references: References) -> Iterator[Question]:
    facts, properties = catalogue.resolution.facts, catalogue.ontology.properties
    instead = {(f.subject, f.property, f.overridden_by) for f in facts if f.overridden_by is not None}
    for fact in facts:
        if any(evidence.curated is not None for evidence in fact.evidence):
            continue
        view = FactView(fact, catalogue)
        contradicted = fact.overridden_by is not None or (fact.subject, fact.property, fact.object) in instead
        wrong = max(1 - fact.confidence, 0.5 if contradicted else 0.0)
        functional = fact.property in properties and properties[fact.property].functional
        document, target = view.evidence[0].document, fact.object
        about = (
            references.entity(fact.subject, document),
            fact.property,
            target.value if isinstance(target, Literal) else references.entity(target, document),
        )
        yield Question(Kind.facts, round(wrong * (1 + len(view.qualifiers) + functional), 3), about, view)
