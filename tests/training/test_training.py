"""Training end to end with a tiny encoder: the same sums in NumPy, the same weights after an interruption."""

from __future__ import annotations

import hashlib
import random
import subprocess
import sys
import zipfile
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
import torch
from torch import nn
from training.tiny import SHAPE, tiny_encoder, tiny_texts
from transformers import AutoModel
from typer.testing import CliRunner

from kgraph.annotations import read_annotated
from kgraph.errors import GoldError, ModelError
from kgraph.extract.nlp import plain_pipeline
from kgraph.neural import features
from kgraph.neural.features import describe
from kgraph.neural.labels import Labels
from kgraph.neural.network import ENCODER_FILE, HEADS_FILE
from kgraph.neural.network import Network as Plain
from kgraph.neural.pieces import PieceReader
from kgraph.neural.reading import read_doc
from kgraph.neural.tables import Tables
from kgraph.ontology import load_ontology
from kgraph.train import encoders, mpnet
from kgraph.train.annotated import AnnotatedReader
from kgraph.train.augment import Renamer
from kgraph.train.batches import make_batches, row_width, rows_of
from kgraph.train.dropout import Dropout, quicken
from kgraph.train.encoders import find_encoder
from kgraph.train.export import export
from kgraph.train.gap import GapRow, read_gap, rename
from kgraph.train.loop import load_weights, train
from kgraph.train.losses import Losses
from kgraph.train.mention_losses import MentionLosses
from kgraph.train.network import Network
from kgraph.train.people import People
from kgraph.train.public import PublicReader
from kgraph.train.restore import OtherEncoderError
from kgraph.train.run import train_model
from kgraph.train.sets import PublicSet
from kgraph.train.settings import Settings
from kgraph.train.sums import Sums
from kgraph.train.task import blended
from kgraph.train.team import LeftAloneError, Link, Team
from kgraph.train.transfer import transfer
from kgraph.workers import cores

pytestmark = pytest.mark.filterwarnings("ignore")  # PyTorch's exporter and its quantiser warn of themselves
INVENTORY = {"Person", "Place", "Company", "Venue", "Work", "Occupation", "Organization", "School", "Event", "Award"}


@pytest.fixture(scope="module")
def encoder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    torch.manual_seed(1)
    return tiny_encoder(tmp_path_factory.mktemp("encoder"))


@pytest.fixture(scope="module")
def labels() -> Labels:
    return Labels.of(load_ontology(), INVENTORY | {"Character"})


@pytest.fixture(scope="module")
def other_encoder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    torch.manual_seed(4)
    return tiny_encoder(tmp_path_factory.mktemp("mpnet"), mpnet=True)


@pytest.fixture
def network(encoder: Path, labels: Labels) -> Network:
    return random_network(encoder, labels)


def random_network(encoder: Path, labels: Labels) -> Network:
    torch.manual_seed(2)
    network = Network(encoder, labels, SHAPE)
    for parameter in network.parameters():  # so that nothing is hidden by a zero
        if parameter.requires_grad:
            torch.nn.init.normal_(parameter, std=0.2)
    return network.eval()


@pytest.mark.parametrize(("length", "mpnet"), [(5, False), (300, False), (1200, False), (5, True), (1200, True)])
def test_numpy_does_the_same_sums_as_pytorch(
    encoder: Path, other_encoder: Path, labels: Labels, tmp_path: Path, length: int, mpnet: bool
) -> None:
    encoder = other_encoder if mpnet else encoder
    network = random_network(encoder, labels)
    export(network, encoder / "tokenizer.json", tmp_path, quantise=False)
    plain = Plain.load(tmp_path)
    reading = read_doc(plain_pipeline()(" ".join(f"Anna met Bo in 19{10 + n % 80} ." for n in range(length // 6 + 1))))
    reader = PieceReader(encoder / "tokenizer.json")
    with torch.no_grad():
        (words,) = network.words([(reading, reader.read(reading))], reader)
    ours = plain.words(reading)
    np.testing.assert_allclose(ours, words.numpy(), atol=2e-4)
    spans = [(n, n + 1) for n in range(0, len(reading), 3)]
    mentions = describe(reading, spans)
    topic = np.arange(len(spans)) % 4 == 0
    pairs = features.antecedents(mentions)
    left, right = features.candidate_pairs(mentions, topic)
    with torch.no_grad():
        span_logits = network.span_logits(words)
        vectors, types = network.mention_vectors(words, mentions)
        score, none = network.antecedent_scores(reading, mentions, vectors, pairs)
        chain = np.where(np.arange(len(spans)) % 5 == 1, -1, np.arange(len(spans)) % 7 // 2)
        informed = network.chain_vectors(network.pair_vectors(vectors, types, topic), chain)
        informed = network.around_vectors(informed, np.zeros(len(spans), dtype=bool))
        buckets, _, _ = features.distances(reading, mentions, left, right)
        worth = network.filter_logits(informed, buckets, left, right)
        logits = network.pair_logits(reading, words, mentions, informed, left, right)
    close = {"atol": 5e-2, "rtol": 5e-2}  # the heads are kept in half precision
    np.testing.assert_allclose(plain.span_logits(ours), span_logits.numpy(), **close)
    our_vectors, our_types = plain.mention_vectors(ours, mentions)
    np.testing.assert_allclose(our_vectors, vectors.numpy(), **close)
    np.testing.assert_allclose(our_types, types.numpy(), **close)
    our_score, our_none = plain.antecedent_scores(reading, mentions, our_vectors, pairs)
    np.testing.assert_allclose(our_score, score.numpy(), **close)
    np.testing.assert_allclose(our_none, none.numpy(), **close)
    shares = np.exp(our_types) / np.exp(our_types).sum(1, keepdims=True)
    ours_informed = plain.chain_vectors(plain.pair_vectors(our_vectors, shares, topic), chain)
    ours_informed = plain.around_vectors(ours_informed)
    np.testing.assert_allclose(ours_informed, informed.numpy(), **close)
    np.testing.assert_allclose(
        plain.filter_logits(reading, mentions, ours_informed, left, right), worth.numpy(), **close
    )
    np.testing.assert_allclose(
        plain.pair_logits(reading, ours, mentions, ours_informed, left, right), logits.numpy(), **close
    )


def test_mpnet_gives_the_states_that_transformers_gives(other_encoder: Path) -> None:
    model = AutoModel.from_pretrained(other_encoder, add_pooling_layer=False).eval()
    torch.nn.init.normal_(model.encoder.relative_attention_bias.weight)
    embedded = torch.randn(3, 40, 32, generator=torch.Generator().manual_seed(1))
    mask = (torch.arange(40)[None] < torch.tensor([[40], [1], [25]])).long()
    with torch.no_grad():
        theirs = model(inputs_embeds=embedded, attention_mask=mask).last_hidden_state
        ours = mpnet.states(model, embedded, mask)
    assert torch.allclose(theirs[mask > 0], ours[mask > 0], atol=1e-5)


def test_dropout_drops_its_share_and_keeps_the_mean() -> None:
    torch.manual_seed(1)
    dropout, ones = Dropout(0.25), torch.ones(200, 501, requires_grad=True)
    out = dropout(ones)
    assert {round(float(v), 4) for v in out.unique()} == {0.0, round(4 / 3, 4)}
    assert float((out == 0).float().mean()) == pytest.approx(0.25, abs=0.005)
    out.sum().backward()
    assert torch.equal(ones.grad, out.detach())
    assert not torch.equal(dropout(ones), out)
    assert torch.equal(dropout.eval()(ones), ones)
    both = nn.Sequential(nn.Sequential(nn.Dropout(0.5)), nn.Dropout(0.0))
    quicken(both)
    assert [type(m) for m in both.modules() if not len(list(m.children()))] == [Dropout, Dropout]


def learn(encoder: Path, labels: Labels, texts: Path, checkpoint: Path | None, epochs: int) -> dict[str, torch.Tensor]:
    ontology = load_ontology()
    own = AnnotatedReader(plain_pipeline(), labels, ontology)
    annotated = read_annotated(texts)
    renamer = Renamer(annotated, People(annotated, {}))
    torch.manual_seed(5)
    network = Network(encoder, labels, SHAPE)
    losses = Losses(network, Tables.of(labels, ontology))

    def source(epoch: int, chance: random.Random):
        return [own.read(renamer(t, chance)) for t in annotated]

    reader = PieceReader(encoder / "tokenizer.json")
    settings = Settings(epochs=epochs, batch=512)
    return train(network, losses, reader, source, settings, checkpoint, lambda line: None)


def test_training_goes_on_where_it_was_interrupted(encoder: Path, labels: Labels, tmp_path: Path) -> None:
    texts = tiny_texts(tmp_path / "texts", 12)
    whole = learn(encoder, labels, texts, None, 2)
    again = learn(encoder, labels, texts, None, 2)
    assert all(torch.equal(whole[k], again[k]) for k in whole)

    class Interrupted(Exception):
        pass

    checkpoint = tmp_path / "checkpoint.pt"
    ontology = load_ontology()
    own = AnnotatedReader(plain_pipeline(), labels, ontology)
    annotated = read_annotated(texts)
    renamer = Renamer(annotated, People(annotated, {}))
    torch.manual_seed(5)
    network = Network(encoder, labels, SHAPE)

    def source(epoch: int, chance: random.Random):
        if epoch == 1:
            raise Interrupted
        return [own.read(renamer(t, chance)) for t in annotated]

    reader = PieceReader(encoder / "tokenizer.json")
    losses = Losses(network, Tables.of(labels, ontology))
    with pytest.raises(Interrupted):
        train(network, losses, reader, source, Settings(epochs=2, batch=512), checkpoint, lambda line: None)
    resumed = learn(encoder, labels, texts, checkpoint, 2)
    assert all(torch.allclose(whole[k], resumed[k], atol=1e-6) for k in whole)


def test_a_training_starts_with_the_weights_of_another(
    encoder: Path, network: Network, labels: Labels, tmp_path: Path
) -> None:
    file = tmp_path / "checkpoint.pt"
    torch.save({"average": network.state_dict()}, file)
    other = Network(encoder, labels, SHAPE)
    assert load_weights(other, file) == []
    assert all(torch.equal(value, other.state_dict()[name]) for name, value in network.state_dict().items())
    older = {name: value for name, value in network.state_dict().items() if not name.startswith("chain_")}
    torch.save({"average": older}, file)
    newer = Network(encoder, labels, SHAPE)
    assert load_weights(newer, file) == ["chain_hidden.bias", "chain_hidden.weight", "chain_out.weight"]
    assert not newer.chain_out.weight.any()
    assert torch.equal(newer.type_out.weight, network.type_out.weight)
    for damage in (b"no checkpoint", b"abc", b""):
        file.write_bytes(damage)
        with pytest.raises(ModelError, match=r"checkpoint\.pt' is no checkpoint to start from: \w"):
            load_weights(other, file)
    with pytest.raises(ModelError, match="is no checkpoint"):
        load_weights(other, tmp_path / "nothing.pt")


@pytest.mark.parametrize("quantise", [False, True])
@pytest.mark.parametrize("mpnet", [False, True])
def test_a_training_starts_with_a_models_folder(
    encoder: Path, other_encoder: Path, labels: Labels, tmp_path: Path, quantise: bool, mpnet: bool
) -> None:
    encoder, another = (other_encoder, encoder) if mpnet else (encoder, other_encoder)
    network = random_network(encoder, labels)
    export(network, encoder / "tokenizer.json", tmp_path, quantise=quantise)
    other = Network(encoder, labels, SHAPE)
    assert load_weights(other, tmp_path) == []
    before, after = network.state_dict(), other.state_dict()
    for name, value in before.items():  # eight bits of a range of about two, or a half-precision number
        assert torch.allclose(value, after[name], atol=0.02 if quantise else 2e-3), name
    assert torch.equal(
        after["encoder.embeddings.word_embeddings.weight"], network.encoder.embeddings.word_embeddings.weight
    )
    torch.nn.init.normal_(other.encoder.embeddings.word_embeddings.weight)
    with pytest.raises(OtherEncoderError):
        load_weights(other, tmp_path)
    bare = Network(tmp_path, labels, SHAPE)  # a model's folder has its encoder's configuration
    assert not bare.pretrained
    assert load_weights(bare, tmp_path) == []
    for name, value in before.items():
        assert torch.allclose(value, bare.state_dict()[name], atol=0.02 if quantise else 2e-3), name
    for damage in (b"no model", b""):
        (tmp_path / ENCODER_FILE).write_bytes(damage)
        with pytest.raises(ModelError, match="holds no model to start from"):
            load_weights(other, tmp_path)
    with pytest.raises(ModelError, match="holds no model to start from"):
        load_weights(other, another)


def test_another_encoder_is_taught_to_stand_in_for_a_models(
    encoder: Path, other_encoder: Path, labels: Labels, tmp_path: Path
) -> None:
    texts = read_annotated(tiny_texts(tmp_path / "texts", 12))
    old = random_network(encoder, labels)
    export(old, encoder / "tokenizer.json", tmp_path / "old", quantise=False)
    torch.manual_seed(6)
    network = Network(other_encoder, labels, SHAPE)
    with pytest.raises(OtherEncoderError):
        load_weights(network, tmp_path / "old")
    own, reader = (
        AnnotatedReader(plain_pipeline(), labels, load_ontology()),
        PieceReader(other_encoder / "tokenizer.json"),
    )
    said: list[str] = []
    examples = [own.read(t) for t in texts] * 40
    transfer(network, tmp_path / "old", examples, reader, Settings(batch=256, encoder_rate=3e-3), said.append)
    first, last = (float(line.split()[-1]) for line in (said[0], said[-1]))
    assert last < 0.5 * first
    plain, reading = Plain.load(tmp_path / "old"), examples[0].reading
    with torch.no_grad():
        (words,) = network.eval().words([(reading, reader.read(reading))], reader)
        ours, theirs = network.span_logits(words).numpy(), plain.span_logits(plain.words(reading))
    told = theirs > -29
    assert np.corrcoef(ours[told], theirs[told])[0, 1] > 0.6
    assert torch.allclose(network.pair_hidden.weight, old.pair_hidden.weight, atol=2e-3)


def test_the_pretrained_encoder_is_unpacked_from_its_packages(
    encoder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = tmp_path / "whole.zip"
    with zipfile.ZipFile(whole, "w") as archive:
        for path in sorted(encoder.iterdir()):
            archive.write(path, f"some-encoder/{path.name}")
        archive.writestr("some-encoder/1_Pooling/config.json", "{}")
    data = whole.read_bytes()
    for n, part in enumerate((data[:1000], data[1000:])):
        (tmp_path / f"e.zip.00{n}").write_bytes(part)
        info = tmp_path / f"part_{n}-1.dist-info"
        info.mkdir()
        (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: part-{n}\nVersion: 1\n", "utf-8")
        (info / "RECORD").write_text(f"e.zip.00{n},,\n", "utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setattr(encoders, "_PACKAGES", ("part-0", "part-1"))
    with pytest.raises(ModelError, match="is not the one that kgraph was made with"):
        find_encoder(tmp_path / "unpacked")
    assert not (tmp_path / "unpacked").exists()
    monkeypatch.setattr(encoders, "_DIGEST", hashlib.sha256(data).hexdigest())
    folder = find_encoder(tmp_path / "unpacked")
    assert {p.name for p in folder.iterdir()} == {"config.json", "tokenizer.json", "model.safetensors"}
    assert (folder / "config.json").read_bytes() == (encoder / "config.json").read_bytes()
    monkeypatch.setattr(encoders, "_PACKAGES", ("part-0", "part-none"))
    assert find_encoder(folder) == folder
    with pytest.raises(ModelError, match="No pretrained encoder is installed"):
        find_encoder(tmp_path / "elsewhere")


def test_a_model_of_another_world_gives_what_is_not_named(
    encoder: Path, network: Network, tmp_path: Path, labels: Labels
) -> None:
    export(network, encoder / "tokenizer.json", tmp_path, quantise=False)
    other = Network(encoder, Labels(labels.types[:2], ("orbits",), ()), SHAPE)
    assert load_weights(other, tmp_path) == ["orbits"]
    assert torch.allclose(other.pair_hidden.weight, network.pair_hidden.weight, atol=2e-3)


def test_what_an_older_model_says_keeps_its_weights_whatever_else_is_said(
    encoder: Path, network: Network, labels: Labels, tmp_path: Path
) -> None:
    export(network, encoder / "tokenizer.json", tmp_path, quantise=False)
    says = Labels(
        (*labels.types, "Zoo"), ("apprenticedTo", *(p for p in labels.properties if p != "author")), labels.qualifiers
    )
    torch.manual_seed(3)
    other = Network(encoder, says, SHAPE)
    fresh = {name: value.clone() for name, value in other.state_dict().items()}
    assert load_weights(other, tmp_path) == ["Zoo", "apprenticedTo"]
    assert torch.equal(other.type_out.bias[-1:], fresh["type_out.bias"][-1:])
    assert torch.allclose(other.type_vector.weight[:, :-1], network.type_vector.weight, atol=2e-3)
    n, m = len(says.properties), len(labels.properties)
    for name in ("composer", "spouse"):
        old, new = labels.properties.index(name), says.properties.index(name)
        for before, after in ((old, new), (m + old, n + new)):
            assert torch.allclose(other.pair_out.weight[after], network.pair_out.weight[before], atol=2e-3)
    assert torch.equal(other.pair_out.weight[0], fresh["pair_out.weight"][0])
    assert torch.equal(other.pair_out.weight[n], fresh["pair_out.weight"][n])
    assert torch.allclose(other.pair_out.bias[2 * n :], network.pair_out.bias[2 * m :], atol=2e-3)


def test_what_was_known_is_blended_with_what_was_learned() -> None:
    before = {"a": torch.tensor([0.0, 10.0]), "n": torch.tensor(1)}
    after = {"a": torch.tensor([10.0, 10.0]), "n": torch.tensor(2), "new": torch.tensor([7.0])}
    both = blended(before, after, 0.6)
    assert torch.allclose(both["a"], torch.tensor([6.0, 10.0]))
    assert (both["n"].item(), both["new"].item()) == (2, 7.0)
    assert all(torch.equal(blended({}, after, 0.6)[name], value) for name, value in after.items())


def test_batches_hold_every_text_once_in_two_halves_of_one_size() -> None:
    chance = random.Random(1)
    lengths = [chance.randrange(0, 900) for _ in range(2000)] + [1500, 1501]
    examples = [SimpleNamespace(reading=range(n)) for n in lengths]
    reader = SimpleNamespace(read=lambda reading: reading)
    batches = make_batches(examples, reader, 3072, random.Random(2))
    seen = sorted(len(pieces) for batch in batches for _, pieces in batch)
    assert seen == sorted(n for n in lengths if 0 < n <= 1500)
    work = [[_pieces(Team(rank, 2).part(batch)) for rank in range(2)] for batch in batches]
    longest = _pieces([(None, range(1500))])
    assert all(max(parts) <= max(1536, longest) for parts in work)
    assert 2 * sum(max(parts) for parts in work) < 1.1 * sum(map(sum, work))  # none waits long for the other
    assert batches == make_batches(examples, reader, 3072, random.Random(2))


def _pieces(part: list[tuple[object, range]]) -> int:
    """How many word pieces are read for texts, padding included."""
    return sum(map(rows_of, part)) * max(map(row_width, part), default=0)


def test_processes_share_a_batch_and_add_up_what_they_find(tmp_path: Path) -> None:
    batch = [(None, range(n)) for n in (50, 10, 40, 30, 20, 5)]
    parts = [[len(pieces) for _, pieces in Team(rank, 2).part(batch)] for rank in range(2)]
    assert parts == [[50, 40], [30, 20, 10, 5]]  # 2 rows of 52 pieces, 4 of 32
    assert [[len(pieces) for _, pieces in Team(rank, 3).part(batch[:2])] for rank in range(3)] == [[], [50], [10]]
    assert Team().part(batch) == sorted(batch, key=lambda pair: -len(pair[1]))
    script = (
        "import sys; from pathlib import Path; import torch; from kgraph.train.sums import Sums\n"
        "from kgraph.train.team import Link, Team\n"
        "link = Link(sys.stdin.buffer, sys.stdout.buffer)\n"
        "with Team(1, 2, Path(sys.argv[1]), (link,)).with_its_cores() as team:\n"
        "    sums = Sums(); sums.add('fact', torch.tensor(1.0), 3.0); team.add_counts(sums, ('fact', 'type'))\n"
        "    p, q = torch.nn.Parameter(torch.zeros(2)), torch.nn.Parameter(torch.zeros(2, 3))\n"
        "    team.add_gradients([p, q])\n"
        "    assert sums.count == {'fact': 5.0, 'type': 1.0} and p.grad.tolist() == [1.0, 2.0] and q.grad is None\n"
        "    q.grad = torch.ones(2, 3); team.add_gradients([p, q])\n"
        "    assert p.grad.tolist() == [2.0, 4.0] and q.grad.tolist() == [[3.0] * 3, [1.0] * 3]\n"
    )
    command = [sys.executable, "-c", script, str(tmp_path)]
    threads = torch.get_num_threads()
    with (
        subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as helper,
        Team(0, 2, tmp_path, (_link(helper),)).with_its_cores() as team,
    ):
        assert torch.get_num_threads() == max(1, cores() // 2)
        sums = Sums()
        sums.add("fact", torch.tensor(4.0), 2.0)
        sums.add("type", torch.tensor(4.0), 1.0)
        team.add_counts(sums, ("fact", "type"))
        assert sums.count == {"fact": 5.0, "type": 1.0}
        one, other = torch.nn.Parameter(torch.zeros(2)), torch.nn.Parameter(torch.zeros(2, 3))
        one.grad = torch.tensor([1.0, 2.0])
        team.add_gradients([one, other])
        assert one.grad.tolist() == [1.0, 2.0]
        assert other.grad is None
        other.grad = torch.tensor([[2.0] * 3, [0.0] * 3])
        team.add_gradients([one, other])
        assert one.grad.tolist() == [2.0, 4.0]
        assert other.grad.tolist() == [[3.0] * 3, [1.0] * 3]
        assert helper.wait(60) == 0
        with pytest.raises(LeftAloneError):
            team.add_counts(sums, ("fact",))
    assert torch.get_num_threads() == threads


def _link(helper: subprocess.Popen[bytes]) -> Link:
    assert helper.stdin is not None
    assert helper.stdout is not None
    return Link(helper.stdout, helper.stdin)


@pytest.mark.parametrize(
    ("helper", "why"),
    [
        ("import sys; sys.exit('no room')", "no room"),
        (
            "import pickle, sys; sys.path[:] = pickle.load(sys.stdin.buffer)\n"
            "import kgraph.train.team; task, *where = pickle.load(sys.stdin.buffer)\n"
            "print('.', end='', flush=True); sys.exit('out of memory')",
            "out of memory",
        ),
    ],
)
def test_it_is_said_why_a_process_ended_before_its_time(
    encoder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, helper: str, why: str
) -> None:
    monkeypatch.setattr("kgraph.train.task._BOOT", helper)
    texts = tiny_texts(tmp_path / "texts", 40)
    with pytest.raises(ModelError, match=f"ended before its time: {why}. The same command goes on"):
        train_model([texts], tmp_path / "model", encoder=encoder, settings=Settings(epochs=1), processes=2)


def test_every_example_has_spans_within_its_text(labels: Labels, tmp_path: Path) -> None:
    texts = read_annotated(tiny_texts(tmp_path, 12))
    own = AnnotatedReader(plain_pipeline(), labels, load_ontology())
    renamer = Renamer(texts, People(texts, {}))
    for text in texts:
        for version in (text, renamer(text, random.Random(3))):
            example = own.read(version)
            said = [example.reading.text(s, e) for s, e in example.spans]
            assert "She" in said
            assert len(example.positives) == 3
            assert len(example.denied) == 1
            for positive in example.positives:
                for a, b in positive.pairs:
                    assert example.types[a] > 0
                    assert example.types[b] > 0
    assert own.lost == []


def test_an_epoch_shows_each_row_of_gap_twice_once_surely_with_other_names(tmp_path: Path) -> None:
    people = People(read_annotated(tiny_texts(tmp_path, 12)), {})
    row = GapRow("1", "Max Hall wrote to Leo Orr that he was ill.", (31, 33), (0, 8), (18, 25), False, True)
    rows = PublicSet(SimpleNamespace(gap=lambda row: row), rows=(row, row))  # type: ignore[arg-type]
    seen = [rows.of_epoch(people, random.Random(seed)) for seed in range(9)]
    assert {len(epoch) for epoch in seen} == {4}
    assert {row.text[:9] == "Max Hall " for epoch in seen for row in epoch[::2]} == {True, False}
    assert not any(row.text[:9] == "Max Hall " for epoch in seen for row in epoch[1::2])


def test_public_sets_say_what_they_annotate(labels: Labels, tmp_path: Path) -> None:
    reader = PublicReader(plain_pipeline(), labels, load_ontology().folder / "datasets.yaml")
    text = "Ada Lovelace was born in London. She lived there."
    fact = {"property": "PLACE_OF_BIRTH", "subject": [0, 12], "object": [25, 31], "subject_uri": "a", "object_uri": "b"}
    passage = {"start": 0, "end": 32, "properties": ["PLACE_OF_BIRTH", "CEO"], "facts": [fact]}
    kn = tmp_path / "kn.jsonl"
    kn.write_text(f'{{"id": "1", "text": "{text}", "passages": [{passage}]}}\n'.replace("'", '"'), "utf-8")
    (example,) = reader.knowledgenet(kn)
    assert [example.reading.text(*s) for s in example.spans] == ["Ada Lovelace", "London"]
    assert example.passages is not None
    assert example.passages[0][2] == (labels.properties.index("birthPlace"),)
    assert not example.complete
    gap = tmp_path / "gap.tsv"
    gap.write_text(
        "ID\tText\tPronoun\tPronoun-offset\tA\tA-offset\tA-coref\tB\tB-offset\tB-coref\tURL\n"
        f"1\t{text}\tShe\t33\tAda Lovelace\t0\tTRUE\tLondon\t25\tFALSE\tu\n",
        "utf-8",
    )
    (row,) = read_gap(gap)
    example = reader.gap(row)
    assert (example.same, example.different) == ([(0, 2)], [(1, 2)])


def test_a_pronoun_with_a_capital_is_no_name_that_nobody_annotated(
    network: Network, labels: Labels, tmp_path: Path
) -> None:
    example = AnnotatedReader(plain_pipeline(), labels, load_ontology()).read(
        read_annotated(tiny_texts(tmp_path, 1))[0]
    )
    losses = MentionLosses(network, example, torch.zeros(len(example.reading), SHAPE.hidden))
    words = list(example.reading.words)
    start = np.array([words.index("She"), words.index("Anna"), words.index("never")])
    assert losses.named(start, start + 1).tolist() == [False, True, False]
    assert losses.named(start[:1] - 3, start[:1] + 1).tolist() == [True]  # a number stands before it


def test_people_get_other_names_of_their_gender(tmp_path: Path) -> None:
    people = People(read_annotated(tiny_texts(tmp_path, 12)), {"bo": "m", "max": "m"})  # others by their "She"
    women, surnames = {"Anna", "Cleo", "Dora", "Emil", "Fay", "Gus", "Ida"}, {"Lind", "Vance", "Maar", "Nolde", "Wray"}
    text = "Max Hall met Hall's brother Leo. The hall applauded him."
    row = GapRow("1", text, (52, 55), (0, 8), (28, 31), True, False)
    assert [text[slice(*s)] for s in (row.pronoun, row.a, row.b)] == ["him", "Max Hall", "Leo"]
    seen = set()
    for seed in range(9):
        other = rename(row, people, random.Random(seed))
        first, last = other.text[slice(*other.a)].split()
        assert other.text[slice(*other.pronoun)] == "him"
        assert f"met {last}'s brother {other.text[slice(*other.b)]}. The hall" in other.text
        assert last in surnames | {"Ek", "Lee", "Lupino"}
        seen.add(first)
    assert len(seen) > 1
    assert seen <= women | {"Bo"}  # nobody in the texts is a man by his pronouns, so any given name will do
    woman = GapRow("2", text.replace("him", "her"), (52, 55), (0, 8), (28, 31), True, False)
    assert {rename(woman, people, random.Random(s)).text.split()[0] for s in range(30)} <= women | {"Bo"}


@pytest.mark.parametrize("processes", [1, 2])
def test_the_command_trains_a_model_that_builds(
    encoder: Path, other_encoder: Path, tmp_path: Path, processes: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    from kgraph.cli import app

    texts = tiny_texts(tmp_path / "texts", 40)
    out = tmp_path / "model"
    arguments = ["train", str(texts), "--out", str(out), "--epochs", "1", "--encoder", str(encoder)]
    result = CliRunner().invoke(app, [*arguments, "--processes", str(processes)])
    assert result.exit_code == 0, result.output
    assert {p.name for p in out.iterdir()} >= {ENCODER_FILE, HEADS_FILE, "CARD.md", "measured.json", "calibration.json"}
    assert not (out / "checkpoint.pt").exists()
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    (corpus / "a.txt").write_text("Anna Lind was born in Riga in 1921.", "utf-8")
    built = CliRunner().invoke(app, ["build", str(corpus), "--out", str(tmp_path / "build"), "--model", str(out)])
    assert built.exit_code == 0, built.output
    card = CliRunner().invoke(app, ["model", str(out)])
    assert card.output.startswith("# Model card")
    monkeypatch.setattr(encoders, "_PACKAGES", ("no-such-package",))  # a model has its encoder with it
    more = ["train", str(texts), "--epochs", "1", "--processes", str(processes)]
    for start in (out, out / "checkpoint.pt"):
        result = CliRunner().invoke(app, [*more, "--keep", "--start", str(start), "--out", str(out)])
        assert result.exit_code == 0, result.output
    result = CliRunner().invoke(app, [*more, "--heads-only", "--blend", "0", "--start", str(out), "--out", f"{out}4"])
    assert result.exit_code == 0, result.output
    with np.load(out / HEADS_FILE) as old, np.load(Path(f"{out}4", HEADS_FILE)) as new:
        assert all(np.allclose(old[name], new[name], atol=1e-3) for name in old)  # nothing of the new is kept
    result = CliRunner().invoke(app, [*more, "--heads-only", "--start", str(out), "--out", f"{out}3"])
    assert result.exit_code == 0, result.output
    assert Path(f"{out}3", ENCODER_FILE).read_bytes() == (out / ENCODER_FILE).read_bytes()
    assert Path(f"{out}3", HEADS_FILE).read_bytes() != (out / HEADS_FILE).read_bytes()
    with pytest.raises(ModelError, match="name one with --start"):
        train_model([texts], tmp_path / "none", heads_only=True)
    result = CliRunner().invoke(app, [*more, "--start", str(out), "--encoder", str(other_encoder), "--out", f"{out}2"])
    assert result.exit_code == 0, result.output
    assert "taught to stand in for it" in result.output
    assert (other_encoder / "config.json").exists()
    with pytest.raises(ModelError, match="There are no weights of an encoder"):
        train_model([texts], out, encoder=out)


def test_too_few_texts_and_no_encoder(encoder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    texts = tiny_texts(tmp_path / "texts", 1)
    with pytest.raises(GoldError, match="too few"):
        train_model([texts], tmp_path / "model", encoder=encoder)
    monkeypatch.setattr(encoders, "_PACKAGES", ("no-such-package",))
    with pytest.raises(ModelError, match="No pretrained encoder is installed"):
        train_model([tiny_texts(tmp_path / "more", 40)], tmp_path / "model")
