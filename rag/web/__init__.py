"""A pipeline in; the web chat out, on a port."""

from rag.web.app import make_app
from rag.web.loading import PipelineLoader, give_back_what_is_freed
from rag.web.logs import log_to_terminal
from rag.web.network import address, bind, refuse_open_door
from rag.web.serving import serve

__all__ = [
    "PipelineLoader",
    "address",
    "bind",
    "give_back_what_is_freed",
    "log_to_terminal",
    "make_app",
    "refuse_open_door",
    "serve",
]
