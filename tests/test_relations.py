"""Relations from the packaged lexicon, on Docs built by hand: one construction each, negatives included."""

from __future__ import annotations

import dataclasses

import pytest
from parsing import date, name, parse, stated

from kgraph.extract.document import to_extraction
from kgraph.extract.relations import RelationExtractor
from kgraph.extract.tokens import DateMention, DocEntity, TokenMention
from kgraph.lexicon import load_lexicon
from kgraph.model import Literal, Qualifiers
from kgraph.ontology import load_ontology


@pytest.fixture(scope="module")
def relations() -> RelationExtractor:
    ontology = load_ontology()
    return RelationExtractor(ontology, load_lexicon(ontology))


ACTIVE = """
Anna NNP PROPN 1 nsubj Anna
joined VBD VERB 1 ROOT join
Ballet NNP PROPN 1 dobj Ballet
Lux NNP PROPN 2 appos Lux
in IN ADP 1 prep
1990 CD NUM 4 pobj
. . PUNCT 1 punct
"""


def test_active_with_date(relations: RelationExtractor) -> None:
    doc = parse(ACTIVE)
    doc._.entities = (name(0, 1, "Person", "Anna"), name(2, 4, "Company", "Ballet Lux"))
    doc._.dates = (date(5, 6, "1990"),)
    relations(doc)
    (fact,) = doc._.facts
    assert stated(doc) == {("Anna", "memberOf", "Ballet Lux")}
    assert fact.qualifiers == (("startDate", "1990"),)
    assert (fact.subject_span, fact.object_span, fact.sentence_span) == ((0, 1), (2, 4), (0, 7))
    assert 0 < fact.confidence < 1


def test_nothing_without_entities(relations: RelationExtractor) -> None:
    doc = parse(ACTIVE)
    relations(doc)
    assert doc._.facts == ()


def test_range_gives_both_ends(relations: RelationExtractor) -> None:
    doc = parse("""
        Anna NNP PROPN 1 nsubj Anna
        danced VBD VERB 1 ROOT dance
        with IN ADP 1 prep
        Lux NNP PROPN 2 pobj Lux
        from IN ADP 1 prep
        1990 CD NUM 4 pobj
        to IN ADP 4 prep
        1999 CD NUM 6 pobj
    """)
    doc._.entities = (name(0, 1, "Person", "Anna"), name(3, 4, "Company", "Lux"))
    doc._.dates = (date(5, 6, "1990", range_end=1), date(7, 8, "1999"))
    relations(doc)
    (fact,) = doc._.facts
    assert fact.qualifiers == (("endDate", "1999"), ("startDate", "1990"))


@pytest.mark.parametrize(
    ("value", "form", "qualifiers", "edtf"),
    [
        ("1990", "", (("startDate", "1990"),), ""),  # the qualifier says it all
        ("1990", "1990~", (("startDate", "1990"),), "1990~/"),
        ("1990", "1990/..", (("startDate", "1990"),), "1990/.."),
        ("", "199X", (), "199X/"),
    ],
)
def test_what_iso_cannot_say_goes_into_edtf(
    relations: RelationExtractor, value: str, form: str, qualifiers: Qualifiers, edtf: str
) -> None:
    doc = parse(ACTIVE)
    doc._.entities = (name(0, 1, "Person", "Anna"), name(2, 4, "Company", "Ballet Lux"))
    doc._.dates = (date(5, 6, value, edtf=form),)
    relations(doc)
    (fact,) = to_extraction("a", [(0, doc)]).facts
    assert (fact.qualifiers, fact.edtf) == (qualifiers, edtf)


PASSIVE = """
Lux NNP PROPN 2 nsubjpass Lux
was VBD AUX 2 auxpass be
founded VBN VERB 2 ROOT found
by IN ADP 2 agent
Anna NNP PROPN 3 pobj Anna
and CC CCONJ 4 cc
Bea NNP PROPN 4 conj Bea
in IN ADP 2 prep
1951 CD NUM 7 pobj
"""


def test_passive_with_coordinated_agents(relations: RelationExtractor) -> None:
    doc = parse(PASSIVE)
    doc._.entities = (name(0, 1, "Company", "Lux"), name(4, 5, "Person", "Anna"), name(6, 7, "Person", "Bea"))
    doc._.dates = (date(8, 9, "1951"),)
    relations(doc)
    assert stated(doc) == {
        ("Lux", "founder", "Anna"),
        ("Lux", "founder", "Bea"),
        ("Lux", "foundingDate", "1951"),
    }


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        (DateMention(8, 9, "1951", edtf="1951~"), [("1951", "1951~")]),
        (DateMention(8, 9, "", edtf="195X"), []),
        (DateMention(8, 9, "1951", edtf="../1951", bound=True), []),  # before 1951
    ],
)
def test_dates_as_objects(relations: RelationExtractor, found: DateMention, expected: list[tuple[str, str]]) -> None:
    doc = parse(PASSIVE)
    doc._.entities = (name(0, 1, "Company", "Lux"), name(4, 5, "Person", "Anna"))
    doc._.dates = (found,)
    relations(doc)
    facts = to_extraction("a", [(0, doc)]).facts
    assert [(f.object.value, f.edtf) for f in facts if isinstance(f.object, Literal)] == expected


def test_control_and_shared_subject(relations: RelationExtractor) -> None:
    """ "Anna retired and went on to found Lux": the subject of *found* is Anna."""
    doc = parse("""
        Anna NNP PROPN 1 nsubj Anna
        retired VBD VERB 1 ROOT retire
        and CC CCONJ 1 cc
        went VBD VERB 1 conj go
        on RP ADP 3 prt
        to TO PART 6 aux
        found VB VERB 3 xcomp found
        Lux NNP PROPN 6 dobj Lux
    """)
    doc._.entities = (name(0, 1, "Person", "Anna"), name(7, 8, "Company", "Lux"))
    relations(doc)
    assert stated(doc) == {("Lux", "founder", "Anna")}


def test_relative_clause(relations: RelationExtractor) -> None:
    """ "the company that Anna founded, Lux" would need coreference; "Lux, which Anna founded" does not."""
    doc = parse("""
        Lux NNP PROPN 0 ROOT Lux
        , , PUNCT 0 punct
        which WDT PRON 4 dobj which
        Anna NNP PROPN 4 nsubj Anna
        founded VBD VERB 0 relcl found
    """)
    doc._.entities = (name(0, 1, "Company", "Lux"), name(3, 4, "Person", "Anna"))
    relations(doc)
    assert stated(doc) == {("Lux", "founder", "Anna")}


def test_apposition_and_possessive(relations: RelationExtractor) -> None:
    """ "his wife, the soprano Nino": his is Levan."""
    doc = parse("""
        his PRP$ PRON 1 poss his
        wife NN NOUN 1 ROOT wife
        , , PUNCT 1 punct
        the DT DET 5 det
        soprano NN NOUN 5 compound
        Nino NNP PROPN 1 appos Nino
    """)
    levan = DocEntity("Person", "Levan", (), (TokenMention(0, 1, "Person", "pronoun", "his"),))
    soprano = DocEntity("Occupation", "soprano", (), (TokenMention(4, 5, "Occupation", "common", "soprano"),))
    doc._.entities = (levan, soprano, name(5, 6, "Person", "Nino"))
    relations(doc)
    found = stated(doc)
    assert ("Nino", "occupation", "soprano") in found
    assert {("Nino", "spouse", "Levan"), ("Levan", "spouse", "Nino")} & found
    assert len(found) == 2


def test_role_in_work_makes_a_performance(relations: RelationExtractor) -> None:
    doc = parse("""
        Anna NNP PROPN 1 nsubj Anna
        sang VBD VERB 1 ROOT sing
        Liù NNP PROPN 1 dobj Liù
        in IN ADP 2 prep
        Turandot NNP PROPN 3 pobj Turandot
    """)
    doc._.entities = (name(0, 1, "Person", "Anna"), name(2, 3, "Character", "Liù"), name(4, 5, "Work", "Turandot"))
    relations(doc)
    assert stated(doc) == {
        ("Anna", "performedRole", "Liù"),
        ("Anna", "performedIn", "Turandot"),
        ("Liù", "characterIn", "Turandot"),
    }
    performed = next(f for f in doc._.facts if f.property == "performedIn")
    assert performed.qualifiers == (("role", "Liù"),)


def test_life_dates_in_brackets(relations: RelationExtractor) -> None:
    doc = parse("""
        Anna NNP PROPN 0 ROOT Anna
        ( -LRB- PUNCT 2 punct
        1824 CD NUM 0 appos
        – : PUNCT 2 punct
        1890 CD NUM 2 appos
        ) -RRB- PUNCT 2 punct
    """)
    doc._.entities = (name(0, 1, "Person", "Anna"),)
    doc._.dates = (date(2, 3, "1824", range_end=1), date(4, 5, "1890"))
    relations(doc)
    assert stated(doc) == {("Anna", "birthDate", "1824"), ("Anna", "deathDate", "1890")}


def test_the_more_precise_of_two_dates_that_agree(relations: RelationExtractor) -> None:
    doc = parse("""
        Anna NNP PROPN 5 nsubjpass Anna
        ( -LRB- PUNCT 0 punct
        b. VBN VERB 0 amod b.
        1900 CD NUM 2 npadvmod
        ) -RRB- PUNCT 0 punct
        born VBN VERB 5 ROOT bear
        on IN ADP 5 prep
        8 CD NUM 8 nummod
        May NNP PROPN 6 pobj
        1900 CD NUM 8 nummod
    """)
    doc._.entities = (name(0, 1, "Person", "Anna"),)
    doc._.dates = (date(3, 4, "1900"), date(7, 10, "1900-05-08"))
    relations(doc)
    assert stated(doc) == {("Anna", "birthDate", "1900-05-08")}


def test_telegraphese_is_about_the_topic(relations: RelationExtractor) -> None:
    """ "VOSS, Clara. Joined Lux." """
    doc = parse("""
        Voss NNP PROPN 0 ROOT Voss
        . . PUNCT 0 punct
        Joined VBD VERB 2 ROOT join
        Lux NNP PROPN 2 dobj Lux
    """)
    doc._.entities = (name(0, 1, "Person", "Voss"), name(3, 4, "Company", "Lux"))
    relations(doc)
    assert stated(doc) == {("Voss", "memberOf", "Lux")}


@pytest.mark.parametrize(
    "table",
    [
        # never joined Lux
        """
        Anna NNP PROPN 2 nsubj Anna
        never RB ADV 2 neg never
        joined VBD VERB 2 ROOT join
        Lux NNP PROPN 2 dobj Lux
        """,
        # refused to join Lux
        """
        Anna NNP PROPN 1 nsubj Anna
        refused VBD VERB 1 ROOT refuse
        to TO PART 3 aux
        join VB VERB 1 xcomp join
        Lux NNP PROPN 3 dobj Lux
        """,
        # might have joined Lux
        """
        Anna NNP PROPN 3 nsubj Anna
        might MD AUX 3 aux might
        have VB AUX 3 aux have
        joined VBN VERB 3 ROOT join
        Lux NNP PROPN 3 dobj Lux
        """,
        # is rumoured to have joined Lux
        """
        Anna NNP PROPN 2 nsubjpass Anna
        is VBZ AUX 2 auxpass be
        rumoured VBN VERB 2 ROOT rumour
        to TO PART 5 aux
        have VB AUX 5 aux have
        joined VBN VERB 2 xcomp join
        Lux NNP PROPN 5 dobj Lux
        """,
        # turned down an offer to join Lux
        """
        Anna NNP PROPN 1 nsubj Anna
        turned VBD VERB 1 ROOT turn
        down RP ADP 1 prt down
        an DT DET 4 det
        offer NN NOUN 1 dobj offer
        to TO PART 6 aux
        join VB VERB 4 acl join
        Lux NNP PROPN 6 dobj Lux
        """,
    ],
)
def test_what_is_not_asserted_is_not_a_fact(relations: RelationExtractor, table: str) -> None:
    doc = parse(table)
    lux = len(doc) - 1
    doc._.entities = (name(0, 1, "Person", "Anna"), name(lux, lux + 1, "Company", "Lux"))
    relations(doc)
    assert stated(doc) == set()


@pytest.mark.parametrize(("type_", "property_"), [("Company", None), ("Organization", "worksFor"), ("Place", None)])
def test_somebody_of_an_organization(relations: RelationExtractor, type_: str, property_: str | None) -> None:
    """ "Anna of Lux laughed" """
    doc = parse("""
        Anna NNP PROPN 3 nsubj Anna
        of IN ADP 0 prep of
        Lux NNP PROPN 1 pobj Lux
        laughed VBD VERB 3 ROOT laugh
    """)
    doc._.entities = (name(0, 1, "Person", "Anna"), name(2, 3, type_, "Lux"))
    relations(doc)
    assert stated(doc) == ({("Anna", property_, "Lux")} if property_ else set())


def test_not_only_is_an_assertion(relations: RelationExtractor) -> None:
    doc = parse("""
        Anna NNP PROPN 3 nsubj Anna
        not RB PART 3 neg not
        only RB ADV 3 advmod only
        joined VBD VERB 3 ROOT join
        Lux NNP PROPN 3 dobj Lux
    """)
    doc._.entities = (name(0, 1, "Person", "Anna"), name(4, 5, "Company", "Lux"))
    relations(doc)
    assert stated(doc) == {("Anna", "memberOf", "Lux")}


def test_domain_and_range_are_checked_where_a_fact_is_proposed(relations: RelationExtractor) -> None:
    """A person cannot be born in a work, and a work joins nothing."""
    doc = parse(ACTIVE)
    doc._.entities = (name(0, 1, "Work", "Anna"), name(2, 4, "Company", "Ballet Lux"))
    doc._.dates = (date(5, 6, "1990"),)
    relations(doc)
    assert stated(doc) == set()


def test_a_fact_said_twice_keeps_both_qualifiers(relations: RelationExtractor) -> None:
    doc = parse("""
        Anna NNP PROPN 1 nsubj Anna
        joined VBD VERB 1 ROOT join
        Lux NNP PROPN 1 dobj Lux
        in IN ADP 1 prep
        1990 CD NUM 3 pobj
        and CC CCONJ 1 cc
        danced VBD VERB 1 conj dance
        with IN ADP 6 prep
        it PRP PRON 7 pobj it
        until IN ADP 6 prep
        1999 CD NUM 9 pobj
    """)
    lux = name(2, 3, "Company", "Lux")
    it = TokenMention(8, 9, "Company", "pronoun", "it")
    doc._.entities = (name(0, 1, "Person", "Anna"), dataclasses.replace(lux, mentions=(*lux.mentions, it)))
    doc._.dates = (date(4, 5, "1990"), date(10, 11, "1999"))
    relations(doc)
    (fact,) = doc._.facts
    assert fact.qualifiers == (("endDate", "1999"), ("startDate", "1990"))


def test_a_list_of_kin_keeps_them_apart(relations: RelationExtractor) -> None:
    """In "his wife Ida, his son Ed, and a brother, Bo", as a parser reads it: all one below the other."""
    doc = parse("""
        his PRP$ PRON 1 poss his
        wife NN NOUN 1 ROOT wife
        Ida NNP PROPN 1 appos Ida
        , , PUNCT 1 punct
        his PRP$ PRON 5 poss his
        son NN NOUN 1 appos son
        Ed NNP PROPN 5 appos Ed
        and CC CCONJ 5 cc
        a DT DET 9 det
        brother NN NOUN 5 conj brother
        , , PUNCT 5 punct
        Bo NNP PROPN 5 appos Bo
    """)
    own = tuple(TokenMention(i, i + 1, "Person", "pronoun", "his") for i in (0, 4))
    doc._.entities = (
        DocEntity("Person", "Max", (), own),
        name(2, 3, "Person", "Ida"),
        name(6, 7, "Person", "Ed"),
        name(11, 12, "Person", "Bo"),
    )
    relations(doc)
    pairs = {(frozenset((s, o)), p) for s, p, o in stated(doc)}
    wanted = {(frozenset(("Ida", "Max")), "spouse"), (frozenset(("Ed", "Max")), "parent")}
    assert wanted <= pairs <= wanted | {(frozenset(("Bo", "Max")), "sibling")}
    assert ("Ed", "parent", "Max") in stated(doc)
