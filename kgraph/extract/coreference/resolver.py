"""Pronouns and descriptions of people joined to chains of names, from left to right."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from kgraph.extract.coreference.aliases import introductions
from kgraph.extract.coreference.chain import Chain
from kgraph.extract.coreference.nominals import Description, find_descriptions, gender_of, said_of
from kgraph.extract.coreference.people import compound_gender, likely_gender
from kgraph.extract.coreference.pronouns import Pronoun, forbidden
from kgraph.extract.coreference.ranking import Candidate, features, score
from kgraph.extract.coreference.reading import Reading
from kgraph.extract.coreference.sightings import Seen, sight
from kgraph.extract.coreference.topics import find_topic, fragments
from kgraph.extract.coreference.weights import WEIGHTS
from kgraph.extract.tokens import TokenMention

#: A pronoun looks no further back than so many sentences, except for what the text is about.
_SENTENCES = 6
#: How far "the dancer" looks back for a dancer.
_DESCRIBED_SENTENCES = 5
#: Roles of a name that a pronoun before it may stand for: "When she left, Ada …", not "he was a good Mercutio".
_CATAPHORIC = frozenset({"subj", "obj", "poss", "obl"})
#: Words before a noun that bring in somebody new: "whose own father".
_INTRODUCING = frozenset({"a", "an", "whose"})
#: How many events ahead a pronoun looks for a name that comes after it.
_AHEAD = 6

#: Called with a pronoun and its candidates with their features, for fitting the weights.
Observer = Callable[[Pronoun, list[tuple[Candidate, list[str]]]], None]


@dataclass(frozen=True, slots=True)
class _Named:
    """A name comes up."""

    token: int
    candidate: Candidate
    mention: TokenMention


@dataclass(frozen=True, slots=True)
class _Implied:
    """A dictionary's entry leaves out its subject, the headword."""

    token: int


_Event = _Named | _Implied | Pronoun | Description


@dataclass(slots=True)
class _State:
    """What is known on the way through a text."""

    reading: Reading
    names: Collection[int]
    active: list[Candidate]
    last: dict[str, tuple[Candidate, int]]
    phantoms: dict[str, Candidate]
    topic: Candidate | None = None

    def recent(self, sentence: int) -> Iterator[Candidate]:
        """The candidates of the last sentences, latest first, and what the text is about."""
        for candidate in reversed(self.active):
            if sentence - candidate.seen[-1].sentence > _SENTENCES:
                break
            yield candidate
        topic = self.topic
        if topic is not None and topic.seen and sentence - topic.seen[-1].sentence > _SENTENCES:
            yield topic

    def touch(self, candidate: Candidate, seen: Seen) -> None:
        """Make a candidate the latest one."""
        candidate.seen.append(seen)
        if candidate in self.active:
            self.active.remove(candidate)
        self.active.append(candidate)


class PersonResolver:
    """Finds who pronouns and descriptions of people stand for.

    Parameters
    ----------
    person
        The class of human beings.
    human_like
        It and the classes whose members take "he" and "she" too.
    nouns
        Nouns for people, with gender.
    given
        Given names, folded, with gender.
    """

    def __init__(
        self,
        person: str,
        human_like: Collection[str],
        nouns: Mapping[str, str],
        given: Mapping[str, str],
        weights: Mapping[str, float] = WEIGHTS,
    ) -> None:
        self._person = person
        self._human_like = frozenset(human_like)
        self._nouns = nouns
        self._given = given
        self._noun_set = frozenset(nouns)
        self._weights = weights

    def resolve(
        self,
        reading: Reading,
        chains: Sequence[Chain],
        pronouns: Sequence[Pronoun],
        names: Collection[int],
        observer: Observer | None = None,
    ) -> Chain | None:
        """Add pronouns and descriptions to the chains of people, and what they tell of gender.

        Returns the chain of whom the text is about.

        Parameters
        ----------
        names
            Tokens of the names of all chains.
        """
        candidates = [self._candidate(chain) for chain in chains if chain.type in self._human_like]
        named = [
            _Named(reading.root(mention.start, mention.end), candidate, mention)
            for candidate in candidates
            for mention in candidate.chain.mentions
        ]
        self._describe(reading, named)
        events: list[_Event] = [*named]
        personal = [p for p in pronouns if p.form.gender in {"f", "m"}]
        persons = [name.mention for name in named if name.candidate.person and name.mention.kind == "name"]
        introduced = introductions(reading, persons)
        topic = find_topic(reading, candidates, [p.form.gender for p in personal], set(introduced.values()))
        if topic is not None:
            topic.topic = True
            left_out = fragments(reading, topic)
            topic.entry = bool(left_out)
            events += [_Implied(token) for token in left_out]
        events += personal
        events += find_descriptions(reading, self._noun_set, names)
        events.sort(key=lambda e: e.token)
        state = _State(reading, names, [], {}, {}, topic)
        waiting: list[Pronoun] = []
        for n, event in enumerate(events):
            if isinstance(event, _Named):
                mention = event.mention
                state.touch(event.candidate, self._seen(state, event.token, mention.kind, mention.name))
            elif isinstance(event, _Implied):
                if topic is not None:
                    state.touch(
                        topic, Seen(event.token, reading.sentence[event.token], "subj", "implied", False, False)
                    )
            elif isinstance(event, Description):
                self._place(state, event)
            else:
                ahead = self._ahead(reading, events[n + 1 : n + 1 + _AHEAD], event)
                named_here = introduced.get(event.token)
                chosen = next((name.candidate for name in named if name.mention.start == named_here), None)
                chosen = chosen or self._beside(state, event) or self._choose(state, event, ahead, observer)
                if chosen is not None:
                    self._add(state, chosen, event)
                else:
                    waiting.append(event)
        for pronoun in waiting:  # a text that begins with "She": its protagonist
            if topic is not None and topic.chain.gender == pronoun.form.gender and topic.chain.sure:
                self._add(state, topic, pronoun)
        return topic.chain if topic is not None else None

    # --- names -------------------------------------------------------------------------------
    def _candidate(self, chain: Chain) -> Candidate:
        names = sum(m.kind == "name" for m in chain.mentions)
        if not chain.gender:
            chain.gender = next((g for g in (compound_gender(f, self._given) for f in chain.forms) if g), "")
        likely = next((g for g in map(likely_gender, chain.forms) if g), "")
        return Candidate(chain, names=names, person=chain.type == self._person, likely=likely)

    def _describe(self, reading: Reading, named: Sequence[_Named]) -> None:
        """Note what the text calls each person; "the actress X" tells a gender."""
        said = said_of(reading, self._noun_set)
        for name in named:
            name.candidate.nouns.update(said.get(name.token, ()))
        for name in named:
            chain, told = name.candidate.chain, gender_of(name.candidate.nouns, self._nouns)
            if told:
                chain.gender, chain.sure = told, True

    def _seen(self, state: _State, token: int, kind: str, name: str = "") -> Seen:
        return sight(state.reading, state.names, self._noun_set, token, kind, name)

    # --- descriptions ------------------------------------------------------------------------
    def _place(self, state: _State, description: Description) -> None:
        """Join a description to the person it stands for, or take it for somebody without a name."""
        noun = description.noun
        gender = self._nouns.get(noun, "")
        gender = "" if gender == "u" else gender
        chosen = self._described(state, description, gender) if description.anaphoric else None
        if chosen is None:
            again = state.reading.tree.lower[description.start] not in _INTRODUCING
            chosen = state.phantoms.get(noun) if again else None
            if chosen is None:
                chain = Chain(self._person, gender=gender, sure=bool(gender), phantom=True)
                chosen = state.phantoms[noun] = Candidate(chain, names=0)
        start, end = description.start, description.token + 1
        chosen.chain.add(TokenMention(start, end, chosen.chain.type, "nominal", noun, "", gender))
        state.touch(chosen, self._seen(state, description.token, "nominal"))

    def _described(self, state: _State, description: Description, gender: str) -> Candidate | None:
        """The last person whom the text has called by this noun."""
        here = state.reading.sentence[description.token]
        for candidate in state.recent(here):
            chain = candidate.chain
            near = here - candidate.seen[-1].sentence <= _DESCRIBED_SENTENCES or candidate.topic
            fits = not chain.phantom and near and (not gender or chain.gender in {"", gender})
            if fits and candidate.person and description.noun in candidate.nouns:
                return candidate
        return None

    # --- pronouns ----------------------------------------------------------------------------
    def _add(self, state: _State, chosen: Candidate, pronoun: Pronoun) -> None:
        token, gender = pronoun.token, pronoun.form.gender
        word = state.reading.tree.lower[token]
        chain = chosen.chain
        if chain.gender in {"", gender} or chosen.topic or chosen.contradicted:
            chain.gender, chain.sure = gender, True
        else:
            chosen.contradicted = True
        chosen.chain.add(TokenMention(token, token + 1, chosen.chain.type, "pronoun", word, "", gender))
        state.touch(chosen, self._seen(state, token, "pronoun"))
        before = state.last.get(gender, (None, -1))[0]
        if before is not None and before is not chosen:
            before.streak = 0
        chosen.streak += 1
        state.last[gender] = (chosen, state.reading.sentence[token])

    def _ahead(self, reading: Reading, events: Sequence[_Event], pronoun: Pronoun) -> list[tuple[Candidate, int]]:
        """Names that follow in the same sentence."""
        here = reading.sentence[pronoun.token]
        return [(e.candidate, e.token) for e in events if isinstance(e, _Named) and reading.sentence[e.token] == here]

    @staticmethod
    def _beside(state: _State, pronoun: Pronoun) -> Candidate | None:
        """The person whom a reflexive only stresses: "Ada, *herself* a dancer"."""
        before = pronoun.token - 2
        if pronoun.form.kind != "reflexive" or before < 0 or state.reading.tree.lower[before + 1] != ",":
            return None
        latest = state.active[-1] if state.active else None
        stressed = latest is not None and latest.seen[-1].token == before and not latest.chain.phantom
        return latest if stressed else None

    def _choose(
        self,
        state: _State,
        pronoun: Pronoun,
        ahead: Sequence[tuple[Candidate, int]],
        observer: Observer | None,
    ) -> Candidate | None:
        reading, gender = state.reading, pronoun.form.gender
        here = reading.sentence[pronoun.token]
        holder, held = state.last.get(gender, (None, -1))
        options: list[tuple[Candidate, list[str]]] = []
        topic = state.topic
        contested = topic is not None and bool(topic.seen) and topic.chain.gender in {"", gender}
        for candidate in state.recent(here):
            if not self._agrees(candidate, gender) or self._outlived(reading, pronoun, candidate, contested):
                continue
            nearest = self._nearest(reading, pronoun, candidate)
            if nearest is None:
                continue
            token = next((t for c, t in ahead if c is candidate), -1)
            following = self._seen(state, token, "name") if token >= 0 else None
            continued = held if candidate is holder else -1
            rival = contested and candidate is not state.topic
            names = features(reading, pronoun, candidate, nearest, len(options), continued, following, rival)
            options.append((candidate, names))
        for candidate, token in ahead:
            if any(candidate is option for option, _ in options) or not self._agrees(candidate, gender):
                continue
            if pronoun.form.kind != "reflexive" and not forbidden(reading, pronoun, token, self._noun_set):
                mention = self._seen(state, token, "name")
                if not candidate.person or mention.role not in _CATAPHORIC:
                    continue
                options.append((candidate, features(reading, pronoun, candidate, mention, len(options), -1)))
        agreeing = [o for o in options if o[0].chain.gender == gender]
        if any(here - o[0].seen[-1].sentence <= 1 for o in agreeing if o[0].seen):
            options = [o for o in options if o[0].chain.gender in {"", gender} or o[0].topic]
        if not options:
            return None
        if observer is not None:
            observer(pronoun, options)
        scores = [score(self._weights, names) for _, names in options]
        return options[max(range(len(options)), key=lambda n: (scores[n], -n))][0]

    @staticmethod
    def _agrees(candidate: Candidate, gender: str) -> bool:
        """Whether a gender is possible: a given name may mislead, a pronoun or a noun does not."""
        chain = candidate.chain
        if chain.gender in {"", gender}:
            return True
        return not chain.sure and (candidate.topic or not any(form.full for form in chain.forms))

    @staticmethod
    def _outlived(reading: Reading, pronoun: Pronoun, candidate: Candidate, contested: bool) -> bool:
        """Whether somebody without a name is out of reach.

        Such a person does not outlive the paragraph or the relative clause ("whose father was a priest"), nor the
        sentence if the text's topic could be meant instead.
        """
        if not candidate.chain.phantom:
            return False
        last = next(s for s in reversed(candidate.seen) if s.kind == "nominal")
        if reading.paragraph[last.token] != reading.paragraph[pronoun.token]:
            return True
        if last.inner >= 0 and not reading.governs(last.inner, pronoun.token):
            return True
        return contested and last.sentence != reading.sentence[pronoun.token]

    def _nearest(self, reading: Reading, pronoun: Pronoun, candidate: Candidate) -> Seen | None:
        """The nearest mention; none if grammar forbids it, since what it forbids for one it does for all of a chain."""
        for seen in reversed(candidate.seen):
            if seen.token > pronoun.token:
                continue
            if seen.kind == "implied":
                if pronoun.role in {"subj", "poss"} or reading.clause(pronoun.token) != seen.token:
                    return seen
                return seen if pronoun.form.kind == "reflexive" else None
            if not forbidden(reading, pronoun, seen.token, self._noun_set):
                return seen
            if pronoun.form.kind != "reflexive":
                return None
        return None
