"""Any small corpus of extractions, for property-based tests of resolution: names that meet in every way."""

from __future__ import annotations

from dataclasses import replace

from documents import FactSpec, Spec, extraction, person, thing
from hypothesis import strategies as st

from kgraph.model import Extraction

#: Namesakes, initials, honorifics, another order, a married name, a family; and one called like a work.
PEOPLE = (
    "Anna Lind",
    "A. Lind",
    "Anna Maria Lind",
    "Anna Eva Lind",
    "Lind, Anna",
    "Mme Lind",
    "Dame Anna",
    "Lind",
    "Otto Lind",
    "Mr Otto Lind",
    "Anna Berg",
    "Anne Berg",
    "Otto Berg",
    "Berg",
    "Carmen",
)
#: Names of things of several classes, with shorter forms of them.
THINGS = ("Giselle", "Carmen", "The Lind", "Theatre Royal", "Theatre Royal, Bath", "Bath", "New Lind Ballet", "NLB")
#: Other names that a text may give for the first one.
_ALIASES = {
    "Anna Lind": ("Lind", "Anna", "Anna Berg"),
    "Anna Maria Lind": ("Lind", "Anna Lind"),
    "Otto Lind": ("Lind", "Mr Lind"),
    "Anne Berg": ("Berg", "Anna Lind"),
    "New Lind Ballet": ("NLB",),
    "Theatre Royal, Bath": ("Theatre Royal",),
}
_CLASSES = (
    ("Work", ""),
    ("Work", "Ballet"),
    ("Work", "Opera"),
    ("Character", ""),
    ("Company", ""),
    ("Organization", ""),
    ("Venue", ""),
    ("Place", ""),
    ("Place", "City"),
)
_DATES = ("1890", "1890-02", "1890-02-01", "1891", "1921", "1921-05-03")


def _with_alias(spec: Spec) -> st.SearchStrategy[Spec]:
    return st.sampled_from(((), *((alias,) for alias in _ALIASES.get(spec.name, ())))).map(
        lambda aliases: replace(spec, aliases=aliases)
    )


_people = st.builds(
    person, st.sampled_from(PEOPLE), gender=st.sampled_from(["", "", "f", "m"]), pronouns=st.just(["it"])
).flatmap(_with_alias)
_things = st.builds(
    lambda name, cls: thing(name, cls[0], subtype=cls[1]), st.sampled_from(THINGS), st.sampled_from(_CLASSES)
).flatmap(_with_alias)
_seldom = st.sampled_from([False, False, True])


@st.composite
def documents(draw: st.DrawFn, name: str) -> Extraction:
    """A document that mentions one to five people and things, no two of one name, and may relate them."""
    specs = draw(st.lists(st.one_of(_people, _people, _things), min_size=1, max_size=5, unique_by=lambda s: s.name))
    facts: list[FactSpec] = []
    for spec in specs:
        if spec.type == "Person":
            facts += draw(_life(spec, specs))
        elif spec.type == "Work":
            facts += [(spec.name, "composer", o.name) for o in specs if o.type == "Person" and draw(_seldom)]
        elif spec.type == "Venue":
            facts += [(spec.name, "locatedIn", o.name) for o in specs if o.type == "Place" and draw(_seldom)]
    return extraction(name, *specs, facts=facts)


@st.composite
def _life(draw: st.DrawFn, who: Spec, specs: list[Spec]) -> list[FactSpec]:
    """What a document says of somebody."""
    facts: list[FactSpec] = []
    for prop in ("birthDate", "deathDate"):
        if draw(_seldom):
            facts.append((who.name, prop, draw(st.sampled_from(_DATES))))
    for other in specs:
        if other is not who and draw(_seldom):
            prop = {"Person": "spouse", "Work": "performedIn", "Company": "memberOf"}.get(other.type, "performedAt")
            when = {"startDate": draw(st.sampled_from(_DATES))} if draw(st.booleans()) else {}
            facts.append((who.name, prop, other.name, when))
    return facts


@st.composite
def corpora(draw: st.DrawFn, most: int = 8) -> list[Extraction]:
    """One to eight documents, or `most`."""
    return [draw(documents(name)) for name in "abcdefgh"[: draw(st.integers(1, most))]]
