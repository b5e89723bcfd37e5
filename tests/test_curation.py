"""curation.yaml: what can be written, what it does inside resolution, and what is said of what does not apply."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from documents import extraction, person, source, thing
from fakes import FakeExtractor
from hypothesis import given, settings
from hypothesis import strategies as st
from resolutions import ONTOLOGY, save
from typer.testing import CliRunner

from kgraph import pipeline
from kgraph.cli import app
from kgraph.compare.difference import diff
from kgraph.conflicts.listing import find_conflicts
from kgraph.curation import Add, Curation, Different, Name, Pin, Reject, Retype, Same, find_curation, read_curation
from kgraph.errors import CurationError
from kgraph.explore.catalogue import Catalogue
from kgraph.explore.knowledge_graph import open_build
from kgraph.export import FORMATS, export
from kgraph.model import Curated, Entity, Extraction, Literal, LocalEntity, LocalFact, Mention, Resolution, Span
from kgraph.rdf import read_build
from kgraph.resolve import resolve
from kgraph.resolve.parts import cut
from kgraph.validate import validate

BASE = "https://w3id.org/kgraph/resource/"
GISELLE = thing("Giselle", "Work")

#: Two namesakes, and somebody who may be one of them.
A = extraction(
    "a",
    person("Anna Lind", "Lind"),
    person("Otto Berg"),
    thing("Norrland Opera", "Company"),
    GISELLE,
    facts=[
        ("Anna Lind", "birthDate", "1921-05-03"),
        ("Anna Lind", "spouse", "Otto Berg"),
        ("Anna Lind", "memberOf", "Norrland Opera", {"startDate": "1945"}),
    ],
)
B = extraction(
    "b",
    person("Anna Lind"),
    person("Peter Vane"),
    GISELLE,
    facts=[
        ("Anna Lind", "birthDate", "1880"),
        ("Anna Lind", "studentOf", "Peter Vane"),
        ("Anna Lind", "performedIn", "Giselle"),
    ],
)
C = extraction(
    "c",
    person("Kajsa Holm"),
    thing("Norrland Opera", "Company"),
    facts=[("Kajsa Holm", "memberOf", "Norrland Opera")],
)
CORPUS = (A, B, C)


def lind(document: str, *facts: tuple[str, str]) -> Extraction:
    """A text on one Anna Lind, of whom it states these facts: property and object."""
    others = (person("Otto Berg"), thing("Norrland Opera", "Company"), GISELLE)
    return extraction(document, person("Anna Lind"), *others, facts=[("Anna Lind", *fact) for fact in facts])


def read(text: str, folder: Path | None = None) -> Curation:
    if folder is None:
        with TemporaryDirectory() as temporary:
            return read(text, Path(temporary))
    path = folder / "curation.yaml"
    path.write_text(text, "utf-8", newline="")
    return read_curation(path, ONTOLOGY)


def curated(text: str, *documents: Extraction) -> Resolution:
    texts = documents or CORPUS
    return resolve(texts, map(source, texts), ONTOLOGY, curation=read(text))


def plain(*documents: Extraction) -> Resolution:
    return resolve(documents or CORPUS, map(source, documents or CORPUS), ONTOLOGY)


def remarks(resolution: Resolution) -> list[str]:
    return [str(remark) for remark in resolution.remarks]


def idle(text: str, *documents: Extraction) -> str:
    """What is said of the one decision that does not apply, which leaves all as it is without it."""
    resolution = curated(text, *documents)
    assert resolution == plain(*documents)
    (remark,) = resolution.remarks
    assert not remark.applies
    return str(remark)


def of(resolution: Resolution, document: str, name: str = "Anna Lind", cls: str = "") -> Entity:
    """The entity that a document calls so."""
    (found,) = (
        e
        for e in resolution.entities
        if any((m.document, m.text) == (document, name) for m in e.mentions) and cls in ("", e.type)
    )
    return found


def said(resolution: Resolution) -> set[tuple[str, str, str]]:
    """The facts by their labels."""
    labels = {e.iri: e.bare_label for e in resolution.entities}
    return {
        (labels[f.subject], f.property, f.object.value if isinstance(f.object, Literal) else labels[f.object])
        for f in resolution.carried
    }


# ------------------------------------------------------------------------------------------------------ reading


def test_each_kind_of_decision_is_read() -> None:
    text = """\
# The decisions of the archive.
- same: [Peggy Hale, "Lund, Margaret"]
  by: M. Karlsson
  date: 2024-05-01
  note: one hand in both diaries
- different:
    - James Oakes (a)
    - James Oakes (b)
    - James Oakes (c)
    # and perhaps a fourth
- name: Honor Tredgold
  of: Miss T.
- type: BalletCompany
  of: Northern Counties
- reject: [Anna Lind, memberOf, Royal Ballet]
  document: a
- add: [Anna Lind, memberOf, Norrland Opera]
  source: Register
  on: 1950-01
  rank: soloist
- iri: person/anna-lind-soprano
  of: Anna Lind
"""
    curation = read(text)
    kinds = [Same, Different, Name, Retype, Reject, Add, Pin]
    assert [type(entry) for entry in curation.entries] == kinds
    assert [entry.line for entry in curation.entries] == [2, 6, 11, 13, 15, 17, 21]
    same, different, name, retype, reject, add, pin = curation.entries
    assert isinstance(same, Same)
    assert isinstance(different, Different)
    assert isinstance(name, Name)
    assert isinstance(retype, Retype)
    assert isinstance(reject, Reject)
    assert isinstance(add, Add)
    assert isinstance(pin, Pin)
    assert [r.text for r in same.references] == ["Peggy Hale", "Lund, Margaret"]
    assert (same.by, same.date, same.note) == ("M. Karlsson", "2024-05-01", "one hand in both diaries")
    assert [r.text for r in different.references] == ["James Oakes (a)", "James Oakes (b)", "James Oakes (c)"]
    assert different.text.endswith("James Oakes (c)")
    assert (name.name, name.of.text) == ("Honor Tredgold", "Miss T.")
    assert (retype.type, retype.of.text) == ("BalletCompany", "Northern Counties")
    assert (reject.subject.text, reject.property, reject.object.text) == ("Anna Lind", "memberOf", "Royal Ballet")
    assert reject.document == "a"
    assert (add.source, add.qualifiers) == ("Register", (("date", "1950-01"), ("rank", "soloist")))
    assert pin.iri == "person/anna-lind-soprano"
    for entry in curation.entries:
        assert text[entry.span.start : entry.span.end] == entry.text
    assert text[same.references[1].span.start : same.references[1].span.end] == '"Lund, Margaret"'


@pytest.mark.parametrize("text", ["", "# nothing yet\n", "[]\n", "\ufeff# nothing\r\n"])
def test_a_file_may_be_empty(text: str) -> None:
    assert read(text).entries == ()
    assert curated(text) == plain()


def test_offsets_count_characters_after_marks_and_line_ends() -> None:
    text = "\ufeff# \U0001f3ad\r\n- add: ['Zoë \U0001f3ad Lind (a)', birthDate, \"1921\"]\r\n  source: x\r\n"
    curation = read(text)
    (entry,) = curation.entries
    assert isinstance(entry, Add)
    span = entry.subject.span
    assert curation.text[span.start : span.end] == "'Zoë \U0001f3ad Lind (a)'"
    assert curation.text[entry.span.start : entry.span.end].endswith("source: x")


FAULTS = [
    ("same: [a, b]", "line 1: the file must be a list: begin each decision with '- '."),
    ("- Anna", "line 1: a decision begins with one of same:, different:, name:, type:, reject:, add:, iri:"),
    ("- same: [a, b]\n- smae: [a, b]", "line 2: a decision has one of the keys same, different, name, type, reject, "),
    ("- smae: [a, b]", "Did you mean 'same'?"),
    ("- same: [a, b]\n  different: [a, b]", "line 1: a decision has one of the keys"),
    ("- same: [a, b]\n  same: [a, c]", "line 2: 'same' stands twice in one decision; begin another with '- '."),
    ("- same: [a, b]\n  nite: x", "line 2: 'nite' has no meaning beside 'same'. Did you mean 'note'?"),
    (
        "- same: [a, b]\n  colour: x",
        "line 2: 'colour' has no meaning beside 'same'. There can be same, by, date, note.",
    ),
    ("- same: [a]", "line 1: write same: [one, the other]"),
    ("- different: a", "line 1: write different: [one, the other]"),
    ("- same: [a, [b]]", "line 1: here a name or a text must stand"),
    ("- same: [a, '']", "line 1: here a name or a text must stand"),
    ("- name: Anna", "line 1: 'name' needs 'of:', whom or what it is about."),
    ("- type: Balet\n  of: x", "line 1: the ontology has no class 'Balet'. Did you mean 'Ballet'?"),
    ("- iri: anna\n  of: x", "line 1: 'anna' is no IRI below the base: write one as person/anna-lind."),
    ("- iri: document/a\n  of: x", "'document/a' is no IRI below the base"),
    ("- iri: person/50%\n  of: x", "'person/50%' is no IRI below the base"),
    ("- reject: [a, memberOf]", "line 1: write reject: [subject, property, object]"),
    ("- add: [a, memberOf, b, c]", "line 1: write add: [subject, property, object]"),
    ("- add: [a, member, b]\n  source: x", "line 1: the ontology has no property 'member'. Did you mean 'memberOf'?"),
    ("- add: [a, memberOf, b]", "line 1: a fact that is added needs its 'source:', for those who will cite it."),
    (
        "- add: [a, birthDate, May 1921]\n  source: x",
        "line 1: 'birthDate' takes a date, as 1921, 1921-05 or 1921-05-03",
    ),
    ("- add: [a, birthDate, 1921-13]\n  source: x", "'1921-13' is none."),
    ("- add: [a, birthDate, 1921-02-30]\n  source: x", "'1921-02-30' is none."),
    ("- reject: [a, birthDate, b]", "line 1: 'birthDate' takes a date"),
    ("- add: [a, memberOf, b]\n  source: x\n  startDate: soon", "line 3: 'startDate' takes a date"),
    ("- ? [a]\n  : b", "line 1: a list or a mapping cannot be a key"),
    ("- same: [a, b", "line 1, is not YAML: "),
    ("- same: [a, b]\n  note: x: y", "line 2, is not YAML: mapping values are not allowed here. Names with ': '"),
    ("- same: [a, b]\n- name: \x07", "line 2 has a character that YAML does not allow: remove it."),
    ("[" * 5000, "has lists within lists without end"),
    ("- same: &x\n    - *x\n    - b", "has lists within lists without end"),
]


@pytest.mark.parametrize(("text", "message"), FAULTS)
def test_a_fault_is_named_with_its_line_and_what_to_write(text: str, message: str, tmp_path: Path) -> None:
    with pytest.raises(CurationError) as caught:
        read(text, tmp_path)
    assert f"'{tmp_path / 'curation.yaml'}'" in str(caught.value)
    assert message in str(caught.value)


def test_all_faults_are_named_together(tmp_path: Path) -> None:
    with pytest.raises(CurationError, match=r"(?s)line 1: .*line 3: .*line 4: "):
        read("- same: [a]\n- same: [a, b]\n- name: x\n- iri: y\n  of: z\n", tmp_path)


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    path = tmp_path / "curation.yaml"
    with pytest.raises(CurationError, match="cannot be read"):
        read_curation(path, ONTOLOGY)
    path.write_bytes(b"- name: Zo\xeb\n  of: x\n")
    with pytest.raises(CurationError, match="is not in UTF-8: save it so"):
        read_curation(path, ONTOLOGY)


def test_the_file_is_found_in_the_corpus_or_beside_it(tmp_path: Path) -> None:
    corpus, other = tmp_path / "corpus", tmp_path / "more" / "letters"
    corpus.mkdir()
    other.mkdir(parents=True)
    (corpus / "a.txt").write_text("x", "utf-8")
    assert find_curation([corpus]) is None
    beside = tmp_path / "curation.yaml"
    beside.write_text("", "utf-8")
    found = find_curation([corpus])
    assert found is not None
    assert found.samefile(beside)
    assert find_curation([other]) is None
    inside = corpus / "curation.yaml"
    inside.write_text("", "utf-8")
    with pytest.raises(CurationError, match=r"There are several curation files, .*: name one with --curation"):
        find_curation([corpus])
    beside.unlink()
    assert find_curation([corpus, corpus]) == find_curation([corpus / "a.txt"]) == inside
    assert find_curation([other], inside) == inside
    with pytest.raises(CurationError, match="There is no curation file"):
        find_curation([corpus], tmp_path / "x.yaml")


# ------------------------------------------------------------------------------------------------------ looking up


def test_a_name_that_means_nothing_is_reported_with_one_that_is_like_it() -> None:
    assert idle("- name: X\n  of: Ana Lint (a)") == "line 1: nothing is called 'Ana Lint'. Did you mean 'Anna Lind'?"
    assert idle("- name: X\n  of: Zzz") == "line 1: nothing is called 'Zzz'"


def test_a_name_that_means_several_is_reported_with_references_that_do_not() -> None:
    assert (
        idle("- name: X\n  of: Anna Lind")
        == "line 1: 'Anna Lind' could be 'Anna Lind (a)' or 'Anna Lind (b)': write one of these"
    )
    assert (
        idle("- name: X\n  of: Anna Lind (c)")
        == "line 1: 'Anna Lind (c)' fits nothing: write 'Anna Lind (a)' or 'Anna Lind (b)'"
    )
    assert "fits nothing" in idle("- name: X\n  of: Anna Lind (soprano)")


@pytest.mark.parametrize(
    ("reference", "document"),
    [
        ("Anna Lind (a)", "a"),
        ("anna  LIND (b)", "b"),
        ("'Lind, Anna (b)'", "b"),
        ("Anna Lind(b)", "b"),
        ("Lind", "a"),
        ("Anna Lind (a, Person)", "a"),
        ("Anna Lind (Person, b)", "b"),
        ("Anna Lind (b, at 0)", "b"),
    ],
)
def test_a_reference_is_a_name_and_what_stands_in_brackets(reference: str, document: str) -> None:
    resolution = curated(f"- name: Somebody\n  of: {reference}")
    assert remarks(resolution) == []
    assert {d for e in resolution.entities if e.label == "Somebody" for d in e.documents} == {document}


def test_a_class_tells_apart_what_one_text_calls_alike() -> None:
    text = extraction("a", thing("Giselle", "Work", subtype="Ballet"), thing("Giselle", "Character"))
    problem = idle("- name: X\n  of: Giselle", text)
    assert "could be 'Giselle (a, Work)' or 'Giselle (a, Character)'" in problem
    for reference in ("Giselle (Ballet)", "Giselle (a, Work)", "Giselle (Ballet, a)"):
        resolution = curated(f"- name: X\n  of: {reference}", text)
        assert [(e.label, e.type) for e in resolution.entities] == [("Giselle", "Character"), ("X", "Work")]


def test_a_place_in_the_text_tells_apart_what_nothing_else_does() -> None:
    text = extraction("a", person("Anna Lind", "Lind"), person("Jenny Lind", "Lind"))
    assert "could be 'Lind (a, Person, at 0)' or 'Lind (a, Person, at 15)'" in idle("- name: X\n  of: Lind", text)
    resolution = curated("- name: X\n  of: Lind (a, at 15)", text)
    assert {e.label for e in resolution.entities} == {"Anna Lind", "X"}


def test_names_and_documents_may_have_brackets_and_commas_of_their_own() -> None:
    texts = [
        extraction("letters/Smith, J (1921)", thing("Faust (fragment)", "Work"), person("Ada Roth")),
        extraction("b", thing("Faust (fragment)", "Work"), person("Ada Roth")),
    ]
    for reference, label in {
        "Faust (fragment)": "Faust (fragment)",
        "Faust (fragment) (b)": "Faust (fragment)",
        "Ada Roth (letters/Smith, J (1921))": "Ada Roth",
        "Ada Roth (letters/Smith, J (1921), Person)": "Ada Roth",
    }.items():
        resolution = curated(f'- name: X\n  of: "{reference}"', *texts)
        assert remarks(resolution) == []
        assert {e.label for e in resolution.entities} == {"Faust (fragment)", "Ada Roth", "X"} - {label}


# ------------------------------------------------------------------------------------------------------ identity


def test_what_is_the_same_is_one_and_the_decision_is_told() -> None:
    resolution = curated("- same: [Kajsa Holm, Anna Lind (a)]\n  by: M. Karlsson\n  note: the programme says so")
    assert of(resolution, "a") == of(resolution, "c", "Kajsa Holm")
    assert of(resolution, "a") != of(resolution, "b")
    assert remarks(resolution) == []
    (decision,) = (d for d in resolution.decisions if any(r.kind == "curated" for r in d.reasons))
    assert decision.joined
    assert [r.detail for r in decision.reasons] == ["line 1 of the curation file; M. Karlsson; the programme says so"]


def test_that_the_texts_speak_against_it_is_reported_unless_that_was_rejected() -> None:
    same = "- same: [Anna Lind (a), Anna Lind (b)]\n"
    resolution = curated(same)
    assert of(resolution, "a") == of(resolution, "b")
    (remark,) = resolution.remarks
    assert remark.applies
    assert remark.message.startswith("it is applied, but the texts speak against it: birthDate differs")
    assert remarks(curated(same + "- reject: [Anna Lind (b), birthDate, 1880]\n")) == []


def test_what_is_different_is_never_one() -> None:
    texts = (A, lind("d", ("spouse", "Otto Berg")))
    assert of(plain(*texts), "a") == of(plain(*texts), "d")
    resolution = curated("- different: [Anna Lind (a), Anna Lind (d)]", *texts)
    assert of(resolution, "a") != of(resolution, "d")
    assert of(resolution, "a", "Otto Berg") == of(resolution, "d", "Otto Berg")
    assert remarks(resolution) == []


def test_two_names_of_one_entity_in_one_text_cannot_be_told_apart() -> None:
    problem = idle("- different: [Lind, Anna Lind (a)]")
    assert problem.startswith(
        "line 1: two of the names stand for one thing in one document: add the documents in brackets"
    )


def test_what_a_decision_leaves_apart_besides_is_told() -> None:
    wife = ("spouse", "Otto Berg")
    third = extraction("c", person("Lind"), person("Otto Berg"), facts=[("Lind", *wife)])
    texts = (lind("a", wife), lind("b", wife), third)
    assert len({of(plain(*texts), "a"), of(plain(*texts), "b"), of(plain(*texts), "c", "Lind")}) == 1
    resolution = curated("- different: [Anna Lind (a), Anna Lind (b)]", *texts)
    (remark,) = resolution.remarks
    assert remark.applies
    assert str(remark) == (
        "line 1: with it no longer one: 'Lind (c)' and 'Anna Lind (a)'. If they are, say so with 'same'"
    )
    settled = "- different: [Anna Lind (a), Anna Lind (b)]\n- same: [Anna Lind (a), Lind (c)]"
    assert remarks(curated(settled, *texts)) == []


#: One chain of a misread letter: "Piers Lamorna" from 0, "Ros" from 14, "she" from 18, "Piers" from 22.
MISREAD = Extraction(
    "letter",
    (
        LocalEntity(
            "e1",
            "Person",
            "Piers Lamorna",
            ("Piers", "Ros"),
            (
                Mention(Span(0, 13), "Piers Lamorna"),
                Mention(Span(14, 17), "Ros"),
                Mention(Span(18, 21), "she", pronoun=True),
                Mention(Span(22, 27), "Piers"),
            ),
            gender="f",
        ),
        LocalEntity("e2", "Place", "Newlyn", (), (Mention(Span(28, 34), "Newlyn"),)),
    ),
    (LocalFact("e1", "residence", "e2", Span(18, 21), Span(28, 34), Span(0, 34), "she … Newlyn", 0.9),),
)


def test_what_a_text_takes_for_one_is_cut_where_a_person_says() -> None:
    (whole,) = (e for e in plain(MISREAD).entities if e.type == "Person")
    assert (whole.label, whole.aliases) == ("Piers Lamorna", ("Piers", "Ros"))
    resolution = curated("- different: ['Piers Lamorna (letter, at 3)', 'Ros (letter, at 14)']", MISREAD)
    assert remarks(resolution) == []
    people = {e.label: e for e in resolution.entities if e.type == "Person"}
    assert {label: e.aliases for label, e in people.items()} == {"Piers Lamorna": (), "Ros": ("Piers",)}
    (fact,) = resolution.facts
    assert fact.subject == people["Ros"].iri, "it is told with 'she', behind 'Ros'"


def test_places_that_are_the_same_stay_together() -> None:
    decisions = [
        '- different: ["Piers Lamorna (letter, at 0)", "Ros (letter, at 14)"]',
        '- same: ["Piers (letter, at 22)", "Piers (letter, at 40)"]',
        '- same: ["Piers Lamorna (letter, at 0)", "Piers (letter, at 22)"]',
    ]
    last = Mention(Span(40, 45), "Piers")
    letter = replace(
        MISREAD,
        entities=(replace(MISREAD.entities[0], mentions=(*MISREAD.entities[0].mentions, last)), MISREAD.entities[1]),
    )
    for order in (decisions, decisions[::-1]):
        resolution = curated("\n".join(order), letter)
        assert remarks(resolution) == []
        assert {e.label: e.aliases for e in resolution.entities if e.type == "Person"} == {
            "Piers Lamorna": ("Piers",),
            "Ros": (),
        }


@pytest.mark.parametrize(
    "text",
    [
        '- different: ["Piers Lamorna (letter, at 0)", "Ros (letter, at 18)"]',  # a pronoun
        '- different: ["Piers Lamorna (letter, at 0)", "Piers Lamorna (letter, at 14)"]',  # there it says Ros
        '- different: ["Piers Lamorna (letter, at 0)", "Ros (letter, at 14)", "Nobody (letter, at 14)"]',
    ],
)
def test_only_a_decision_that_is_understood_cuts(text: str) -> None:
    idle(text, MISREAD)


def test_places_that_are_to_be_one_and_not_one_are_not_cut() -> None:
    places = '["Piers Lamorna (letter, at 0)", "Ros (letter, at 14)"]'
    resolution = curated(f"- different: {places}\n- same: {places}", MISREAD)
    assert len([e for e in resolution.entities if e.type == "Person"]) == 1
    assert "as in 'Lind (diary, at 120)'" in remarks(resolution)[0]


def test_a_part_is_named_as_its_own_text_names_it() -> None:
    entity = MISREAD.entities[0]
    wrapped = replace(entity, mentions=(Mention(Span(0, 13), "Piers\nLamorna"), *entity.mentions[1:]))
    letter = replace(MISREAD, entities=(wrapped, MISREAD.entities[1]))
    resolution = curated("- different: ['Piers Lamorna (letter, at 0)', 'Ros (letter, at 14)']", letter)
    assert {e.label for e in resolution.entities if e.type == "Person"} == {"Piers Lamorna", "Ros"}


def test_a_cut_makes_ids_that_nothing_has_yet() -> None:
    entity = MISREAD.entities[0]
    twin = replace(entity, id="e1*2", mentions=(Mention(Span(50, 63), "Piers Lamorna"),), aliases=())
    letter = replace(MISREAD, entities=(entity, twin, MISREAD.entities[1]))
    parts = cut(letter, {"e1": [[entity.mentions[0]], [entity.mentions[1]]]})
    assert [e.id for e in parts.entities] == ["e1", "e1*3", "e1*2", "e2"]


def test_what_fits_nothing_is_shown_in_its_document() -> None:
    problem = idle("- name: X\n  of: Anna Lind (b, at 999)")
    assert problem == "line 1: 'Anna Lind (b, at 999)' fits nothing: write 'Anna Lind (b)'"


@pytest.mark.parametrize(
    "decisions",
    [
        "- same: [Kajsa Holm, Anna Lind (a)]\n- different: [Kajsa Holm, Anna Lind (a)]\n",
        "- different: [Kajsa Holm, Anna Lind (a)]\n"
        "- same: [Kajsa Holm, Peter Vane]\n"
        "- same: [Peter Vane, Anna Lind (a)]\n",
    ],
)
def test_decisions_that_contradict_each_other_are_an_error(decisions: str) -> None:
    with pytest.raises(CurationError) as caught:
        curated(decisions)
    assert "of the curation file says that 'Kajsa Holm' of c and 'Anna Lind' of a differ, but line" in str(caught.value)
    if decisions.startswith("- different"):
        assert str(caught.value).startswith("Line 1 ")
        assert "but lines 2 and 3 make them one" in str(caught.value)


# ------------------------------------------------------------------------------------------------------ name, type, IRI


def test_a_name_is_preferred_and_the_others_stay() -> None:
    before, after = plain(), curated("- name: Anna Berg-Lind\n  of: Anna Lind (a)")
    entity = of(after, "a")
    assert entity.label == "Anna Berg-Lind"
    assert "Anna Lind" in entity.aliases
    assert entity.iri == of(before, "a").iri


def test_a_name_may_speak_of_what_a_decision_made_one() -> None:
    """Either way it is found among the entities as decisions on identity leave them."""
    same = curated("- name: X\n  of: Anna Lind\n- same: [Anna Lind (a), Anna Lind (b)]")
    assert of(same, "a").label == of(same, "b").label == "X"
    texts = (A, lind("d", ("spouse", "Otto Berg")))
    apart = curated("- name: X\n  of: Anna Lind\n- different: [Anna Lind (a), Anna Lind (d)]", *texts)
    assert remarks(apart) == ["line 1: 'Anna Lind' could be 'Anna Lind (a)' or 'Anna Lind (d)': write one of these"]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("- name: X\n  of: Anna Lind (a)\n", "- name: Y\n  of: Lind\n"),
        ("- iri: person/x\n  of: Anna Lind (a)\n", "- iri: person/y\n  of: Lind\n"),
        ("- type: School\n  of: Norrland Opera\n", "- type: BalletCompany\n  of: Norrland Opera\n"),
        (
            "- add: [Lind, deathDate, 1990]\n  source: x\n",
            "- add: [Anna Lind (a), deathDate, 1991]\n  source: y\n",
        ),
    ],
)
def test_of_two_decisions_on_one_thing_the_later_counts(first: str, second: str) -> None:
    both, alone = curated(first + second), curated(second)
    line = first.count("\n") + 1
    assert remarks(both) == [f"line 1: line {line} decides the same otherwise, and counts"]
    assert not both.remarks[0].applies
    assert said(both) == said(alone)
    assert [(e.iri, e.label, e.type, e.subtype) for e in both.entities] == [
        (e.iri, e.label, e.type, e.subtype) for e in alone.entities
    ]
    assert said(curated(second + first)) == said(curated(first))


def test_the_later_name_counts_whatever_came_between() -> None:
    lines = "".join(f"- name: {n}\n  of: Anna Lind ({d})\n" for n, d in (("X", "a"), ("Y", "b"), ("Z", "a")))
    same = "- same: [Anna Lind (a), Anna Lind (b)]\n"
    assert of(curated(same + lines), "a").label == "Z"


def test_a_pinned_iri_is_kept_and_others_give_way() -> None:
    before = plain()
    assert of(before, "a").iri == f"{BASE}person/anna-lind"
    after = curated("- iri: person/anna-lind\n  of: Anna Lind (b)")
    assert of(after, "b").iri == f"{BASE}person/anna-lind"
    assert of(after, "a").iri == f"{BASE}person/anna-lind-1921"
    assert remarks(after) == []


def test_a_name_that_a_person_gave_is_not_told_apart() -> None:
    resolution = curated("- name: Anna Lind\n  of: Anna Lind (a)")
    assert of(resolution, "a").label == "Anna Lind"
    assert of(resolution, "b").label.startswith("Anna Lind (b. 1880")


def test_an_iri_is_pinned_to_one_thing_only() -> None:
    resolution = curated("- iri: person/x\n  of: Anna Lind (b)\n- iri: person/x\n  of: Kajsa Holm")
    assert of(resolution, "b").iri == f"{BASE}person/x"
    assert remarks(resolution) == ["line 3: 'person/x' is the IRI of something else by line 1"]


def test_a_type_is_given_before_anything_is_linked() -> None:
    """A theatre that one text takes for a company is one with that of another text if it is a venue there, too."""
    texts = (
        extraction("a", thing("Apollo", "Company"), person("Ada Roth"), facts=[("Ada Roth", "memberOf", "Apollo")]),
        extraction("b", thing("Apollo", "Venue"), thing("Lyon", "Place"), facts=[("Apollo", "locatedIn", "Lyon")]),
    )
    assert of(plain(*texts), "a", "Apollo") != of(plain(*texts), "b", "Apollo")
    resolution = curated("- type: Venue\n  of: Apollo (a)", *texts)
    assert of(resolution, "a", "Apollo") == of(resolution, "b", "Apollo")
    assert of(resolution, "a", "Apollo").type == "Venue"
    (remark,) = resolution.remarks
    assert str(remark) == "line 1: 'Ada Roth memberOf Apollo' of a does not fit the class, and is left out"
    assert remark.applies
    assert said(resolution) == {("Apollo", "locatedIn", "Lyon")}


def test_a_type_takes_dates_that_no_longer_fit_along() -> None:
    resolution = curated("- type: Work\n  of: Anna Lind (b)")
    assert "line 1: 'Anna Lind birthDate 1880' of b does not fit the class, and is left out" in remarks(resolution)
    assert of(resolution, "b").type == "Work"
    assert not any(f.subject == of(resolution, "b").iri for f in resolution.facts)


def test_a_finer_type_leaves_the_annotated_one(tmp_path: Path) -> None:
    resolution = curated("- type: BalletCompany\n  of: Norrland Opera")
    opera = of(resolution, "a", "Norrland Opera")
    assert (opera.type, opera.subtype, opera.documents) == ("Company", "BalletCompany", ("a", "c"))
    assert said(resolution) == said(plain())
    assert read_build(save(resolution, tmp_path / "build"), ONTOLOGY) == resolution


def test_a_type_is_that_of_all_that_is_one_unless_a_document_is_named() -> None:
    texts = (
        extraction("a", thing("Northern Counties Ballet", "Company", "NCB")),
        extraction("b", thing("NCB", "Company"), thing("Northern Counties Ballet", "Company")),
    )
    assert of(plain(*texts), "b", "NCB") != of(plain(*texts), "b", "Northern Counties Ballet")
    resolution = curated("- type: School\n  of: Northern Counties Ballet", *texts)
    assert of(resolution, "a", "NCB").type == "School"
    assert of(resolution, "b", "Northern Counties Ballet").type == "School"


# ------------------------------------------------------------------------------------------------------ facts


def test_a_rejected_fact_goes_wherever_it_is_stated() -> None:
    resolution = curated("- reject: [Anna Lind (b), studentOf, Peter Vane]")
    assert said(plain()) - said(resolution) == {("Anna Lind", "studentOf", "Peter Vane")}
    assert remarks(resolution) == []
    symmetric = curated("- reject: [Otto Berg, spouse, Anna Lind (a)]")
    assert ("Anna Lind", "spouse", "Otto Berg") not in {f for f in said(symmetric) if "spouse" in f}
    assert len(symmetric.facts) == len(plain().facts) - 1


def test_a_fact_may_be_rejected_as_one_document_states_it() -> None:
    texts = (
        C,
        extraction(
            "d",
            *(person("Kajsa Holm"), thing("Norrland Opera", "Company")),
            facts=[("Kajsa Holm", "memberOf", "Norrland Opera")],
        ),
    )
    resolution = curated("- reject: [Kajsa Holm, memberOf, Norrland Opera]\n  document: d", *texts)
    (fact,) = resolution.facts
    assert [e.document for e in fact.evidence] == ["c"]
    assert curated("- reject: [Kajsa Holm, memberOf, Norrland Opera]", *texts).facts == ()


@pytest.mark.parametrize(
    ("decision", "message"),
    [
        ("- reject: [Kajsa Holm, studentOf, Peter Vane]", "no text states that fact any more: the decision can go"),
        (
            "- reject: [Anna Lind (b), birthDate, 1881]",
            "no text states that fact, but '1880': write that, or take the decision out",
        ),
        (
            "- reject: [Anna Lind (b), studentOf, Otto Berg]",
            "no text states that fact, but 'Peter Vane (b)': write that, or take the decision out",
        ),
        ("- reject: [Anna Lind, studentOf, Peter Vane]", "'Anna Lind' could be"),
        ("- reject: [Anna Lind (b), studentOf, Nobody]", "nothing is called 'Nobody'"),
        ("- reject: [Kajsa Holm, memberOf, Norrland Opera]\n  document: x", "there is no document 'x'"),
    ],
)
def test_a_rejection_that_does_not_apply_is_reported(decision: str, message: str) -> None:
    assert message in idle(decision)


def test_two_rejections_of_one_fact_are_both_applied() -> None:
    one = "- reject: [Anna Lind (b), studentOf, Peter Vane]\n"
    assert remarks(curated(one + one + one)) == []


def test_a_rejected_date_no_longer_keeps_namesakes_apart() -> None:
    texts = (
        lind("a", ("birthDate", "1921"), ("performedIn", "Giselle")),
        lind("b", ("birthDate", "1912"), ("performedIn", "Giselle")),
    )
    assert of(plain(*texts), "a") != of(plain(*texts), "b")
    resolution = curated("- reject: [Anna Lind (b), birthDate, 1912]", *texts)
    assert of(resolution, "a") == of(resolution, "b")
    assert ("Anna Lind", "birthDate", "1921") in said(resolution)


ADDED = """\
# From the registers.
- add: [Anna Lind (a), deathDate, "1999-02-01"]
  source: Parish register of Malmö, 1999, no. 3
  by: M. Karlsson
  date: 2024-05-01
  note: the entry is hard to read
- add: ["Lind", studentOf, Greta Holm]
  source: Letter of 4 May 1940
  startDate: 1940
- add: [Greta Holm, memberOf, 'Norrland Opera']
  source: Programme
"""


def test_an_added_fact_is_grounded_in_the_file(tmp_path: Path) -> None:
    curation = read(ADDED)
    resolution = curated(ADDED)
    added = {
        ("Anna Lind", "deathDate", "1999-02-01"),
        ("Anna Lind", "studentOf", "Greta Holm"),
        ("Greta Holm", "memberOf", "Norrland Opera"),
    }
    assert said(resolution) - said(plain()) == added
    assert remarks(resolution) == ["line 7: no text speaks of 'Greta Holm': it is added, as Person"]
    assert len([e for e in resolution.entities if e.label == "Greta Holm"]) == 1
    facts = [(f, e) for f in resolution.facts for e in f.evidence if e.document == "curation.yaml"]
    assert len(facts) == 3
    words = set()
    for fact, evidence in facts:
        sentence, subject, target = (
            curation.text[s.start : s.end]
            for s in (evidence.sentence_span, evidence.subject_span, evidence.object_span)
        )
        assert sentence == evidence.sentence
        assert sentence.startswith("add: [")
        words.add((subject, fact.property, target))
        assert evidence.confidence == 1.0
    assert words == {
        ("Anna Lind", "deathDate", "1999-02-01"),
        ("Lind", "studentOf", "Greta Holm"),
        ("Greta Holm", "memberOf", "Norrland Opera"),
    }
    for entity in resolution.entities:
        for mention in entity.mentions:
            if mention.document == "curation.yaml":
                assert curation.text[mention.span.start : mention.span.end] == mention.text
    first = next(e for f, e in facts if f.property == "deathDate")
    assert first.curated == Curated(
        "Parish register of Malmö, 1999, no. 3", "M. Karlsson", "2024-05-01", "the entry is hard to read"
    )
    build = save(resolution, tmp_path / "build")
    assert read_build(build, ONTOLOGY) == resolution
    assert validate(build, ONTOLOGY) == ()


def test_names_that_are_not_as_written_are_grounded_as_they_are() -> None:
    text = '- add: ["Anna\\u0020Lind (a)", deathDate, 1999]\n  source: x\n'
    resolution = curated(text)
    (evidence,) = (e for f in resolution.facts for e in f.evidence if e.curated)
    (mention,) = (m for m in of(resolution, "a").mentions if m.document == "curation.yaml")
    assert mention.text == text[mention.span.start : mention.span.end] == '"Anna\\u0020Lind (a)"'
    assert evidence.subject_span == mention.span
    assert of(resolution, "a").bare_label == "Anna Lind"


def test_an_added_fact_is_marked_in_the_evidence(tmp_path: Path) -> None:
    graph = open_build(save(curated(ADDED), tmp_path / "build"))
    rows = graph.ask("""
        SELECT ?source ?who ?when ?why WHERE {
          ?s rdf:predicate pa:deathDate ; prov:qualifiedDerivation ?d . ?d pa:curated true ; dcterms:source ?source ;
             dcterms:creator ?who ; dcterms:date ?when ; dcterms:description ?why }""")
    assert [dict(row) for row in rows] == [
        {
            "source": "Parish register of Malmö, 1999, no. 3",
            "who": "M. Karlsson",
            "when": "2024-05-01",
            "why": "the entry is hard to read",
        }
    ]
    silent = graph.ask("""
        SELECT ?p WHERE { ?s rdf:predicate ?p ; prov:qualifiedDerivation ?d . ?d pa:curated true
          FILTER NOT EXISTS { ?d dcterms:creator|dcterms:date ?x } }""")
    assert sorted(str(row["p"]) for row in silent) == [ONTOLOGY.iri("memberOf"), ONTOLOGY.iri("studentOf")]


def test_an_added_fact_wins_over_the_texts() -> None:
    texts = (A, *(lind(d, ("birthDate", "1921-05-03"), ("spouse", "Otto Berg")) for d in "de"))
    resolution = curated("- add: [Anna Lind, birthDate, 1922]\n  source: Register\n", *texts)
    assert ("Anna Lind", "birthDate", "1922") in said(resolution)
    (remark,) = resolution.remarks
    assert str(remark) == "line 1: it is applied, but a, d, e say 1921-05-03"
    assert remark.applies
    (conflict,) = find_conflicts(Catalogue(resolution, ONTOLOGY)).disagreements
    assert conflict.reason == "chosen by hand"
    assert of(resolution, "a") == of(resolution, "d") == of(resolution, "e")


@pytest.mark.parametrize(
    ("decision", "message"),
    [
        ("- add: [Anna Lind, deathDate, 1999]\n  source: x", "'Anna Lind' could be"),
        ("- add: [Zoë (a), deathDate, 1999]\n  source: x", "nothing is called 'Zoë'"),
        ("- add: [Giselle, deathDate, 1999]\n  source: x", "'deathDate' does not hold between Work and date"),
        ("- add: [Kajsa Holm, studentOf, Giselle]\n  source: x", "'studentOf' does not hold between Person and Work"),
        ("- add: [Lind, spouse, Anna Lind (a)]\n  source: x", "both names mean the same thing"),
        (
            "- add: [New House, founder, Kajsa Holm]\n  source: x",
            "no text speaks of 'New House': say of which class it is, as 'New House (Person)'",
        ),
    ],
)
def test_a_fact_that_cannot_be_added_is_reported(decision: str, message: str) -> None:
    assert message in idle(decision)


def test_what_no_text_speaks_of_may_say_its_class() -> None:
    resolution = curated("- add: [New House (Venue), founder, Kajsa Holm]\n  source: x")
    assert ("New House", "founder", "Kajsa Holm") in said(resolution)
    assert next(e.type for e in resolution.entities if e.label == "New House") == "Venue"


def test_a_rejection_is_of_what_texts_state() -> None:
    """A fact that kgraph misread may well be so by another source."""
    text = (
        "- reject: [Kajsa Holm, memberOf, Norrland Opera]\n- add: [Kajsa Holm, memberOf, Norrland Opera]\n  source: x\n"
    )
    (fact,) = (f for f in curated(text, C).facts)
    assert [e.document for e in fact.evidence] == ["curation.yaml"]


def test_no_document_may_be_called_as_the_file() -> None:
    texts = (A, extraction("curation.yaml", person("Ada Roth")))
    assert remarks(curated("- name: X\n  of: Ada Roth", *texts)) == []
    with pytest.raises(CurationError, match=r"both called 'curation.yaml'.*rename one"):
        curated("- add: [Ada Roth, deathDate, 1999]\n  source: x", *texts)


# ------------------------------------------------------------------------------------------------------ any decisions


_NAMES = ("Anna Lind", "A. Lind", "Lind", "Kajsa Holm", "Kajsa Lind")


@st.composite
def corpora(draw: st.DrawFn) -> tuple[Extraction, ...]:
    texts = []
    for identifier in "abcd"[: draw(st.integers(2, 4))]:
        people = [person(n) for n in draw(st.lists(st.sampled_from(_NAMES), min_size=1, max_size=3, unique=True))]
        facts: list[Any] = []
        for one in people:
            if draw(st.booleans()):
                facts.append((one.name, "birthDate", draw(st.sampled_from(["1900", "1921"]))))
            if draw(st.booleans()):
                facts.append((one.name, "memberOf", draw(st.sampled_from(["Ballet Nova", "Norrland Opera"]))))
        houses = [thing("Ballet Nova", "Company"), thing("Norrland Opera", "Company")]
        texts.append(extraction(identifier, *people, *houses, facts=facts))
    return tuple(texts)


@st.composite
def decisions(draw: st.DrawFn, texts: Sequence[Extraction]) -> list[str]:
    """Some of every kind, most of which mean something."""
    people = [f"{e.name} ({t.document})" for t in texts for e in t.entities if e.type == "Person"] + ["Anna Lind"]
    someone = st.sampled_from(people)
    found = []
    for _ in range(draw(st.integers(0, 5))):
        kind = draw(st.sampled_from(["same", "different", "name", "type", "reject", "add", "iri"]))
        one, other = draw(someone), draw(someone)
        date = draw(st.sampled_from(["1900", "1921", "1930-05"]))
        found.append(
            {
                "same": f"- same: [{one}, {other}]",
                "different": f"- different: [{one}, {other}]",
                "name": f"- name: {draw(st.sampled_from(['X', 'Y']))}\n  of: {one}",
                "type": f"- type: {draw(st.sampled_from(['Person', 'Work']))}\n  of: {one}",
                "reject": f"- reject: [{one}, birthDate, {date}]",
                "add": f"- add: [{one}, deathDate, {date}]\n  source: register",
                "iri": f"- iri: person/{draw(st.sampled_from(['x', 'y']))}\n  of: {one}",
            }[kind]
        )
    return found


def outcome(entries: Iterable[str], texts: Iterable[Extraction]) -> Resolution | str:
    try:
        return curated("\n".join(entries), *texts)
    except CurationError as error:
        return str(error)


@given(st.data())
@settings(max_examples=150)
def test_any_decisions_hold_whatever_the_order(data: st.DataObject) -> None:
    texts = data.draw(corpora())
    entries = data.draw(decisions(texts))
    result = outcome(entries, texts)
    if isinstance(result, str):
        assert "differ, but line" in result
        return
    # The order of the documents, and that of entries of different kinds, play no role.
    assert outcome(entries, reversed(texts)) == result
    by_kind = sorted(entries, key=lambda entry: entry.split(":")[0])
    shuffled = outcome(by_kind, texts)
    assert not isinstance(shuffled, str)
    assert (shuffled.entities, said(shuffled)) == (shuffled.entities, said(result))
    assert [(e.iri, e.label, e.type) for e in shuffled.entities] == [(e.iri, e.label, e.type) for e in result.entities]
    # What differs is not one; what is the same is.
    idle_lines = {r.line for r in result.remarks if not r.applies}
    line = 1
    for entry in entries:
        kind, references = entry.removeprefix("- ").split(": ", 1)
        if kind in ("same", "different") and line not in idle_lines and "Anna Lind," not in entry + ",":
            names = [r.strip("[] ") for r in references.split(", ")]
            if all("(" in n for n in names):
                found = [of(result, n[-2], n[:-4]).iri for n in names]
                assert (found[0] == found[1]) == (kind == "same")
        line += entry.count("\n") + 1
    # Undone, they leave nothing behind.
    assert outcome([], texts) == plain(*texts)


# ------------------------------------------------------------------------------------------------------ in a build


TEXTS = {
    "anna.txt": "Anna Lind danced in Giselle. Anna Lind trained Bela Varga.",
    "bela.txt": "Bela Varga danced in Raymonda.",
    "clara.txt": "Clara Lund danced in Giselle.",
}


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    folder = tmp_path / "corpus"
    folder.mkdir()
    for name, text in TEXTS.items():
        (folder / name).write_text(text, "utf-8")
    return folder


def build(corpus: Path, text: str | None, **options: Any) -> Path:
    file = corpus / "curation.yaml"
    if text is None:
        file.unlink(missing_ok=True)
    else:
        file.write_text(text, "utf-8")
    out = corpus.parent / "build"
    report = pipeline.build(corpus, out, extractor=FakeExtractor(), **options)
    assert report.conforms
    return out


def contents(folder: Path) -> dict[str, bytes]:
    return {p.name: p.read_bytes() for p in folder.iterdir() if p.suffix != ".sqlite"}


EVERYTHING = """\
- same: [Clara Lund, Anna Lind]
- different: [Bela Varga (anna), Bela Varga (bela)]
- name: Béla Varga
  of: Bela Varga (bela)
- type: Opera
  of: Raymonda
- reject: [Anna Lind, studentOf, Bela Varga (anna)]
- add: [Clara Lund, birthDate, 1901]
  source: Register
- iri: person/clara
  of: Clara Lund
"""


@pytest.mark.parametrize("text", [EVERYTHING, *(f"- {entry}" for entry in EVERYTHING[2:].split("\n- ")[:2])])
def test_a_decision_that_is_undone_leaves_no_trace(corpus: Path, text: str) -> None:
    before = contents(build(corpus, None))
    after = contents(build(corpus, text))
    assert after["graph.ttl"] != before["graph.ttl"]
    assert contents(build(corpus, text)) == after
    assert contents(build(corpus, None)) == before


def test_the_report_tells_of_decisions(corpus: Path) -> None:
    out = build(corpus, EVERYTHING + "- name: X\n  of: Nobody\n")
    report = json.loads((out / "report.json").read_text("utf-8"))
    assert report["documents"] == 3
    assert report["ignored"] == {}
    assert report["curation"] == {
        "file": "curation.yaml",
        "decisions": 8,
        "remarks": ["line 12: nothing is called 'Nobody'"],
    }
    result = pipeline.build(corpus, out, extractor=FakeExtractor())
    assert "Curation: 8 decisions of curation.yaml\n  line 12: nothing is called 'Nobody'\n" in result.to_text()


def test_strict_is_about_decisions_that_do_not_apply(corpus: Path) -> None:
    added = "- add: [Anna Lind, studentOf, Greta Holm]\n  source: Letter\n"
    out = build(corpus, added, strict=True)  # applied, with a remark
    before = contents(out)
    with pytest.raises(CurationError, match=r"curation.yaml' that do not apply:\n  line 3: nothing is called 'X'"):
        build(corpus, added + "- name: Y\n  of: X\n", strict=True)
    assert contents(out) == before
    (corpus / "curation.yaml").write_text("- same: [x]\n", "utf-8")
    with pytest.raises(CurationError, match="line 1: write same"):
        pipeline.build(corpus, out, extractor=FakeExtractor())
    assert contents(out) == before


def test_facts_of_a_person_are_as_sure_as_can_be(corpus: Path) -> None:
    out = build(corpus, "- add: [Clara Lund, birthDate, 1901]\n  source: Register\n", min_confidence=0.99)
    assert [f.property for f in open_build(out).resolution.facts] == ["birthDate"]


def test_a_file_that_is_named_counts(corpus: Path) -> None:
    file = corpus.parent / "decisions.yaml"
    file.write_text("- add: [Clara Lund, birthDate, 1901]\n  source: Register\n", "utf-8")
    out = build(corpus, None, curation=file)
    (fact,) = (f for f in open_build(out).resolution.facts if f.property == "birthDate")
    assert [e.document for e in fact.evidence] == ["decisions.yaml"]


# ------------------------------------------------------------------------------------------------------ other commands


def shown(*arguments: str) -> str:
    result = CliRunner().invoke(app, list(arguments))
    assert result.exit_code in (0, 1), result.output
    assert result.stderr == ""
    return result.stdout


def test_other_commands_take_the_file_for_what_it_is(corpus: Path) -> None:
    old = corpus.parent / "old"
    build(corpus, None).rename(old)
    out = build(corpus, EVERYTHING)
    card = shown("show", str(out), "Clara Lund")
    assert (
        "date of birth\n  1901  1.00\n    add: [«Clara Lund», birthDate, «1901»] source: Register  — curation.yaml,"
        in card
    )
    assert "1901" in shown("timeline", str(out), "Clara Lund")
    assert "curation.yaml" in shown("stats", str(out))
    assert "No source disagrees" in shown("conflicts", str(out))
    assert json.loads(shown("conflicts", str(out), "--format", "json"))["disagreements"] == []
    assert shown("validate", str(out))
    text = shown("diff", str(old), str(out))
    assert "Clara Lund" in text
    assert "curation.yaml" in text
    assert json.loads(shown("diff", str(old), str(out), "--format", "json"))
    assert shown("diff", str(out), str(out))
    graph = open_build(out)
    (fact,) = graph["Clara Lund"]["birthDate"]
    assert fact.sentence == "add: [Clara Lund, birthDate, 1901]\n  source: Register"
    assert graph.graph.number_of_edges() > 0
    assert "curation.yaml" in fact._repr_html_() + graph["Clara Lund"]._repr_html_()
    found = diff(open_build(old).resolution, graph.resolution, ONTOLOGY)
    assert found


@pytest.mark.parametrize("name", sorted(FORMATS))
def test_every_format_has_what_was_added(corpus: Path, name: str) -> None:
    out = build(corpus, EVERYTHING + "- add: [Clara Lund, studentOf, Greta Holm]\n  source: Letter\n")
    files = export(out, name, corpus.parent / "exported", ONTOLOGY)
    text = "".join(file.read_text("utf-8") for file in files)
    if name == "sssom":  # tells of whom the added facts are, and by which lines
        (line,) = (row for row in text.splitlines() if "\tdocument:curation.yaml#" in row)
        assert "\tClara Lund\tpa:Person\tsemapv:ManualMappingCuration\t" in line
        assert "line 8 of the curation file; line 12 of the curation file" in line
    else:
        assert "Greta Holm" in text
        assert "1901" in text
