"""A pipeline in; the web chat out, on a port."""

from rag.web.app import make_app
from rag.web.limits import Limits
from rag.web.loading import PipelineLoader
from rag.web.logs import log_to_terminal
from rag.web.memory import give_back_what_is_freed
from rag.web.network import Network, refuse_open_door
from rag.web.serving import address, bind, serve
from rag.web.uploads import UploadLimits

__all__ = [
    "Limits",
    "Network",
    "PipelineLoader",
    "UploadLimits",
    "address",
    "bind",
    "give_back_what_is_freed",
    "log_to_terminal",
    "make_app",
    "refuse_open_door",
    "serve",
]
