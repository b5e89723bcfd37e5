"""What the names of people say for their being one person; see `kgraph.resolve.evidence`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from kgraph.model import Reason
from kgraph.name_variants import is_given, same_given
from kgraph.names import Likeness, PersonName, middle_names_agree
from kgraph.resolve.clusters import Profile, likeness

#: Points by how much of a proof names are by themselves.
EQUAL, COMPATIBLE, VARIANT, INITIAL, PART, LONE = 8.0, 7.0, 5.0, 5.0, 5.0, 4.0
#: A lone given name without a title ("Honor") could be anybody's.
GIVEN = 3.0
#: A woman's name with the family name of her husband; and a mere title with it ("Mrs Vane"): others may have it, too.
MARRIED, WIFE = 4.5, 2.5
#: The reason for such a title.
BY_HUSBAND = "a title with the family name of somebody whom the other married"
SPELLED_OTHERWISE = "forms or spellings of one name"
_BY_LIKENESS = {
    Likeness.EQUAL: (EQUAL, "equal names"),
    Likeness.COMPATIBLE: (COMPATIBLE, "names that differ only in what one leaves out"),
    Likeness.VARIANT: (VARIANT, SPELLED_OTHERWISE),
    Likeness.PARTIAL: (INITIAL, "names of which one has only an initial or a part"),
}
#: Points for somebody whom a text calls by the given name of the other.
_PET_NAME = 2.0


def personal(one: Profile, other: Profile, marriage: str, sexes: Mapping[str, str]) -> Reason | None:
    """How far the names of two people agree, or None if they do not at all, or one is no person.

    Parameters
    ----------
    one, other
        What is known of them.
    marriage
        Property that leads to somebody whose family name one may have taken, or empty.
    sexes
        Given name, folded → ``m`` or ``f``.
    """
    if not one.names or not other.names:
        return None
    full = (
        [n for names in one.names for n in names if n.full],
        [n for names in other.names for n in names if n.full],
    )
    if full[0] and full[1]:
        alike = likeness(full[0], full[1])
        points, said = _BY_LIKENESS.get(alike, (0.0, ""))
        if not points and _married(one, full[0], other, full[1], marriage):
            return Reason("name", MARRIED, "one may be the married name of the other")
        return Reason("name", points, said) if points else None
    named = _lone(one, other, full)
    wife = _wife(one, other, marriage, sexes) or _wife(other, one, marriage, sexes)
    return wife if wife and (named is None or named.points < wife.points) else named


def _lone(one: Profile, other: Profile, full: tuple[list[PersonName], list[PersonName]]) -> Reason | None:
    lone = [n for p in (one, other) for names in p.names for n in names if not n.full]
    if not full[0] and not full[1]:
        alike = likeness([n for names in one.names for n in names], [n for names in other.names for n in names])
        return Reason("name", LONE, "the same single name") if alike else None
    long, whole = (one, full[0]) if full[0] else (other, full[1])
    if not set(lone).isdisjoint(long.nicknames) or any(n.family in {m.family for m in long.nicknames} for n in lone):
        return Reason("name", PART, "a name that a text gives for the other")
    best = None
    for short in lone:
        for name in whole:
            if not likeness([short], [name]):
                continue
            surname = short.lone == "family" or not is_given(short.family)  # "Albert" is hardly Mr d'Albert
            by_family = surname and short.lone != "given" and likeness([short], [PersonName(("?",), name.family)])
            points = PART if by_family or short.lone == "given" else GIVEN
            best = max(best or 0.0, points)
    return Reason("name", best, "a part of the name") if best else None


def _wedded(profile: Profile, marriage: str) -> set[str]:
    """The family names of those whom texts say that somebody married."""
    return {c.key.split()[-1] for c in profile.claims.get(marriage, ()) if c.key.split()}


def _married(one: Profile, names: list[PersonName], other: Profile, others: list[PersonName], marriage: str) -> bool:
    """Whether given names agree, and one has the family name of somebody whom a text says that the other married."""
    wed, wedded = _wedded(one, marriage), _wedded(other, marriage)
    return bool(wed or wedded) and any(
        a.family != b.family
        and (b.family in wed or a.family in wedded)
        and a.spelled_out
        and b.spelled_out
        and (a.given[0] == b.given[0] or same_given(a.given[0], b.given[0]))
        for a in names
        for b in others
    )


def _wife(titled: Profile, other: Profile, marriage: str, sexes: Mapping[str, str]) -> Reason | None:
    """A woman's title and the family name of somebody whom the other, a woman, too, married: "Mrs Vane"."""
    lone = {n.family for names in titled.names for n in names if not n.full and n.lone == "family"}
    if titled.genders != {"f"} or lone.isdisjoint(_wedded(other, marriage)):
        return None
    given = {sexes.get(n.given[0], "") for names in other.names for n in names if n.spelled_out}
    return Reason("name", WIFE, BY_HUSBAND) if "f" in (other.genders or given) else None


def share_middle_names(one: Profile, other: Profile) -> bool:
    """Whether two people have a family name, a given name and a further one in common, be it the initial."""
    return any(middle_names_agree(n, m) for a in one.names for b in other.names for n in a for m in b)


def pet_name(one: Profile, other: Profile) -> Iterator[Reason]:
    """A text calls one by a name alone which is the given name in a whole name of the other: "Peggy", of Peggy Hale."""
    for told, named in ((one, other), (other, one)):
        own = {n.given[0] for names in told.names for n in names if n.given}
        given = {n.given[0] for names in named.names for n in names if n.spelled_out} - own
        if pets := sorted({n.family for n in told.nicknames if n.lone != "family"} & given):
            yield Reason("name", _PET_NAME, f"a text calls one {pets[0].title()}, as the other is called")
            return
