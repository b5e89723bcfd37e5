"""Facts that follow from other facts of the text: the lexicon's rules and defaults.

A rule joins facts of one sentence ("sang Mimì" and "Mimì in La bohème"). A default gives the topic of a text about a
maker the works that nobody else is said to have made. Both propose; the component decides what to keep.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from kgraph.extract.relations.arguments import Arguments
from kgraph.extract.relations.assertion import Assertion
from kgraph.extract.syntax import Tree
from kgraph.extract.tokens import DocEntity, TokenFact
from kgraph.lexicon import Lexicon
from kgraph.lexicon.sayings import Default, FactTemplate, Rule


@dataclass(frozen=True, slots=True)
class _End:
    """One end of a fact: an entity and the tokens, end-exclusive, that name it there."""

    entity: int
    span: tuple[int, int]


def position(fact: TokenFact) -> tuple[object, ...]:
    """Sort key: where a fact stands, then what it says."""
    return (fact.sentence_span, fact.subject_span, fact.property, fact.object_span, fact.subject, fact.object)


def compose(
    lexicon: Lexicon, entities: Sequence[DocEntity], facts: Sequence[TokenFact], *, across_sentences: bool = False
) -> Iterator[TokenFact]:
    """What the rules make of `facts`, once: a fact from a rule feeds no rule.

    Parameters
    ----------
    facts
        Every place where a fact is said, also where the same one is said twice.
    across_sentences
        Whether facts of different sentences may be joined.
    """
    by_sentence: dict[int, list[TokenFact]] = {}
    for fact in sorted(facts, key=position):
        by_sentence.setdefault(0 if across_sentences else fact.sentence_span[0], []).append(fact)
    for rule in lexicon.sayings.rules:
        for here in by_sentence.values():
            for bound, support in _joins(rule.given, here):
                conclusion = _conclusion(rule, bound, support, lexicon, entities)
                if conclusion is not None:
                    yield conclusion


def _conclusion(
    rule: Rule,
    bound: dict[str, _End],
    support: tuple[TokenFact, ...],
    lexicon: Lexicon,
    entities: Sequence[DocEntity],
) -> TokenFact | None:
    then = rule.then
    subject, object_ = bound.get(then.subject), bound.get(then.object)
    if subject is None or object_ is None or subject.entity == object_.entity:
        return None
    weakest = min(support, key=lambda f: (f.confidence, position(f)))
    qualifiers = {q: entities[bound[r].entity].name for q, r in then.qualifiers if r in bound}
    return TokenFact(
        subject=subject.entity,
        property=then.property,
        object=object_.entity,
        literal=False,
        subject_span=subject.span,
        object_span=object_.span,
        sentence_span=weakest.sentence_span,
        family=rule.name,
        confidence=min(weakest.confidence, lexicon.confidence.of(rule.name, then.property)),
        qualifiers=tuple(sorted(qualifiers.items())),
    )


def _joins(
    given: tuple[FactTemplate, ...], facts: Sequence[TokenFact]
) -> Iterator[tuple[dict[str, _End], tuple[TokenFact, ...]]]:
    """Ways to bind the role names of `given` so that every template is one of `facts`."""
    states: list[tuple[dict[str, _End], tuple[TokenFact, ...]]] = [({}, ())]
    for template in given:
        following = []
        for bound, support in states:
            for fact in facts:
                if fact.property != template.property or fact.literal:
                    continue
                new = {
                    template.subject: _End(fact.subject, fact.subject_span),
                    template.object: _End(fact.object, fact.object_span),
                }
                if all(role not in bound or bound[role].entity == end.entity for role, end in new.items()):
                    following.append(({**new, **bound}, (*support, fact)))
        states = following
    yield from states


def suppose(
    topic: int, lexicon: Lexicon, tree: Tree, arguments: Arguments, assertion: Assertion, facts: Sequence[TokenFact]
) -> Iterator[TokenFact]:
    """What the defaults give the topic of the text, where none of `facts` says otherwise.

    Parameters
    ----------
    topic
        Index of the entity that the text is about.
    """
    for default in lexicon.sayings.defaults:
        if not arguments.described_as(topic, default.occupations, default.among_first):
            continue
        taken = _taken(default, facts)
        for index, entity in enumerate(arguments.entities):
            if index in taken or index == topic or entity.type not in default.accepts:
                continue
            named = (m for m in entity.mentions if m.kind == "name")
            mention = next((m for m in named if assertion.holds(tree.root(m.start, m.end))), None)
            if mention is None:
                continue
            mine = arguments.entities[topic].mentions
            of_topic = next((m for m in reversed(mine) if m.start <= mention.start), mine[0])
            ends = (_End(topic, (of_topic.start, of_topic.end)), _End(index, (mention.start, mention.end)))
            subject, object_ = ends if default.topic_is_subject else ends[::-1]
            yield TokenFact(
                subject=subject.entity,
                property=default.property,
                object=object_.entity,
                literal=False,
                subject_span=subject.span,
                object_span=object_.span,
                sentence_span=tree.sentence[mention.start],
                family=default.name,
                confidence=lexicon.confidence.of(default.name, default.property),
            )


def _taken(default: Default, facts: Sequence[TokenFact]) -> set[int]:
    """Entities of which a fact says otherwise."""
    taken: set[int] = set()
    for fact in facts:
        if not fact.literal and fact.property in default.unless:
            taken.update((fact.subject, fact.object))
        if not fact.literal and fact.property in default.unless_object:
            taken.add(fact.object)
    return taken
