"""Where the chat listens, and who reaches it there."""

from __future__ import annotations

import errno
import ipaddress
import socket
from typing import TYPE_CHECKING

from rag.errors import SettingsError

if TYPE_CHECKING:
    from rag.settings import Settings


def bind(host: str, port: int) -> socket.socket:
    """Take the port, or any free one for 0, before anything slow begins.

    Raises:
        SettingsError: The port is taken or not allowed, or the address is not this machine's.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    bound = socket.socket(family, socket.SOCK_STREAM)
    bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        bound.bind((host, port))
        # At once: two servers may bind one port, but only one may listen.
        bound.listen(128)
    except OSError as error:
        bound.close()
        raise _bind_error(host, port, error) from error
    return bound


def address(listening: socket.socket) -> str:
    """Return the URL at which a listening socket is reached."""
    host, port = listening.getsockname()[:2]
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def _bind_error(host: str, port: int, error: OSError) -> SettingsError:
    if error.errno in {errno.EADDRINUSE, errno.EACCES}:
        is_taken = error.errno == errno.EADDRINUSE
        why = "already in use" if is_taken else "not allowed for this user"
        free = port + 1 if is_taken and port < 65535 else 7860
        return SettingsError(
            f"port {port} on {host} is {why}; choose another: rag chat --port {free}",
            korean=f"{port}번 포트를 쓸 수 없습니다. 다른 포트로 켜 주세요: rag chat --port {free}",
        )
    return SettingsError(
        f"cannot listen on {host!r} port {port}: {error.strerror or error}; "
        "use the default address: rag chat --host 127.0.0.1",
        korean=f"{host} 주소로는 열 수 없습니다. 다음 명령으로 켜 주세요: "
        "rag chat --host 127.0.0.1",
    )


def refuse_open_door(listening: socket.socket, settings: Settings) -> None:
    """Refuse to serve other machines without a login, unless that is asked for.

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
