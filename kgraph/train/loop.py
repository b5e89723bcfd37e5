"""The training loop: batches of mixed data sets, one optimiser, averaged weights, checkpoints that resume."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import torch

from kgraph.errors import ModelError
from kgraph.neural.pieces import PieceReader
from kgraph.train.batches import make_batches
from kgraph.train.examples import Example
from kgraph.train.losses import Losses
from kgraph.train.network import Network
from kgraph.train.precision import half_precision
from kgraph.train.restore import DAMAGED, check_encoder, check_whole, read_weights, relabelled
from kgraph.train.settings import Settings
from kgraph.train.sums import Sums
from kgraph.train.team import ALONE, Team

#: Weights of the losses.
WEIGHTS = {"span": 1.0, "type": 1.0, "coref": 1.0, "gap": 1.0, "filter": 0.3, "fact": 1.0, "qualifier": 0.5}


#: Gives the examples of an epoch, drawn with a random generator of its own.
Source = Callable[[int, random.Random], Sequence[Example]]
Say = Callable[[str], object]


def train(
    network: Network,
    losses: Losses,
    reader: PieceReader,
    source: Source,
    settings: Settings,
    checkpoint: Path | None = None,
    say: Say = print,
    *,
    again: bool = False,
    team: Team = ALONE,
) -> dict[str, torch.Tensor]:
    """Train a network, and return the averaged weights.

    Parameters
    ----------
    network, losses, reader
        What is trained, on what, and how texts are cut.
    source
        The examples of each epoch.
    checkpoint
        File to keep the state in after each epoch; training goes on from it if it exists.
    say
        Called with lines on the progress.
    again
        Whether the network is trained already: learning rates are lower then.
    team
        The processes that train it together, which all call this with the same arguments.
    """
    torch.manual_seed(settings.seed)
    share = settings.again if again else 1.0
    device = next(network.parameters()).device
    trained = [(n, p) for n, p in network.named_parameters() if p.requires_grad]
    groups = [
        {
            "params": [p for n, p in trained if n.startswith("encoder.")],
            "top": settings.encoder_rate * share,
        },
        {
            "params": [p for n, p in trained if not n.startswith("encoder.")],
            "top": settings.head_rate * share,
        },
    ]
    optimiser = torch.optim.AdamW(groups, lr=0.0, weight_decay=settings.decay, fused=True)
    average = {k: v.detach().clone() for k, v in network.state_dict().items()}
    first, step = 0, 0
    if checkpoint is not None and checkpoint.exists():
        state: dict[str, Any] = torch.load(checkpoint, map_location=device, weights_only=True)
        network.load_state_dict(state["network"])
        optimiser.load_state_dict(state["optimiser"])
        average, first, step = state["average"], state["epoch"], state["step"]
        say(f"Going on after epoch {first}, from {checkpoint}.")
    network.train()
    for epoch in range(first, settings.epochs):
        chance = random.Random(settings.seed * 1000 + epoch)
        torch.manual_seed(settings.seed + epoch + 1000 * team.rank)
        batches = list(make_batches(source(epoch, chance), reader, settings.batch, chance))
        steps = len(batches) * settings.epochs
        began, words, seen = time.monotonic(), 0, Sums()
        for number, batch in enumerate(batches):
            rate = settings.share(epoch * len(batches) + number, steps)
            for group in optimiser.param_groups:
                group["lr"] = group["top"] * rate
            sums, part = Sums(), team.part(batch)
            words += sum(len(example.reading) for example, _ in batch)
            if part:
                with half_precision(device):
                    states = network.words([(example.reading, pieces) for example, pieces in part], reader)
                for (example, _), state_ in zip(part, states, strict=True):
                    losses.add(example, state_, sums)
            own = dict(sums.count)
            team.add_counts(sums, WEIGHTS)
            if sums.total:
                loss, _ = sums.mean(WEIGHTS)
                loss.backward()  # type: ignore[no-untyped-call]
            team.add_gradients([p for _, p in trained])
            torch.nn.utils.clip_grad_norm_(network.parameters(), 5.0)
            optimiser.step()
            optimiser.zero_grad(set_to_none=True)
            step += 1
            keep = min(settings.average, (1 + step) / (10 + step))
            with torch.no_grad():
                for name, weight in trained:
                    average[name].lerp_(weight, 1 - keep)
            for k, v in sums.total.items():
                seen.add(k, v.detach(), own[k])
            if number % 100 == 99 or number + 1 == len(batches):
                _, means = seen.mean(WEIGHTS)
                speed = words / (time.monotonic() - began)
                shown = "  ".join(f"{k} {v:.3f}" for k, v in means.items())
                say(
                    f"epoch {epoch + 1}/{settings.epochs}  batch {number + 1}/{len(batches)}  "
                    f"{speed:,.0f} words/s  {shown}"
                )
                seen = Sums()
        if checkpoint is not None and team.rank == 0:
            new = checkpoint.with_suffix(".new")
            torch.save(
                {
                    "network": network.state_dict(),
                    "optimiser": optimiser.state_dict(),
                    "average": average,
                    "epoch": epoch + 1,
                    "step": step,
                },
                new,
            )
            new.replace(checkpoint)
    network.eval()
    return average


def load_weights(network: Network, source: Path) -> list[str]:
    """Give a network the averaged weights of a checkpoint, or those of a model's folder, whatever that model says.

    Returns
    -------
    list of str
        What has to be learned from the beginning: weights that are not there, types, properties and qualifiers that the
        model does not know. They stay as they are.

    Raises
    ------
    ModelError
        If the file is no checkpoint, or one of a network with other labels; if the folder holds no model of this shape.
    OtherEncoderError
        If the folder's model has another encoder; see `kgraph.train.transfer`.
    """
    fresh = network.state_dict()
    try:
        if source.is_dir():
            labels, state = read_weights(source)
            state = relabelled(state, labels, network.labels, fresh)
            if network.pretrained:
                check_encoder(state, fresh)
                state |= {name: fresh[name] for name, p in network.named_parameters() if not p.requires_grad}
            unknown = network.labels.unknown_to(labels)
        else:
            state, unknown = torch.load(source, map_location="cpu", weights_only=True)["average"], []
        missing = {name: value for name, value in fresh.items() if name not in state}
        if not network.pretrained:
            check_whole(state, fresh)
        network.load_state_dict({**state, **missing})
    except DAMAGED as error:
        reason = " ".join(str(error).split()) or type(error).__name__
        what = "holds no model" if source.is_dir() else "is no checkpoint"
        raise ModelError(f"'{source}' {what} to start from: {reason}") from error
    return [*sorted(missing), *unknown]
