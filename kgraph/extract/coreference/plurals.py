"""Pronouns and descriptions of two people: "they", "their", "the two", "the couple", "brother and sister".

A pair is known from the text: two names coordinated, a marriage, a person and whom he or she works or lives with. A
plural takes the pair of its own or the previous sentence, if no other plural has come between; nothing is guessed.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from kgraph.extract.coreference.chain import Chain
from kgraph.extract.coreference.reading import Reading
from kgraph.extract.tokens import TokenMention
from kgraph.text import word_set

_PRONOUNS = word_set("they them their theirs themselves")
#: Nouns and numbers that stand for two: "the two", "the couple", "the siblings".
_PAIR_NOUNS = word_set("two couple pair duo siblings brothers sisters spouses newlyweds twins")
#: What two people are to each other, said of both without an article: "Brother and sister were taught by …".
_BOTH_ROLES = frozenset({("brother", "sister"), ("sister", "brother"), ("husband", "wife"), ("mother", "daughter"),
                         ("father", "son"), ("mother", "son"), ("father", "daughter")})  # fmt: skip
_SPOUSES = word_set("wife husband spouse widow widower partner fiancé fiancée")
_MARRIAGE = word_set("marriage wedding union")
#: Verbs whose subject and object do something together.
_TOGETHER = word_set("marry wed divorce remarry meet partner befriend join accompany")
_COUPLED = word_set("marry wed divorce separate remarry")
_CHILDREN = word_set("son daughter child twin baby dau")
#: "They say": nobody in particular.
_GENERIC = word_set("say call")
#: How many sentences "brother and sister" look back.
_ROLES_REACH = 3
#: A coordination of more people than this is no pair, nor what "they" are about to do.
_MOST = 4


@dataclass(frozen=True, slots=True)
class _Group:
    """People who can be spoken of together, known once the text has come to `token`."""

    token: int
    members: tuple[Chain, ...]
    #: Whether somebody without a name belongs to them: "she and her husband".
    unnamed: bool = False
    #: Whether they are said to be married.
    married: bool = False

    @property
    def size(self) -> int:
        """How many they are."""
        return len(self.members) + self.unnamed


class PluralResolver:
    """Finds the people that plural pronouns and descriptions stand for.

    Parameters
    ----------
    person
        The class of human beings.
    nouns
        Nouns for people, with gender.
    """

    def __init__(self, person: str, nouns: Mapping[str, str]) -> None:
        self._person = person
        self._nouns = frozenset(nouns)

    def resolve(self, reading: Reading, chains: Sequence[Chain], names: Collection[int], topic: Chain | None) -> None:
        """Add plural mentions to the chains of people, after all singular ones.

        Parameters
        ----------
        names
            Tokens of the names of all chains.
        topic
            Whom the text is about.
        """
        plurals = list(_plurals(reading, names))
        if not plurals:
            return
        people = _People(reading, [c for c in chains if c.type == self._person and not c.phantom], self._nouns, topic)
        groups = sorted(people.groups(), key=lambda g: g.token)
        for start, token in plurals:
            members = self._members(reading, start, token, groups, people, names)
            for chain in members:
                kind: str = reading.tree.lower[token]
                if kind in _PRONOUNS or kind == "both":
                    chain.mentions.append(TokenMention(token, token + 1, chain.type, "pronoun", kind))
                else:
                    chain.mentions.append(TokenMention(start, token + 1, chain.type, "nominal", kind))
            if len(members) > 1:
                married = reading.tree.lower[token] == "couple" or _of_couple(reading, token)
                groups.append(_Group(token, members, married=married))
                groups.sort(key=lambda g: g.token)

    def _members(
        self,
        reading: Reading,
        start: int,
        token: int,
        groups: Sequence[_Group],
        people: _People,
        names: Collection[int],
    ) -> tuple[Chain, ...]:
        tree, here = reading.tree, reading.sentence[token]
        word = tree.lower[token]
        earlier = [g for g in groups if g.token < start]
        wedded = next((g.members for g in reversed(earlier) if g.married and g.size == 2), ())
        if (tree.lemma[start], tree.lemma[token]) in _BOTH_ROLES:
            return wedded if tree.lemma[token] in _SPOUSES else people.last_two(start)
        exact = word not in _PRONOUNS
        for group in reversed(earlier):
            if here - reading.sentence[group.token] > 1 or reading.paragraph[group.token] != reading.paragraph[token]:
                break
            if self._superseded(reading, group.token, start, names):
                break
            if exact and group.size != 2:
                continue
            return group.members
        if word == "couple" and wedded:
            return wedded
        if _of_couple(reading, token):
            return people.couple(token)
        leading = earlier[0] if exact and earlier else None
        opens = leading is not None and leading.size == 2 and reading.sentence[leading.token] == 0
        return leading.members if leading is not None and opens and not leading.unnamed else ()

    def _superseded(self, reading: Reading, after: int, before: int, names: Collection[int]) -> bool:
        """Whether another plural that could be meant stands between two tokens."""
        tree = reading.tree
        return any(
            tree.tag[i] in {"NNS", "NNPS"}
            and i not in names
            and tree.lemma[i] not in _CHILDREN
            and (tree.lemma[i] in self._nouns or tree.dep[i] in {"nsubj", "nsubjpass", "dobj"})
            for i in range(after + 1, before)
        )


class _People:
    """Where the people of a text are mentioned, and which of them together."""

    def __init__(self, reading: Reading, chains: Sequence[Chain], nouns: Collection[str], topic: Chain | None) -> None:
        self._reading = reading
        self._nouns = nouns
        self._topic = topic
        self._home: dict[int, Chain] = {}
        self._starts: dict[int, Chain] = {}
        for chain in chains:
            for mention in chain.mentions:
                self._home[reading.root(mention.start, mention.end)] = chain
                if mention.kind == "name":
                    self._starts[mention.start] = chain
        self._order = sorted(self._home)

    def at(self, token: int) -> Chain | None:
        """Who stands at a token: "the composer *X*" too."""
        found = self._home.get(token)
        if found is None:
            tree = self._reading.tree
            beside = tree.with_dep(token, "appos", "compound", "nmod")
            found = next((self._home[c] for c in beside if c in self._home), None)
            found = found or (self._starts.get(token + 1) if tree.pos[token] == "NOUN" else None)
            if found is None and tree.is_relative(token):
                noun = tree.antecedent(token)
                return self._home.get(noun) if noun is not None else None
        return found

    def groups(self) -> Iterator[_Group]:
        """All groups of a text, in no order."""
        tree = self._reading.tree
        for token in range(tree.size):
            lemma = tree.lemma[token]
            if tree.dep[token] != "conj" and any(tree.dep[c] == "conj" for c in tree.children[token]):
                yield from self._coordinated(token)
            if tree.is_verb(token):
                yield from self._of_verb(token)
            elif lemma in _SPOUSES:
                owners = tree.with_dep(token, "poss")
                holders = [token, *tree.holders(token)]
                yield from self._pair(token, owners, holders)
            elif lemma in _MARRIAGE:
                partners = [o for p in tree.with_dep(token, "prep") if tree.lower[p] == "to"
                            for o in tree.with_dep(p, "pobj")]  # fmt: skip
                yield from self._pair(token, tree.with_dep(token, "poss"), partners)

    def _coordinated(self, first: int) -> Iterator[_Group]:
        tree = self._reading.tree
        tokens = [first, *tree.conjuncts(first)]
        if tree.dep[first] == "appos" and tree.head[first] in self._home:
            tokens.insert(0, tree.head[first])  # "Ada, Bess and Tom", of which Bess is parsed as an apposition
        if len(tokens) > 2 and (tree.lemma[tokens[-2]], tree.lemma[tokens[-1]]) in _BOTH_ROLES:
            tokens = tokens[:-2]  # "Ada and Tom Vane, brother and sister"
        if len(tokens) == 1 or len(tokens) > _MOST or tree.is_verb(first):
            return
        members: dict[int, Chain] = {}
        unnamed = 0
        for token in tokens:
            chain = self.at(token)
            if chain is not None:
                members[id(chain)] = chain
            elif tree.lemma[token] in self._nouns and tree.tag[token] == "NN":
                unnamed += 1
            else:
                return
        if members and len(members) + unnamed > 1 and unnamed < 2:
            yield _Group(tokens[-1], tuple(members.values()), bool(unnamed))

    def _of_verb(self, verb: int) -> Iterator[_Group]:
        """The people of a clause: "Ada married Tom", "Ada is married to Tom", "Ada lived with Tom"."""
        tree = self._reading.tree
        subjects = tree.surface(verb)
        others = list(tree.with_dep(verb, "dobj")) if tree.lemma[verb] in _TOGETHER else []
        passive = tree.lemma[verb] in _COUPLED and bool(tree.with_dep(verb, "auxpass"))
        words = {"to", "with"} if passive else {"with"}
        heads = [verb, *tree.with_dep(verb, "acomp")]
        for head in heads:
            accepted = words | ({"to"} if tree.lemma[head] in {"married", "wed"} else set())
            for prep in tree.with_dep(head, "prep", "dative"):
                if tree.lower[prep] in accepted:
                    others += tree.with_dep(prep, "pobj")
        married = tree.lemma[verb] in _COUPLED or any(tree.lower[head] == "married" for head in heads)
        yield from self._pair(verb, subjects, others, married)

    def _pair(self, token: int, one: Sequence[int], other: Sequence[int], married: bool = True) -> Iterator[_Group]:
        first = next((c for c in map(self.at, one) if c is not None), None)
        for place in other:
            second = self.at(place)
            if first is not None and second is not None and first is not second:
                yield _Group(max(token, place), (first, second), married=married)
                return

    def last_two(self, before: int) -> tuple[Chain, ...]:
        """The two people mentioned last, within a few sentences."""
        here = self._reading.sentence[before]
        found: dict[int, Chain] = {}
        for token in reversed(self._order):
            if token < before and here - self._reading.sentence[token] <= _ROLES_REACH:
                found.setdefault(id(self._home[token]), self._home[token])
                if len(found) == 2:
                    return tuple(found.values())
        return ()

    def couple(self, token: int) -> tuple[Chain, ...]:
        """The text's topic and the one other person of its own and the previous sentence, of another gender."""
        topic, reading = self._topic, self._reading
        if topic is None or not topic.gender:
            return ()
        here = reading.sentence[token]
        near = [self._home[t] for t in self._order if t < token and 0 <= here - reading.sentence[t] <= 1]
        others = {id(c): c for c in near if c is not topic and c.gender and c.gender != topic.gender}
        return (topic, *others.values()) if len(others) == 1 else ()


def _plurals(reading: Reading, names: Collection[int]) -> Iterator[tuple[int, int]]:
    """First and head token of every plural that may stand for two people."""
    tree = reading.tree
    for i, word in enumerate(tree.lower):
        if i in names:
            continue
        if word in _PRONOUNS:
            generic = word == "they" and tree.lemma[tree.head[i]] in _GENERIC
            if not generic and not reading.quoted[i]:
                yield i, i
        elif word == "both" and tree.dep[i] in {"nsubj", "nsubjpass"}:
            yield i, i
        elif word in _PAIR_NOUNS and i and tree.lower[i - 1] == "the":
            argument = tree.dep[i] in {"nsubj", "nsubjpass", "dobj", "pobj", "poss", "conj"}
            if argument and not any(c > i and c in names for c in tree.children[i]) and not _restricted(reading, i):
                yield i - 1, i
        elif i > 1 and tree.lower[i - 1] == "and" and _are_roles(reading, i - 2, i):
            yield i - 2, i


def _are_roles(reading: Reading, one: int, other: int) -> bool:
    """Whether two nouns are a bare subject that says what two people are to each other: "brother and sister"."""
    tree = reading.tree
    said = (tree.lemma[one], tree.lemma[other]) in _BOTH_ROLES
    return said and not tree.children[other] and tree.dep[one] in {"nsubj", "nsubjpass"}


def _restricted(reading: Reading, noun: int) -> bool:
    """Whether a noun says which two it means: "the couple who lived next door", "the two of them" apart."""
    tree = reading.tree
    return any(tree.dep[c] in {"relcl", "acl", "prep", "appos"} and tree.lower[c] != "of" for c in tree.children[noun])


def _of_couple(reading: Reading, token: int) -> bool:
    """Whether a plural is what only a couple can be: "they married", "their son", "they have two sons"."""
    tree = reading.tree
    head = tree.head[token]
    if tree.dep[token] == "poss":
        return tree.lemma[head].rstrip(".") in _CHILDREN
    married = tree.lemma[head] in _COUPLED or any(tree.lower[c] == "married" for c in tree.children[head])
    parents = tree.lemma[head] == "have" and any(tree.lemma[c] in _CHILDREN for c in tree.with_dep(head, "dobj"))
    return tree.dep[token] in {"nsubj", "nsubjpass"} and (married or parents)
