"""Passwords are guessed at in vain: a few tries an account, also at once, and no common ones."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Lock
from typing import Any

import pytest
from pwdlib import PasswordHash

from tests.api.conftest import ACCOUNTS, Service
from wfm.errors import ParameterError
from wfm.store.passwords import hash_password
from wfm.store.users import Role, User, change_user, create_user, names_of

PASSWORD = "correct horse battery"  # noqa: S105
GUESSES = 40


@pytest.fixture
def tried(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Passwords that were compared with a hash."""
    found, verify, one = list[str](), PasswordHash.verify, Lock()

    def noted(self: PasswordHash, password: str, hashed: str) -> bool:
        with one:
            found.append(password)
        return bool(verify(self, password, hashed))

    monkeypatch.setattr(PasswordHash, "verify", noted)
    return found


@pytest.fixture
def pat(service: Service, monkeypatch: pytest.MonkeyPatch) -> Service:
    monkeypatch.setitem(ACCOUNTS, "pat", User("pat", Role.MANAGER, "north"))
    with service.database.writing() as tx:
        create_user(tx, "test", ACCOUNTS["pat"], hash_password(PASSWORD))
    return service


def sign_in(service: Service, password: str, **headers: str) -> Any:
    body = {"name": "pat", "password": password}
    return service.client.post("/auth/login", json=body, headers=headers)


def test_no_more_guesses_at_once_than_one_after_the_other(pat: Service, tried: list[str]) -> None:
    def guess(number: int) -> int:
        status: int = sign_in(pat, f"guess {number}").status_code
        return status

    with ThreadPoolExecutor(GUESSES) as pool:
        statuses = list(pool.map(guess, range(GUESSES)))
    while statuses.count(401) < pat.settings.login_failures:  # some were only too many at once
        statuses.append(guess(len(statuses)))
        assert statuses[-1] == 401
    assert statuses.count(401) == len(tried) == pat.settings.login_failures
    assert sign_in(pat, PASSWORD).status_code == 429


def test_changing_the_password_is_no_way_to_guess_it(pat: Service, tried: list[str]) -> None:
    def change(current: str) -> int:
        body = {"current": current, "new": "some other words"}
        answer = pat.ask("pat", "PUT", "/me/password", json=body, headers={"If-Match": '"1"'})
        status: int = answer.status_code
        return status

    statuses = [change(f"guess {number}") for number in range(7)]
    assert statuses == [409] * 5 + [429] * 2
    assert change(PASSWORD) == 429
    assert len(tried) == 5


def test_who_signs_in_often_is_not_locked_out(pat: Service) -> None:
    for _ in range(pat.settings.login_failures + 1):
        assert sign_in(pat, "wrong").status_code == 401
        assert sign_in(pat, PASSWORD).status_code == 200


def test_an_address_that_a_stranger_claims_is_not_believed(pat: Service) -> None:
    limit = pat.settings.address_failures
    statuses = [
        pat.client.post(
            "/auth/login", json={"name": f"n{number}", "password": "x"},
            headers={"X-Forwarded-For": f"10.0.0.{number}"},
        ).status_code
        for number in range(limit + 1)
    ]  # fmt: skip
    assert statuses == [401] * limit + [429]


@pytest.mark.parametrize(
    "password",
    ["password1234", "qwertyuiop12", "123456789012", "letmeinletmein", "aaaaaaaaaaaa",
     "Pat.Miller@2024", "pat-pat-pat-pat", "miller-patpat"],
)  # fmt: skip
def test_common_passwords_and_ones_own_name_are_refused(password: str) -> None:
    user = User("pat.miller@north.example", Role.MANAGER, "north")
    with pytest.raises(ParameterError, match="easy to guess"):
        hash_password(password, *names_of(user))


@pytest.mark.parametrize("password", [PASSWORD, "x9!kQ2#vLp0z", "élan vital à la carte" * 9])
def test_other_passwords_are_taken(password: str) -> None:
    assert hash_password(password, "pat", "north")


def test_an_admin_sets_no_common_password_either(small_service: Service) -> None:
    body = {"name": "robin.banks", "role": "manager", "site": "north", "password": "robinbanks12"}
    refused = small_service.ask("ada", "POST", "/users", json=body)
    assert refused.status_code == 409
    assert refused.json()["errors"][0]["field"] == "password"
    assert "robinbanks12" not in refused.text


def test_the_password_that_was_changed_is_the_one_that_counts(pat: Service) -> None:
    with pat.database.writing() as tx:
        change_user(tx, "test", ACCOUNTS["pat"], 1, hash_password("other words in a row"))
    assert sign_in(pat, PASSWORD).status_code == 401
    assert sign_in(pat, "other words in a row").status_code == 200
