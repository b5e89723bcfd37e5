"""What happened when: the README's query, `kgraph timeline`, and the words for dates."""

from __future__ import annotations

import csv
import io
import json
import re
import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from asking import BASE, resolution
from resolutions import save
from typer.testing import CliRunner

import kgraph
from kgraph.cli import app
from kgraph.edtf import in_words
from kgraph.model import Evidence, Fact, Resolution

ROOT = Path(__file__).parent.parent
PERSON = "Marisol Quiroga"


def readme_query() -> str:
    """The query of the README's section on time."""
    section = (ROOT / "README.md").read_text("utf-8").split("### On a time line")[1]
    found = re.search(r"kgraph query build '(.*?)'", section, re.DOTALL)
    assert found is not None
    return found[1]


def dated() -> Resolution:
    """The small graph of `asking`, in which texts leave some dates open."""
    forms = {"memberOf": "1995~/1999", "spouse": "2001?", "founder": "198X"}

    def open_(fact: Fact) -> Fact:
        evidence: tuple[Evidence, ...] = tuple(replace(e, edtf=forms.get(fact.property, e.edtf)) for e in fact.evidence)
        return replace(fact, evidence=evidence)

    whole = resolution()
    return replace(whole, facts=tuple(open_(fact) for fact in whole.facts))


@pytest.fixture(scope="module")
def build(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return save(dated(), tmp_path_factory.mktemp("time") / "build")


def run(build: Path, *arguments: str) -> str:
    result = CliRunner().invoke(app, ["timeline", str(build), *arguments])
    assert result.exit_code == 0, result.output
    return result.stdout


def test_the_query_of_the_readme_gives_a_time_line(build: Path) -> None:
    query = readme_query()
    assert PERSON in query
    rows = kgraph.open(build).ask(query.replace(PERSON, "Ada Novák"))
    assert [(r["when"], r["who"], r["what"].rpartition("#")[2], r["whom"]) for r in rows] == [
        ("1995~/1999", "Ada Novák", "memberOf", "Ballet Nova"),
        ("1996", "Ada Novák", "performedIn", "Giselle"),
        ("2001?", "Ben Okri", "spouse", "Ada Novák"),
    ]


def test_the_query_of_the_readme_on_the_sample_corpus(tmp_path: Path) -> None:
    (tmp_path / "corpus").mkdir()
    shutil.copy(ROOT / "corpus" / "marisol-quiroga.txt", tmp_path / "corpus")
    shutil.copy(ROOT / "corpus" / "clara-voss.txt", tmp_path / "corpus")
    rows = kgraph.build(tmp_path / "corpus", tmp_path / "build").ask(readme_query())
    found = {(r["when"], r["what"].rpartition("#")[2], r["whom"]) for r in rows}
    assert {("1960/1966", "studentOf", "Clara Voss"), ("1999", "receivedAward", "Konex Award")} <= found


def test_the_command_prints_a_table(build: Path) -> None:
    header, _, *lines = run(build, "ada novak").splitlines()
    assert header.split() == ["when", "subject", "property", "object", "circumstances", "confidence"]
    assert [line.split("   ")[0] for line in lines] == ["1970-03-02", "about 1995–1999", "1996", "perhaps 2001"]
    assert "role Giselle" in lines[2]
    assert "1980s" in run(build, "Ballet Nova").splitlines()[2]
    assert run(build, "Brno") == "No text dates anything about it.\n"


def test_the_command_prints_csv_and_json(build: Path) -> None:
    rows = list(csv.DictReader(io.StringIO(run(build, "Ada Novák", "--format", "csv"))))
    assert [row["time"] for row in rows] == ["1970-03-02", "1995~/1999", "1996", "2001?"]
    assert (rows[1]["startDate"], rows[1]["object"], rows[2]["role"]) == ("1995", "Ballet Nova", "Giselle")
    assert rows[1]["sentence"] == "Ada Novák danced with Ballet Nova from 1995 to 1999."
    data = json.loads(run(build, f"{BASE}person/ada-novak", "-f", "json"))
    assert [{key: str(value) for key, value in row.items()} for row in data] == rows
    assert run(build, "Brno", "--format", "csv") == ""


def test_the_command_refuses(build: Path) -> None:
    for arguments, message in ((["Ada Novák", "-f", "turtle"], "table, csv or json"), (["Adda"], "Ada")):
        result = CliRunner().invoke(app, ["timeline", str(build), *arguments])
        assert (result.exit_code, result.stdout) == (2, "")
        assert message in result.stderr


@pytest.mark.parametrize(
    ("form", "words"),
    [
        ("1890-05-14", "1890-05-14"),
        ("1890~", "about 1890"),
        ("1890%", "perhaps about 1890"),
        ("192X", "1920s"),
        ("18XX", "19th century"),
        ("20XX", "21st century"),
        ("1921-22?", "perhaps summer 1921"),
        ("1995/2003", "1995–2003"),
        ("1995~/..", "since about 1995"),
        ("192X/", "from the 1920s"),
        ("/2003", "until 2003"),
        ("../1955", "before 1955"),
    ],
)
def test_words(form: str, words: str) -> None:
    assert in_words(form) == words
