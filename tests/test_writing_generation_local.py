from __future__ import annotations

import threading
from contextlib import closing
from pathlib import Path

import pytest
from generation_fakes import CHAT_TEMPLATE_WITHOUT_SYSTEM, make_tiny_model

from rag.errors import ModelError
from rag.settings import Settings
from rag.writing import ContextOverflowError, Message
from rag.writing.generation.device import list_placements
from rag.writing.generation.local import LoadedModel, TransformersChatModel

ASKED = (Message("system", "문서 질문"), Message("user", "다리는 길이가"))


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_tiny_model(tmp_path_factory.mktemp("tiny"))


def model(folder: Path, max_new_tokens: int = 20, **more: object) -> TransformersChatModel:
    settings = Settings(generator_max_new_tokens=max_new_tokens, generator_device="cpu", **more)
    return TransformersChatModel(str(folder), settings)


def generated_at_once(chat: TransformersChatModel) -> str:
    """What the weights write, by the plainest call there is."""
    import torch

    loaded = chat.load()
    inputs = loaded.tokenizer(
        "<|im_start|> system 문서 질문 <|im_end|> <|im_start|> user 다리는 길이가 <|im_end|> "
        "<|im_start|> assistant <think> </think> ",
        return_tensors="pt",
        return_token_type_ids=False,
    )
    with torch.inference_mode():
        written = loaded.model.generate(**inputs, max_new_tokens=20, do_sample=False)
    return str(loaded.tokenizer.decode(written[0, inputs["input_ids"].shape[1] :]))


def test_it_streams_what_the_weights_write(folder: Path) -> None:
    chat = model(folder)
    pieces = [piece for piece in chat.stream(ASKED) if piece]
    assert len(pieces) > 1
    assert "".join(pieces).split() == generated_at_once(chat).split()
    assert len("".join(pieces).split()) == 20


def test_the_same_again(folder: Path) -> None:
    chat = model(folder)
    assert "".join(chat.stream(ASKED)) == "".join(chat.stream(ASKED))


def test_closing_stops_the_model(folder: Path) -> None:
    chat = model(folder, max_new_tokens=3900)
    loaded = chat.load()
    steps = 0

    def count(*_: object) -> None:
        nonlocal steps
        steps += 1

    loaded.model.register_forward_hook(count)
    with closing(chat.stream(ASKED)) as pieces:
        next(piece for piece in pieces if piece)
    # The next reply begins when the one before has ended.
    with closing(chat.stream(ASKED)) as pieces:
        next(piece for piece in pieces if piece)
    assert steps < 3900


def test_replies_wait_for_each_other_and_can_be_stopped_while_they_wait(folder: Path) -> None:
    chat = model(folder, max_new_tokens=3900)
    with closing(chat.stream(ASKED)) as first:
        next(piece for piece in first if piece)
        with closing(chat.stream(ASKED)) as second:
            assert next(second) == ""
    assert "".join(model(folder).stream(ASKED))


def test_silence_before_the_first_word_is_an_error(folder: Path) -> None:
    chat = model(folder, generator_timeout_s=0.2)
    go_on = threading.Event()
    held = chat.load().model.register_forward_pre_hook(lambda *_: go_on.wait(60) and None)
    try:
        with pytest.raises(ModelError, match=r"wrote nothing for 0.2 s") as caught:
            list(chat.stream(ASKED))
        assert "0.2초 동안 답하지 않았습니다" in caught.value.korean
        # It cannot be stopped there: who asks next is not kept waiting for it.
        with pytest.raises(ModelError, match="another reply") as caught:
            list(chat.stream(ASKED))
        assert caught.value.korean == "언어 모델이 다른 답을 쓰고 있습니다."
    finally:
        held.remove()
        go_on.set()


def test_reading_the_weights_may_take_longer_than_that(folder: Path) -> None:
    class Slow(TransformersChatModel):
        def load(self) -> LoadedModel:
            threading.Event().wait(0.5)
            return super().load()

    settings = Settings(
        generator_timeout_s=0.3, generator_max_new_tokens=20, generator_device="cpu"
    )
    slow = Slow(str(folder), settings)
    model(folder).load()  # what is imported at the first use is no part of this
    assert "".join(slow.stream(ASKED))


def test_an_overflow_says_how_much_fits(tmp_path: Path) -> None:
    chat = model(make_tiny_model(tmp_path, context_tokens=100))
    long = (Message("system", "문서"), Message("user", "낱말1 " * 150))
    with pytest.raises(ContextOverflowError) as caught:
        list(chat.stream(long))
    assert 0.4 < caught.value.share < 0.55
    assert "".join(chat.stream(ASKED)), "a shorter one is answered after that"


def test_a_template_without_a_system_role_gets_the_rules_with_the_question(tmp_path: Path) -> None:
    folder = make_tiny_model(tmp_path, chat_template=CHAT_TEMPLATE_WITHOUT_SYSTEM)
    joined = (Message("user", "문서 질문\n\n다리는 길이가"),)
    assert "".join(model(folder).stream(ASKED)) == "".join(model(folder).stream(joined))


def test_a_model_that_is_not_for_chat_is_refused(tmp_path: Path) -> None:
    chat = model(make_tiny_model(tmp_path, chat_template=None))
    with pytest.raises(ModelError, match="no chat template") as caught:
        list(chat.stream(ASKED))
    assert "대화용 모델이 아닙니다" in caught.value.korean


@pytest.mark.parametrize("name", ["no-such-org/no-such-model", "no/such/folder", ""])
def test_a_missing_model_says_what_to_do(name: str) -> None:
    with pytest.raises(ModelError, match="RAG_ALLOW_NETWORK=1") as caught:
        list(TransformersChatModel(name, Settings()).stream(ASKED))
    assert f"'{name}' 모델이 없거나" in caught.value.korean


def test_a_damaged_model_is_an_error(tmp_path: Path) -> None:
    folder = make_tiny_model(tmp_path)
    (folder / "model.safetensors").write_bytes(b"no weights")
    with pytest.raises(ModelError, match="cannot be used"):
        list(model(folder).stream(ASKED))


def test_a_device_that_is_not_there_is_named(folder: Path) -> None:
    import torch

    if torch.accelerator.is_available():
        pytest.skip("this machine has an accelerator")
    chat = TransformersChatModel(str(folder), Settings(generator_device="cuda"))
    with pytest.raises(ModelError, match=r"RAG_GENERATOR_DEVICE='cuda'.*only cpu") as caught:
        list(chat.stream(ASKED))
    assert "'cuda' 장치" in caught.value.korean


def test_a_model_that_is_too_large_is_refused_before_it_is_read(tmp_path: Path) -> None:
    import json

    folder = make_tiny_model(tmp_path)
    config = json.loads((folder / "config.json").read_text())
    config |= {"num_hidden_layers": 4, "hidden_size": 2**20, "intermediate_size": 2**24}
    (folder / "config.json").write_text(json.dumps(config))
    with pytest.raises(ModelError, match="billion weights") as caught:
        list(model(folder).stream(ASKED))
    assert "너무 커서" in caught.value.korean


def test_it_runs_where_it_was_put(folder: Path) -> None:
    weights = next(model(folder).load().model.parameters())
    assert str(weights.device) == "cpu"
    assert str(weights.dtype) == f"torch.{list_placements('cpu')[0].dtype}"
