"""The states of MPNet's layers (Song et al., NeurIPS 2020): the sums of transformers' own module, in fewer steps.

Training on CPUs spends most of its time on what stands between the products of matrices: here the positions' share of
attention is worked out once a batch, and all that stands between them stays in the numbers they are made in.
"""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor

#: As it stands in an encoder's configuration.
NAME = "mpnet"
_FAR = -1e4


def states(model: Any, embedded: Tensor, mask: Tensor) -> Tensor:
    """States of a batch of texts.

    Parameters
    ----------
    model
        A transformers MPNetModel.
    embedded
        Vectors of pieces: (texts, pieces, hidden).
    mask
        1 for pieces, 0 for padding: (texts, pieces).
    """
    x = model.embeddings(inputs_embeds=embedded)
    kind = x.device.type
    numbers = torch.get_autocast_dtype(kind) if torch.is_autocast_enabled(kind) else x.dtype
    encoder = model.encoder
    bias = encoder.compute_position_bias(x[:1])  # (1, heads, pieces, pieces)
    bias = (bias + (1.0 - mask[:, None, None, :].to(bias.dtype)) * _FAR).to(numbers)
    x = x.to(numbers)
    for layer in encoder.layer:
        attention, output = layer.attention, layer.output
        heard = _attend(attention.attn, x, bias, encoder.n_heads)
        x = attention.LayerNorm(attention.dropout(heard) + x).to(numbers)
        inner = output.dense(layer.intermediate(x))
        x = output.LayerNorm(output.dropout(inner) + x).to(numbers)
    return x


def _attend(module: Any, x: Tensor, bias: Tensor, heads: int) -> Tensor:
    batch, length, hidden = x.shape
    size = hidden // heads

    def split(y: Tensor) -> Tensor:
        return y.view(batch, length, heads, size).transpose(1, 2)

    ask, key, value = split(module.q(x)), split(module.k(x)), split(module.v(x))
    score = torch.matmul(ask * size**-0.5, key.transpose(2, 3)) + bias
    share = torch.softmax(score, -1).to(value.dtype)
    return module.o(torch.matmul(share, value).transpose(1, 2).reshape(batch, length, hidden))
