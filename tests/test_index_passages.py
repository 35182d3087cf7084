from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from rag.index.passages import split_passages
from rag.korean import default_analyzer
from rag.sources import Document

BODIES = st.lists(
    st.sampled_from(["그는 갔다.", "값은 3,500억원으로 올랐다.", "\n\n", "짧다.", "제목 줄\n"]),
    max_size=30,
).map(" ".join)


@given(BODIES, st.integers(1, 120), st.booleans())
def test_passages_are_whole_sentences_in_order_and_miss_nothing(
    body: str, max_chars: int, has_header: bool
) -> None:
    text = f"제목이다\n\n{body}" if has_header else body
    document = Document(
        id="d", title="제목이다", text=text, source="s", header_end=4 if has_header else 0
    )
    sentences = default_analyzer().sentences(text)
    passages = split_passages(document, sentences, max_chars)

    starts = {sentence.start for sentence in sentences}
    ends = {sentence.end for sentence in sentences}
    covered: set[int] = set()
    previous_end = 0
    for passage in passages:
        assert text[passage.start : passage.end] == passage.text
        assert passage.start in starts
        assert passage.end in ends
        assert passage.start >= previous_end
        previous_end = passage.end
        covered.update(range(passage.start, passage.end))
        one_sentence = (passage.start, passage.end) in {(s.start, s.end) for s in sentences}
        assert len(passage.text) <= max_chars or one_sentence or passage.is_header
    assert all(i in covered for i, character in enumerate(text) if not character.isspace())
    assert [p.is_header for p in passages] == [has_header and i == 0 for i in range(len(passages))]
    assert len({passage.id for passage in passages}) == len(passages)


def test_sentences_fill_a_passage_up_to_the_limit() -> None:
    text = "가나 간다. 나라 간다. 다리 간다."
    document = Document(id="d", title="", text=text, source="s")
    passages = split_passages(document, default_analyzer().sentences(text), max_chars=13)
    assert [passage.text for passage in passages] == ["가나 간다. 나라 간다.", "다리 간다."]
