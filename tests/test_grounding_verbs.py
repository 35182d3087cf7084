"""Tests of predicates that say the same in other words."""

import pytest

from rag.grounding.evidence import same
from rag.grounding.lexicon import PHRASES, SYNONYMS
from rag.grounding.reader import read
from rag.grounding.statement import Word


def _predicate(text: str) -> Word:
    return [word for word in read(text).words if word.predicate][-1]


@pytest.mark.parametrize(
    ("native", "noun"),
    [
        ("배가 뒤집혔다.", "배가 전복됐다."),
        ("짐을 내버려 뒀다.", "짐을 방치했다."),
        ("성문을 다시 세웠다.", "성문을 재건했다."),
        ("공장을 돌렸다.", "공장을 가동했다."),
        ("논문이 실렸다.", "논문이 게재됐다."),
        ("터널 공사의 첫 삽을 떴다.", "터널 공사를 착공했다."),
        ("물이 끊겼다.", "단수됐다."),
        ("보증금을 돌려줬다.", "보증금을 환불했다."),
    ],
)
def test_a_native_predicate_is_known_for_the_noun(native: str, noun: str) -> None:
    assert same(_predicate(native), _predicate(noun))


def test_verbs_of_one_noun_do_not_stand_for_each_other() -> None:
    assert not same(_predicate("원서를 냈다."), _predicate("사진을 올렸다."))


def test_a_phrase_is_one_word_that_may_be_denied() -> None:
    words = read("나비는 자취를 감추지 않았다.").words
    assert [word.form for word in words] == ["나비", "자취_감추다"]
    assert words[-1].negated


def test_a_phrase_with_other_words_between_is_read_word_by_word() -> None:
    assert all("_" not in word.form for word in read("자취를 아주 감췄다.").words)


def test_every_phrase_says_what_a_word_says() -> None:
    assert PHRASES
    assert all("_" not in sense and sense in SYNONYMS for sense in PHRASES.values())
