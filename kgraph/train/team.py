"""Several processes that train one network: each reads a part of every batch, and all take the same step.

On CPUs a process a core trains faster than one process with as many threads, whose many small sums keep hardly more
than one core busy. Counts and gradients are added up over the processes, so a step is what it is in one process, but
for the last digits of sums and for what is dropped out by chance.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import torch
import torch.distributed as distributed
from torch import Tensor, nn

from kgraph.neural.pieces import Pieces
from kgraph.train.examples import Example
from kgraph.train.sums import Sums
from kgraph.workers import cores

Part = list[tuple[Example, Pieces]]


class LeftAloneError(Exception):
    """Another process of the team is no longer there."""


@dataclass(frozen=True, slots=True)
class Team:
    """One process of several, or the only one.

    Attributes
    ----------
    rank
        Number of this process; 0 is the one that writes files and speaks.
    size
        How many there are.
    """

    rank: int = 0
    size: int = 1

    @classmethod
    @contextlib.contextmanager
    def join(cls, rank: int, size: int, meeting: Path) -> Iterator[Team]:
        """Meet the other processes at a file that does not exist yet, for as long as the context lasts.

        The cores are shared among the processes.

        Raises
        ------
        LeftAloneError
            If another process leaves before its time; from what the team does, too.
        """
        threads = torch.get_num_threads()
        try:
            torch.set_num_threads(max(1, cores() // size))
            with _together():
                store = distributed.FileStore(str(meeting), size)  # type: ignore[attr-defined]
                distributed.init_process_group("gloo", store=store, rank=rank, world_size=size)
            yield cls(rank, size)
        finally:
            if distributed.is_initialized():
                distributed.destroy_process_group()
            torch.set_num_threads(threads)

    def part(self, batch: Sequence[tuple[Example, Pieces]]) -> Part:
        """What of a batch this process reads: the longest texts first, each goes to who has least."""
        load = [0] * self.size
        mine: Part = []
        for pair in sorted(batch, key=lambda p: -len(p[1])):
            least = load.index(min(load))
            load[least] += len(pair[1])
            if least == self.rank:
                mine.append(pair)
        return mine

    def add_counts(self, sums: Sums, names: Iterable[str]) -> None:
        """Make the counts of a batch those of all processes."""
        if self.size == 1:
            return
        names = list(names)
        counts = torch.tensor([sums.count.get(name, 0.0) for name in names], dtype=torch.float64)
        _add(counts)
        sums.count.update({name: float(n) for name, n in zip(names, counts, strict=True) if n})

    def add_gradients(self, parameters: Sequence[nn.Parameter]) -> None:
        """Make the gradients those of all processes. What has none in any of them keeps none."""
        if self.size == 1:
            return
        some = torch.tensor([0.0 if p.grad is None else 1.0 for p in parameters])
        flat = torch.cat([some, *((torch.zeros_like(p) if p.grad is None else p.grad).reshape(-1) for p in parameters)])
        _add(flat)
        at = len(some)
        for p, held in zip(parameters, flat[: len(some)].tolist(), strict=True):
            p.grad = flat[at : at + p.numel()].view_as(p) if held else None
            at += p.numel()


#: The only process.
ALONE = Team()


def _add(numbers: Tensor) -> None:
    with _together():
        distributed.all_reduce(numbers)


@contextlib.contextmanager
def _together() -> Iterator[None]:
    try:
        yield
    except RuntimeError as error:
        raise LeftAloneError(str(error)) from error
