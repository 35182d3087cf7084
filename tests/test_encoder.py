from __future__ import annotations

from dataclasses import astuple
from pathlib import Path

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays
from tokenizers import Tokenizer, models, pre_tokenizers, processors
from transformers import BertConfig, BertModel, PreTrainedTokenizerFast

from rag.encoder import Encoder, Window
from rag.encoder.folder import read_folder
from rag.encoder.layers import LowerHalf
from rag.encoder.tokens import as_passage, as_query, first_letters, owners
from rag.encoder.weights import unpack
from rag.errors import ModelError
from training.encoder.examples import WindowExample
from training.encoder.export import export
from training.encoder.lower import LowerLayers
from training.encoder.network import Reader
from training.encoder.packing import pack4, pack8

TITLE = "다리"
TEXT = "다리는 길다. 공사비는 90억 원이다.\n설계는 서다온이 했다."
SENTENCES = ((0, 7), (8, 20), (21, 33))
QUESTIONS = ("공사비는 얼마야?", "누가 설계했어?")


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Reader, LowerLayers]:
    """A tiny encoder with random weights: its folder, and the network that it came from."""
    folder = tmp_path_factory.mktemp("encoder")
    torch.manual_seed(0)
    letters = sorted(set(TITLE + TEXT + "".join(QUESTIONS) + "querypassage:"))
    pieces = [("<s>", 0.0), ("</s>", 0.0), ("<unk>", 0.0), *((letter, -3.0) for letter in letters)]
    pieces += [("▁", -2.0), ("다리", -2.0), ("▁공사비", -2.0)]
    tokenizer = Tokenizer(models.Unigram(pieces, unk_id=2))
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace()
    tokenizer.post_processor = processors.TemplateProcessing(
        single="<s> $A </s>", special_tokens=[("<s>", 0), ("</s>", 1)]
    )
    config = BertConfig(
        vocab_size=len(pieces),
        hidden_size=32,
        num_hidden_layers=12,
        num_attention_heads=2,
        intermediate_size=64,
        max_position_embeddings=512,
        initializer_range=0.2,
    )
    unpacked = folder / "unpacked"
    encoder = BertModel(config, add_pooling_layer=False)
    for name, weight in encoder.state_dict().items():
        if name.endswith("weight") and "LayerNorm" not in name and "position" not in name:
            pack = pack4 if "layer" not in name or int(name.split(".")[2]) < 6 else pack8
            weight.copy_(torch.from_numpy(_rounded(weight.numpy(), pack)))
    encoder.save_pretrained(unpacked)
    PreTrainedTokenizerFast(tokenizer_object=tokenizer, pad_token="</s>").save_pretrained(unpacked)
    lower = LowerLayers(unpacked, fast=False)
    network = Reader(lower.encoder, fast=False)
    with torch.no_grad():
        network.role.weight.normal_()
        network.ans_mix.copy_(torch.tensor([0.5, -0.25]))
        for name, weight in network.named_parameters():
            if not name.startswith("layers") and weight.ndim == 2:
                weight.copy_(torch.from_numpy(_rounded(weight.detach().numpy(), pack8)))
        for name, weight in lower.state().items():
            drawn = (
                torch.randn(weight.shape) / weight.shape[0 if name.endswith("down") else 1] ** 0.5
            )
            weight.copy_(torch.from_numpy(_rounded(drawn.numpy(), pack8)))
    torch.save(network.state_dict() | lower.state(), folder / "trained.pt")
    export(unpacked, folder / "trained.pt", folder / "encoder_test")
    return folder / "encoder_test", network, lower


def _rounded(matrix: np.ndarray, pack: object) -> np.ndarray:
    return unpack(*pack(matrix).values())  # type: ignore[operator]


def test_light_path_scores_as_the_network_does(made: tuple[Path, Reader, LowerLayers]) -> None:
    folder, network, lower = made
    second = as_passage(TEXT, TITLE)
    shift = len(second) - len(TEXT)
    moved = tuple((start + shift, end + shift) for start, end in SENTENCES)
    examples = [WindowExample(as_query(q), second, moved, frozenset(), None) for q in QUESTIONS]
    lower.add([second, *(e.first for e in examples)])
    with torch.inference_mode():
        expected = network(lower.batch(examples))
    light = Encoder(folder)
    for row, question in enumerate(QUESTIONS):
        (read,) = light.read(question, [Window(TITLE, TEXT, SENTENCES)])
        assert read.evidence == pytest.approx(expected.evidence[row].numpy(), abs=1e-3)
        assert read.answerable == pytest.approx(float(expected.answerable[row]), abs=1e-3)
        claim = torch.log_softmax(expected.claim[row], 0)
        found = light.entailment(question, [f"{TITLE}\n{TEXT}"])
        assert astuple(found) == pytest.approx(tuple(claim.tolist()), abs=1e-3)
        assert found.log_odds == pytest.approx(float(torch.logit(claim[0].exp())), abs=1e-3)


def test_the_lower_half_can_be_had_as_pretrained(
    made: tuple[Path, Reader, LowerLayers],
) -> None:
    text = as_query(QUESTIONS[0])
    pretrained = LowerLayers(made[0].parent / "unpacked", fast=False, adapted=False)
    pretrained.add([text])
    files = read_folder(made[0])
    (found,) = LowerHalf(files, adapted=False).states([text])
    assert found.states == pytest.approx(pretrained.states([text])[text].detach().numpy(), abs=2e-3)
    (adapted,) = LowerHalf(files).states([text])
    assert np.abs(adapted.states - found.states).max() > 0.1


def test_adapters_say_nothing_at_first_and_learn(
    made: tuple[Path, Reader, LowerLayers],
) -> None:
    text = as_query(QUESTIONS[0])
    fresh = LowerLayers(made[0].parent / "unpacked", fast=False)
    plain = LowerLayers(made[0].parent / "unpacked", fast=False, adapted=False)
    for half in (fresh, plain):
        half.add([text])
    states = fresh.states([text])[text]
    assert states.detach().numpy() == pytest.approx(
        plain.states([text])[text].detach().numpy(), abs=2e-3
    )
    states.sum().backward()
    assert all(p.grad is not None for p in fresh.parameters())
    assert all(p.requires_grad for p in Reader(fresh.encoder).parameters())


def test_windows_are_read_alike_alone_and_together(
    made: tuple[Path, Reader, LowerLayers],
) -> None:
    light = Encoder(made[0])
    windows = [Window(TITLE, TEXT, SENTENCES), Window("", TEXT[:20], SENTENCES[:2])]
    together = light.read(QUESTIONS[0], windows)
    alone = [Encoder(made[0]).read(QUESTIONS[0], [window])[0] for window in windows]
    for one, other in zip(together, alone, strict=True):
        assert one.evidence == pytest.approx(other.evidence, abs=1e-4)
        assert one.answerable == pytest.approx(other.answerable, abs=1e-4)
    assert light.read(QUESTIONS[0], []) == []


def test_short_answers_lie_in_their_sentences(made: tuple[Path, Reader, LowerLayers]) -> None:
    (read,) = Encoder(made[0]).read(QUESTIONS[0], [Window(TITLE, TEXT, SENTENCES)])
    for answer, (start, end) in zip(read.answers, SENTENCES, strict=True):
        assert answer is not None
        assert start <= answer.start < answer.end <= end
        assert not TEXT[answer.start].isspace()
        assert 0 <= answer.probability <= 1


def test_a_sentence_past_the_last_token_is_no_evidence(
    made: tuple[Path, Reader, LowerLayers],
) -> None:
    text = "길다. " * 400 + "끝이다."
    sentences = ((0, 3), (len(text) - 4, len(text)))
    (read,) = Encoder(made[0]).read(QUESTIONS[0], [Window("", text, sentences)])
    assert read.evidence[1] < -1000
    assert read.answers[1] is None


@pytest.mark.parametrize("file", ["weights.safetensors", "tokenizer.json", "layers.onnx"])
def test_a_changed_file_is_told(
    made: tuple[Path, Reader, LowerLayers], tmp_path: Path, file: str
) -> None:
    for part in made[0].iterdir():
        (tmp_path / part.name).write_bytes(part.read_bytes())
    data = bytearray((tmp_path / file).read_bytes())
    data[len(data) // 2] ^= 1
    (tmp_path / file).write_bytes(bytes(data))
    with pytest.raises(ModelError, match=file):
        Encoder(tmp_path)


def test_a_missing_folder_is_told(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="training/encoder"):
        Encoder(tmp_path / "none")


FLOATS = st.floats(-4, 4, width=32)


@given(arrays.arrays(np.float32, (3, 64), elements=FLOATS))
def test_packing_keeps_weights_within_a_step(matrix: np.ndarray) -> None:
    step = np.abs(matrix).reshape(3, 2, 32).max(axis=2).repeat(32, axis=1) / 8
    # The side away from the peak's ends one step short.
    assert (np.abs(_rounded(matrix, pack4) - matrix) <= step * 1.01 + 1e-5).all()
    fine = np.abs(matrix).max(axis=1, keepdims=True) / 127
    assert (np.abs(_rounded(matrix, pack8) - matrix) <= fine * 0.6 + 1e-4).all()


def test_a_token_belongs_where_its_first_letter_is() -> None:
    offsets = np.array([[0, 0], [0, 2], [2, 5], [5, 8], [0, 0]])
    firsts = first_letters("제목 가나 다라", offsets)
    assert firsts.tolist() == [-1, 0, 3, 6, -1]
    assert owners(firsts, [(3, 5), (6, 8)]).tolist() == [-1, -1, 0, 1, -1]
    assert owners(firsts, []).tolist() == [-1] * 5
