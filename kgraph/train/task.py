"""One training, as every process of it does it: read the texts, make the network, take the steps."""

from __future__ import annotations

import contextlib
import pickle
import random
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import torch

from kgraph.errors import ModelError
from kgraph.extract.nlp import plain_pipeline
from kgraph.lexicon import load_lexicon
from kgraph.neural.labels import Labels
from kgraph.neural.pieces import PieceReader
from kgraph.neural.shape import Shape
from kgraph.neural.tables import Tables
from kgraph.ontology import load_ontology
from kgraph.train.annotated import AnnotatedReader, classes_used
from kgraph.train.augment import Renamer
from kgraph.train.encoders import hidden_size
from kgraph.train.examples import Example
from kgraph.train.loop import load_weights, train
from kgraph.train.losses import Losses
from kgraph.train.network import Network
from kgraph.train.people import People
from kgraph.train.sets import public_sets
from kgraph.train.settings import Settings, is_held_out
from kgraph.train.team import ALONE, Team
from kgraph.train.texts import INVENTORY, read_texts

Say = Callable[[str], object]
_BOOT = "import pickle, sys; sys.path[:] = pickle.load(sys.stdin.buffer); from kgraph.train.task import help_; help_()"


@dataclass(frozen=True, slots=True)
class Task:
    """What is to be trained: the arguments of `kgraph.train.run.train_model`."""

    annotated: tuple[Path, ...]
    public: Path | None
    ontology: Path | None
    encoder: Path
    start: Path | None
    settings: Settings
    checkpoint: Path


@dataclass(frozen=True, slots=True)
class Done:
    """A trained network, and how many texts of each public set it learned from."""

    network: Network
    sets: dict[str, int]


def alone(task: Task, say: Say) -> Done:
    """Do it in this process."""
    return _work(task, say, ALONE)


def helped(task: Task, size: int, say: Say) -> Done:
    """Do it in this process and some more.

    Raises
    ------
    ModelError
        If one of them ended before its time.
    """
    with tempfile.TemporaryDirectory() as folder, contextlib.ExitStack() as stack:
        meeting = Path(folder) / "meeting"
        helpers = [stack.enter_context(_helper(task, rank, size, meeting)) for rank in range(1, size)]
        try:
            with Team.join(0, size, meeting) as team:
                return _work(task, say, team)
        except RuntimeError as error:
            if all(helper.poll() is None for helper in helpers):
                raise
            raise ModelError(
                "A process of the training ended before its time, perhaps for want of memory. The same command goes on "
                "after the last finished epoch; with --processes 1 it needs less memory."
            ) from error


@contextlib.contextmanager
def _helper(task: Task, rank: int, size: int, meeting: Path) -> Iterator[subprocess.Popen[bytes]]:
    """A process that works at the task, for as long as the context lasts. It is silent: what it meets, all meet."""
    helper = subprocess.Popen([sys.executable, "-c", _BOOT], stdin=subprocess.PIPE, stderr=subprocess.DEVNULL)
    assert helper.stdin is not None
    try:
        pickle.dump(sys.path, helper.stdin)
        pickle.dump((task, rank, size, meeting), helper.stdin)
        helper.stdin.flush()
        yield helper
    finally:
        helper.kill()
        helper.wait()
        helper.stdin.close()


def help_() -> None:
    """What such a process does: the same task, without a word."""
    task, rank, size, meeting = pickle.load(sys.stdin.buffer)  # what this project's own process wrote
    with Team.join(rank, size, meeting) as team:
        _work(task, lambda line: None, team)


def _work(task: Task, say: Say, team: Team) -> Done:
    settings, domain, nlp = task.settings, load_ontology(task.ontology), plain_pipeline()
    texts = read_texts(task.annotated, domain)
    learned = [t for t in texts if not is_held_out(t.id)]
    labels = Labels.of(domain, classes_used(texts, domain, INVENTORY) or set(domain.classes))
    own = AnnotatedReader(nlp, labels, domain)
    sets = public_sets(task.public, nlp, labels, domain)
    said = ", ".join(f"{k}: {len(v)}" for k, v in sets.items())
    say(f"Annotated texts: {len(learned)} to train on, {len(texts) - len(learned)} to calibrate on. {said}")
    people = People(learned, load_lexicon(domain).words.given_names)
    renamer = Renamer(learned, people)
    plain = [own.read(t) for t in learned]

    def source(epoch: int, chance: random.Random) -> list[Example]:
        renamed = [own.read(renamer(t, chance)) for t in learned]
        some = chance.sample(plain, len(plain) // 3)
        return [*some, *renamed, *(e for one in sets.values() for e in one.of_epoch(people, chance))]

    torch.manual_seed(settings.seed)
    network = Network(task.encoder, labels, Shape(hidden=hidden_size(task.encoder)))
    if task.start is not None:
        new = load_weights(network, task.start)
        if new:
            say(f"To be learned from the beginning: {', '.join(new)}.")
    network.to("cuda" if torch.cuda.is_available() else "cpu")
    average = train(
        network,
        Losses(network, Tables.of(labels, domain)),
        PieceReader(task.encoder / "tokenizer.json"),
        source,
        settings,
        task.checkpoint,
        say,
        again=task.start is not None,
        team=team,
    )
    network.load_state_dict(average)
    return Done(network, {k: len(v) for k, v in sets.items()})
