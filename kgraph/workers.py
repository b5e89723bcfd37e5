"""Spread extraction over processes: documents in, extractions out, in the same order whatever the number.

A worker is a Python process of its own that reads pickled chunks of documents from its standard input and writes
pickled results to its standard output. (The pools of the standard library import the user's main script again in
every process, which fails for a plain script that calls `kgraph.build` without a guard.) Texts are streamed: there
are never more than a few chunks in memory.
"""

from __future__ import annotations

import contextlib
import gc
import itertools
import os
import pickle
import signal
import subprocess
import sys
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from queue import SimpleQueue
from typing import Any, BinaryIO, Protocol

from kgraph.errors import BuildError, KGraphError
from kgraph.model import Document, Extraction, Skipped

#: Characters for which starting one more process pays: some seconds of work.
CHARACTERS_PER_WORKER = 150_000
#: Characters handed to a worker at a time, at most, unless one document has more.
CHUNK_CHARACTERS = 10_000

_BOOT = "import pickle, sys; sys.path[:] = pickle.load(sys.stdin.buffer); from kgraph.workers import serve; serve()"
#: One process, one thread: numerical libraries must not start a thread per core in each of them.
_THREADS = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "BLIS_NUM_THREADS"), "1")


class Extracting(Protocol):
    """What does the work: `kgraph.extract.Extractor`, or a stand-in for it. Picklable until it is first used.

    Attributes
    ----------
    fingerprint
        Changes whenever the same text may give another extraction.
    """

    @property
    def fingerprint(self) -> str:
        """For the key of a cache."""

    def extract(self, documents: Iterable[Document], /) -> Iterator[Extraction]:
        """One extraction for each document, in their order."""


def cores() -> int:
    """The number of processors that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0)) or 1
    return os.cpu_count() or 1


def extract_all(
    documents: Iterable[Document],
    extractor: Extracting,
    workers: int | None = None,
    meanwhile: Callable[[], object] | None = None,
) -> Iterator[Extraction | Skipped]:
    """Extract from documents, one result for each, in their order.

    Parameters
    ----------
    documents
        Read a little ahead of the results, never all at once.
    extractor
        Not used if there are no documents; if there are several processes, each gets a copy.
    workers
        Number of processes, if there are as many documents; None for up to one per core, as many as pay.
    meanwhile
        Work that this process has to do anyway. Unless all must happen in one process, extraction then has a process
        of its own from the first document on, and this is called once, as soon as there are no more documents to
        read. Not called otherwise.

    Yields
    ------
    Extraction or Skipped
        Skipped where the extractor failed on a document: with the error, to be reported.

    Raises
    ------
    KGraphError
        What the extractor raises; or `BuildError` if a process dies.
    """
    apart = meanwhile is not None and (workers or cores()) > 1
    steps = _steps(iter(documents), workers, at_once=apart)
    first = next(steps, None)
    if first is None:
        return
    steps = itertools.chain([first], steps)
    if apart or first[0] > 1:
        yield from _in_processes(steps, extractor, workers or cores(), meanwhile)
    else:
        yield from _here((chunk for _, chunk in steps), extractor)


def _steps(stream: Iterator[Document], workers: int | None, *, at_once: bool) -> Iterator[tuple[int, list[Document]]]:
    """The documents in chunks, each with the number of processes that is right as far as is known by then.

    That takes reading ahead; `at_once`, the first document is a chunk for one process before that.
    """
    ahead = list(itertools.islice(stream, 1)) if at_once else []
    before = len(ahead)
    if ahead:
        yield 1, ahead
    ahead = []
    characters = 0
    for document in stream:
        ahead.append(document)
        characters += len(document.text)
        if characters > (workers or cores()) * CHARACTERS_PER_WORKER and len(ahead) >= (workers or 1):
            break
    if not ahead:
        return
    count = min(workers or min(cores(), 1 + characters // CHARACTERS_PER_WORKER), before + len(ahead))
    size = min(CHUNK_CHARACTERS, characters // (2 * count))
    chunks = _chunks(itertools.chain(ahead, stream), size)
    del ahead
    for chunk in chunks:
        yield count, chunk


def _chunks(documents: Iterable[Document], characters: int) -> Iterator[list[Document]]:
    """Group documents so that each group but the last has at least this many characters."""
    chunk: list[Document] = []
    size = 0
    for document in documents:
        chunk.append(document)
        size += len(document.text)
        if size >= characters:
            yield chunk
            chunk, size = [], 0
    if chunk:
        yield chunk


def _here(chunks: Iterable[list[Document]], extractor: Extracting) -> Iterator[Extraction | Skipped]:
    for chunk in chunks:
        yield from _extract(extractor, chunk)


def _in_processes(
    steps: Iterable[tuple[int, list[Document]]],
    extractor: Extracting,
    most: int,
    meanwhile: Callable[[], object] | None,
) -> Iterator[Extraction | Skipped]:
    """Extract from chunks, each given with the number of processes to have by then, `most` at last."""
    idle: SimpleQueue[_Worker] = SimpleQueue()

    def extract(chunk: list[Document]) -> list[Extraction | Skipped]:
        worker = idle.get()
        try:
            return worker.extract(chunk)
        finally:
            idle.put(worker)

    with contextlib.ExitStack() as stack:
        threads = stack.enter_context(ThreadPoolExecutor(most, thread_name_prefix="kgraph"))
        stack.callback(threads.shutdown, wait=False, cancel_futures=True)
        start = pickle.dumps(sys.path) + pickle.dumps(extractor)
        started = 0
        results: deque[Future[list[Extraction | Skipped]]] = deque()
        for count, chunk in steps:
            for _ in range(count - started):  # stopped first on the way out, so that no thread waits for an answer
                worker = _Worker(start)
                stack.callback(worker.stop)
                idle.put(worker)
            started = max(started, count)
            results.append(threads.submit(extract, chunk))
            if len(results) > 3 * count:
                yield from results.popleft().result()
        if meanwhile is not None:
            meanwhile()
        while results:
            yield from results.popleft().result()


class _Worker:
    """The near end of a worker process."""

    def __init__(self, start: bytes) -> None:
        options = [f"-W{option}" for option in sys.warnoptions]
        self.process = subprocess.Popen(
            [sys.executable, *options, "-c", _BOOT],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env={**_THREADS, **os.environ},
        )
        if self.process.stdin is not None:
            with contextlib.suppress(OSError):  # if it died at once, the first chunk will tell
                self.process.stdin.write(start)
                self.process.stdin.flush()

    def extract(self, chunk: list[Document]) -> list[Extraction | Skipped]:
        """Have the documents extracted by the process.

        Raises
        ------
        KGraphError
            If the extractor raises it, or the process died.
        """
        requests, answers = self.process.stdin, self.process.stdout
        try:
            if requests is None or answers is None:
                raise EOFError
            requests.write(pickle.dumps(chunk))
            requests.flush()
            result = pickle.load(answers)
        except (OSError, ValueError, EOFError, pickle.UnpicklingError):
            raise BuildError(self._death(chunk)) from None
        if isinstance(result, _Raised):
            raise result.error()
        return result  # type: ignore[no-any-return]

    def _death(self, chunk: Sequence[Document]) -> str:
        code = self.process.wait()
        how = f"ended with code {code}" if code >= 0 else f"was killed by signal {-code}"
        which = f"'{chunk[0].path}'" + (f" to '{chunk[-1].path}'" if len(chunk) > 1 else "")
        return (
            f"A worker process {how} while it read {which}. Perhaps memory ran out: "
            "use fewer processes, for example with `--workers 1`."
        )

    def stop(self) -> None:
        """End the process at once."""
        self.process.kill()
        for pipe in (self.process.stdin, self.process.stdout):
            if pipe is not None:
                with contextlib.suppress(OSError):
                    pipe.close()
        self.process.wait()


class _Raised:
    """An error on its way from a worker to the user. (Not every exception can be pickled with its arguments.)"""

    def __init__(self, error: KGraphError) -> None:
        self.type, self.args, self.attributes = type(error), error.args, dict(vars(error))

    def error(self) -> KGraphError:
        error = self.type.__new__(self.type)
        error.args = self.args
        vars(error).update(self.attributes)
        return error


def serve() -> None:
    """Be a worker: see the module's description. Ends when its standard input does."""
    with contextlib.suppress(ValueError):
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent is interrupted too, and stops its workers
    requests = sys.stdin.buffer
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what any library prints must not get among the answers
    sys.stdout = sys.stderr  # nor wait in a buffer until the process is ended
    with contextlib.suppress(EOFError, BrokenPipeError):
        _answer(requests, answers)


def _answer(requests: BinaryIO, answers: BinaryIO) -> None:
    def send(answer: Any) -> None:
        pickle.dump(answer, answers)
        answers.flush()

    gc.disable()  # what the extractor loads stays: looking through it for garbage time and again takes long
    extractor: Extracting = pickle.load(requests)
    while True:
        chunk: list[Document] = pickle.load(requests)
        try:
            send(_extract(extractor, chunk))
        except KGraphError as error:
            send(_Raised(error))
        if not gc.isenabled():
            gc.freeze()
            gc.enable()


def _extract(extractor: Extracting, chunk: list[Document]) -> list[Extraction | Skipped]:
    """Extract from a chunk; if that fails, from each document alone, to lose only the one at fault."""
    try:
        return _matched(chunk, list(extractor.extract(chunk)))
    except KGraphError:
        raise
    except Exception as error:
        if len(chunk) > 1:
            return [result for document in chunk for result in _extract(extractor, [document])]
        return [Skipped(chunk[0].path, _failure(error))]


def _matched(chunk: list[Document], results: list[Extraction]) -> list[Extraction | Skipped]:
    if [r.document for r in results] != [d.id for d in chunk]:
        raise ValueError("the extractor lost a document")
    return list(results)


def _failure(error: Exception) -> str:
    if isinstance(error, MemoryError):
        return "needs more memory than there is: split it into shorter texts"
    what = " ".join(f"{type(error).__name__}: {error}".split())[:300]
    return f"made the extraction fail, which is a defect of kgraph: please report it with the text ({what})"
