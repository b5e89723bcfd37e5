"""What a text's known annotations say of the network's scores."""

from __future__ import annotations

from torch import Tensor

from kgraph.neural.tables import Tables
from kgraph.train.examples import Example
from kgraph.train.fact_losses import FactLosses
from kgraph.train.mention_losses import MentionLosses
from kgraph.train.network import Network
from kgraph.train.sums import Sums


class Losses:
    """Computes the losses of texts.

    Parameters
    ----------
    network
        What gives the scores.
    tables
        What the ontology allows.
    """

    def __init__(self, network: Network, tables: Tables) -> None:
        self.network, self.tables = network, tables

    def add(self, example: Example, words: Tensor, sums: Sums) -> None:
        """Add the losses of one text to `sums`."""
        found = MentionLosses(self.network, example, words)
        found.spans(sums)
        if not found.candidates:
            return
        found.types(sums)
        found.coreference(sums)
        if example.positives or example.known or example.passages:
            FactLosses(found, self.tables).add(sums)
