from __future__ import annotations

import pytest

from rag.conversation.places import of_document


@pytest.mark.parametrize(
    ("question", "document", "rest"),
    [
        ("첫 번째 파일에서 급식비는 얼마야?", 0, "급식비는 얼마야?"),
        ("두 번째 문서 참가비는?", 1, "참가비는?"),
        ("마지막 자료에는 뭐가 있어?", 2, "뭐가 있어?"),
        ("방금 올린 문서에서 참가비는 얼마야?", 2, "참가비는 얼마야?"),
        ("어제 올린 파일에는 뭐라고 나와?", 2, "뭐라고 나와?"),
        ("조금 전에 올린 파일 요약해 줘", 2, "요약해 줘"),
        ("맨 처음 올린 파일 참가비는?", 0, "참가비는?"),
        ("이 기사에서 참가비는?", 1, "참가비는?"),
    ],
)
def test_a_document_is_pointed_at_by_its_place(question: str, document: int, rest: str) -> None:
    assert of_document(question, 3, 1) == (rest, document)


@pytest.mark.parametrize(
    "question",
    [
        "네 번째 파일에서 참가비는?",
        "일주일 전에 올린 파일에서 참가비는?",
        "어제 올린 사람은 누구야?",
        "그 파일은 누가 만들었어?",
    ],
)
def test_what_points_at_no_document_is_left_alone(question: str) -> None:
    assert of_document(question, 3, None) is None
