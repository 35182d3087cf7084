"""What a line is, from its own words and shape."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.sources.cleaning.lines import LineKind, classify, control_share, is_menu, is_prose, runs_on

KINDS = {
    LineKind.PROSE: [
        "다솜시가 도서관을 새로 지었다.",
        "무사했니. 나는 그렇게 물었다.",
        "주민 2백여 명이 사는 마루도.",
        '[도해민/주민 : "하루가 다 가요."]',
        "저작권자의 동의 없이 무단 전재를 하여서는 아니 된다.",
        "홈페이지에서 신청하면 알림을 받는다.",
        "“댓글을 남겨주세요”라고 그는 말했다.",
        "사진을 찍던 기자는 카메라를 내려놓았다.",
        "작가는 마을 사진 40점을 벽에 걸었다.",
        "24시간/365일 상담을 제공한다.",
        "그는 13일 기자회견을 열었다(사진).",
        "사진작가: 저는 새벽에만 찍습니다.",
        "공사는 봄에 시작한다고 시는 밝혔다. 윤가온 기자",
    ],
    LineKind.STAMP: ["입력 2024.05.13 09:00", "2024년 2월호", "등록", "• 수정2024-05-13 09:00:00"],
    LineKind.CREDIT: [
        "[사진 출처 : 다솜시]",
        "공장 조감도 [다솜전자 제공. 재판매 및 DB 금지]",
        "사진=다솜시",
        "책을 고르는 주민들. ⓒ다솜일보",
        "촬영기자:구도현/영상편집:민소라",
        "다솜은행 지점. /다솜일보 DB",
        "주민들이 비닐하우스를 걷고 있다. 안여름 기자",
        "책을 읽는 아이들. 사진 목진서",
    ],
    LineKind.BYLINE: ["윤가온 기자", "기자명 윤가온 기자", "[다솜일보 윤가온 기자]", "a@b.example"],
    LineKind.CONTACT: ["■ 제보하기", "제보는 카카오톡 okdasom"],
    LineKind.COPYRIGHT: [
        "<저작권자(c) 다솜통신, 무단 전재-재배포 금지>",
        "Copyright ⓒ 다솜일보. All rights reserved.",
    ],
    LineKind.LIST_HEADING: [
        "관련기사",
        "많이 본 뉴스",
        "[오늘의 주요뉴스]",
        "핫이슈 TOP 5",
        "Related",
    ],
    LineKind.COMMENTS: ["댓글 3", "댓글쓰기", "전체 댓글 (12)", "네티즌 의견 2"],
    LineKind.TAGS: ["#철새 #겨울", "태그: #철새, #겨울"],
    LineKind.NOTICE: [
        "이 기사에 대한 의견을 남겨주세요.",
        "읽어주기 기능은 브라우저에서만 사용하실 수 있습니다.",
        "기사가 마음에 드셨나요?",
    ],
    LineKind.ASIDE: ["※ 외부 필진의 글은 다를 수 있습니다."],
    LineKind.CONTROLS: [
        "글자크기조정",
        "본문 바로가기 메뉴 바로가기",
        "윤가온 기자 구독 구독중",
        "페이스북(으)로 기사보내기",
        "좋아요 12 훈훈해요 3 슬퍼요 0",
    ],
    LineKind.ADVERT: ["광고", "ADVERTISEMENT"],
    LineKind.OTHER: [
        "다솜시, 자전거 도로 늘린다",
        "◇판독 시간 42% 줄어",
        "가온 010 200 100 - 4",
        "[앵커]",
        "AI 기사 무단 전재 논란",
        "사회",
    ],
}


@pytest.mark.parametrize(
    ("line", "kind"), [(line, kind) for kind, lines in KINDS.items() for line in lines]
)
def test_kind(line: str, kind: LineKind):
    assert classify(line) is kind


def test_long_line_without_a_full_stop_is_prose_when_it_has_particles():
    assert is_prose(
        "다솜시는 올해 말까지 자전거 도로를 네 구간으로 나누어 모두 120킬로미터로 늘릴 계획을 "
        "세우고 예산을 마련하고 있는 중"
    )
    assert not is_prose(
        "속보 정치 국제 경제 금융 산업 IT 바이오 사회 수도권 지방 문화 스포츠 연예 "
        "포토 광장 날씨 운세 만화 게임"
    )


def test_menu_is_made_of_sections_and_buttons():
    assert is_menu("정치 경제 사회 문화 스포츠")
    assert is_menu("홈 > 경제 > 산업")
    assert not is_menu("경제 위기 앞에서 정치가 할 일")


def test_wrapped_line_breaks_off():
    assert runs_on("다솜시가 자전거 도로를 120킬로미터로 늘린다고")
    assert not runs_on("겨울 철새 조사")
    assert not runs_on("다솜시가 자전거 도로를 늘린다.")


@given(st.text(min_size=1, max_size=200).map(str.strip).filter(bool))
def test_any_line_has_a_kind(line: str):
    assert isinstance(classify(line), LineKind)
    assert 0 <= control_share(line) <= 1


@pytest.mark.parametrize(
    "line",
    [
        "#a," * 200 + " !",
        "바로가기" * 200 + "끝",
        ">" * 400,
        "가 > " * 100,
        "공감1," * 200,
        " " * 900,
    ],
)
def test_crafted_line_is_classified_at_once(line: str):
    # An ambiguous pattern would not come back within the life of the test run.
    assert classify(f"x{line}x") in LineKind
