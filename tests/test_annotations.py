"""Annotated texts: the notation, its faults, what does not fit the ontology, and texts as gold documents."""

from __future__ import annotations

from pathlib import Path

import pytest

from kgraph.annotations import check_texts, read_annotated
from kgraph.annotations.gold import to_gold
from kgraph.errors import GoldError
from kgraph.ontology import load_ontology

TEXT = """\
# lind | obituary
[p:Person|Anna Lind] was a [s:Place=Sweden|Swedish] [o:Occupation=dancer|dancers'] model.
> p nationality s
// a comment

In [1921-05|May 1921] [p|she] and [q:Person|Bo Ek] joined the [c:Company|[r:Place|Riga] Ballet] as soloists\\[sic\\];
[p+q|they] stayed.
> p memberOf c startDate=1921-05 rank="soloists"
? q memberOf c
! p spouse q

# ek | dictionary
[x:Person|EK, Bo].
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "texts.ann"
    path.write_text(TEXT, "utf-8")
    return path


def test_marks_become_characters_of_the_plain_text(file: Path) -> None:
    lind, ek = read_annotated(file)
    assert (lind.id, lind.genre, ek.id) == ("lind", "obituary", "ek")
    assert lind.text == (
        "Anna Lind was a Swedish dancers' model.\n\nIn May 1921 she and Bo Ek joined the Riga Ballet as "
        "soloists[sic]; they stayed."
    )
    marked = {(lind.text[m.start : m.end], m.entities, m.date) for m in lind.marked}
    assert marked == {
        ("Anna Lind", ("p",), ""),
        ("Swedish", ("s",), ""),
        ("dancers'", ("o",), ""),
        ("May 1921", (), "1921-05"),
        ("she", ("p",), ""),
        ("Bo Ek", ("q",), ""),
        ("Riga Ballet", ("c",), ""),
        ("Riga", ("r",), ""),
        ("they", ("p", "q"), ""),
    }
    assert lind.names == {"s": "Sweden", "o": "dancer"}


def test_facts_know_their_passage_sign_and_qualifiers(file: Path) -> None:
    lind, _ = read_annotated(file)
    nationality, member, optional, denied = lind.facts
    assert lind.text[slice(*nationality.passage)] == "Anna Lind was a Swedish dancers' model."
    assert lind.text[slice(*member.passage)] == "they stayed."
    assert member.qualifiers == (("startDate", "1921-05"), ("rank", "soloists"))
    assert [f.sign for f in lind.facts] == ["fact", "fact", "optional", "denied"]
    assert (optional.subject, denied.object, denied.line) == ("q", "q", 10)


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        ("[p|She] danced.", "'p' has no type yet"),
        ("[p:Person|Anna danced.", "a '[' is not closed"),
        ("Anna] danced.", "']' closes nothing"),
        ("[|Anna] danced.", "opens no mention"),
        ("[p:Person|Anna] and [p:Place|Anna].", "'p' is a Person already, not a Place"),
        ("[p:Person|Anna].\n> p spouse", "a fact is: subject property object"),
        ("[p:Person|Anna].\n> p spouse p principal", "'principal' is no qualifier"),
        ('[p:Person|Anna].\n> p spouse p rank="x', "a quotation mark is not closed"),
    ],
)
def test_faults_of_the_notation_name_file_and_line(tmp_path: Path, line: str, fault: str) -> None:
    path = tmp_path / "bad.ann"
    path.write_text(f"# bad\n{line}\n", "utf-8")
    with pytest.raises(GoldError) as error:
        read_annotated(path)
    assert fault in str(error.value)
    assert f"{path}:{1 + len(line.splitlines())}" in str(error.value)


def test_a_folder_without_texts_and_a_file_in_another_encoding(tmp_path: Path) -> None:
    with pytest.raises(GoldError, match=r"no \.ann files"):
        read_annotated(tmp_path)
    path = tmp_path / "latin.ann"
    path.write_bytes(b"# a\nCaf\xe9.\n")
    with pytest.raises(GoldError, match="UTF-8"):
        read_annotated(path)


@pytest.mark.parametrize(
    ("facts", "fault"),
    [
        ("> p birthPlace c", "birthPlace does not take Person → Company"),
        ("> p birthDate May", "wants a date"),
        ("> p jumped c", "no property of the ontology"),
        ("> p memberOf z", "'z' is not marked anywhere"),
        ("> p memberOf c startDate=soon", "startDate wants a date"),
        ("> p memberOf c rank=star", "rank: 'star' is not in the text"),
        ("> p memberOf c venue=Lima", "venue: 'Lima' is neither"),
        ("> p memberOf c weight=3", "no qualifier 'weight'"),
        ("> p memberOf c\n> p memberOf c", "stands in line 3 already"),
    ],
)
def test_what_does_not_fit_the_ontology_is_named(tmp_path: Path, facts: str, fault: str) -> None:
    path = tmp_path / "texts.ann"
    path.write_text(f"# a\n[p:Person|Anna] joined the [c:Company|Riga Ballet].\n{facts}\n", "utf-8")
    (problem,) = check_texts(read_annotated(path), load_ontology())
    assert fault in problem
    assert problem.startswith(f"{path}:")


def test_pronouns_of_persons_that_are_not_marked_are_noticed(tmp_path: Path) -> None:
    path = tmp_path / "texts.ann"
    path.write_text("# a\n[p:Person|Anna] left; she went to the US with her aunt, and it rained.\n", "utf-8")
    (problem,) = check_texts(read_annotated(path), load_ontology())
    assert "2 pronouns are not marked" in problem


def test_pronouns_in_names_are_no_pronouns(tmp_path: Path) -> None:
    file = tmp_path / "a.ann"
    file.write_text(
        "# a | obituary\n[v:Work|My Fair Lady] at [h:Venue|Her Majesty's], Milà i Soler, in Niterói, sopra i balli.\n",
        "utf-8",
    )
    assert list(check_texts(read_annotated(file), load_ontology())) == []


def test_gold_documents_have_names_without_pronouns_and_labels_for_common_nouns(file: Path) -> None:
    lind, _ = read_annotated(file)
    gold = to_gold(lind)
    assert {e.id: (e.name, e.aliases) for e in gold.entities} == {
        "p": ("Anna Lind", ()),
        "s": ("Sweden", ()),
        "o": ("dancer", ()),
        "q": ("Bo Ek", ()),
        "c": ("Riga Ballet", ()),
        "r": ("Riga", ()),
    }
    assert [(f.s, f.p, f.o) for f in gold.facts] == [("p", "nationality", "s"), ("p", "memberOf", "c")]
    assert gold.facts[1].qualifiers == {"startDate": "1921-05", "rank": "soloists"}
    assert [(f.s, f.p, f.o) for f in gold.optional] == [("q", "memberOf", "c")]


def test_descriptions_are_no_names(tmp_path: Path) -> None:
    path = tmp_path / "texts.ann"
    path.write_text(
        "# a\n[w:Person|My sister] sang [t:Work|The Bells of Turku]; [w|Eva Lind] was [w|the Jenny Lind of Turku], "
        "[w|the pride of Turku] and [w|That Voice].\n",
        "utf-8",
    )
    gold = to_gold(read_annotated(path)[0])
    assert {e.id: {e.name, *e.aliases} for e in gold.entities} == {
        "w": {"Eva Lind", "the Jenny Lind of Turku", "That Voice"},
        "t": {"The Bells of Turku"},
    }


def test_the_training_texts_follow_the_notation_and_the_ontology() -> None:
    folder = Path(__file__).parent.parent / "training"
    texts, later, measured = (read_annotated(folder / name) for name in ("texts", "later", "measured"))
    found = check_texts([*texts, *later, *measured], load_ontology())
    faults = [f for f in found if "pronouns are not marked" not in f]
    assert faults == []
    assert len(texts) >= 800
    assert len(measured) >= 10
    assert not {t.text for t in (*texts, *later)} & {t.text for t in measured}
