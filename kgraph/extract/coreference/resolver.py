"""Pronouns and descriptions of people joined to chains of names, from left to right."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from kgraph.extract.coreference.chain import Chain
from kgraph.extract.coreference.nominals import Description, find_descriptions, gender_of, said_of
from kgraph.extract.coreference.people import likely_gender
from kgraph.extract.coreference.pronouns import Pronoun, forbidden
from kgraph.extract.coreference.ranking import Candidate, Seen, features, score
from kgraph.extract.coreference.reading import Reading
from kgraph.extract.coreference.weights import WEIGHTS
from kgraph.extract.tokens import TokenMention

#: A pronoun looks no further back than so many sentences, except for what the text is about.
_SENTENCES = 6
#: How far "the dancer" looks back for a dancer.
_DESCRIBED_SENTENCES = 5
#: What a person keeps of the points for a text's topic if no pronoun has his or her gender.
_TOPIC_SHARE = 0.3
#: Roles of a name that a pronoun before it may stand for: "When she left, Ada …", not "he was a good Mercutio".
_CATAPHORIC = frozenset({"subj", "obj", "poss", "obl"})
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


@dataclass(slots=True)
class _State:
    """What is known on the way through a text."""

    reading: Reading
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
    """

    def __init__(
        self,
        person: str,
        human_like: Collection[str],
        nouns: Mapping[str, str],
        weights: Mapping[str, float] = WEIGHTS,
    ) -> None:
        self._person = person
        self._human_like = frozenset(human_like)
        self._nouns = nouns
        self._noun_set = frozenset(nouns)
        self._weights = weights

    def resolve(
        self,
        reading: Reading,
        chains: Sequence[Chain],
        pronouns: Sequence[Pronoun],
        names: Collection[int],
        observer: Observer | None = None,
    ) -> None:
        """Add pronouns and descriptions to the chains of people, and what they tell of gender.

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
        events: list[_Named | Pronoun | Description] = [*named]
        personal = [p for p in pronouns if p.form.gender in {"f", "m"}]
        topic = self._topic(reading, candidates, [p.form.gender for p in personal])
        events += personal
        events += find_descriptions(reading, self._noun_set, names)
        events.sort(key=lambda e: e.token)
        state = _State(reading, [], {}, {}, topic)
        waiting: list[Pronoun] = []
        for n, event in enumerate(events):
            if isinstance(event, _Named):
                state.touch(event.candidate, self._seen(reading, event.token, event.mention.kind, event.mention.name))
            elif isinstance(event, Description):
                self._place(state, event)
            else:
                ahead = self._ahead(reading, events[n + 1 : n + 1 + _AHEAD], event)
                chosen = self._choose(state, event, ahead, observer)
                if chosen is not None:
                    self._add(state, chosen, event)
                else:
                    waiting.append(event)
        for pronoun in waiting:  # a text that begins with "She": its protagonist
            if topic is not None and topic.chain.gender == pronoun.form.gender and topic.chain.sure:
                self._add(state, topic, pronoun)

    def _topic(self, reading: Reading, candidates: Sequence[Candidate], pronouns: Sequence[str]) -> Candidate | None:
        """Who the text is about: named first, often, as a subject; of the gender of most pronouns."""
        best: tuple[float, Candidate] | None = None
        for candidate in candidates:
            if not candidate.person:
                continue
            names = [m for m in candidate.chain.mentions if m.kind == "name"]
            subjects = sum(reading.role(reading.root(m.start, m.end)) == "subj" for m in names)
            points = min(len(names), 6) + min(subjects, 3) + 2.0 * (best is None)
            points += 2 * (reading.sentence[names[0].start] == 0)
            gender = candidate.chain.gender
            if gender and pronouns:
                points *= _TOPIC_SHARE + pronouns.count(gender) / len(pronouns)
            if best is None or points > best[0]:
                best = (points, candidate)
        if best is None:
            return None
        best[1].topic = True
        return best[1]

    # --- names -------------------------------------------------------------------------------
    def _candidate(self, chain: Chain) -> Candidate:
        names = sum(m.kind == "name" for m in chain.mentions)
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

    def _seen(self, reading: Reading, token: int, kind: str, name: str = "") -> Seen:
        tree = reading.tree
        at = token if kind == "pronoun" else reading.phrase(token)
        role = reading.role(token)
        if role == "appos" or (role == "mod" and tree.lemma[at] in self._nouns):
            role = reading.role(at)
        conjoined = tree.dep[token] == "conj" or any(tree.dep[c] == "conj" for c in tree.children[token])
        return Seen(
            token, reading.sentence[token], role, kind + "2" * (" " in name), conjoined, reading.bracketed[token]
        )

    # --- descriptions ------------------------------------------------------------------------
    def _place(self, state: _State, description: Description) -> None:
        """Join a description to the person it stands for, or take it for somebody without a name."""
        reading, noun = state.reading, description.noun
        gender = self._nouns.get(noun, "")
        gender = "" if gender == "u" else gender
        chosen = self._described(state, description, gender) if description.anaphoric else None
        if chosen is None:
            chosen = state.phantoms.get(noun)
            if chosen is None:
                chain = Chain(self._person, gender=gender, sure=bool(gender), phantom=True)
                chosen = state.phantoms[noun] = Candidate(chain, names=0)
        start, end = description.start, description.token + 1
        chosen.chain.add(TokenMention(start, end, chosen.chain.type, "nominal", noun, "", gender))
        state.touch(chosen, self._seen(reading, description.token, "nominal"))

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
        chosen.chain.gender, chosen.chain.sure = gender, True
        chosen.chain.add(TokenMention(token, token + 1, chosen.chain.type, "pronoun", word, "", gender))
        state.touch(chosen, self._seen(state.reading, token, "pronoun"))
        before = state.last.get(gender, (None, -1))[0]
        if before is not None and before is not chosen:
            before.streak = 0
        chosen.streak += 1
        state.last[gender] = (chosen, state.reading.sentence[token])

    def _ahead(
        self, reading: Reading, events: Sequence[_Named | Pronoun | Description], pronoun: Pronoun
    ) -> list[tuple[Candidate, int]]:
        """Names that follow in the same sentence."""
        here = reading.sentence[pronoun.token]
        return [(e.candidate, e.token) for e in events if isinstance(e, _Named) and reading.sentence[e.token] == here]

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
        for candidate in state.recent(here):
            if not self._agrees(candidate, gender):
                continue
            nearest = self._nearest(reading, pronoun, candidate)
            if nearest is None:
                continue
            token = next((t for c, t in ahead if c is candidate), -1)
            following = self._seen(reading, token, "name") if token >= 0 else None
            continued = held if candidate is holder else -1
            names = features(reading, pronoun, candidate, nearest, len(options), continued, following)
            options.append((candidate, names))
        for candidate, token in ahead:
            if any(candidate is option for option, _ in options) or not self._agrees(candidate, gender):
                continue
            if pronoun.form.kind != "reflexive" and not forbidden(reading, pronoun, token, self._noun_set):
                mention = self._seen(reading, token, "name")
                if not candidate.person or mention.role not in _CATAPHORIC:
                    continue
                options.append((candidate, features(reading, pronoun, candidate, mention, len(options), -1)))
        if not options:
            return None
        if observer is not None:
            observer(pronoun, options)
        scores = [score(self._weights, names) for _, names in options]
        return options[max(range(len(options)), key=lambda n: (scores[n], -n))][0]

    @staticmethod
    def _agrees(candidate: Candidate, gender: str) -> bool:
        """Whether a gender is possible: a given name may mislead, a pronoun or a noun does not."""
        return candidate.chain.gender in {"", gender} or not candidate.chain.sure

    def _nearest(self, reading: Reading, pronoun: Pronoun, candidate: Candidate) -> Seen | None:
        """The nearest mention; none if grammar forbids it, since what it forbids for one it does for all of a chain."""
        for seen in reversed(candidate.seen):
            if seen.token > pronoun.token:
                continue
            if not forbidden(reading, pronoun, seen.token, self._noun_set):
                return seen
            if pronoun.form.kind != "reflexive":
                return None
        return None
