"""Dropout that draws a byte where PyTorch's draws a number: on CPUs that is a tenth of the time of a training."""

from __future__ import annotations

import torch
from torch import Tensor, nn

_BYTE = 256


class Dropout(nn.Dropout):
    """As PyTorch's, but the share that is dropped is rounded to 1/256."""

    def forward(self, x: Tensor) -> Tensor:
        """Of any shape; scaled so that its mean stays."""
        dropped = round(self.p * _BYTE)
        if not self.training or not dropped:
            return x
        words = torch.empty(x.numel() // 8 + 1, dtype=torch.int64, device=x.device).random_(-(2**63), None)
        kept = words.view(torch.uint8)[: x.numel()].view(x.shape) >= dropped
        return x * (kept * (_BYTE / (_BYTE - dropped))).to(x.dtype)


def quicken(module: nn.Module) -> None:
    """Exchange every dropout in a module."""
    for name, child in module.named_children():
        if type(child) is nn.Dropout:
            setattr(module, name, Dropout(child.p))
        else:
            quicken(child)
