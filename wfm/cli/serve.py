"""`wfm serve`: the HTTP service and its background worker."""

from __future__ import annotations

import ipaddress
import os
import secrets
import signal
import sys
import tempfile
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from typing import Any, Final

import click
from click.core import ParameterSource

from wfm.cli.db import DB, open_database
from wfm.cli.kept_worker import RUNS, kept_workers
from wfm.errors import ParameterError
from wfm.words import phrase

APPLICATION = "api.app:create_app"
LOGS: Final[dict[str, Any]] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"lines": {"()": "api.logs.JsonLines"}},
    "handlers": {"out": {"class": "logging.StreamHandler", "formatter": "lines"}},
    "root": {"handlers": ["out"], "level": "INFO"},
    # each look at the tables' release would be two lines
    "loggers": {name: {"level": "WARNING"} for name in ("httpx", "alembic.runtime.migration")},
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
@click.option(
    "--root-path",
    default="",
    envvar="WFM_ROOT_PATH",
    metavar="PATH",
    help="Path below which a proxy shows it, such as /wfm.",
)
@click.option("--jobs/--no-jobs", default=True, help="Start workers for background runs too.")
@RUNS
@click.option("--demo", is_flag=True, help="Serve the example centre at work, from a database of "
              "its own, with a sign-in link for each role.")  # fmt: skip
@click.pass_context
def command(
    ctx: click.Context,
    db: str,
    host: str,
    port: int,
    workers: int,
    root_path: str,
    jobs: bool,
    runs: int,
    demo: bool,
) -> None:
    """Serve the pages and the API, and do their background runs.

    Open http://HOST:PORT in a browser; /help has the documentation, /openapi.json describes the API
    for programs.

    The environment variable WFM_SECRET (at least 32 random characters) signs access tokens. It must
    be set to listen beyond this machine; without it a new one is made at each start. Further
    variables: WFM_ACCESS_MINUTES, WFM_SESSION_HOURS, WFM_MAXIMUM_BODY and WFM_MAXIMUM_UPLOAD
    (bytes), WFM_BODY_SECONDS, WFM_CONNECTIONS, WFM_ROOT_PATH, WFM_PROXIES (addresses whose
    X-Forwarded-For is believed), WFM_LOGIN_FAILURES, WFM_ADDRESS_FAILURES, WFM_SMTP and
    WFM_MAIL_FROM (messages by e-mail), WFM_OIDC_ISSUER, WFM_OIDC_AUDIENCE, WFM_OIDC_CLIENT_SECRET,
    WFM_OIDC_KEYS.
    """
    import uvicorn

    from wfm.settings import read_settings
    from wfm.store.readiness import check_writing

    if not os.environ.get("WFM_SECRET"):
        if not _loopback(host):
            accepted = phrase("range.set_before_listening", host=host)
            raise ParameterError("WFM_SECRET", "missing", accepted)
        os.environ["WFM_SECRET"] = secrets.token_urlsafe(48)
    os.environ["WFM_ROOT_PATH"] = root_path
    # uvicorn stops in good order, then sends itself the signal again: what is begun here must end
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    with _demo(ctx, host, port, root_path) if demo else nullcontext(db) as url:
        os.environ["WFM_DB"] = url
        settings = read_settings()
        with open_database(settings.db, new=True) as database:
            check_writing(database)
        logs = {**LOGS, "root": {**LOGS["root"], "level": "WARNING" if demo else "INFO"}}
        with _shared_metrics(workers), kept_workers(url, runs) if jobs else nullcontext():
            uvicorn.run(
                APPLICATION, factory=True, host=host, port=port, workers=workers, log_config=logs,
                access_log=False, server_header=False, timeout_graceful_shutdown=20,
                http="api.connections:BoundedProtocol", limit_concurrency=settings.connections,
                proxy_headers=bool(settings.proxies), forwarded_allow_ips=settings.proxies,
            )  # fmt: skip


def _demo(ctx: click.Context, host: str, port: int, root_path: str) -> AbstractContextManager[str]:
    """Give the example centre's database; its links are for this machine alone."""
    from wfm.cli.demo_service import demo_database

    if not _loopback(host):
        raise ParameterError("host", host, phrase("range.this_machine"))
    if ctx.get_parameter_source("db") is ParameterSource.COMMANDLINE:
        raise click.UsageError("--demo has a database of its own: leave out --db")
    shown = f"[{host}]" if ":" in host else host
    return demo_database(f"http://{shown}:{port}{root_path}")


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
