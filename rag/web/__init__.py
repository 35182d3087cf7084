"""A pipeline in; the web chat out, on a port."""

from rag.web.app import make_app
from rag.web.limits import Limits
from rag.web.loading import PipelineLoader
from rag.web.serving import address, bind, serve
from rag.web.uploads import UploadLimits

__all__ = ["Limits", "PipelineLoader", "UploadLimits", "address", "bind", "make_app", "serve"]
