"""Numbers of few bits: eight in the encoder that is shipped, sixteen in training."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import onnx
import pytest
import torch
from onnx import TensorProto, helper

from kgraph.neural.model import default_model
from kgraph.neural.network import ENCODER_FILE, onnx_encoder
from kgraph.train.precision import half_precision, has_bfloat16


def test_eight_bits_are_multiplied_without_overflow(tmp_path: Path) -> None:
    """On a processor without VNNI, signed weights would overflow, and the model would find nothing at all."""
    shipped = default_model() / ENCODER_FILE
    onnx.save(in_floats(onnx.load(str(shipped))), str(tmp_path / "floats.onnx"))
    ids = np.random.default_rng(1).integers(1000, 20000, 80)
    none = np.zeros_like(ids)
    found = onnx_encoder(shipped)(ids, none, none)
    expected = onnx_encoder(tmp_path / "floats.onnx")(ids, none, none)
    np.testing.assert_allclose(found, expected, atol=0.02)
    assert expected.std() > 0.1


def in_floats(model: onnx.ModelProto) -> onnx.ModelProto:
    """The same model, its whole numbers multiplied as floating-point ones: 24 bits hold all products' sums but for
    the last digits.
    """
    nodes = []
    for node in model.graph.node:
        if node.op_type != "MatMulInteger":
            nodes.append(node)
            continue
        (out,) = node.output
        factors = []
        for side, zero in zip(node.input[:2], node.input[2:], strict=True):
            name = f"{out}-{len(factors)}"
            nodes += [
                helper.make_node("Cast", [side], [f"{name}-cast"], to=TensorProto.FLOAT),
                helper.make_node("Cast", [zero], [f"{name}-zero"], to=TensorProto.FLOAT),
                helper.make_node("Sub", [f"{name}-cast", f"{name}-zero"], [name]),
            ]
            factors.append(name)
        nodes += [
            helper.make_node("MatMul", factors, [f"{out}-sum"]),
            helper.make_node("Cast", [f"{out}-sum"], [out], to=TensorProto.INT32),
        ]
    assert len(nodes) > len(model.graph.node)
    del model.graph.node[:]
    model.graph.node.extend(nodes)
    return model


def test_sixteen_bits_only_where_the_processor_has_them(monkeypatch: pytest.MonkeyPatch) -> None:
    cpu = torch.device("cpu")
    one = torch.ones(2, 2)
    for has in (False, True):
        monkeypatch.setattr(torch.cpu, "_is_avx512_bf16_supported", lambda has=has: has, raising=False)
        monkeypatch.setattr(torch.cpu, "_is_amx_tile_supported", lambda: False, raising=False)
        assert has_bfloat16(cpu) is has
        with half_precision(cpu):
            assert (one @ one).dtype is (torch.bfloat16 if has else torch.float32)
