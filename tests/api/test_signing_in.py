"""Passwords, tokens and their ends."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa

from api import identity
from tests.api.conftest import ACCOUNTS, Service
from wfm.store.passwords import hash_password
from wfm.store.users import Role, User, change_user, create_user

PASSWORD = "correct horse battery"  # noqa: S105


@pytest.fixture
def pat(service: Service) -> Service:
    with service.database.writing() as tx:
        create_user(tx, "test", User("pat", Role.MANAGER, "north"), hash_password(PASSWORD))
    return service


def login(service: Service, name: str, password: str) -> Any:
    return service.client.post("/auth/login", json={"name": name, "password": password})


def bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}


def test_the_right_password_opens_for_a_quarter_of_an_hour(pat: Service) -> None:
    answer = login(pat, "pat", PASSWORD).json()
    me = pat.client.get("/me", headers=bearer(answer["access_token"])).json()
    assert (me["name"], me["role"]) == ("pat", "manager")
    left = datetime.fromisoformat(answer["expires_at"]) - datetime.now(UTC)
    assert timedelta(minutes=14) < left <= timedelta(minutes=15)


def test_a_wrong_password_and_an_unknown_name_look_the_same(pat: Service) -> None:
    wrong, unknown = login(pat, "pat", "x"), login(pat, "nobody", "x")
    assert wrong.status_code == unknown.status_code == 401
    assert wrong.json() == unknown.json()


def test_after_five_failures_even_the_right_password_must_wait(pat: Service) -> None:
    for _ in range(5):
        assert login(pat, "pat", "wrong").status_code == 401
    answer = login(pat, "pat", PASSWORD)
    assert answer.status_code == 429
    assert int(answer.headers["Retry-After"]) > 0
    assert login(pat, "nobody", "x").status_code == 401


@pytest.mark.parametrize(
    "claims",
    [{"exp": 0}, {"aud": "else"}, {"epoch": 0}, {"sub": "nobody"}],
    ids=str,
)
def test_a_token_that_is_not_quite_right_opens_nothing(
    service: Service, claims: dict[str, Any]
) -> None:
    good = {"sub": "sam", "epoch": 1, "exp": datetime.now(UTC) + timedelta(minutes=1), "aud": "wfm"}
    sign = {"key": service.settings.secret, "algorithm": "HS256"}
    assert service.client.get("/me", headers=bearer(jwt.encode(good, **sign))).status_code == 200
    token = jwt.encode({**good, **claims}, **sign)
    assert service.client.get("/me", headers=bearer(token)).status_code == 401


def test_a_token_signed_otherwise_opens_nothing(service: Service) -> None:
    claims = {
        "sub": "ada",
        "epoch": 1,
        "exp": datetime.now(UTC) + timedelta(minutes=1),
        "aud": "wfm",
    }
    for token in (jwt.encode(claims, "t" * 40, "HS256"), jwt.encode(claims, None, "none")):
        assert service.client.get("/me", headers=bearer(token)).status_code == 401


def test_a_changed_account_ends_its_tokens_at_once(service: Service) -> None:
    assert service.ask("mia", "GET", "/me").status_code == 200
    with service.database.writing() as tx:
        change_user(tx, "ada", replace(ACCOUNTS["mia"], role=Role.SCHEDULER), 1)
    assert service.ask("mia", "GET", "/me").status_code == 401


def test_a_new_password_needs_the_old_one(pat: Service) -> None:
    token = login(pat, "pat", PASSWORD).json()["access_token"]
    headers = {**bearer(token), "If-Match": '"1"'}
    wrong = {"current": "guess", "new": "a much better one"}
    assert pat.client.put("/me/password", json=wrong, headers=headers).status_code == 409
    right = {**wrong, "current": PASSWORD}
    assert pat.client.put("/me/password", json=right, headers=headers).status_code == 200
    assert pat.client.get("/me", headers=headers).status_code == 401
    assert login(pat, "pat", "a much better one").status_code == 200


def test_an_admin_makes_users_and_nobody_else_does(service: Service) -> None:
    body = {"name": "new", "role": "supervisor", "site": "north", "teams": ["Blue"],
            "password": PASSWORD}  # fmt: skip
    assert service.ask("mia", "POST", "/users", json=body).status_code == 403
    assert service.ask("ada", "POST", "/users", json=body).status_code == 201
    assert service.ask("ada", "POST", "/users", json=body).status_code == 409
    assert PASSWORD not in service.ask("ada", "GET", "/users").text
    assert login(service, "new", PASSWORD).status_code == 200
    lacking = {**body, "name": "x", "site": None}
    assert service.ask("ada", "POST", "/users", json=lacking).status_code == 409


def test_an_identity_token_of_the_provider_signs_its_verified_user_in(
    service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)

    class Keys:
        def get_signing_key_from_jwt(self, _: str) -> Any:
            return type("Key", (), {"key": key.public_key()})

    settings = replace(
        service.settings, oidc_issuer="https://id.example", oidc_audience="wfm", oidc_keys="x"
    )
    app: Any = service.client.app
    monkeypatch.setattr(app.state, "settings", settings)
    monkeypatch.setattr(identity, "_keys", lambda _: Keys())
    with service.database.writing() as tx:
        create_user(tx, "test", User("kim@example.org", Role.MANAGER, "north"), None)
    moment = datetime.now(UTC)
    good = {"iss": "https://id.example", "aud": "wfm", "iat": moment, "sub": "1",
            "exp": moment + timedelta(minutes=5), "email": "kim@example.org",
            "email_verified": True}  # fmt: skip

    def sign_in(**changed: Any) -> int:
        token = jwt.encode({**good, **changed}, key, "RS256", {"kid": "1"})
        status: int = service.client.post("/auth/oidc", json={"id_token": token}).status_code
        return status

    assert sign_in() == 200
    late = moment - timedelta(minutes=1)
    for wrong in ({"aud": "other"}, {"iss": "https://evil.example"}, {"email_verified": False},
                  {"email": "eve@example.org"}, {"exp": late}):  # fmt: skip
        assert sign_in(**wrong) == 401
