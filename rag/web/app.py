"""The web chat as an ASGI app: the page, and the fences around it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import rag
from rag.settings import Settings
from rag.web import style
from rag.web.bodies import SmallJson
from rag.web.events import Events
from rag.web.inside_gradio import Memory, shapes, tighten
from rag.web.limits import MOST_WAITING_PAGES, RequestLimits, for_one_client
from rag.web.metrics import WAITING
from rag.web.origin import OwnOrigin
from rag.web.page import build_interface
from rag.web.places import Places
from rag.web.routes import OpenRoutes
from rag.web.sessions import Sessions
from rag.web.upload_routes import UploadRoutes
from rag.web.uploads import Uploads, VisitorSource
from rag.web.visitors import Visitors

if TYPE_CHECKING:
    from fastapi import FastAPI

    from rag.web.feedback import Feedback
    from rag.web.loading import PipelineLoader


def make_app(
    loader: PipelineLoader,
    settings: Settings | None = None,
    *,
    feedback: Feedback | None = None,
) -> FastAPI:
    """Put the page on a server that gives away no file, and records nothing.

    Args:
        loader: Gives the pipeline; need not be started yet.
        settings: How much it serves and keeps, how much visitors may add, and the path below which
            a proxy shows it; without them, those of the environment.
        feedback: Where it is written down what users say of answers; without it, in the user's
            data folder.
    """
    import gradio as gr
    from fastapi import FastAPI

    from rag.web.api import Answering, add_endpoints, add_routes

    settings = settings or Settings()
    # Conversations of programs: one for each question that waits or is answered.
    programs = settings.max_answers + settings.max_waiting
    uploads = Uploads(loader, settings)
    # Programs are answered from the index, and from what is shared.
    answering = Answering(
        VisitorSource(uploads, ""), Places(settings.max_answers, settings.max_waiting)
    )
    places = Places(settings.max_answers, MOST_WAITING_PAGES)
    page = build_interface(loader, uploads, feedback, places=places)
    with page:
        add_endpoints(answering)
    tighten(page, settings.max_sessions + programs)
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
        root_path=settings.root_path,
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
        most=settings.max_sessions,
        most_programs=programs,
        seconds=settings.session_minutes * 60,
        is_wanted=lambda key: memory.unread(key) > 0,
    )
    # The last is asked first: what costs least to refuse.
    app.add_middleware(
        Events,
        shapes=shapes(page),
        sessions=sessions,
        memory=memory,
        is_full=lambda: places.is_full,
        most_asked_by_program=for_one_client(programs),
    )
    app.add_middleware(UploadRoutes, uploads=uploads)
    app.add_middleware(Visitors)
    most = settings.max_requests
    app.add_middleware(RequestLimits, most=most, most_of_client=settings.max_client_requests)
    # Before the limits: a body that never comes takes no place of those who ask.
    app.add_middleware(SmallJson, most_bytes=settings.max_body_kb * 1024)
    app.add_middleware(OwnOrigin)
    app.add_middleware(OpenRoutes)
    return app
