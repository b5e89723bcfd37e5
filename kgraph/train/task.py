"""One training, as every process of it does it: read the texts, make the network, take the steps."""

from __future__ import annotations

import contextlib
import os
import pickle
import random
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import torch
from torch import Tensor

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
from kgraph.train.precision import has_bfloat16
from kgraph.train.restore import LABELLED, OtherEncoderError
from kgraph.train.sets import public_sets
from kgraph.train.settings import Settings, is_held_out
from kgraph.train.team import ALONE, LeftAloneError, Link, Team
from kgraph.train.texts import INVENTORY, read_texts
from kgraph.train.transfer import transfer

Say = Callable[[str], object]
#: Ctrl-C is for the process that speaks: it ends the others.
_BOOT = (
    "import signal; signal.signal(signal.SIGINT, signal.SIG_IGN); import pickle, sys; "
    "sys.path[:] = pickle.load(sys.stdin.buffer); from kgraph.train.task import help_; help_()"
)
#: Seconds that a process has to end in, once another has noticed that it is gone.
_ENDING = 5.0


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
    heads_only: bool = False


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
    with tempfile.TemporaryDirectory() as name, contextlib.ExitStack() as stack:
        folder = Path(name)
        errors = folder / "errors"
        helpers = [stack.enter_context(_helper(task, rank, size, folder, errors)) for rank in range(1, size)]
        links = tuple(
            Link(helper.stdout, helper.stdin)
            for helper in helpers
            if helper.stdout is not None and helper.stdin is not None
        )
        try:
            for link in links:
                link.wait()  # one that cannot even begin shows before the texts are read
            with Team(0, size, folder, links).with_its_cores() as team:
                return _work(task, say, team)
        except LeftAloneError as error:
            for helper in helpers:
                with contextlib.suppress(subprocess.TimeoutExpired):
                    helper.wait(_ENDING)
            said = errors.read_text("utf-8", errors="replace").strip().splitlines() or ["perhaps for want of memory"]
            raise ModelError(
                f"A process of the training ended before its time: {said[-1]}. The same command goes on after the last "
                "finished epoch; with --processes 1 it needs less memory."
            ) from error


@contextlib.contextmanager
def _helper(task: Task, rank: int, size: int, folder: Path, errors: Path) -> Iterator[subprocess.Popen[bytes]]:
    """A process that works at the task, for as long as the context lasts."""
    with errors.open("ab") as log:
        helper = subprocess.Popen(
            [sys.executable, "-c", _BOOT], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=log
        )
    try:
        with contextlib.suppress(OSError):  # it is gone already: that shows when it is waited for
            if helper.stdin is not None:
                helper.stdin.write(pickle.dumps(sys.path) + pickle.dumps((task, rank, size, folder)))
                helper.stdin.flush()
        yield helper
    finally:
        helper.kill()
        helper.wait()
        for stream in (helper.stdin, helper.stdout):
            if stream is not None:
                with contextlib.suppress(OSError):
                    stream.close()


def help_() -> None:
    """What such a process does: the same task, without a word, until it is done or the first one is gone."""
    task, rank, size, folder = pickle.load(sys.stdin.buffer)  # what this project's own process wrote
    link = Link(sys.stdin.buffer, os.fdopen(os.dup(1), "wb"))
    os.dup2(2, 1)  # whatever a library prints is not for the first process
    link.send()
    with Team(rank, size, folder, (link,)).with_its_cores() as team:
        _work(task, lambda line: None, team)


def blended(before: dict[str, Tensor], after: dict[str, Tensor], share: float) -> dict[str, Tensor]:
    """Weights between those before and after a training: `share` of the latter, all of it where nothing was before."""
    return {
        name: torch.lerp(before[name].to(value.device), value, share)
        if name in before and value.dtype.is_floating_point
        else value
        for name, value in after.items()
    }


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
    reader = PieceReader(task.encoder / "tokenizer.json")
    begun: dict[str, Tensor] = {}
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    if task.start is not None:
        try:
            new = load_weights(network, task.start)
        except OtherEncoderError:
            if not task.checkpoint.exists():
                say(f"The model in {task.start} has another encoder: this one is taught to stand in for it.")
                once = random.Random(settings.seed)
                examples = [*plain, *(e for one in sets.values() for e in one.of_epoch(people, once))]
                new = transfer(network.to(device), task.start, examples, reader, settings, say, team)
                say(f"To be learned from the beginning: {', '.join(new) or 'nothing'}.")
        else:
            if new:
                say(f"To be learned from the beginning: {', '.join(new)}.")
            fresh = {*new, *LABELLED} if new else set()
            begun = {name: value.clone() for name, value in network.state_dict().items() if name not in fresh}
    if task.heads_only:
        network.keep_encoder()
    network.to(device)
    say(f"Training on {device.type}, in {'bfloat16 where that will do' if has_bfloat16(device) else 'float32'}.")
    average = train(
        network,
        Losses(network, Tables.of(labels, domain)),
        reader,
        source,
        settings,
        task.checkpoint,
        say,
        again=bool(begun),
        team=team,
    )
    network.load_state_dict(blended(begun, average, settings.blend))
    return Done(network, {k: len(v) for k, v in sets.items()})
