"""Words that a follow-up is recognised by: function words and nouns of general meaning."""

from __future__ import annotations

from rag.korean import RELATIVE_WORDS, WEEKDAYS
from rag.reading import CALENDAR_UNITS, REASON_NOUNS, REQUEST_VERBS


def word_set(text: str) -> frozenset[str]:
    """The words of a text that lists them."""
    return frozenset(text.split())


ASKING_DETERMINERS = word_set("어느 어떤 무슨 웬 몇")
EXTENTS = word_set("동안 정도 만 만큼")
ASKING_AMOUNTS = word_set("얼마 얼마나 몇")

# Pronouns, by what they stand for.
THINGS = word_set("그것 그거 이것 이거 저것 저거 요거 고거")
PLACES = word_set("거기 여기 저기 그곳 이곳 저곳 그쪽 이쪽")
PERSONS = word_set("그 그녀 그들 이들 그분 이분 걔 얘 쟤")
TIMES = word_set("그때 이때 당시 그날 그해")
POINTING_DETERMINERS = word_set("그 이 저 그런 이런 저런 해당")
PRO_VERBS = word_set("그렇 이렇 그러 이러 그리하 이리하 그러하 이러하")

# Words for the document at hand and its parts, which is not something said before.
DOCUMENTS = word_set("기사 뉴스 글 문서 보도 보도문 본문 칼럼 기고 기고문 페이지 사설 제목 기자")
PUBLISHED = word_set("보도 게재 입력 송고 작성 게시")

# Persons by what they are to something.
POSITIONS = word_set(
    "대표 사장 회장 시장 군수 총장 원장 교장 감독 주장 선장 관장 소장 단장 국장 센터장 "
    "본부장 의장 위원장 저자 작가 주인 주인공 담당자 책임자 설립자 창업자 창립자 개발자 "
    "제작자 연구원 지휘자 우승자 수상자"
)
# Nouns that mean little without what they belong to.
ATTRIBUTES = POSITIONS | word_set(
    # amounts
    "가격 공모가 분양가 종가 값 요금 비용 금액 액수 규모 크기 넓이 면적 길이 높이 깊이 무게 "
    "두께 속도 성능 용량 온도 개수 수 수량 인원 정원 인구 비율 비중 순위 점수 성적 기록 매출 "
    "매출액 이익 영업이익 순이익 예산 연봉 급여 월급 수익 손실 주가 시세 지분 몫 기간 횟수 "
    "나이 키 몸무게 전력 전압 출력 "
    # names, kinds and manners
    "이름 명칭 별명 별칭 뜻 의미 정체 종류 유형 성격 특징 특성 장점 단점 차이 차이점 공통점 "
    "용도 기능 역할 구조 구성 모양 모습 색깔 색 재료 소재 원료 재질 맛 조건 자격 기준 대상 "
    "범위 상태 상황 현황 수준 전망 반응 평가 의견 입장 생각 예 예시 사례 내용 내역 목록 규칙 "
    "원칙 원리 방식 일정 계획 전략 목표 과제 문제 문제점 대책 대안 "
    # people and places that belong to something
    "직원 임직원 회원 주민 학생 선생님 교사 환자 손님 승객 고객 이용자 참가자 참여자 관람객 "
    "경쟁사 상대 가족 부인 남편 아들 딸 직업 직책 직위 고향 출신 학력 경력 국적 위치 장소 "
    "주소 본사 본부 지점 전화번호 연락처 번호 홈페이지 입구 "
    # what is done with or happens to it
    "출시 상장 착공 준공 완공 개장 개통 개관 개막 폐막 발표 공개 판매 운영 운행 운항 가동 "
    "생산 양산 도입 설립 창립 창업 개발 신청 접수 예약 예매 모집 채용 결제 배송 참가 참여 "
    "입장 입장권 표 티켓 할인 환불 청약 공사 피해 부작용 효과 성과 결과 영향 후속 수상 우승 "
    "투자 인수 합병 계약 수주"
)
# Those that belong to what happened: "…한 이유".
EVENT_ATTRIBUTES = REASON_NOUNS | word_set("방법 과정 시기 시점 때 날짜 시간 장소 결과 근거")
ATTRIBUTE_ENDINGS = ("비", "료", "률", "율", "량", "액", "일", "비용", "시간", "날짜", "자")
AMONG = word_set("중 가운데")
# What a time is told by from what happened: "그 전에는", "그때".
MOMENTS = word_set("때 당시 뒤 후 다음 이후 전 이전 동안 사이")

ORGANISATIONS = word_set(
    "회사 기업 업체 기관 단체 조직 학교 대학 병원 은행 팀 구단 정당 연구소 연구진 브랜드 "
    "출판사 언론사 제조사 개발사 스타트업 부처 부서 협회 재단 곳 데"
)
PEOPLE = word_set(
    "사람 분 인물 남자 여자 선수 대표 교수 감독 작가 배우 가수 의원 장관 이 자 친구 아이 양반"
)
WHERE = word_set("곳 장소 지역 도시 나라 국가 동네 마을 데 자리 쪽")
# Nouns that fit anything.
EMPTY = word_set(
    "문 지 것 거 게 건 수 점 데 바 등 경우 일 쪽 편 말 얘기 이야기 곳 사람 분 사람들 중 "
    "가운데 때문 번 정도"
)
# What a text of a given length is counted in.
LINES = word_set("문장 줄 마디")
# "무슨 뜻이야?" asks no more than "뭐야?".
MEANINGS = word_set("뜻 의미 정체")
# "그 칩 이름이 뭐야?" asks for no less than the chip.
NAMES = word_set("이름 명칭 별명 별칭")

# 모레 is a name, too.
RELATIVE_TIMES = (
    (RELATIVE_WORDS - {"모레"})
    | {f"{day}요일" for day in WEEKDAYS}
    | word_set(
        "내후년 상반기 하반기 요즘 최근 지금 현재 앞으로 나중 처음 예전 과거 미래 올 지난번 다음번 "
        "아침 점심 저녁 새벽 낮 밤 오전 오후 주말 평일 휴일 공휴일 봄 여름 가을 겨울"
    )
)
TIME_UNITS = CALENDAR_UNITS | word_set("분 초 분기 주 년대 개월")

REQUESTS = REQUEST_VERBS | {"얘기", "이야기"}
# Verbs that say nothing by themselves.
EMPTY_VERBS = word_set("하 되 있 없 이 그렇 어떻 알리 말 부탁 궁금")

# Particles by what they make of a noun; others leave it a circumstance.
TOPIC_PARTICLES = word_set("은 는 란 이란 이라는 도")
DEFINING_PARTICLES = word_set("란 이란")
SUBJECT_PARTICLES = word_set("이 가 께서")
OBJECT_PARTICLES = word_set("을 를")
JOINING_PARTICLES = word_set("의 와 과 하고 이랑 랑 이나 나 및")
