"""What users say of answers, written down line by line in the user's data folder."""

from __future__ import annotations

import json
import logging
import threading
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from rag.settings import FEEDBACK_FILE
from rag.web.conversation import ChatTurn

_LOG = logging.getLogger(__name__)

_WORD_CHARS = 500
# Anybody who reaches the chat may write; beyond this nobody does.
_MOST_BYTES = 20 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Feedback:
    """Appends to a ``.jsonl`` file, made at the first word; may be used from several threads."""

    path: Path = FEEDBACK_FILE
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def write(self, turn: ChatTurn, word: str) -> None:
        """Write down a verdict on a turn, and a word; the chat goes on when that fails."""
        answer = turn.answer
        if answer is None or turn.verdict is None:
            return
        line = {
            "time": datetime.now(UTC).isoformat(timespec="seconds"),
            "turn": turn.id,
            "verdict": turn.verdict,
            "word": word[:_WORD_CHARS],
            "question": answer.looked_up,
            "answer": answer.text,
            "status": answer.status,
            "highlights": [answer.text[h.start : h.end] for h in answer.highlights],
            "citations": [
                {"document_id": c.document_id, "start": c.start, "end": c.end, "quote": c.quote}
                for c in answer.citations
            ],
        }
        try:
            self._append(json.dumps(line, ensure_ascii=False) + "\n")
        except (OSError, UnicodeEncodeError) as error:
            _LOG.warning("feedback was not written to %s: %s", self.path, error)

    def _append(self, line: str) -> None:
        with self._lock:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            with self.path.open("a", encoding="utf-8") as file:
                if file.tell() < _MOST_BYTES:
                    file.write(line)
                else:
                    _LOG.warning("feedback was not written: %s is full", self.path)
