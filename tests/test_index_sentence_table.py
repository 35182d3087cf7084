from __future__ import annotations

from itertools import pairwise
from pathlib import Path

from hypothesis import example, given
from hypothesis import strategies as st

from rag.encoder.tokens import SHARED_SENTENCES, WINDOW_CHARS, cut_windows
from rag.index.sentence_table import SentencePacker, SentenceTable
from rag.korean import Sentence, default_analyzer
from rag.sources import Document

TEXTS = st.lists(
    st.lists(
        st.sampled_from(["그는 갔다.", "X220은 3,500원이다.", "😀 좋다!", "■"]), max_size=5
    ).map("\n".join),
    min_size=1,
    max_size=4,
)


def packed(sentences_of: list[list[Sentence]], documents: list[Document]) -> SentenceTable:
    """Pack sentences, with the number of their document for that of their passage."""
    packer = SentencePacker()
    for number, sentences in enumerate(sentences_of):
        packer.add(sentences, [number] * len(sentences))
    return packer.table(documents)


def build(texts: list[str]) -> tuple[SentenceTable, list[Document]]:
    documents = [Document(id=str(i), title="", text=t, source="s") for i, t in enumerate(texts)]
    sentences_of = [default_analyzer().sentences(text) for text in texts]
    return packed(sentences_of, documents), documents


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
    assert loaded.of_passage(2) == range(2, 3)
    assert loaded.of_document(1) == range(2, 2)


@st.composite
def spans(draw: st.DrawFn) -> list[tuple[int, int]]:
    """Sentences one after the other; some are longer than a window."""
    found, end = [], 0
    for length in draw(st.lists(st.integers(1, 200) | st.integers(400, 600), max_size=30)):
        start = end + draw(st.integers(0, 3))
        end = start + length
        found.append((start, end))
    return found


@given(spans())
@example([(0, 200), (220, WINDOW_CHARS)])
def test_windows_hold_every_sentence_in_order(sentences: list[tuple[int, int]]) -> None:
    windows = cut_windows(sentences)
    assert {n for window in windows for n in window} == set(range(len(sentences)))
    for window in windows:
        assert len(window) >= 1
        length = sentences[window[-1]][1] - sentences[window[0]][0]
        assert length <= WINDOW_CHARS or len(window) == 1
    for window, following in pairwise(windows):
        # One further sentence would have been too much.
        assert sentences[window.stop][1] - sentences[window.start][0] > WINDOW_CHARS
        assert window.start < following.start
        assert window.stop - following.start == min(SHARED_SENTENCES, len(window) - 1)


@given(st.lists(spans(), min_size=1, max_size=3))
def test_windows_of_a_document_hold_its_sentences_alone(
    documents: list[list[tuple[int, int]]],
) -> None:
    sentences_of = [[Sentence(a, b, "", ()) for a, b in own] for own in documents]
    table = packed(sentences_of, [Document(str(n), "", "", "s") for n in range(len(documents))])
    for number, own in enumerate(documents):
        first = table.of_document(number).start
        assert table.windows_of(number) == tuple(
            range(first + w.start, first + w.stop) for w in cut_windows(own)
        )
        assert table.windows_of(number) is table.windows_of(number), "cut once"
