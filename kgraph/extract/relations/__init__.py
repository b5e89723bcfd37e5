"""The component ``kgraph_facts``: what the lexicon's frames, phrases and rules find, as facts.

Proposed facts are refused here when they break the ontology's domain or range, contradict a functional property
or stand in a clause that does not assert them; nothing is repaired later.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace

from spacy.language import Language
from spacy.tokens import Doc

from kgraph.edtf import DATE_QUALIFIERS, FROM, UNTIL, WHEN
from kgraph.extract.relations.arguments import Arguments, Filler
from kgraph.extract.relations.assertion import Assertion
from kgraph.extract.relations.clausetime import ClauseTime
from kgraph.extract.relations.frames import Candidate, FrameMatcher
from kgraph.extract.relations.phrases import PhraseMatcher
from kgraph.extract.relations.reasoning import compose, position, suppose
from kgraph.extract.syntax import Tree
from kgraph.extract.tokens import DateMention, DocEntity, TokenFact
from kgraph.lexicon import Lexicon
from kgraph.ontology import DATE, Ontology

#: Kinds of mention that name their entity themselves.
_NAMING = frozenset(("name", "common", "demonym"))


class RelationExtractor:
    """Facts of a Doc whose mentions and entities are known.

    Parameters
    ----------
    ontology
        Decides which facts are possible.
    lexicon
        Says how facts are said, and how often each saying is right.
    """

    def __init__(self, ontology: Ontology, lexicon: Lexicon) -> None:
        self._ontology = ontology
        self._lexicon = lexicon
        self._frames = FrameMatcher(lexicon.sayings.frames)
        self._phrases = PhraseMatcher(lexicon.sayings.phrases)

    def __call__(self, doc: Doc) -> Doc:
        """Write ``doc._.facts``."""
        doc._.facts = self.facts(doc)
        return doc

    def facts(self, doc: Doc) -> tuple[TokenFact, ...]:
        """All facts that the Doc states, each once, at its most certain place; by position."""
        entities: tuple[DocEntity, ...] = doc._.entities
        if not entities:
            return ()
        tree = Tree.of(doc)
        lexicon = self._lexicon
        topic = self._topic(doc)
        arguments = Arguments(
            tree,
            entities,
            doc._.dates,
            lexicon.discourse.transparent,
            makers=lexicon.makers,
            topic=topic,
            person_nouns=lexicon.words.person_nouns,
        )
        time = ClauseTime(tree, doc._.dates)
        assertion = Assertion(tree, lexicon.assertion)
        proposed = (*self._frames.match(tree, arguments, time, topic), *self._phrases.match(tree, arguments, topic))
        found: dict[tuple[int, str, int], TokenFact] = {}
        said: list[TokenFact] = []
        for candidate in proposed:
            if self._possible(candidate, entities, doc._.dates) and (
                not candidate.asserts or self._asserted(candidate, assertion, tree)
            ):
                said.append(self._fact(candidate, tree, time, doc))
                self._keep(said[-1], found)
        for fact in compose(self._lexicon, entities, said):
            self._keep(fact, found)
        if topic is not None:
            for fact in suppose(topic, self._lexicon, tree, arguments, assertion, tuple(found.values())):
                self._keep(fact, found)
        return tuple(sorted(self._consistent(found.values(), doc), key=position))

    def _topic(self, doc: Doc) -> int | None:
        """The entity that the text is about: of the lexicon's topic class, named first among the most mentioned."""
        votes: Counter[int] = Counter()
        for index, entity in enumerate(doc._.entities):
            if entity.type in self._lexicon.discourse.topics and any(m.kind == "name" for m in entity.mentions):
                votes[index] = 2 * len(entity.mentions) - min(index, 20) + (20 if entity.mentions[0].start < 12 else 0)
        return max(votes, key=lambda i: (votes[i], -i)) if votes else None

    def _possible(self, candidate: Candidate, entities: tuple[DocEntity, ...], dates: tuple[DateMention, ...]) -> bool:
        template = candidate.template
        subject = entities[candidate.subject.index]
        if candidate.object.date:
            date = dates[candidate.object.index]
            return date.is_value and self._ontology.accepts(template.property, subject.type, DATE)
        object_ = entities[candidate.object.index]
        if any(m.kind == "common" for m in object_.mentions) and not _agree(subject, object_):
            return False
        return self._ontology.accepts(template.property, subject.type, object_.type)

    @staticmethod
    def _asserted(candidate: Candidate, assertion: Assertion, tree: Tree) -> bool:
        return (
            assertion.holds(candidate.trigger)
            and not _denied_argument(candidate.object, tree)
            and not _denied_argument(candidate.subject, tree)
        )

    def _fact(self, candidate: Candidate, tree: Tree, time: ClauseTime, doc: Doc) -> TokenFact:
        template = candidate.template
        qualifiers = {name: self._words(name, filler, doc) for name, filler in candidate.qualifiers}
        policy = self._lexicon.sayings.time.get(template.property, "none")
        if policy != "none" and candidate.timed and not candidate.object.date:
            qualifiers |= self._dates(candidate, policy, time, doc)
        start = min(candidate.subject.start, candidate.object.start, candidate.trigger)
        end = max(candidate.subject.end, candidate.object.end, candidate.trigger + 1)
        return TokenFact(
            subject=candidate.subject.index,
            property=template.property,
            object=candidate.object.index,
            literal=candidate.object.date,
            subject_span=(candidate.subject.start, candidate.subject.end),
            object_span=(candidate.object.start, candidate.object.end),
            sentence_span=_sentence(tree, candidate, start, end),
            family=candidate.family,
            confidence=self._lexicon.confidence.of(
                candidate.family, template.property, anaphoric=not _is_named(candidate.subject, doc)
            ),
            qualifiers=tuple(sorted(qualifiers.items())),
        )

    @staticmethod
    def _words(name: str, filler: Filler, doc: Doc) -> str:
        if filler.date:
            date: DateMention = doc._.dates[filler.index]
            return date.form if name in DATE_QUALIFIERS else date.value
        return str(doc._.entities[filler.index].name)

    @staticmethod
    def _dates(candidate: Candidate, policy: str, time: ClauseTime, doc: Doc) -> dict[str, str]:
        """Date qualifiers from the clause: a range gives both ends, a lone date the start or the date itself."""
        roles = {"when": FROM if policy == "span" else WHEN, "from": FROM, "until": UNTIL}
        found: dict[str, str] = {}
        for role, qualifier in roles.items():
            date = time.at(candidate.trigger, role, candidate.own_dates)
            if date is not None:
                found.setdefault(qualifier, doc._.dates[date.index].form)
        return found

    def _keep(self, fact: TokenFact, found: dict[tuple[int, str, int], TokenFact]) -> None:
        """Add a fact; of the same fact said twice the more certain saying stays, with the qualifiers of both."""
        key = (fact.subject, fact.property, fact.object)
        if self._ontology.properties[fact.property].symmetric:
            key = min(key, (fact.object, fact.property, fact.subject))
        known = found.get(key)
        if known is None:
            found[key] = fact
            return
        best, other = (fact, known) if fact.confidence > known.confidence else (known, fact)
        qualifiers = {**dict(other.qualifiers), **dict(best.qualifiers)}
        if qualifiers != dict(best.qualifiers):
            best = replace(best, qualifiers=tuple(sorted(qualifiers.items())))
        found[key] = best

    def _consistent(self, facts: Iterable[TokenFact], doc: Doc) -> list[TokenFact]:
        """Of dates that agree, the most precise; of several values of a functional property, the most certain."""
        kept: list[TokenFact] = []
        best: dict[tuple[int, str, str], TokenFact] = {}
        for fact in sorted(facts, key=position):
            functional = self._ontology.properties[fact.property].functional
            if not fact.literal and not functional:
                kept.append(fact)
                continue
            key = (fact.subject, fact.property, "" if functional else doc._.dates[fact.object].value[:4])
            known = best.get(key)
            if known is None or self._is_better(fact, known, doc):
                best[key] = fact
        return [*kept, *best.values()]

    @staticmethod
    def _is_better(fact: TokenFact, known: TokenFact, doc: Doc) -> bool:
        """Whether a value is to replace another: a date that says the same more precisely, or else a surer one."""
        if fact.literal and known.literal:
            new, old = doc._.dates[fact.object].value, doc._.dates[known.object].value
            if new.startswith(old) or old.startswith(new):
                return len(new) > len(old)
        return fact.confidence > known.confidence


def _agree(person: DocEntity, label: DocEntity) -> bool:
    """Whether a gendered common noun can be said of somebody: no man is an actress."""
    genders = {m.gender for m in label.mentions if m.gender in ("f", "m")}
    return person.gender not in ("f", "m") or not genders or person.gender in genders


def _is_named(filler: Filler, doc: Doc) -> bool:
    """Whether a mention is a name or a label, not a pronoun or a description."""
    mentions = doc._.entities[filler.index].mentions
    return any((m.start, m.end) == (filler.start, filler.end) and m.kind in _NAMING for m in mentions)


def _denied_argument(filler: Filler, tree: Tree) -> bool:
    """Whether an argument is excepted: "not X", "without X", "instead of X", "never X"."""
    before = tree.lower[filler.start - 1] if filler.start else ""
    return before in ("not", "without", "never", "nor", "except", "neither")


def _sentence(tree: Tree, candidate: Candidate, start: int, end: int) -> tuple[int, int]:
    """The sentence of the trigger, stretched over the object and over a subject said in a neighbouring sentence."""
    first, last = tree.sentence[candidate.trigger]
    return first, max(last, candidate.object.end) if candidate.object.start >= first else last


@Language.factory(
    "kgraph_facts",
    assigns=["doc._.facts"],
    requires=["doc._.dates", "doc._.mentions", "doc._.entities", "token.dep", "token.lemma"],
    default_config={"ontology": None},
)
def make_relation_extractor(nlp: Language, name: str, ontology: str | None) -> RelationExtractor:
    """Build the component from an ontology folder (the packaged one when None)."""
    from pathlib import Path

    from kgraph.lexicon import load_lexicon
    from kgraph.ontology import load_ontology

    loaded = load_ontology(Path(ontology) if ontology else None)
    return RelationExtractor(loaded, load_lexicon(loaded))
