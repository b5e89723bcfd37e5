"""Pronouns and descriptions of things joined to chains of names: "it", "its", "the company", "the ballet".

Rules with points rather than fitted weights: most of what "it" stands for is no named thing, so the common nouns
around compete as antecedents, and only a clear winner is taken.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from kgraph.extract.coreference.chain import Chain
from kgraph.extract.coreference.nominals import Description, find_descriptions
from kgraph.extract.coreference.pronouns import Pronoun, forbidden
from kgraph.extract.coreference.reading import Reading, Role
from kgraph.extract.tokens import TokenMention
from kgraph.lexicon.classes import Sense
from kgraph.text import word_set

#: How far back, in sentences, "it" and "the company" look.
_PRONOUN_SENTENCES = 1
_DESCRIBED_SENTENCES = 3
#: Points an antecedent needs, and how far it has to be ahead of a common noun.
_ENOUGH = 3.0
_NOUN_LESS = 0.6
#: Points for being what the verb typically takes.
_VERB_POINTS = 2.0
_POINTS: dict[Role, float] = {"subj": 3.0, "obj": 1.5, "agent": 1.0, "obl": 1.0, "poss": 1.0, "appos": 1.0, "root": 2.5}
#: Verbs and adjectives with an "it" that stands for nothing: "it seems that", "it is said", "it rained".
_IMPERSONAL = word_set(
    """seem appear happen turn rain snow take say believe think know expect suggest rumour rumor report
    suppose claim hope allege follow matter become remain feel look fall"""
)
_COPULA = "be"
#: What the lexicon calls the places of a verb or noun, by dependency label.
_PLACES = {"nsubj": "subject", "nsubjpass": "object", "dobj": "object", "poss": "'s"}


@dataclass(slots=True, eq=False)
class _Thing:
    """A chain as a possible antecedent, with the head tokens of its mentions so far."""

    chain: Chain
    tokens: list[int] = field(default_factory=list)


class ThingResolver:
    """Finds what "it" and "the company" stand for.

    Parameters
    ----------
    human_like
        Classes that are no things.
    countries
        The class of places whose names are said as adjectives: no antecedent of "it" in "the French dancer".
    nouns
        Common nouns with the classes that they speak for.
    arguments
        Verbs and nouns, as ("subject", "object" or "'s", lemma), with the classes of what they typically take there.
    parents
        Each class with those above it.
    people
        Nouns for people.
    """

    def __init__(
        self,
        human_like: Collection[str],
        nouns: Mapping[str, Sequence[Sense]],
        arguments: Mapping[tuple[str, str], Sequence[Sense]],
        parents: Mapping[str, Collection[str]],
        people: Collection[str],
    ) -> None:
        self._human_like = frozenset(human_like)
        self._nouns = nouns
        self._arguments = arguments
        self._parents = parents
        self._people = frozenset(people)

    def resolve(
        self, reading: Reading, chains: Sequence[Chain], pronouns: Sequence[Pronoun], names: Collection[int]
    ) -> None:
        """Add pronouns and descriptions to the chains of things.

        Parameters
        ----------
        names
            Tokens of the names of all chains.
        """
        events: list[tuple[int, int, _Thing | Pronoun | Description]] = []
        for chain in chains:
            if chain.type in self._human_like:
                continue
            thing = _Thing(chain)
            events += [(reading.root(m.start, m.end), 0, thing) for m in chain.mentions if m.kind == "name"]
        if not events:
            return
        events += [(p.token, 1, p) for p in pronouns if p.form.gender == "n"]
        events += [(d.token, 1, d) for d in find_descriptions(reading, self._nouns, names) if d.anaphoric]
        events.sort(key=lambda e: e[:2])
        active: list[_Thing] = []
        for token, _, what in events:
            found: _Thing | None
            if isinstance(what, _Thing):
                found = what
            elif isinstance(what, Pronoun):
                found = self._antecedent(reading, what, active, names)
                if found is not None:
                    word = reading.tree.lower[token]
                    found.chain.add(TokenMention(token, token + 1, found.chain.type, "pronoun", word))
            else:
                found = self._described(reading, what, active)
                if found is not None:
                    chain, noun = found.chain, what.noun
                    chain.add(TokenMention(what.start, token + 1, chain.type, "nominal", noun))
            if found is not None:
                found.tokens.append(token)
                if found in active:
                    active.remove(found)
                active.append(found)

    # --- "the company" -----------------------------------------------------------------------
    def _described(self, reading: Reading, description: Description, active: Sequence[_Thing]) -> _Thing | None:
        """The last thing of the kind; none if two of them were last mentioned in one sentence."""
        here = reading.sentence[description.token]
        best: _Thing | None = None
        fits = [t for t in reversed(active) if self._is_a(t, description.noun)]
        for thing in fits:
            sentence = reading.sentence[thing.tokens[-1]]
            if here - sentence > _DESCRIBED_SENTENCES and len(fits) > 1:
                break
            if reading.governs(thing.tokens[-1], description.token):
                continue
            if best is None:
                best = thing
            elif sentence == reading.sentence[best.tokens[-1]]:
                return None
        return best

    def _is_a(self, thing: _Thing, noun: str) -> bool:
        chain = thing.chain
        subtypes = {m.subtype for m in chain.mentions if m.subtype}
        for sense in self._nouns[noun]:
            same = chain.type == sense.type or sense.type in self._parents.get(chain.type, ())
            if same and (not sense.subtype or not subtypes or sense.subtype in subtypes):
                return True
        return False

    # --- "it" --------------------------------------------------------------------------------
    def _antecedent(
        self, reading: Reading, pronoun: Pronoun, active: Sequence[_Thing], names: Collection[int]
    ) -> _Thing | None:
        token = pronoun.token
        if self._impersonal(reading, token):
            return None
        here = reading.sentence[token]
        expected = self._expected(reading, pronoun)
        best: tuple[float, int, _Thing] | None = None
        for thing in reversed(active):
            last = thing.tokens[-1]
            if here - reading.sentence[last] > _PRONOUN_SENTENCES:
                break
            if forbidden(reading, pronoun, last, self._people):
                continue
            points = self._points(reading, pronoun, last) + 0.5 * (pronoun.role == "poss")
            points += _VERB_POINTS * self._fits(expected, thing)
            if best is None or (points, last) > best[:2]:
                best = (points, last, thing)
        if best is None or best[0] < _ENOUGH:
            return None
        rival = self._rival(reading, pronoun, names)
        return best[2] if rival is None or best[0] > rival - _NOUN_LESS else None

    def _points(self, reading: Reading, pronoun: Pronoun, token: int) -> float:
        """How salient a phrase is for a pronoun."""
        role = reading.role(token)
        points = _POINTS.get(role, 0.0)
        if reading.sentence[token] == reading.sentence[pronoun.token]:
            points += 1.5
            if reading.governs(token, pronoun.token):
                points += 1.0
        elif role == pronoun.role or (role == "root" and pronoun.role == "subj"):
            points += 1.0
        if reading.paragraph[token] != reading.paragraph[pronoun.token]:
            points -= 1.5
        return points

    def _expected(self, reading: Reading, pronoun: Pronoun) -> frozenset[str]:
        """Classes of things typical of the pronoun's place: companies disband, works are premiered."""
        tree, token = reading.tree, pronoun.token
        verb = tree.head[token]
        place = _PLACES.get(tree.dep[token])
        if place is None:
            return frozenset()
        senses = self._arguments.get((place, tree.lemma[verb]), ())
        return frozenset(sense.type for sense in senses) - self._human_like

    def _fits(self, expected: frozenset[str], thing: _Thing) -> bool:
        return thing.chain.type in expected or not expected.isdisjoint(self._parents.get(thing.chain.type, ()))

    def _rival(self, reading: Reading, pronoun: Pronoun, names: Collection[int]) -> float | None:
        """Points of the common noun that could be the antecedent as well."""
        tree, here = reading.tree, reading.sentence[pronoun.token]
        best: float | None = None
        start = tree.sentence[pronoun.token][0]
        first = tree.sentence[start - 1][0] if start else 0
        for i in range(first, pronoun.token):
            if tree.tag[i] != "NN" or i in names or tree.lemma[i] in self._people or here - reading.sentence[i] > 1:
                continue
            if tree.dep[i] not in {"nsubj", "nsubjpass", "dobj", "pobj", "ROOT"}:
                continue
            if forbidden(reading, pronoun, i, self._people):
                continue
            points = self._points(reading, pronoun, i)
            if best is None or points > best:
                best = points
        return best

    @staticmethod
    def _impersonal(reading: Reading, token: int) -> bool:
        """Whether an "it" stands for nothing: "it was Ada who", "it is true that", "it is said"."""
        tree = reading.tree
        if tree.lower[token] != "it" or tree.dep[token] not in {"nsubj", "nsubjpass", "expl"}:
            return tree.dep[token] == "expl"
        verb = tree.head[token]
        children = tree.children[verb]
        clausal = any(
            tree.dep[c] in {"ccomp", "csubj", "xcomp", "advcl", "relcl", "csubjpass"} and c > verb for c in children
        )
        if tree.lemma[verb] == _COPULA:
            complements = [
                c for c in children if tree.dep[c] in {"attr", "acomp", "prep", "advmod", "dobj"} and c > verb
            ]
            nested = any(
                tree.dep[g] in {"relcl", "ccomp", "acl", "xcomp"} for c in complements for g in tree.children[c]
            )
            return clausal or nested
        return tree.lemma[verb] in _IMPERSONAL and (clausal or tree.dep[token] == "nsubjpass")
