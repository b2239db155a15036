"""Callers whom nobody knows cannot exhaust the service: memory, threads, connections, metrics."""

from __future__ import annotations

import asyncio
import json
import socket
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from typing import Any

import pytest
import uvicorn
from prometheus_client import generate_latest
from pwdlib import PasswordHash

from api import connections
from api.app import create_app
from api.connections import BoundedProtocol
from api.guards import UNASKED
from tests.api.conftest import Service
from tests.waiting import PATIENCE, wait_for
from wfm.settings import Settings
from wfm.store.passwords import AT_ONCE, WAITING

MANY = 12
"""Connections that the attacked server takes at once."""
THREADS = 40
"""Requests of which a process takes care at once, in threads."""
UPLOAD = "POST /sites/north/imports HTTP/1.1\r\nHost: x\r\n"


@contextmanager
def listening(url: str, **settings: Any) -> Iterator[int]:
    """Serve on a real port, as `wfm serve` does; gives the port."""
    app = create_app(Settings(db=url, secret="s" * 40, **settings))
    server = uvicorn.Server(
        uvicorn.Config(
            app, http=BoundedProtocol, port=0, limit_concurrency=MANY, log_config=None,
            timeout_graceful_shutdown=1,
        )
    )  # fmt: skip
    with closing(socket.create_server(("127.0.0.1", 0))) as door:
        thread = threading.Thread(
            target=asyncio.run, args=(server.serve(sockets=[door]),), daemon=True
        )
        thread.start()
        wait_for(lambda: server.started)
        try:
            yield door.getsockname()[1]
        finally:
            server.should_exit = True
            thread.join(PATIENCE)


def dial(port: int) -> socket.socket:
    return socket.create_connection(("127.0.0.1", port), PATIENCE)


def said(port: int, *sent: str) -> tuple[int, str]:
    """Send something and no more; gives status and answer, 0 for a connection that just ends."""
    with dial(port) as line:
        for piece in sent:
            line.sendall(piece.encode())
        answer = b""
        while piece_back := line.recv(65_536):
            answer += piece_back
            head, found, body = answer.partition(b"\r\n\r\n")
            length = [h for h in head.lower().split(b"\r\n") if h.startswith(b"content-length:")]
            if found and length and len(body) >= int(length[0].split(b":")[1]):
                break
    return (int(answer.split(b" ")[1]), answer.decode()) if answer else (0, "")


@pytest.mark.parametrize(
    "sent",
    [
        (UPLOAD + "Content-Length: 40000000\r\n\r\n",),
        (
            UPLOAD + "Transfer-Encoding: chunked\r\n\r\n",
            f"{UNASKED + 9:x}\r\n" + "x" * (UNASKED + 9) + "\r\n",
        ),
    ],
    ids=["announced", "chunked"],
)
def test_a_stranger_is_refused_before_their_upload_is_read(
    sqlite_url: str, sent: tuple[str, ...]
) -> None:
    with listening(sqlite_url) as port:
        status, answer = said(port, *sent)
    assert status == 401
    assert json.loads(answer.partition("\r\n\r\n")[2])["detail"] == "sign in first"
    assert "www-authenticate: bearer" in answer.lower()


def test_who_sends_all_before_they_listen_hears_the_answer_on_a_connection_that_ends(
    sqlite_url: str,
) -> None:
    """Proxies ask like this: a connection that ends with a body unread is reset, answer and all."""
    with listening(sqlite_url) as port:
        for path in ("/sites/north/imports", "/auth/login", "/no-such-thing"):
            head = f"POST {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n"
            for length, statuses in ((9_000_000, {401, 413}), (60_000, {401, 404, 422})):
                body = "x" * length
                assert said(port, f"{head}Content-Length: {length}\r\n\r\n", body)[0] in statuses


def test_who_signs_in_sends_no_long_body(small_service: Service) -> None:
    body = {"name": "ann", "password": "x" * UNASKED}
    assert small_service.client.post("/auth/login", json=body).status_code == 413


def test_a_body_that_does_not_come_is_not_waited_for(sqlite_url: str) -> None:
    head = "POST /auth/login HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
    with listening(sqlite_url, body_seconds=1) as port:
        status, answer = said(port, head + "Content-Length: 50\r\n\r\n", '{"name": ')
    assert status == 408
    assert "connection: close" in answer.lower()


def test_a_head_that_does_not_come_is_not_waited_for(
    sqlite_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connections, "HEAD_SECONDS", 0.5)
    with listening(sqlite_url) as port:
        assert said(port) == (0, "")
        assert said(port, "GET /heal") == (0, "")
        assert said(port, UPLOAD + "Content-Length: 40000000\r\n\r\n", "x")[0] == 401


def test_open_connections_are_counted_and_idle_ones_end(
    sqlite_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connections, "HEAD_SECONDS", 2)
    with listening(sqlite_url) as port:
        lines = [dial(port) for _ in range(MANY * 3)]
        refused = said(port, "GET /health HTTP/1.1\r\nHost: x\r\n\r\n")
        assert refused[0] in {0, 503}
        for line in lines:
            line.settimeout(PATIENCE)
            while line.recv(1000):
                pass
            line.close()
        assert said(port, "GET /health HTTP/1.1\r\nHost: x\r\n\r\n")[0] == 200


def test_invented_methods_leave_no_traces_in_the_metrics(small_service: Service) -> None:
    for number in range(50):
        refused = small_service.client.request(f"INVENTED{number}", "/health")
        assert (refused.status_code, refused.headers["Connection"]) == (405, "close")
        assert "GET" in refused.headers["Allow"]
        assert small_service.client.request("BREW", f"/pot/{number}").status_code in {404, 405}
    text = generate_latest().decode()
    assert "INVENTED" not in text
    assert "BREW" not in text
    assert 'method="other"' in text


def test_passwords_are_hashed_a_few_at_a_time_and_the_rest_is_served_meanwhile(
    small_service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    verify, counting = PasswordHash.verify, threading.Lock()
    held, now, most = threading.Event(), 0, 0

    def counted(*arguments: Any) -> Any:
        nonlocal now, most
        with counting:
            now += 1
            most = max(most, now)
        assert held.wait(PATIENCE)
        try:
            return verify(*arguments)
        finally:
            with counting:
                now -= 1

    monkeypatch.setattr(PasswordHash, "verify", counted)

    def sign_in(number: int) -> int:
        body = {"name": f"nobody{number}", "password": "a guess"}
        status: int = small_service.client.post("/auth/login", json=body).status_code
        return status

    with ThreadPoolExecutor(40) as pool:
        attempts = [pool.submit(sign_in, number) for number in range(40)]
        wait_for(lambda: sum(attempt.done() for attempt in attempts) >= 40 - AT_ONCE - WAITING)
        assert small_service.ask("ann", "GET", "/me").status_code == 200
        held.set()
        statuses = [attempt.result() for attempt in attempts]
    assert sorted(set(statuses)) == [401, 429]
    assert statuses.count(401) == AT_ONCE + WAITING
    assert most == AT_ONCE


def test_whether_it_lives_is_answered_while_every_thread_is_held(
    small_service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    held, go_on = threading.Semaphore(0), threading.Event()

    def slow(*_: object) -> None:
        held.release()
        assert go_on.wait(PATIENCE)

    def sign_in(number: int) -> int:
        body = {"name": f"nobody{number}", "password": "a guess"}
        return int(small_service.client.post("/auth/login", json=body).status_code)

    monkeypatch.setattr("api.attempts.check_password", slow)
    with ThreadPoolExecutor(THREADS + 6) as pool:
        many = [pool.submit(sign_in, number) for number in range(THREADS + 5)]
        try:
            for _ in range(THREADS):
                assert held.acquire(timeout=PATIENCE)
            alive = pool.submit(small_service.client.get, "/health")
            assert alive.result(PATIENCE).status_code == 200
            assert not any(each.done() for each in many)
        finally:
            go_on.set()
    assert {each.result() for each in many} == {401}
