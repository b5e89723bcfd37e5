from __future__ import annotations

import os
import signal
import subprocess
import sys
import textwrap
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from fakes import FakeExtractor, fake_extraction

from kgraph import workers as workers_module
from kgraph.errors import BuildError, LexiconError
from kgraph.model import Document, Extraction, Skipped
from kgraph.workers import extract_all


def document(number: int, text: str = "") -> Document:
    return Document(f"d{number}", f"d{number}.txt", text or f"Anna danced in Giselle. Nr {number}.", "0" * 64)


@dataclass(frozen=True)
class Where:
    """Says in which process it is used, and does what the text tells it to."""

    fingerprint: str = "where"

    def extract(self, documents: Iterable[Document]) -> Iterator[Extraction]:
        for one in documents:
            if one.text == "die":
                os.kill(os.getpid(), signal.SIGKILL)
            if one.text == "exit":
                os._exit(3)
            if one.text == "lexicon":
                raise LexiconError(["a: wrong", "b: wrong"])
            if one.text == "print":
                print("printed by a library")
            if one.text == "lose":
                return
            yield Extraction(one.id if one.text != "rename" else str(os.getpid()), (), ())


@dataclass(frozen=True)
class Together:
    """Leaves the number of its process in a folder, and waits until `processes` have done so."""

    folder: Path
    processes: int
    fingerprint: str = "together"

    def extract(self, documents: Iterable[Document]) -> Iterator[Extraction]:
        (self.folder / str(os.getpid())).touch()
        for _ in range(3000):
            if len(list(self.folder.iterdir())) >= self.processes:
                break
            time.sleep(0.01)
        yield from (Extraction(one.id, (), ()) for one in documents)


@pytest.mark.parametrize("workers", [1, 2, 3, None])
def test_the_same_results_in_the_same_order_with_any_number(workers: int | None) -> None:
    documents = [document(n) for n in range(40)]
    assert list(extract_all(documents, FakeExtractor(), workers)) == [fake_extraction(d) for d in documents]


def test_no_documents_need_no_extractor() -> None:
    assert list(extract_all([], Where(), 2)) == []


@pytest.mark.parametrize(("workers", "number", "processes"), [(3, 30, 3), (3, 2, 2), (None, 3, 1)])
def test_as_many_processes_as_asked_for_or_as_pay(
    tmp_path: Path, workers: int | None, number: int, processes: int
) -> None:
    list(extract_all([document(n) for n in range(number)], Together(tmp_path, processes), workers))
    used = {path.name for path in tmp_path.iterdir()}
    assert len(used) == processes
    assert (str(os.getpid()) in used) == (processes == 1)


@pytest.mark.parametrize(("workers", "apart"), [(1, False), (2, True), (3, True)])
def test_other_work_is_done_while_a_process_extracts(workers: int, apart: bool) -> None:
    read: list[int] = []
    calls: list[list[int]] = []

    def documents() -> Iterator[Document]:
        for number in range(3):
            read.append(number)
            yield document(number)

    results = extract_all(documents(), Where(), workers, lambda: calls.append(list(read)))
    assert [r.document for r in results if isinstance(r, Extraction)] == ["d0", "d1", "d2"]
    assert calls == ([[0, 1, 2]] if apart else []), "once, when all is read"


def test_even_one_document_has_its_own_process_beside_other_work(tmp_path: Path) -> None:
    assert len(list(extract_all([document(0)], Together(tmp_path, 1), 2, lambda: None))) == 1
    assert [path.name != str(os.getpid()) for path in tmp_path.iterdir()] == [True]
    assert list(extract_all([], Where(), 2, lambda: pytest.fail("nothing to wait for"))) == []


def test_documents_are_read_only_a_little_ahead() -> None:
    read = 0

    def documents() -> Iterator[Document]:
        nonlocal read
        for number in range(300):
            read += 1
            yield document(number, "x" * 10_000)

    for workers in (1, 2):
        read = 0
        results = extract_all(documents(), Where(), workers)
        next(results)
        assert read < 100, "characters in memory are bounded"
        results.close()


@pytest.mark.parametrize("workers", [1, 2])
def test_a_document_that_makes_the_extractor_fail_is_the_only_one_lost(workers: int) -> None:
    documents = [document(n, "CRASH" if n == 3 else "") for n in range(8)]
    results = list(extract_all(documents, FakeExtractor(), workers))
    assert results[:3] + results[4:] == [fake_extraction(d) for d in documents if d.id != "d3"]
    lost = results[3]
    assert isinstance(lost, Skipped)
    assert lost.path == "d3.txt"
    assert "RuntimeError: cannot read d3" in lost.reason


@pytest.mark.parametrize("workers", [1, 2])
@pytest.mark.parametrize("text", ["lose", "rename"])
def test_an_extractor_that_mixes_documents_up_is_noticed(workers: int, text: str) -> None:
    results = list(extract_all([document(0), document(1, text), document(2)], Where(), workers))
    assert [type(r).__name__ for r in results] == ["Extraction", "Skipped", "Extraction"]


@pytest.mark.parametrize("workers", [1, 2])
def test_an_error_for_the_user_arrives_whole(workers: int) -> None:
    with pytest.raises(LexiconError) as caught:
        list(extract_all([document(0), document(1, "lexicon")], Where(), workers))
    assert caught.value.problems == ("a: wrong", "b: wrong")
    assert "2 problems" in str(caught.value)


@pytest.mark.parametrize(
    ("text", "how"), [("exit", "ended with code 3")] + ([("die", "signal 9")] if sys.platform != "win32" else [])
)
def test_a_process_that_dies_is_named_with_its_documents(text: str, how: str) -> None:
    with pytest.raises(BuildError, match=how) as caught:
        list(extract_all([document(0), document(1, text)], Where(), 2))
    assert "'d1.txt'" in str(caught.value)
    assert "--workers 1" in str(caught.value)


def test_what_a_library_prints_does_not_get_among_the_results(capfd: pytest.CaptureFixture[str]) -> None:
    assert len(list(extract_all([document(n, "print") for n in range(4)], Where(), 2))) == 4
    assert "printed by a library" in capfd.readouterr().err


def test_an_error_in_reading_stops_the_processes() -> None:
    def documents() -> Iterator[Document]:
        yield document(0)
        yield document(1)
        raise KeyError("gone")

    with pytest.raises(KeyError):
        list(extract_all(documents(), Where(), 2))


def test_a_script_needs_no_guard(tmp_path: Path) -> None:
    """As it would with `multiprocessing`, whose processes run the script again."""
    script = tmp_path / "script.py"
    script.write_text(
        textwrap.dedent(
            f"""
            import sys
            sys.path[:0] = [{str(Path(__file__).parent)!r}, {str(Path(__file__).parent.parent)!r}]
            from kgraph.workers import extract_all
            from test_workers import Where, document
            print(len(list(extract_all([document(n) for n in range(6)], Where(), 2))))
            """
        ),
        "utf8",
    )
    done = subprocess.run([sys.executable, str(script)], capture_output=True, text=True, check=False)
    assert (done.stdout, done.stderr) == ("6\n", "")


def test_cores() -> None:
    assert workers_module.cores() >= 1
