"""The web chat as an ASGI app: the page, and the fences around it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import rag
from rag.web import style
from rag.web.bodies import SmallJson
from rag.web.events import Events
from rag.web.inside_gradio import Memory, shapes, tighten
from rag.web.limits import MOST_WAITING_PAGES, Limits, RequestLimits, for_one_client
from rag.web.metrics import WAITING
from rag.web.origin import OwnOrigin
from rag.web.page import build_interface
from rag.web.places import Places
from rag.web.routes import OpenRoutes
from rag.web.sessions import Sessions
from rag.web.upload_routes import UploadRoutes
from rag.web.uploads import UploadLimits, Uploads
from rag.web.visitors import Visitors

if TYPE_CHECKING:
    from fastapi import FastAPI

    from rag.web.feedback import Feedback
    from rag.web.loading import PipelineLoader


def make_app(
    loader: PipelineLoader,
    limits: Limits | None = None,
    upload_limits: UploadLimits | None = None,
    *,
    feedback: Feedback | None = None,
    root_path: str = "",
) -> FastAPI:
    """Put the page on a server that gives away no file, and records nothing.

    Args:
        loader: Gives the pipeline; need not be started yet.
        limits: How much it serves and keeps; without them, the usual ones.
        upload_limits: How much visitors may add; without them, the usual ones.
        feedback: Where it is written down what users say of answers; without it, in the user's
            data folder.
        root_path: The path below which a proxy shows it, such as ``/chat``.

    Returns:
        An ASGI app, for :func:`rag.web.serving.serve`.
    """
    import gradio as gr
    from fastapi import FastAPI

    from rag.web.api import Answering, add_endpoints, add_routes

    limits = limits or Limits()
    uploads = Uploads(loader, upload_limits)
    # Programs are answered from the index, and from what is shared.
    answering = Answering(uploads.source(""), Places(limits.answers, limits.waiting))
    places = Places(limits.answers, MOST_WAITING_PAGES)
    page = build_interface(loader, uploads, feedback, places=places)
    with page:
        add_endpoints(answering)
    tighten(page, limits)
    no_docs: dict[str, Any] = {"docs_url": None, "redoc_url": None, "openapi_url": None}
    # The description of the API alone: pages that show it load scripts from elsewhere.
    app = FastAPI(
        title="Korean document chat", version=rag.__version__, docs_url=None, redoc_url=None
    )
    add_routes(app, answering)
    gr.mount_gradio_app(
        app,
        page,
        path="/",
        app_kwargs=no_docs,
        root_path=root_path or None,
        allowed_paths=[],
        max_file_size=1,
        footer_links=[],
        run_history=False,
        ssr_mode=False,
        mcp_server=False,
        enable_monitoring=False,
        theme=style.theme(),
        head=style.head(),
    )
    memory = Memory(page)
    WAITING.labels("page").set_function(lambda: places.waiting)
    sessions = Sessions(
        memory.forget,
        most=limits.sessions,
        most_programs=limits.programs,
        seconds=limits.session_seconds,
        is_wanted=lambda key: memory.unread(key) > 0,
    )
    # The last is asked first: what costs least to refuse.
    app.add_middleware(
        Events,
        shapes=shapes(page),
        sessions=sessions,
        memory=memory,
        is_full=lambda: places.is_full,
        most_asked_by_program=for_one_client(limits.programs),
    )
    app.add_middleware(UploadRoutes, uploads=uploads)
    app.add_middleware(Visitors)
    app.add_middleware(RequestLimits, limits=limits)
    # Before the limits: a body that never comes takes no place of those who ask.
    app.add_middleware(SmallJson, most_bytes=limits.body_bytes)
    app.add_middleware(OwnOrigin)
    app.add_middleware(OpenRoutes)
    return app
