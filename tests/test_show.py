"""Names looked up, views, cards and HTML: all that reads a resolution."""

from __future__ import annotations

import io
import re
from html.parser import HTMLParser

import pytest
from asking import BASE, TEXTS, resolution
from rich.console import Console

from kgraph.errors import KGraphError
from kgraph.explore.catalogue import Catalogue
from kgraph.explore.display import MAX_ROWS
from kgraph.explore.lookup import AmbiguousNameError, NameIndex, UnknownNameError
from kgraph.explore.show import card, card_json
from kgraph.explore.views import Segment, grouped, segments
from kgraph.model import Entity, Evidence, Fact, Literal, Resolution, Span
from kgraph.ontology import load_ontology
from kgraph.text import fold, printable


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return Catalogue(resolution(), load_ontology())


def plain(view, **options) -> str:
    return "\n".join(" " * indent + line.plain for indent, line in card(view, marks=True, **options))


def entity(path: str, label: str, *aliases: str, kind: str = "Person") -> Entity:
    return Entity(BASE + path, kind, label, aliases, ())


# --- names ----------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("name", "folded"),
    [
        ("Ada Novák", "ada novak"),
        ("  ADA   NOVAK ", "ada novak"),
        ("Søren Łęcki", "soren lecki"),
        ("Straße", "strasse"),
        ("O’Neill-Smith", "o neill smith"),
        ("Æthelflæd", "aethelflaed"),
        ("Ⅳ ﬁlm", "iv film"),
        ("Нижинский", "нижинскии"),
        ("🎭", ""),
    ],
)
def test_fold(name, folded):
    assert fold(name) == folded


def test_printable_leaves_nothing_that_moves_the_cursor_or_reorders_the_line():
    assert printable("a\tb\r\n c") == "a b c"
    assert printable("\x1b[2J\x07\u202eabc\u2066\ud800") == "�[2J��abc��"
    assert printable("Ünïcödé 🎭 عربي") == "Ünïcödé 🎭 عربي"


@pytest.mark.parametrize(
    "name",
    [
        "Ada Novák",
        "ada novak",
        "NOVAK",
        "Ada Novak",
        BASE + "person/ada-novak",
        "person/ada-novak",
        "<person/ada-novak>",
    ],
)
def test_found_by_name_alias_and_iri(catalogue, name):
    assert catalogue.find(name).iri == BASE + "person/ada-novak"


def test_a_preferred_name_comes_before_an_alias():
    index = NameIndex([entity("person/b", "Bo"), entity("person/c", "Caro", "Bo")])
    assert [e.iri for e in index.find("bo")] == [BASE + "person/b"]
    assert [e.iri for e in NameIndex([entity("person/c", "Caro", "Bo"), entity("x/d", "Do", "BO")]).find("bo")] == [
        BASE + "person/c",
        BASE + "x/d",
    ]


def test_names_without_a_letter_are_found():
    index = NameIndex([entity("work/x", "🎭"), entity("work/y", "?!")])
    assert [e.iri for e in index.find("🎭")] == [BASE + "work/x"]
    assert [e.iri for e in index.find("?!")] == [BASE + "work/y"]


def test_homonyms_are_listed(catalogue):
    with pytest.raises(AmbiguousNameError) as caught:
        catalogue.find("giselle")
    assert str(caught.value).splitlines() == [
        "2 entities are called “giselle”. Say which by its IRI or type:",
        f"  Giselle (Character, 1 document): {BASE}character/giselle",
        f"  Giselle (Ballet, 1 document): {BASE}work/giselle",
    ]
    assert isinstance(caught.value, KGraphError)
    assert [e.type for e in caught.value.candidates] == ["Character", "Work"]


def test_who_has_facts_comes_before_a_homonym_without(catalogue):
    base = resolution()
    other = Entity(BASE + "person/ben-okri-2", "Person", "Ben Okri", (), base.entities[0].mentions)
    both = Catalogue(Resolution((*base.entities, other), base.facts, ()), load_ontology())
    ben = both.find("Ben Okri")
    assert ben.iri == BASE + "person/ben-okri"
    assert [e.iri for e in ben.homonyms] == [other.iri]
    assert f"\nnot Ben Okri (Person): {other.iri}\n" in plain(ben)
    assert card_json(ben)["homonyms"] == [other.iri]
    neither = Catalogue(Resolution((*base.entities, other), (), ()), load_ontology())
    with pytest.raises(AmbiguousNameError):
        neither.find("Ben Okri")


@pytest.mark.parametrize(
    ("name", "suggested"),
    [("Ada Nowak", "Ada Novák"), ("Novac", "Ada Novák"), ("Balet Nova", "Ballet Nova"), ("gisele", "Giselle")],
)
def test_unknown_names_have_near_misses(catalogue, name, suggested):
    with pytest.raises(UnknownNameError, match="Did you mean") as caught:
        catalogue.find(name)
    assert caught.value.near_misses[0] == suggested
    assert isinstance(caught.value, KeyError)
    assert isinstance(caught.value, KGraphError)
    assert str(caught.value).startswith(f"There is no entity called “{name}” in this graph.")


def test_nothing_is_suggested_for_a_name_like_no_other(catalogue):
    with pytest.raises(UnknownNameError) as caught:
        catalogue.find("Xqzwv")
    assert caught.value.near_misses == ()
    assert "Did you mean" not in str(caught.value)


def test_a_class_chooses_among_homonyms(catalogue):
    assert catalogue.find("Giselle", "Work").iri == BASE + "work/giselle"
    assert catalogue.find("Giselle", "ballet").iri == BASE + "work/giselle"
    assert catalogue.find("giselle", "pa:Character").iri == BASE + "character/giselle"
    with pytest.raises(UnknownNameError, match="no Person called “Giselle”"):
        catalogue.find("Giselle", "Person")
    with pytest.raises(UnknownNameError, match=r"no class called “Wrok”.*\n.*Work"):
        catalogue.find("Giselle", "Wrok")
    with pytest.raises(UnknownNameError, match="The ontology has: Album"):
        catalogue.find("Giselle", "Xqzwv")


# --- views ----------------------------------------------------------------------------------------------------------
def test_an_entity_has_its_names_documents_and_facts(catalogue):
    ada = catalogue.find("Ada Novák")
    assert (ada.name, ada.type, ada.subtype) == ("Ada Novák", "Person", "")
    assert ada.aliases == ("Ada Novak", "Novak")
    assert ada.documents == ("ben", "dancers/ada")
    assert [f.property for f in ada.as_subject] == [
        "birthDate", "memberOf", "performedIn", "performedRole", "birthPlace",
    ]  # fmt: skip
    assert [f.property for f in ada.as_object] == ["spouse"]
    assert ada.facts == (*ada.as_subject, *ada.as_object)
    assert [f.object_name for f in ada["memberOf"]] == ["Ballet Nova"]
    assert [f.subject.name for f in ada["spouse"]] == ["Ben Okri"]
    assert repr(ada) == "<Ada Novák (Person): 6 facts, 2 documents>"


def test_a_fact_has_its_ends_sentence_and_qualifiers(catalogue):
    (fact,) = catalogue.find("Ballet Nova")["member of"]
    assert fact.subject == catalogue.find("Ada Novák")
    assert fact.object == catalogue.find("Ballet Nova")
    assert fact.sentence == "Ada Novák danced with Ballet Nova from 1995 to 1999."
    assert fact.qualifiers == {"endDate": "1999", "startDate": "1995"}
    assert fact.confidence == 0.91
    assert fact.documents == ("dancers/ada",)
    assert repr(fact) == "<Ada Novák · member of · Ballet Nova (0.91)>"
    (born,) = catalogue.find("Ada Novák")["birthDate"]
    assert born.object == born.object_name == "1970-03-02"


def test_the_best_evidence_speaks_for_a_fact(catalogue):
    def evidence(document: str, confidence: float, **qualifiers: str) -> Evidence:
        return Evidence(
            document, Span(0, 1), Span(2, 3), Span(0, 4), f"{document}.", confidence, tuple(qualifiers.items())
        )

    fact = Fact(
        BASE + "person/ada-novak",
        "memberOf",
        BASE + "company/ballet-nova",
        (evidence("a", 0.5, rank="soloist", startDate="1995"), evidence("b", 0.9, startDate="1995-04")),
    )
    base = resolution()
    view = next(iter(Catalogue(Resolution(base.entities, (fact,), ()), load_ontology()).all_facts()))
    assert (view.sentence, view.confidence) == ("b.", 0.9)
    assert view.qualifiers == {"rank": "soloist", "startDate": "1995-04"}
    assert view.documents == ("a", "b")
    assert "… and 1 more" in plain(view.subject, evidence=1)


def test_segments_join_to_the_sentence_and_mark_the_arguments():
    def marked(subject: tuple[int, int], target: tuple[int, int]) -> list[Segment]:
        return segments(Evidence("d", Span(*subject), Span(*target), Span(10, 20), "abcdefghij", 0.5))

    assert marked((10, 12), (15, 20)) == [
        Segment("ab", "subject"), Segment("cde"), Segment("fghij", "object"),
    ]  # fmt: skip
    assert marked((12, 18), (14, 16)) == [
        Segment("ab"), Segment("cd", "subject"), Segment("ef", "both"), Segment("gh", "subject"), Segment("ij"),
    ]  # fmt: skip
    assert marked((10, 20), (10, 20)) == [Segment("abcdefghij", "both")]
    assert marked((0, 3), (18, 25)) == [Segment("abcdefghij")], "arguments outside the sentence"


def test_every_marked_segment_is_the_argument_in_its_text(catalogue):
    for fact in catalogue.all_facts():
        for evidence in fact.evidence:
            cut = segments(evidence)
            assert "".join(s.text for s in cut) == evidence.sentence
            text = TEXTS[evidence.document]
            span = evidence.subject_span
            assert "".join(s.text for s in cut if s.role in ("subject", "both")) == text[span.start : span.end]


def test_facts_are_grouped_by_label_and_symmetric_ones_stand_together(catalogue):
    assert list(grouped(catalogue.find("Ada Novák"))) == [
        "date of birth", "member of", "performed in", "performed role", "place of birth", "spouse",
    ]  # fmt: skip
    assert list(grouped(catalogue.find("Ben Okri"))) == ["spouse", "founder of"]


def test_a_property_without_an_inverse_is_read_with_an_arrow(catalogue):
    assert catalogue.inverse_label("nationality") == "← nationality"
    assert catalogue.inverse_label("birthPlace") == "place of birth of"
    assert catalogue.inverse_label("spouse") == "spouse"


@pytest.mark.parametrize("name", ["memberOf", "pa:memberOf", "member of", "Member-Of", "MEMBEROF"])
def test_properties_are_found_by_name_and_label(catalogue, name):
    assert catalogue.properties(name) == {"memberOf"}
    assert catalogue.properties("https://w3id.org/kgraph/performing-arts#memberOf") == {"memberOf"}


def test_a_super_property_stands_for_those_below_it(catalogue):
    assert catalogue.properties("relative") == {"relative", "spouse", "parent", "sibling"}
    assert [f.property for f in catalogue.find("Ada Novák")["relative"]] == ["spouse"]


def test_unknown_properties_have_near_misses(catalogue):
    with pytest.raises(UnknownNameError, match=r"no property called “membrOf”.*\nDid you mean: memberOf"):
        catalogue.properties("membrOf")


# --- cards ----------------------------------------------------------------------------------------------------------
def test_the_card_in_a_pipe(catalogue):
    assert plain(catalogue.find("Ben Okri")) == "\n".join(
        [
            "Ben Okri  Person",
            f"{BASE}person/ben-okri",
            "in 1 document: ben",
            "",
            "spouse",
            "  Ada Novák  0.90  (date 2001)",
            "    «Ben Okri» & sons, a <b>baritone</b>, married «Ada Novak» in 2001.  — ben, 0–62",
            "",
            "founder of",
            "  Ballet Nova  0.83",
            "    «Ballet Nova» was founded by «Ben Okri».  — ben, 63–99",
        ]
    )


def test_the_card_without_evidence(catalogue):
    text = plain(catalogue.find("Ben Okri"), evidence=0)
    assert "«" not in text
    assert "more" not in text


def test_the_card_on_a_terminal_colours_the_arguments(catalogue):
    out = Console(file=io.StringIO(), force_terminal=True, color_system="standard", width=200)
    for _, line in card(catalogue.find("Ben Okri")):
        out.print(line)
    text = out.file.getvalue()
    assert "\x1b[1;36mBallet Nova\x1b[0m was founded by \x1b[1;33mBen Okri\x1b[0m." in text
    assert "«" not in text


def test_the_card_as_json(catalogue):
    data = card_json(catalogue.find("Brno"))
    assert data == {
        "iri": BASE + "place/brno",
        "type": "Place",
        "subtype": "City",
        "name": "Brno",
        "aliases": [],
        "homonyms": [],
        "documents": ["dancers/ada"],
        "facts": [
            {
                "direction": "in",
                "subject": {"iri": BASE + "person/ada-novak", "name": "Ada Novák"},
                "property": "birthPlace",
                "object": {"iri": BASE + "place/brno", "name": "Brno"},
                "confidence": 0.88,
                "qualifiers": {},
                "evidence": [
                    {
                        "document": "dancers/ada",
                        "sentence": "She was born in Brno on 2 March 1970.",
                        "sentence_span": [53, 90],
                        "subject_span": [53, 56],
                        "object_span": [69, 73],
                        "confidence": 0.88,
                        "qualifiers": {},
                    }
                ],
            }
        ],
    }


# --- HTML -----------------------------------------------------------------------------------------------------------
class Balanced(HTMLParser):
    """Checks that every tag is closed, and collects the text."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.text = ""

    def handle_starttag(self, tag, attrs):
        if tag != "br":
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.text += data


def rendered(html: str) -> str:
    parser = Balanced()
    parser.feed(html)
    parser.close()
    assert parser.open == []
    return parser.text


def test_html_of_a_fact_marks_and_escapes(catalogue):
    (fact,) = catalogue.find("Ben Okri")["spouse"]
    html = fact._repr_html_()
    assert re.findall(r"<mark[^>]*title=\"(\w+)\">([^<]*)</mark>", html) == [
        ("subject", "Ben Okri"),
        ("object", "Ada Novak"),
    ]
    assert "&amp; sons, a &lt;b&gt;baritone&lt;/b&gt;" in html
    assert "Ben Okri & sons, a <b>baritone</b>, married Ada Novak in 2001." in rendered(html)


@pytest.mark.parametrize("name", ["Ada Novák", "Ben Okri", "Brno"])
def test_html_of_an_entity_has_all_its_facts(catalogue, name):
    view = catalogue.find(name)
    text = rendered(view._repr_html_())
    assert view.name in text
    for fact in view.facts:
        assert fact.sentence in text
    assert all(heading in text for heading in grouped(view))


def test_hostile_names_cannot_break_out_of_the_html():
    evil = '</b><script>alert("1")</script>\'&'
    base = resolution()
    entities = (*base.entities, Entity(BASE + "x/<evil>", "Person", evil, (evil + "2",), ()))
    fact = Fact(BASE + "x/<evil>", "occupation", Literal(evil), base.facts[0].evidence)
    catalogue = Catalogue(Resolution(entities, (fact,), ()), load_ontology())
    view = catalogue.view(BASE + "x/<evil>")
    for shown in (view, view.facts, view.facts[0]):
        html = shown._repr_html_()
        assert "<script" not in html
        assert evil in rendered(html)


def test_long_lists_are_cut_and_counted(catalogue):
    base = resolution()
    facts = tuple(
        Fact(BASE + "person/ada-novak", "birthDate", Literal(str(1000 + i)), base.facts[0].evidence)
        for i in range(MAX_ROWS + 5)
    )
    view = Catalogue(Resolution(base.entities, facts, ()), load_ontology()).view(BASE + "person/ada-novak")
    for html in (view._repr_html_(), view.facts._repr_html_()):
        text = rendered(html)
        assert "… and 5 more facts" in text
        assert str(1000 + MAX_ROWS - 1) in text
        assert str(1000 + MAX_ROWS) not in text
