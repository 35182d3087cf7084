from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rag.korean import (
    Analyzer,
    Part,
    default_analyzer,
    index_terms,
    is_denied,
    nominal_runs,
    normalize,
)
from rag.korean.sentences import blocks_of, pieces_of

# Texts made of what makes sentence splitting hard.
KOREAN_TEXT = st.lists(
    st.sampled_from(
        [
            "그는 갔다",
            "값은 3,500억원이다",
            "10일",
            "2.5% 올랐습니다",
            "“좋다. 더 하자",
            "”고 말했다",
            '"',
            "(서울)",
            "사피온 X220",
            ". ",
            "! ",
            "\n",
            "\n\n",
            " ",
            "■",
            "😀",
            "…",
            "'인용'",
            "왜?",
        ]
    ),
    max_size=20,
).map("".join)


@given(KOREAN_TEXT | st.text(max_size=60))
def test_sentences_cover_every_character_once(text: str) -> None:
    text = normalize(text)
    covered = [0] * len(text)
    previous_end = 0
    for sentence in default_analyzer().sentences(text):
        assert text[sentence.start : sentence.end] == sentence.text
        assert sentence.text == sentence.text.strip()
        assert sentence.start >= previous_end
        previous_end = sentence.end
        for position in range(sentence.start, sentence.end):
            covered[position] += 1
    assert all(
        n == 1 for n, character in zip(covered, text, strict=True) if not character.isspace()
    )


@given(KOREAN_TEXT)
def test_morphemes_lie_in_their_sentence(text: str) -> None:
    text = normalize(text)
    for sentence in default_analyzer().sentences(text):
        for morpheme in sentence.morphemes:
            assert sentence.start <= morpheme.start <= morpheme.end <= sentence.end


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("한국은 갔다. 일본은 왔다.", ["한국은 갔다.", "일본은 왔다."]),
        ("값은 3,500원이다. 2.5% 올랐다.", ["값은 3,500원이다.", "2.5% 올랐다."]),
        ("행사는 10일. 서울에서 열린다.", ["행사는 10일. 서울에서 열린다."]),
        ("그는 “좋다. 더 하자.”고 했다. 끝.", ["그는 “좋다. 더 하자.”고 했다.", "끝."]),
        ('그는 "좋다. 더 하자."라고 했다.', ['그는 "좋다. 더 하자."라고 했다.']),
        ("그는 “아니다.”\n\n다른 이는 갔다.", ["그는 “아니다.”", "다른 이는 갔다."]),
        ("닫지 않은 “따옴표다. 다음 문장이다.", ["닫지 않은 “따옴표다.", "다음 문장이다."]),
        ("제목 한 줄\n본문은 여기서 시작한다.", ["제목 한 줄", "본문은 여기서 시작한다."]),
        (
            "이 줄은 화면 너비에 맞추어 중간에서 꺾인 긴 줄이라서 다음\n줄까지 이어진다.",
            ["이 줄은 화면 너비에 맞추어 중간에서 꺾인 긴 줄이라서 다음\n줄까지 이어진다."],
        ),
        ("■ 갔다.", ["■ 갔다."]),
        ("비가 온다. ※ 우산을 쓴다.", ["비가 온다.", "※ 우산을 쓴다."]),
        ("값이 올랐다. 日 손님은 반값이다.", ["값이 올랐다.", "日 손님은 반값이다."]),
        ("값이 올랐다. [속보] 또 올랐다.", ["값이 올랐다.", "[속보] 또 올랐다."]),
        ("신청한다. → 심사한다.", ["신청한다.", "→ 심사한다."]),
        ("① 물을 붓는다. ② 젓는다.", ["① 물을 붓는다.", "② 젓는다."]),
        (
            "모임 '새벽'을 열었다. '새벽'에는 셋이 있다.",
            ["모임 '새벽'을 열었다.", "'새벽'에는 셋이 있다."],
        ),
        ("책 《봄 길》을 냈다. 《봄 길》은 얇다.", ["책 《봄 길》을 냈다.", "《봄 길》은 얇다."]),
        ("둘로 나눈다. ‘갑’, ‘을’을 쓴다.", ["둘로 나눈다.", "‘갑’, ‘을’을 쓴다."]),
        ('그가 물었다. "왜?" 아이가 웃었다.', ["그가 물었다.", '"왜?"', "아이가 웃었다."]),
        ("“와. 꼭 와.” 하고 말했다. 갔다.", ["“와. 꼭 와.” 하고 말했다.", "갔다."]),
        ("강을 건넜다. (끝)", ["강을 건넜다. (끝)"]),
        ("", []),
        (" \n\n ", []),
    ],
)
def test_sentence_boundaries(analyzer: Analyzer, text: str, expected: list[str]) -> None:
    assert [sentence.text for sentence in analyzer.sentences(text)] == expected


def test_every_line_of_a_header_is_a_sentence(analyzer: Analyzer) -> None:
    title = "서른 글자가 넘는 제목이라서 꺾인 줄처럼 보이지만 그렇지 않은 제목"
    text = f"{title}\n누리일보\n입력 2024.05.13. 오전 9:00\n\n본문이다."
    header_end = text.index("\n\n")
    (found,) = analyzer.sentences_of([text], [header_end])
    assert [s.text for s in found] == [title, "누리일보", "입력 2024.05.13. 오전 9:00", "본문이다."]


def test_a_part_holds_its_sentences(analyzer: Analyzer) -> None:
    text = "서른 글자가 넘어서 꺾인 줄처럼 보이지만 그렇지 않은 소제목\n갔다. 왔다. 비가\n온다. 끝."
    heading, whole = text.index("\n"), text.index("왔다")
    parts = [Part(0, heading), Part(whole, len(text), is_whole=True)]
    (found,) = analyzer.sentences_of([text], [0], None, [parts])
    assert [s.text for s in found] == [text[:heading], "갔다.", text[whole:]]


def test_many_texts_give_what_single_texts_give(analyzer: Analyzer) -> None:
    texts = ["하나다. 둘이다.", "", "셋이다.\n\n넷이다."]
    assert list(analyzer.sentences_of(texts)) == [analyzer.sentences(text) for text in texts]


@given(st.text(max_size=80))
def test_normalize_settles(text: str) -> None:
    once = normalize(text)
    assert normalize(once) == once
    assert unicodedata.is_normalized("NFC", once)
    once.encode("utf-8")


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        (unicodedata.normalize("NFD", "한국"), "한국"),
        ("가\u11a8", "각"),
        ("가\r\n나\r다", "가\n나\n다"),
        ("가\x00나\u200b다\ufeff", "가나다"),
        ("가\ud800", "가\ufffd"),
        ("가\xa0나", "가 나"),
    ],
)
def test_normalize(raw: str, expected: str) -> None:
    assert normalize(raw) == expected


def terms_of(text: str) -> list[str]:
    return index_terms(default_analyzer().morphemes(text), text)


def test_terms_see_through_particles_and_endings() -> None:
    assert {"나라", "가", "빠르"} <= set(terms_of("나라에서는 빨리 갔다, 빠르다"))


def test_terms_find_names_that_the_analyser_does_not_know() -> None:
    shared = set(terms_of("뷁퓨온은 언제 나왔나요?")) & set(terms_of("뷁퓨온이 새 칩을 냈다."))
    assert {"뷁퓨", "퓨온"} <= shared


def test_latin_and_digits_count_joined_and_in_lower_case() -> None:
    assert "x220" in terms_of("X220은")
    assert "x220" in terms_of("x220")


def test_morphemes_are_joined_as_they_are_written(analyzer: Analyzer) -> None:
    assert analyzer.join([("짓", "VV"), ("은", "ETM")]) == "지은"
    assert analyzer.join([("투자", "NNG"), ("하", "XSV"), ("는", "ETM")]) == "투자하는"


def test_a_long_wrapped_paragraph_is_cut_in_linear_work() -> None:
    class Counting(str):
        """Counts the characters that are copied out of it."""

        copied = 0

        def __getitem__(self, part):
            piece = super().__getitem__(part)
            Counting.copied += len(piece)
            return piece

    text = Counting("\n".join(["다솜강의 철새가 지난해보다 만 마리나 늘었다고 하는 말이"] * 400))
    ((start, block),) = blocks_of(text, 0, ())
    assert (start, block) == (0, text)
    assert Counting.copied < 4 * len(text)


LONG_LINES = st.sampled_from(
    ["그는 “좋다. 더 하자.”고 했다. ", "가", "가 ", "<", ". ", "(", "2024. 5. 3. ", "나라의\u0301"]
).map(lambda part: part * (9000 // len(part)))


@given(st.lists(LONG_LINES | KOREAN_TEXT, min_size=1, max_size=3).map("\n".join))
@settings(max_examples=15)
def test_sentences_of_long_lines_cover_every_character_once(text: str) -> None:
    text = normalize(text)
    covered = [0] * len(text)
    for sentence in default_analyzer().sentences(text):
        assert text[sentence.start : sentence.end] == sentence.text
        assert all(sentence.start <= m.start <= m.end <= sentence.end for m in sentence.morphemes)
        for position in range(sentence.start, sentence.end):
            covered[position] += 1
    assert all(
        n == 1 for n, character in zip(covered, text, strict=True) if not character.isspace()
    )


@pytest.mark.parametrize("part", ["그는 갔다. ", "그는 “갔다. 왔다.”고 말했다. ", "<", "가", "가 "])
def test_what_is_analysed_at_once_does_not_grow_with_the_line(part: str) -> None:
    text = (part * 60_000)[:60_000]
    pieces = list(pieces_of([(0, text)]))
    assert "".join(piece for _, piece in pieces) == text
    assert all(text.startswith(piece, offset) for offset, piece in pieces)
    assert max(len(piece) for _, piece in pieces) <= 1000
    assert len(pieces) <= 2 * 60


def test_a_long_line_is_cut_behind_sentences_and_not_in_a_quotation(analyzer: Analyzer) -> None:
    parts = ["한국은 “갔다. 또 갔다.”고 했다.", "행사는 2024. 5. 3. 시작한다.", "그래서 좋다."]
    text = " ".join(parts * 300)
    assert [sentence.text for sentence in analyzer.sentences(text)] == parts * 300


def test_a_paragraph_as_people_write_it_stays_whole() -> None:
    text = "한국은 갔다. " * 500
    assert list(pieces_of([(7, text)])) == [(7, text)]


def test_it_is_told_how_far_the_analysis_of_one_text_is(analyzer: Analyzer) -> None:
    told: list[int] = []
    texts = ["그는 갔다. " * 2000, "끝이다."]
    list(analyzer.sentences_of(texts, [0, 0], told.append))
    assert told == sorted(told)
    assert len(told) > 10
    assert told[-1] == sum(map(len, texts))


def test_words_that_no_dictionary_has_are_told(analyzer: Analyzer) -> None:
    question = "퓨리오싸의 칩은?"
    assert analyzer.unlisted(question) == {0}
    assert analyzer.unlisted("회사의 칩은?") == frozenset()


def test_nouns_and_letters_written_as_one_are_one_run(analyzer: Analyzer) -> None:
    text = "SK텔레콤이 X220 칩을 냈다"
    runs = list(nominal_runs(analyzer.morphemes(text)))
    assert [text[r[0].start : r[-1].end] for r in runs] == ["SK텔레콤", "X220", "칩"]


@pytest.mark.parametrize(
    ("text", "form", "denied"),
    [
        ("회사는 공장을 짓지 않았다.", "짓", True),
        ("회사는 공장을 짓지 못했다.", "짓", True),
        ("아이는 밥을 안 먹었다.", "먹", True),
        ("공장을 지을 수 없다.", "짓", True),
        ("가방 안에서 책을 찾았다.", "찾", False),
        ("공장을 짓는다는 말을 들었다.", "짓", False),
        ("자리가 없다.", "없", False),
    ],
)
def test_what_is_denied(analyzer: Analyzer, text: str, form: str, denied: bool) -> None:
    morphemes = analyzer.morphemes(text)
    (place,) = (n for n, m in enumerate(morphemes) if m.form == form)
    assert is_denied(morphemes, place) is denied
