"""What heads are worth: contacts not answered in time, from the staffing models."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from tests.scheduling.fixed import ALWAYS, PLAN, at
from wfm.model import Agent, Channel, Site
from wfm.planning.price_of_heads import late_contacts
from wfm.staffing import performance, site_requirements

CALLS = replace(ALWAYS, patience_seconds=300.0)
MAIL = replace(ALWAYS, name="mail", channel=Channel.EMAIL, response_minutes=60)
AGENT = Agent("A1", "Ann", "team", "plan", frozenset({"calls"}))
SITE = Site("site", "UTC", None, 0, 30, 0.2, "EUR", (CALLS, MAIL), {"plan": PLAN}, (AGENT,))


@pytest.fixture(scope="module")
def forecast() -> pd.DataFrame:
    rows = [(at(0, k / 2), 30, q, 40.0, 180.0) for q in ("calls", "mail") for k in range(8)]
    names = ["interval_start", "interval_minutes", "queue", "contacts", "aht_seconds"]
    return pd.DataFrame(rows, columns=names)


def test_calls_are_late_as_the_model_says_for_heads_net_of_shrinkage(forecast) -> None:
    late = late_contacts(forecast, site_requirements(forecast, SITE), SITE)["calls"]
    level = performance(4.0, 0.8 * 6, aht=180, threshold=20, patience=300).service_level
    assert late.late[2, 6] == pytest.approx(40 * (1 - float(level)))
    assert late.late[2, 0] == pytest.approx(40)
    assert (np.diff(late.late, axis=1) <= 1e-12).all()
    assert late.starts[2] == at(0, 1)


def test_deferred_work_is_late_by_the_heads_that_its_windows_still_need(forecast) -> None:
    requirement = site_requirements(forecast, SITE)
    mail = late_contacts(forecast, requirement, SITE)["mail"]
    gross = requirement[requirement["queue"] == "mail"]["gross_requirement"].to_numpy()
    assert mail.late[:, 0].sum() == pytest.approx(gross.sum() * 0.8 * 10)
    assert mail.late[np.arange(8), np.ceil(gross).astype(int)].max() == 0
