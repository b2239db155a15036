"""Credentials end with what they stand on, and work as often as they should."""

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
from wfm.store.sessions import create_sign_in_link, open_session, session_user, use_sign_in_link
from wfm.store.users import Role, User, change_user, create_user

ANN = ACCOUNTS["ann"]
CHANGES: dict[str, Any] = {
    "password": (ANN, "three other words"),
    "deactivated": (replace(ANN, active=False), None),
    "role": (replace(ANN, role=Role.SUPERVISOR, agent_id=None), None),
    "site": (replace(ANN, site="south", agent_id="zed"), None),
    "agent": (replace(ANN, agent_id="bob"), None),
}


def token_of(service: Service, who: str) -> dict[str, Any]:
    body = {"name": "feed", "scopes": ["me"]}
    made: dict[str, Any] = service.ask(who, "POST", "/me/tokens", json=body).json()
    return made


def status(service: Service, path: str, secret: str) -> int:
    headers = {"Authorization": f"Bearer {secret}"}
    found: int = service.client.get(path, headers=headers).status_code
    return found


def change(service: Service, user: User, password: str | None) -> None:
    with service.database.writing() as tx:
        hashed = None if password is None else hash_password(password)
        change_user(tx, "ada", user, 1, hashed)


@pytest.mark.parametrize("what", CHANGES)
def test_everything_given_out_ends(service: Service, what: str) -> None:
    secret = token_of(service, "ann")["secret"]
    calendar = service.ask("ann", "POST", "/me/calendar-link").json()["path"]
    with service.database.writing() as tx:
        session, link = open_session(tx, ANN, 1), create_sign_in_link(tx, "ann", 1)
    assert status(service, "/me", secret) == 200
    assert service.client.get(calendar).status_code == 200
    change(service, *CHANGES[what])
    assert status(service, "/me", secret) == 401
    assert service.client.get(calendar).status_code == 404
    assert service.ask("ann", "GET", "/me").status_code == 401
    with service.database.writing() as tx:
        assert session_user(tx, session) is None
        assert use_sign_in_link(tx, link) is None


def test_other_teams_end_no_api_token(service: Service) -> None:
    secret = token_of(service, "sue")["secret"]
    change(service, replace(ACCOUNTS["sue"], teams=("Red",)), None)
    assert status(service, "/me", secret) == 200


def test_an_admin_lists_and_revokes_anyones_tokens(service: Service) -> None:
    token = token_of(service, "ann")
    listed = service.ask("ada", "GET", "/users/ann/tokens").json()["items"]
    assert [item["id"] for item in listed] == [token["id"]]
    assert token["secret"] not in str(listed)
    path = f"/users/ann/tokens/{token['id']}"
    assert service.ask("mia", "DELETE", path).status_code == 403
    assert service.ask("ada", "DELETE", path.replace("ann", "bob")).status_code == 404
    assert service.ask("ada", "DELETE", path).status_code == 204
    assert status(service, "/me", token["secret"]) == 401
    assert service.ask("ada", "GET", "/users/nobody/tokens").status_code == 404


def test_an_identity_token_signs_in_once_and_only_where_it_was_made_for(
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
    claims = {"iss": "https://id.example", "aud": "wfm", "iat": moment, "sub": "1",
              "exp": moment + timedelta(minutes=5), "email": "kim@example.org",
              "email_verified": True}  # fmt: skip

    def sign_in(number: int, **more: Any) -> int:
        token = jwt.encode({**claims, "nonce": number, **more}, key, "RS256", {"kid": "1"})
        found: int = service.client.post("/auth/oidc", json={"id_token": token}).status_code
        return found

    assert [sign_in(1), sign_in(1), sign_in(2)] == [200, 401, 200]
    assert sign_in(3, azp="wfm") == 200
    assert sign_in(4, azp="another") == 401
    assert sign_in(5, aud=["wfm", "another"]) == 401
    assert sign_in(6, aud=["wfm", "another"], azp="wfm") == 200
