"""What the checks know about Korean words: opposites, synonyms, negators, hedges, light words.

Nouns stand in their bare form, verbs and adjectives with 다. General words only: none of these
lists may name a person, a company, a product or a place of some document.
"""

from __future__ import annotations

from enum import IntEnum


class Certainty(IntEnum):
    """How certain a text is about an event; see :func:`certainty_supports`."""

    POSSIBLE = 1
    PLANNED = 2
    ABLE = 3
    STATED = 4
    DONE = 5


# Each line is one axis; poles are separated by "|" and exclude each other. On an axis that
# begins with "=" the denial of one pole is the other (못 합격하다 = 불합격); on the others it is
# not (늘지 않다 is not 줄다). On an axis with "!" a claim may not use a word that has no like
# in the evidence. On an axis with "~" the poles are one event seen from its two sides (A가 B를
# 이기다, B가 A에 지다). On an axis with "@" the poles are compared only after the same word (개봉
# 전, 개봉 후).
_AXES = """
!인상 상향 증가 상승 확대 급증 급등 폭등 증대 증액 증원 증편 증설 증산 증강 오름세 상승세 증가세 반등 상향조정 늘다 늘리다 늘어나다 오르다 올리다 올라가다 올라서다 높이다 높아지다 끌어올리다 불어나다 불다 치솟다 뛰다 뛰어오르다 급상승 향상 신장 가산 많아지다 늘어서다 상승률 인상률 증가율 증가분 오름폭 상승폭 | 인하 하향 감소 하락 축소 급감 급락 폭락 감축 감액 감원 감편 감산 내림세 하락세 감소세 줄다 줄이다 줄어들다 내리다 내려가다 낮추다 낮아지다 떨어지다 떨어뜨리다 끌어내리다 쪼그라들다 절감 경감 저하 감면 감쇄 하락률 인하율 감소율 감소분 하락폭 내림폭 하강 깎다 깎이다 삭감 할인 | 동결 보합 제자리걸음
= 높다 | 낮다
!최고 최고치 최고가 최고점 최대 최대치 최다 최장 | 최저 최저치 최저가 최저점 최소 최소치 최단
많다 많아지다 다수 과반 | 적다 적어지다 소수
크다 커지다 키우다 대형 대규모 | 작다 작아지다 소형 소규모
넓다 넓히다 넓어지다 | 좁다 좁히다 좁아지다
길다 길어지다 늘어나다 연장 | 짧다 짧아지다 단축 줄이다 줄다 줄어들다
빠르다 빨라지다 가속 앞당기다 급속 | 느리다 느려지다 감속 둔화 지연 늦추다 늦어지다 늦다
강하다 강화 강해지다 거세다 | 약하다 약화 약해지다
!강화 엄격하다 | 완화 느슨하다
강세 호황 호조 활황 | 약세 불황 부진 침체
깊다 깊어지다 | 얕다
두껍다 두꺼워지다 | 얇다 얇아지다
무겁다 무거워지다 | 가볍다 가벼워지다
뜨겁다 덥다 따뜻하다 고온 | 차갑다 춥다 쌀쌀하다 저온
밝다 | 어둡다
쉽다 쉬워지다 용이하다 | 어렵다 어려워지다 까다롭다
비싸다 비싸지다 고가 | 싸다 저렴하다 싸지다 저가
= 촉진 활성화 | 억제 저해 위축
!개선 호전 회복 나아지다 좋아지다 | 악화 나빠지다 퇴보
좋다 | 나쁘다
우수하다 뛰어나다 | 열등하다 열악하다 뒤떨어지다
!흑자 순이익 이익 | 적자 순손실 손실
이득 혜택 | 손해 피해
~매수 순매수 사들이다 사다 매입 구매 구입 | 매도 순매도 내다팔다 팔다 매각 판매 처분
수입 | 수출
입금 | 출금
채권자 | 채무자
대출 | 상환
!=~ 승소 이기다 승리 꺾다 제치다 물리치다 누르다 | 패소 지다 패배 패하다
!= 합격 붙다 통과 | 불합격 탈락 낙방 떨어지다
!= 가결 통과 의결 | 부결
= 인용 받아들이다 수용 수락 승인 허가 인가 허용 허락 발부 | 기각 각하 거부 거절 반려 불허 퇴짜 금지
= 허용 가능 | 금지 불허 불가 불가능 제한
!= 유죄 | 무죄
= 합헌 | 위헌
= 합법 적법 | 불법 위법
= 인정 시인 | 부인 부정
구속 수감 체포 | 석방 불구속 풀려나다
!찬성 지지 동의 옹호 | 반대 반발 | 기권
!= 성공 | 실패
달성 초과 넘다 넘어서다 웃돌다 돌파 상회 | 미달 밑돌다 하회
= 시작 개시 착수 개막 개최 출범 시작되다 | 종료 마감 폐막 종결 끝나다 끝내다 마치다 마무리
= 재개 계속 지속 유지 | 중단 정지 중지 멈추다
개통 개장 개관 개업 개교 개설 창업 열다 | 폐쇄 폐장 폐관 폐업 폐교 닫다 휴관 휴업 휴무
개방 열리다 | 폐쇄 닫히다 봉쇄
켜다 켜지다 | 끄다 꺼지다
= 활성화 | 비활성화
설치 부착 | 철거 제거
추가 | 삭제 제거 빼다
신설 도입 제정 | 폐지 철폐 없애다
= 포함 포함되다 들어가다 | 제외 배제 빠지다 빼다
= 연결 접속 | 차단 해제 단절
= 가입 | 탈퇴
잠그다 잠기다 | 풀다 풀리다
입학 | 졸업 | 자퇴
입사 채용 고용 뽑다 | 퇴사 해고
취임 부임 | 퇴임 사임 이임 물러나다
임명 선임 발탁 | 해임 파면 경질
출국 | 입국 귀국
출발 떠나다 | 도착
입원 | 퇴원
진출 진입 | 철수
= 참석 참가 참여 출석 | 불참 결석
= 당선 | 낙선
= 체결 맺다 성사 타결 합의 | 결렬 파기 무산
승진 승격 | 강등
이륙 | 착륙
탑승 승차 타다 | 하차 내리다
출생 태어나다 | 사망 숨지다 별세 타계 죽다
생존 살아남다 살다 | 사망 숨지다 죽다
공격 | 방어 수비
~가해 가해자 | 피해자
원고 | 피고
= 안전 안전하다 | 위험 위험하다
= 긍정 긍정적 낙관 낙관적 | 부정 부정적 비관 비관적
= 유리하다 유리 | 불리하다 불리
= 필요 필요하다 필수 | 불필요 불필요하다
!= 유료 | 무료 무상 공짜 면제
= 공개 | 비공개 | 비밀
= 공식 | 비공식
정규직 | 비정규직 계약직
= 일치 | 불일치
= 만족 | 불만족 불만
= 충분하다 충분 넉넉하다 | 부족하다 부족 모자라다
과잉 | 부족
= 정상 | 비정상 이상
이상 | 이하 | 미만 | 초과
@이전 전 직전 | 이후 후 뒤 직후 다음
@위 | 아래 밑
@안 속 | 밖
@앞 | 뒤
상위 | 하위
북상 | 남하
동쪽 동부 | 서쪽 서부 | 남쪽 남부 | 북쪽 북부 | 중부 | 북서쪽 북서 북서부 | 북동쪽 북동 북동부 | 남서쪽 남서 남서부 | 남동쪽 남동 남동부
왼쪽 좌측 | 오른쪽 우측
위쪽 상부 상단 | 아래쪽 하부 하단
앞쪽 전방 | 뒤쪽 후방
안쪽 내부 실내 | 바깥쪽 외부 실외 야외
국내 | 해외 국외 외국 | 세계 전세계
수도권 | 비수도권 지방
여당 | 야당
진보 | 보수
남성 남자 | 여성 여자
공급 | 수요
~수신 받다 | 송신 발신 보내다
업로드 | 다운로드
암호화 | 복호화
수동 | 자동
직접 | 간접
단기 | 장기
오름차순 | 내림차순
봄 | 여름 | 가을 | 겨울
낮 주간 | 밤 야간
육지 육상 | 해상 | 공중 상공
팽창 | 수축
흡수 | 방출 배출
산성 | 염기성 알칼리성
고체 | 액체 | 기체
양성 | 음성
선천적 | 후천적
전부 모두 모든 전원 전체 | 일부 | 대부분 대다수
전면 전면적 | 부분 부분적
가깝다 인접 | 멀다
깨끗하다 청결 | 더럽다 지저분하다
완만하다 | 가파르다
자발적 자발 자의 | 강제 강제적 타의
전반 전반부 초반 | 후반 후반부 종반
함께 | 따로
풍부하다 풍부 | 한정 부족 빈약하다
시끄럽다 | 조용하다
맑다 | 흐리다
젊다 | 늙다
부유하다 | 가난하다
예쁘다 아름답다 | 못생기다 추하다
= 해소 해결 | 미해결
확산 퍼지다 번지다 | 차단 억제
전성기 번성 부흥 흥하다 | 쇠퇴 몰락 쇠하다 망하다
선진국 | 개발도상국 후진국
다수 | 소수
과거 옛날 | 미래
초기 | 말기
전기 | 후기
본점 본사 | 지점 지사
도매 | 소매
정부 | 민간
흰색 백색 하얗다 | 검은색 흑색 검다
= 있다 존재 | 없다 부재
= 알려지다 공개 | 감추다 숨기다
= 동일하다 같다 동일 | 다르다 상이하다
다수결 | 만장일치
연임 | 단임
공동 | 단독
전진 | 후퇴
미국식 | 영국식
포장 | 비포장
!= 확정 | 미정 미확정
= 완공 준공 완성 | 착공 미완성
= 당기다 앞당기다 | 미루다 연기 늦추다 미뤄지다
대면 | 비대면 온라인
매년 | 격년
~앞서다 | 뒤지다 뒤처지다
이상적 | 현실적
초식 | 육식 | 잡식
아버지 부친 | 어머니 모친
형 오빠 | 동생
아들 | 딸
선배 | 후배
스승 | 제자
"""

# Words of one meaning, one group a line.
_SYNONYMS = """
인공지능 AI
미국 美
중국 中
한국 대한민국 우리나라 국내
양국 나라
회사 기업 업체 사 법인
정부 당국
경찰 경찰청
도서 책 서적
차량 자동차 차 승용차
병원 의료기관
의사 의료진
노동자 근로자 직원 노동
노조 노동조합
임금 급여 봉급 월급 보수
가격 값 요금 단가
비용 돈 금액 자금
요금 이용료 사용료
주민 시민 거주자
사람 이 명 인원 인구 자
아이 어린이 아동 소아
노인 어르신 고령자 고령층
학생 재학생
제품 상품 물건
휴대전화 휴대폰 핸드폰 스마트폰
컴퓨터 PC
스마트폰 휴대폰
사용자 이용자 유저 고객
사용 이용 활용 쓰다 쓰이다 사용되다 동원 행사 타다
방법 방식
목적 목표
원인 이유 까닭 때문 탓 인하다 말미암다 비롯되다
결과 성과
영향 여파
문제 과제 사안
계획 방침 예정 구상 방안 작정
전망 예상 관측 예측 내다보다 보이다 추정 추산
주장 내세우다
우려 걱정 염려
비판 비난 지적 꼬집다 질타
요구 요청 촉구 청구
제안 제의 건의
조사 설문 집계 파악
확인 밝혀내다 알아내다 드러나다 밝혀지다 판명 나타나다
연구 탐구 연구진 연구팀 연구자
발견 찾다 찾아내다
개발 만들다 제작 제조 생산 창제 발명 고안
건설 건립 짓다 세우다 지어지다 건축 축조 조성 신축
설립 창립 창설 세우다 설립되다 결성 출범 만들다
운영 경영 가동 돌리다
운행 다니다 운항 달리다
출시 내놓다 선보이다 발매 공개 발표 출간 펴내다 발간
개최 열다 열리다 치르다 진행 갖다 벌이다
시작 개시 착수 나서다 들어가다 돌입 시행 도입
시작 개막 열리다 개최
시행 실시 적용 도입 발효 집행
실시 진행 벌이다 펼치다 수행
변경 바꾸다 수정 변하다 바뀌다 변환 전환 교체 달라지다 개정 변화 조정 탈바꿈
결정 정하다 결의 확정 선택
선정 뽑다 선발 선출 뽑히다 꼽다 꼽히다 지정
임명 기용 발탁 선임 지명
참여 참가 참석 동참 함께하다 출전 나서다
출마 나오다 나서다
방문 찾다 들르다
이동 옮기다 이전
설명 풀이
공급 제공 납품 보급 나누다 나눠주다 지급 주다
지원 돕다 도움 후원 보조 지원금
투자 투입 출자 쏟다 들이다 쏟아붓다
구축 마련 갖추다 꾸리다 조성 설치
설치 놓다 두다 들여놓다 장착 탑재 달다 얹다
포함 들어가다 담다 담기다 들어있다 속하다 포함되다 실리다 수록
구성 이루어지다 이루다 짜다 되다
획득 얻다 따다 차지 확보 거두다 거머쥐다 따내다 취득 받다 기록 올리다
수상 받다 타다
우승 정상 1위 제패 챔피언
달하다 이르다 도달 미치다 기록
초과 넘다 넘어서다 웃돌다 돌파 상회
사망 숨지다 별세 타계 죽다 세상 작고 목숨 서거
부상 다치다 상처
출생 태어나다 나다
결혼 혼인
거주 살다 머물다
피해 손해
발생 일어나다 나다 생기다 터지다 벌어지다 빚어지다
화재 불 불나다 불타다 산불
폐지 없애다 철폐 없어지다
제거 없애다 지우다
삭제 지우다
취소 철회 무효
연기 미루다 늦추다 미뤄지다 늦춰지다
중단 멈추다 그만두다 정지 중지
포기 접다 그만두다
철수 물러나다 손떼다
해결 풀다
방지 막다 예방 저지
보호 지키다 보전 보존
위반 어기다
처벌 제재 징계
조사 수사
체포 검거 붙잡다 붙잡히다
기소 재판
항소 불복
수리 고치다 보수 정비
복원 되살리다 되돌리다 복구 다시
관리 다루다
판매 팔다 팔리다 매각 매도
구매 사다 구입 매입 인수 사들이다
인수 사들이다 매수 합병
대여 빌리다 대출 빌려주다 임대 임차
제출 내다 접수
신청 접수 지원 응모
납부 내다 내야
수립 세우다
강조 힘주다
대비 비교 비하다 견주다 보다
동기 기간 시기 동월
처음 최초 첫
최대 크다
최소 작다 적다
최고 높다 좋다
최저 낮다
최다 많다
최신 새롭다
가장 제일
매우 아주 무척 몹시 굉장히 크게
현재 지금 이제
당시 그때
최근 요즘 근래
향후 앞으로
이번 금번
다음 차기 뒤
전체 전부 모두 모든 총 전 온
일부 부분 몇몇
각각 각자 저마다
주요 핵심 중요 주된 주되다
추가 더 더하다 보태다
새 신규 새로 새롭다 신
기존 종전 원래 본래
다양 여러 갖가지 다채롭다
지역 곳 지방 지점 장소 일대
장소 곳 위치 자리
시간 동안 기간
연도 해 년
절반 반
길이 거리
규모 크기 면적
무게 중량
높이 고도
너비 폭
속도 빠르기
색 색깔 빛깔
물 수분
비 강수 강우
바다 해양 해상
산 산악
나무 수목
동물 짐승
물고기 어류
새 조류
식물 초목
학교 교육기관
교사 선생 선생님
자녀 자식
부모 양친
아내 부인 배우자
집 주택 가옥
아파트 공동주택
도로 길
철도 기차 열차
공항 비행장
비행기 항공기 여객기
배 선박
음식 먹거리 식품
먹다 섭취 식사 복용
마시다 음주
자다 수면 잠
걷다 도보 보행
보다 관람 시청 살피다
듣다 청취
읽다 독서 열람
쓰다 작성 집필 적다 기록 저술
말하다 이야기 발언
가르치다 교육 지도 양성 기르다 길러내다
배우다 학습 익히다
알다 인지
믿다 신뢰
생각 판단 여기다
돌아서다 전환
기르다 키우다 사육 재배 양육
제자 후학 문하생
학과 전공
담당 맡다 책임
속하다 소속
대표 대표하다 CEO 최고경영자
사장 대표
소유 가지다 보유 지니다 갖다
부르다 일컫다 불리다 지칭 칭하다 명명 부르다
이름 명칭 이름나다
유명 알려지다 이름나다 저명
가능 가능하다
필요 요구되다 필수
입장료 관람료
쉬다 휴관 휴업 휴무 휴식
떨어지다 거리
흘러나오다 유출 새다
퍼지다 확산 번지다 확대
붕괴 무너지다
충돌 부딪치다 부딪히다
침몰 가라앉다
추락 떨어지다
폭발 터지다
고장 망가지다
증명 입증
고치다 수정
합치다 통합 합병 합하다
나누다 분할 분리 쪼개다 나뉘다
연결 잇다 이어지다
전달 전하다
공유 나누다
저장 보관
실행 구동 돌리다
입력 넣다 적다
출력 인쇄
누르다 클릭 선택
종료 끝나다 마치다 끝내다 마감 폐막
완료 마치다 끝내다 마무리
출발 떠나다
도착 다다르다 닿다
귀국 돌아오다
복귀 돌아오다
모금 모으다 걷다 성금
모집 모으다 뽑다
조립 짜맞추다
수확 거두다
심다 식재
덮다 가리다
끼다 끼우다
감염 걸리다 옮다
치료 고치다 낫다
진단 판정
수술 시술
예방 막다
접종 맞다
관찰 살피다 보다
측정 재다
계산 셈
기준 잣대
근거 바탕 토대 기반
따르다 의하다 준하다 근거
위치 자리하다 있다 자리잡다
불출마 출마
협력 손잡다 공조 협업
경쟁 겨루다 맞붙다 다투다
상대 맞서다
승리 이기다 꺾다 누르다 제압
패배 지다 패하다
진출 오르다 나가다
출연 나오다 등장
주연 주인공
감독 연출
작곡 곡
노래 곡 가창
소설 작품
그림 회화
공연 무대
관객 관람객
팬 애호가
선거 투표
득표 얻다 표
법안 법률안 개정안
법 법률
통과 가결 의결
국회 의회
장관 각료
대통령 정상
외교 외무
군 군대 군사
전쟁 전투
평화 화평
조약 협정 협약
서명 조인
침략 침공 쳐들어오다
독립 광복 해방
왕 임금 국왕
즉위 왕위 오르다
벼슬 관직
반포 공포 알리다
유래 비롯되다 유래하다
기원 시초 뿌리
발달 발전 성장
번성 융성 번영
쇠퇴 쇠하다
멸망 망하다
"""

# Predicates that deny what they govern: 사용이 금지되다, 인수설을 부인하다.
NEGATORS = frozenset(
    """부인 거부 거절 취소 철회 금지 중단 포기 무산 실패 불가 불가능 불허 배제 부정 백지화 반려 폐기
    면제 중지 그만두다 접다 막다 못하다 없다 아니다 없애다 어렵다 불발 결렬 제외 자제 삼가다
    없이 피하다 모르다 철폐 폐지 해제""".split()
)

# Words that make what they govern uncertain or a thing of the future.
HEDGES: dict[str, Certainty] = {
    **dict.fromkeys(
        """가능성 검토 논의 협의 협상 고려 우려 의혹 혐의 소문 설 추측 관측 제안 건의 촉구 요청
        요구 권고 희망 기대 바라다 원하다 싶다 여부 타진 고민 조율 저울질 모색 제의 주장 미지수 시사
        거론 듯 듯하다 듯싶다 모르다 만지작거리다 추정 위험 위기 청구 신청 고심 점치다 의심""".split(),
        Certainty.POSSIBLE,
    ),
    **dict.fromkeys(
        """계획 예정 방침 목표 추진 구상 전망 예상 예측 준비 의향 생각 뜻 결정 합의 약속 작정
        내다보다 노리다 채비 셈 시도 앞두다 목표하다 선언 필요 위하다 의지 각오 포부 공약
        약속하다 나서다 확정 의결""".split(),
        Certainty.PLANNED,
    ),
    "가능": Certainty.ABLE,
}

# Words that carry the event before them without a meaning of their own.
CARRIERS = frozenset(
    """것 사실 하다 되다 이루어지다 이뤄지다 단행 실시 진행 시행 수행 결과 바 적 점 중 나서다 들어가다
    받다 당하다 시키다 주다 보다 나다 내다 있다 이다 상태 상황 조치 측 완료 마치다 끝내다 마무리 성공
    절차 작업 과정 방식 방안 안 방향 쪽 일 거 데 예 편 법 줄""".split()
)
# Negators and hedges that govern their subject; the others govern their object.
INTRANSITIVE = frozenset(
    """없다 아니다 무산 실패 불발 결렬 가능 불가능 불가 어렵다 완료 이루어지다 이뤄지다 필요 성사 중 있다
    나다 예정 계획 진행 되다""".split()
)
# Carriers that say the event has happened.
COMPLETED = frozenset("완료 마치다 끝내다 마무리 성사 달성 성공 단행".split())

# Words of reporting: who says it is checked, that it is said is not.
SAYING = frozenset(
    """말하다 말 밝히다 설명 강조 전하다 발표 덧붙이다 언급 보도 알리다 이야기 소개 전해지다 알려지다
    의미 뜻하다 뜻 가리키다 따르다 하다 대하다 관하다 통하다 위하다 통해 공개 관계자 설명하다 답 답하다
    답변 나타내다 나오다 나타나다 언론 소식 내용 기사 문서 자료 공식 확인 집계 기록 조사 파악""".split()
)

# Words that carry no content of their own in a claim.
LIGHT = SAYING | frozenset(
    """것 수 때 해 곳 사람 금액 규모 비율 수치 정도 결과 경우 이유 방법 방식 이름 명칭 시기 시점 날짜
    기간 분야 측 사실 상황 상태 과정 일 점 바 중 등 데 줄 뿐 만 뒤 후 전 간 시 분 년 월 개 번 명 원 이 그 저
    이것 그것 여기 거기 이번 해당 관련 대상 부분 종류 가지 하나 모두 모든 총 전체 약 각 매 또 또한 및
    그리고 그러나 하지만 다만 즉 특히 주로 바로 이미 현재 지금 당시 최근 이후 이전 이래 이때 그때 가운데
    가량 이상 이하 미만 초과 이내 동안 만큼 때문 대비 기준 평균 수준 하다 되다 있다 이다 같다 대하다
    따르다 통하다 위하다 관하다 의하다 보이다 보다 주다 받다 가다 오다 나다 내다 들다 놓다 두다 삼다 갖다
    가지다 지니다 이루다 이루어지다 이뤄지다 생기다 열리다 시키다 당하다 치다 지다 만들다 나서다 들어가다
    진행 실시 이용 활용 사용 제공 경우 가능 가능하다 필요 필요하다 역할 차지 마련 실제 정식 공식 직접
    함께 같이 더 가장 매우 크게 많이 잘 다시 새로 새 처음 최초 다음 지난 오는 지나다 대해 대한 통해 위해
    의해 따라 위 아래 안 밖 속 곁 쪽 면 예정 계획 목표 방침 전망 예상 주 이런 그런 어떤 다른 여러 씨 님
    지역 장소 위치 대표적 주요 대부분 일부 스스로 자신 자기 값 양 량 율 률 액 폭 답변 질문 말씀 하루""".split()
)

# Words that say nothing by themselves, neither denied nor affirmed.
TRIVIAL = frozenset("하다 되다 이다 것 수 바 적 때 점 중 등 데 보다 있다".split()) - {"있다"}
# Predicates around an event; how certain they are is not how certain it is.
EMPTY = TRIVIAL | frozenset(
    """보이다 나타나다 나오다 이르다 달하다 따르다 대하다 통하다 위하다 관하다 의하다 말하다 말 밝히다 설명 강조
    전하다 발표 덧붙이다 언급 보도 알리다 이야기 소개 전해지다 알려지다 집계 기록 확인 조사 파악 결과 정도 수준
    측 사실 상황 상태 경우 가다 오다 들다 두다 삼다 지나다 같다 예정 계획 방침 목표 예상 전망 가능성 검토 추진 논의
    있다 없다""".split()
)

# Words that a claim may bring along: what they say is checked elsewhere.
WEAK = frozenset("시작 시작되다 끝나다 종료 마감 개막 폐막 두 세 네 다섯 여섯 일곱 여덟 아홉 열".split())

# With 가장 these say what the other side of the pair says.
SUPERLATIVES = {
    "크다": "최대",
    "많다": "최다",
    "높다": "최고",
    "길다": "최장",
    "작다": "최소",
    "적다": "최소",
    "낮다": "최저",
    "짧다": "최단",
}

# Syllables that make a new noun of one: 합격자, 인상률.
SUFFIXES = frozenset("자 률 율 량 액 비 금 안 식 설 권 표 세 폭 기 장 소 팀 단 원 국 측 형 용 급 론 율 료 품 지 사 회".split())

# A plan or a future event lies in a clause with one of these.
FUTURE = frozenset("내년 내달 향후 앞으로 차기 내후년 내주 장차".split())

Pole = tuple[int, int]


def _poles() -> tuple[dict[str, frozenset[Pole]], list[frozenset[int]]]:
    found: dict[str, set[Pole]] = {}
    binary: set[int] = set()
    strict: set[int] = set()
    converse: set[int] = set()
    relational: set[int] = set()
    for axis, line in enumerate(_AXES.strip().splitlines()):
        marks = line[: len(line) - len(line.lstrip("!=~@"))]
        if "=" in marks:
            binary.add(axis)
        if "!" in marks:
            strict.add(axis)
        if "~" in marks:
            converse.add(axis)
        if "@" in marks:
            relational.add(axis)
        for pole, words in enumerate(line.lstrip("!=~@").split("|")):
            for word in words.split():
                found.setdefault(word, set()).add((axis, pole))
    return {word: frozenset(poles) for word, poles in found.items()}, [
        frozenset(axes) for axes in (binary, strict, converse, relational)
    ]


def _groups() -> dict[str, frozenset[int]]:
    found: dict[str, set[int]] = {}
    for number, line in enumerate(_SYNONYMS.strip().splitlines()):
        for word in line.split():
            found.setdefault(word, set()).add(number)
    return {word: frozenset(numbers) for word, numbers in found.items()}


# Word → its places on the axes; axes where denying one pole asserts the other; axes where a
# claim's word must have its like in the evidence; axes of two sides of one event.
POLES, (BINARY_AXES, STRICT_AXES, CONVERSE_AXES, RELATIONAL_AXES) = _poles()
# Word → the numbers of its groups of synonyms.
SYNONYMS = _groups()


def certainty_supports(source: Certainty, claim: Certainty) -> bool:
    """Tell whether a source that is ``source`` about an event supports a claim that is ``claim``.

    Args:
        source: Certainty of the event in the cited text.
        claim: Certainty of the same event in the claim.
    """
    allowed = {
        Certainty.DONE: {Certainty.STATED, Certainty.DONE},
        Certainty.STATED: set(Certainty) - {Certainty.POSSIBLE},
        Certainty.ABLE: set(Certainty),
        Certainty.PLANNED: {Certainty.PLANNED, Certainty.ABLE, Certainty.STATED},
        Certainty.POSSIBLE: set(Certainty) - {Certainty.DONE},
    }
    return source in allowed[claim]
