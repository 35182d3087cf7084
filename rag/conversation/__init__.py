"""What was said in; a question that stands alone out, or what else it asks for."""

from rag.conversation.answer_request import AnswerRequest, Asked, adapt, asked_now
from rag.conversation.context import Context
from rag.conversation.dialogue import Aside, SummaryOf, look_up, stand_alone, understand
from rag.conversation.questions import MAX_QUESTION_CHARS, check_question
from rag.conversation.rewriting import rewrite
from rag.conversation.small_talk import reply_to, small_talk
from rag.conversation.standalone import StandaloneQuestion, make_standalone
from rag.conversation.summary_request import SummaryRequest, summary_request
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
    "reply_to",
    "rewrite",
    "small_talk",
    "stand_alone",
    "summary_request",
    "turns_of",
    "understand",
]
