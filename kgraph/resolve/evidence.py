"""Scoring: what speaks for and against two sets of entities being one, each reason with its weight in points.

Two are one if the points reach `ENOUGH`. Points add up like the logarithms of odds, of which one point is about a
factor of two; what is known to forbid it is no matter of points (`kgraph.resolve.clusters.Profile.conflict`).

For: how far the names agree; what both documents speak of beside it, rare things more than common ones, and things
that facts tie to both most of all; a date or a relation that both give. Against: a relation of which there is one
that differs (`identity.yaml`), another occupation, two entities of one text.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from kgraph.model import Reason
from kgraph.names import complementary
from kgraph.places import described
from kgraph.resolve.agreement import claims_agree, may_be_slips, other_makers, places_agree, values_agree
from kgraph.resolve.candidates import Claim, Names
from kgraph.resolve.clusters import Clusters, Label, Profile, bridged
from kgraph.resolve.context import Context
from kgraph.resolve.families import TELLING
from kgraph.resolve.personal_evidence import (
    COMPATIBLE,
    EQUAL,
    MARRIED,
    SPELLED_OTHERWISE,
    personal,
    pet_name,
    share_middle_names,
)
from kgraph.resolve.place_evidence import same_place
from kgraph.resolve.weights import Weights
from kgraph.titles import bag, is_generic, shortened

#: Points from which on two are one.
ENOUGH = 6.0
#: By how many points one of several whom a name could mean must be ahead of the others; and if it is the whole name.
MARGIN, CONTESTED_MARGIN = 2.0, 0.9
#: How far what somebody is puts one ahead of the others, by which a text says whom it means ("James Oakes, the
#: manager"): as far as one thing that facts tie to both.
OF_ONE_KIND = 3.0

#: Points for names of things, by how much of a proof they are by themselves; of people, see `personal_evidence`.
KNOWN, ALIAS, SHORT = 7.0, 5.0, 3.5
#: The same words but for their order or language.
TRANSLATED = 6.5
#: A name that several texts give a thing whose name is another.
OFTEN_SAID = 6.5
#: Equal names that many things have: "Theatre Royal".
GENERIC = 4.5
#: Two things whose names differ may well have the same abbreviation.
OTHER = 3.0
#: A name that several bear, wherever it is the whole name.
CONTESTED = 5.01
#: Another form of a name that several bear: "Peggy Hale", where there are two called Margaret Hale.
CONTESTED_VARIANT = 4.0
#: A name that several bear, with the same middle name or its initial; and with a middle name that the other has not.
CONTESTED_MIDDLE, CONTESTED_LESS = 6.0, 4.0
#: How the reason for such a name ends.
SEVERAL = ", but several are called so"
_OTHER_MAKERS = "makers of another kind"
#: Most that context can count.
_MOST_CONTEXT = 6.0
#: Most that things count that both documents merely mention, and with those that facts tie to both where facts name
#: other makers: with a contested name that is not enough.
_MOST_MENTIONED = 4.9
#: Points for a date or value of a functional property that both give, by its length: a year, a month, a day.
_SAME_DATE = {4: 2.0, 7: 3.0, 10: 5.0}
#: Points against two whose dates differ by no more than a source may have wrong.
_SLIP = 3.0
#: Points for sharing what somebody is, and against sharing nothing of it.
_SAME_KIND, _OTHER_KIND = 0.5, 1.0
#: Points against somebody with a title or pronouns of the other sex than the given name tells.
_OTHER_GENDER = 5.0
_SEX = {"m": "a man's name", "f": "a woman's name"}
#: Points against somebody who is called as a relative of the other is.
_RELATED = 4.0
#: Points for two of which one text has the given name of the one and the family name of the other.
_SAME_NAME_APART = 2.0
#: Points against two entities that one text has, by not calling them by one name.
_SAME_TEXT = 4.0


def total(reasons: Iterable[Reason]) -> float:
    """The sum of the points, rounded before it decides anything."""
    return round(sum(r.points for r in reasons), 2)


def named_points(reasons: Iterable[Reason]) -> float:
    """What the names of a pair count."""
    return next((r.points for r in reasons if r.kind == "name"), 0.0)


def margin_of(reasons: Iterable[Reason]) -> float:
    """How far ahead a pair must be: less where the whole name speaks for it."""
    return CONTESTED_MARGIN if any(r.kind == "name" and r.detail.endswith(SEVERAL) for r in reasons) else MARGIN


class Scorer:
    """Compares sets of candidates.

    Parameters
    ----------
    clusters
        The sets, as they grow.
    context
        What is around each candidate.
    weights
        What the ontology says that facts count.
    given
        Given name, folded → ``m`` or ``f``.
    """

    def __init__(self, clusters: Clusters, context: Context, weights: Weights, given: Mapping[str, str]) -> None:
        self._given = given
        self._clusters, self._context, self._weights = clusters, context, weights
        self._family: dict[int, int] = {}
        self._families: dict[int, tuple[int, set[int]]] = {}

    def contest(self, families: Sequence[Sequence[int]]) -> None:
        """Note candidates whose names are contested: each other's names prove less."""
        self._family = {number: index for index, family in enumerate(families) for number in family}
        self._families.clear()

    def reasons(self, a: int, b: int) -> tuple[Reason, ...]:
        """All that speaks for and against the sets of two candidates being one; nothing if their names do not agree."""
        named = self.name(a, b)
        if named is None:
            return ()
        one, other = self._clusters.profile(a), self._clusters.profile(b)
        claims = tuple(self._claims(one, other))
        apart = () if named.points == MARRIED else _text(one, other)  # who tells of both names tells of the wedding
        return (
            named,
            *self._shared(a, b, _MOST_MENTIONED if any(map(_tells_apart, claims)) else _MOST_CONTEXT),
            *self._values(one, other),
            *same_place(one, other),
            *claims,
            *self._title(one, other),
            *pet_name(one, other),
            *self._related(one, other),
            *apart,
        )

    # ------------------------------------------------------------------------------------------------ names

    def name(self, a: int, b: int) -> Reason | None:
        """How far the names of two sets agree, or None if they do not at all."""
        one, other = self._clusters.profile(a), self._clusters.profile(b)
        best = personal(one, other, self._weights.marriage, self._given) or self._titles(one, other)
        known = _listed(one, other) or _one_place(one, other)
        if known is not None and (best is None or best.points <= KNOWN):
            best = known if best is None else max(best, known, key=lambda r: (r.points, r.detail))
        if best is None or not self._contested(a, b):
            return best
        points = best.points
        if share_middle_names(one, other):
            points = CONTESTED_MIDDLE
        elif points == COMPATIBLE:
            points = CONTESTED_LESS
        elif points > CONTESTED:
            points = CONTESTED
        elif best.detail == SPELLED_OTHERWISE:
            points = CONTESTED_VARIANT
        return Reason("name", points, best.detail + SEVERAL) if points != best.points else best

    def _contested(self, a: int, b: int) -> bool:
        """Whether both have members of one contested family."""
        return not self._families_of(a).isdisjoint(self._families_of(b))

    def _families_of(self, number: int) -> set[int]:
        """The contested families of the members of a set, brought up to date: members only ever come at the end."""
        root = self._clusters.find(number)
        members = self._clusters.profile(root).members
        count, families = self._families.get(root, (0, set()))
        if count < len(members):
            families.update(self._family[m] for m in members[count:] if m in self._family)
            self._families[root] = len(members), families
        return families

    def _titles(self, one: Profile, other: Profile) -> Reason | None:
        if one.names or other.names:
            return None
        keys, aliases = (one.keys, other.keys), (one.aliases, other.aliases)
        if equal := keys[0] & keys[1]:
            generic = any(self._clusters.candidates[p.members[0]].generic for p in (one, other))
            if generic and all(map(is_generic, equal)):
                return Reason("name", GENERIC, "equal names, of words that many have in theirs")
            return Reason("name", EQUAL, "equal names")
        if any(len(x) > 1 and x == y for x in _telling_bags(keys[0]) for y in _telling_bags(keys[1])):
            return Reason("name", TRANSLATED, "the same words, in another order or with a word of another language")
        saying = max(_saying(one, other), _saying(other, one), key=len)
        if len(saying) > 1:
            return Reason("name", OFTEN_SAID, "a name that several texts give for the other")
        if saying:
            return Reason("name", ALIAS, "a name that a text gives for the other")
        if aliases[0].keys() & aliases[1].keys():
            return Reason("name", OTHER, "another name that both have")
        two = one.listed and other.listed and one.listed.isdisjoint(other.listed)  # "Ballet Russe de Monte Carlo"
        if not two and any(shortened(x, y) for x in keys[0] for y in keys[1]):
            return Reason("name", SHORT, "a shorter form of the name")
        return None

    # ---------------------------------------------------------------------------------------------- context

    def _shared(self, a: int, b: int, most: float) -> Iterator[Reason]:
        shared = self._context.shared(self._clusters, a, b)
        if not shared:
            return
        tied = [(key, weight) for key, weight, is_tied in shared if is_tied]
        near = [(key, weight) for key, weight, is_tied in shared if not is_tied]
        mentioned = min(_MOST_MENTIONED, sum(w for _, w in near))
        related = min(most - mentioned, sum(w for _, w in tied))
        if related > 0:
            yield Reason("fact", round(related, 2), f"facts relate both to {_listing(tied)}")
        if mentioned > 0:
            yield Reason("context", round(mentioned, 2), f"both documents speak of {_listing(near)}")

    def _title(self, one: Profile, other: Profile) -> Iterator[Reason]:
        """A woman's title or pronouns, and a man's given name; or the other way round."""
        for told, named in ((one, other), (other, one)):
            if len(told.genders) != 1 or named.genders:
                continue
            given = sorted({n.given[0] for names in named.names for n in names if n.spelled_out})
            genders = {name: sex for name in given if (sex := self._given.get(name, ""))}
            if len(set(genders.values())) == 1 and not told.genders.issuperset(genders.values()):
                name, sex = next(iter(genders.items()))
                if sex in _SEX:
                    yield Reason("kind", -_OTHER_GENDER, f"{name} is {_SEX[sex]}, the other is not")

    def _related(self, one: Profile, other: Profile) -> Iterator[Reason]:
        """A fact of a text relates the one to somebody who is called as only the other is: his son "Jimmy"."""
        for told, called in ((one, other), (other, one)):
            if not told.relatives:
                continue
            given, own = ({n.given[0] for names in p.names for n in names if n.spelled_out} for p in (called, told))
            if names := sorted((given - own) & told.relatives.keys()):
                yield Reason("text", -_RELATED, f"{told.relatives[names[0]]} relates one to {names[0].title()}")
                return

    # ------------------------------------------------------------------------------------------------ facts

    def _values(self, one: Profile, other: Profile) -> Iterator[Reason]:
        for prop in sorted(one.values.keys() & other.values.keys()):
            same = {
                min(x, y, key=len)
                for xs in one.values[prop]
                for ys in other.values[prop]
                for x in xs
                for y in ys
                if values_agree([x], [y])
            }
            if same:
                value = max(same, key=lambda v: (len(v), v))
                yield Reason("value", _SAME_DATE.get(len(value), 3.0), f"both have {prop} {value.lstrip('=')}")
            elif all(may_be_slips(xs, ys) for xs in one.values[prop] for ys in other.values[prop]):
                first, second = (min(v for values in p.values[prop] for v in values) for p in (one, other))
                yield Reason("value", -_SLIP, f"{prop}: {first} and {second}, of which a source may have one wrong")

    def _claims(self, one: Profile, other: Profile) -> Iterator[Reason]:
        weights = self._weights
        for prop in sorted(one.claims.keys() & other.claims.keys()):
            a, b = one.claims[prop], other.claims[prop]
            places = prop in weights.places
            same = sorted({x.key for x in a for y in b if x.key == y.key and (not places or places_agree(x, y))})
            if prop in weights.kind:
                if same:
                    yield Reason("kind", _SAME_KIND, f"both have {prop} {same[0]}")
                elif not any(x.key in y.key or y.key in x.key for x in a for y in b):
                    yield Reason("kind", -_OTHER_KIND, f"{prop}: {_some(a)} and {_some(b)}")
            elif same and prop in weights.speaks_for:
                yield Reason("value", weights.speaks_for[prop], f"both have {prop} {same[0]}")
            elif not same and prop in weights.against and not claims_agree(a, b, places):
                yield Reason("value", -weights.against[prop], f"{prop}: {_some(a)} and {_some(b)}")
        if kinds := other_makers(one.claims.keys(), other.claims.keys(), weights.makers):
            said = (
                f"{prop} {_some(p.claims[prop])}"
                for p, group in zip((one, other), kinds, strict=True)
                for prop in sorted(group & p.claims.keys())
            )
            yield Reason("value", -TELLING, f"{_OTHER_MAKERS}: {', '.join(said)}")


def _tells_apart(claim: Reason) -> bool:
    """Whether a reason says that facts give one property, as it is of one value, other values: another composer."""
    return claim.points <= -TELLING and not claim.detail.startswith(_OTHER_MAKERS)


def _listed(one: Profile, other: Profile) -> Reason | None:
    same = len(one.listed) == 1 and one.listed == other.listed
    return Reason("name", KNOWN, "names that the gazetteer lists for one") if same else None


def _one_place(one: Profile, other: Profile) -> Reason | None:
    """Names that mean one place of the gazetteer by what each text says around them."""
    places = one.likely & other.likely
    return Reason("name", KNOWN, f"names of one place: {described(min(places))}") if places else None


def _text(one: Profile, other: Profile) -> Iterator[Reason]:
    both = sorted(one.documents.keys() & other.documents.keys())
    if any(_parts_of_one(one, other, d) for d in both):
        yield Reason("text", _SAME_NAME_APART, "one text has both parts of the name")
    if one.keys & other.aliases.keys() or other.keys & one.aliases.keys() or one.called_otherwise(other):
        return  # a text says that they are one, or the gazetteer does
    unlike = [d for d in both if one.documents[d] != other.documents[d]]
    together = one.several_names(other) if unlike else ()
    if any(not _parts(one.documents[d], other.documents[d], together) for d in unlike):
        yield Reason("text", -_SAME_TEXT, f"{both[0]} speaks of both, by different names")


def _parts_of_one(one: Profile, other: Profile, document: str) -> bool:
    """Whether a text calls one by a given and one by a family name, of which a full name of theirs is made."""
    full = {(n.given[0], n.family) for p in (one, other) for names in p.names for n in names if n.spelled_out}
    lone = [{n.family for _, names in p.documents[document] for n in names if not n.full} for p in (one, other)]
    return any((x, y) in full or (y, x) in full for x in lone[0] for y in lone[1])


def _parts(a: Iterable[Label], b: Iterable[Label], together: Sequence[Names]) -> bool:
    """Whether a text has given and family names apart, which then do not speak against each other; or both of two whole
    names that another one gives to one person `together`.
    """
    return all(complementary(n, m) or bridged(n, m, together) for _, n in a for _, m in b)


def _telling_bags(keys: Iterable[str]) -> list[frozenset[str]]:
    return [bag(key) for key in keys if not is_generic(key)]


def _saying(one: Profile, other: Profile) -> set[str]:
    """The texts in which one has a name of the other beside its own."""
    return {document for key in other.keys & one.aliases.keys() for document in one.aliases[key]}


def _listing(shared: list[tuple[str, float]]) -> str:
    names = [key.partition(" ")[2] for key, _ in shared]
    more = f" and {len(names) - 4} more" if len(names) > 4 else ""
    return ", ".join(names[:4]) + more


def _some(values: Iterable[Claim]) -> str:
    return ", ".join(sorted({v.key for v in values})[:3])
