"""Units of measure and counters, each under one canonical unit with an exact factor."""

from __future__ import annotations

import re
from fractions import Fraction


def _table(*rows: tuple[str, str, str]) -> dict[str, tuple[str, Fraction]]:
    """Rows of (canonical unit, factor, spellings) to spelling → (canonical unit, factor)."""
    return {
        spelling: (unit, Fraction(factor))
        for unit, factor, spellings in rows
        for spelling in spellings.split()
    }


# Spelling → (canonical unit, how many of it one is).
UNITS = _table(
    # Money.
    ("원", "1", "원 ₩ KRW"),
    ("달러", "1", "달러 불 $ USD"),
    ("엔", "1", "엔 엔화 ¥ JPY"),
    ("유로", "1", "유로 € EUR"),
    ("위안", "1", "위안 위안화"),
    ("파운드", "1", "파운드 £"),
    # Shares and scores.
    ("%", "1", "% ％ 퍼센트 프로"),
    ("%", "10", "할"),
    ("%p", "1", "%p %P %포인트 퍼센트포인트 ％p ％포인트 %point 프로포인트"),
    ("%p", "1/100", "bp 베이시스포인트"),
    ("점", "1", "점 포인트 pt"),
    # Length, area, volume, mass.
    ("m", "1", "m 미터 ｍ"),
    ("m", "1000", "km 킬로미터 ㎞ 킬로"),
    ("m", "1/100", "cm 센티미터 센티 ㎝"),
    ("m", "1/1000", "mm 밀리미터 밀리 ㎜"),
    ("m", "1/1000000", "μm 마이크로미터 ㎛"),
    ("m", "1/1000000000", "nm 나노미터 나노 ㎚"),
    ("m²", "1", "㎡ m² m2 제곱미터 평방미터"),
    ("m²", "10000", "ha ㏊ 헥타르"),
    ("m²", "1000000", "㎢ km² km2 제곱킬로미터 평방킬로미터"),
    ("평", "1", "평"),
    ("L", "1", "L l ℓ 리터"),
    ("L", "1/1000", "mL ml ㎖ 밀리리터 cc"),
    ("L", "1000", "㎥ m³ m3 세제곱미터"),
    ("L", "1/10", "dL ㎗ 데시리터"),
    ("배럴", "1", "배럴"),
    ("g", "1", "g 그램 ｇ"),
    ("g", "1000", "kg 킬로그램 ㎏"),
    ("g", "1/1000", "mg 밀리그램 ㎎"),
    ("g", "1/1000000", "μg 마이크로그램 ㎍"),
    ("g", "1000000", "t 톤"),
    # Power, energy, frequency, data, heat, sound.
    ("W", "1", "W 와트"),
    ("W", "1000", "kW ㎾ 킬로와트"),
    ("W", "1000000", "MW ㎿ 메가와트"),
    ("W", "1000000000", "GW 기가와트"),
    ("Wh", "1000", "kWh ㎾h 킬로와트시"),
    ("Wh", "1000000", "MWh ㎿h 메가와트시"),
    ("Wh", "1000000000", "GWh 기가와트시"),
    ("cal", "1", "cal ㎈ 칼로리"),
    ("cal", "1000", "kcal ㎉ 킬로칼로리"),
    ("V", "1", "V 볼트"),
    ("V", "1000", "kV 킬로볼트"),
    ("A", "1", "암페어"),
    ("mAh", "1", "mAh 밀리암페어시"),
    ("Hz", "1", "Hz ㎐ 헤르츠"),
    ("Hz", "1000", "kHz 킬로헤르츠"),
    ("Hz", "1000000", "MHz ㎒ 메가헤르츠"),
    ("Hz", "1000000000", "GHz ㎓ 기가헤르츠"),
    ("rpm", "1", "rpm 알피엠"),
    ("B", "1", "B 바이트 byte bytes"),
    ("B", "1024", "KB kB 킬로바이트"),
    ("B", "1048576", "MB 메가바이트 메가"),
    ("B", "1073741824", "GB 기가바이트 기가"),
    ("B", "1099511627776", "TB 테라바이트 테라"),
    ("bps", "1000000", "Mbps"),
    ("bps", "1000000000", "Gbps"),
    ("도", "1", "도 ℃ °C 도씨"),
    ("dB", "1", "dB ㏈ 데시벨"),
    ("hPa", "1", "hPa 헥토파스칼"),
    ("m/s", "1", "m/s"),
    ("m/s", "5/18", "km/h"),
    # Lengths of time; days and months have no exact ratio, so there are two scales.
    ("초", "1", "초 초간"),
    ("초", "60", "분 분간"),
    ("초", "3600", "시간"),
    ("초", "86400", "일 일간 박"),
    ("초", "604800", "주 주일 주간"),
    ("개월", "1", "개월 달 개월간"),
    ("개월", "12", "년 해 년간"),
    ("년대", "1", "년대"),
    ("세기", "1", "세기"),
    # People and things.
    ("명", "1", "명 인 사람 명분"),
    ("세", "1", "세 살"),
    ("배", "1", "배 곱"),
    ("째", "1", "번째 째 차 회째"),
    ("위", "1", "위 등"),
    ("회", "1", "회 차례 번"),
    ("개", "1", "개 곳 군데 개소 가지 종 종류 건 편 개사"),
    ("개국", "1", "개국 국"),
    ("쪽", "1", "쪽 페이지"),
    ("가구", "1", "가구 세대"),
    ("벌", "1", "벌 켤레"),
    ("차로", "1", "차로 차선"),
    ("장", "1", "장 매"),
)

# Counters of one meaning each that no other counter stands for.
STRICT_UNITS = frozenset({"명", "세", "배", "위", "회", "원", "달러", "%", "%p", "째", "년대"})

# A unit of time after a rate: 월 3만 장 is 한 달에 3만 장.
PER_WORDS = {
    word: (unit, count)
    for unit, count, words in (
        ("초", 3600, "시간당"),
        ("초", 86400, "일 하루 매일 일일 날마다"),
        ("초", 604800, "주 매주 주간"),
        ("개월", 1, "월 매월 매달 월간"),
        ("개월", 12, "연 연간 매년 해마다"),
    )
    for word in words.split()
}

# Spans of days with a name of their own.
_DAYS = "하루 이틀 사흘 나흘 닷새 엿새 이레 여드레 아흐레 열흘".split()
DAY_WORDS = {word: days for days, word in enumerate(_DAYS, start=1)} | {"보름": 15, "일주일": 7}

# Units that measure: what one of them is differs from what another is.
MEASURES = frozenset(unit for unit, factor in UNITS.values() if factor != 1)

_NAMED_BY_UNIT = (("바이트", "B"), ("헤르츠", "Hz"), ("와트", "W"), ("들이", "L"), ("개", "개"))
# What is measured or counted: its kind, the canonical units in which it is, the nouns that ask
# for it; last those that ask for an amount of any kind.
_MEASURED = (
    ("원", "원 달러 엔 유로 위안 파운드", "가격 값 요금 비용 금액 액수 예산 매출 연봉 상금"),
    ("%", "% %p", "비율 비중 확률 농도 지분"),
    ("명", "명", "인원 인구 정원"),
    ("시간", "초 개월", "기간 동안"),
    ("도", "도", "온도 기온"),
    ("길이", "m", "길이 높이 거리 깊이 너비 폭 지름 두께 키 둘레"),
    ("넓이", "m² 평", "넓이 면적"),
    ("무게", "g", "무게 몸무게 체중 중량"),
    ("세", "세", "나이 연령 연세"),
    *((kind, unit, "") for kind, unit in _NAMED_BY_UNIT),
    ("", "", "수 개수 양 크기 횟수 점수 규모 속도 속력 순위 등수 몫 번호 수치 평수 층수 용량"),
)
_KINDS = {unit: kind for kind, units, _ in _MEASURED for unit in units.split()}
KIND_OF_UNIT = {spelling: _KINDS[unit] for spelling, (unit, _) in UNITS.items() if unit in _KINDS}
"""The kind of value that each spelling of a unit makes."""
_NOUNS = {noun: kind for kind, _, nouns in _MEASURED for noun in nouns.split()}
AMOUNT_NOUNS = _NOUNS.keys() - {"키", "동안"}  # 키 is a key and a button, too
"""Nouns that ask how much or how many."""
# Said for short of a measure of either kind.
_SHORTENED = {"킬로": frozenset({"길이", "무게"}), "밀리": frozenset({"길이", "들이"})}
# 공사비 and 입장료, but not 재료, 준비 and 용액.
_ENDINGS = ((re.compile(r"..[률율]$"), "%"), (re.compile(r"..[비료액값]$"), "원"))


def kind_of_unit(unit: str) -> str:
    """Return the kind of value that a unit or counter makes: 명 for 사람."""
    return KIND_OF_UNIT.get(unit, unit)


def kinds_of_unit(unit: str) -> frozenset[str]:
    """Return the kinds of value that a unit may make: a length or a weight for 킬로."""
    return _SHORTENED.get(unit, frozenset({kind_of_unit(unit)}))


def measure_of(noun: str) -> str:
    """Return the kind of amount that a noun names: 길이 for 높이, 원 for 공사비; "" for none."""
    endings = (kind for ending, kind in _ENDINGS if ending.search(noun))
    return _NOUNS.get(noun) or next(endings, "")
