"""How fast kgraph is, in ratios measured in one run: ``python tests/bench/speed.py [--documents 500]``.

Prints words per second of the bare encoder on all cores, of extraction in one process and, as the commands do it, in a
process a core (their start included), and of a warm build; and the cost of a build after one of many documents changed,
against the cold build. Not a test: nothing is asserted.
"""

from __future__ import annotations

import argparse
import itertools
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from kgraph.corpus import read_corpus
from kgraph.extract import Extractor
from kgraph.extract.nlp import plain_pipeline
from kgraph.model import Document
from kgraph.neural.model import load_model
from kgraph.neural.reading import read_doc
from kgraph.ontology import load_ontology
from kgraph.pipeline import build
from kgraph.workers import extract_all

CORPUS = Path(__file__).parent.parent.parent / "corpus"


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--documents", type=int, default=500, help="size of the synthetic corpus (default 500)")
    parser.add_argument("--repeat", type=int, default=3, help="runs of each extraction figure; the best counts")
    args = parser.parse_args()

    documents = [d for d in read_corpus(CORPUS) if isinstance(d, Document)]
    words = sum(len(d.text.split()) for d in documents)
    network = load_model().network
    nlp = plain_pipeline()
    readings = [read_doc(nlp(d.text)) for d in documents]
    extractor = Extractor(load_ontology(), extractor="neural")
    list(extractor.extract(documents[:3]))
    times = [  # in turns, so that whatever else the machine does hits both alike
        (
            seconds(lambda: [network.words(r) for r in readings]),
            seconds(lambda: list(extractor.extract(documents))),
        )
        for _ in range(args.repeat)
    ]
    bare_time, extract_time = (min(column) for column in zip(*times, strict=True))
    report("bare encoder", words / bare_time, "words/s")
    report("extraction, one process", words / extract_time, "words/s")
    report("extraction / bare encoder", bare_time / extract_time, "of its speed")
    many = documents * max(1, args.documents // len(documents))
    fresh = Extractor(load_ontology(), extractor="neural")
    shared_time = seconds(lambda: list(extract_all(many, fresh))) * len(documents) / len(many)
    report("extraction, a process a core", words / shared_time, "words/s")
    report("the same / bare encoder on all cores", bare_time / shared_time, "of its speed")

    with tempfile.TemporaryDirectory() as folder:
        corpus, out = Path(folder, "corpus"), Path(folder, "build")
        corpus.mkdir()
        for number, document in zip(range(args.documents), itertools.cycle(documents)):
            (corpus / f"{number:05d}-{document.id}.txt").write_text(f"{document.text}\n\nCopy {number}.\n", "utf-8")
        total = sum(len(path.read_text("utf-8").split()) for path in corpus.iterdir())
        cold = seconds(lambda: build(corpus, out))
        warm = seconds(lambda: build(corpus, out))
        changed = next(iter(sorted(corpus.iterdir())))
        changed.write_text(changed.read_text("utf-8") + "\nShe moved to Perm in 1999.\n", "utf-8")
        one = seconds(lambda: build(corpus, out))
        changed.write_text(changed.read_text("utf-8") + "\nShe moved to Omsk in 2001.\n", "utf-8")
        command = [sys.executable, "-m", "kgraph", "build", str(corpus), "--out", str(out)]
        anew = seconds(lambda: subprocess.run(command, check=True, capture_output=True))
    report(f"cold build, {args.documents} documents", total / cold, "words/s")
    report("warm build, nothing changed", total / warm, "words/s")
    report("warm build, one document changed", one / cold, "of the cold build's time")
    report("the same by a new process", anew / cold, "of the cold build's time")


def seconds(work: Callable[[], object]) -> float:
    """Wall-clock seconds that a call takes."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def report(what: str, figure: float, unit: str) -> None:
    """One line of the result."""
    value = f"{figure:,.0f}" if figure >= 100 else f"{figure:.3f}"
    sys.stdout.write(f"{what:<40} {value:>10} {unit}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
