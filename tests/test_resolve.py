"""Which entities of different documents are one, and what the graph says of them."""

from __future__ import annotations

import random
import tempfile
from collections.abc import Iterable
from dataclasses import replace
from itertools import combinations
from pathlib import Path

import pytest
from documents import Spec, extraction, person, source, thing
from hypothesis import given, settings
from hypothesis import strategies as st

from kgraph.curation import Curation, read_curation
from kgraph.errors import BuildError, CorpusError
from kgraph.honorifics import honorific_gender
from kgraph.model import Entity, Evidence, Extraction, Fact, Literal, LocalEntity, LocalFact, Mention, Resolution, Span
from kgraph.names import Likeness, compare_persons, person_name
from kgraph.ontology import Ontology, load_ontology
from kgraph.resolve import resolve
from kgraph.resolve.agreement import may_be_slips

ONTOLOGY = load_ontology()


@pytest.fixture(scope="module")
def ontology() -> Ontology:
    return ONTOLOGY


def resolved(*extractions: Extraction) -> Resolution:
    return resolve(extractions, map(source, extractions), ONTOLOGY)


def groups(resolution: Resolution, type: str = "") -> set[frozenset[str]]:
    """For each entity the documents that mention it."""
    return {frozenset(e.documents) for e in resolution.entities if type in ("", e.type)}


def together(a: Spec, b: Spec, *, shared: Iterable[Spec] = (), facts_a: object = (), facts_b: object = ()) -> bool:
    """Whether the entities of two documents become one. Both documents also speak of the `shared` ones."""
    first = extraction("a", a, *shared, facts=facts_a)  # type: ignore[arg-type]
    second = extraction("b", b, *shared, facts=facts_b)  # type: ignore[arg-type]
    return _entity(resolved(first, second), "a") == _entity(resolved(first, second), "b")


def _entity(resolution: Resolution, document: str, start: int = 0) -> Entity:
    """The entity that a document mentions at an offset."""
    found = {
        e.iri: e for e in resolution.entities for m in e.mentions if (m.document, m.span.start) == (document, start)
    }
    (entity,) = found.values()
    return entity


GISELLE = thing("Giselle", "Work")


# ----------------------------------------------------------------------------------------------- one or two


def test_who_is_called_by_the_pet_name_of_one_namesake_is_that_one() -> None:
    shared = [GISELLE, person("Bo Ek")]
    paper = thing("Manchester Courier", "Organization")
    wrote = [("Margaret Hale", "worksFor", "Manchester Courier")]
    critic = extraction("a", person("Margaret Hale"), paper, *shared, facts=wrote)
    both = (person("Margaret Lund", "Peggy Hale"), person("Margaret Hale"), paper, thing("Coppélia", "Work"))
    told = extraction("b", *both, *shared, facts=[*wrote, ("Margaret Lund", "performedIn", "Coppélia")])
    danced = [("Margaret Hale", "performedIn", "Coppélia")]
    star = extraction("c", person("Margaret Hale", "Peggy"), thing("Coppélia", "Work"), *shared, facts=danced)
    resolution = resolved(critic, told, star)
    assert _entity(resolution, "c").iri == _entity(resolution, "b").iri
    assert _entity(resolution, "a").iri != _entity(resolution, "b").iri


def test_dates_that_differ_by_a_slip_need_more_for_one_person() -> None:
    def told(document: str, born: str, *more: Spec) -> Extraction:
        return extraction(document, person("Ada Vance"), *more, facts=[("Ada Vance", "birthDate", born)])

    shared = (GISELLE, person("Bo Ek"), thing("Riga Ballet", "Company"), thing("Coppélia", "Work"))
    assert len(groups(resolved(told("a", "1896"), told("b", "1897")), "Person")) == 2
    together = resolved(told("a", "1896", *shared), told("b", "1897", *shared))
    (ada,) = (e for e in together.entities if e.bare_label == "Ada Vance")
    born = [(f.object.value, f.overridden_by) for f in together.facts if isinstance(f.object, Literal)]
    assert ada.documents == ("a", "b")
    assert sorted(value for value, _ in born) == ["1896", "1897"]
    assert sum(by is None for _, by in born) == 1  # the graph carries one, and conflicts lists both
    apart = resolved(told("a", "1896", *shared), told("b", "1899", *shared))
    assert frozenset("ab") not in {frozenset(e.documents) for e in apart.entities if e.bare_label == "Ada Vance"}


def test_the_father_is_not_the_son_who_is_called_as_his_child() -> None:
    son = extraction("a", person("James Oakes", "Jimmy Oakes"), GISELLE, facts=[("James Oakes", "birthDate", "1919")])
    father = extraction("b", person("James Oakes"), GISELLE, facts=[("James Oakes", "birthDate", "1884")])
    told = extraction(
        "c",
        person("James Oakes"),
        person("Jimmy"),
        GISELLE,
        facts=[("Jimmy", "parent", "James Oakes")],
    )
    resolution = resolved(son, father, told)
    assert _entity(resolution, "c").iri == _entity(resolution, "b").iri
    assert _entity(resolution, "c").iri != _entity(resolution, "a").iri


def test_an_equal_name_is_better_than_another_form_of_a_better_known_one() -> None:
    critic = [extraction(d, person("Margaret Hale"), thing(w, "Work"), GISELLE) for d, w in (("a", "Ui"), ("b", "Vo"))]
    dancer = extraction("c", person("Margaret Lund", "Peggy Hale"), person("Margaret Hale"), GISELLE)
    resolution = resolved(*critic, dancer, extraction("d", person("Peggy Hale"), GISELLE))
    assert _entity(resolution, "d").iri == _entity(resolution, "c").iri


def test_a_wife_who_is_called_by_the_name_of_her_husband_is_not_he() -> None:
    assert not together(person("Mrs Hugh Dalgleish"), person("Hugh Dalgleish"), shared=[GISELLE])
    assert not together(person("Mrs Hugh Dalgleish", gender="f"), person("Hugh Dalgleish"))
    assert together(person("Mrs Hugh Dalgleish"), person("Mrs Hugh Dalgleish"), shared=[GISELLE])


def test_a_title_with_the_name_of_her_husband() -> None:
    shared = [GISELLE, *(thing(name, "Work") for name in ("Nessa", "Vola", "Zeta"))]
    wed = extraction(
        "a", person("Anna Lind"), person("Hugo Vane"), *shared, facts=[("Anna Lind", "spouse", "Hugo Vane")]
    )
    titled = extraction("b", person("Mrs Vane"), *shared)
    assert _entity(resolved(wed, titled), "b").bare_label == "Anna Lind"
    assert _entity(resolved(titled, replace(wed, facts=())), "b").bare_label != "Anna Lind"
    turned = replace(wed, facts=tuple(replace(f, subject=f.object, object=f.subject) for f in wed.facts))
    assert _entity(resolved(titled, turned), "b").bare_label == "Anna Lind"  # whoever of the two it is told of
    man = extraction("b", person("Mr Vane"), *shared)
    assert _entity(resolved(man, wed), "b").bare_label == "Hugo Vane"
    little = extraction("b", person("Mrs Vane"), GISELLE)  # there may be many
    assert _entity(resolved(little, wed), "b").bare_label != "Anna Lind"


def test_the_mother_of_his_wife_is_not_the_husband() -> None:
    shared = [GISELLE, *(thing(name, "Work") for name in ("Nessa", "Vola", "Zeta"))]
    facts = [("Vasko Prelog", "spouse", "Ilka Lyle")]
    wed = extraction("a", person("Vasko Prelog"), person("Ilka Lyle"), *shared, facts=facts)
    resolution = resolved(wed, extraction("b", person("Mrs Lyle"), *shared))
    assert _entity(resolution, "b") != _entity(resolution, "a")


def test_a_mans_name_among_several_keeps_a_woman_away() -> None:
    him = extraction("a", person("Maurice Gelfand", "Moyshe Helfand"), GISELLE, thing("Nessa", "Work"))
    her = extraction("b", person("Mrs Gelfand"), GISELLE, thing("Nessa", "Work"))
    assert _entity(resolved(him, her), "a") != _entity(resolved(him, her), "b")


def test_many_things_in_common_do_not_make_up_for_another_composer() -> None:
    work, cast = thing("Zorvane", "Work"), [person(f"{n} Lind") for n in ("Anna", "Ida", "Eva", "Bo", "Ada")]
    sung = [("Zorvane", "composer", "Carl Ek"), ("Zorvane", "director", "Anna Lind")]
    danced = [("Zorvane", "composer", "Olaf Berg"), ("Zorvane", "director", "Anna Lind")]
    one = extraction("a", work, person("Carl Ek"), *cast, facts=sung)
    other = extraction("b", work, person("Olaf Berg"), *cast, facts=danced)
    assert groups(resolved(one, other), "Work") == {frozenset("a"), frozenset("b")}


def test_a_middle_initial_tells_namesakes_apart() -> None:
    writer, manager = person("Daniel Kerrigan"), person("Daniel Xavier Kerrigan")
    born = [("Daniel Kerrigan", "birthDate", "1886"), ("Daniel Xavier Kerrigan", "birthDate", "1899")]
    texts = [
        extraction("a", writer, manager, GISELLE, facts=born),
        extraction("b", person("Daniel Kerrigan"), GISELLE),
        extraction("c", person("Daniel Kerrigan"), GISELLE),
        extraction("d", person("Daniel X. Kerrigan"), GISELLE),
    ]
    people = {e.bare_label: set(e.documents) for e in resolved(*texts).entities if e.type == "Person"}
    assert people == {"Daniel Kerrigan": set("abc"), "Daniel Xavier Kerrigan": set("ad")}


def test_what_the_gazetteer_lists_as_two_is_not_one_with_a_shorter_name() -> None:
    shared = [GISELLE, person("Anna Lind"), person("Bo Ek"), thing("Coppélia", "Work")]
    names = [("a", "Ballets Russes"), ("b", "Ballet Russe de Monte Carlo")]
    texts = [extraction(d, thing(n, "Company"), *shared) for d, n in names]
    assert groups(resolved(*texts), "Company") == {frozenset("a"), frozenset("b")}


def test_a_name_that_several_texts_give_is_enough() -> None:
    renamed = [extraction(d, thing("Northern Ballet", "Company", "Tredgold Ballet")) for d in "ab"]
    both = extraction("c", thing("Tredgold Ballet", "Company"), thing("Northern Ballet", "Company"))
    assert groups(resolved(*renamed, both), "Company") == {frozenset("abc")}
    assert len(groups(resolved(renamed[0], both), "Company")) == 2


def test_the_two_parts_of_a_name_in_one_text_are_one_person() -> None:
    whole = extraction("a", person("Victor Radvan"), GISELLE)
    parts = extraction("b", person("Sir Victor"), person("Radvan"), GISELLE)
    assert groups(resolved(whole, parts), "Person") == {frozenset("ab")}


def test_facts_may_name_a_thing_by_any_of_its_names() -> None:
    def told(document: str, work: Spec) -> Extraction:
        return extraction(document, work, thing("Resi", "Character"), facts=[("Resi", "characterIn", work.name)])

    texts = [
        told("a", thing("Das Leuchtturmmädel", "Work")),
        told("b", thing("The Lighthouse Girl", "Work", "Das Leuchtturmmädel")),
    ]
    assert groups(resolved(*texts), "Character") == {frozenset("ab")}


def test_two_names_that_a_text_gives_to_one_person_are_no_two_people_in_another_text() -> None:
    both = extraction("a", person("Mira Ozol", "Mirdza Lind"), GISELLE)
    apart = extraction("b", person("Mirdza Lind"), person("Mira Ozol"), GISELLE)
    assert groups(resolved(both, apart), "Person") == {frozenset("ab")}
    assert groups(resolved(apart), "Person") == {frozenset("b")}
    assert len(resolved(apart).entities) == 3


@pytest.mark.parametrize(
    ("names", "apart"),
    [
        pytest.param(("Fritz Busch", "Adolf Busch"), ("Fritz Busch", "Adolf Busch"), id="two brothers, once misread"),
        pytest.param(
            ("Anna Maria Lind", "Anna Lind"), ("Anna Maria Lind", "Anna Luise Lind"), id="one name, two like it"
        ),
    ],
)
def test_two_people_of_one_family_stay_two(names: tuple[str, str], apart: tuple[str, str]) -> None:
    misread = extraction("a", person(*names), GISELLE)
    clear = extraction("b", person(apart[0]), person(apart[1]), GISELLE)
    resolution = resolved(misread, clear)
    assert len([e for e in resolution.entities if e.type == "Person" and "b" in e.documents]) == 2


def test_who_is_one_of_two_that_differ_is_neither() -> None:
    both = extraction("a", person("Mira Ozol", "Mirdza Lind"), GISELLE)
    old = extraction("b", person("Mira Ozol"), GISELLE, facts=[("Mira Ozol", "birthDate", "1901")])
    young = extraction("c", person("Mirdza Lind"), GISELLE, facts=[("Mirdza Lind", "birthDate", "1950")])
    assert groups(resolved(both, old, young), "Person") == {frozenset("a"), frozenset("b"), frozenset("c")}


def test_mere_mentions_do_not_outweigh_another_maker() -> None:
    around = [person(n) for n in ("Ada Berg", "Bo Ek", "Cy Holt", "Di Marsh", "Ed Nye", "Flo Orr")]
    documents = [
        extraction(d, thing("Zorvane", "Work"), *around, person(maker), facts=[("Zorvane", "choreographer", maker)])
        for d, maker in (("a", "Ada Lund"), ("b", "Bo Varga"))
    ]
    assert len(groups(resolved(*documents), "Work")) == 2


def test_two_names_that_a_text_gives_to_one_company_are_no_rivals() -> None:
    texts = [
        extraction("a", thing("Midland Touring Opera", "Company", "MTO", "Danube Opera"), GISELLE),
        extraction("b", thing("MTO", "Company"), GISELLE),
        extraction("c", thing("Danube Opera", "Company"), GISELLE),
    ]
    assert groups(resolved(*texts), "Company") == {frozenset("abc")}


def test_forms_of_two_names_that_a_text_gives_to_one_person_are_no_rivals() -> None:
    shared = [GISELLE, thing("Coppélia", "Work"), thing("Paquita", "Work"), thing("Raymonda", "Work")]
    texts = [
        extraction("a", person("Zofia Narkiewicz", "Sofija Narkeviciute"), *shared),
        extraction("b", person("Zofia Narkiewicz"), *shared),
        extraction("c", person("S. Narkeviciute"), *shared),
    ]
    assert groups(resolved(*texts), "Person") == {frozenset("abc")}


def test_a_short_form_and_an_older_name_of_one_company_are_no_rivals() -> None:
    shared = [GISELLE, person("Anna Lind"), person("Bo Ek"), thing("Coppélia", "Work")]
    texts = [
        extraction("a", thing("Atlantic Ballet of Ireland", "Company", "Bailados da Estrela"), *shared),
        extraction("b", thing("Bailados da Estrela", "Company"), *shared),
        extraction("c", thing("Atlantic Ballet", "Company"), *shared),
    ]
    assert groups(resolved(*texts), "Company") == {frozenset("abc")}


def test_names_that_one_text_has_apart_are_no_rivals_where_another_gives_both_to_one_thing() -> None:
    shared = [GISELLE, person("Anna Lind"), person("Bo Ek"), thing("Coppélia", "Work")]
    texts = [
        extraction("a", thing("Otago Academy of Dance", "School", "Strate School", "Academy"), *shared),
        extraction("b", thing("Strate School", "School"), *shared),
        extraction("c", thing("Strate School", "School"), thing("Academy", "School"), *shared),
    ]
    assert any(group >= set("ab") for group in groups(resolved(*texts), "School"))


@pytest.mark.parametrize(
    ("a", "b"),
    [
        (person("Anna Lind"), person("Anna Lind")),
        (person("Anna Lind"), person("ANNA LIND")),
        (person("Birgitte Sørensen"), person("Birgitte Sorensen")),
        (person("Léo Chaïkine"), person("Mr. Leo Chaikine")),
        (person("Sir Peter Vane"), person("Vane, Peter")),
        (person("Serge Diaghilev"), person("Serge de Diaghilev")),
        (person("Lev Chaikin"), person("Lev Arkadyevich Chaikin")),
        (person("J. R. Oakes"), person("James Robert Oakes")),
        (person("Bartók Béla"), person("Béla Bartók")),
        (person("Margaret Lund", "Peggy Hale"), person("Peggy Hale")),
        (person("Anna Lind", gender="f", pronouns=["her"]), person("Anna Lind")),
        (person("Mei Lanfang", gender="f"), person("Mei Lanfang", gender="m", pronouns=["he"])),
        (thing("The Nutcracker", "Work"), thing("Nutcracker", "Work", subtype="Ballet")),
        (thing("The Royal Ballet", "Company"), thing("Royal Ballet", "Organization")),
        (thing("Paris", "Place", subtype="City"), thing("Paris", "Place")),
        (thing("Sadler's Wells", "Venue"), thing("Sadler’s Wells", "Place")),
        (thing("ballet dancer", "Occupation"), thing("ballet dancer", "Occupation")),
        (thing("Odette", "Character"), thing("Odette", "Character")),
    ],
    ids=lambda s: f"{s.name} ({s.type})",
)
def test_one_thing_under_two_names_is_one(a: Spec, b: Spec) -> None:
    assert together(a, b)
    assert together(b, a)


@pytest.mark.parametrize(
    ("a", "b"),
    [
        (person("Anna Lind"), person("Anna Berg")),
        (person("James Oakes"), person("John Oakes")),
        (person("Johann Sebastian Bach"), person("Johann Christian Bach")),
        (person("John Strauss Jr."), person("John Strauss Sr.")),
        (person("Anna Lind", gender="f", pronouns=["her"]), person("Anna Lind", gender="m", pronouns=["he"])),
        (person("Andrea Lind", "Signora Lind", gender="f"), person("Andrea Lind", gender="m", pronouns=["he"])),
        (person("Honor"), person("Honor Tredgold")),
        (person("Isadora Pell"), thing("Isadora Pell", "Work")),
        (person("Tosca"), thing("Tosca", "Character")),
        (thing("Giselle", "Work"), thing("Giselle", "Character")),
        (thing("Bolshoi", "Company"), thing("Bolshoi", "Venue")),
        (thing("Rambert", "Company"), thing("Rambert", "School")),
        (thing("Carmen", "Work", subtype="Opera"), thing("Carmen", "Work", subtype="Ballet")),
        (thing("La Sylphide", "Work"), thing("Les Sylphides", "Work")),
        (thing("Georgia", "Place", subtype="Country"), thing("Georgia", "Place", subtype="Region")),
        # A part of a name says nothing by itself.
        (person("Hale"), person("Margaret Hale")),
        (person("Hale"), person("Hale")),
        (person("J. Oakes"), person("James Oakes")),
        (thing("NCB", "Company"), thing("Northern Counties Ballet", "Company", "NCB")),
    ],
    ids=lambda s: f"{s.name} ({s.type}{s.gender})",
)
def test_two_things_stay_two(a: Spec, b: Spec) -> None:
    assert not together(a, b)
    assert not together(b, a)


@pytest.mark.parametrize(
    ("short", "full"),
    [
        (person("Hale"), person("Margaret Hale")),
        (person("Mrs Hale"), person("Margaret Hale")),
        (person("Dame Honor"), person("Honor Tredgold")),
        (person("J. Oakes"), person("James Oakes")),
        (person("Ruiz Oriol"), person("Gabriela Ruiz Oriol")),
        (person("Peggy"), person("Margaret Hale", "Peggy")),
        (thing("NCB", "Company"), thing("Northern Counties Ballet", "Company", "NCB")),
    ],
    ids=lambda s: s.name,
)
def test_a_part_of_a_name_needs_shared_context(short: Spec, full: Spec) -> None:
    assert together(short, full, shared=[GISELLE])
    assert not together(short, full, shared=[thing("ballet dancer", "Occupation")])


@pytest.mark.parametrize(
    ("short", "full", "other"),
    [
        (person("Hale"), person("Margaret Hale"), person("Edwin Hale")),
        (person("J. Oakes"), person("James Oakes"), person("John Oakes")),
        (person("Johann Bach"), person("Johann Sebastian Bach"), person("Johann Christian Bach")),
        (
            thing("NCB", "Company"),
            thing("Northern Counties Ballet", "Company", "NCB"),
            thing("New City Ballet", "Company", "NCB"),
        ),
        (
            thing("Newcastle", "Place"),
            thing("Newcastle, New South Wales", "Place", "Newcastle"),
            thing("Newcastle upon Tyne", "Place"),
        ),
    ],
    ids=lambda s: s.name,
)  # fmt: skip
def test_what_could_be_either_of_two_is_neither(short: Spec, full: Spec, other: Spec) -> None:
    three = [extraction(d, e, GISELLE) for d, e in (("a", short), ("b", full), ("c", other))]
    assert groups(resolved(*three), short.type) == {frozenset(d) for d in "abc"}


def test_context_that_all_documents_share_is_none() -> None:
    london = thing("London", "Place")
    crowd = [extraction(f"d{n}", person(f"Person Number{n}"), london) for n in range(9)]
    pair = [extraction("a", person("Hale"), london), extraction("b", person("Margaret Hale"), london)]
    assert frozenset("ab") not in groups(resolved(*pair, *crowd), "Person")
    assert frozenset("ab") in groups(resolved(*pair, *crowd[:2]), "Person")


@pytest.mark.parametrize(
    ("a", "b"),
    [
        (person("Shakespeare"), person("Shakespeare")),
        (person("Mr. Shakespeare"), person("William Shakespeare")),
        (person("Prokofieff"), person("Sergei Prokofiev")),
        (thing("Leningrad", "Place"), thing("St Petersburg", "Place", subtype="City")),
        (thing("Chopiniana", "Work"), thing("Les Sylphides", "Work")),
    ],
    ids=lambda s: s.name,
)
def test_widely_known_names_need_no_context(a: Spec, b: Spec) -> None:
    assert together(a, b)
    assert together(b, a)


def test_widely_known_names_give_way_to_those_of_the_corpus() -> None:
    documents = [extraction(d, person(n)) for d, n in (("a", "Shakespeare"), ("b", "Edwin Shakespeare"))]
    assert len(groups(resolved(*documents))) == 2
    both = [*documents, extraction("c", person("William Shakespeare"))]
    assert len(groups(resolved(*both))) == 3
    newcastles = [
        extraction("a", thing("Newcastle", "Place")),
        extraction("b", thing("Newcastle upon Tyne", "Place")),
        extraction("c", thing("Newcastle, New South Wales", "Place", "Newcastle")),
    ]
    assert groups(resolved(*newcastles[:2])) == {frozenset("ab")}
    assert len(groups(resolved(*newcastles))) == 3


def test_lone_names_are_one_only_if_much_speaks_for_it() -> None:
    facts = [("Zorvane", "collaboratedWith", "Jean Racinet")]
    once = [extraction(d, person("Zorvane"), GISELLE) for d in "ab"]
    assert len(groups(resolved(*once), "Person")) == 2
    tied = [extraction(d, person("Zorvane"), person("Jean Racinet"), facts=facts) for d in "ab"]
    assert groups(resolved(*tied), "Person") == {frozenset("ab")}


@pytest.mark.parametrize(
    ("prop", "a", "b", "same"),
    [
        ("birthDate", "1901", "1921", False),
        ("birthDate", "1901-05-03", "1901-05-04", False),
        ("birthDate", "1901", "1901-05-03", True),
        ("birthDate", "1901-05", "1901-05-03", True),
        ("deathDate", "1977", "1978", False),
    ],
)
def test_functional_properties_tell_namesakes_apart(prop: str, a: str, b: str, same: bool) -> None:
    lind = person("Anna Lind")
    assert together(lind, lind, facts_a=[("Anna Lind", prop, a)], facts_b=[("Anna Lind", prop, b)]) is same


@pytest.mark.parametrize(("confidence", "same"), [(0.95, False), (0.6, True)])
def test_only_sure_facts_make_two_works_of_one_title(confidence: float, same: bool) -> None:
    ada, bo = person("Ada Lund"), person("Bo Varga")
    documents = [
        extraction("a", thing("Winter", "Work"), ada, facts=[("Winter", "choreographer", "Ada Lund", {}, 0.95)]),
        extraction("b", thing("Winter", "Work"), bo, facts=[("Winter", "choreographer", "Bo Varga", {}, confidence)]),
    ]
    assert (len(groups(resolved(*documents), "Work")) == 1) is same


def test_other_properties_do_not() -> None:
    work = thing("Faust", "Work")
    facts = [[("Faust", "premiereDate", year)] for year in ("1859", "1869")]
    assert together(work, work, facts_a=facts[0], facts_b=facts[1])


def test_who_could_be_either_namesake_goes_by_context() -> None:
    born = [
        extraction(d, person("Anna Lind"), work, facts=[("Anna Lind", "birthDate", year)])
        for d, year, work in (("a", "1890", GISELLE), ("b", "1921", thing("Tosca", "Work")))
    ]
    tosca = extraction("c", person("Anna Lind"), thing("Tosca", "Work"))
    nothing = extraction("d", person("Anna Lind"))
    assert groups(resolved(*born, tosca, nothing), "Person") == {frozenset("a"), frozenset("bc"), frozenset("d")}


def test_who_could_be_either_namesake_goes_with_one_that_dominates() -> None:
    famous = [extraction(f"a{n}", person("Anna Lind"), facts=[("Anna Lind", "birthDate", "1890")]) for n in range(5)]
    other = extraction("b", person("Anna Lind"), facts=[("Anna Lind", "birthDate", "1921")])
    unknown = [extraction(d, person("Anna Lind")) for d in "cd"]
    of_famous = frozenset([f"a{n}" for n in range(5)])
    assert groups(resolved(*famous, other, *unknown)) == {of_famous | {"c", "d"}, frozenset("b")}
    three = groups(resolved(*famous[:3], other, *unknown))
    assert three == {frozenset(["a0", "a1", "a2"]), frozenset("b"), frozenset("c"), frozenset("d")}


def test_things_of_unknown_kind_stay_together_between_namesakes() -> None:
    kinds = [extraction(d, thing("Carmen", "Work", subtype=s)) for d, s in (("a", "Opera"), ("b", "Ballet"))]
    unknown = [extraction(d, thing("Carmen", "Work")) for d in "cd"]
    assert groups(resolved(*kinds, *unknown)) == {frozenset("a"), frozenset("b"), frozenset("cd")}


def test_what_one_text_keeps_apart_is_never_one() -> None:
    family = extraction("a", person("Johann Strauss"), person("Johann Baptist Strauss"))
    assert len(resolved(family).entities) == 2
    # ... nor by way of a third text, whose Strauss could be either
    assert len(resolved(family, extraction("b", person("J. B. Strauss"))).entities) == 3


def test_what_a_fact_relates_is_never_one() -> None:
    father = extraction(
        "a", person("Anna Lind"), Spec("Anna Lind ", "Person"), facts=[("Anna Lind", "parent", "Anna Lind ")]
    )
    resolution = resolved(father)
    assert len(resolution.entities) == 2
    assert len(resolution.facts) == 1


def test_people_without_a_name_are_never_one() -> None:
    def told(document: str) -> Extraction:
        narrator = LocalEntity("e1", "Person", "unnamed speaker", (), (Mention(Span(0, 1), "I", True),))
        town = LocalEntity("e2", "Place", "Lund", (), (Mention(Span(14, 18), "Lund"),))
        said = "I was born in Lund."
        fact = LocalFact("e1", "birthPlace", "e2", Span(0, 1), Span(14, 18), Span(0, 19), said, 0.9)
        return Extraction(document, (narrator, town), (fact,))

    resolution = resolved(told("a"), told("b"))
    assert groups(resolution, "Person") == {frozenset("a"), frozenset("b")}
    assert groups(resolution, "Place") == {frozenset("ab")}


def test_two_documents_of_one_id_are_an_error(ontology: Ontology) -> None:
    with pytest.raises(CorpusError, match="id 'a'"):
        resolve([extraction("a"), extraction("a")], [], ontology)


def test_a_malformed_base_is_an_error(ontology: Ontology) -> None:
    with pytest.raises(BuildError, match="base IRI"):
        resolve([], [], ontology, "no base")


def test_no_documents_no_entities(ontology: Ontology) -> None:
    assert resolve([], [], ontology) == Resolution((), ())


# ------------------------------------------------------------------------------------------- whatever comes

NAMES = [
    "Anna Lind",
    "A. Lind",
    "Anna Maria Lind",
    "Anna Eva Lind",
    "Lind",
    "Dame Anna",
    "Lind, Anna",
    "Otto Lind",
    "Giselle",
    "Carmen",
]
SPECS = st.builds(
    Spec,
    name=st.sampled_from(NAMES),
    type=st.sampled_from(["Person", "Person", "Work", "Character", "Organization", "Company"]),
    aliases=st.lists(st.sampled_from(NAMES), max_size=1).map(tuple),
    gender=st.sampled_from(["", "f", "m"]),
    subtype=st.just(""),
    pronouns=st.just(("it",)),
)


@st.composite
def corpora(draw: st.DrawFn) -> list[Extraction]:
    documents = []
    for name in "abcdef"[: draw(st.integers(1, 6))]:
        specs = draw(st.lists(SPECS, min_size=1, max_size=4, unique_by=lambda s: s.name))
        people = [s.name for s in specs if s.type == "Person"]
        facts = [
            (p, "birthDate", draw(st.sampled_from(["1890", "1890-02-01", "1921"])))
            for p in people
            if draw(st.booleans())
        ]
        others = [s.name for s in specs if s.type == "Work"]
        facts += [(p, "performedIn", o) for p in people for o in others if draw(st.booleans())]  # type: ignore[misc]
        documents.append(extraction(name, *specs, facts=facts))
    return documents


@given(corpora(), st.randoms(use_true_random=False))
@settings(max_examples=150)
def test_the_order_of_documents_plays_no_role(documents: list[Extraction], order: random.Random) -> None:
    shuffled = list(documents)
    order.shuffle(shuffled)
    assert resolved(*shuffled) == resolved(*documents)


def _gender(entity: LocalEntity) -> str:
    """That of a title, else of the pronouns."""
    told = {honorific_gender(n) for n in (entity.name, *entity.aliases)} - {""}
    return min(told) if len(told) == 1 else entity.gender


@given(corpora())
@settings(max_examples=150)
def test_nothing_that_is_known_to_differ_is_one(documents: list[Extraction]) -> None:
    resolution = resolved(*documents)
    locals_ = [(d, e) for d in documents for e in d.entities]
    where = {(m.document, m.span, m.text): set[str]() for e in resolution.entities for m in e.mentions}
    for e in resolution.entities:
        for m in e.mentions:
            where[m.document, m.span, m.text].add(e.iri)
    iris = [min(where[d.document, e.mentions[0].span, e.mentions[0].text]) for d, e in locals_]
    for ((d1, e1), iri1), ((d2, e2), iri2) in combinations(zip(locals_, iris, strict=True), 2):
        if iri1 == iri2:
            silent = any(all(e.id not in (f.subject, f.object) for f in d.facts) for d, e in ((d1, e1), (d2, e2)))
            assert silent or ONTOLOGY.is_a(e1.type, e2.type) or ONTOLOGY.is_a(e2.type, e1.type)
            assert e1.type != "Person" or not {"f", "m"} <= {_gender(e1), _gender(e2)}
            births = [
                [f.object.value for f in d.facts if f.subject == e.id and isinstance(f.object, Literal)]
                for d, e in ((d1, e1), (d2, e2))
            ]
            assert not all(births) or may_be_slips(*births)
            names = [[person_name(n) for n in (e.name, *e.aliases)] for e in (e1, e2)]
            if d1 is d2 and e1.type == "Person":
                assert any(compare_persons(a, b) is not Likeness.DIFFERENT for a in names[0] for b in names[1])
            bridged = any(len(e.aliases) for e in (e1, e2)) or any(e.aliases for _, e in locals_)
            if e1.type == "Person" and not bridged:
                assert any(compare_persons(a, b) is not Likeness.DIFFERENT for a in names[0] for b in names[1])


@given(corpora())
@settings(max_examples=60, deadline=None)
def test_what_is_one_stays_one(documents: list[Extraction]) -> None:
    first = resolved(*documents)
    pairs = [f"- same: [{a}, {b}]" for a, b in _joined(first, documents)]
    again = resolve(documents, map(source, documents), ONTOLOGY, curation=_decided("\n".join(pairs)))
    assert {frozenset(e.mentions) for e in again.entities} == {frozenset(e.mentions) for e in first.entities}


def _joined(resolution: Resolution, documents: list[Extraction]) -> Iterable[tuple[str, str]]:
    """References, quoted, to pairs of entities of two documents that were made one."""
    where = {(m.document, m.span): e.iri for e in resolution.entities for m in e.mentions}
    told = [(d.document, e, where[d.document, e.mentions[0].span]) for d in documents for e in d.entities]
    for (d1, e1, one), (d2, e2, other) in combinations(told, 2):
        if one == other and d1 != d2:
            yield f'"{e1.name} ({d1}, {e1.type})"', f'"{e2.name} ({d2}, {e2.type})"'


def _decided(text: str) -> Curation:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "curation.yaml")
        file.write_text(text, "utf-8")
        return read_curation(file, ONTOLOGY)


@given(corpora())
@settings(max_examples=100)
def test_every_mention_has_one_entity_and_every_fact_its_evidence(documents: list[Extraction]) -> None:
    resolution = resolved(*documents)
    said = sorted((d.document, m.span) for d in documents for e in d.entities for m in e.mentions)
    assert sorted((m.document, m.span) for e in resolution.entities for m in e.mentions) == said
    iris = [e.iri for e in resolution.entities]
    assert iris == sorted(set(iris))
    assert all(f.evidence and f.subject in iris for f in resolution.facts)
    stated = {(d.document, f.subject_span, f.object_span) for d in documents for f in d.facts}
    assert {(e.document, e.subject_span, e.object_span) for f in resolution.facts for e in f.evidence} <= stated
    assert all(e.label and e.label not in e.aliases for e in resolution.entities)


# ------------------------------------------------------------------------------------------ names and facts


def test_the_label_is_the_full_name_that_most_documents_use() -> None:
    documents = [
        extraction("a", person("Lev Arkadyevich Chaikin")),
        extraction("b", person("Monsieur Lev Chaikin", "Chaikin", pronouns=["he"])),
        extraction("c", person("CHAIKIN, Lev")),
        extraction("d", person("Lev Chaikin")),
        extraction("e", person("Lev Chaikin")),
    ]
    (entity,) = resolved(*documents).entities
    assert entity.label == "Lev Chaikin"
    assert entity.aliases == ("CHAIKIN, Lev", "Chaikin", "Lev Arkadyevich Chaikin", "Monsieur Lev Chaikin")
    assert [m.text for m in entity.mentions if m.pronoun] == ["he"]


def test_a_dictionary_s_headword_is_turned_round() -> None:
    (entity,) = resolved(extraction("a", person("Tredgold, Dame Honor"))).entities
    assert (entity.label, entity.aliases) == ("Dame Honor Tredgold", ("Tredgold, Dame Honor",))


def test_labels_are_on_one_line() -> None:
    (entity,) = resolved(extraction("a", thing("Paris\nOpera  Ballet", "Company"))).entities
    assert entity.label == "Paris Opera Ballet"
    assert entity.mentions[0].text == "Paris\nOpera  Ballet"


def test_the_class_is_the_most_specific() -> None:
    a = extraction("a", thing("Royal Ballet", "Organization"))
    b = extraction("b", thing("Royal Ballet", "Company", subtype="BalletCompany"))
    (entity,) = resolved(a, b).entities
    assert (entity.type, entity.subtype) == ("Company", "BalletCompany")


def facts_of(*extractions: Extraction) -> dict[tuple[str, str], list[Fact]]:
    """The facts by label of the subject and property."""
    resolution = resolved(*extractions)
    labels = {e.iri: e.label for e in resolution.entities}
    found: dict[tuple[str, str], list[Fact]] = {}
    for fact in resolution.facts:
        found.setdefault((labels[fact.subject], fact.property), []).append(fact)
    return found


def test_evidence_gathers() -> None:
    fact = [("Anna Lind", "performedIn", "Giselle")]
    documents = [extraction(d, person("Anna Lind"), GISELLE, facts=fact) for d in "ba"]
    ((found,),) = facts_of(*documents).values()
    assert [e.document for e in found.evidence] == ["a", "b"]


def test_symmetric_facts_have_one_direction() -> None:
    couple = [person("Anna Lind"), person("Zoltan Berg")]
    documents = [
        extraction("a", *couple, facts=[("Anna Lind", "spouse", "Zoltan Berg")]),
        extraction("b", *couple, facts=[("Zoltan Berg", "spouse", "Anna Lind")]),
    ]
    ((fact,),) = facts_of(*documents).values()
    assert [(e.subject_span, e.object_span) for e in fact.evidence] == [(Span(0, 9), Span(10, 21))] * 2
    directed = [
        extraction("a", *couple, facts=[("Anna Lind", "parent", "Zoltan Berg")]),
        extraction("b", *couple, facts=[("Zoltan Berg", "parent", "Anna Lind")]),
    ]
    assert len(facts_of(*directed)) == 2


def test_a_fact_about_itself_is_dropped() -> None:
    one = extraction("a", thing("Giselle", "Work"), thing("GISELLE", "Work"), facts=[("Giselle", "basedOn", "GISELLE")])
    assert len(resolved(one).entities) == 2  # the text relates them: they are two works of one title
    loop = extraction("a", thing("Giselle", "Work"), facts=[("Giselle", "basedOn", "Giselle")])
    assert facts_of(loop) == {}


@pytest.mark.parametrize(
    ("stated", "kept"),
    [
        ([("a", "1901"), ("b", "1901-05-03")], "1901-05-03"),
        ([("a", "1901-05-03"), ("a", "1901-05"), ("a", "1901")], "1901-05-03"),
        ([("a", "1901"), ("a", "1902"), ("b", "1902")], "1902"),  # more documents
        ([("a", "1901", 0.8), ("a", "1902", 0.9)], "1902"),  # higher confidence
        ([("a", "1901"), ("a", "1902-05")], "1902-05"),  # more precise
        ([("a", "1901-01-01"), ("a", "1902-01-01")], "1901-01-01"),  # earlier
    ],
)
def test_a_functional_property_has_one_value(stated: list[tuple[str, str] | tuple[str, str, float]], kept: str) -> None:
    by_document: dict[str, list[object]] = {}
    for document, value, *confidence in stated:
        by_document.setdefault(document, []).append(("Anna Lind", "birthDate", value, {}, *confidence))
    documents = [extraction(d, person("Anna Lind"), facts=facts) for d, facts in by_document.items()]  # type: ignore[arg-type]
    (facts,) = facts_of(*documents).values()
    assert [f.object for f in facts if f.overridden_by is None] == [Literal(kept)]
    # What is merely less precise is no fact of its own; all else is kept, and what stands in its place is said.
    others = {value for _, value, *_ in stated if not kept.startswith(value)}
    assert {f.object for f in facts if f.overridden_by == Literal(kept)} == {Literal(value) for value in others}
    assert sum(len(f.evidence) for f in facts) == len(stated)


def test_other_dates_are_kept_unless_one_is_the_other_less_precisely() -> None:
    facts = [("Faust", "premiereDate", date) for date in ("1859", "1859-03-19", "1869", "1869-03", "1869-05")]
    found = facts_of(extraction("a", thing("Faust", "Work"), facts=facts))["Faust", "premiereDate"]
    dates = {f.object.value: len(f.evidence) for f in found if isinstance(f.object, Literal)}
    assert dates == {"1859-03-19": 2, "1869": 1, "1869-03": 1, "1869-05": 1}


def test_a_less_precise_date_keeps_its_own_form() -> None:
    facts = [("Faust", "premiereDate", date) for date in ("1859", "1859-03-19")]
    ((fact,),) = facts_of(extraction("a", thing("Faust", "Work"), facts=facts)).values()
    assert [e.edtf for e in fact.evidence] == ["1859", ""]


def test_an_approximate_date_tells_nobody_apart() -> None:
    def people(about: str) -> int:
        texts = [("a", "1890", about), ("b", "1892", "")]
        documents = [
            extraction(d, person("Anna Lind"), facts=[("Anna Lind", "birthDate", year, {}, 0.9, edtf)])
            for d, year, edtf in texts
        ]
        return len(resolve(documents, map(source, documents), load_ontology()).entities)

    assert people("") == 2
    assert people("1890~") == 1


def test_qualifiers_of_all_evidence_come_together_unless_they_conflict() -> None:
    from kgraph.merge import merged_qualifiers

    def evidence(document: str, confidence: float = 0.9, **qualifiers: str) -> Evidence:
        span = Span(0, 1)
        return Evidence(document, span, span, span, "x", confidence, tuple(sorted(qualifiers.items())))

    joined = merged_qualifiers([evidence("a", startDate="1995"), evidence("b", rank="soloist", startDate="1995-09")])
    assert joined == (("rank", "soloist"), ("startDate", "1995-09"))
    stints = [evidence("a", 0.8, startDate="1990", endDate="1992"), evidence("b", 0.9, startDate="2001")]
    assert merged_qualifiers(stints) == (("startDate", "2001"),)
    assert merged_qualifiers(stints[::-1]) == merged_qualifiers(stints)
    assert merged_qualifiers([evidence("a", rank="Soloist"), evidence("b", rank="soloist")]) == (("rank", "Soloist"),)


def test_what_is_found_twice_in_the_same_words_is_one_evidence() -> None:
    facts = [
        ("Anna Lind", "performedIn", "Giselle", {"date": "1900"}, 0.7),
        ("Anna Lind", "performedIn", "Giselle", {"role": "Myrtha"}, 0.8),
    ]
    ((fact,),) = facts_of(extraction("a", person("Anna Lind"), GISELLE, facts=facts)).values()  # type: ignore[arg-type]
    assert [(e.confidence, e.qualifiers) for e in fact.evidence] == [(0.8, (("date", "1900"), ("role", "Myrtha")))]


def test_names_of_blanks_or_signs_alone_are_no_obstacle() -> None:
    one, other = (extraction(name, thing(" ", "Work"), thing("???", "Work")) for name in "ab")
    found = resolved(one, other)
    assert groups(found) == {frozenset("ab")}
    assert len(found.entities) == 2


@pytest.mark.parametrize(
    ("maker", "same"),
    [
        pytest.param("choreographer", False, id="a play, and a ballet"),
        pytest.param("librettist", True, id="the librettist of a ballet may well write plays"),
        pytest.param("author", True, id="one play"),
    ],
)
def test_works_with_makers_of_other_kinds_are_two(maker: str, same: bool) -> None:
    work, bo = thing("Zorvane", "Work"), person("Bo Ek")
    written = extraction("a", work, bo, facts=[("Zorvane", "author", "Bo Ek")])
    made = extraction("b", work, bo, facts=[("Zorvane", maker, "Bo Ek")])
    assert (groups(resolved(written, made), "Work") == {frozenset("ab")}) is same


def test_a_musical_may_have_a_writer_and_a_composer() -> None:
    work = thing("The Zorvane Opera", "Work")
    written = extraction("a", work, person("Bo Ek"), facts=[("The Zorvane Opera", "author", "Bo Ek")])
    composed = extraction("b", work, person("Ida Lind"), facts=[("The Zorvane Opera", "composer", "Ida Lind")])
    assert groups(resolved(written, composed), "Work") == {frozenset("ab")}


def test_works_with_makers_of_other_kinds_may_be_one_if_much_is_common() -> None:
    work, bo, others = thing("Zorvane", "Work"), person("Bo Ek"), [person(f"{n} Lind") for n in ("Anna", "Ida", "Eva")]
    written = extraction("a", work, bo, *others, facts=[("Zorvane", "author", "Bo Ek")])
    made = extraction(
        "b", work, bo, *others, facts=[("Zorvane", "choreographer", "Bo Ek"), ("Zorvane", "director", "Ida Lind")]
    )
    assert groups(resolved(written, made), "Work") == {frozenset("ab")}


@pytest.mark.parametrize(
    ("occupation", "same"),
    [
        pytest.param("manager", False, id="as the other is"),
        pytest.param("designer", True, id="as this one is"),
        pytest.param("painter", True, id="as neither is"),
        pytest.param("", True, id="nothing that tells"),
    ],
)
def test_what_somebody_is_tells_whom_a_contested_name_means(occupation: str, same: bool) -> None:
    oakes, around = person("James Oakes"), [thing(f"Zorvane {n}", "Venue") for n in ("One", "Two", "Three")]
    manager, designer = thing("manager", "Occupation"), thing("designer", "Occupation")
    older = extraction(
        "a",
        oakes,
        manager,
        around[0],
        facts=[("James Oakes", "birthDate", "1884"), ("James Oakes", "occupation", "manager")],
    )
    younger = extraction(
        "b",
        oakes,
        designer,
        *around,
        facts=[("James Oakes", "birthDate", "1919"), ("James Oakes", "occupation", "designer")],
    )
    said = [("James Oakes", "occupation", occupation)] if occupation else []
    told = extraction("c", oakes, *(thing(o, "Occupation") for o in [occupation] if o), *around, facts=said)
    assert (frozenset("bc") in groups(resolved(older, younger, told), "Person")) is same


def test_a_label_is_the_name_that_most_texts_use_however_it_is_written() -> None:
    texts = [
        extraction("a", person("Elisabeth Lindqvist", "RAUN, Liisbet"), GISELLE),
        extraction("b", person("Liisbet Raun"), GISELLE),
    ]
    (entity,) = (e for e in resolved(*texts).entities if e.type == "Person")
    assert entity.label == "Liisbet Raun"
