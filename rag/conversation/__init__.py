"""Makes a follow-up question whole before anything is looked up."""

from rag.conversation.rewriting import rewrite
from rag.conversation.standalone import StandaloneQuestion, make_standalone

__all__ = ["StandaloneQuestion", "make_standalone", "rewrite"]
