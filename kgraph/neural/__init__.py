"""The learned extractor: one small encoder reads a text; small heads on it find mentions, coreference and facts.

`reading` turns a Doc into words and dates, `pieces` into what the encoder reads, `features` compares mentions;
`network` does the sums (ONNX Runtime and NumPy), `decide` makes entities and facts of the scores, with what names tell
by themselves (`told`, `namesakes`, `places`, `possessives`, `titular`), and `component` is the spaCy component. Nothing
here needs PyTorch: `kgraph.train` does, and it shares `labels`, `reading`, `pieces` and `features` with this package,
so that what was learned is what is read.
"""
