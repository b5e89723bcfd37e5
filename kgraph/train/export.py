"""A trained network → the files that inference reads: an int8 encoder in ONNX, the heads as half-precision arrays."""

from __future__ import annotations

import shutil
import tempfile
import warnings
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn

from kgraph.neural.network import ENCODER_FILE, HEADS_FILE, LABELS_FILE, SHAPE_FILE, TOKENIZER_FILE
from kgraph.train.network import Network
from kgraph.train.restore import IN_ENCODER

#: The one table of vectors that is worth eight bits.
_PIECES = "word_embeddings.weight"
#: The encoder's configuration, for going on with training.
CONFIG_FILE = "config.json"


class _Encoder(nn.Module):
    """The encoder with its added embeddings, for one window without padding."""

    def __init__(self, network: Network) -> None:
        super().__init__()
        self.network = network

    def forward(self, ids: Tensor, shape: Tensor, breaks: Tensor) -> Tensor:
        return self.network.encode(ids, shape, breaks, torch.ones_like(ids))


def export(network: Network, tokenizer: Path, folder: Path, *, quantise: bool = True) -> None:
    """Write a model's files to a folder, but for its calibration and card.

    Parameters
    ----------
    network
        With the weights to keep.
    tokenizer
        The encoder's tokeniser file.
    quantise
        Whether to keep the encoder's weights as 8-bit integers.
    """
    network = network.cpu().float().eval()
    heads = {
        name: value.numpy().astype(np.float16)
        for name, value in network.state_dict().items()
        if not name.startswith(IN_ENCODER)
    }
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder, prefix=".writing-") as name:
        work = Path(name)
        np.savez(work / HEADS_FILE, **heads)
        network.labels.write(work / LABELS_FILE)
        network.shape.write(work / SHAPE_FILE)
        network.encoder.config.to_json_file(work / CONFIG_FILE)
        shutil.copyfile(tokenizer, work / TOKENIZER_FILE)
        plain = work / "plain.onnx"
        _to_onnx(network, plain)
        if quantise:
            _quantise(plain, work / ENCODER_FILE)
        else:
            plain.replace(work / ENCODER_FILE)
        for file in (HEADS_FILE, LABELS_FILE, SHAPE_FILE, CONFIG_FILE, TOKENIZER_FILE, ENCODER_FILE):
            (work / file).replace(folder / file)


def _to_onnx(network: Network, path: Path) -> None:
    inputs = tuple(torch.zeros((1, 16), dtype=torch.int64) for _ in range(3))  # one tensor twice would be one input
    with warnings.catch_warnings(), torch.no_grad():
        warnings.simplefilter("ignore")
        torch.onnx.export(
            _Encoder(network).eval(),
            inputs,
            str(path),
            input_names=["ids", "shape", "breaks"],
            output_names=["states"],
            dynamic_axes={name: {1: "length"} for name in ("ids", "shape", "breaks", "states")},
            opset_version=17,
            dynamo=False,
        )


def _quantise(source: Path, target: Path) -> None:
    import onnx
    from onnxruntime.quantization import QuantType, quantize_dynamic
    from onnxruntime.quantization.shape_inference import quant_pre_process

    prepared = source.with_name("prepared.onnx")
    quant_pre_process(str(source), str(prepared), skip_symbolic_shape=True)
    nodes = onnx.load(str(prepared)).graph.node
    small = [node.name for node in nodes if node.op_type == "Gather" and not node.input[0].endswith(_PIECES)]
    quantize_dynamic(str(prepared), str(target), weight_type=QuantType.QInt8, per_channel=True, nodes_to_exclude=small)
