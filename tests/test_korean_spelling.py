from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.korean import grams, letters, readings, spelled_out, spelling_distance

WORDS = st.text(alphabet="가각갂힣의쑈ㅋaBz09 ", max_size=8)


@pytest.mark.parametrize(
    ("word", "written"),
    [
        ("값", "ㄱㅏㅂ"),
        ("아이", "ㅏㅣ"),
        ("왔다", "ㅗㅏㄷㅏ"),
        ("Ab1", "ab1"),
        ("물러", "ㅁㅜㄹㅓ"),
    ],
)
def test_a_word_is_written_letter_by_letter(word: str, written: str) -> None:
    assert letters(word) == written


def test_letters_are_read_by_name_and_as_a_word() -> None:
    assert readings("가나") == ()
    assert readings("KT") == (letters("케이티"),)
    assert readings("Amazon") == (letters("에이엠에이제트오엔"), letters("아마존"))
    assert letters("비트코인").replace("ㅡ", "") == readings("bitcoin")[1]


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("다솜텔레콤", "DS텔레콤"),  # not the names of its letters
        ("가방", "나무"),
        ("X220", "X330"),
        ("100명", "200명"),
    ],
)
def test_what_is_another_word_is_far(typed: str, meant: str) -> None:
    assert spelling_distance(typed, meant) > 0.23


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("가람씨청", "가람시청"),
        ("도써관", "도서관"),
        ("게나리", "개나리"),
        ("나이제리아", "나이지리아"),
        ("디에스텔레콤", "DS텔레콤"),
        ("엔비티엘", "NBTL"),
        ("Nixon", "닉슨"),
        ("엑스31", "X31"),
    ],
)
def test_a_misspelt_word_is_near_what_is_meant(typed: str, meant: str) -> None:
    assert spelling_distance(typed, meant) <= 0.23


def test_letters_that_sound_alike_cost_less_than_others() -> None:
    alike = spelling_distance("재나", "제나")
    other_vowel = spelling_distance("재나", "조나")
    other_consonant = spelling_distance("재나", "매나")
    assert 0 < alike < other_vowel < other_consonant


def test_pairs_of_letters_do_not_tell_apart_what_sounds_alike() -> None:
    assert grams(letters("까페")) == grams(letters("카패"))
    assert grams("ab") == ["^a", "ab", "b$"]


@given(WORDS, WORDS)
def test_a_distance_is_symmetric_and_nought_for_the_same(one: str, other: str) -> None:
    assert spelling_distance(one, one) == 0
    assert spelling_distance(one, other) == pytest.approx(spelling_distance(other, one))


@pytest.mark.parametrize(
    ("short", "text", "name"),
    [
        ("SKT", "SK텔레콤은 칩을 냈다.", "SK텔레콤"),
        ("LGD", "패널은 LG디스플레이가 만든다.", "LG디스플레이"),
        ("KTX", "KT는 회사이다.", None),
        ("SKB", "SK텔레콤은 칩을 냈다.", None),
    ],
)
def test_letters_stand_for_a_name_in_the_text(short: str, text: str, name: str | None) -> None:
    assert spelled_out(short, text) == name
