"""What can be asked at all."""

from __future__ import annotations

from rag.errors import QuestionError
from rag.korean import holds_word, normalize

MAX_QUESTION_CHARS = 2000


def check_question(question: str) -> str:
    """Normalise a question and refuse what cannot be one.

    Args:
        question: What was typed.

    Returns:
        The normalised question without surrounding white space.

    Raises:
        QuestionError: If the question is empty, too long, or holds no word.
    """
    if len(question) > MAX_QUESTION_CHARS:
        raise QuestionError(
            f"the question has {len(question):,} characters; at most {MAX_QUESTION_CHARS:,} "
            "are read; ask a shorter one",
            korean=f"질문이 너무 깁니다({len(question):,}자). "
            f"{MAX_QUESTION_CHARS:,}자 이내로 줄여 주세요.",
        )
    question = normalize(question).strip()
    if not question:
        raise QuestionError(
            "the question is empty; ask one, such as: rag ask '이 기사의 제목은 무엇인가요?'",
            korean="질문이 비어 있습니다. 궁금한 것을 적어 주세요.",
        )
    if not holds_word(question):
        raise QuestionError(
            f"the question {question[:40]!r} holds no word to look for; ask one in words",
            korean="질문에서 찾을 낱말이 보이지 않습니다. 낱말로 된 질문을 적어 주세요.",
        )
    return question
