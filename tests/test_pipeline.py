from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import tempfile
import textwrap
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from fakes import FakeExtractor, fake_extraction
from hypothesis import given, settings
from hypothesis import strategies as st

from kgraph import pipeline
from kgraph.corpus import read_corpus
from kgraph.errors import CorpusError, ExportError, OntologyError
from kgraph.model import Document, Extraction, Skipped
from kgraph.pipeline import build, extract
from kgraph.report import BuildReport

TEXTS = {
    "anna.txt": "Anna Lind danced in Giselle. Anna Lind trained Bela Varga.",
    "bela.txt": "Bela Varga danced in Raymonda.",
    "more/clara.txt": "Clara danced in Giselle.",
    "more/empty.txt": "",
}
OUTPUTS = ("decisions.jsonl", "evidence.ttl", "graph.ttl", "provenance.ttl", "report.json")


@dataclass(frozen=True)
class CountingExtractor(FakeExtractor):
    """Leaves a file in `folder` for each document that it reads."""

    folder: Path = Path()

    def extract(self, documents: Iterable[Document]) -> Iterator[Extraction]:
        for document in documents:
            (self.folder / document.id.replace("/", "-")).touch()
            yield fake_extraction(document)


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    folder = tmp_path / "corpus"
    for name, text in TEXTS.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, "utf8")
    (folder / "table.csv").write_text("a,b", "utf8")
    return folder


def run(corpus: Path, out: Path, **options: Any) -> BuildReport:
    return build(corpus, out, **{"extractor": FakeExtractor(), **options})


def contents(out: Path) -> dict[str, bytes]:
    return {name: (out / name).read_bytes() for name in OUTPUTS}


# --- build ---------------------------------------------------------------------------------------------------------


def test_a_build_writes_its_files_and_reports(corpus: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    report = run(corpus, out)
    assert report.documents == 3
    assert report.extracted == 3
    assert report.entities == {"Person": 3, "Work": 2}
    assert report.facts == {"performedIn": 3, "studentOf": 1}
    assert [s.path for s in report.skipped] == ["more/empty.txt"]
    assert report.ignored == {".csv": 1}
    assert report.conforms
    assert sorted(p.name for p in out.iterdir()) == ["cache.sqlite", *OUTPUTS]
    assert set(report.files) == {out / name for name in OUTPUTS}
    assert json.loads((out / "report.json").read_text("utf8"))["entities"] == {"Person": 3, "Work": 2}
    text = report.to_text()
    assert "Documents: 3 read, 1 skipped, 1 other files ignored (.csv)" in text
    assert "'more/empty.txt' is empty: remove it" in text
    assert str(out / "graph.ttl") in text


def test_the_graph_says_what_the_texts_say(corpus: Path, tmp_path: Path) -> None:
    run(corpus, tmp_path / "out")
    from kgraph.explore.knowledge_graph import open_build

    rows = open_build(tmp_path / "out").ask(
        "SELECT ?who ?what WHERE { [] pa:performedIn ?w . ?p pa:performedIn ?w . "
        "?p rdfs:label ?who . ?w rdfs:label ?what } GROUP BY ?who ?what ORDER BY ?who"
    )
    assert [(row["who"], row["what"]) for row in rows] == [
        ("Anna Lind", "Giselle"),
        ("Bela Varga", "Raymonda"),
        ("Clara", "Giselle"),
    ]


@pytest.mark.parametrize("workers", [1, 2, 3])
def test_the_same_bytes_with_any_number_of_processes_and_any_cache(corpus: Path, tmp_path: Path, workers: int) -> None:
    run(corpus, tmp_path / "one", workers=1, use_cache=False)
    out = tmp_path / "other"
    run(corpus, out, workers=workers)
    assert contents(out) == contents(tmp_path / "one")
    run(corpus, out, workers=workers)
    assert contents(out) == contents(tmp_path / "one")


@given(st.sets(st.sampled_from(sorted(TEXTS)), min_size=1))
@settings(max_examples=15, deadline=None)
def test_the_same_bytes_whichever_part_was_read_before(part: set[str]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        whole, some, cache = Path(folder, "whole"), Path(folder, "some"), Path(folder, "cache.sqlite")
        for name, text in TEXTS.items():
            for place in (whole, *([some] if name in part else [])):
                (place / name).parent.mkdir(parents=True, exist_ok=True)
                (place / name).write_text(text or "Clara danced.", "utf8")
        run(some, Path(folder, "first"), cache=cache)
        run(whole, Path(folder, "second"), cache=cache)
        run(whole, Path(folder, "cold"), use_cache=False)
        assert contents(Path(folder, "second")) == contents(Path(folder, "cold"))


def test_the_same_bytes_with_any_hash_seed(corpus: Path, tmp_path: Path) -> None:
    found = []
    for seed in ("0", "1", "42"):
        out = tmp_path / seed
        script = textwrap.dedent(
            f"""
            import sys
            sys.path[:0] = [{str(Path(__file__).parent)!r}, {str(Path(__file__).parent.parent)!r}]
            from fakes import FakeExtractor
            from kgraph.pipeline import build
            build({str(corpus)!r}, {str(out)!r}, extractor=FakeExtractor())
            """
        )
        subprocess.run([sys.executable, "-c", script], check=True, env={**os.environ, "PYTHONHASHSEED": seed})
        found.append(contents(out))
    assert found[0] == found[1] == found[2]


def test_only_what_changed_is_extracted_again(corpus: Path, tmp_path: Path) -> None:
    read = tmp_path / "read"
    read.mkdir()

    def again(fingerprint: str = "1") -> list[str]:
        for path in read.iterdir():
            path.unlink()
        report = run(corpus, tmp_path / "out", extractor=CountingExtractor(fingerprint, read))
        names = sorted(path.name for path in read.iterdir())
        assert report.extracted == len(names)
        return names

    assert again() == ["anna", "bela", "more-clara"]
    assert again() == []
    (corpus / "bela.txt").write_text("Bela Varga danced in Manon.", "utf8")
    assert again() == ["bela"]
    (corpus / "more" / "clara.txt").rename(corpus / "clara.md")
    assert again() == []
    assert again(fingerprint="2") == ["anna", "bela", "clara"]
    (tmp_path / "out" / "cache.sqlite").write_bytes(b"damaged " * 1000)
    assert again(fingerprint="2") == ["anna", "bela", "clara"]


@pytest.mark.parametrize("damage", [slice(4096, None), slice(100, 4096)])
def test_a_cache_that_turns_out_damaged_is_made_anew(corpus: Path, tmp_path: Path, damage: slice) -> None:
    out = tmp_path / "out"
    run(corpus, out)
    before = contents(out)
    data = bytearray((out / "cache.sqlite").read_bytes())
    data[damage] = b"\xa5" * len(data[damage])
    (out / "cache.sqlite").write_bytes(data)
    assert run(corpus, out).extracted == 3
    assert contents(out) == before
    assert run(corpus, out).extracted == 0


def test_the_cache_may_be_elsewhere_or_nowhere(corpus: Path, tmp_path: Path) -> None:
    run(corpus, tmp_path / "a", cache=tmp_path / "shared.sqlite")
    assert run(corpus, tmp_path / "b", cache=tmp_path / "shared.sqlite").extracted == 0
    assert run(corpus, tmp_path / "b", use_cache=False).extracted == 3
    assert sorted(p.name for p in (tmp_path / "b").iterdir()) == list(OUTPUTS)


def test_strict_names_every_document_that_cannot_be_read(corpus: Path, tmp_path: Path) -> None:
    (corpus / "binary.txt").write_bytes(bytes(range(256)))
    with pytest.raises(CorpusError) as caught:
        run(corpus, tmp_path / "out", strict=True)
    assert "2 documents could not be read" in str(caught.value)
    assert "'binary.txt' is binary" in str(caught.value)
    assert "'more/empty.txt' is empty" in str(caught.value)
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("strict", [True, False])
def test_a_document_that_makes_the_extractor_fail(corpus: Path, tmp_path: Path, strict: bool) -> None:
    (corpus / "more" / "empty.txt").write_text("CRASH", "utf8")
    if strict:
        with pytest.raises(CorpusError, match=r"empty\.txt"):
            run(corpus, tmp_path / "out", strict=True)
    else:
        report = run(corpus, tmp_path / "out")
        assert report.documents == 3
        assert "cannot read more/empty" in report.skipped[0].reason


def test_a_corpus_of_which_nothing_can_be_read(tmp_path: Path) -> None:
    (tmp_path / "corpus").mkdir()
    (tmp_path / "corpus" / "a.txt").write_bytes(b"")
    with pytest.raises(CorpusError, match=r"nothing to build from.*\n.*'a\.txt' is empty"):
        run(tmp_path / "corpus", tmp_path / "out")


def test_facts_below_the_confidence_are_left_out_and_nothing_else_changes(corpus: Path, tmp_path: Path) -> None:
    report = run(corpus, tmp_path / "out", min_confidence=0.95)
    assert report.facts == {}
    assert report.entities == {"Person": 3, "Work": 2}


def test_the_base_of_iris(corpus: Path, tmp_path: Path) -> None:
    run(corpus, tmp_path / "out", base_iri="https://example.org/archive/")
    assert "https://example.org/archive/" in (tmp_path / "out" / "graph.ttl").read_text("utf8")
    assert "w3id.org/kgraph/resource" not in (tmp_path / "out" / "evidence.ttl").read_text("utf8")
    for wrong in ("archive", "https://example.org", "https://example.org/a b/", "<https://example.org/>"):
        with pytest.raises(ExportError, match="base"):
            run(corpus, tmp_path / "out", base_iri=wrong)


def test_what_is_missing_is_said_before_the_work_begins(corpus: Path, tmp_path: Path) -> None:
    read = tmp_path / "read"
    read.mkdir()
    (tmp_path / "file").write_text("", "utf8")
    extractor = CountingExtractor("1", read)
    with pytest.raises(ExportError, match="file"):
        run(corpus, tmp_path / "file", extractor=extractor)
    with pytest.raises(OntologyError):
        run(corpus, tmp_path / "out", extractor=extractor, ontology=tmp_path / "nowhere")
    assert list(read.iterdir()) == []


def test_a_build_into_the_corpus_does_not_read_itself(corpus: Path) -> None:
    first = run(corpus, corpus / "build")
    (corpus / "build" / "notes.txt").write_text("Dora danced in Giselle.", "utf8")
    assert run(corpus, corpus / "build").entities == first.entities


def test_an_error_in_writing_leaves_the_earlier_build(
    corpus: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "out"
    run(corpus, out)
    before = contents(out)
    (corpus / "bela.txt").write_text("Bela Varga danced in Manon.", "utf8")

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(ExportError, match="disk is full"):
        run(corpus, out)
    monkeypatch.undo()
    assert contents(out) == before
    assert sorted(p.name for p in out.iterdir()) == ["cache.sqlite", *OUTPUTS]


@dataclass(frozen=True)
class EndlessExtractor(FakeExtractor):
    """Never comes to an end, and says where it has begun."""

    folder: Path = Path()

    def extract(self, documents: Iterable[Document]) -> Iterator[Extraction]:
        (self.folder / str(os.getpid())).touch()
        time.sleep(60)
        yield from super().extract(documents)


@pytest.mark.skipif(sys.platform == "win32", reason="signals are of POSIX")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGKILL])
def test_a_build_that_is_stopped_leaves_the_earlier_one_and_no_processes(
    corpus: Path, tmp_path: Path, number: signal.Signals
) -> None:
    out, begun = tmp_path / "out", tmp_path / "begun"
    begun.mkdir()
    run(corpus, out)
    before = contents(out)
    script = textwrap.dedent(
        f"""
        import signal, sys
        signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell may have had it ignored
        sys.path[:0] = [{str(Path(__file__).parent)!r}, {str(Path(__file__).parent.parent)!r}]
        from pathlib import Path
        from test_pipeline import EndlessExtractor
        from kgraph.pipeline import build
        build({str(corpus)!r}, {str(out)!r}, extractor=EndlessExtractor("2", Path({str(begun)!r})), workers=2)
        """
    )
    process = subprocess.Popen([sys.executable, "-c", script], stderr=subprocess.DEVNULL, start_new_session=True)
    try:
        _wait_for(lambda: len(list(begun.iterdir())) == 2)
        os.kill(process.pid, number)
        process.wait(timeout=30)
        assert contents(out) == before
        if number == signal.SIGINT:
            workers = [int(path.name) for path in begun.iterdir()]
            _wait_for(lambda: not any(_alive(pid) for pid in workers))
    finally:
        os.killpg(process.pid, signal.SIGKILL) if any(_alive(int(p.name)) for p in begun.iterdir()) else None
        process.wait()


def _wait_for(condition: Any) -> None:
    for _ in range(3000):
        if condition():
            return
        time.sleep(0.01)
    raise AssertionError("waited in vain")


def _alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def test_progress_ends_with_all_documents(corpus: Path, tmp_path: Path) -> None:
    calls: list[tuple[str, int, int]] = []
    run(corpus, tmp_path / "out", on_progress=lambda *call: calls.append(call))
    reading = [call for call in calls if call[0] == "extract"]
    assert [done for _, done, _ in reading] == sorted(done for _, done, _ in reading)
    assert reading[-1] == ("extract", 4, 4)
    assert list(dict.fromkeys(stage for stage, _, _ in calls)) == ["extract", "resolve", "write", "validate"]


# --- extract -------------------------------------------------------------------------------------------------------


def test_extracting_keeps_the_order_and_passes_on_what_was_skipped(corpus: Path) -> None:
    (corpus / "aaa.txt").write_bytes(b"")
    results = list(extract(read_corpus(corpus), extractor=FakeExtractor(), workers=2))
    assert [r.document for r in results if isinstance(r, Extraction)] == ["anna", "bela", "more/clara"]
    assert sorted(r.path for r in results if isinstance(r, Skipped)) == ["aaa.txt", "more/empty.txt"]


def test_extracting_nothing() -> None:
    assert list(extract([Skipped("a", "b")], extractor=FakeExtractor())) == [Skipped("a", "b")]
    assert list(extract([], extractor=FakeExtractor())) == []


def test_what_was_skipped_is_described_in_safe_lines() -> None:
    text = pipeline.describe_skipped([Skipped("a\x1b[31m\nb.txt", "is empty: remove it")])
    assert text.splitlines()[0] == "1 document could not be read:"
    assert len(text.splitlines()) == 2
    assert "\x1b" not in text
