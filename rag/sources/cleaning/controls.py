"""The words of a web page's buttons and menus, and the sections of a paper."""

from __future__ import annotations

import re
from functools import lru_cache

# The vocabulary of buttons and menus, in pieces: "글자크기조정" is 글자 + 크기 + 조정. A line
# counts as controls only when most of it is made of such pieces.
_CONTROL_PIECES = """
    본문 메뉴 홈 홈페이지 검색 로그인 로그아웃 회원 비회원 가입 이용 약관 개인 정보 처리 방침 청소년
    보호 정책 책임자 매체 소개 회사 구독 신청 구독자 구독중 알림 설정 공유 댓글 답글 글자 글씨 글꼴
    글쓰기 폰트 크기 인쇄 프린트 스크랩 요약 요약봇 음성 텍스트 변환 서비스 듣기 읽어주기 기능 번역
    사용 안내 원문 기사 뉴스 기자 페이지 프로필 언론사 편집 섹션 메인 채널 앱 어플 브라우저 메일
    이메일 카카오톡 카카오스토리 카카오 카톡 페이스북 트위터 네이버 밴드 텔레그램 유튜브 인스타그램
    라인 포털 SNS URL QR 코드 링크 주소 복사 북마크 저장 공감 비공감 좋아요 싫어요 추천 비추천 응원
    응원수 신고 제보 의견 문의 광고 닫기 열기 더보기 접기 펼치기 목록 이전 다음 다른 위로 맨위 이동
    바로 바로가기 확대 축소 조절 조정 변경 선택 작게 크게 보통 줄이기 키우기 보내기 남기기 쓰기
    보기 보러가기 찾기 하기 가기 입력 등록 수정 삭제 최신순 추천순 과거순 공감순 인기순 스크롤
    상태바 모바일 모바일웹 버튼 창 비밀번호 아이디 후원 전체 영상 재생 화면 클린뷰 다크모드 불편
    무단 수집 거부 지면 전송 응답 후속 원해요 콘텐츠 정렬 레이어 팝업 사이트맵 고객센터 공지사항
    TALK PC RSS Share Facebook Twitter X Link Log Sign in up out Menu Newsletter Subscribe to our
    the Skip main content min read Home Print Email Copy Search Login Close Open More Comments PICK
"""
_PARTICLES = r"(?:\((?:으)?로\)|을|를|의|에|은|는|이|가|로|으로|와|과|도|에서|하는|한|할|해)?"
_CONTROL_TOKEN = re.compile(
    rf"(?:{'|'.join(sorted(_CONTROL_PIECES.split(), key=len, reverse=True))})+{_PARTICLES}",
    re.IGNORECASE,
)
# The sections of any paper; a line of several is a menu.
_SECTION_NAMES = """
    정치 경제 사회 국제 세계 문화 생활 스포츠 연예 오피니언 사설 칼럼 전국 지역 지방 산업 증권
    금융 부동산 과학 건강 의료 교육 환경 여행 라이프 사람 사람들 인물 포토 기획 날씨 랭킹 속보
    특집 행정 북한 노동 여론 자동차 게임 유통 IT 테크 기업 국방 외교
"""
SECTIONS = frozenset(_SECTION_NAMES.split())

_TOKEN = re.compile(r"[^\s·/|,>+:()\[\]•※]+(?:\((?:으)?로\)\S*)?")
_WORDY = re.compile(r"[A-Za-z가-힣]")


@lru_cache(maxsize=4096)
def is_control_token(token: str) -> bool:
    """Tell whether a word is made of the vocabulary of buttons and menus."""
    # The pieces overlap (바로가기 is also 바로 + 가기), so long words would take long to reject.
    return len(token) <= 30 and _CONTROL_TOKEN.fullmatch(token.strip(".,!?'\"")) is not None


def count_control_tokens(line: str) -> int:
    """Count the words of a line that belong to buttons and menus."""
    return sum(1 for token in _TOKEN.findall(line) if is_control_token(token))


def word_tokens(line: str) -> list[str]:
    """List the words of a line, without signs, that hold a letter."""
    return [token for token in _TOKEN.findall(line) if _WORDY.search(token)]
