"""What is meant by what is said in a conversation, before anything is looked up."""

from rag.conversation.rewriting import rewrite
from rag.conversation.small_talk import reply_to, small_talk
from rag.conversation.standalone import StandaloneQuestion, make_standalone
from rag.conversation.summary_request import SummaryRequest, documents_named, summary_request

__all__ = [
    "StandaloneQuestion",
    "SummaryRequest",
    "documents_named",
    "make_standalone",
    "reply_to",
    "rewrite",
    "small_talk",
    "summary_request",
]
