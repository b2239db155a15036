"""`wfm serve`: the HTTP service and its background worker."""

from __future__ import annotations

import ipaddress
import os
import secrets
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from typing import Any, Final

import click
from click.core import ParameterSource

from wfm.cli.db import DB
from wfm.errors import ParameterError

APPLICATION = "api.app:create_app"
LOGS: Final[dict[str, Any]] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"lines": {"()": "api.logs.JsonLines"}},
    "handlers": {"out": {"class": "logging.StreamHandler", "formatter": "lines"}},
    "root": {"handlers": ["out"], "level": "INFO"},
    "loggers": {"httpx": {"level": "WARNING"}},
}


@click.command()
@DB
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option(
    "--port",
    default=8000,
    show_default=True,
    type=click.IntRange(0, 65535),
    help="Port to listen on.",
)
@click.option("--workers", default=1, show_default=True, type=click.IntRange(1, 64),
              help="Processes that answer requests.")  # fmt: skip
@click.option("--jobs/--no-jobs", default=True, help="Start a worker for background runs too.")
@click.option("--demo", is_flag=True, help="Serve the example centre at work, from a database of "
              "its own, with a sign-in link for each role.")  # fmt: skip
@click.pass_context
def command(
    ctx: click.Context, db: str, host: str, port: int, workers: int, jobs: bool, demo: bool
) -> None:
    """Serve the pages and the API, and do their background runs.

    Open http://HOST:PORT in a browser; /help has the documentation, /openapi.json describes the API
    for programs.

    The environment variable WFM_SECRET (at least 32 random characters) signs access tokens. It must
    be set to listen beyond this machine; without it a new one is made at each start. Further
    variables: WFM_ACCESS_MINUTES, WFM_SESSION_HOURS, WFM_MAXIMUM_BODY and WFM_MAXIMUM_UPLOAD
    (bytes), WFM_BODY_SECONDS, WFM_CONNECTIONS, WFM_PROXIES (addresses whose X-Forwarded-For is
    believed), WFM_LOGIN_FAILURES, WFM_ADDRESS_FAILURES, WFM_SMTP and WFM_MAIL_FROM (messages by
    e-mail), WFM_OIDC_ISSUER, WFM_OIDC_AUDIENCE, WFM_OIDC_CLIENT_SECRET, WFM_OIDC_KEYS.
    """
    import uvicorn

    from wfm.settings import read_settings
    from wfm.store.database import Database
    from wfm.store.schema import upgrade

    if not os.environ.get("WFM_SECRET"):
        if not _loopback(host):
            accepted = f"set before the service may listen on {host}"
            raise ParameterError("WFM_SECRET", "missing", accepted)
        os.environ["WFM_SECRET"] = secrets.token_urlsafe(48)
    with _demo(ctx, host, port) if demo else nullcontext(db) as url:
        os.environ["WFM_DB"] = url
        settings = read_settings()
        database = Database(settings.db)
        upgrade(database)
        database.close()
        logs = {**LOGS, "root": {**LOGS["root"], "level": "WARNING" if demo else "INFO"}}
        with _shared_metrics(workers), _background_worker() if jobs else nullcontext():
            uvicorn.run(
                APPLICATION, factory=True, host=host, port=port, workers=workers, log_config=logs,
                access_log=False, server_header=False, timeout_graceful_shutdown=20,
                http="api.connections:BoundedProtocol", limit_concurrency=settings.connections,
                proxy_headers=bool(settings.proxies), forwarded_allow_ips=settings.proxies,
            )  # fmt: skip


def _demo(ctx: click.Context, host: str, port: int) -> AbstractContextManager[str]:
    """Give the example centre's database; its links are for this machine alone."""
    from wfm.cli.demo_service import demo_database

    if not _loopback(host):
        raise ParameterError("host", host, "this machine (127.0.0.1) where --demo is given")
    if ctx.get_parameter_source("db") is ParameterSource.COMMANDLINE:
        raise click.UsageError("--demo has a database of its own: leave out --db")
    shown = f"[{host}]" if ":" in host else host
    return demo_database(f"http://{shown}:{port}")


def _loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


@contextmanager
def _shared_metrics(workers: int) -> Iterator[None]:
    """Let several processes count into one folder, so that any of them can tell all figures."""
    if workers == 1:
        yield
        return
    with tempfile.TemporaryDirectory(prefix="wfm-metrics-") as folder:
        os.environ["PROMETHEUS_MULTIPROC_DIR"] = folder
        yield


@contextmanager
def _background_worker() -> Iterator[None]:
    """Keep one worker process alive meanwhile; one that dies is replaced."""
    stopping = threading.Event()
    keeper = threading.Thread(target=_keep_alive, args=(stopping,), daemon=True)
    keeper.start()
    try:
        yield
    finally:
        stopping.set()
        keeper.join()


def _keep_alive(stopping: threading.Event) -> None:
    while not stopping.is_set():
        # the worker stops when its standard input closes: when this process ends, however it does
        command = [sys.executable, "-m", "wfm", "work", "--until-stdin-closes"]
        with subprocess.Popen(command, stdin=subprocess.PIPE) as worker:  # noqa: S603 — ourselves
            while worker.poll() is None and not stopping.wait(0.5):
                pass
        stopping.wait(1)  # a worker that cannot start is not tried in a tight loop
