"""Training of the learned extractor: annotated texts in, weights out. Needs ``pip install 'kgraph[train]'``."""
