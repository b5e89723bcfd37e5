"""kgraph diff: which entities and facts of two builds are the same, what came, went and changed."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import fields, replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from resolutions import ONTOLOGY, resolutions, save
from typer.testing import CliRunner

from kgraph.cli import app
from kgraph.compare.difference import Diff, EntityChange, FactChange, FactRef, diff
from kgraph.compare.match import DocumentChanges
from kgraph.conflicts.settle import settle
from kgraph.iris import DEFAULT_BASE
from kgraph.merge import fact_key
from kgraph.model import Entity, EntityMention, Evidence, Fact, Literal, Qualifiers, Resolution, Source, Span

BASE = DEFAULT_BASE


def entity(path: str, label: str, *mentions: str, kind: str = "Person", subtype: str = "") -> Entity:
    """An entity with mentions such as ``a10``: at character 10 of document a. One with a ``~`` is a pronoun."""
    found = []
    for mention in mentions:
        start, pronoun = int(mention.strip("~")[1:]), mention.endswith("~")
        text = "she " if pronoun else f"{label:4.4}"
        found.append(EntityMention(mention[0], Span(start, start + 4), text, pronoun))
    found.sort(key=lambda m: (m.document, m.span))
    return Entity(BASE + path, kind, label, (), tuple(found), subtype)


def fact(
    subject: Entity,
    prop: str,
    target: Entity | str,
    *,
    sentence: str = "",
    confidence: float = 0.9,
    qualifiers: Qualifiers = (),
) -> Fact:
    """A fact of document a; each value is stated in a sentence of its own, if none is given."""
    end = Literal(target) if isinstance(target, str) else target.iri
    text = sentence or f"{subject.label} {prop} {target if isinstance(target, str) else target.label}."
    span = Span(0, len(text))
    evidence = Evidence("a", Span(0, 1), Span(2, 3), span, text, confidence, qualifiers)
    return Fact(subject.iri, prop, end, (evidence,))


def corpus(entities: Sequence[Entity], facts: Sequence[Fact] = (), **digests: str) -> Resolution:
    """A build of the documents a and b, or of those whose SHA-256 are given."""
    sources = tuple(Source(i, f"{i}.txt", d * 64, 500) for i, d in sorted((digests or {"a": "0", "b": "1"}).items()))
    ordered = tuple(sorted(entities, key=lambda e: e.iri))
    return Resolution(ordered, tuple(sorted(settle(facts, ONTOLOGY), key=fact_key)), sources)


def compare(old: Resolution, new: Resolution, **options: bool) -> Diff:
    return diff(old, new, ONTOLOGY, **options)


def different(found: Diff) -> dict[str, object]:
    """The fields of a difference that are not empty."""
    values = {field.name: getattr(found, field.name) for field in fields(found)}
    assert bool(found) == any(value not in ((), DocumentChanges()) for value in values.values())
    return {name: value for name, value in values.items() if value not in ((), DocumentChanges())}


def labels(found: object) -> object:
    """What was found, as names."""
    if isinstance(found, tuple):
        return [labels(item) for item in found]
    if isinstance(found, EntityChange):
        return found.old.label, found.new.label
    if isinstance(found, FactChange):
        return labels(found.old), labels(found.new)
    if isinstance(found, FactRef):
        return (
            found.subject.label,
            found.property,
            found.object if isinstance(found.object, str) else found.object.label,
        )
    if hasattr(found, "old"):
        return [e.label for e in found.old], [e.label for e in found.new]
    return found.label  # type: ignore[attr-defined]


ANNA, BEA = entity("person/anna", "Anna", "a0", "a50", "b0"), entity("person/bea", "Bea", "a20")
BRNO = entity("place/brno", "Brno", "a30", kind="Place")


# ---------------------------------------------------------------------------------------------------- entities


def test_entities_come_and_go() -> None:
    found = different(compare(corpus([ANNA, BEA]), corpus([ANNA, BRNO])))
    assert {name: labels(value) for name, value in found.items()} == {"added": ["Brno"], "removed": ["Bea"]}


def test_a_merge_is_one_whatever_the_iris() -> None:
    both = entity("person/other", "Anna Bea", "a0", "a50", "b0", "a20")
    found = different(compare(corpus([ANNA, BEA]), corpus([both])))
    assert {name: labels(value) for name, value in found.items()} == {"merged": [(["Anna", "Bea"], ["Anna Bea"])]}
    found = different(compare(corpus([both]), corpus([ANNA, BEA])))
    assert {name: labels(value) for name, value in found.items()} == {"split": [(["Anna Bea"], ["Anna", "Bea"])]}


def test_names_classes_and_iris_change() -> None:
    other = replace(ANNA, label="Anna L.", iri=BASE + "person/x", subtype="Dancer")
    found = different(compare(corpus([ANNA]), corpus([other])))
    assert set(found) == {"renamed", "retyped", "moved"}
    (change,) = compare(corpus([ANNA]), corpus([other])).moved
    assert (change.old.iri, change.new.iri) == (BASE + "person/anna", BASE + "person/x")


def test_a_mention_that_moved_is_no_split() -> None:
    less, more = entity("person/anna", "Anna", "a0", "a50"), entity("person/bea", "Bea", "a20", "a90", "b0")
    bea = entity("person/bea", "Bea", "a20", "a90")
    assert not compare(corpus([ANNA, bea]), corpus([less, more]))


def test_pronouns_tie_only_what_has_no_name() -> None:
    old = [entity("person/anna", "Anna", "a0", "a9~", "a12~"), entity("person/bea", "Bea", "a20")]
    new = [entity("person/anna", "Anna", "a0"), entity("person/bea", "Bea", "a20", "a9~", "a12~")]
    assert not compare(corpus(old), corpus(new))
    someone = entity("person/x", "somebody", "a9~")
    assert labels(compare(corpus([someone]), corpus([replace(someone, iri=BASE + "person/y")])).moved)


def test_a_work_and_its_title_role_are_two() -> None:
    work, role = (entity(f"{kind.lower()}/faust", "Faust", "a0", kind=kind) for kind in ("Work", "Character"))
    moved = replace(role, iri=BASE + "character/faust-a")
    assert labels(different(compare(corpus([work, role]), corpus([work, moved])))["moved"]) == [("Faust", "Faust")]
    retyped = replace(role, type="Person", iri=BASE + "person/faust")
    assert set(different(compare(corpus([work, role]), corpus([work, retyped])))) == {"retyped", "moved"}


def test_a_mention_may_take_in_more_or_less() -> None:
    def company(path: str, start: int, end: int) -> Entity:
        mention = EntityMention("a", Span(start, end), "x" * (end - start))
        return Entity(BASE + path, "Company", "Royal Ballet", (), (mention,))

    article, plain, royal = company("the", 4, 20), company("plain", 8, 20), company("royal", 8, 13)
    assert labels(compare(corpus([article]), corpus([plain])).moved) == [("Royal Ballet", "Royal Ballet")]
    assert labels(compare(corpus([plain]), corpus([royal])).moved) == [("Royal Ballet", "Royal Ballet")]
    assert set(different(compare(corpus([article]), corpus([royal])))) == {"added", "removed"}
    # Exactly the same characters come first.
    assert labels(compare(corpus([article, plain]), corpus([plain])).removed) == ["Royal Ballet"]


def test_without_a_common_mention_the_iri_decides() -> None:
    later = entity("person/anna", "Anna", "c0")
    found = compare(corpus([ANNA], a="0", b="1"), corpus([later], c="2"))
    assert set(different(found)) == {"documents"}
    # Unless that is somebody else by now.
    taken = [entity("person/anna", "Bea", "a20"), entity("person/anna-a", "Anna", "a0", "a50", "b0")]
    found = compare(corpus([ANNA, BEA]), corpus(taken))
    assert labels(found.moved) == [("Anna", "Anna"), ("Bea", "Bea")]


# --------------------------------------------------------------------------------------------------- documents


def test_documents_come_go_and_change() -> None:
    found = compare(corpus([], a="0", b="1", c="2", d="3"), corpus([], a="0", b="9", e="3", f="5"))
    assert found.documents == DocumentChanges(("f",), ("c",), ("b",), (("d", "e"),))
    assert found


def test_copies_of_one_text_are_not_taken_for_renamed() -> None:
    found = compare(corpus([], c="2", d="2"), corpus([], e="2"))
    assert found.documents == DocumentChanges(("e",), ("c", "d"))


def test_an_edited_text_keeps_its_entities() -> None:
    edited = entity("person/anna-2", "Anna", "a7", "a57")
    found = compare(corpus([ANNA, BEA], a="0"), corpus([edited, entity("person/bea", "Bea", "a28")], a="1"))
    assert labels(found.moved) == [("Anna", "Anna")]
    assert (found.added, found.removed) == ((), ())


def test_a_renamed_document_keeps_its_entities() -> None:
    moved = entity("person/anna-c", "Anna", "c0", "c50")
    found = compare(corpus([entity("person/anna", "Anna", "a0", "a50")], a="0"), corpus([moved], c="0"))
    assert set(different(found)) == {"documents", "moved"}


# ------------------------------------------------------------------------------------------------------- facts


def test_facts_come_and_go() -> None:
    old = corpus([ANNA, BEA, BRNO], [fact(ANNA, "birthPlace", BRNO), fact(ANNA, "studentOf", BEA)])
    new = corpus([ANNA, BEA, BRNO], [fact(ANNA, "residence", BRNO), fact(ANNA, "studentOf", BEA)])
    assert {name: labels(value) for name, value in different(compare(old, new)).items()} == {
        "facts_added": [("Anna", "residence", "Brno")],
        "facts_removed": [("Anna", "birthPlace", "Brno")],
    }


def test_a_merge_changes_no_facts() -> None:
    both = entity("person/x", "Anna", "a0", "a50", "b0", "a20")
    facts = [fact(ANNA, "birthPlace", BRNO), fact(BEA, "birthPlace", BRNO), fact(BEA, "residence", BRNO)]
    merged = [fact(both, "birthPlace", BRNO), fact(both, "residence", BRNO)]
    assert set(different(compare(corpus([ANNA, BEA, BRNO], facts), corpus([both, BRNO], merged)))) == {"merged"}


def test_symmetric_facts_may_be_written_from_the_other_end() -> None:
    anna = replace(ANNA, iri=BASE + "person/zoe")
    old = corpus([ANNA, BEA], [fact(ANNA, "spouse", BEA), fact(ANNA, "parent", BEA)])
    new = corpus([anna, BEA], [fact(BEA, "spouse", anna), fact(BEA, "parent", anna)])
    found = compare(old, new)
    assert labels(found.facts_added) == [("Bea", "parent", "Anna")]
    assert labels(found.facts_removed) == [("Anna", "parent", "Bea")]


@pytest.mark.parametrize(
    ("old", "new", "redated", "removed"),
    [
        (["1901"], ["1901-05-03"], [("1901", "1901-05-03")], []),
        (["1901"], ["1902"], [("1901", "1902")], []),  # the only two
        (["1901", "1905"], ["1905-02"], [("1905", "1905-02")], ["1901"]),
        (["1901", "1902"], ["1903"], [], ["1901", "1902"]),
        (["1901", "1902"], ["1901"], [], ["1902"]),
    ],
)
def test_dates_change(old: list[str], new: list[str], redated: list[tuple[str, str]], removed: list[str]) -> None:
    before, after = (corpus([ANNA], [fact(ANNA, "foundingDate", d) for d in dates]) for dates in (old, new))
    found = compare(before, after)
    assert [(c.old.object, c.new.object) for c in found.redated] == redated
    assert [f.object for f in found.facts_removed] == removed


def test_what_one_sentence_states_is_one_date() -> None:
    old = [fact(ANNA, "foundingDate", "1901", sentence="X"), fact(ANNA, "foundingDate", "1902", sentence="Y")]
    new = [fact(ANNA, "foundingDate", "1911", sentence="Y"), fact(ANNA, "foundingDate", "1912", sentence="X")]
    found = compare(corpus([ANNA], old), corpus([ANNA], new))
    assert [(c.old.object, c.new.object) for c in found.redated] == [("1901", "1912"), ("1902", "1911")]
    assert set(different(found)) == {"redated"}


def test_values_that_are_no_dates_are_not_redated() -> None:
    old, new = (corpus([ANNA], [fact(ANNA, "inventoryNumber", value)]) for value in ("x1", "x2"))
    assert set(different(compare(old, new))) == {"facts_added", "facts_removed"}


def test_qualifiers_change() -> None:
    def member(*qualifiers: tuple[str, str]) -> Resolution:
        return corpus([ANNA, BRNO], [fact(ANNA, "memberOf", BRNO, qualifiers=qualifiers)])

    plain, dated, ranked = member(), member(("startDate", "1990")), member(("rank", "soloist"))
    assert set(different(compare(plain, dated))) == set(different(compare(dated, ranked))) == {"redated"}
    assert set(different(compare(plain, ranked))) == {"requalified"}


def test_the_graph_may_carry_another_value() -> None:
    def born(confidence: float) -> Resolution:
        return corpus([ANNA], [fact(ANNA, "birthDate", "1901"), fact(ANNA, "birthDate", "1902", confidence=confidence)])

    found = compare(born(0.5), born(0.95))
    assert set(different(found)) == {"overridden", "reinstated"}
    assert [c.new.object for c in found.overridden] == ["1901"]
    assert [c.new.object for c in found.reinstated] == ["1902"]


def test_another_confidence_is_a_difference_on_request() -> None:
    old, new = (corpus([ANNA, BRNO], [fact(ANNA, "birthPlace", BRNO, confidence=c)]) for c in (0.5, 0.6))
    assert not compare(old, new)
    (change,) = compare(old, new, confidence=True).reconfidenced
    assert (change.old.confidence, change.new.confidence) == (0.5, 0.6)


# ------------------------------------------------------------------------------------------------ in any builds


@st.composite
def builds(draw: st.DrawFn) -> Resolution:
    """Any grouping of twelve mentions in two documents into entities, and any facts about them."""
    places = [f"{document}{start}" for document in "ab" for start in range(0, 60, 10)]
    groups: dict[int, list[str]] = {}
    for place in draw(st.lists(st.sampled_from(places), unique=True)):
        groups.setdefault(draw(st.integers(0, 4)), []).append(place + draw(st.sampled_from(["", "", "~"])))
    entities = [
        entity(f"person/{name}", draw(st.sampled_from(["Anna", "Bea"])), *mentions, kind=kind)
        for (mentions, kind), name in zip(
            [(g, draw(st.sampled_from(["Person", "Work"]))) for g in groups.values()],
            draw(st.permutations("vwxyz")),
            strict=False,
        )
    ]
    facts = []
    for _ in range(draw(st.integers(0, 6)) if entities else 0):
        subject, target = draw(st.sampled_from(entities)), draw(st.sampled_from(entities))
        value = draw(st.sampled_from([("spouse", target), ("parent", target), ("birthDate", ""), ("premiereDate", "")]))
        date = draw(st.sampled_from(["1901", "1901-05", "1902", "1903"]))
        chosen = (("date", date),) if draw(st.booleans()) else ()
        sentence = draw(st.sampled_from(["", "One.", "Two."]))
        facts.append(fact(subject, value[0], value[1] or date, qualifiers=chosen, sentence=sentence))
    unique = {fact_key(f): f for f in facts}
    digests = {document: draw(st.sampled_from("01")) for document in "ab"}
    return corpus(entities, list(unique.values()), **digests)


@given(st.one_of(builds(), resolutions()))
@settings(max_examples=60)
def test_a_build_is_no_different_from_itself(build: Resolution) -> None:
    assert different(compare(build, build, confidence=True)) == {}


@given(builds(), builds())
@settings(max_examples=200)
def test_the_other_way_round_it_is_the_opposite(old: Resolution, new: Resolution) -> None:
    def opposite(change: object) -> object:
        return type(change)(change.new, change.old)  # type: ignore[attr-defined]

    there, back = compare(old, new, confidence=True), compare(new, old, confidence=True)
    for one, other in [("added", "removed"), ("facts_added", "facts_removed")]:
        assert getattr(there, one) == getattr(back, other)
    changes = [("merged", "split"), ("split", "merged"), ("overridden", "reinstated"), ("reinstated", "overridden")]
    changes += [(n, n) for n in ("renamed", "retyped", "moved", "redated", "requalified", "reconfidenced")]
    for one, other in changes:
        assert set(getattr(there, one)) == {opposite(change) for change in getattr(back, other)}


@given(builds(), builds())
@settings(max_examples=100)
def test_every_entity_is_accounted_for(old: Resolution, new: Resolution) -> None:
    """An entity that is not listed as gone, merged or split is in the new build, and not listed there either."""
    found = compare(old, new)
    listed = {e.iri for e in (*found.removed, *(e for r in (*found.merged, *found.split) for e in r.old))}
    assert listed <= {e.iri for e in old.entities}
    named = {e.iri for e in (*found.added, *(e for r in (*found.merged, *found.split) for e in r.new))}
    tied = {c.old.iri: c.new.iri for c in found.moved}
    for iri in {e.iri for e in old.entities} - listed:
        assert tied.get(iri, iri) in {e.iri for e in new.entities} - named


# ------------------------------------------------------------------------------------------------- the command


@pytest.fixture(scope="module")
def two(tmp_path_factory: pytest.TempPathFactory) -> tuple[str, str]:
    folder = tmp_path_factory.mktemp("diff")
    nova = entity("organization/nova", "Nova", "a40", kind="Company")
    born = [fact(ANNA, "birthDate", "1901"), fact(ANNA, "memberOf", nova, qualifiers=(("startDate", "1920"),))]
    old = corpus([ANNA, BEA, BRNO, nova], [*born, fact(ANNA, "birthPlace", BRNO)])
    both = entity("person/anna", "Anna", "a0", "a50", "b0", "a20")
    nova = replace(nova, label="Ballet Nova", subtype="BalletCompany")
    born = [fact(both, "birthDate", "1901-05-03"), fact(both, "memberOf", nova, qualifiers=(("startDate", "1921"),))]
    new = corpus([both, nova, entity("work/faust", "Faust", "b9", kind="Work")], born)
    return str(save(old, folder / "old")), str(save(new, folder / "new"))


def run(*arguments: str) -> tuple[int, str, str]:
    result = CliRunner().invoke(app, ["diff", *arguments])
    return result.exit_code, result.stdout, result.stderr


def test_the_difference_is_listed(two: tuple[str, str]) -> None:
    code, text, _ = run(*two)
    assert code == 1
    assert text.replace(BASE, "").splitlines() == [
        "Entities: 5 differences",
        "  - Brno (Place) place/brno",
        "  + Faust (Work) work/faust",
        "  ~ merged: Anna (Person) person/anna + Bea (Person) person/bea → Anna (Person) person/anna",
        "  ~ renamed: Nova (Company) organization/nova → Ballet Nova",
        "  ~ retyped: Nova (Company) organization/nova → BalletCompany",
        "",
        "Facts: 3 differences",
        "  - Anna · birthPlace · Brno 0.90",
        "  ~ redated: Anna · birthDate · 1901 → 1901-05-03",
        "  ~ redated: Anna · memberOf · Nova (startDate 1920) → Ballet Nova (startDate 1921)",
    ]


def test_the_difference_is_data(two: tuple[str, str]) -> None:
    code, text, _ = run(*two, "--format", "json")
    data = json.loads(text)
    assert code == 1
    assert data["same"] is False
    assert [e["name"] for e in data["entities"]["merged"][0]["from"]] == ["Anna", "Bea"]
    assert data["entities"]["merged"][0]["to"]["iri"] == BASE + "person/anna"
    assert [f["object"]["name"] for f in data["facts"]["removed"]] == ["Brno"]
    assert data["facts"]["redated"][1]["to"]["qualifiers"] == {"startDate": "1921"}
    assert set(data["entities"]) == {"added", "removed", "merged", "split", "renamed", "retyped", "moved"}


def test_a_build_is_the_same_as_itself(two: tuple[str, str]) -> None:
    assert run(two[0], two[0], "--confidence") == (0, "The builds say the same.\n", "")
    code, text, _ = run(two[0], two[0], "-f", "json")
    assert (code, json.loads(text)["same"]) == (0, True)


def test_what_is_no_build_is_named(two: tuple[str, str], tmp_path: Path) -> None:
    code, text, message = run(two[0], str(tmp_path))
    assert (code, text) == (2, "")
    assert "is not a build: it has no graph.ttl" in message
    assert "Traceback" not in message
