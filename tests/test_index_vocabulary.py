from __future__ import annotations

from pathlib import Path

import pytest

from rag.index import Vocabulary, words_of
from rag.korean import Morpheme, Sentence


def word(form: str, tag: str, start: int = 0) -> Morpheme:
    return Morpheme(form, tag, start, start + len(form))


def sentence(*morphemes: Morpheme) -> Sentence:
    text = "".join(m.form.rjust(m.end - e) for m, e in zip(morphemes, ends(morphemes), strict=True))
    return Sentence(0, len(text), text, morphemes)


def ends(morphemes: tuple[Morpheme, ...]) -> list[int]:
    return [0, *(m.end for m in morphemes[:-1])]


# 나루도서관은 DS텔레콤과 KG를 열었다
TEXT = sentence(
    word("나루", "NNP"),
    word("도서관", "NNG", 2),
    word("은", "JX", 5),
    word("DS", "SL", 7),
    word("텔레콤", "NNG", 9),
    word("과", "JKB", 12),
    word("KG", "SL", 14),
    word("를", "JKO", 16),
    word("열", "VV", 18),
)


def collected(sentences: list[Sentence]) -> Vocabulary:
    return Vocabulary.build(dict.fromkeys(words_of(sentences)))


@pytest.fixture
def vocabulary(tmp_path: Path) -> Vocabulary:
    collected([TEXT]).save(tmp_path)
    return Vocabulary.load(tmp_path)


def asked(form: str, tag: str = "NNP") -> tuple[str, list[Morpheme]]:
    """A question on one word: "WORD은?"."""
    return f"{form}은?", [word(form, tag), word("은", "JX", len(form))]


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("나류도서관", "나루도서관"),
        ("도써관", "도서관"),
        ("디에스텔레콤", "DS텔레콤"),
        ("나루도서관", "나루도서관"),  # stands in the text
        ("도서관", "도서관"),  # as a part of a word
        ("나루도서관님", "나루도서관님"),  # a name and what was taken for its end
        ("지에스텔레콤", "지에스텔레콤"),  # another abbreviation
        ("가방", "가방"),  # is near nothing
        ("나", "나"),
    ],
)
def test_a_word_in_no_dictionary_is_set_right(
    vocabulary: Vocabulary, typed: str, meant: str
) -> None:
    text, morphemes = asked(typed)
    assert vocabulary.set_right(text, morphemes, {0}) == f"{meant}은?"


def test_a_word_of_the_dictionary_is_left_but_for_the_names_of_letters(
    vocabulary: Vocabulary,
) -> None:
    for typed, meant in [("도수관", "도수관"), ("케이지", "KG"), ("케이쥐", "케이쥐")]:
        text, morphemes = asked(typed, "NNG")
        assert vocabulary.set_right(text, morphemes, frozenset()) == f"{meant}은?"


@pytest.mark.parametrize(
    ("typed", "meant"), [("naruh", "나루"), ("KBC", "케이비씨"), ("MBC", "MBC"), ("KBD", "KBD")]
)
def test_latin_letters_are_in_no_dictionary(typed: str, meant: str) -> None:
    held = collected([sentence(word("나루", "NNP")), sentence(word("케이비씨", "NNP"))])
    text, morphemes = asked(typed, "SL")
    assert held.set_right(text, morphemes, frozenset()) == f"{meant}은?"


def test_words_after_one_that_was_set_right_stay_in_place(vocabulary: Vocabulary) -> None:
    morphemes = [
        word("디에스텔레콤", "NNP"),
        word("과", "JKB", 6),
        word("나류", "NNP", 8),
        word("는", "JX", 10),
    ]
    assert vocabulary.set_right("디에스텔레콤과 나류는", morphemes, {0, 8}) == "DS텔레콤과 나루는"


def test_an_index_without_words_sets_nothing_right(tmp_path: Path) -> None:
    collected([]).save(tmp_path)
    text, morphemes = asked("나류")
    assert Vocabulary.load(tmp_path).set_right(text, morphemes, {0}) == text


def test_lower_case_letters_are_no_abbreviation() -> None:
    held = collected([sentence(word("kg", "SL"))])
    text, morphemes = asked("케이지", "NNG")
    assert held.set_right(text, morphemes, frozenset()) == text
