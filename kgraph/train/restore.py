"""A model's files → weights to go on training with: the way back from `kgraph.train.export`.

The encoder's matrices were kept as 8-bit integers, so what comes back is near what was trained, not equal to it.
"""

from __future__ import annotations

import pickle
import zipfile
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch
from torch import Tensor

from kgraph.neural.labels import Labels
from kgraph.neural.network import ENCODER_FILE, HEADS_FILE, LABELS_FILE
from kgraph.neural.reading import Array

#: What reading a file that is no checkpoint, or no model, may raise.
DAMAGED = (
    *(OSError, EOFError, ValueError, KeyError, IndexError, TypeError, RuntimeError),
    *(pickle.UnpicklingError, zipfile.BadZipFile),
)
#: Weights of the encoder, by how their names begin; those of the vectors of word pieces, which are never trained.
IN_ENCODER = ("encoder.", "case.", "breaks.")
_PIECES = "encoder.embeddings.word_embeddings.weight"
#: Weights whose rows or columns stand for what a model says.
LABELLED = ("type_out.weight", "type_out.bias", "type_vector.weight", "pair_out.weight", "pair_out.bias")
#: Vectors that were rounded to eight bits differ from what they were by less than this share of their mean size.
_ALIKE = 0.25
_BIAS = ".bias"
_QUANTISED, _SCALE, _ZERO = "_quantized", "_scale", "_zero_point"


def read_weights(folder: Path) -> tuple[Labels, dict[str, Tensor]]:
    """What a model says, and its weights under the names that `kgraph.train.network` has for them.

    Raises
    ------
    OSError, KeyError, ValueError
        If a file is missing or not what it should be.
    """
    weights = _encoder_weights(folder / ENCODER_FILE)
    with np.load(folder / HEADS_FILE) as stored:
        weights |= {name: stored[name] for name in stored.files}
    state = {name: torch.from_numpy(np.array(value, dtype=np.float32)) for name, value in weights.items()}
    return Labels.read(folder / LABELS_FILE), state


def _encoder_weights(path: Path) -> dict[str, Array]:
    """Those in an ONNX file, quantised or not: by their own names, or by the bias that is added to their product."""
    import onnx
    from google.protobuf.message import DecodeError
    from onnx import numpy_helper

    try:
        graph = onnx.load(str(path)).graph
    except DecodeError as error:
        raise ValueError(f"'{path}' is no ONNX file: {error}") from error
    stored = {i.name: numpy_helper.to_array(i) for i in graph.initializer}
    found: dict[str, Array] = {}
    for name in stored:
        if name.startswith("network."):
            plain = name.removesuffix(_QUANTISED)
            if not name.endswith((_SCALE, _ZERO)):
                found[plain.removeprefix("network.")] = _value(stored, plain)
    readers = {name: node for node in reversed(graph.node) for name in node.input}  # the first of each
    for node in graph.node:
        if node.op_type in ("MatMul", "MatMulInteger") and len(node.input) > 1:
            matrix = node.input[1].removesuffix(_QUANTISED)
            if matrix.startswith("onnx::") and (matrix in stored or matrix + _QUANTISED in stored):
                after = readers[node.output[0]]
                while after.op_type in ("Cast", "Mul"):  # scales of eight-bit numbers
                    after = readers[after.output[0]]
                for bias in after.input:
                    if bias.startswith("network.") and bias.endswith(_BIAS):
                        layer = bias.removeprefix("network.").removesuffix(_BIAS)
                        found[f"{layer}.weight"] = _value(stored, matrix).T
    return found


def _value(stored: dict[str, Array], name: str) -> Array:
    if name in stored:
        return stored[name]
    whole = stored[name + _QUANTISED].astype(np.float32) - stored[name + _ZERO].astype(np.float32)
    return np.asarray(whole * stored[name + _SCALE])


def relabelled(state: dict[str, Tensor], old: Labels, new: Labels, fresh: dict[str, Tensor]) -> dict[str, Tensor]:
    """Weights of a model that says one thing as those of one that says another.

    Parameters
    ----------
    state
        The weights.
    old, new
        What the model says, and what it shall say.
    fresh
        Weights of the new one as they begin: those of labels that the old one does not know are taken from here.
    """
    state = dict(state)
    for name in LABELLED:
        before, after = (_outputs(s) if name.startswith("pair_out.") else s.types for s in (old, new))
        axis = 1 if name == "type_vector.weight" else 0
        known = [(n, before.index(label)) for n, label in enumerate(after) if label in before]
        to, from_ = (torch.tensor([pair[n] for pair in known], dtype=torch.int64) for n in (0, 1))
        state[name] = fresh[name].clone().index_copy(axis, to, state[name].index_select(axis, from_))
    return state


class OtherEncoderError(Exception):
    """A model was trained with another pretrained encoder than the one that a training begins with."""


def check_encoder(state: dict[str, Tensor], fresh: dict[str, Tensor]) -> None:
    """Whether a model's weights are of the pretrained encoder that a training begins with.

    Raises
    ------
    OtherEncoderError
        If it has other vectors for word pieces.
    ValueError
        If some of the encoder's weights are missing.
    """
    one, other = state[_PIECES], fresh[_PIECES]
    if one.shape != other.shape or float((one - other).abs().mean()) > _ALIKE * float(other.abs().mean()):
        raise OtherEncoderError
    check_whole(state, fresh)


def check_whole(state: dict[str, Tensor], fresh: dict[str, Tensor]) -> None:
    """Whether there are all weights of an encoder.

    Raises
    ------
    ValueError
        If not.
    """
    missing = sorted(name for name in fresh if name.startswith(IN_ENCODER) and name not in state)
    if missing:
        raise ValueError(f"its encoder lacks {missing[0]}.")


def _outputs(labels: Labels) -> Sequence[str]:
    """Names of the outputs of a pair."""
    return (*labels.properties, *(f"not {p}" for p in labels.properties), *(f"{q}=" for q in labels.qualifiers))
