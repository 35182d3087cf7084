"""Questions of programs in; answers, passages and vectors out, over HTTP, Gradio's API and MCP."""

from rag.web.api.answering import Answering
from rag.web.api.endpoints import add_endpoints
from rag.web.api.routes import add_routes

__all__ = ["Answering", "add_endpoints", "add_routes"]
