from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from fakes import CharacterEmbedder, index_of

from rag.korean import Analyzer, index_terms
from rag.retrieval import Retriever, SearchResult
from rag.retrieval.reranking import Reranker, load_reranker
from rag.settings import Settings
from rag.sources import Document

QUESTION = "가람시의 다리는?"
TEXTS = [f"가람시는 {thing} 새로 놓았다." for thing in ("다리를", "공원을", "길을", "숲을")]


@pytest.fixture(scope="module")
def found(analyzer: Analyzer) -> SearchResult:
    documents = [
        Document(id=str(number), title="소식", text=text, source="s")
        for number, text in enumerate(TEXTS)
    ]
    terms = index_terms(analyzer.morphemes(QUESTION), QUESTION)
    return Retriever(index_of(documents), CharacterEmbedder()).search(QUESTION, terms)


def make_cross_encoder(folder: Path, labels: int = 1) -> Path:
    """Write a one-layer cross-encoder with random weights that reads characters."""
    import torch
    from tokenizers import Tokenizer, models, pre_tokenizers, processors
    from transformers import BertConfig, BertForSequenceClassification, PreTrainedTokenizerFast

    characters = sorted(set("".join(TEXTS) + QUESTION))
    vocabulary = {token: n for n, token in enumerate(["[PAD]", "[CLS]", "[SEP]", "[UNK]"])}
    vocabulary |= {character: n + 4 for n, character in enumerate(characters)}
    tokenizer = Tokenizer(models.WordLevel(vocabulary, unk_token="[UNK]"))
    tokenizer.pre_tokenizer = pre_tokenizers.Split("", "isolated")
    tokenizer.post_processor = processors.TemplateProcessing(
        single="[CLS] $A [SEP]",
        pair="[CLS] $A [SEP] $B:1 [SEP]:1",
        special_tokens=[("[CLS]", 1), ("[SEP]", 2)],
    )
    PreTrainedTokenizerFast(
        tokenizer_object=tokenizer,
        pad_token="[PAD]",
        cls_token="[CLS]",
        sep_token="[SEP]",
        unk_token="[UNK]",
        model_max_length=128,
    ).save_pretrained(folder)
    torch.manual_seed(0)
    BertForSequenceClassification(
        BertConfig(
            vocab_size=len(vocabulary),
            hidden_size=16,
            num_hidden_layers=1,
            num_attention_heads=2,
            intermediate_size=16,
            max_position_embeddings=128,
            num_labels=labels,
            initializer_range=1.0,
        )
    ).save_pretrained(folder)
    return folder


def reranker(model: Path | str) -> Reranker:
    loaded = load_reranker(Settings(reranker=str(model), reranker_device="cpu"))
    assert loaded is not None
    return loaded


def test_the_ranking_is_the_cross_encoders(found: SearchResult, tmp_path: Path) -> None:
    from sentence_transformers import CrossEncoder

    model = make_cross_encoder(tmp_path)
    again = reranker(model).rerank(QUESTION, found)
    scores = CrossEncoder(str(model), device="cpu").predict([(QUESTION, text) for text in TEXTS])
    assert again.ranking.tolist() == np.argsort(-np.asarray(scores)).tolist()
    assert again.ranking.tolist() != found.ranking.tolist()
    assert again.notice is None


def test_scores_keep_their_scale_and_fall_with_the_rank(
    found: SearchResult, tmp_path: Path
) -> None:
    before = found.fused.copy()
    again = reranker(make_cross_encoder(tmp_path)).rerank(QUESTION, found)
    scores = [passage.score for passage in again.passages(10)]
    assert scores == sorted(scores, reverse=True)
    assert scores == [passage.score for passage in found.passages(10)]
    (window,) = again.windows(1)
    assert window[0].passage.id == again.passages(1)[0].passage.id, "the reader sees the new order"
    np.testing.assert_array_equal(found.fused, before)


def test_no_reranker_is_none() -> None:
    assert load_reranker(Settings()) is None


@pytest.mark.parametrize("name", ["no-such-org/no-such-model", "no/such/folder"])
def test_a_missing_model_leaves_the_ranking_and_says_so(found: SearchResult, name: str) -> None:
    again = reranker(name).rerank(QUESTION, found)
    assert again.ranking.tolist() == found.ranking.tolist()
    assert again.notice is not None
    assert f"'{name}'" in again.notice


def test_a_model_that_ranks_nothing_is_not_used(found: SearchResult, tmp_path: Path) -> None:
    again = reranker(make_cross_encoder(tmp_path, labels=3)).rerank(QUESTION, found)
    assert again.ranking.tolist() == found.ranking.tolist()
    assert again.notice is not None
    assert "순위를 매기는 모델이 아니어서" in again.notice
