"""The proxy's example at work: nginx with TLS in front of the service, below a path of the host."""

from __future__ import annotations

import json
import re
import shutil
import ssl
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from api.access import COOKIE, PAGES
from api.guards import SECURITY_HEADERS
from tests.api.conftest import ACCOUNTS
from tests.api.test_serve import PASSWORD, serving
from tests.browser.conftest import free_port
from tests.centre import put_centre
from tests.setup.test_deployment import DEPLOY
from tests.tools import needs
from tests.waiting import PATIENCE, wait_for
from wfm.settings import Settings
from wfm.store.database import Database
from wfm.store.passwords import hash_password
from wfm.store.users import create_user

HOST, PREFIX = "centre.example", "/wfm"
SECRET = {"WFM_SECRET": "s" * 40}


@dataclass(frozen=True)
class Proxied:
    """The service behind the proxy, as somebody beyond the machine meets it."""

    port: int
    plain_port: int
    trusted: ssl.SSLContext

    def client(self, token: str = "", port: int = 0) -> httpx.Client:
        """Give a client that knows the host by its name, and believes its certificate alone."""
        port = port or self.port
        host = f"{HOST}:{port}"
        scheme = "http" if port == self.plain_port else "https"
        headers = {"Host": host, "Origin": f"{scheme}://{host}"}
        if token:
            headers["Authorization"] = f"Bearer {token}"
        client = httpx.Client(
            base_url=f"{scheme}://127.0.0.1:{port}", verify=self.trusted, headers=headers,
            timeout=PATIENCE,
        )  # fmt: skip

        def by_name(request: httpx.Request) -> None:
            request.extensions["sni_hostname"] = HOST

        client.event_hooks["request"] = [by_name]
        return client

    def token(self, name: str) -> str:
        """Sign somebody in as programs do."""
        credentials = {"name": name, "password": PASSWORD}
        with self.client() as client:
            token: str = client.post(f"{PREFIX}/auth/login", json=credentials).json()[
                "access_token"
            ]
        return token


def certificate(folder: Path) -> tuple[Path, Path]:
    """Make a certificate of the host's own, and its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, HOST)])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(HOST)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    places = folder / "centre.pem", folder / "centre.key"
    places[0].write_bytes(made.public_bytes(serialization.Encoding.PEM))
    places[1].write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )  # fmt: skip
    return places


def configuration(folder: Path, replaced: dict[str, str]) -> Path:
    """Take the example over with ports and places of one's own, in a server of one's own."""
    text = (DEPLOY / "nginx.conf").read_text("utf-8")
    for example, own in replaced.items():
        assert text.count(example) == 1, example
        text = text.replace(example, own)
    (folder / "site.conf").write_text(text, encoding="utf-8")
    temporary = "".join(
        f"  {kind}_temp_path {folder}/{kind};\n"
        for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    around = folder / "nginx.conf"
    around.write_text(
        f"daemon off; pid {folder}/pid; error_log {folder}/errors;\nevents {{}}\n"
        f"http {{\n  access_log off;\n{temporary}  include {folder}/site.conf;\n}}\n",
        encoding="utf-8",
    )
    return around


@pytest.fixture(scope="module")
def proxied(migrated_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Proxied]:
    program = needs("nginx")
    folder = tmp_path_factory.mktemp("proxied")
    folder.chmod(0o755)  # nginx works as another user where it is started by root
    db = str(folder / "wfm.db")
    shutil.copy(migrated_file, db)
    database = Database(db)
    with database.writing() as tx:
        put_centre(tx)
        for name in ("ada", "mia", "sam", "ann"):
            create_user(tx, "test", ACCOUNTS[name], hash_password(PASSWORD))
    database.close()
    made, key = certificate(folder)
    port, plain = free_port(), free_port()
    settings = {**SECRET, "WFM_ROOT_PATH": PREFIX, "WFM_PROXIES": "127.0.0.1"}
    with serving(db, folder / "log", "--no-jobs", **settings) as (base, _):
        configured = configuration(folder, {
            "listen 443 ": f"listen 127.0.0.1:{port} ", "listen 80;": f"listen 127.0.0.1:{plain};",
            "http://127.0.0.1:8000": base, "/etc/ssl/centre.example.pem": str(made),
            "/etc/ssl/private/centre.example.key": str(key),
        })  # fmt: skip
        with subprocess.Popen(
            [program, "-e", folder / "errors", "-c", configured], stderr=subprocess.PIPE
        ) as process:
            there = Proxied(port, plain, ssl.create_default_context(cafile=made))
            wait_for(lambda: process.poll() is not None or (folder / "pid").exists())
            try:
                assert process.poll() is None, (folder / "errors").read_text("utf-8")
                yield there
            finally:
                process.terminate()


def test_who_signs_in_stays_below_the_path_with_a_cookie_that_needs_tls(proxied: Proxied) -> None:
    with proxied.client() as browser:
        asked = browser.get(f"{PREFIX}{PAGES}/account")
        assert asked.status_code == 303
        form = asked.headers["location"]
        assert form.startswith(f"{PREFIX}{PAGES}/sign-in?to=")
        shown = browser.get(form)
        assert f'action="{PREFIX}{PAGES}/sign-in"' in shown.text
        for address in set(re.findall(r'(?:href|src)="(/[^"#]*)"', shown.text)):
            assert browser.get(address).status_code in {200, 303}, address
        fields = {"name": "mia", "password": PASSWORD, "to": f"{PAGES}/account"}
        answer = browser.post(f"{PREFIX}{PAGES}/sign-in", data=fields)
        assert answer.headers["location"] == f"{PREFIX}{PAGES}/account"
        said = {part.strip().lower() for part in answer.headers["set-cookie"].split(";")}
        assert {"secure", "httponly", "samesite=lax", f"path={PREFIX}{PAGES}"} <= said
        assert browser.get(f"{PREFIX}{PAGES}/account").status_code == 200
        browser.headers["Origin"] = "https://elsewhere.example"
        assert browser.post(f"{PREFIX}{PAGES}/sign-out").status_code == 403
        assert COOKIE in browser.cookies


def test_every_answer_has_the_headers_that_protect_it_once(proxied: Proxied) -> None:
    with proxied.client() as client:
        for path in ("/health", "/help/", f"{PAGES}/sign-in", "/sites", "/no-such-thing"):
            answer = client.get(PREFIX + path)
            for name in ("strict-transport-security", *(n.decode() for n, _ in SECURITY_HEADERS)):
                assert len(answer.headers.get_list(name)) == 1, (path, name)


def test_without_tls_and_without_the_slash_one_is_led_to_the_pages(proxied: Proxied) -> None:
    with proxied.client(port=proxied.plain_port) as client:
        answer = client.post(f"{PREFIX}{PAGES}/sign-in?to=x", data={"name": "mia"})
        assert answer.status_code == 308, "and a form is not sent anew as another request"
        assert answer.headers["location"] == f"https://{HOST}{PREFIX}{PAGES}/sign-in?to=x"
    with proxied.client() as client:
        answer = client.get(PREFIX)
        assert answer.status_code == 308
        assert answer.headers["location"] == f"https://{HOST}:{proxied.port}{PREFIX}/"
        assert client.get(f"{PREFIX}/").headers["location"] == f"{PREFIX}{PAGES}/"
        for path in ("/health", f"{PAGES}/sign-in"):
            assert client.get(path).status_code == 404, (
                "what else the host has is not the service's"
            )


def test_a_stream_comes_as_it_is_told(proxied: Proxied) -> None:
    address = f"{PREFIX}/sites/north/live/stream"
    with (
        proxied.client(proxied.token("mia")) as client,
        client.stream("GET", address) as answer,
    ):
        assert answer.headers["content-type"].startswith("text/event-stream")
        told = (line for line in answer.iter_lines() if line.startswith(("event", "data")))
        assert next(told) == "event: board"
        board: Any = json.loads(next(told).removeprefix("data:"))
        assert {agent["agent_id"] for agent in board["agents"]} == {"ann", "bob", "cy"}


def test_a_long_file_comes_whole_and_one_that_is_too_long_is_refused(proxied: Proxied) -> None:
    most = Settings(secret="s" * 40).maximum_upload
    with proxied.client(proxied.token("sam")) as client:
        taken = client.post(f"{PREFIX}/sites/north/imports", content=b"PK" + bytes(3_000_000))
        assert taken.status_code == 202, taken.text
        assert taken.headers["location"].startswith(f"{PREFIX}/sites/north/runs/")
        for path, length in (("teams", 2_000_000), ("imports", most + 1), ("imports", most * 2)):
            refused = client.post(f"{PREFIX}/sites/north/{path}", content=bytes(length))
            assert refused.status_code == 413, (path, length)
        assert client.get(f"{PREFIX}/health").status_code == 200


def test_calendar_links_and_strangers_addresses_are_those_of_whoever_asks(
    proxied: Proxied,
) -> None:
    with proxied.client(proxied.token("ann")) as client:
        made = client.post(
            f"{PREFIX}/me/calendar-link", headers={"X-Forwarded-Proto": "http"}
        ).json()
        assert made["url"] == f"https://{HOST}:{proxied.port}{PREFIX}{made['path']}"
        assert client.get(made["url"].partition(str(proxied.port))[2]).status_code == 200
