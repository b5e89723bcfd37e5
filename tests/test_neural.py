"""The learned extractor with the model that comes with kgraph."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from kgraph.errors import ModelError
from kgraph.extract import Extractor, choose
from kgraph.extract.models import model_version
from kgraph.model import Document, Extraction, Literal
from kgraph.neural.model import default_model, load_model, model_digest, read_card
from kgraph.ontology import load_ontology
from kgraph.resolve import resolve

CORPUS = Path(__file__).parent.parent / "corpus"


@pytest.fixture(scope="module", params=["neural", "combined"])
def extractor(request: pytest.FixtureRequest) -> Extractor:
    return Extractor(load_ontology(), extractor=request.param)


def extract(extractor: Extractor, text: str) -> Extraction:
    (extraction,) = extractor.extract([Document("d", "d.txt", text, "")])
    return extraction


def facts(extraction: Extraction) -> set[tuple[str, str, str]]:
    names = {e.id: e.name for e in extraction.entities}
    return {
        (names[f.subject], f.property, f.object.value if isinstance(f.object, Literal) else names[f.object])
        for f in extraction.facts
    }


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Irena Kovář was born in Brno on 4 March 1931. She studied at the Prague Conservatory.",
            {
                ("Irena Kovář", "birthPlace", "Brno"),
                ("Irena Kovář", "birthDate", "1931-03-04"),
                ("Irena Kovář", "educatedAt", "Prague Conservatory"),
            },
        ),
        (
            "The French dancer Luc Morand joined the Royal Swedish Ballet in 1968 and died in Lyon in 2004.",
            {
                ("Luc Morand", "nationality", "France"),
                ("Luc Morand", "occupation", "dancer"),
                ("Luc Morand", "memberOf", "Royal Swedish Ballet"),
                ("Luc Morand", "deathPlace", "Lyon"),
                ("Luc Morand", "deathDate", "2004"),
            },
        ),
    ],
)
def test_plain_facts_are_found(extractor: Extractor, text: str, expected: set[tuple[str, str, str]]) -> None:
    assert expected <= facts(extract(extractor, text))


def test_facts_are_grounded_in_the_text_to_the_letter(extractor: Extractor) -> None:
    for path in sorted(CORPUS.glob("*.txt"))[:6]:
        text = path.read_text("utf-8")
        extraction = extract(extractor, text)
        mentions = {e.id: {(m.span.start, m.span.end) for m in e.mentions} for e in extraction.entities}
        for entity in extraction.entities:
            for mention in entity.mentions:
                assert text[mention.span.start : mention.span.end] == mention.text
        for fact in extraction.facts:
            assert text[fact.sentence_span.start : fact.sentence_span.end] == fact.sentence
            assert 0 < fact.confidence < 1
            assert fact.subject in mentions
            if not isinstance(fact.object, Literal):
                assert fact.object in mentions


def test_people_are_called_as_they_called_themselves(extractor: Extractor) -> None:
    text = (
        "MARGUERITE SORLEY, dancer\n\nMarguerite Sorley was born Margaret Ellen Sorley in Dundee in 1906. "
        "Marguerite Sorley danced in Giselle. She died in Perth in 1988."
    )
    found = extract(extractor, text)
    (sorley,) = (e for e in found.entities if e.type == "Person")
    assert sorley.name == "Marguerite Sorley"
    assert "Margaret Ellen Sorley" in sorley.aliases


def test_the_name_by_birth_is_not_the_name(extractor: Extractor) -> None:
    text = "Carlos Kleiber was born in Berlin in 1930 as Karl Ludwig Bonifacius, and grew up in Buenos Aires."
    (kleiber,) = (e for e in extract(extractor, text).entities if e.type == "Person")
    assert (kleiber.name, kleiber.aliases) == ("Carlos Kleiber", ("Karl Ludwig Bonifacius",))


def test_a_woman_called_by_her_husbands_name_is_not_he(extractor: Extractor) -> None:
    text = (
        "Mrs. Patrick Campbell, born Beatrice Stella Tanner in London in 1865, was an English actress. She married "
        "Patrick Campbell in 1884. Mrs. Campbell created Eliza Doolittle in Pygmalion in 1914."
    )
    found = extract(extractor, text)
    names = {e.name: e.aliases for e in found.entities if e.type == "Person"}
    assert set(names) == {"Mrs. Patrick Campbell", "Patrick Campbell"}
    assert "Beatrice Stella Tanner" in names["Mrs. Patrick Campbell"]


def test_a_role_is_that_which_the_cast_list_gives(extractor: Extractor) -> None:
    text = (
        "THE SEAGULL, by Anton Chekhov. Cast: Arkadina, Juliet Stevenson; Konstantin, Ben Whishaw; Nina, Hattie "
        "Morahan; Trigorin, Mark Bazeley; Dorn, Angus Wright.\n\nHATTIE MORAHAN (Nina) read English at Cambridge."
    )
    found = extract(extractor, text)
    name = {e.id: e.name for e in found.entities}
    roles = {name[f.subject]: dict(f.qualifiers).get("role") for f in found.facts if f.property == "performedIn"}
    assert roles["Hattie Morahan"] == "Nina"
    assert roles["Mark Bazeley"] == "Trigorin"


def test_the_name_of_a_work_begins_behind_its_makers(extractor: Extractor) -> None:
    text = "The family moved to Oran in 1907, and there, at the Municipal Theatre, she heard Massenet's Werther."
    found = extract(extractor, f"Adela Benatar was born in Tetouan. {text}")
    assert {e.name for e in found.entities if e.type == "Work"} <= {"Werther"}


def test_a_title_role_is_called_as_its_work(extractor: Extractor) -> None:
    text = (
        "The opera The Lost Shepherd had its premiere in Dublin in 1930, with the soprano Mary Lowe in the title role. "
        "In 1932 Lowe sang the title-role in Norma at La Scala."
    )
    found = extract(extractor, text)
    name = {e.id: (e.type, e.name) for e in found.entities}
    assert {("Character", "The Lost Shepherd"), ("Character", "Norma")} <= set(name.values())
    roles = {(name[f.object], dict(f.qualifiers).get("role")) for f in found.facts if f.property == "performedIn"}
    assert (("Work", "The Lost Shepherd"), "The Lost Shepherd") in roles
    assert (("Work", "Norma"), "The Lost Shepherd") not in roles


def test_a_quotation_that_opens_belongs_to_the_next_sentence(extractor: Extractor) -> None:
    text = "In 1921 Anna Lind married Bo Varga. “We were poor,” she said. Anna Lind died in Oslo in 1970."
    found = extract(extractor, text).facts
    assert {f.sentence for f in found if f.property == "spouse"} == {"In 1921 Anna Lind married Bo Varga."}
    assert all(text[f.sentence_span.start : f.sentence_span.end] == f.sentence for f in found)


def test_things_of_one_name_are_told_apart_by_the_place_behind_it(extractor: Extractor) -> None:
    text = (
        "Thomas Garrick was born in Perth, Scotland, in 1863. He sang at the Theatre Royal, Newcastle, in 1885, and at "
        "the Theatre Royal, Dublin, in 1890. Rosa Tell was born in Perth, Western Australia, in 1870."
    )
    found = extract(extractor, text)
    assert [e.name for e in found.entities].count("Perth") == 2
    assert [e.name for e in found.entities].count("Theatre Royal") == 2
    spans = {e.id: e.mentions[0].span for e in found.entities}
    rosa = {f.object for f in found.facts if f.property == "birthPlace" and text[f.sentence_span.start :][:4] == "Rosa"}
    assert text.index("Perth, Western") in {spans[o].start for o in rosa if isinstance(o, str)}
    resolution = resolve([found], [], load_ontology())
    assert {e.label for e in resolution.entities if e.bare_label == "Perth"} == {
        "Perth (in Scotland)",
        "Perth (in Western Australia)",
    }


def test_headwords_of_one_name_are_two_people(extractor: Extractor) -> None:
    entries = (
        "Kovář (Otto), bass; b. Brno, 1861; d. Vienna, 1927. He sang at the Brno Opera for thirty years.\n\n"
        "Kovář (Otto), conductor; b. Prague, 1893. Son of the preceding. He conducted the Vienna Symphony from 1931, "
        "and in 1946 he came home. Kovář received the State Prize in 1951."
    )
    found = extract(extractor, entries)
    dates = [f for f in found.facts if f.property == "birthDate"]
    born = {f.object.value: f.subject for f in dates if isinstance(f.object, Literal)}
    assert set(born) == {"1861", "1893"}
    assert born["1861"] != born["1893"]
    assert {e.name for e in found.entities if e.id in born.values()} == {"Otto Kovář"}
    second = entries.index("\n\n")
    for entity in found.entities:
        if entity.id in born.values():  # each pronoun is of its entry
            assert len({m.span.start > second for m in entity.mentions}) == 1


def test_a_paragraph_of_an_entry_begins_with_whom_it_is_about(extractor: Extractor) -> None:
    entry = (
        "BLAKE, Theodora, equestrienne and dancer. B. Guelph, 11 July 1870. Came to London in 1891. Engaged for the "
        "Folies Bergère in 1893, on the same bill as Loie Fuller.\n\n"
        "Her act The Amazon was given at the Wintergarten, Berlin, in 1897."
    )
    (about,) = (e for e in extract(extractor, entry).entities if "Theodora" in e.name)
    assert "Her" in {m.text for m in about.mentions}


def test_whoever_signs_a_letter_is_who_says_i(extractor: Extractor) -> None:
    letter = (
        "Melbourne, 3 August 1952\n\nDearest Edith,\n\nYou ask what became of me. I joined the Borovansky Ballet in "
        "1949, and last year I danced Giselle in Sydney.\n\nYour loving\nMargaret"
    )
    chains = [{m.text for m in e.mentions} for e in extract(extractor, letter).entities]
    assert any({"I", "Margaret"} <= chain for chain in chains)
    assert not any("I" in chain and chain & {"You", "Edith"} for chain in chains)


def test_a_name_with_a_larger_place_behind_it_is_one(extractor: Extractor) -> None:
    text = "Rosa Tell was born in Perth, Western Australia. She died in Perth, Australia, in 1950."
    assert [e.name for e in extract(extractor, text).entities].count("Perth") == 1


def test_whom_somebody_is_likened_to_is_another(extractor: Extractor) -> None:
    text = (
        "Alicia Markova was born in London in 1910. At ten she was billed in pantomime as Little Alicia, "
        "the child Pavlova. She studied with Serafina Astafieva."
    )
    (markova,) = (e for e in extract(extractor, text).entities if e.name == "Alicia Markova")
    assert not any("Pavlova" in m.text for m in markova.mentions)


def test_a_rank_that_was_reached_later_is_none_of_the_beginning(extractor: Extractor) -> None:
    text = (
        "In 1993 Yuri Belkadi moved to Paris and joined the Paris Opera Ballet. "
        "Solange Aubrac coached him, and in 1999 he was promoted to premier danseur."
    )
    (member,) = (f for f in extract(extractor, text).facts if f.property == "memberOf")
    assert dict(member.qualifiers)["startDate"] == "1993"
    assert dict(member.qualifiers).get("rank") != "premier danseur"


def test_the_date_of_a_wedding_is_when_the_marriage_began(extractor: Extractor) -> None:
    (wed,) = (
        f for f in extract(extractor, "Clara Voss married the tenor Paul Adler on 3 May 1931.").facts if f.qualifiers
    )
    assert (wed.property, wed.qualifiers) == ("spouse", (("startDate", "1931-05-03"),))


def test_a_fact_is_found_wherever_a_window_ends(extractor: Extractor) -> None:
    filler = "Rain fell on the roofs of the town, and nobody thought of anything but supper. "
    for before in range(24, 40):
        text = filler * before + "\n\nIrena Kovář was born in Brno in 1931.\n\n" + filler * 8
        assert {("Irena Kovář", "birthPlace", "Brno"), ("Irena Kovář", "birthDate", "1931")} <= facts(
            extract(extractor, text)
        ), before


@pytest.mark.parametrize("text", ["", "\n", "…", "a", "1931", "\u200b", "x" * 3000, "é " * 2000, "(" * 700])
def test_texts_that_say_nothing(extractor: Extractor, text: str) -> None:
    assert extract(extractor, text).facts == ()


@pytest.mark.parametrize("kind", ["neural", "combined"])
def test_the_number_of_threads_changes_nothing(kind: str) -> None:
    program = (
        "import sys; from kgraph.cli import main; "
        f"sys.argv = ['kgraph', 'extract', '--extractor', '{kind}', '--workers', '1', *sys.argv[1:]]; main()"
    )
    files = [str(p) for p in sorted(CORPUS.glob("*.txt"))[:8]]
    outputs = [
        subprocess.run(
            [sys.executable, "-c", program, *files],
            env={**os.environ, "OMP_NUM_THREADS": threads, "OPENBLAS_NUM_THREADS": threads, "PYTHONHASHSEED": threads},
            check=True,
            capture_output=True,
        ).stdout
        for threads in ("1", "2")
    ]
    assert outputs[0] == outputs[1]
    assert len(outputs[0].splitlines()) == 8


def test_the_model_suits_the_performing_arts_and_no_other_ontology() -> None:
    seafaring = load_ontology(Path(__file__).parent.parent / "notebooks" / "seafaring" / "ontology")
    assert choose(load_ontology(), None, "auto") == "combined"
    assert choose(seafaring, None, "auto") == "lexicon"
    with pytest.raises(ModelError, match="neural, lexicon"):
        choose(seafaring, None, "psychic")


def test_fingerprints_tell_extractors_and_models_apart(tmp_path: Path) -> None:
    ontology = load_ontology()
    neural, lexicon = (Extractor(ontology, extractor=kind).fingerprint for kind in ("neural", "lexicon"))
    assert neural != lexicon
    (tmp_path / "labels.json").write_text((default_model() / "labels.json").read_text("utf-8"), "utf-8")
    assert model_digest(tmp_path) != model_digest()


def test_a_model_that_is_missing_or_damaged_is_named(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="kgraph train"):
        model_digest(tmp_path)
    with pytest.raises(ModelError, match="cannot be loaded"):
        load_model(tmp_path)
    with pytest.raises(ModelError, match="no model card"):
        read_card(tmp_path)
    with pytest.raises(ModelError, match="There is no folder 'my-model'"):
        model_version("my-model")


def test_a_build_reports_what_read_its_texts(tmp_path: Path) -> None:
    import kgraph

    (tmp_path / "corpus").mkdir()
    (tmp_path / "corpus" / "a.txt").write_text("Irena Kovář was born in Brno in 1931.", "utf-8")
    kgraph.build(tmp_path / "corpus", tmp_path / "build")
    reader = json.loads((tmp_path / "build" / "report.json").read_text("utf-8"))["reader"]
    assert reader["extractor"] == "combined"
    assert reader["model"] == model_digest()[:16]
    assert 0 < reader["properties"]["birthPlace"]["precision"] <= 1


def test_the_model_is_small_enough_to_ship() -> None:
    assert sum(p.stat().st_size for p in default_model().iterdir()) < 75_000_000
