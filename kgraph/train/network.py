"""The network in PyTorch. `kgraph.neural.network` runs the same sums in NumPy; a test holds them together.

Mentions are found by matching vectors of their first and last words (Dozat & Manning's biaffine scorer, as in Yu et
al., ACL 2020), typed from their words; antecedents are ranked as in Lee et al. (EMNLP 2017); a pair's properties are
read from both mentions, from what else the text says of the two things (the mentions of their chains, pooled) and the
mentions around them, and from the words that both attend to (localised context pooling, Zhou et al., AAAI 2021).
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional as F  # noqa: N812
from transformers import AutoConfig, AutoModel

from kgraph.neural import features
from kgraph.neural.features import MENTION_BUCKETS, PRONOUN_CLASSES, SENTENCE_BUCKETS, WORD_BUCKETS, Mentions
from kgraph.neural.labels import Labels
from kgraph.neural.pieces import PieceReader, Pieces, windows
from kgraph.neural.reading import BREAKS, SHAPES, Array, Reading
from kgraph.neural.shape import BEFORE, BEHIND, OFFSETS, WIDTH, Shape
from kgraph.train import mpnet
from kgraph.train.dropout import quicken
from kgraph.train.encoders import has_weights

_OFFSETS = np.array(OFFSETS)


class Network(nn.Module):
    """Encoder and heads.

    Parameters
    ----------
    encoder
        Folder of the pretrained encoder, or of a model, whose configuration is taken.
    labels, shape
        What it says and how large it is.

    Attributes
    ----------
    pretrained
        Whether the folder had the encoder's weights.
    kept
        Whether the encoder stays as it is; see `keep_encoder`.
    """

    def __init__(self, encoder: Path, labels: Labels, shape: Shape, *, dropout: float = 0.1) -> None:
        super().__init__()
        self.labels, self.shape, self.pretrained = labels, shape, has_weights(encoder)
        self.kept = False
        config = AutoConfig.from_pretrained(encoder)
        config.attention_probs_dropout_prob = 0.0  # on CPUs it would take longer than all the rest
        config.num_hidden_layers = min(shape.layers, config.num_hidden_layers)
        settings = {"add_pooling_layer": False, "attn_implementation": "eager"}
        if self.pretrained:
            self.encoder = AutoModel.from_pretrained(encoder, config=config, **settings)
        else:
            self.encoder = AutoModel.from_config(config, **settings)
        # half of all weights are those of word pieces: pretraining has seen more of them than any training here will
        self.encoder.embeddings.word_embeddings.weight.requires_grad_(False)
        if config.model_type == mpnet.NAME:
            self.encoder.encoder.relative_attention_bias.weight.requires_grad_(False)
        h, types = shape.hidden, len(labels.types)
        outputs = 2 * len(labels.properties) + len(labels.qualifiers)
        self.case = nn.Embedding(len(SHAPES), h)
        self.breaks = nn.Embedding(len(BREAKS), h)
        nn.init.zeros_(self.case.weight)
        nn.init.zeros_(self.breaks.weight)
        self.dropout = nn.Dropout(dropout)
        # mentions
        self.span_start, self.span_end = nn.Linear(h, shape.span), nn.Linear(h, shape.span)
        self.span_bias_start, self.span_bias_end = nn.Linear(h, 1), nn.Linear(h, 1)
        self.span_width = nn.Parameter(torch.full((WIDTH,), -2.0))
        self.mention_start, self.mention_end = nn.Linear(h, shape.mention), nn.Linear(h, shape.mention, bias=False)
        self.mention_mean = nn.Linear(h, shape.mention, bias=False)
        self.width = nn.Embedding(WIDTH + 1, shape.mention)
        self.kind = nn.Embedding(3, shape.mention)
        self.mention_norm = nn.LayerNorm(shape.mention)
        self.type_hidden = nn.Linear(shape.mention, shape.mention)
        self.type_out = nn.Linear(shape.mention, types)
        self.type_vector = nn.Linear(types, shape.mention, bias=False)
        # coreference
        c = shape.coref
        self.coref_later, self.coref_earlier = nn.Linear(shape.mention, c), nn.Linear(shape.mention, c, bias=False)
        self.coref_product = nn.Linear(shape.mention, 64, bias=False)
        self.coref_words = nn.Embedding(2 * WORD_BUCKETS, c)
        self.coref_mentions = nn.Embedding(MENTION_BUCKETS, c)
        self.coref_sentences = nn.Embedding(SENTENCE_BUCKETS, c)
        self.coref_match = nn.Embedding(len(features.MATCHES), c)
        self.coref_kinds = nn.Embedding(9, c)
        self.coref_pronouns = nn.Embedding(PRONOUN_CLASSES**2, c)
        self.coref_hidden = nn.Linear(c, c)
        self.coref_out = nn.Linear(c, 1)
        self.coref_none = nn.Linear(shape.mention, 1)
        # pairs
        p = shape.pair
        self.pair_topic = nn.Embedding(2, shape.mention)
        self.chain_hidden = nn.Linear(2 * shape.mention, shape.mention)
        self.chain_out = nn.Linear(shape.mention, shape.mention, bias=False)
        nn.init.zeros_(self.chain_out.weight)
        self.around_ask = nn.Linear(shape.mention, shape.heads * shape.value)
        self.around_key = nn.Linear(shape.mention, shape.heads * shape.value, bias=False)
        self.around_value = nn.Linear(shape.mention, shape.heads * shape.value, bias=False)
        self.around_offset = nn.Embedding(2 * MENTION_BUCKETS, shape.heads)
        self.around_hidden = nn.Linear(shape.mention + shape.heads * shape.value, shape.mention)
        self.around_out = nn.Linear(shape.mention, shape.mention, bias=False)
        nn.init.zeros_(self.around_out.weight)
        self.filter_left = nn.Linear(shape.mention, shape.filter)
        self.filter_right = nn.Linear(shape.mention, shape.filter)
        self.filter_words = nn.Embedding(2 * WORD_BUCKETS, 1)
        nn.init.constant_(self.filter_words.weight, -2.0)
        self.pair_left, self.pair_right = nn.Linear(shape.mention, p), nn.Linear(shape.mention, p, bias=False)
        self.attend_left = nn.Linear(shape.mention, shape.heads * shape.value)
        self.attend_right = nn.Linear(shape.mention, shape.heads * shape.value)
        self.attend_key = nn.Linear(h, shape.heads * shape.value, bias=False)
        self.attend_value = nn.Linear(h, shape.heads * shape.value, bias=False)
        self.attend_offset_left = nn.Embedding(len(OFFSETS) + 1, shape.heads)
        self.attend_offset_right = nn.Embedding(len(OFFSETS) + 1, shape.heads)
        self.pair_context = nn.Linear(shape.heads * shape.value, p, bias=False)
        self.pair_words = nn.Embedding(2 * WORD_BUCKETS, p)
        self.pair_mentions = nn.Embedding(MENTION_BUCKETS, p)
        self.pair_sentences = nn.Embedding(SENTENCE_BUCKETS, p)
        self.pair_hidden = nn.Linear(p, p)
        self.pair_out = nn.Linear(p, outputs)
        nn.init.constant_(self.pair_out.bias, -4.0)
        for embedding in (
            self.width, self.kind, self.coref_words, self.coref_mentions, self.coref_sentences, self.coref_match,
            self.coref_kinds, self.coref_pronouns, self.pair_topic, self.attend_offset_left, self.attend_offset_right,
            self.pair_words, self.pair_mentions, self.pair_sentences, self.around_offset,
        ):  # fmt: skip
            nn.init.normal_(embedding.weight, std=0.02)
        quicken(self)

    def keep_encoder(self) -> None:
        """Leave the encoder, and what is added to its input, as they are: only the heads are trained from now on."""
        self.kept = True
        for part in (self.encoder, self.case, self.breaks):
            part.requires_grad_(False)
        self.train(self.training)

    def train(self, mode: bool = True) -> Network:
        """As PyTorch's, but nothing is dropped out in an encoder that stays as it is."""
        super().train(mode)
        if self.kept:
            self.encoder.eval()
        return self

    # --- words ---------------------------------------------------------------------------------

    def encode(self, ids: Tensor, shape: Tensor, breaks: Tensor, mask: Tensor) -> Tensor:
        """States of the pieces of a batch of windows."""
        embedded = self.encoder.embeddings.word_embeddings(ids) + self.case(shape) + self.breaks(breaks)
        if self.encoder.config.model_type == mpnet.NAME:
            return mpnet.states(self.encoder, embedded, mask)
        states: Tensor = self.encoder(inputs_embeds=embedded, attention_mask=mask).last_hidden_state
        return states

    def words(self, texts: Sequence[tuple[Reading, Pieces]], reader: PieceReader) -> list[Tensor]:
        """States of the words of several texts, as read in one batch."""
        device = self.case.weight.device
        rows: list[tuple[int, int, int, int, int]] = []
        for n, (_, pieces) in enumerate(texts):
            rows.extend((n, *w) for w in windows(len(pieces)))
        longest = max(end - start for _, start, end, _, _ in rows) + 2
        shape_ = (len(rows), longest)
        ids = np.full(shape_, reader.padding, dtype=np.int64)
        case, breaks, mask = (np.zeros(shape_, dtype=np.int64) for _ in range(3))
        for r, (n, start, end, _, _) in enumerate(rows):
            size, pieces = end - start, texts[n][1]
            ids[r, 0], ids[r, 1 : size + 1], ids[r, size + 1] = reader.first, pieces.ids[start:end], reader.last
            case[r, 1 : size + 1], breaks[r, 1 : size + 1] = pieces.shape[start:end], pieces.breaks[start:end]
            case[r, 0] = case[r, size + 1] = SHAPES.index("other")
            mask[r, : size + 2] = 1
        states = self.encode(*(torch.from_numpy(a).to(device) for a in (ids, case, breaks, mask))).float()
        out: list[Tensor] = []
        for n, (reading, pieces) in enumerate(texts):
            parts = [
                states[r, 1 + given - start : 1 + until - start]
                for r, (m, start, _, given, until) in enumerate(rows)
                if m == n
            ]
            of = torch.from_numpy(pieces.word).to(device)
            every = torch.cat(parts)
            total = torch.zeros(len(reading), every.shape[1], device=device).index_add(0, of, every)
            count = torch.bincount(of, minlength=len(reading)).clamp(min=1).unsqueeze(1)
            out.append(self.dropout(total / count))
        return out

    # --- mentions ------------------------------------------------------------------------------

    def span_logits(self, words: Tensor) -> Tensor:
        """Logit of each stretch being a mention: (words, widths), where width w ends w words behind its start."""
        n = len(words)
        start, end = self.span_start(words), self.span_end(words)
        bias_start, bias_end = self.span_bias_start(words).squeeze(1), self.span_bias_end(words).squeeze(1)
        columns = []
        for w in range(WIDTH):
            if w < n:
                score = (start[: n - w] * end[w:]).sum(1) / self.shape.span**0.5
                score = score + bias_start[: n - w] + bias_end[w:] + self.span_width[w]
                columns.append(F.pad(score, (0, w), value=-30.0))
            else:
                columns.append(words.new_full((n,), -30.0))
        return torch.stack(columns, 1)

    def mention_vectors(self, words: Tensor, mentions: Mentions) -> tuple[Tensor, Tensor]:
        """Vectors of mentions, and logits of their types."""
        start, end = (torch.from_numpy(a).to(words.device) for a in (mentions.start, mentions.end))
        kind = torch.from_numpy(mentions.kind).to(words.device)
        sums = F.pad(words.cumsum(0), (0, 0, 1, 0))
        width = end - start
        mean = (sums[end] - sums[start]) / width.unsqueeze(1)
        vector = self.mention_start(words[start]) + self.mention_end(words[end - 1]) + self.mention_mean(mean)
        vector = self.dropout(self.mention_norm(F.gelu(vector + self.width(width.clamp(max=WIDTH)) + self.kind(kind))))
        return vector, self.type_out(self.dropout(F.gelu(self.type_hidden(vector))))

    # --- coreference ---------------------------------------------------------------------------

    def antecedent_scores(
        self, reading: Reading, mentions: Mentions, vectors: Tensor, pairs: tuple[Array, Array, Array]
    ) -> tuple[Tensor, Tensor]:
        """Scores of antecedents, one a pair of `features.antecedents`, and of having none, one a mention."""
        later, earlier, match = pairs
        device = vectors.device
        words, apart, sentences = features.distances(reading, mentions, earlier, later)
        to = lambda a: torch.from_numpy(a).to(device)  # noqa: E731
        i, j = to(later), to(earlier)
        product = self.coref_product(vectors)
        hidden = self.coref_later(vectors)[i] + self.coref_earlier(vectors)[j]
        hidden = (
            hidden + self.coref_words(to(words)) + self.coref_mentions(to(apart)) + self.coref_sentences(to(sentences))
        )
        hidden = hidden + self.coref_match(to(match))
        hidden = hidden + self.coref_kinds(to(mentions.kind[later] * 3 + mentions.kind[earlier]))
        hidden = hidden + self.coref_pronouns(to(mentions.pronoun[later] * PRONOUN_CLASSES + mentions.pronoun[earlier]))
        hidden = F.gelu(self.coref_hidden(self.dropout(F.gelu(hidden))))
        score = self.coref_out(hidden).squeeze(1) + (product[i] * product[j]).sum(1) / 8.0
        return score, self.coref_none(vectors).squeeze(1)

    # --- pairs ---------------------------------------------------------------------------------

    def pair_vectors(self, vectors: Tensor, type_logits: Tensor, topic: Array) -> Tensor:
        """Mention vectors that know their types and whether they speak of the topic."""
        types = torch.softmax(type_logits, 1)
        return (
            vectors
            + self.type_vector(types)
            + self.pair_topic(torch.from_numpy(topic.astype(np.int64)).to(vectors.device))
        )

    def chain_vectors(self, vectors: Tensor, chain: Array) -> Tensor:
        """Mention vectors that know the other mentions of the same chain; negative numbers are of no chain."""
        group = torch.from_numpy(features.chain_groups(chain)).to(vectors.device)
        count = torch.bincount(group).unsqueeze(1)
        mean = vectors.new_zeros(len(count), vectors.shape[1]).index_add(0, group, vectors) / count
        index = group.unsqueeze(1).expand_as(vectors)
        top = vectors.new_zeros(mean.shape).scatter_reduce(0, index, vectors, "amax", include_self=False)
        pooled = torch.cat([mean, top], 1)
        return vectors + self.chain_out(self.dropout(F.gelu(self.chain_hidden(pooled))))[group]

    def around_vectors(self, vectors: Tensor, silent: Array) -> Tensor:
        """Mention vectors that have listened to the mentions around them, but for the silent ones."""
        heads, value, device = self.shape.heads, self.shape.value, vectors.device
        split = lambda x: x.view(-1, heads, value)  # noqa: E731
        ask, key = split(self.around_ask(vectors)), split(self.around_key(vectors)) / value**0.5
        content = split(self.around_value(vectors))
        heard = []
        for begin, end, low, high in features.neighbourhoods(len(vectors)):
            bucket, hidden = features.around(begin, end, low, high, silent)
            logits = torch.einsum("ihv,jhv->hij", ask[begin:end], key[low:high])
            logits = logits + self.around_offset(torch.from_numpy(bucket).to(device)).permute(2, 0, 1)
            share = torch.softmax(logits.masked_fill(torch.from_numpy(hidden).to(device), -1e9), 2)
            heard.append(torch.einsum("hij,jhv->ihv", share, content[low:high]).reshape(end - begin, heads * value))
        both = torch.cat([vectors, torch.cat(heard)], 1)
        return vectors + self.around_out(self.dropout(F.gelu(self.around_hidden(both))))

    def filter_logits(self, vectors: Tensor, word_buckets: Array, left: Array, right: Array) -> Tensor:
        """Logit of a pair being worth a closer look."""
        device = vectors.device
        i, j = torch.from_numpy(left).to(device), torch.from_numpy(right).to(device)
        a, b = self.filter_left(vectors), self.filter_right(vectors)
        bias = self.filter_words(torch.from_numpy(word_buckets).to(device)).squeeze(1)
        return (a[i] * b[j]).sum(1) / self.shape.filter**0.5 + bias

    def pair_logits(
        self, reading: Reading, words: Tensor, mentions: Mentions, vectors: Tensor, left: Array, right: Array
    ) -> Tensor:
        """Logits of properties, of denied properties and of qualifiers for ordered pairs."""
        device, heads, value = words.device, self.shape.heads, self.shape.value
        to = lambda a: torch.from_numpy(a).to(device)  # noqa: E731
        i, j = to(left), to(right)
        n = len(words)
        at = np.arange(n)
        key, content = self.attend_key(words).view(n, heads, value), self.attend_value(words).view(n, heads, value)

        def attention(query: Tensor, offset: nn.Embedding) -> Tensor:
            before = np.minimum(at[None, :] - mentions.start[:, None], 0)
            behind = np.maximum(at[None, :] - mentions.end[:, None] + 1, 0)
            bucket = np.searchsorted(_OFFSETS, before + behind)
            logits = torch.einsum("mhv,nhv->mhn", query.view(-1, heads, value), key) / value**0.5
            return logits + offset.weight.T[:, to(bucket)].transpose(0, 1)

        one = attention(self.attend_left(vectors), self.attend_offset_left)
        other = attention(self.attend_right(vectors), self.attend_offset_right)
        later = np.maximum(mentions.start[left], mentions.start[right])
        context = words.new_zeros(len(left), heads * value)
        for part in np.array_split(np.argsort(later, kind="stable"), max(1, n // 160)):  # neighbours see the same words
            if not len(part):
                continue
            low, high = max(0, int(later[part[0]]) - BEFORE), min(n, int(later[part[-1]]) + BEHIND)
            here = at[None, low:high]
            seen = (here >= later[part][:, None] - BEFORE) & (here < later[part][:, None] + BEHIND)
            chosen = to(part)
            weight = one[i[chosen], :, low:high] + other[j[chosen], :, low:high]
            share = torch.softmax(weight.masked_fill(~to(seen).unsqueeze(1), -1e9), 2)
            found = torch.einsum("phn,nhv->phv", share, content[low:high]).reshape(len(part), heads * value)
            context = context.index_put((chosen,), found)
        distance, apart, sentences = features.distances(reading, mentions, left, right)
        hidden = self.pair_left(vectors)[i] + self.pair_right(vectors)[j] + self.pair_context(context)
        hidden = (
            hidden + self.pair_words(to(distance)) + self.pair_mentions(to(apart)) + self.pair_sentences(to(sentences))
        )
        hidden = F.gelu(self.pair_hidden(self.dropout(F.gelu(hidden))))
        return self.pair_out(self.dropout(hidden))
