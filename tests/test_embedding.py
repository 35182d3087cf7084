from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from rag.embedding import (
    BUNDLED_MODEL_DIR,
    SAFE_DENSE_WEIGHT,
    Embedder,
    Prompts,
    StaticEmbedder,
    known_prompts,
    load_embedder,
)
from rag.embedding.static import eighths
from rag.errors import ModelError, SettingsError
from rag.settings import Settings

TEXTS = [
    "사피온 X220은 언제 나왔나요?",
    "국립공원에서 자전거를 타는 사람이 3,500명으로 늘었다.",
    "국립공원에서 자전거를 타는 사람이 3,500명으로 늘었다.",
    "",
    "  \n\t ",
    "😀🎉",
    "?!…",
    "ㅋㅋㅋ 그래요 ㅠㅠ",
    "The GPU ran at 2.5 GHz, ＦＵＬＬ width ①, 漢字와 かな.",
    "<script>alert('x')</script>&nbsp;",
    "제\x00어\u200b 문자",
    "가" * 5000,
    "긴 글은 문장이 여럿 모여 이루어진다. " * 2000,
]
WORDS = ["[UNK]", "[PAD]", "query:", "passage:", "앞", "뒤", "사과", "배", "값", "올랐다"]


@pytest.fixture(scope="module")
def bundled() -> Embedder:
    return load_embedder(Settings())


@pytest.fixture(scope="module")
def static_model(tmp_path_factory) -> Path:
    """A sentence-transformers folder with one random row a word."""
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import StaticEmbedding

    rows = np.random.default_rng(0).standard_normal((len(WORDS), 8)).astype(np.float32)
    folder = tmp_path_factory.mktemp("models") / "tiny-static"
    module = StaticEmbedding(_word_tokenizer(), embedding_weights=rows)
    SentenceTransformer(modules=[module], device="cpu").save(str(folder), create_model_card=False)
    return folder


@pytest.fixture(scope="module")
def transformer_model(tmp_path_factory) -> Path:
    """A folder with a BERT of random weights, mean pooling, and prompts of its own."""
    import torch
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import Pooling, Transformer
    from transformers import BertConfig, BertModel, PreTrainedTokenizerFast

    torch.manual_seed(0)
    root = tmp_path_factory.mktemp("models")
    config = BertConfig(
        vocab_size=len(WORDS),
        hidden_size=16,
        num_hidden_layers=1,
        num_attention_heads=2,
        intermediate_size=32,
        max_position_embeddings=64,
    )
    BertModel(config).save_pretrained(root / "bert")
    PreTrainedTokenizerFast(
        tokenizer_object=_word_tokenizer(), unk_token="[UNK]", pad_token="[PAD]"
    ).save_pretrained(root / "bert")
    transformer = Transformer(str(root / "bert"))
    modules = [transformer, Pooling(transformer.get_embedding_dimension(), "mean")]
    folder = root / "tiny-bert"
    model = SentenceTransformer(
        modules=modules, device="cpu", prompts={"query": "앞 ", "document": "뒤 "}
    )
    model.save(str(folder), create_model_card=False)
    return folder


def _word_tokenizer():
    from tokenizers import Tokenizer, models, pre_tokenizers

    vocabulary = {word: i for i, word in enumerate(WORDS)}
    tokenizer = Tokenizer(models.WordLevel(vocabulary, unk_token="[UNK]"))
    tokenizer.pre_tokenizer = pre_tokenizers.WhitespaceSplit()
    return tokenizer


def _load(folder: Path | str, **settings) -> Embedder:
    return load_embedder(Settings(embedding_model=str(folder), embedding_device="cpu", **settings))


class TestBundled:
    def test_equals_sentence_transformers(self, bundled):
        from sentence_transformers import SentenceTransformer

        # In single precision: PyTorch averages no numbers of 8 bits.
        reference = SentenceTransformer(
            str(BUNDLED_MODEL_DIR), device="cpu", local_files_only=True
        ).float()
        expected = reference.encode(TEXTS, show_progress_bar=False)
        assert np.abs(bundled.embed_queries(TEXTS) - expected).max() < 1e-5
        assert np.abs(bundled.embed_passages(TEXTS) - expected).max() < 1e-5

    def test_shape_type_and_length(self, bundled):
        vectors = bundled.embed_passages(TEXTS)
        assert vectors.shape == (len(TEXTS), bundled.dimension)
        assert vectors.dtype == np.float32
        lengths = np.linalg.norm(vectors, axis=1)
        assert np.all((np.abs(lengths - 1) < 1e-5) | (lengths == 0))

    def test_no_text_gives_no_rows(self, bundled):
        assert bundled.embed_queries([]).shape == (0, bundled.dimension)

    @pytest.mark.parametrize("text", ["", " \n", "\U0001f9ff"])
    def test_nothing_known_gives_the_zero_vector(self, bundled, text):
        assert not bundled.embed_queries([text]).any()

    @given(text=st.text(alphabet=st.characters(), max_size=60))
    def test_any_text_has_a_vector(self, bundled, text):
        vector = bundled.embed_queries([text])[0]
        assert np.isfinite(vector).all()
        assert np.linalg.norm(vector) < 1.0001

    @given(text=st.text(min_size=1, max_size=40))
    def test_a_vector_does_not_depend_on_its_neighbours(self, bundled, text):
        alone = bundled.embed_passages([text])[0]
        among = bundled.embed_passages(["앞의 글", text, "뒤의 글"])[1]
        assert np.array_equal(alone, among)

    def test_decomposed_letters_mean_the_same(self, bundled):
        import unicodedata

        text = "한강 다리 위의 사람들"
        vectors = bundled.embed_queries([text, unicodedata.normalize("NFD", text)])
        assert np.array_equal(vectors[0], vectors[1])

    def test_lone_surrogates_are_read(self, bundled):
        vectors = bundled.embed_queries(["한강 \ud800 다리", "한강 \ufffd 다리"])
        assert np.array_equal(vectors[0], vectors[1])

    def test_a_sentence_finds_itself_first(self, bundled):
        path = Path(__file__).parent.parent / "seeds"
        text = next(path.glob("*.txt")).read_text(encoding="utf-8")
        sentences = list(dict.fromkeys(s.strip() for s in text.split(". ") if len(s) > 20))
        vectors = bundled.embed_passages(sentences)
        found = (bundled.embed_queries(sentences) @ vectors.T).argmax(axis=1)
        assert found.tolist() == list(range(len(sentences)))

    def test_a_paraphrase_scores_above_an_unrelated_sentence(self, bundled):
        question, same, other = bundled.embed_queries(
            [
                "회의를 언제 시작하나요?",
                "회의 시작 시간이 언제인지 알려 주세요.",
                "고양이가 소파 위에서 잠을 잔다.",
            ]
        )
        assert question @ same > question @ other + 0.3

    def test_loads_without_the_heavy_libraries(self):
        code = (
            "import sys; from rag.embedding import load_embedder; "
            "from rag.settings import Settings; "
            "load_embedder(Settings()).embed_queries(['값이 얼마나 올랐나요?']); "
            "print(sorted({'torch', 'transformers', 'sentence_transformers'} & set(sys.modules)))"
        )
        done = subprocess.run(
            [sys.executable, "-c", code], capture_output=True, text=True, check=True
        )
        assert done.stdout.strip() == "[]"

    def test_refuses_prompts(self):
        with pytest.raises(SettingsError, match="'query: '"):
            load_embedder(Settings(embedding_query_prompt="query: "))


class TestStaticFolder:
    def test_equals_sentence_transformers(self, static_model):
        texts = ["사과 값 올랐다", "배", "없는말", "", "사과 없는말 배 배"]
        light = StaticEmbedder.load(static_model)
        assert np.allclose(
            light.embed_passages(texts), _load(static_model).embed_passages(texts), atol=1e-6
        )

    def test_rows_in_8_bits_are_read_as_torch_reads_them(self):
        every = torch.arange(256, dtype=torch.uint8).view(torch.float8_e4m3fn)
        finite = every.float().isfinite()
        assert finite.sum() == 254
        expected = every.float()[finite].numpy()
        assert (eighths()[finite.numpy()] == expected).all()

    @pytest.mark.parametrize("name", ["tokenizer.json", "model.safetensors"])
    @pytest.mark.parametrize("content", [None, b"", b"{}", b"\xff\xfe" * 40])
    def test_missing_or_damaged_file(self, static_model, tmp_path, name, content):
        folder = shutil.copytree(static_model, tmp_path / "model")
        (folder / name).unlink()
        if content is not None:
            (folder / name).write_bytes(content)
        with pytest.raises(ModelError, match=r"model.*pip install") as caught:
            StaticEmbedder.load(folder)
        assert str(folder) in str(caught.value)
        assert "임베딩 모델" in caught.value.korean

    def test_tokenizer_of_another_model(self, static_model, tmp_path):
        folder = shutil.copytree(static_model, tmp_path / "model")
        shutil.copy(BUNDLED_MODEL_DIR / "tokenizer.json", folder)
        with pytest.raises(ModelError, match=rf"\({len(WORDS)}, 8\)"):
            StaticEmbedder.load(folder)

    def test_fingerprint_follows_weights_and_tokenizer(self, static_model, tmp_path):
        before = StaticEmbedder.load(static_model).fingerprint
        assert StaticEmbedder.load(static_model).fingerprint == before
        for name in ("tokenizer.json", "model.safetensors"):
            folder = shutil.copytree(static_model, tmp_path / name)
            data = (folder / name).read_bytes()
            old, new = (
                ("올랐다".encode(), "내렸다".encode())
                if name == "tokenizer.json"
                else (
                    data[-1:],
                    bytes([data[-1] ^ 1]),
                )
            )
            (folder / name).write_bytes(new.join(data.rsplit(old, 1)))
            assert StaticEmbedder.load(folder).fingerprint != before


class TestDenseWeight:
    def test_without_a_measurement_it_is_low(self, static_model):
        assert StaticEmbedder.load(static_model).dense_weight == SAFE_DENSE_WEIGHT
        assert _load(static_model).dense_weight == SAFE_DENSE_WEIGHT

    def test_a_measured_one_lies_beside_the_model(self, static_model, tmp_path):
        folder = shutil.copytree(static_model, tmp_path / "model")
        (folder / "fusion.json").write_text('{"dense_weight": 0.75}')
        assert StaticEmbedder.load(folder).dense_weight == 0.75
        assert _load(folder).dense_weight == 0.75

    def test_the_setting_wins(self, static_model):
        assert load_embedder(Settings(dense_weight=0.0)).dense_weight == 0
        assert _load(static_model, dense_weight=2.0).dense_weight == 2

    @pytest.mark.parametrize("content", ["", "{}", "[]", '{"dense_weight": -1}', "{'"])
    def test_a_damaged_file(self, static_model, tmp_path, content):
        folder = shutil.copytree(static_model, tmp_path / "model")
        (folder / "fusion.json").write_text(content)
        with pytest.raises(ModelError, match=r"fusion\.json"):
            StaticEmbedder.load(folder)

    def test_the_bundled_one_is_as_its_folder_says(self, bundled):
        fusion = json.loads((BUNDLED_MODEL_DIR / "fusion.json").read_text(encoding="utf-8"))
        assert bundled.dense_weight == fusion["dense_weight"]


class TestSentenceTransformer:
    def test_unit_vectors_in_single_precision(self, transformer_model):
        embedder = _load(transformer_model)
        vectors = embedder.embed_passages(["사과 값 올랐다", "배", ""])
        assert vectors.shape == (3, embedder.dimension) == (3, 16)
        assert vectors.dtype == np.float32
        assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)
        assert embedder.embed_queries([]).shape == (0, 16)
        assert embedder.name == str(transformer_model)

    def test_lone_surrogates_are_read(self, transformer_model):
        assert np.isfinite(_load(transformer_model).embed_queries(["사과 \udcff"])).all()

    def test_prompts_of_the_model_are_used(self, transformer_model):
        embedder = _load(transformer_model)
        bare = _load(transformer_model, embedding_query_prompt="", embedding_passage_prompt="")
        assert embedder.prompts == Prompts("앞 ", "뒤 ")
        assert bare.prompts == Prompts()
        texts = ["사과 값", "배 올랐다"]
        before = [f"앞 {text}" for text in texts]
        after = [f"뒤 {text}" for text in texts]
        assert np.allclose(embedder.embed_queries(texts), bare.embed_queries(before), atol=1e-6)
        assert np.allclose(embedder.embed_passages(texts), bare.embed_passages(after), atol=1e-6)
        assert not np.allclose(embedder.embed_queries(texts), bare.embed_queries(texts))

    def test_prompts_of_the_settings_win(self, transformer_model):
        embedder = _load(transformer_model, embedding_query_prompt="뒤 ")
        assert embedder.prompts == Prompts("뒤 ", "뒤 ")

    def test_a_known_family_without_prompts_gets_them(self, static_model, tmp_path):
        folder = shutil.copytree(static_model, tmp_path / "multilingual-e5-small")
        embedder = _load(folder)
        assert embedder.prompts == Prompts("query: ", "passage: ")
        plain = _load(static_model)
        assert np.allclose(
            embedder.embed_queries(["사과"]), plain.embed_queries(["query: 사과"]), atol=1e-6
        )

    def test_fingerprint_follows_weights_and_prompts(self, transformer_model, tmp_path):
        from safetensors.numpy import load_file, save_file

        before = _load(transformer_model).fingerprint
        assert _load(transformer_model).fingerprint == before
        assert _load(transformer_model, embedding_query_prompt="x").fingerprint != before
        folder = shutil.copytree(transformer_model, tmp_path / "model")
        tensors = load_file(folder / "model.safetensors")
        tensors["embeddings.word_embeddings.weight"] *= 1.01
        save_file(tensors, folder / "model.safetensors", metadata={"format": "pt"})
        assert _load(folder).fingerprint != before


class TestMissingModel:
    @pytest.mark.parametrize("name", ["no-one/no-such-model", "./no/such/folder", "없는 모델"])
    def test_names_the_model_and_the_next_step(self, name):
        with pytest.raises(ModelError) as caught:
            _load(name)
        assert repr(name) in str(caught.value)
        assert "RAG_ALLOW_NETWORK" in str(caught.value)
        assert name in caught.value.korean

    def test_a_folder_without_a_model(self, tmp_path):
        with pytest.raises(ModelError, match="RAG_EMBEDDING_MODEL"):
            _load(tmp_path)

    def test_an_unknown_device(self, static_model):
        with pytest.raises(ModelError, match="'cuda:99'"):
            load_embedder(Settings(embedding_model=str(static_model), embedding_device="cuda:99"))

    def test_nothing_is_looked_up_in_the_network(self, monkeypatch):
        import socket

        asked = []

        def refuse(*address, **_):
            asked.append(address)
            raise OSError("no network in this test")

        monkeypatch.setattr(socket.socket, "connect", refuse)
        monkeypatch.setattr(socket, "getaddrinfo", refuse)
        with pytest.raises(ModelError):
            _load("no-one/no-such-model")
        assert asked == []


@pytest.mark.parametrize(
    ("name", "query", "passage"),
    [
        ("intfloat/multilingual-e5-large", "query: ", "passage: "),
        ("nlpai-lab/KoE5", "query: ", "passage: "),
        ("dragonkue/multilingual-e5-small-ko-v2", "query: ", "passage: "),
        ("exp-models/dragonkue-KoEn-E5-Tiny", "query: ", "passage: "),
        ("/data/models/multilingual-e5-base", "query: ", "passage: "),
        ("intfloat/multilingual-e5-large-instruct", "Instruct: ", ""),
        ("Qwen/Qwen3-Embedding-0.6B", "Instruct: ", ""),
        ("google/embeddinggemma-300m", "task: search result | query: ", "title: none"),
        ("dragonkue/snowflake-arctic-embed-l-v2.0-ko", "query: ", ""),
        ("telepix/PIXIE-Rune-v1.5", "query: ", ""),
        ("BAAI/bge-m3", "", ""),
        ("nlpai-lab/KURE-v1", "", ""),
        ("jhgan/ko-sroberta-multitask", "", ""),
        ("me/base5-v1", "", ""),
    ],
)
def test_prompts_of_known_families(name, query, passage):
    prompts = known_prompts(name)
    assert prompts.query.startswith(query)
    assert prompts.passage.startswith(passage)
    assert (bool(prompts.query), bool(prompts.passage)) == (bool(query), bool(passage))
