"""The commands about the trained model: train, annotations, model. They parse, call the library, and print."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from kgraph.cli.build import OntologyOption

AnnotatedArgument = Annotated[
    list[Path],
    typer.Argument(help="Annotated texts (.ann), or folders of them.", metavar="ANNOTATED"),
]


def register(app: typer.Typer) -> None:
    """Add the commands to the application."""
    app.command("train")(train)
    app.command("annotations")(check_annotations)
    app.command("model")(model)


def train(
    annotated: AnnotatedArgument,
    out: Annotated[
        Path, typer.Option("--out", "-o", metavar="DIR", help="Folder to write the model to, for --model.")
    ] = Path("model"),
    public: Annotated[
        Path | None,
        typer.Option(
            "--public",
            metavar="DIR",
            help="Folder with public data sets to learn from, too: knowledgenet/*.jsonl, redocred/*.jsonl, gap/*.tsv, "
            "crossner/*/*.txt, as far as they are there.",
            show_default=False,
        ),
    ] = None,
    ontology: OntologyOption = None,
    encoder: Annotated[
        Path | None,
        typer.Option(
            "--encoder",
            metavar="DIR",
            help="Folder with another pretrained BERT or MPNet encoder and its tokenizer.json. Default: "
            "that of the model to start with, or else all-mpnet-base-v2. Its first six layers are used.",
            show_default=False,
        ),
    ] = None,
    start: Annotated[
        Path | None,
        typer.Option(
            "--start",
            metavar="MODEL",
            help="Begin with what another training gave, instead of with the pretrained encoder alone: a model's "
            "folder, a checkpoint.pt that was kept with --keep, or 'default' for the model that comes with kgraph. A "
            "model's folder serves another ontology, too: what both know is kept; and another encoder, which is first "
            "taught to stand in for the model's. With the same encoder, learning rates are lower, and the weights are "
            "blended (--blend).",
            show_default=False,
        ),
    ] = None,
    keep: Annotated[
        bool,
        typer.Option(
            "--keep", help="Leave the last checkpoint, and the encoder it began with, in the folder, for --start."
        ),
    ] = False,
    heads_only: Annotated[
        bool,
        typer.Option(
            "--heads-only",
            help="Leave the encoder of the model to start with as it is, and train only what reads it: three times as "
            "fast, and less is forgotten.",
        ),
    ] = False,
    blend: Annotated[
        float,
        typer.Option(
            "--blend",
            min=0.0,
            max=1.0,
            metavar="SHARE",
            help="With --start and the same encoder: the share of the newly learned in the weights that are kept; the "
            "rest are those begun with. A short training forgets less so; after a long one, 1 is better.",
        ),
    ] = 0.6,
    epochs: Annotated[int, typer.Option("--epochs", min=1, metavar="N", help="Passes over the texts.")] = 8,
    processes: Annotated[
        int | None,
        typer.Option(
            "--processes",
            min=1,
            metavar="N",
            help="Processes that train together, each with some 5 GB of memory. Default: 2, or 1 where there is one "
            "core. On a GPU always 1.",
            show_default=False,
        ),
    ] = None,
    seed: Annotated[int, typer.Option("--seed", metavar="N", help="Of all that is drawn by chance.")] = 20261,
) -> None:
    """Train a model on annotated texts. Needs pip install 'kgraph[train]' and, without --start, a pretrained encoder.

    Nine of ten texts are trained on; on the tenth the model's scores are calibrated and measured. Writes the model's
    files, its calibration and its card to a folder that `kgraph build --model` takes. After an interruption, the same
    command goes on after the last finished epoch. Uses a GPU if there is one.

    A property that the ontology has and the texts annotate is learned; some fifty examples make a beginning.

    \b
      kgraph train training/texts my-texts --start default --epochs 2 --out my-model
      kgraph train training/texts my-texts --start default --epochs 2 --ontology my-ontology --out my-model
      kgraph train training/texts --out model
      kgraph build corpus --model my-model --ontology my-ontology
    """
    from kgraph.cli import render
    from kgraph.neural.model import default_model
    from kgraph.train.run import train_model
    from kgraph.train.settings import Settings

    done = train_model(
        annotated,
        out,
        public=public,
        ontology=ontology,
        encoder=encoder,
        start=default_model() if start == Path("default") else start,
        keep=keep,
        heads_only=heads_only,
        processes=processes,
        settings=Settings(epochs=epochs, seed=seed, blend=blend),
        say=lambda line: typer.echo(line, err=True),
    )
    name = "combined" if "combined" in done.reports else "neural"
    sys.stdout.write(f"On {done.held_out} texts that were kept back, extractor {name}:\n")
    render.show(render.report_tables(done.reports[name], True))
    sys.stdout.write(f"The model is in {done.folder}. Use it with kgraph build --model {done.folder}.\n")


def check_annotations(
    annotated: AnnotatedArgument,
    ontology: OntologyOption = None,
    gold: Annotated[
        Path | None,
        typer.Option(
            "--gold",
            metavar="DIR",
            help="Write the texts as JSON files there, for `kgraph evaluate`.",
            show_default=False,
        ),
    ] = None,
) -> None:
    """Check annotated texts, and count what they state.

    The notation marks mentions in the running text, [p:Person|Anna Lind], and states facts below each passage,
    > p birthPlace s. It is described in training/README.md. Faults are named with file and line.

    Exit codes: 0 nothing to mend; 1 something to mend; 2 the notation cannot be read.

    \b
      kgraph annotations my-texts/
      kgraph annotations training/texts --gold gold/
    """
    from collections import Counter

    from kgraph.annotations import check_texts, read_annotated
    from kgraph.ontology import load_ontology

    domain = load_ontology(ontology)
    texts = [t for path in annotated for t in read_annotated(path)]
    faults = list(check_texts(texts, domain))
    for fault in faults:
        typer.echo(fault, err=True)
    counts = Counter(f.property for t in texts for f in t.facts if f.sign == "fact")
    words = sum(len(t.text.split()) for t in texts)
    sys.stdout.write(f"{len(texts)} texts, {words:,} words, {sum(counts.values()):,} facts\n")
    for name, number in sorted(counts.items(), key=lambda c: (-c[1], c[0])):
        sys.stdout.write(f"  {name:20} {number:6,}\n")
    if gold is not None:
        from kgraph.annotations.gold import to_gold
        from kgraph.files import atomic_writer, prepare_folder

        prepare_folder(gold)
        for text in texts:
            with atomic_writer(gold / f"{text.id}.json") as file:
                file.write(to_gold(text).model_dump_json(indent=1) + "\n")
    if faults:
        raise typer.Exit(1)


def model(
    folder: Annotated[
        Path | None,
        typer.Argument(
            help="A model's folder. Default: the model that comes with kgraph.", metavar="MODEL", show_default=False
        ),
    ] = None,
) -> None:
    """Print a model's card: its data and licences, how well it does, what it cannot do, how to reproduce it.

    \b
      kgraph model
      kgraph model my-model
    """
    from kgraph.neural.model import read_card

    sys.stdout.write(read_card(folder))
