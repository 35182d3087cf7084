"""What was said in; a question that stands alone out, or what else it asks for."""

from rag.conversation.context import Context, context_of, settle, surer
from rag.conversation.questions import MAX_QUESTION_CHARS, check_question
from rag.conversation.rewriting import rewrite
from rag.conversation.small_talk import reply_to, small_talk
from rag.conversation.standalone import StandaloneQuestion, make_standalone
from rag.conversation.summary_request import SummaryRequest, documents_named, summary_request

__all__ = [
    "MAX_QUESTION_CHARS",
    "Context",
    "StandaloneQuestion",
    "SummaryRequest",
    "check_question",
    "context_of",
    "documents_named",
    "make_standalone",
    "reply_to",
    "rewrite",
    "settle",
    "small_talk",
    "summary_request",
    "surer",
]
