from __future__ import annotations

import json
import subprocess
import sys
import textwrap
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer
from fakes import FakeExtractor
from typer.testing import CliRunner

import kgraph.cli
from kgraph import pipeline
from kgraph.cli import app
from kgraph.cli.progress import progress_bar

TESTS, ROOT = Path(__file__).parent, Path(__file__).parent.parent
runner = CliRunner()


@pytest.fixture(autouse=True)
def _without_model(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pipeline, "_default_extractor", lambda *_: FakeExtractor())


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    folder = tmp_path / "corpus"
    folder.mkdir()
    (folder / "b.txt").write_text("Bela danced in Raymonda.", "utf8")
    (folder / "a.txt").write_text("Änne. Anna danced in Giselle.", "utf8")
    return folder


def run(*arguments: str | Path, **options: Any) -> Any:
    return runner.invoke(app, [str(a) for a in arguments], **options)


def kgraph_process(*arguments: str | Path, code: str = "main()", **options: Any) -> subprocess.CompletedProcess[str]:
    """The command in a process of its own, with the fake extractor."""
    script = textwrap.dedent(
        f"""
        import sys
        sys.path[:0] = [{str(TESTS)!r}, {str(ROOT)!r}]
        from fakes import FakeExtractor
        from kgraph import pipeline
        from kgraph.cli import main
        pipeline._default_extractor = lambda *_: FakeExtractor()
        {code}
        """
    )
    return subprocess.run(
        [sys.executable, "-c", script, *map(str, arguments)], capture_output=True, encoding="utf8", **options
    )


# --- Help ----------------------------------------------------------------------------------------------------------


def every_command() -> Iterator[tuple[str, Any]]:
    def below(name: str, command: Any) -> Iterator[tuple[str, Any]]:
        yield name, command
        for sub, inner in getattr(command, "commands", {}).items():
            yield from below(f"{name} {sub}", inner)

    yield from below("kgraph", typer.main.get_command(app))


@pytest.mark.parametrize(
    ("name", "command"), list(every_command()), ids=lambda value: value if isinstance(value, str) else ""
)
def test_every_command_and_option_has_help_and_every_command_an_example(name: str, command: Any) -> None:
    assert command.help, f"{name} has no help"
    for parameter in command.params:
        assert getattr(parameter, "help", None), f"{name} does not explain {parameter.name}"
    assert "  kgraph " in command.help, f"{name} shows no example"


def test_the_commands_are_all_there() -> None:
    assert [name.removeprefix("kgraph ") for name, _ in every_command()][1:] == [
        "build", "extract", "export", "validate", "query", "show", "timeline", "stats", "evaluate", "conflicts", "diff",
        "explain", "review", "train", "annotations", "model",
    ]  # fmt: skip


@pytest.mark.parametrize("arguments", [["--help"], ["-h"], ["build", "--help"], ["extract", "-h"]])
def test_help_is_shown(arguments: list[str]) -> None:
    result = run(*arguments)
    assert result.exit_code == 0
    assert "Usage: " in result.output


def test_the_version() -> None:
    from importlib.metadata import version

    assert run("--version").output == f"kgraph {version('kgraph')}\n"


def test_help_loads_nothing_heavy() -> None:
    heavy = ("spacy", "rdflib", "networkx", "pandas", "pyoxigraph", "sqlite3")
    code = f"import kgraph.cli, sys; print([m for m in {heavy} if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, encoding="utf8", check=True, cwd=ROOT)
    assert done.stdout == "[]\n"


# --- build ---------------------------------------------------------------------------------------------------------


def test_build(corpus: Path, tmp_path: Path) -> None:
    (corpus / "empty.txt").write_bytes(b"")
    result = run("build", corpus, "--out", tmp_path / "out")
    assert result.exit_code == 0
    assert result.stderr == ""
    assert "Documents: 2 read, 1 skipped" in result.stdout
    assert "'empty.txt' is empty" in result.stdout
    assert "Entities: 4" in result.stdout
    assert "  Person        2" in result.stdout
    assert "Facts: 2" in result.stdout
    assert str(tmp_path / "out" / "graph.ttl") in result.stdout
    assert (tmp_path / "out" / "evidence.ttl").exists()
    again = run("build", corpus, "--out", tmp_path / "out")
    assert "2 read (2 unchanged since they were last read)" in again.stdout


def test_build_writes_to_build_below_the_current_folder(
    corpus: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert run("build", "corpus/").exit_code == 0
    assert (tmp_path / "build" / "graph.ttl").exists()


def test_build_passes_its_options_on(corpus: Path, tmp_path: Path) -> None:
    cache = tmp_path / "cache.db"
    result = run(
        "build", corpus / "a.txt", corpus / "b.txt", "--out", tmp_path / "o", "--cache", cache, "--workers", 2,
        "--base-iri", "https://example.org/", "--min-confidence", 0.95,
    )  # fmt: skip
    assert result.exit_code == 0
    assert "Facts: 0" in result.stdout
    assert cache.exists()
    assert "https://example.org/" in (tmp_path / "o" / "graph.ttl").read_text("utf8")


def test_a_graph_that_does_not_conform_is_written_and_gives_1(
    corpus: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from kgraph import validate
    from kgraph.validate import Quotation, Violation

    quotation = Quotation("a.txt", 0, 5, "Anna danced in Giselle.")
    violation = Violation("https://x.y/anna", "Anna", "", "", "She cannot.", (quotation,))
    monkeypatch.setattr(validate, "validate_turtle", lambda *_: (violation,))
    result = run("build", corpus, "--out", tmp_path / "out")
    assert result.exit_code == 1
    assert "1 violation" in result.stdout
    assert "Anna danced in Giselle." in result.stdout
    assert (tmp_path / "out" / "graph.ttl").exists()
    report = json.loads((tmp_path / "out" / "report.json").read_text("utf8"))
    assert not report["conforms"]
    assert report["violations"][0]["sentences"][0]["text"] == "Anna danced in Giselle."


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["build", "no-such-folder"], "There is no file or folder"),
        (["build", "{corpus}", "--ontology", "no-such-folder"], "no-such-folder"),
        (["build", "{corpus}", "--strict"], "'empty.txt' is empty"),
        (["build", "{corpus}", "--out", "{corpus}/a.txt"], "a.txt"),
        (["build", "{corpus}", "--cache", "{corpus}"], "Cannot use the cache"),
        (["build", "{corpus}", "--base-iri", "here"], "here"),
        (["extract", "no-such-folder"], "There is no file or folder"),
        (["extract", "{corpus}", "--strict"], "'empty.txt' is empty"),
        (["extract", "{corpus}/empty.txt"], "'empty.txt' is empty"),
        (["validate", "no-such-folder"], "no-such-folder"),
        (["export", "no-such-folder", "--format", "json-ld"], "no-such-folder"),
        (["build"], "Missing argument"),
        (["build", "{corpus}", "--workers", "0"], "--workers"),
        (["build", "{corpus}", "--cache", "x", "--no-cache"], "exclude each other"),
        (["build", "{corpus}", "--min-confidence", "2"], "--min-confidence"),
        (["extract", "-", "{corpus}"], "standard input"),
        (["no-such-command"], "no-such-command"),
        (["build", "{corpus}", "--no-such-option"], "--no-such-option"),
    ],
)
def test_bad_input_gives_2_and_a_message_without_traceback(
    corpus: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str], message: str
) -> None:
    (corpus / "empty.txt").write_bytes(b"")
    monkeypatch.chdir(tmp_path)
    result = run(*[a.format(corpus=corpus) for a in arguments])
    assert result.exit_code == 2
    assert message in result.stderr
    assert "Traceback" not in result.output
    assert result.stdout == ""


def test_what_nobody_foresaw_is_a_message_too(corpus: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def defect(*_: object, **__: object) -> None:
        raise KeyError("oh")

    monkeypatch.setattr(pipeline, "build", defect)
    result = run("build", corpus)
    assert result.exit_code == kgraph.cli.DEFECT
    assert "KeyError: 'oh'" in result.stderr
    assert "KGRAPH_DEBUG" in result.stderr
    monkeypatch.setenv("KGRAPH_DEBUG", "1")
    with pytest.raises(KeyError):
        run("build", corpus, catch_exceptions=False)


def test_an_interruption_is_no_traceback(corpus: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(pipeline, "build", interrupted)
    result = run("build", corpus)
    assert result.exit_code == kgraph.cli.INTERRUPTED
    assert result.stderr == "Error: Interrupted. What was there before is unchanged.\n"


# --- extract -------------------------------------------------------------------------------------------------------


def test_extract_prints_json_lines_in_order_of_the_paths(corpus: Path) -> None:
    (corpus / "empty.txt").write_bytes(b"")
    result = run("extract", corpus / "b.txt", corpus / "a.txt", corpus / "empty.txt")
    assert result.exit_code == 0
    assert result.stderr == "Skipped: 'empty.txt' is empty: remove it, or write the text into it\n"
    assert [json.loads(line) for line in result.stdout.splitlines()] == [
        {
            "id": "a",
            "entities": [
                {"id": "e1", "type": "Person", "name": "Anna", "aliases": [], "mentions": [{"start": 6, "end": 10}]},
                {"id": "e2", "type": "Work", "name": "Giselle", "aliases": [], "mentions": [{"start": 21, "end": 28}]},
            ],
            "facts": [
                {
                    "subject": "e1",
                    "property": "performedIn",
                    "object": "e2",
                    "subject_span": [6, 10],
                    "object_span": [21, 28],
                    "sentence_span": [6, 29],
                    "confidence": 0.9,
                    "qualifiers": {},
                }
            ],
        },
        {
            "id": "b",
            "entities": [
                {"id": "e1", "type": "Person", "name": "Bela", "aliases": [], "mentions": [{"start": 0, "end": 4}]},
                {"id": "e2", "type": "Work", "name": "Raymonda", "aliases": [], "mentions": [{"start": 15, "end": 23}]},
            ],
            "facts": [
                {
                    "subject": "e1",
                    "property": "performedIn",
                    "object": "e2",
                    "subject_span": [0, 4],
                    "object_span": [15, 23],
                    "sentence_span": [0, 24],
                    "confidence": 0.9,
                    "qualifiers": {},
                }
            ],
        },
    ]


def test_extract_reads_standard_input() -> None:
    result = run("extract", "-", input="Anna danced in Giselle.")
    assert json.loads(result.stdout)["id"] == "stdin"
    assert run("extract", "-", input=b"\xff\xfe\x00").exit_code == 2


def test_output_is_utf8_in_any_locale(corpus: Path) -> None:
    (corpus / "ä.txt").write_text("Änne.", "utf8")
    done = kgraph_process("extract", corpus, env={"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONIOENCODING": "ascii"})
    assert done.stderr == ""
    assert [json.loads(line)["id"] for line in done.stdout.splitlines()] == ["a", "b", "ä"]
    assert '"id": "ä"' in done.stdout


@pytest.mark.skipif(sys.platform == "win32", reason="pipes break otherwise there")
def test_a_reader_that_has_enough_gets_no_traceback(corpus: Path) -> None:
    for number in range(300):
        (corpus / f"{number}.txt").write_text("Anna danced in Giselle. " * 20, "utf8")
    assert len(kgraph_process("extract", corpus).stdout) > 200_000, "more than a pipe holds"
    shell = subprocess.run(
        f"{sys.executable} -c '{PIPED}' {corpus} | head -n 1",
        shell=True, capture_output=True, encoding="utf8", cwd=TESTS,
        env={"PYTHONPATH": f"{TESTS}:{ROOT}"},
    )  # fmt: skip
    assert json.loads(shell.stdout)["id"] == "0"
    assert shell.stderr == ""


PIPED = """
import sys
from fakes import FakeExtractor
from kgraph import pipeline
from kgraph.cli import main
pipeline._default_extractor = lambda *_: FakeExtractor()
sys.argv[1:1] = ["extract"]
main()
"""


# --- export --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("format_", "written"),
    [
        ("jsonld", ["graph.jsonld"]),
        ("N-Triples", ["graph.nt"]),
        ("graphml", ["graph.graphml"]),
        ("gexf", ["graph.gexf"]),
        ("csv", ["csv/nodes.csv", "csv/edges.csv"]),
        ("cytoscape", ["graph.cyjs"]),
        ("TriG", ["graph.trig"]),
        ("N-Quads", ["graph.nq"]),
        ("RDF-1.2", ["graph.rdf12.ttl"]),
    ],
)
def test_export_writes_into_the_build_and_says_where(
    corpus: Path, tmp_path: Path, format_: str, written: list[str]
) -> None:
    out = tmp_path / "out"
    run("build", corpus, "--out", out)
    result = run("export", out, "--format", format_)
    assert result.exit_code == 0
    assert result.stdout.splitlines() == [str(out / name) for name in written]
    assert "Giselle" in "".join((out / name).read_text("utf8") for name in written)


def test_export_writes_where_it_is_told(corpus: Path, tmp_path: Path) -> None:
    run("build", corpus, "--out", tmp_path / "out")
    assert run("export", tmp_path / "out", "-f", "gexf", "-o", tmp_path / "new" / "x.gexf").exit_code == 0
    assert (tmp_path / "new" / "x.gexf").exists()
    wrong = run("export", tmp_path / "out", "-f", "docx")
    assert wrong.exit_code == 2
    assert "Choose one of jsonld" in wrong.stderr


def test_other_forms_of_provenance_are_written_and_read_like_the_build(corpus: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    result = run("build", corpus, "--out", out, "--provenance", "trig", "--provenance", "rdf12")
    assert f"  {out / 'graph.trig'}\n  {out / 'graph.rdf12.ttl'}\n" in result.stdout
    text = "SELECT ?who WHERE { ?who a pa:Person }"
    expected = run("query", out, text).stdout
    assert "person:anna" in expected
    for name in ("graph.trig", "graph.rdf12.ttl"):
        assert run("query", out / name, text).stdout == expected
        assert run("validate", out / name).exit_code == 0
        assert run("show", out / name, "Anna").stdout == run("show", out, "Anna").stdout
    assert run("export", out / "graph.trig", "-f", "gexf").stdout == f"{out / 'graph.gexf'}\n"
    wrong = run("build", corpus, "--out", out, "--provenance", "xml")
    assert wrong.exit_code == 2
    assert "Choose among reified, trig, nquads, rdf12." in wrong.stderr


# --- validate, progress --------------------------------------------------------------------------------------------


def test_validate(corpus: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    run("build", corpus, "--out", out)
    result = run("validate", out)
    assert result.exit_code == 0
    assert "conforms" in result.stdout
    graph = (out / "graph.ttl").read_text("utf8")
    (out / "graph.ttl").write_text(graph.replace("a pa:Work", "a pa:Person"), "utf8")
    result = run("validate", out)
    assert result.exit_code == 1
    assert "Anna danced in Giselle." in result.stdout


def test_a_bar_on_a_terminal_and_silence_elsewhere(monkeypatch: pytest.MonkeyPatch, capsys: Any) -> None:
    def use() -> str:
        with progress_bar() as progress:
            for done in range(5):
                progress("extract", done, 4)
            progress("write", 0, 1)
        return str(capsys.readouterr().err)

    assert use() == ""
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True, raising=False)
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("FORCE_COLOR", "1")
    assert "Reading" in use() or "Writing" in use()
