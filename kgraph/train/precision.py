"""With numbers of how many bits a training calculates."""

from __future__ import annotations

import torch


def half_precision(device: torch.device) -> torch.autocast:
    """A context in which what can be calculated in bfloat16 is, where the device has instructions for it.

    Elsewhere everything stays float32: a processor without them is slower with it by a factor of a hundred.
    """
    return torch.autocast(device.type, torch.bfloat16, enabled=has_bfloat16(device))


def has_bfloat16(device: torch.device) -> bool:
    """Whether a GPU or processor has instructions for bfloat16."""
    if device.type == "cuda":
        return torch.cuda.is_bf16_supported(including_emulation=False)
    tests = ("_is_avx512_bf16_supported", "_is_amx_tile_supported")  # PyTorch has no public ones for processors
    return any(getattr(torch.cpu, test, bool)() for test in tests)
