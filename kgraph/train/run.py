"""`kgraph train` as a function: annotated texts → a model folder with its calibration and its card."""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from kgraph.annotations import AnnotatedText
from kgraph.annotations.gold import to_gold
from kgraph.errors import GoldError, ModelError
from kgraph.evaluate import Report, evaluate, judge
from kgraph.extract.models import is_installed
from kgraph.extract.nlp import plain_pipeline
from kgraph.model import Extraction
from kgraph.neural.model import CALIBRATION_FILE, COMBINED_FILE, Calibration
from kgraph.ontology import Ontology, load_ontology
from kgraph.train.card import FEWEST_OF_GENRE, Measured, write_card
from kgraph.train.encoders import find_encoder, has_weights
from kgraph.train.settings import Settings, is_held_out
from kgraph.train.texts import read_texts
from kgraph.workers import cores

Say = Callable[[str], object]


@dataclass(frozen=True, slots=True)
class Trained:
    """What a training gave.

    Attributes
    ----------
    folder
        Of the model.
    reports
        How well it does on the texts that were kept for calibration, by itself (``neural``) and ``combined``.
    texts, held_out
        How many annotated texts were trained on, and kept.
    """

    folder: Path
    reports: dict[str, Report]
    texts: int
    held_out: int


def train_model(
    annotated: Sequence[Path],
    out: Path,
    *,
    public: Path | None = None,
    ontology: Path | None = None,
    encoder: Path | None = None,
    start: Path | None = None,
    keep: bool = False,
    heads_only: bool = False,
    settings: Settings | None = None,
    processes: int | None = None,
    say: Say = print,
) -> Trained:
    """Train a model on annotated texts.

    Parameters
    ----------
    annotated
        Files in the notation of ``training/README.md``, or folders of them.
    out
        Folder to write the model to. A checkpoint in it is gone on from, and removed at the end unless `keep`.
    public
        Folder with ``knowledgenet``, ``redocred``, ``gap`` and ``crossner``, as far as they are there.
    ontology
        Folder of another ontology.
    encoder
        Folder of another pretrained encoder; by default that of the model at `start`, or else all-mpnet-base-v2.
    start
        A model's folder, or the checkpoint of an earlier training with the same labels: what is begun with. If the
        model has another encoder, `encoder` is first taught to stand in for it.
    keep
        Whether to leave the last checkpoint, and the unpacked pretrained encoder, there.
    heads_only
        Whether to leave the encoder as it is at `start`, and train only what reads it: faster, and nothing that the
        encoder knows is forgotten.
    settings
        How to train.
    processes
        How many processes train together, each with its own copy of the texts in memory; by default two, or one if
        there is but one core. On a GPU always one.
    say
        Called with lines on the progress.

    Raises
    ------
    GoldError
        If the texts are malformed or do not fit the ontology, or there are too few.
    ModelError
        If PyTorch or the encoder is missing, if there is nothing to start from at `start`, or no `start` for
        `heads_only`, or if a process ended.
    """
    try:
        import torch
    except ImportError as error:
        raise ModelError("Training needs PyTorch: pip install 'kgraph[train]'.") from error
    from kgraph.train.export import CONFIG_FILE, export
    from kgraph.train.task import Task, alone, helped

    if heads_only and start is None:
        raise ModelError("With --heads-only the encoder stays that of a model: name one with --start.")
    settings = settings or Settings()
    domain = load_ontology(ontology)
    texts = read_texts(annotated, domain)
    kept = [t for t in texts if is_held_out(t.id)]
    learned = len(texts) - len(kept)
    if not learned or not kept:
        raise GoldError(f"{len(texts)} annotated texts are too few to train and to calibrate on: write at least 20.")
    out.mkdir(parents=True, exist_ok=True)
    unpacked: Path | None = None
    if encoder is None:
        near = (start, start.parent) if start is not None else ()
        encoder = next((folder for folder in near if (folder / CONFIG_FILE).exists()), None)
        if encoder is None:
            unpacked = encoder = find_encoder(out / "pretrained")
    elif not has_weights(encoder):
        raise ModelError(f"There are no weights of an encoder in '{encoder}'. Name another folder with --encoder.")
    task = Task(tuple(annotated), public, ontology, encoder, start, settings, out / "checkpoint.pt", heads_only)
    size = 1 if torch.cuda.is_available() else processes or min(2, cores())
    done = alone(task, say) if size == 1 else helped(task, size, say)
    export(done.network, task.encoder / "tokenizer.json", out)
    say("Calibrating.")
    measured = calibrate_model(out, kept, domain)
    write_card(out, measured, learned, len(kept), done.sets, settings)
    if not keep:
        task.checkpoint.unlink(missing_ok=True)
        if unpacked is not None:
            shutil.rmtree(unpacked, ignore_errors=True)
    return Trained(out, {name: one.report for name, one in measured.items()}, learned, len(kept))


def understand(
    folder: Path, calibration: Calibration | None, texts: Sequence[AnnotatedText], ontology: Ontology, *, combined: bool
) -> dict[str, Extraction]:
    """What a model makes of texts, by itself or with the lexicon; with raw scores if `calibration` is None."""
    from kgraph.extract.document import to_extraction
    from kgraph.extract.nlp import load_pipeline
    from kgraph.lexicon import load_lexicon
    from kgraph.neural.component import NeuralExtractor
    from kgraph.neural.model import Model
    from kgraph.neural.network import Network

    nothing = Calibration({}, 0.5, {})
    model = Model(Network.load(folder), nothing)
    component = NeuralExtractor(model, ontology, load_lexicon(ontology), calibration, combined=combined)
    nlp = load_pipeline(ontology) if combined else plain_pipeline()
    return {t.id: to_extraction(t.id, [(0, component(nlp(t.text)))]) for t in texts}


def calibrate_model(folder: Path, texts: Sequence[AnnotatedText], ontology: Ontology) -> dict[str, Measured]:
    """Write a model's calibrations, and say how it then does on the same texts: ``neural``, ``combined``.

    The latter if there is a lexicon that states facts and its parser is installed.
    """
    from kgraph.lexicon import load_lexicon
    from kgraph.train.calibrate import calibrate, calibrate_combined

    gold = [to_gold(t) for t in texts]
    counts = Counter(t.genre for t in texts if t.genre)
    genres = {
        genre: [d for d, t in zip(gold, texts, strict=True) if t.genre == genre]
        for genre in sorted(g for g, n in counts.items() if n >= FEWEST_OF_GENRE)
    }
    measured: dict[str, Measured] = {}
    for name, file, fit in (("neural", CALIBRATION_FILE, calibrate), ("combined", COMBINED_FILE, calibrate_combined)):
        combined = name == "combined"
        if combined and not (load_lexicon(ontology).sayings.frames and is_installed()):
            continue
        raw = understand(folder, None, texts, ontology, combined=combined)
        calibration = fit(judge(gold, raw, ontology), sum(len(d.facts) for d in gold))
        calibration.write(folder / file)
        found = understand(folder, calibration, texts, ontology, combined=combined)
        by_genre = {genre: evaluate(some, found, ontology) for genre, some in genres.items()}
        measured[name] = Measured(evaluate(gold, found, ontology), by_genre)
    return measured
