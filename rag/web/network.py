"""Who reaches the chat over the network, and what they must show."""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from rag.errors import SettingsError

if TYPE_CHECKING:
    import socket

    from rag.settings import Settings


@dataclass(frozen=True, slots=True)
class Network:
    """How the chat is reached.

    Attributes:
        host: The address or name that was configured.
        names: Other names by which it may be asked for, those of a proxy.
        root_path: The path below which a proxy shows it, such as ``/chat``; else empty.
        trusted_proxies: Addresses that are believed when they tell whose request they pass on,
            separated by commas; empty where nobody is.
        secret: ``user:password`` or a token that every request must show; ``None`` for no login.
    """

    host: str = "127.0.0.1"
    names: frozenset[str] = frozenset()
    root_path: str = ""
    trusted_proxies: str = ""
    secret: str | None = None

    @classmethod
    def of(cls, settings: Settings) -> Network:
        """Return what the settings say."""
        listed = (settings.allowed_hosts or "").split(",")
        names = (urlsplit(f"//{name.strip()}").hostname or "" for name in listed)
        return cls(
            host=settings.host,
            names=frozenset(filter(None, names)),
            root_path=settings.root_path or "",
            trusted_proxies=settings.trusted_proxies or "",
            secret=settings.auth.get_secret_value() if settings.auth else None,
        )


def refuse_open_door(listening: socket.socket, settings: Settings) -> None:
    """Refuse to serve other machines without a login, unless that is asked for.

    Args:
        listening: Where the chat listens.
        settings: ``auth`` and ``allow_anonymous`` are read.

    Raises:
        SettingsError: Others could read the documents, and nothing says that they may.
    """
    at = ipaddress.ip_address(listening.getsockname()[0])
    if at.is_loopback or settings.auth or settings.allow_anonymous:
        return
    raise SettingsError(
        f"at {settings.host} other machines reach the chat, and whoever reaches it reads the "
        "documents; set RAG_AUTH=user:password, or let anybody in with: "
        f"rag chat --host {settings.host} --allow-anonymous",
        korean=f"{settings.host} 주소는 다른 컴퓨터에서도 열 수 있어 누구나 문서를 읽게 됩니다. "
        "RAG_AUTH=사용자:비밀번호 를 정하거나, 누구나 써도 되면 --allow-anonymous 를 붙여 주세요.",
    )
