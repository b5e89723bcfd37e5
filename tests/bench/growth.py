"""How resolution grows with the corpus: ``python tests/bench/growth.py [--entities 2000 20000 200000] [--profile]``.

Resolves synthetic corpora (`synthetic`), each in a process of its own, and prints time, peak memory and what ten times
the entities cost. Entities are counted as resolution gets them: one of each document that mentions it. Time is that of
the processor, so that it hardly matters what else the machine does. Not a test: nothing is asserted.
"""

from __future__ import annotations

import argparse
import cProfile
import gc
import math
import multiprocessing
import pstats
import resource
import sys
import time
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from itertools import pairwise

from synthetic import synthetic_corpus

from kgraph.ontology import load_ontology
from kgraph.resolve import resolve
from kgraph.resolve.known import KnownNames

#: Lines of a profile to print.
_LINES = 25


@dataclass(frozen=True)
class Measured:
    """What resolving one corpus took: seconds, and mebibytes of memory at the highest, without and with resolution."""

    entities: int
    documents: int
    resolved: int
    facts: int
    refused: int
    seconds: float
    before: float
    peak: float


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--entities", type=int, nargs="+", default=[2_000, 20_000, 200_000], help="sizes of corpora")
    parser.add_argument("--seed", type=int, default=1, help="of the corpora (default 1)")
    parser.add_argument("--profile", action="store_true", help="print where the time goes; this takes longer")
    args = parser.parse_args()
    say("entities", "documents", "resolved", "facts", "refused", "seconds", "µs/entity", "corpus MB", "peak MB")
    results = []
    for size in sorted(args.entities):
        with ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as process:
            m = process.submit(measure, size, args.seed, args.profile).result()
        results.append(m)
        counts = (f"{n:,}" for n in (m.entities, m.documents, m.resolved, m.facts, m.refused))
        each = m.seconds / m.entities * 1e6
        say(*counts, f"{m.seconds:.2f}", f"{each:.0f}", f"{m.before:,.0f}", f"{m.peak:,.0f}")
    for a, b in pairwise(results):
        tenfold = math.log(b.seconds / a.seconds) / math.log(b.entities / a.entities)
        sys.stdout.write(
            f"from {a.entities:,} to {b.entities:,}: ten times the entities, {10**tenfold:.1f} times the time\n"
        )


def measure(entities: int, seed: int, profile: bool) -> Measured:
    """Resolve a corpus of so many entities."""
    ontology = load_ontology()
    KnownNames.of(ontology)
    extractions = synthetic_corpus(entities, seed)
    before = peak_memory()
    gc.disable()  # as a build does
    profiler = cProfile.Profile()
    if profile:
        profiler.enable()
    start = time.process_time()
    resolution = resolve(extractions, (), ontology)
    seconds = time.process_time() - start
    if profile:
        profiler.disable()
        pstats.Stats(profiler, stream=sys.stdout).sort_stats("tottime").print_stats(_LINES)
    return Measured(
        sum(len(e.entities) for e in extractions),
        len(extractions),
        len(resolution.entities),
        len(resolution.facts),
        sum(not d.joined for d in resolution.decisions),
        seconds,
        before,
        peak_memory(),
    )


def peak_memory() -> float:
    """The most memory that this process ever had, in mebibytes."""
    unit = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit / 2**20


def say(*columns: str) -> None:
    """One line of the table."""
    sys.stdout.write("".join(f"{c:>11}" for c in columns) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
