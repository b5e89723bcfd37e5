"""kgraph review: what is asked first, what is shown, and how answers are kept, taken back, and not asked for again."""

from __future__ import annotations

import json
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from click.testing import Result
from documents import extraction, person, source, thing
from fakes import FakeExtractor
from hypothesis import given, settings
from resolutions import NASTY, ONTOLOGY
from test_curation import corpora
from typer.testing import CliRunner

from kgraph import pipeline
from kgraph.cli import app
from kgraph.curation import Reference, read_curation
from kgraph.curation.writer import appended, listed, quoted
from kgraph.decisions.history import History
from kgraph.decisions.record import steps
from kgraph.errors import CurationError
from kgraph.explore.catalogue import Catalogue
from kgraph.model import Decision, Extraction, Literal, Reason, Resolution, Span
from kgraph.resolve import resolve
from kgraph.review.kinds import Kind
from kgraph.review.ledger import Answer, Ledger
from kgraph.review.passages import Passages
from kgraph.review.questions import Pair, Question, questions

GISELLE = thing("Giselle", "Work")


def resolved(*documents: Extraction) -> Resolution:
    return resolve(documents, map(source, documents), ONTOLOGY)


def asked(resolution: Resolution) -> tuple[Question, ...]:
    return questions(Catalogue(resolution, ONTOLOGY), History(steps(resolution)))


# ------------------------------------------------------------------------------------------------------ questions


def decided(points: float, *, joined: bool = True, verdict: str = "", kind: str = "name") -> float:
    """What a question is worth on two documents' entities for which a decision has so many points."""
    resolution = resolved(extraction("a", person("Anna Lind")), extraction("b", person("Anna Lind")))
    reasons = (Reason(kind, points, "x"),)
    decision = Decision(joined, (("a", "e1"),), (("b", "e1"),), ("Anna Lind", "Anna Lind"), points, reasons, verdict)
    object.__setattr__(resolution, "decisions", (decision,))
    return next((q.value for q in asked(resolution) if q.kind is Kind.identity), 0.0)


def test_what_is_likely_wrong_comes_first() -> None:
    assert decided(6) == 0.5
    assert decided(4) > decided(6) > decided(7) > decided(12)  # joined all the same, by another rule
    assert decided(3, joined=False) < decided(5, joined=False) < decided(6)
    assert decided(7, joined=False) == decided(12, joined=False) == 0.3


def test_what_a_person_decided_is_not_asked() -> None:
    assert decided(0, kind="curated") == 0
    assert decided(7, joined=False, verdict="the curation file says that they differ") == 0


def test_what_much_hangs_on_comes_first() -> None:
    def texts(*facts: tuple[str, str, str]) -> Resolution:
        houses = (thing("Ballet Nova", "Company"), GISELLE)
        return resolved(*(extraction(d, person("Anna Lind"), *houses, facts=facts) for d in "ab"))

    def value(resolution: Resolution) -> float:
        return next(q.value for q in asked(resolution) if "Anna Lind (a)" in q.about and q.kind is Kind.identity)

    assert value(texts()) < value(texts(("Anna Lind", "performedIn", "Giselle")))


def test_facts_are_asked_by_confidence_and_what_hangs_on_them() -> None:
    text = extraction(
        "a",
        person("Anna Lind"),
        person("Otto Berg"),
        GISELLE,
        thing("Ballet Nova", "Company"),
        facts=[
            ("Anna Lind", "performedIn", "Giselle", {}, 0.9),
            ("Anna Lind", "spouse", "Otto Berg", {}, 0.6),
            ("Anna Lind", "memberOf", "Ballet Nova", {"startDate": "1945"}, 0.6),
            ("Anna Lind", "birthDate", "1921", {}, 0.95),
            ("Anna Lind", "birthDate", "1912", {}, 0.96),
        ],
    )
    found = [(q.about[1], q.about[2], q.value) for q in asked(resolved(text)) if q.kind is Kind.facts]
    assert found == [
        ("birthDate", "1912", 1.0),  # one of the two at least is wrong, and it tells namesakes apart
        ("birthDate", "1921", 1.0),
        ("memberOf", "Ballet Nova (a)", 0.8),
        ("spouse", "Otto Berg (a)", 0.4),
        ("performedIn", "Giselle (a)", 0.1),
    ]


def test_the_questions_do_not_depend_on_the_order_of_the_documents() -> None:
    texts = [extraction(d, person("Anna Lind"), person("A. Lind"), GISELLE) for d in "abc"]
    assert [(q.about, q.value) for q in asked(resolved(*texts))] == [
        (q.about, q.value) for q in asked(resolved(*reversed(texts)))
    ]


def decide(text: str, *documents: Extraction) -> Resolution:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "curation.yaml"
        path.write_text(text, "utf-8", newline="")
        return resolve(documents, map(source, documents), ONTOLOGY, curation=read_curation(path, ONTOLOGY))


@given(corpora())
@settings(max_examples=60)
def test_every_question_speaks_of_one_thing_only(texts: tuple[Extraction, ...]) -> None:
    """Whatever is answered applies, and does what was asked about."""
    resolution = resolved(*texts)
    for question in asked(resolution):
        about = listed(question.about)
        if not isinstance(question.of, Pair):
            fact = question.of.fact
            after = decide(f"- reject: {about}\n", *texts)
            assert after.remarks == ()
            assert len(after.facts) < len(resolution.facts) or sum(len(f.evidence) for f in after.facts) < sum(
                len(f.evidence) for f in resolution.facts
            )
            assert not isinstance(fact.object, Literal) or question.about[2] == fact.object.value
            continue
        places = [
            next(p for p, m in resolution.members.items() if m == member)
            for member in (question.of.left, question.of.right)
        ]
        for decision in ("same", "different"):
            after = decide(f"- {decision}: {about}\n", *texts)
            assert [r for r in after.remarks if not r.applies] == []
            one, other = (after.members[place].entity for place in places)
            assert (one == other) == (decision == "same")


def test_names_that_are_hard_to_write_are_written_so_that_they_are_read() -> None:
    for name in (
        *NASTY,
        "Lind, Anna",
        "- x",
        "a: b",
        "# c",
        "'d",
        "yes",
        "1921",
        "x ",
        "[e]",
        "{f}",
        "*g",
        "&h",
        "h\\",
    ):
        text = f"- name: {quoted(name)}\n  of: {quoted(name)}\n"
        with TemporaryDirectory() as folder:
            path = Path(folder) / "curation.yaml"
            path.write_text(text, "utf-8", newline="")
            (entry,) = read_curation(path, ONTOLOGY).entries
        assert entry.of == Reference(" ".join(name.split()), entry.of.span)  # type: ignore[attr-defined]


def test_hard_names_can_be_decided() -> None:
    texts = [extraction("dancers/anna, b", *(person(n) for n in NASTY)), extraction("c", *(person(n) for n in NASTY))]
    resolution = resolved(*texts)
    pairs = [q for q in asked(resolution) if q.kind is Kind.identity]
    assert len(pairs) >= len(NASTY) - 1
    for question in pairs:
        after = decide(f"- different: {listed(question.about)}\n", *texts)
        assert [str(r) for r in after.remarks if not r.applies] == []
        assert len(after.entities) > len(resolution.entities)


# ------------------------------------------------------------------------------------------------------ passages


def test_sentences_are_those_around_the_names_if_the_text_is_at_hand() -> None:
    text = "Dr. Roth wept. Anna Lind sang in Oslo! Nobody knew why. Later Lind left.\n\nShe"
    spans = [(15, 24, "Anna Lind"), (62, 66, "Lind")]
    document = extraction("a", person("Anna Lind", "Lind"))
    resolution = resolved(document)
    (entity,) = resolution.entities
    mentions = tuple(
        type(entity.mentions[0])("a", Span(start, end), words) for start, end, words in spans
    )  # as in the text, which the extraction of the tests is not
    object.__setattr__(entity, "mentions", mentions)
    found = Passages(resolution, {"a": text}).of(entity.iri, "a", Span(15, 24), 3)
    assert [p.text for p in found] == ["Anna Lind sang in Oslo!", "Later Lind left."]
    assert [text[p.start : p.start + len(p.text)] for p in found] == [p.text for p in found]
    assert [p.shown(True).plain for p in found] == [
        "«Anna Lind» sang in Oslo!  — a, 15–38",
        "Later «Lind» left.  — a, 56–72",
    ]
    assert len(Passages(resolution, {"a": text}).of(entity.iri, "a", Span(62, 66), 1)) == 1
    assert Passages(resolution, {}).of(entity.iri, "a", Span(15, 24), 3) == ()


# ------------------------------------------------------------------------------------------------------ the file


def put(text: str, entry: dict[str, str], comment: str = "") -> str:
    return appended(text, entry, comment, Path("curation.yaml"), ONTOLOGY)[0]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("", "- same: [a, b]\n  by: x\n"),
        ("# mine", "# mine\n- same: [a, b]\n  by: x\n"),
        ("- same: [c, d] # why\n\n", "- same: [c, d] # why\n\n- same: [a, b]\n  by: x\n"),
        ("  - same: [c, d]\n", "  - same: [c, d]\n  - same: [a, b]\n    by: x\n"),
        ("\ufeff# mine\r\n", "\ufeff# mine\r\n- same: [a, b]\r\n  by: x\r\n"),
    ],
)
def test_what_stands_in_the_file_stays(before: str, after: str) -> None:
    assert put(before, {"same": "[a, b]", "by": "x"}) == after
    assert put(before, {}) == (before if not before or before.endswith("\n") else before + "\n")


@pytest.mark.parametrize("text", ["[]\n", "[{same: [a, b]}]\n", "- same: [a, b]\n...\n", "-\n  same: [a, b]\n"])
def test_a_file_that_cannot_be_added_to_is_named(text: str) -> None:
    with pytest.raises(CurationError, match=r"Nothing can be put at the end of 'curation.yaml': write it as a list"):
        put(text, {"same": "[a, b]"})


def question(kind: Kind, *about: str) -> Question:
    resolution = resolved(extraction("a", person("Anna Lind")), extraction("b", person("Anna Lind")))
    return Question(kind, 1.0, about, asked(resolution)[0].of)


AB, BC, AC = (question(Kind.identity, *pair) for pair in (("A", "B"), ("B", "C"), ("A", "C")))
FACT = question(Kind.facts, "A", "memberOf", "H, I")


@pytest.mark.parametrize(
    ("asks", "answer", "line"),
    [
        (AB, Answer.yes, "- same: [A, B]\n  by: M. K.\n"),
        (AB, Answer.no, "- different: [A, B]\n  by: M. K.\n"),
        (AB, Answer.unsure, "# unsure: [A, B]\n"),
        (FACT, Answer.yes, '# right: [A, memberOf, "H, I"]\n'),
        (FACT, Answer.no, '- reject: [A, memberOf, "H, I"]\n  by: M. K.\n'),
        (FACT, Answer.unsure, '# unsure: [A, memberOf, "H, I"]\n'),
    ],
)
def test_an_answer_is_a_decision_or_a_comment(asks: Question, answer: Answer, line: str, tmp_path: Path) -> None:
    path = tmp_path / "curation.yaml"
    path.write_text("# mine\n", "utf-8")
    ledger = Ledger(path, ONTOLOGY, by="M. K.")
    assert not ledger.settles(asks)
    ledger.record(asks, answer)
    assert path.read_text("utf-8") == "# mine\n" + line
    assert ledger.settles(asks)
    assert Ledger(path, ONTOLOGY).settles(asks)
    other = FACT if asks is AB else AB
    assert not ledger.settles(other)
    assert ledger.undo() is asks
    assert path.read_text("utf-8") == "# mine\n"
    assert not ledger.settles(asks)
    assert ledger.undo() is None


def test_what_follows_from_answers_is_not_asked(tmp_path: Path) -> None:
    ledger = Ledger(tmp_path / "curation.yaml", ONTOLOGY)
    ledger.record(AB, Answer.yes)
    assert not ledger.settles(AC)
    ledger.record(BC, Answer.no)
    assert ledger.settles(AC)
    ledger.undo()
    assert not ledger.settles(AC)
    ledger.record(BC, Answer.yes)
    assert ledger.settles(AC)


def test_an_answer_is_not_taken_back_from_a_file_that_changed(tmp_path: Path) -> None:
    path = tmp_path / "curation.yaml"
    ledger = Ledger(path, ONTOLOGY)
    ledger.record(AB, Answer.yes)
    ledger.undo()
    assert not path.exists()
    ledger.record(AB, Answer.yes)
    path.write_text(path.read_text("utf-8") + "# mine\n", "utf-8")
    with pytest.raises(CurationError, match="was changed since that answer"):
        ledger.undo()
    ledger.record(BC, Answer.unsure)
    assert path.read_text("utf-8") == "- same: [A, B]\n# mine\n# unsure: [B, C]\n"


def test_comments_of_all_kinds_are_none_of_the_ledgers_business(tmp_path: Path) -> None:
    path = tmp_path / "curation.yaml"
    path.write_text("# unsure: [\n# unsure: nobody\n# right: [A, {b: [c]}]\n# unsure: [B, A]\n", "utf-8")
    ledger = Ledger(path, ONTOLOGY)
    assert not ledger.settles(AB)


# ------------------------------------------------------------------------------------------------------ a session

TEXTS = {
    "anna.txt": "Anna Lind danced in Giselle. Anna Lind trained Bela Varga.",
    "bela.txt": "Bela Varga danced in Raymonda.",
    "clara.txt": "Clara Lund danced in Giselle.",
}


@pytest.fixture
def work(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A working directory with a corpus and its build."""
    monkeypatch.chdir(tmp_path)
    Path("corpus").mkdir()
    for name, text in TEXTS.items():
        (Path("corpus") / name).write_text(text, "utf-8")
    rebuild()
    return tmp_path


def rebuild() -> None:
    pipeline.build("corpus", "build", extractor=FakeExtractor())


def run(stdin: str, *arguments: str) -> Result:
    return CliRunner().invoke(app, ["review", "build", *arguments], input=stdin)


def review(stdin: str, *arguments: str) -> str:
    result = run(stdin, *arguments)
    assert result.exit_code == 0, result.output
    assert result.stderr == ""
    return result.stdout


def headings(output: str) -> list[str]:
    return [line for line in output.splitlines() if line.startswith("Question ")]


def test_a_session_shows_both_contexts_and_writes_the_answers(work: Path) -> None:
    output = review("n\nq\n", "--only", "identity")
    first = output.split("Are A and B")[0].splitlines()
    assert first == [
        "Question 1 of 2 · joined, with 8 points",
        "  A  Bela Varga in anna",
        "     Anna Lind trained «Bela Varga».  — anna, 29–58",
        "  B  Bela Varga in bela",
        "     «Bela Varga» danced in Raymonda.  — bela, 0–30",
        "  +8     equal names, and nothing that the texts say contradicts",
    ]
    assert output.endswith(
        "1 answer written to curation.yaml, 1 question left.\n"
        "To apply what was decided, build again: kgraph build CORPUS\n"
    )
    assert Path("curation.yaml").read_text("utf-8") == "- different: [Bela Varga (anna), Bela Varga (bela)]\n"


def test_answers_are_applied_by_the_next_build_and_not_asked_for_again(work: Path) -> None:
    before = Path("build/graph.ttl").read_bytes()
    review("n\nq\n", "--only", "identity")
    rebuild()
    report = json.loads(Path("build/report.json").read_text("utf-8"))
    assert report["curation"] == {"file": "curation.yaml", "decisions": 1, "remarks": []}
    assert report["entities"]["Person"] == 4
    assert "Bela Varga in" not in review("q\n", "--only", "identity")
    Path("curation.yaml").unlink()
    rebuild()
    assert Path("build/graph.ttl").read_bytes() == before


def test_a_session_can_be_left_and_taken_up(work: Path) -> None:
    whole = headings(review("y\n" * 20))
    Path("curation.yaml").unlink()
    total = len(whole)
    assert total > 3
    first = review("s\ny\nq\n")
    assert headings(first) == whole[:3]
    assert f"2 answers written to curation.yaml, {total - 2} questions left." in first
    second = headings(review(""))
    assert [h.split(" · ")[1] for h in second] == [whole[2].split(" · ")[1]]
    review("y\n" * 20)
    assert "0 answers written to curation.yaml, 0 questions left." in review("y\n")


def test_every_answer_of_a_session_can_be_taken_back(work: Path) -> None:
    Path("curation.yaml").write_text("# mine\n", "utf-8")
    output = review("y\nn\ns\nu\nu\nu\nu\nq\n")
    assert output.count("Taken back.") == 3
    assert output.count("There is no answer of this session to take back.") == 1
    assert headings(output) == [headings(output)[i] for i in (0, 1, 2, 3, 2, 1, 0)]
    assert "0 answers written" in output
    assert Path("curation.yaml").read_text("utf-8") == "# mine\n"


def test_the_last_answer_can_be_taken_back_too(work: Path) -> None:
    whole = len(headings(review("y\n" * 20)))
    agreed = Path("curation.yaml").read_text("utf-8").splitlines()
    Path("curation.yaml").unlink()
    output = review("y\n" * whole + "u\nn\n\n")
    assert output.count("That was the last question.") == 2
    assert output.count("Taken back.") == 1
    assert f"{whole} answers written to curation.yaml, 0 questions left." in output
    decided = Path("curation.yaml").read_text("utf-8").splitlines()
    assert decided[: whole - 1] == agreed[: whole - 1]
    assert decided != agreed


def test_help_and_what_is_no_answer(work: Path) -> None:
    output = review("?\n\nmaybe\nQ\n")
    assert "take the last answer back" in output
    assert output.count("Type one of these letters") == 2
    assert len(headings(output)) == 1
    assert not Path("curation.yaml").exists()


def test_who_and_when_are_noted(work: Path) -> None:
    review("n\nq\n", "--only", "identity", "--by", "Karlsson, M.", "--date", "2024-05-01")
    assert Path("curation.yaml").read_text("utf-8").endswith('  by: "Karlsson, M."\n  date: 2024-05-01\n')


def test_facts_alone_may_be_asked(work: Path) -> None:
    output = review("n\nq\n", "--only", "facts")
    assert "fact, confidence 0.90" in output
    assert "Are A and B" not in output
    assert Path("curation.yaml").read_text("utf-8").startswith("- reject: [")
    rebuild()
    facts = json.loads(Path("build/report.json").read_text("utf-8"))["facts"]
    assert sum(facts.values()) == 3


def test_the_file_is_that_which_the_build_reads(work: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    review("s\nq\n", "--corpus", "corpus")
    assert Path("curation.yaml").is_file()
    Path("curation.yaml").rename("corpus/curation.yaml")
    assert "written to corpus/curation.yaml" in review("s\nq\n", "--corpus", "corpus")
    assert "written to other.yaml" in review("s\nq\n", "--curation", "other.yaml")
    assert "--curation other.yaml" in review("s\nq\n", "--curation", "other.yaml")
    rebuild()
    wrong = run("q\n")
    assert wrong.exit_code == 2
    assert "'build' was made with a curation file 'curation.yaml', which is not 'curation.yaml'" in wrong.stderr
    monkeypatch.chdir("corpus")
    result = CliRunner().invoke(app, ["review", "../build", "--corpus", "."], input="q\n")
    assert "written to curation.yaml" in result.stdout


def test_with_the_texts_whole_sentences_are_shown(work: Path) -> None:
    Path("corpus/bela.txt").write_text("A note. Bela Varga danced in Raymonda. So it says.", "utf-8")
    rebuild()
    assert "«Bela Varga» danced in Raymonda.  — bela, 8–38" in review("q\n", "--corpus", "corpus")
    Path("corpus/bela.txt").write_text("Changed.", "utf-8")  # it is not what the build read
    assert "«Bela Varga» danced in Raymonda.  — bela, 8–38" in review("q\n", "--corpus", "corpus")


@pytest.mark.parametrize(
    ("file", "text", "message"),
    [
        ("curation.yaml", "- same: [x]\n", "line 1: write same: [one, the other]"),
        ("curation.yaml", "[]\n", "Nothing can be put at the end of 'curation.yaml'"),
        ("build/decisions.jsonl", "x\n", "not a decision"),
    ],
)
def test_what_cannot_be_read_is_an_error(work: Path, file: str, text: str, message: str) -> None:
    Path(file).write_text(text, "utf-8")
    result = run("y\n")
    assert result.exit_code == 2
    assert message in result.stderr
    assert "Traceback" not in result.output
    assert Path(file).read_text("utf-8") == text


def test_a_build_without_decisions_says_what_to_do(work: Path) -> None:
    Path("build/decisions.jsonl").unlink()
    result = run("y\n")
    assert result.exit_code == 2
    assert "Run kgraph build again" in result.stderr
