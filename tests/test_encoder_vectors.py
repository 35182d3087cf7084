"""The vectors of the bundled encoder are those of the network that it came from.

``python -m tests.test_encoder_vectors UNPACKED`` writes what that network says, through
transformers, for a new version only; ``training/encoder/README.md`` says how UNPACKED is made.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from rag.embedding import EncoderEmbedder, load_embedder
from rag.encoder import BUNDLED_VECTORS_DIR, TextVectors, bundled_vectors
from rag.encoder.folder import DEFAULT_ENCODER, read_upper_half
from rag.errors import ModelError, SettingsError
from rag.settings import Settings

GOLDEN = Path(__file__).parent / "data" / "vectors_golden.json"
QUESTION = "도서관은 언제 문을 열었어?"
PASSAGES = (
    "가람시는 3월 2일 새 도서관을 열었다. 애초 2월에 열려던 것을 한 달 미뤘다.",
    "다리는 길이가 3,500m이고 공사비는 90억 원이다. " * 30,
    "The GPU ran at 2.5 GHz.",
)


@pytest.fixture(scope="module")
def embedder() -> EncoderEmbedder:
    found = load_embedder(Settings(embedding_model="encoder"))
    assert isinstance(found, EncoderEmbedder)
    return found


def test_the_light_path_gives_what_transformers_gives(embedder: EncoderEmbedder) -> None:
    golden = json.loads(GOLDEN.read_text(encoding="utf-8"))
    assert golden["model"] == bundled_vectors().name
    found = [*embedder.embed_queries([QUESTION]), *embedder.embed_passages(PASSAGES)]
    assert np.abs(np.array(found) - np.array(golden["vectors"])).max() < 1e-2


def test_a_question_is_nearest_to_what_answers_it(embedder: EncoderEmbedder) -> None:
    cosines = embedder.embed_passages(PASSAGES) @ embedder.embed_queries([QUESTION])[0]
    assert cosines.argmax() == 0
    assert cosines[0] > cosines[1:].max() + 0.1


def test_texts_have_unit_vectors_alone_and_together(embedder: EncoderEmbedder) -> None:
    texts = [*PASSAGES, "", " ", "😀", "\ud800", "가" * 3000] * 2
    together = embedder.embed_passages(texts)
    assert together.shape == (len(texts), embedder.dimension)
    assert together.dtype == np.float32
    assert np.allclose(np.linalg.norm(together, axis=1), 1, atol=1e-4)
    alone = np.concatenate([embedder.embed_passages([text]) for text in texts[:5]])
    assert np.allclose(together[:5], alone, atol=1e-4)
    assert embedder.embed_queries([]).shape == (0, embedder.dimension)


def test_its_index_can_tell_it_from_others(embedder: EncoderEmbedder) -> None:
    static = load_embedder(Settings())
    assert embedder.name == f"bundled:{BUNDLED_VECTORS_DIR.name}" != static.name
    assert embedder.fingerprint != static.fingerprint
    assert (embedder.prompts.query, embedder.prompts.passage) == ("query: ", "passage: ")


def test_its_weight_lies_beside_it(embedder: EncoderEmbedder) -> None:
    fusion = json.loads((BUNDLED_VECTORS_DIR / "fusion.json").read_text(encoding="utf-8"))
    assert embedder.dense_weight == fusion["dense_weight"]
    assert EncoderEmbedder.load(0.25).dense_weight == 0.25


def test_it_takes_no_other_prompts() -> None:
    with pytest.raises(SettingsError, match="'Q: '"):
        load_embedder(Settings(embedding_model="encoder", embedding_query_prompt="Q: "))


def test_a_damaged_file_is_told(tmp_path: Path) -> None:
    folder = Path(shutil.copytree(BUNDLED_VECTORS_DIR, tmp_path / "damaged"))
    (folder / "weights.safetensors").write_bytes(b"")
    with pytest.raises(ModelError, match=r"damaged.*training/encoder"):
        TextVectors.load(folder, DEFAULT_ENCODER)


def test_another_lower_half_is_told(tmp_path: Path) -> None:
    folder = Path(shutil.copytree(BUNDLED_VECTORS_DIR, tmp_path / "other"))
    config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
    config["probe"]["below"][3] += 0.1
    (folder / "config.json").write_text(json.dumps(config), encoding="utf-8")
    with pytest.raises(ModelError, match="lower half of encoder"):
        TextVectors.load(folder, DEFAULT_ENCODER)


@pytest.mark.slow
def test_torch_is_not_needed() -> None:
    code = (
        "import sys; from rag.embedding import load_embedder; from rag.settings import Settings; "
        "load_embedder(Settings(embedding_model='encoder')).embed_queries(['값이 올랐나요?']); "
        "print({'torch', 'transformers', 'sentence_transformers'} & set(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"


def reference(unpacked: Path) -> list[list[float]]:
    """What the network says that the weights came from."""
    import torch
    from transformers import AutoModel, AutoTokenizer

    tokenizer = AutoTokenizer.from_pretrained(unpacked)
    network = AutoModel.from_pretrained(unpacked).eval()
    weights = read_upper_half(BUNDLED_VECTORS_DIR).weights
    texts = [("query", QUESTION), *(("passage", passage) for passage in PASSAGES)]
    vectors = []
    for kind, text in texts:
        tokens = tokenizer(f"{kind}: {text}", truncation=True, max_length=320, return_tensors="pt")
        with torch.inference_mode():
            mean = network(**tokens).last_hidden_state[0].mean(dim=0).numpy()
        moved = mean / np.linalg.norm(mean) - weights[f"centre.{kind}"]
        vectors.append([round(float(x), 5) for x in moved / np.linalg.norm(moved)])
    return vectors


if __name__ == "__main__":
    found = {"model": BUNDLED_VECTORS_DIR.name, "vectors": reference(Path(sys.argv[1]))}
    GOLDEN.write_text(json.dumps(found) + "\n", encoding="utf-8")
