"""A tiny encoder without pretraining, and tiny texts: enough to run everything in seconds."""

from __future__ import annotations

from pathlib import Path

from tokenizers import Tokenizer
from tokenizers.models import WordPiece
from tokenizers.normalizers import BertNormalizer
from tokenizers.pre_tokenizers import BertPreTokenizer

from kgraph.neural.shape import Shape

SHAPE = Shape(hidden=32, span=16, mention=24, pair=24, coref=16, heads=2, value=8, filter=8)


def tiny_encoder(folder: Path, *, mpnet: bool = False) -> Path:
    """A BERT, or an MPNet, of two small layers, with a vocabulary of single letters."""
    from transformers import BertConfig, BertModel, MPNetConfig, MPNetModel

    folder.mkdir(parents=True, exist_ok=True)
    letters = "abcdefghijklmnopqrstuvwxyz0123456789.,;:()'-"
    marks = ["<s>", "<pad>", "</s>", "[UNK]", "[PAD]"] if mpnet else ["[PAD]", "[UNK]", "[CLS]", "[SEP]"]
    pieces = [*marks, *letters, *(f"##{c}" for c in letters)]
    tokenizer = Tokenizer(WordPiece({p: n for n, p in enumerate(pieces)}, unk_token="[UNK]"))
    tokenizer.normalizer = BertNormalizer(lowercase=True)
    tokenizer.pre_tokenizer = BertPreTokenizer()
    tokenizer.save(str(folder / "tokenizer.json"))
    sizes = {
        "vocab_size": len(pieces),
        "hidden_size": 32,
        "num_hidden_layers": 2,
        "num_attention_heads": 2,
        "intermediate_size": 48,
        "max_position_embeddings": 514,
    }
    model = (
        MPNetModel(MPNetConfig(**sizes), add_pooling_layer=False)
        if mpnet
        else BertModel(BertConfig(**sizes), add_pooling_layer=False)
    )
    model.save_pretrained(folder)
    return folder


def tiny_texts(folder: Path, number: int = 40) -> Path:
    """So many annotated texts that all say much the same."""
    folder.mkdir(parents=True, exist_ok=True)
    names = ("Anna Lind", "Bo Ek", "Cleo Vance", "Dora Maar", "Emil Nolde", "Fay Wray", "Gus Lee", "Ida Lupino")
    places = ("Riga", "Oslo", "Lima", "Perm", "Kyiv")
    blocks = []
    for n in range(number):
        name, place = names[n % len(names)], places[n % len(places)]
        blocks.append(
            f"# text-{n} | dictionary-entry\n"
            f"[p:Person|{name}] was born in [b:Place|{place}] in [19{10 + n}|19{10 + n}].\n"
            f"> p birthPlace b\n> p birthDate 19{10 + n}\n"
            f"[p|She] never joined the [c:Company|Royal Ballet], but danced at the [v:Venue|Alhambra].\n"
            f"> p performedAt v\n! p memberOf c\n"
        )
    (folder / "tiny.ann").write_text("\n".join(blocks), "utf-8")
    return folder
