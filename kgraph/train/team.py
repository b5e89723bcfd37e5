"""Several processes that train one network: each reads a part of every batch, and all take the same step.

On CPUs a process a core trains faster than one process with as many threads, whose many small sums keep hardly more
than one core busy. Counts and gradients are added up over the processes, so a step is what it is in one process, but
for the last digits of sums and for what is dropped out by chance. What is added up stands in memory that the processes
share; they wait for one another at pipes, where it shows at once that one is gone. There is no network in it.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import accumulate
from pathlib import Path
from typing import IO

import torch
from torch import Tensor, nn

from kgraph.train.batches import Pair, row_width, rows_of
from kgraph.train.sums import Sums
from kgraph.workers import cores


class LeftAloneError(Exception):
    """Another process of the team is no longer there."""


@dataclass(frozen=True, slots=True)
class Link:
    """Two pipes to another process."""

    reader: IO[bytes]
    writer: IO[bytes]

    def send(self) -> None:
        """Say that this process is where the other waits for it.

        Raises
        ------
        LeftAloneError
            If the other process is gone.
        """
        try:
            self.writer.write(b".")
            self.writer.flush()
        except (OSError, ValueError) as error:
            raise LeftAloneError(str(error)) from error

    def wait(self) -> None:
        """Wait until the other process says so.

        Raises
        ------
        LeftAloneError
            If the other process is gone.
        """
        try:
            here = self.reader.read(1)
        except (OSError, ValueError) as error:
            raise LeftAloneError(str(error)) from error
        if not here:
            raise LeftAloneError("another process is gone")


@dataclass(frozen=True, slots=True)
class Team:
    """One process of several, or the only one.

    Attributes
    ----------
    rank
        Number of this process; 0 is the one that writes files and speaks.
    size
        How many there are.
    folder
        Of the files that are the memory which they share.
    links
        To all others if this is the first, or else to the first.
    """

    rank: int = 0
    size: int = 1
    folder: Path | None = None
    links: tuple[Link, ...] = ()
    _shared: dict[str, Tensor] = field(default_factory=dict, repr=False, compare=False)

    @contextlib.contextmanager
    def with_its_cores(self) -> Iterator[Team]:
        """Keep PyTorch to this process's share of the cores, for as long as the context lasts."""
        threads = torch.get_num_threads()
        try:
            torch.set_num_threads(max(1, cores() // self.size))
            yield self
        finally:
            torch.set_num_threads(threads)

    def part(self, batch: Sequence[Pair]) -> list[Pair]:
        """What of a batch this process reads: a stretch of its texts by length, none of which takes much longer."""
        order = sorted(batch, key=lambda pair: -len(pair[1]))
        ends = _shares(order, self.size)
        return order[ends[self.rank] : ends[self.rank + 1]]

    def add_counts(self, sums: Sums, names: Iterable[str]) -> None:
        """Make the counts of a batch those of all processes."""
        if self.size == 1:
            return
        names = list(names)
        rows = self._rows("counts", len(names), torch.float64)
        rows[self.rank] = torch.tensor([sums.count.get(name, 0.0) for name in names], dtype=torch.float64)
        self._meet()
        counts = rows.sum(0).tolist()
        self._meet()
        sums.count.update({name: n for name, n in zip(names, counts, strict=True) if n})

    def add_gradients(self, parameters: Sequence[nn.Parameter]) -> None:
        """Make the gradients those of all processes. What has none in any of them keeps none."""
        if self.size == 1:
            return
        numbers = [p.numel() for p in parameters]
        rows = self._rows("gradients", len(parameters) + sum(numbers), torch.float32)
        mine, places = rows[self.rank], list(accumulate(numbers, initial=len(parameters)))
        mine[: len(parameters)] = torch.tensor([0.0 if p.grad is None else 1.0 for p in parameters])
        for p, at, n in zip(parameters, places, numbers, strict=False):
            place = mine[at : at + n].view_as(p)
            place.zero_() if p.grad is None else place.copy_(p.grad)
        self._meet()
        share = [len(mine) * k // self.size for k in (self.rank, self.rank + 1)]
        for row in rows[1:]:
            rows[0, slice(*share)] += row[slice(*share)]
        self._meet()
        held = rows[0, : len(parameters)].tolist()
        for p, at, n, some in zip(parameters, places, numbers, held, strict=False):
            total = rows[0, at : at + n].view_as(p)
            if not some:
                p.grad = None
            elif p.grad is None:
                p.grad = total.clone()
            else:
                p.grad.copy_(total)
        self._meet()

    def _rows(self, name: str, length: int, dtype: torch.dtype) -> Tensor:
        """Memory that all processes share: a row of numbers for each."""
        if name not in self._shared or self._shared[name].shape[1] != length:
            if self.folder is None:
                raise LeftAloneError("the processes have not met")
            path = self.folder / f"{name}-{length}"
            if self.rank == 0:
                with path.open("wb") as file:
                    file.truncate(dtype.itemsize * self.size * length)
            self._meet()
            flat = torch.from_file(str(path), shared=True, size=self.size * length, dtype=dtype)
            self._shared[name] = flat.view(self.size, length)
        return self._shared[name]

    def _meet(self) -> None:
        """Wait for the others."""
        if self.rank == 0:
            for link in self.links:
                link.wait()
            for link in self.links:
                link.send()
        else:
            for link in self.links:
                link.send()
                link.wait()


def _shares(order: Sequence[Pair], size: int) -> list[int]:
    """Where each of so many stretches of texts, the longest first, ends, from 0 on, such that the one with most pieces
    has least, padding included.
    """
    rows = list(accumulate((rows_of(pair) for pair in order), initial=0))
    width = [row_width(pair) for pair in order]

    def area(begin: int, end: int) -> int:
        return (rows[end] - rows[begin]) * width[begin] if begin < end else 0

    count = len(order)
    worst, cuts = [area(0, end) for end in range(count + 1)], [[0] * (count + 1)]
    for _ in range(1, size):
        tails = [[max(worst[cut], area(cut, end)) for cut in range(end + 1)] for end in range(count + 1)]
        cuts.append([tail.index(min(tail)) for tail in tails])
        worst = [min(tail) for tail in tails]
    ends = [count]
    for cut in reversed(cuts):
        ends.append(cut[ends[-1]])
    return ends[::-1]


#: The only process.
ALONE = Team()
