"""The network without PyTorch: the encoder in ONNX Runtime, the heads in NumPy.

The same sums as `kgraph.train.network`, from the weights that `kgraph.train.export` wrote. A text is read by itself,
never in a batch with others, so its scores do not depend on its company.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import numpy as np

from kgraph.neural import features
from kgraph.neural.features import PRONOUN_CLASSES, Mentions
from kgraph.neural.labels import Labels
from kgraph.neural.pieces import PieceReader, windows
from kgraph.neural.reading import SHAPES, Array, Reading
from kgraph.neural.shape import BEFORE, BEHIND, OFFSETS, WIDTH, Shape

ENCODER_FILE, HEADS_FILE, LABELS_FILE, SHAPE_FILE, TOKENIZER_FILE = (
    "encoder.onnx",
    "heads.npz",
    "labels.json",
    "shape.json",
    "tokenizer.json",
)
_OFFSETS = np.array(OFFSETS)
_OTHER = SHAPES.index("other")
_LARGE = np.float32(1e4)
#: Encodes a window: ids, shapes, breaks → states of its pieces.
Encoder = Callable[[Array, Array, Array], Array]


def onnx_encoder(path: Path) -> Encoder:
    """The encoder in a file, run with as many threads as the environment allows OpenMP."""
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = int(os.environ.get("OMP_NUM_THREADS") or 0)
    options.inter_op_num_threads = 1
    options.log_severity_level = 3
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")  # idle threads leave the cores to NumPy
    # Without VNNI, processors with AVX2 or AVX-512 add products of signed eight-bit numbers in 16 bits, which overflow:
    # there the weights are to be made unsigned, for which sums have 32.
    options.add_session_config_entry("session.x64quantprecision", "1")
    session = onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])

    def encode(ids: Array, shape: Array, breaks: Array) -> Array:
        (states,) = session.run(None, {"ids": ids[None], "shape": shape[None], "breaks": breaks[None]})
        return np.asarray(states[0])

    return encode


#: Attention to less than e to this power of what most is paid to is none, and a sum of nothing is next to nothing.
_LOWEST, _TINY = np.float32(-40.0), np.float32(1e-37)
#: Rows that elementwise sums take at a time.
_ROWS = 128
#: Abramowitz & Stegun, *Handbook of Mathematical Functions*, 7.1.26: the error function to 1.5e-7, highest power first.
_ERF = tuple(np.float32(c) for c in (1.061405429, -1.453152027, 1.421413741, -0.284496736, 0.254829592, 0.0))


def gelu(x: Array) -> Array:
    """The Gaussian error linear unit, by the error function, as PyTorch has it. Of a matrix."""
    out = np.empty_like(x)
    for rows in _blocks(len(x), _ROWS):  # what fits into the processor's cache
        part = x[rows]
        z = np.abs(part)
        z *= np.float32(0.70710678)
        t = z * np.float32(0.3275911)
        t += np.float32(1)
        np.reciprocal(t, out=t)
        sum_ = np.full_like(t, _ERF[0])
        for coefficient in _ERF[1:]:
            sum_ *= t
            sum_ += coefficient
        z *= z
        np.negative(z, out=z)
        sum_ *= np.exp(z, out=z)
        np.subtract(np.float32(1), sum_, out=sum_)
        np.copysign(sum_, part, out=sum_)
        sum_ += np.float32(1)
        sum_ *= part
        np.multiply(sum_, np.float32(0.5), out=out[rows])
    return out


def sigmoid(x: Array) -> Array:
    """The logistic function."""
    return np.asarray(1.0 / (1.0 + np.exp(-np.clip(x, -30.0, 30.0))))


def softmax(x: Array, axis: int = -1) -> Array:
    """Shares that add up to one."""
    e = np.exp(x - x.max(axis, keepdims=True))
    return np.asarray(e / e.sum(axis, keepdims=True))


class Network:
    """Scores of a text.

    Parameters
    ----------
    weights
        Of the heads, by name.
    labels, shape
        As trained.
    pieces
        Cuts words.
    encoder
        Gives states of pieces.
    """

    def __init__(
        self, weights: dict[str, Array], labels: Labels, shape: Shape, pieces: PieceReader, encoder: Encoder
    ) -> None:
        self._w = {k: np.ascontiguousarray(v, dtype=np.float32) for k, v in weights.items()}
        self.labels, self.shape, self._pieces, self._encode = labels, shape, pieces, encoder

    @classmethod
    def load(cls, folder: Path) -> Network:
        """The model in a folder.

        Raises
        ------
        OSError, KeyError, ValueError
            If a file is missing or not what it should be.
        """
        with np.load(folder / HEADS_FILE) as stored:
            weights = {k: stored[k] for k in stored.files}
        return cls(
            weights,
            Labels.read(folder / LABELS_FILE),
            Shape.read(folder / SHAPE_FILE),
            PieceReader(folder / TOKENIZER_FILE),
            onnx_encoder(folder / ENCODER_FILE),
        )

    def _linear(self, name: str, x: Array) -> Array:
        y = x @ self._w[name + ".weight"].T
        bias = self._w.get(name + ".bias")
        return y if bias is None else y + bias

    def _vector(self, name: str, index: Array) -> Array:
        return self._w[name + ".weight"][index]

    # --- words ---------------------------------------------------------------------------------

    def words(self, reading: Reading) -> Array:
        """States of the words of a text: (words, hidden)."""
        pieces = self._pieces.read(reading)
        states = np.zeros((len(reading), self.shape.hidden), dtype=np.float32)
        for start, end, given, until in windows(len(pieces)):
            ids = np.concatenate([[self._pieces.first], pieces.ids[start:end], [self._pieces.last]])
            shape = np.concatenate([[_OTHER], pieces.shape[start:end], [_OTHER]])
            breaks = np.concatenate([[0], pieces.breaks[start:end], [0]])
            part = self._encode(ids, shape, breaks)[1 + given - start : 1 + until - start]
            of = pieces.word[given:until]
            first = np.flatnonzero(np.diff(of, prepend=-1))
            states[of[first]] += np.add.reduceat(part, first, axis=0)
        states /= np.bincount(pieces.word, minlength=len(reading))[:, None].astype(np.float32)
        return states

    # --- mentions ------------------------------------------------------------------------------

    def span_logits(self, words: Array) -> Array:
        """Logit of each stretch being a mention: (words, widths), where width w ends w words behind its start."""
        n = len(words)
        start = self._linear("span_start", words) / np.float32(self.shape.span**0.5)
        end = self._linear("span_end", words)
        bias_start, bias_end = self._linear("span_bias_start", words)[:, 0], self._linear("span_bias_end", words)[:, 0]
        out = np.full((n, WIDTH), -30.0, dtype=np.float32)
        for w in range(min(WIDTH, n)):
            score = np.einsum("nd,nd->n", start[: n - w], end[w:])
            out[: n - w, w] = score + bias_start[: n - w] + bias_end[w:] + self._w["span_width"][w]
        return out

    def mention_vectors(self, words: Array, mentions: Mentions) -> tuple[Array, Array]:
        """Vectors of mentions, and logits of their types."""
        width = mentions.end - mentions.start
        mean = np.empty((len(mentions), words.shape[1]), dtype=np.float32)
        for k, (s, e) in enumerate(zip(mentions.start, mentions.end, strict=True)):
            mean[k] = words[s:e].mean(0)
        vector = self._linear("mention_start", words[mentions.start]) + self._linear(
            "mention_end", words[mentions.end - 1]
        )
        vector = vector + self._linear("mention_mean", mean)
        vector = gelu(vector + self._vector("width", np.minimum(width, WIDTH)) + self._vector("kind", mentions.kind))
        centred = vector - vector.mean(1, keepdims=True)
        scale = np.sqrt((centred * centred).mean(1, keepdims=True) + np.float32(1e-5))
        vector = centred / scale * self._w["mention_norm.weight"] + self._w["mention_norm.bias"]
        return vector, self._linear("type_out", gelu(self._linear("type_hidden", vector)))

    # --- coreference ---------------------------------------------------------------------------

    def antecedent_scores(
        self, reading: Reading, mentions: Mentions, vectors: Array, pairs: tuple[Array, Array, Array]
    ) -> tuple[Array, Array]:
        """Scores of antecedents, one a pair of `features.antecedents`, and of having none, one a mention."""
        later, earlier, match = pairs
        product = self._linear("coref_product", vectors)
        one, other = self._linear("coref_later", vectors), self._linear("coref_earlier", vectors)
        score = np.empty(len(later), dtype=np.float32)
        for block in _blocks(len(later)):
            i, j = later[block], earlier[block]
            words, apart, sentences = features.distances(reading, mentions, j, i)
            hidden = one[i] + other[j] + self._vector("coref_words", words) + self._vector("coref_mentions", apart)
            hidden += self._vector("coref_sentences", sentences) + self._vector("coref_match", match[block])
            hidden += self._vector("coref_kinds", mentions.kind[i] * 3 + mentions.kind[j])
            hidden += self._vector("coref_pronouns", mentions.pronoun[i] * PRONOUN_CLASSES + mentions.pronoun[j])
            hidden = gelu(self._linear("coref_hidden", gelu(hidden)))
            dot = np.einsum("pd,pd->p", product[i], product[j]) / np.float32(8.0)
            score[block] = self._linear("coref_out", hidden)[:, 0] + dot
        return score, self._linear("coref_none", vectors)[:, 0]

    # --- pairs ---------------------------------------------------------------------------------

    def pair_vectors(self, vectors: Array, types: Array, topic: Array) -> Array:
        """Mention vectors that know their types (shares, one row a mention) and whether they speak of the topic."""
        return vectors + self._linear("type_vector", types) + self._vector("pair_topic", topic.astype(np.int64))

    def chain_vectors(self, vectors: Array, chain: Array) -> Array:
        """Mention vectors that know the other mentions of the same chain; negative numbers are of no chain.

        Models that were trained before this was part of the network leave the vectors as they are.
        """
        if "chain_out.weight" not in self._w:
            return vectors
        group = features.chain_groups(chain)
        order = np.argsort(group, kind="stable")
        first = np.flatnonzero(np.diff(group[order], prepend=-1))
        count = np.diff(first, append=len(group))[:, None].astype(np.float32)
        mean = np.add.reduceat(vectors[order], first, axis=0) / count
        top = np.maximum.reduceat(vectors[order], first, axis=0)
        pooled = np.concatenate([mean, top], axis=1)
        return vectors + self._linear("chain_out", gelu(self._linear("chain_hidden", pooled)))[group]

    def around_vectors(self, vectors: Array) -> Array:
        """Mention vectors that have listened to the mentions around them; as they are in models from before that."""
        if "around_out.weight" not in self._w:
            return vectors
        heads, value = self.shape.heads, self.shape.value
        ask = self._linear("around_ask", vectors)
        key = self._linear("around_key", vectors) / np.float32(value**0.5)
        content = self._linear("around_value", vectors)
        silent = np.zeros(len(vectors), dtype=bool)
        heard = np.empty_like(content)
        for begin, end, low, high in features.neighbourhoods(len(vectors)):
            bucket, hidden = features.around(begin, end, low, high, silent)
            for h in range(heads):
                part = slice(h * value, (h + 1) * value)
                logits = ask[begin:end, part] @ key[low:high, part].T + self._w["around_offset.weight"][bucket, h]
                heard[begin:end, part] = softmax(np.where(hidden, -_LARGE, logits)) @ content[low:high, part]
        both = np.concatenate([vectors, heard], axis=1)
        return vectors + self._linear("around_out", gelu(self._linear("around_hidden", both)))

    def filter_logits(self, reading: Reading, mentions: Mentions, vectors: Array, left: Array, right: Array) -> Array:
        """Logit of a pair being worth a closer look."""
        a = self._linear("filter_left", vectors) / np.float32(self.shape.filter**0.5)
        b = self._linear("filter_right", vectors)
        out = np.empty(len(left), dtype=np.float32)
        for block in _blocks(len(left)):
            i, j = left[block], right[block]
            buckets, _, _ = features.distances(reading, mentions, i, j)
            out[block] = np.einsum("pd,pd->p", a[i], b[j]) + self._vector("filter_words", buckets)[:, 0]
        return out

    def pair_logits(
        self, reading: Reading, words: Array, mentions: Mentions, vectors: Array, left: Array, right: Array
    ) -> Array:
        """Logits of properties, of denied properties and of qualifiers for ordered pairs."""
        later = np.maximum(mentions.start[left], mentions.start[right])
        out = np.empty((len(left), len(self._w["pair_out.bias"])), dtype=np.float32)
        key, content = self._linear("attend_key", words), self._linear("attend_value", words)
        ask_left, ask_right = self._linear("attend_left", vectors), self._linear("attend_right", vectors)
        one, other = self._linear("pair_left", vectors), self._linear("pair_right", vectors)
        heads, value = self.shape.heads, self.shape.value
        order = np.argsort(later, kind="stable")
        begin = 0
        while begin < len(order):  # pairs whose later mentions stand together see the same words
            at = later[order[begin]]
            end = min(int(np.searchsorted(later[order], at + 64)), begin + 2048)
            chosen = order[begin:end]
            begin = end
            i, j = left[chosen], right[chosen]
            low, high = max(0, int(at) - BEFORE), min(len(words), int(later[chosen[-1]]) + BEHIND)
            position = np.arange(low, high)
            used, where = np.unique(np.concatenate([i, j]), return_inverse=True)
            context = np.empty((len(chosen), heads * value), dtype=np.float32)
            a, b = where[: len(chosen)], where[len(chosen) :]
            bucket = self._offset_buckets(mentions, used, position)
            seen = (position[None, :] >= later[chosen][:, None] - BEFORE) & (
                position[None, :] < later[chosen][:, None] + BEHIND
            )
            shown = seen.astype(np.float32)
            for h in range(heads):
                part = slice(h * value, (h + 1) * value)
                keys = key[low:high, part].T / np.float32(value**0.5)
                first = ask_left[used][:, part] @ keys + self._w["attend_offset_left.weight"][bucket, h]
                second = ask_right[used][:, part] @ keys + self._w["attend_offset_right.weight"][bucket, h]
                share = _powers(first)[a]  # a softmax of sums is one of products: powers of few mentions, not of pairs
                share *= _powers(second)[b]
                share *= shown
                context[:, part] = share @ content[low:high, part] / (share.sum(1, keepdims=True) + _TINY)
            distance, apart, sentences = features.distances(reading, mentions, i, j)
            hidden = one[i] + other[j] + self._linear("pair_context", context)
            hidden += self._vector("pair_words", distance) + self._vector("pair_mentions", apart)
            hidden += self._vector("pair_sentences", sentences)
            out[chosen] = self._linear("pair_out", gelu(self._linear("pair_hidden", gelu(hidden))))
        return out

    @staticmethod
    def _offset_buckets(mentions: Mentions, used: Array, position: Array) -> Array:
        before = np.minimum(position[None, :] - mentions.start[used][:, None], 0)
        behind = np.maximum(position[None, :] - mentions.end[used][:, None] + 1, 0)
        return np.asarray(np.searchsorted(_OFFSETS, before + behind))


def _powers(logits: Array) -> Array:
    """Of e, of logits below the highest of their row."""
    return np.asarray(np.exp(np.maximum(logits - logits.max(1, keepdims=True), _LOWEST)))


def _blocks(n: int, size: int = 8192) -> list[slice]:
    return [slice(k, min(k + size, n)) for k in range(0, n, size)]
