"""Questions with windows of other documents than theirs, as a folder of many brings them.

A document read alone never shows what another one says of the like, so a reader that has only
learned from the windows of one document takes "reports are due in ten days" for an answer to how
many days of leave there are.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import replace

from rag.korean import content_form, default_analyzer
from training.encoder.as_files import ReadWindow, as_file, finder_over, window_as_served
from training.encoder.examples import WindowExample, window_example
from training.encoder.texts import Question, Text

_WINDOWS = 6
# So many are asked of all texts, at 20 ms each.
_QUESTIONS = 12_000
_NAMING_TAGS = frozenset({"NNG", "NNP", "SL", "SN", "SH"})
# A word that more documents have than this share does not tell one from another.
_COMMON = 0.05


def folder_examples(texts: Sequence[Text], chance: random.Random) -> list[WindowExample]:
    """Ask each question of all texts at once.

    Many questions do not say which document they mean, and another may well answer them. So only
    a window counts as one that does not answer which lacks the rare words that the question shares
    with its own document, and the answer.

    Args:
        texts: What the folder holds.
        chance: Draws.

    Returns:
        For each question drawn that another document's windows come up for: the likest of these,
        and, where its own document answers it, a window that does so.
    """
    read = [as_file(text, "texts") for text in texts]
    finder = finder_over([document for document, _ in read])
    found: list[WindowExample] = []
    asked = [*telling_questions([text for _, text in read])]
    for home, question, telling in chance.sample(asked, min(_QUESTIONS, len(asked))):
        search = finder.search(question.text)
        others = (
            window_as_served(window)
            for window in search.windows(_WINDOWS)
            if window[0].passage.document_id != read[home][0].id
        )
        wrong = next((w for w in others if _lacks(w, (*telling, *question.answers))), None)
        if wrong is None:
            continue
        unanswered = replace(question, document="", evidence=(), answer=None, answers=())
        found.append(window_example(wrong, unanswered))
        right = [
            window
            for window in map(window_as_served, search.windows(_WINDOWS, home))
            if window.touched(question.evidence)
        ]
        if right:
            found.append(window_example(chance.choice(right), question))
    return found


def telling_questions(texts: Sequence[Text]) -> Iterator[tuple[int, Question, tuple[str, ...]]]:
    """Find the questions that tell which of some texts they mean, by a rare word of it.

    Yields:
        The number of the text, the question, and the words that tell.
    """
    whole = [_plain(f"{text.title}\n{text.text}") for text in texts]
    held: dict[str, int] = {}
    for home, text in enumerate(texts):
        for question in text.questions:
            names = [name for name in _names(question.text) if name in whole[home]]
            for name in names:
                if name not in held:
                    held[name] = sum(name in other for other in whole)
            telling = tuple(name for name in names if held[name] <= _COMMON * len(whole))
            if telling:
                yield home, question, telling


def _names(question: str) -> set[str]:
    """What a question names its matter by: not its verbs, which any document may have."""
    morphemes = default_analyzer().morphemes(question)
    return {_plain(content_form(m)) for m in morphemes if m.tag in _NAMING_TAGS}


def _lacks(window: ReadWindow, telling: Sequence[str]) -> bool:
    text = _plain(f"{window.title}\n{window.text}")
    return not any(_plain(word) in text for word in telling)


def _plain(text: str) -> str:
    return text.replace(",", "").lower()
