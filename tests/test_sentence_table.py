from __future__ import annotations

from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from rag.documents import Document
from rag.korean import default_analyzer
from rag.sentence_table import SentenceTable

TEXTS = st.lists(
    st.lists(
        st.sampled_from(["그는 갔다.", "X220은 3,500원이다.", "😀 좋다!", "■"]), max_size=5
    ).map("\n".join),
    min_size=1,
    max_size=4,
)


def build(texts: list[str]) -> tuple[SentenceTable, list[Document]]:
    documents = [Document(id=str(i), title="", text=t, source="s") for i, t in enumerate(texts)]
    sentences_of = [default_analyzer().sentences(text) for text in texts]
    return SentenceTable.build(documents, sentences_of, [[7] * len(s) for s in sentences_of]), (
        documents
    )


@given(TEXTS)
def test_what_is_packed_comes_out_again(texts: list[str]) -> None:
    table, _ = build(texts)
    expected = [s for text in texts for s in default_analyzer().sentences(text)]
    assert [table.sentence(i) for i in range(len(table))] == expected
    for number, text in enumerate(texts):
        assert len(table.of_document(number)) == len(default_analyzer().sentences(text))


def test_save_and_load_keep_everything(tmp_path: Path) -> None:
    table, documents = build(["그는 갔다. 나는 왔다.", "", "끝이다."])
    table.save(tmp_path)
    loaded = SentenceTable.load(tmp_path, documents)
    assert len(loaded) == 3
    assert [loaded.sentence(i) for i in range(3)] == [table.sentence(i) for i in range(3)]
    assert loaded.of_passage(7) == range(3)
    assert loaded.of_document(1) == range(2, 2)
