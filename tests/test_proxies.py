"""The examples of docs/network.md: the chat below a path of a public name, behind a real proxy."""

from __future__ import annotations

import os
import re
import shutil
import socket
import ssl
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from chat_program import ROOT, SECONDS, running
from web_requests import JOIN

pytestmark = pytest.mark.slow

NAME, SECRET = "chat.example", "kim:비밀번호"
HEADERS = {"Authorization": f"Bearer {SECRET}".encode()}


def example(language: str) -> str:
    text = (ROOT / "docs/network.md").read_text(encoding="utf-8")
    found = re.search(rf"```{language}\n(.*?)```", text, re.DOTALL)
    assert found
    return found[1]


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        return taken.getsockname()[1]


@pytest.fixture(scope="module")
def chat(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    folder = tmp_path_factory.mktemp("chat")
    source = folder / "notice.txt"
    source.write_text("도서관은 아홉 시에 문을 연다.", encoding="utf-8")
    chosen = {
        "RAG_PORT": "0",
        "RAG_SOURCES": str(source),
        "RAG_INDEX_DIR": str(folder / "index"),
        "RAG_AUTH": SECRET,
        "RAG_ALLOWED_HOSTS": NAME,
        "RAG_ROOT_PATH": "/chat",
        "RAG_TRUSTED_PROXIES": "127.0.0.1",
    }
    with running([sys.executable, "app.py"], ROOT, {**os.environ, **chosen}) as address:
        deadline = time.monotonic() + SECONDS
        while "gradio_config" not in httpx.get(address, headers=HEADERS).text:
            assert time.monotonic() < deadline
            time.sleep(0.3)
        yield int(address.rpartition(":")[2])


def nginx(folder: Path, port: int, chat: int) -> list[str]:
    key, certificate = folder / "key.pem", folder / "certificate.pem"
    make = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2"]
    files = ["-keyout", str(key), "-out", str(certificate)]
    subprocess.run([*make, *files, "-subj", f"/CN={NAME}"], check=True, capture_output=True)
    server = (
        example("nginx")
        .replace("listen 443", f"listen 127.0.0.1:{port}")
        .replace("/etc/ssl/chat.example.pem", str(certificate))
        .replace("/etc/ssl/chat.example.key", str(key))
        .replace("7860", str(chat))
    )
    places = "".join(
        f"{name}_temp_path {folder / name};\n"
        for name in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    (folder / "nginx.conf").write_text(
        f"daemon off; pid {folder / 'pid'}; error_log {folder / 'error'};\n"
        f"events {{}}\nhttp {{ access_log off;\n{places}{server}}}\n",
        encoding="utf-8",
    )
    return ["nginx", "-e", str(folder / "error"), "-c", str(folder / "nginx.conf")]


def caddy(folder: Path, port: int, chat: int) -> list[str]:
    site = example("caddy").replace("chat.example {", f"http://{NAME}:{port} {{")
    (folder / "Caddyfile").write_text(
        "{\n admin off\n}\n" + site.replace("7860", str(chat)), encoding="utf-8"
    )
    return ["caddy", "run", "--adapter", "caddyfile", "--config", str(folder / "Caddyfile")]


PROXIES = {"nginx": nginx, "caddy": caddy}


@pytest.fixture(params=PROXIES, scope="module")
def public(request, chat: int, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Run a proxy as documented, and give the address at which it shows the chat."""
    name = request.param
    if shutil.which(name) is None:
        pytest.skip(f"{name} is not installed")
    folder, port = tmp_path_factory.mktemp(name), free_port()
    command = PROXIES[name](folder, port, chat)
    home = {"XDG_CONFIG_HOME": str(folder), "XDG_DATA_HOME": str(folder)}
    with subprocess.Popen(
        command, env={**os.environ, **home}, stderr=subprocess.PIPE, text=True
    ) as proxy:
        try:
            deadline = time.monotonic() + SECONDS
            while True:
                assert proxy.poll() is None, proxy.stderr and proxy.stderr.read()
                try:
                    socket.create_connection(("127.0.0.1", port), 1).close()
                    break
                except OSError:
                    assert time.monotonic() < deadline
                    time.sleep(0.1)
            yield f"{'https' if name == 'nginx' else 'http'}://{NAME}:{port}/chat"
        finally:
            proxy.terminate()


@pytest.fixture
def client(public: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[httpx.Client]:
    """A client for which the public name leads to this machine."""
    found = socket.getaddrinfo

    def local(host, *more, **named):
        return found("127.0.0.1" if host in {NAME, NAME.encode()} else host, *more, **named)

    monkeypatch.setattr(socket, "getaddrinfo", local)
    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    with httpx.Client(base_url=public, headers=HEADERS, verify=context, timeout=30) as client:
        yield client


def test_the_page_and_all_it_loads_lie_below_the_public_path(client, public: str) -> None:
    page = client.get("/")
    assert page.status_code == 200
    assert set(re.findall(r'"root":"([^"]*)"', page.text)) == {public}
    assert ("Secure" in page.headers["set-cookie"]) == public.startswith("https")
    script = re.search(r'src="\.?(/assets/index-[\w-]+\.js)"', page.text)
    assert script
    assert client.get(script[1]).status_code == 200


def test_a_page_of_the_public_name_asks_and_no_other(client, public: str) -> None:
    client.get("/")
    origin = public.removesuffix("/chat")
    asked = {"fn_index": 0, "data": ["언제?", None], "session_hash": "page1"}
    assert client.post(JOIN, json=asked, headers={"Origin": origin}).status_code == 200
    other = {"Origin": "https://evil.example"}
    assert client.post(JOIN, json=asked, headers=other).status_code == 403
    assert client.get("/healthz").json() == {"status": "ok"}


def test_nobody_is_let_in_without_the_secret(client) -> None:
    del client.headers["Authorization"]
    assert client.get("/").status_code == 401
    assert client.post("/answer", json={"question": "언제?"}).status_code == 401
