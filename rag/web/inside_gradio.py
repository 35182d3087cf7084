"""What has to be known of Gradio's inside to bound what it keeps and runs.

The only module that touches what Gradio does not publish; ``tests/test_web_inside_gradio.py``
tells when a release of it has that elsewhere.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from gradio import Blocks

# Gradio computes statistics of its last 10,000 events after each event, though nobody sees them.
_MOST_EVENTS_COUNTED = 10


@dataclass(frozen=True, slots=True)
class Shape:
    """What an event of the page may bring along.

    Attributes:
        is_queued: Whether it goes through the queue; if not, it must not.
        inputs: The type of each value: ``str``; ``object`` for whatever a program sends; or
            ``None`` for what the server itself knows.
        triggers: The parts of the page that trigger it, by Gradio's numbers.
        name: By which programs ask for it; ``None`` for an event of the page.
    """

    is_queued: bool
    inputs: tuple[type | None, ...]
    triggers: frozenset[int]
    name: str | None = None


def shapes(page: Blocks) -> dict[int, Shape]:
    """Return the shape of every event of a page, by the number Gradio gives it."""
    return {
        number: Shape(
            is_queued=event.queue,
            inputs=tuple(_kind(part) for part in event.inputs),
            triggers=frozenset(part for part, _ in event.targets if part is not None),
            name=event.api_name or None if event.api_visibility == "public" else None,
        )
        for number, event in page.fns.items()
    }


def _kind(part: object) -> type | None:
    from gradio.components import State
    from gradio.components.api_component import Api

    if isinstance(part, State):
        return None
    return object if isinstance(part, Api) else str


def tighten(page: Blocks, most: int) -> None:
    """Set on a page, before it is mounted, what a server on a port needs of Gradio's limits.

    Args:
        page: The page.
        most: Conversations kept; above what :class:`rag.web.sessions.Sessions` keeps, which knows
            whose answer is still unread.
    """
    # `launch` would set these; a mounted page is never launched. Without the first, Gradio takes
    # any path in a request for a file that it made itself.
    page.has_launched = True
    page.state_session_capacity = most
    # What is asked passes through the queue at once, and waits outside it.
    page.queue(api_open=False, max_size=most)
    page._queue.ANALYTICS_MAX_EVENTS = _MOST_EVENTS_COUNTED
    page._queue.pending_messages_per_session.max_size = most


class Memory:
    """What Gradio keeps for each session."""

    def __init__(self, page: Blocks) -> None:
        """Look into a page's memory."""
        self._page = page
        self._queue: Any = page._queue

    def unread(self, key: str) -> int:
        """Return how many answers of a session are being made or not read yet."""
        return len(self._queue.pending_event_ids_session.get(key, ()))

    def session_of(self, event_id: str) -> str | None:
        """Return the session that an event belongs to, while it is not read to its end."""
        if event := self._queue.event_ids_to_events.get(event_id):
            return str(event.session_hash)
        unread = self._queue.pending_event_ids_session.items()
        return next((str(key) for key, events in unread if event_id in events), None)

    def keep(self, key: str) -> None:
        """Keep what is known of a session until it is forgotten.

        Gradio drops it an hour after a page was closed, also when the page was opened again;
        :class:`rag.web.sessions.Sessions` tells when it is old.
        """
        self._page.state_holder[key].STATE_TTL_WHEN_CLOSED = sys.maxsize

    async def stop(self, key: str) -> None:
        """End the answers of a session that nobody reads, and drop what they said."""
        await self._queue.clean_events(session_hash=key)
        self._drop_messages(key)

    def forget(self, key: str) -> None:
        """Drop all that is kept for a session that no page is open for."""
        self._drop_messages(key)
        states = self._page.state_holder
        states.session_data.pop(key, None)
        states.time_last_used.pop(key, None)
        self._page.pending_streams.pop(key, None)
        self._page.pending_diff_streams.pop(key, None)

    def _drop_messages(self, key: str) -> None:
        for event in tuple(self._queue.event_ids_to_events.values()):
            if event.session_hash == key:
                event.alive = False  # what it says from now on is not kept
        self._queue.pending_messages_per_session.pop(key, None)
        self._queue.pending_event_ids_session.pop(key, None)
