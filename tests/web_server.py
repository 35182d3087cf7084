"""The whole chat on a free port, in this process, for clients that speak HTTP themselves."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from web_fakes import FakePipeline

from rag.settings import Settings
from rag.web.app import make_app
from rag.web.loading import PipelineLoader
from rag.web.network import address, bind

SECONDS = 20


@contextmanager
def served(pipeline: FakePipeline | None = None, settings: Settings | None = None) -> Iterator[str]:
    """Serve a pipeline that is loaded, and give the address."""
    import uvicorn

    loader = PipelineLoader(lambda _report: pipeline or FakePipeline())
    loader.start()
    loader.wait()
    app = make_app(loader, settings)
    server = uvicorn.Server(uvicorn.Config(app, log_level="warning", ws="none"))
    with bind("127.0.0.1", 0) as listening:
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
        thread.start()
        try:
            yield address(listening)
        finally:
            server.should_exit = True
            thread.join(SECONDS)
