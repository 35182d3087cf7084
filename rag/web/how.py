"""How an answer was found, as HTML: what was searched, what was read, what was taken, how long."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from rag.answering import Answer, AnswerStatus
from rag.retrieval import RetrievedPassage
from rag.timing import Stage
from rag.web.evidence import passage_pointer, pointer_button
from rag.web.markup import escape, percent

SHOWN_PASSAGES = 6
_SNIPPET_CHARS = 60

_STAGES: Mapping[Stage, str] = {
    Stage.SEARCH: "검색",
    Stage.RERANK: "순위 다시 매기기",
    Stage.READ: "읽기",
    Stage.WRITE: "쓰기와 확인",
}
Score = Callable[[RetrievedPassage], float | None]

# Each with what a whole bar stands for: the highest of its kind, where there is no other measure.
_SCORES: Sequence[tuple[str, str, Score, float | None]] = (
    (
        "뜻",
        "질문과 뜻이 가까운 정도(코사인, 1이 가장 가깝고 0 아래는 멉니다)",
        lambda p: p.dense_score,
        1.0,
    ),
    (
        "낱말",
        "질문의 낱말이 나오는 정도(BM25, 질문의 낱말뿐인 글이라면 1)",
        lambda p: p.lexical_score,
        1.0,
    ),
    ("합침", "둘을 합친 검색 점수(이 순서로 늘어놓았습니다)", lambda p: p.score, None),
    ("읽기", "읽는 모델이 본, 답이 있을 확률(0~1, –는 읽지 않음)", lambda p: p.encoder_score, 1.0),
)


_LEGEND = "막대가 길수록 점수가 높습니다. " + " · ".join(
    f"{name}: {what}" for name, what, *_ in _SCORES
)


def how_html(answer: Answer, turn: int) -> str:
    """Render, folded away, the passages found with their scores, and the time of each stage."""
    found = answer.retrieved[:SHOWN_PASSAGES]
    if not found:
        return ""
    most = {
        name: whole or max(score(each) or 0.0 for each in found)
        for name, _, score, whole in _SCORES
    }
    head = "".join(
        f'<th scope="col"><abbr title="{what}">{name}</abbr></th>' for name, what, *_ in _SCORES
    )
    rows = "".join(_row(each, answer, turn, most) for each in found)
    return (
        f'<details class="how"><summary>어떻게 찾았나요?</summary>'
        f'<p class="meta">{_told(answer)}</p>'
        f'<div class="table" tabindex="0" role="region" aria-label="찾은 부분과 점수"><table>'
        f'<tr><th scope="col">찾은 부분</th>{head}</tr>{rows}</table></div>'
        f'<p class="meta">{_LEGEND}</p>'
        f'<p class="meta">{_times(answer)}</p></details>'
    )


def _row(found: RetrievedPassage, answer: Answer, turn: int, most: Mapping[str, float]) -> str:
    passage = found.passage
    text = " ".join(passage.text.split())
    short = text if len(text) <= _SNIPPET_CHARS else f"{text[:_SNIPPET_CHARS]}…"
    taken = sorted(
        {
            c.number
            for c in answer.citations
            if c.document_id == passage.document_id
            and passage.start <= c.start
            and c.end <= passage.end
        }
    )
    cites = f' <span class="taken">→ {"".join(f"[{n}]" for n in taken)}</span>' if taken else ""
    button = pointer_button(passage_pointer(found, turn, {}), str(found.rank))
    cells = "".join(_bar(score(found), most[name]) for name, _, score, _ in _SCORES)
    return f'<tr><th scope="row">{button} {escape(short)}{cites}</th>{cells}</tr>'


def _bar(score: float | None, most: float) -> str:
    """Draw a score as a bar."""
    if score is None:
        return '<td class="unread">–</td>'
    share = max(0.0, min(score / most, 1.0)) if most > 0 else 0.0
    return f'<td style="--share: {share:.0%}">{score:.2f}</td>'


def _told(answer: Answer) -> str:
    """Say what the reader took, or why it took nothing."""
    taken = len({c.number for c in answer.citations})
    read = sum(each.encoder_score is not None for each in answer.retrieved)
    seen = f"부분 {len(answer.retrieved)}곳을 찾아 {read}곳을 읽었습니다. "
    share = percent(answer.confidence)
    if taken:
        doubt = answer.status is AnswerStatus.POSSIBLE
        but = " 다만 다른 점까지 보면 확실하지 않아, 답일 수 있다고만 했습니다." if doubt else ""
        return f"{seen}문장 {taken}개를 골랐고, 답일 확률은 {share}로 보았습니다.{but}"
    return f"{seen}답일 확률이 {share}뿐이라 답하지 않았습니다."


def _times(answer: Answer) -> str:
    known = [f"{_STAGES[each.stage]} {each.seconds:.2f}초" for each in answer.stages]
    rest = answer.seconds - sum(each.seconds for each in answer.stages)
    if known and rest > 0:
        known.append(f"그 밖 {rest:.2f}초")
    return " · ".join([f"모두 {answer.seconds:.2f}초", *known])
