"""What was said in; a question that stands alone out, or what else it asks for."""

from rag.conversation.answer_request import AnswerRequest, Asked, adapt, asked_now
from rag.conversation.context import Context
from rag.conversation.dialogue import Aside, SummaryOf, look_up, stand_alone, understand
from rag.conversation.questions import MAX_QUESTION_CHARS, check_question
from rag.conversation.rewriting import rewrite
from rag.conversation.standalone import StandaloneQuestion, make_standalone
from rag.conversation.summary_request import SummaryRequest
from rag.conversation.turns import History, Turn, turns_of

__all__ = [
    "MAX_QUESTION_CHARS",
    "AnswerRequest",
    "Aside",
    "Asked",
    "Context",
    "History",
    "StandaloneQuestion",
    "SummaryOf",
    "SummaryRequest",
    "Turn",
    "adapt",
    "asked_now",
    "check_question",
    "look_up",
    "make_standalone",
    "rewrite",
    "stand_alone",
    "turns_of",
    "understand",
]
