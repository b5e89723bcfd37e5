"""Pronouns joined to chains of names, from left to right."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence

from kgraph.extract.coreference.chains import Chain
from kgraph.extract.coreference.pronouns import Pronoun, find_pronouns, forbidden
from kgraph.extract.coreference.ranking import Candidate, Seen, features, score
from kgraph.extract.coreference.reading import Reading
from kgraph.extract.coreference.weights import WEIGHTS
from kgraph.extract.tokens import TokenMention

#: A pronoun looks no further back than so many sentences, except for what the text is about.
_SENTENCES = 6

#: Called with the pronoun, its candidates and their features, for fitting the weights.
Observer = Callable[[Pronoun, list[tuple[Candidate, list[str]]]], None]


class PronounResolver:
    """Finds the antecedents of personal pronouns for people.

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

    def resolve(self, reading: Reading, chains: Sequence[Chain], observer: Observer | None = None) -> None:
        """Add the pronouns of a Doc to its chains, and their gender."""
        candidates = [self._candidate(chain) for chain in chains if chain.type in self._human_like]
        if candidates:
            main = max(candidates, key=lambda c: (c.person, c.names + (c is candidates[0]), -c.chain.mentions[0].start))
            main.topic = True
        events: list[tuple[int, int, Candidate | Pronoun, TokenMention | None]] = []
        for candidate in candidates:
            for mention in candidate.chain.mentions:
                events.append((reading.root(mention.start, mention.end), 0, candidate, mention))
        for pronoun in find_pronouns(reading):
            if pronoun.form.gender in {"f", "m"}:
                events.append((pronoun.token, 1, pronoun, None))
        events.sort(key=lambda e: e[:2])
        last: dict[str, tuple[Candidate, int]] = {}
        active: list[Candidate] = []
        for n, (token, _, what, mention) in enumerate(events):
            if isinstance(what, Candidate):
                if mention is not None:
                    what.seen.append(self._seen(reading, token, mention.kind, " " in mention.name))
                    if what in active:
                        active.remove(what)
                    active.append(what)
                continue
            following = [
                (e[2], e[0])
                for e in events[n + 1 : n + 6]
                if isinstance(e[2], Candidate) and reading.sentence[e[0]] == reading.sentence[token]
            ]
            chosen = self._choose(reading, what, active, following, last, observer)
            if chosen is None:
                continue
            gender = what.form.gender
            chosen.chain.add(
                TokenMention(token, token + 1, chosen.chain.type, "pronoun", reading.tree.lower[token], "", gender)
            )
            chosen.seen.append(self._seen(reading, token, "pronoun", False))
            last[gender] = (chosen, reading.sentence[token])
            if chosen in active:
                active.remove(chosen)
            active.append(chosen)

    def _candidate(self, chain: Chain) -> Candidate:
        names = sum(m.kind == "name" for m in chain.mentions)
        return Candidate(chain, names=names, person=chain.type == self._person)

    def _seen(self, reading: Reading, token: int, kind: str, multi: bool) -> Seen:
        tree = reading.tree
        at = token if kind == "pronoun" else reading.phrase(token)
        top = token
        role = reading.role(token)
        if role == "mod" or role == "appos":
            role = reading.role(at) if tree.lemma[at] in self._nouns or role == "appos" else role
        conjoined = tree.dep[token] == "conj" or any(tree.dep[c] == "conj" for c in tree.children[top])
        start = tree.sentence[token][0]
        depth = 0
        for i in range(start, token):
            depth += (tree.lower[i] == "(") - (tree.lower[i] == ")")
        return Seen(token, reading.sentence[token], role, kind + ("2" if multi else ""), conjoined, depth > 0)

    def _choose(
        self,
        reading: Reading,
        pronoun: Pronoun,
        active: Sequence[Candidate],
        following: Sequence[tuple[Candidate, int]],
        last: Mapping[str, tuple[Candidate, int]],
        observer: Observer | None,
    ) -> Candidate | None:
        gender = pronoun.form.gender
        here = reading.sentence[pronoun.token]
        holder, held = last.get(gender, (None, -1))
        options: list[tuple[Candidate, list[str]]] = []
        rank = 0
        for candidate in reversed(active):
            if candidate.chain.gender not in {"", gender} and any(
                m.kind == "pronoun" for m in candidate.chain.mentions
            ):
                continue
            allowed = self._allowed(reading, pronoun, candidate)
            if allowed is None or (here - allowed.sentence > _SENTENCES and not candidate.topic):
                continue
            continued = held if candidate is holder else -1
            token = next((t for c, t in following if c is candidate), -1)
            ahead = self._seen(reading, token, "name", False) if token >= 0 else None
            names = features(reading, pronoun, candidate, allowed, rank, continued, ahead)
            options.append((candidate, names))
            rank += 1
        for candidate, token in following:
            if any(candidate is o[0] for o in options):
                continue
            if pronoun.form.kind == "reflexive" or forbidden(reading, pronoun, token, self._noun_set):
                continue
            mention = self._seen(reading, token, "name", False)
            options.append((candidate, features(reading, pronoun, candidate, mention, rank, -1)))
        if not options:
            return None
        if observer is not None:
            observer(pronoun, options)
        scored = [(score(self._weights, names), -n, candidate) for n, (candidate, names) in enumerate(options)]
        best = max(scored, key=lambda s: s[:2])
        return best[2]

    def _allowed(self, reading: Reading, pronoun: Pronoun, candidate: Candidate) -> Seen | None:
        """The nearest mention; none if grammar forbids it, since what it forbids for one it does for all of a chain."""
        for seen in reversed(candidate.seen):
            if seen.token > pronoun.token:
                continue
            if not forbidden(reading, pronoun, seen.token, self._noun_set):
                return seen
            if pronoun.form.kind != "reflexive":
                return None
        return None
