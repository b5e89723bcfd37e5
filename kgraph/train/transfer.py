"""A model of one pretrained encoder → a network with another: what was learned once is not learned again.

The new encoder is taught to give, through one matrix, the states that the old model's gives (a regression, as in
FitNets, Romero et al., ICLR 2015); multiplied with that matrix, the old heads read the new states.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import torch
from torch import nn

from kgraph.errors import ModelError
from kgraph.neural.network import Network as Reader
from kgraph.neural.pieces import PieceReader
from kgraph.train.batches import make_batches
from kgraph.train.examples import Example
from kgraph.train.network import Network
from kgraph.train.precision import half_precision
from kgraph.train.restore import DAMAGED, IN_ENCODER, read_weights, relabelled
from kgraph.train.settings import Settings
from kgraph.train.team import ALONE, Team

#: Layers of the heads that read the states of words.
_READ_WORDS = (
    *("span_start", "span_end", "span_bias_start", "span_bias_end", "mention_start", "mention_end", "mention_mean"),
    *("attend_key", "attend_value"),
)
Say = Callable[[str], object]


def transfer(
    network: Network,
    folder: Path,
    examples: Sequence[Example],
    reader: PieceReader,
    settings: Settings,
    say: Say = print,
    team: Team = ALONE,
) -> list[str]:
    """Teach a fresh network what a model in a folder knows, whatever encoder that has.

    Parameters
    ----------
    network
        With its pretrained encoder.
    folder
        The model's.
    examples
        Texts to compare both encoders on, each read once.
    reader, settings, say, team
        As in `kgraph.train.loop.train`.

    Returns
    -------
    list of str
        Types, properties and qualifiers that the model does not know: they are to be learned from the beginning.

    Raises
    ------
    ModelError
        If there is no model in the folder, or one whose heads are of another shape.
    """
    fresh = {name: value.cpu() for name, value in network.state_dict().items() if not name.startswith(IN_ENCODER)}
    try:
        old = Reader.load(folder)
        labels, state = read_weights(folder)
        state = relabelled(
            {n: v for n, v in state.items() if not n.startswith(IN_ENCODER)}, labels, network.labels, fresh
        )
        read = [f"{name}.weight" for name in _READ_WORDS]
        for name in sorted({*state, *read}):
            sizes = [weights[name].shape[: 1 if name in read else None] for weights in (state, fresh)]
            if sizes[0] != sizes[1]:
                raise ValueError(f"its {name} has another size.")
    except DAMAGED as error:
        raise ModelError(f"The model in '{folder}' cannot be started from: {error}") from error
    network.train()
    device = next(network.parameters()).device
    torch.manual_seed(settings.seed)
    bridge = nn.Linear(network.shape.hidden, old.shape.hidden, bias=False).to(device)
    encoder = [p for n, p in network.named_parameters() if n.startswith(IN_ENCODER) and p.requires_grad]
    optimiser = torch.optim.AdamW(
        [
            {"params": encoder, "top": settings.encoder_rate},
            {"params": list(bridge.parameters()), "top": settings.head_rate},
        ],
        lr=0.0,
        weight_decay=settings.decay,
        fused=True,
    )
    torch.manual_seed(settings.seed + 1000 * team.rank)
    batches = make_batches(examples, reader, settings.batch, random.Random(settings.seed))
    began, words, seen, count = time.monotonic(), 0, 0.0, 0
    for number, batch in enumerate(batches):
        rate = settings.share(number, len(batches))
        for group in optimiser.param_groups:
            group["lr"] = group["top"] * rate
        total = sum(len(example.reading) for example, _ in batch)
        words += total
        part = team.part(batch)
        if part:
            goal = torch.cat([torch.from_numpy(old.words(example.reading)) for example, _ in part]).to(device)
            with half_precision(device):
                states = network.words([(example.reading, pieces) for example, pieces in part], reader)
            loss = (bridge(torch.cat(states)) - goal).square().sum() / (total * goal.shape[1])
            loss.backward()  # type: ignore[no-untyped-call]
            seen, count = seen + float(loss.detach()) * total, count + sum(len(s) for s in states)
        team.add_gradients([*encoder, *bridge.parameters()])
        torch.nn.utils.clip_grad_norm_([*encoder, *bridge.parameters()], 5.0)
        optimiser.step()
        optimiser.zero_grad(set_to_none=True)
        if number % 100 == 99 or number + 1 == len(batches):
            speed, mean = words / (time.monotonic() - began), seen / max(count, 1)
            say(f"Transfer  batch {number + 1}/{len(batches)}  {speed:,.0f} words/s  difference {mean:.4f}")
            seen, count = 0.0, 0
    matrix = bridge.weight.detach().cpu()
    bridged = {f"{name}.weight": state[f"{name}.weight"] @ matrix for name in _READ_WORDS}
    network.load_state_dict({**network.state_dict(), **state, **bridged})
    return network.labels.unknown_to(labels)
