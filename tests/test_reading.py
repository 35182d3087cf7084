"""From windows of text to evidence, with an encoder that says what is written down for it."""

from __future__ import annotations

from collections.abc import Mapping
from types import SimpleNamespace

import numpy as np
import pytest
from fakes import CharacterEmbedder
from hypothesis import given
from hypothesis import strategies as st
from reading_fakes import UNLIKE, ScriptedEncoder, calibration, config, scores

from rag.encoder import Window
from rag.errors import ModelError
from rag.index import PassageIndex, build_index, load_index
from rag.korean import Analyzer, default_analyzer, index_terms
from rag.reading import Band, Reader, Reading
from rag.reading.calibration import Calibration
from rag.reading.features import CONFIDENCE_FEATURES, RANK_FEATURES
from rag.reading.reader import WINDOWS
from rag.retrieval import Retriever, SearchResult, SentenceCandidate
from rag.sources import Document

HEADER = "가람시, 새 다리 개통\n누리일보\n입력 2024.05.13. 오전 9:00"
OPENED = "가람시는 지난 3월 5일 나루강에 새 다리를 개통했다."
LENGTH = "다리는 길이가 1,200미터이고 공사비로 350억원이 들었다."
COLD = "그날 가람시의 기온은 -7도였다."
SAID = "한도윤 시장은 “출근 시간이 20분 줄어든다”고 말했다."
BRIDGE = Document(
    id="bridge",
    title="가람시, 새 다리 개통",
    text=f"{HEADER}\n\n{OPENED}\n{LENGTH} {COLD}\n\n{SAID}",
    source="bridge.txt",
    header_end=len(HEADER),
)
# Long enough for several windows, and each sentence another.
LOG = Document(
    id="log",
    title="나루강 다리의 공사 일지",
    text="\n".join(
        f"공사 {n}일째에는 기둥 {n}번을 강바닥에 세우고 물을 뺐다." for n in range(1, 61)
    ),
    source="log.txt",
)
DOCUMENTS = {document.id: document for document in (BRIDGE, LOG)}
NUMBER = {id_: number for number, id_ in enumerate(DOCUMENTS)}


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory, analyzer: Analyzer) -> PassageIndex:
    folder = tmp_path_factory.mktemp("index")
    build_index(
        list(DOCUMENTS.values()),
        embedder=CharacterEmbedder(),
        analyzer=analyzer,
        passage_chars=300,
        index_dir=folder,
    )
    return load_index(folder)


def search(index: PassageIndex, question: str) -> SearchResult:
    terms = index_terms(default_analyzer().morphemes(question), question)
    return Retriever(index, CharacterEmbedder()).search(question, terms)


def read(
    index: PassageIndex,
    question: str,
    encoder: ScriptedEncoder,
    document: str | None = None,
    **reading: object,
) -> Reading:
    return Reader(encoder, calibration(**reading)).read(
        question,
        default_analyzer().morphemes(question),
        search(index, question),
        None if document is None else NUMBER[document],
    )


def texts(reading: Reading) -> list[str]:
    return [item.candidate.sentence.text for item in reading.evidence]


def likely(**by_sentence: float) -> ScriptedEncoder:
    known = {"opened": OPENED, "length": LENGTH, "cold": COLD, "said": SAID}
    return ScriptedEncoder(scores({known[name]: score for name, score in by_sentence.items()}))


class TestWindows:
    @pytest.mark.parametrize("question", ["다리는 언제 개통했어?", "기둥 30번은 언제 세웠어?"])
    def test_the_encoder_is_given_the_text_as_it_stands(
        self, index: PassageIndex, question: str
    ) -> None:
        encoder = ScriptedEncoder()
        read(index, question, encoder)
        assert {asked for asked, _ in encoder.given} == {question}
        windows = [window for _, part in encoder.given for window in part]
        assert 1 <= len(windows) <= WINDOWS
        for window in windows:
            (document,) = [d for d in DOCUMENTS.values() if d.title == window.title]
            first = window.text[slice(*window.sentences[0])]
            begin = document.text.index(first)
            assert window.text.split() == document.text[begin:][: len(window.text)].split()
            for start, end in window.sentences:
                assert window.text[start:end] == document.text[begin + start : begin + end]

    def test_one_document_can_be_read_alone(self, index: PassageIndex) -> None:
        encoder = ScriptedEncoder()
        reading = read(index, "다리는 언제 개통했어?", encoder, "log")
        windows = [window for _, part in encoder.given for window in part]
        assert {window.title for window in windows} == {LOG.title}
        assert {e.candidate.passage.document_id for e in reading.evidence} == {"log"}

    @pytest.mark.parametrize(("score", "parts"), [(1.7, 3), (1.8, 1)])
    def test_no_more_is_read_once_the_first_windows_settle_it(
        self, index: PassageIndex, score: float, parts: int
    ) -> None:
        encoder = ScriptedEncoder(lambda *_: score)
        read(index, "기둥 30번은 언제 세웠어?", encoder)
        assert [len(windows) for _, windows in encoder.given] == [2, 2, 1][:parts]

    def test_long_titles_are_cut(self, index: PassageIndex) -> None:
        (window,) = search(index, "다리는 언제 개통했어?").windows(1, NUMBER["bridge"])
        long = [
            SentenceCandidate(c.sentence, c.passage, c.position, 0, 0, title="긴 제목 " * 40)
            for c in window
        ]
        encoder = ScriptedEncoder()
        Reader(encoder, calibration()).read_windows("다리?", [long])
        assert len(encoder.given[0][1][0].title) == 80


def overlapping(index: PassageIndex) -> list[tuple[SentenceCandidate, ...]]:
    """Two windows of the log; the first ends with what the second begins with."""
    table = index.sentences
    first, second, *_ = table.windows_of(NUMBER["log"])
    assert set(first) & set(second)
    found = search(index, "다리?")
    return [tuple(found.candidate(n) for n in window) for window in (first, second)]


class TestOverlap:
    def test_each_sentence_is_read_once(self, index: PassageIndex) -> None:
        windows = overlapping(index)
        found = Reader(ScriptedEncoder(), calibration()).read_windows("다리?", windows)
        positions = [s.candidate.position for s in found]
        assert positions == list(range(windows[1][-1].position + 1))

    @pytest.mark.parametrize("better", [0, 1])
    def test_it_is_read_in_the_window_that_shows_it_best(
        self, index: PassageIndex, better: int
    ) -> None:
        windows = overlapping(index)
        shared = windows[1][0]
        opening = [window[0].sentence.text for window in windows]

        def score(_question: str, window: Window, sentence: str) -> float:
            if sentence != shared.sentence.text:
                return UNLIKE
            return 2.0 if window.text.startswith(opening[better]) else 1.0

        short = f"기둥 {shared.position + 1}번"
        encoder = ScriptedEncoder(score, {short: 0.9})
        found = Reader(encoder, calibration()).read_windows("다리?", windows)
        (sentence,) = [s for s in found if s.candidate.position == shared.position]
        assert sentence.encoder == 2
        assert sentence.answerable == 1
        own = " ".join(c.sentence.text for c in windows[better])
        assert sentence.window == f"{LOG.title}\n{own}".lower()
        assert sentence.short_answer is not None
        place = sentence.short_answer
        assert LOG.text[place.start : place.end] == short
        assert shared.sentence.start <= place.start < place.end <= shared.sentence.end


class TestHeaders:
    def test_a_header_is_left_out_where_there_is_a_text(self, index: PassageIndex) -> None:
        title = scores({BRIDGE.title: 9.0, OPENED: 1.0})
        reading = read(index, "다리는 언제 개통했어?", ScriptedEncoder(title))
        assert texts(reading)[0] == OPENED
        assert not any(item.candidate.passage.is_header for item in reading.evidence)

    def test_a_header_alone_is_read(self, index: PassageIndex) -> None:
        (edges,) = search(index, "다리?").edges(NUMBER["bridge"])
        window = [candidate for candidate in edges if candidate.passage.is_header]
        found = Reader(ScriptedEncoder(), calibration()).read_windows("다리?", [window])
        assert [s.candidate.sentence.text for s in found] == HEADER.split("\n")

    @pytest.mark.parametrize(
        ("question", "expected"),
        [
            ("이 기사는 언제 나왔어?", "입력 2024.05.13. 오전 9:00"),
            ("어느 언론사 기사야?", "누리일보"),
            ("기사 제목이 뭐야?", BRIDGE.title),
        ],
    )
    def test_it_answers_what_is_asked_about_the_document(
        self, index: PassageIndex, question: str, expected: str
    ) -> None:
        encoder = ScriptedEncoder()
        reading = read(index, question, encoder, "bridge")
        assert texts(reading) == [expected]
        assert reading.band is Band.SURE
        assert encoder.given == []

    def test_a_document_that_does_not_say_it_has_no_answer(self, index: PassageIndex) -> None:
        first = LOG.text.split("\n")[0]
        reading = read(
            index, "이 기사는 언제 나왔어?", ScriptedEncoder(scores({first: 9.0})), "log"
        )
        assert (reading.band, reading.confidence) == (Band.NONE, 0.0)


class TestBands:
    @pytest.mark.parametrize(
        ("log_odds", "band"),
        [(1.39, Band.SURE), (1.38, Band.POSSIBLE), (-0.84, Band.POSSIBLE), (-0.85, Band.NONE)],
    )
    def test_two_limits_part_three_bands(
        self, index: PassageIndex, log_odds: float, band: Band
    ) -> None:
        # .8 and .3 are log odds of 1.386 and -.847.
        reading = read(index, "다리는 언제 개통했어?", likely(opened=log_odds))
        assert reading.band is band
        assert reading.answerable is (band is Band.SURE)
        assert reading.confidence == pytest.approx(1 / (1 + np.exp(-log_odds)), abs=1e-6)
        assert texts(reading) == [OPENED], "what comes closest is told in any band"

    def test_without_windows_there_is_nothing(self) -> None:
        nothing = SimpleNamespace(windows=lambda *_: [], edges=lambda *_: [])
        reader = Reader(ScriptedEncoder(), calibration())
        assert reader.read("다리는?", (), nothing, len) == Reading((), 0.0, Band.NONE)

    def test_the_model_says_its_name(self) -> None:
        reader = Reader(ScriptedEncoder(), calibration())
        assert (reader.name, reader.fingerprint) == ("scripted", "scripted-1")


class TestEvidence:
    @pytest.mark.parametrize(
        ("by_sentence", "expected"),
        [
            ({"said": 2.0, "opened": 1.5}, [OPENED, SAID]),
            ({"said": 2.0, "opened": 0.9}, [SAID]),
            ({"said": -0.5, "opened": -1.1}, [SAID]),
            ({"said": 2.0, "opened": 1.9, "cold": 1.8, "length": 1.7}, [OPENED, COLD, SAID]),
        ],
        ids=["close", "too far below", "unlikely by itself", "three at most"],
    )
    def test_sentences_that_come_close_are_shown_in_their_order(
        self, index: PassageIndex, by_sentence: Mapping[str, float], expected: list[str]
    ) -> None:
        assert texts(read(index, "다리는 언제 개통했어?", likely(**by_sentence))) == expected

    def test_all_are_of_one_document(self, index: PassageIndex) -> None:
        other = "공사 10일째에는 기둥 10번을 강바닥에 세우고 물을 뺐다."
        encoder = ScriptedEncoder(scores({OPENED: 2.0, other: 1.9}))
        reading = read(index, "강바닥에 기둥을 세우고 개통한 다리는?", encoder)
        assert other in "".join(window.text for window in encoder.given[0][1])
        assert texts(reading) == [OPENED]

    @given(st.dictionaries(st.sampled_from(["opened", "length", "cold", "said"]), st.floats(-9, 9)))
    def test_whatever_the_scores_it_is_sound(
        self, index: PassageIndex, by_sentence: Mapping[str, float]
    ) -> None:
        reading = read(index, "다리는 언제 개통했어?", likely(**by_sentence))
        assert 1 <= len(reading.evidence) <= 3
        positions = [item.candidate.position for item in reading.evidence]
        assert positions == sorted(set(positions))
        assert len({item.candidate.passage.document_id for item in reading.evidence}) == 1
        best = max(reading.evidence, key=lambda item: item.score)
        assert best.score == reading.confidence
        assert all(0 <= item.score <= 1 for item in reading.evidence)
        assert reading.passages[0] == best.candidate.passage.id
        assert len(set(reading.passages)) == len(reading.passages)


class TestShortAnswer:
    def marks(self, index: PassageIndex, question: str, encoder: ScriptedEncoder) -> list[str]:
        reading = read(index, question, encoder)
        return [
            BRIDGE.text[slice(*item.highlight)]
            for item in reading.evidence
            if item.highlight is not None
        ]

    @pytest.mark.parametrize("score", [3.0, 0.0])
    def test_it_is_marked_in_the_best_sentence(self, index: PassageIndex, score: float) -> None:
        encoder = ScriptedEncoder(
            scores({OPENED: score, COLD: score - 0.5}), {"3월 5일": 0.6, "가람시": 0.9}
        )
        reading = read(index, "다리는 언제 개통했어?", encoder)
        assert [e.highlight is None for e in reading.evidence] == [False, True]
        assert self.marks(index, "다리는 언제 개통했어?", encoder) == ["3월 5일"]

    def test_a_value_is_marked_whole(self, index: PassageIndex) -> None:
        encoder = ScriptedEncoder(scores({COLD: 3.0}), {"7도": 0.6})
        assert self.marks(index, "그날 기온은 몇 도였어?", encoder) == ["-7도"]

    @pytest.mark.parametrize(
        ("question", "score", "probability"),
        [
            # Confidence times probability is to be .25: .95 * .26, .5 * .49.
            ("시장은 누구야?", 3.0, 0.26),
            ("시장은 누구야?", 0.0, 0.49),
            ("시장은 누구야?", -0.9, 0.9),
            ("시장은 왜 말했어?", 3.0, 0.9),
        ],
        ids=["unsure of it", "unsure of both", "refused", "told at length"],
    )
    def test_else_nothing_is_marked(
        self, index: PassageIndex, question: str, score: float, probability: float
    ) -> None:
        encoder = ScriptedEncoder(scores({SAID: score}), {"한도윤": probability})
        assert self.marks(index, question, encoder) == []

    def test_what_the_words_around_tell_is_marked_though_the_encoder_is_unsure(
        self, index: PassageIndex
    ) -> None:
        encoder = ScriptedEncoder(scores({OPENED: 3.0}), {"나루강": 0.1})
        assert self.marks(index, "다리는 언제 개통했어?", encoder) == ["3월 5일"]

    def test_what_contradicts_the_encoder_is_not_marked(self, index: PassageIndex) -> None:
        encoder = ScriptedEncoder(scores({OPENED: 3.0}), {"나루강": 0.9})
        assert self.marks(index, "다리는 언제 개통했어?", encoder) == []


class TestCalibration:
    def test_it_is_what_the_configuration_says(self) -> None:
        weights = {name: n / 8 for n, name in enumerate((*CONFIDENCE_FEATURES, "constant"))}
        found = calibration(confidence=weights, mark=0.125)
        assert found.rank.tolist() == [float(name == "encoder") for name in RANK_FEATURES]
        assert found.confidence.tolist() == list(weights.values())
        assert (found.sure, found.possible, found.mark) == (0.8, 0.3, 0.125)
        assert (found.second_margin, found.second_encoder) == (1.0, -1.0)

    @pytest.mark.parametrize(
        "reading",
        [
            {"rank": dict.fromkeys(RANK_FEATURES[1:], 1.0)},
            {"rank": dict.fromkeys(reversed(RANK_FEATURES), 1.0)},
            {"confidence": dict.fromkeys(CONFIDENCE_FEATURES, 1.0)},
            {"confidence": dict.fromkeys(("other", *CONFIDENCE_FEATURES[1:], "constant"), 1.0)},
        ],
    )
    def test_that_of_other_features_is_refused(self, reading: Mapping[str, object]) -> None:
        with pytest.raises(ModelError, match="scripted was calibrated for other") as caught:
            Calibration.of(config(**reading))
        assert "다시 설치" in caught.value.korean

    def test_a_model_without_one_is_refused(self) -> None:
        with pytest.raises(ModelError, match="scripted"):
            Calibration.of({"name": "scripted"})
