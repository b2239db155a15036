"""The report opens offline, shows every figure, and says the same as the plan."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterable
from pathlib import Path

import numpy as np
import pytest

from tests.small_plan import small_plan
from tests.tools import needs
from tests.waiting import PATIENCE
from wfm.charts import write_report
from wfm.charts.figures import forecast_figure, heat_figure, quality_figure, staffing_figure
from wfm.charts.timeline import timeline_figure

CHROMIUM = (
    *("--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-sync"),
    *("--disable-background-networking", "--disable-component-update", "--disable-quic"),
)


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("report") / "report.html"
    write_report(small_plan(), path)
    return path


def numbers(values: Iterable[float | None]) -> np.ndarray:
    return np.array([np.nan if value is None else value for value in values])


def test_the_page_refers_to_nothing_outside_itself(page: Path) -> None:
    html = page.read_text(encoding="utf-8")
    own = re.sub(r"<script>.*?</script>", "", html, flags=re.DOTALL)
    assert not re.findall(r"""(?:src|href)\s*=|url\(|@import""", own)
    assert "default-src 'none'" in own


def test_names_are_shown_and_never_run(page: Path) -> None:
    html = page.read_text(encoding="utf-8")
    assert "Example &amp; &lt;Co&gt;" in html
    assert "<b>Berg" not in html


def test_all_figures_are_drawn_in_a_browser_without_a_network(page: Path, tmp_path: Path) -> None:
    chromium = needs("chromium")
    command = [chromium, *CHROMIUM, f"--user-data-dir={tmp_path}", "--virtual-time-budget=10000"]
    dom = subprocess.run(
        [*command, "--dump-dom", page.as_uri()], check=True, capture_output=True, timeout=PATIENCE
    ).stdout.decode()
    for name in ("forecast", "staffing", "heat", "quality", "timeline"):
        drawn = dom.split(f'id="figure-{name}"')[1]
        assert 'class="main-svg"' in drawn[:5000], f"{name} is not drawn"


def test_the_forecast_is_drawn_with_its_bands_per_queue_and_without_for_the_sum() -> None:
    traces = forecast_figure(small_plan()).data
    assert [t.name for t in traces if t.meta == "Support calls"] == [
        "5–95 %",
        "25–75 %",
        "forecast",
    ]
    [total] = [t for t in traces if t.meta == "All queues"]
    assert np.nansum(numbers(total.y)) == pytest.approx(small_plan().forecast["contacts"].sum())


def test_the_heat_map_holds_the_net_heads_of_every_interval() -> None:
    plan = small_plan()
    [calls] = [t for t in heat_figure(plan).data if t.meta == "Support calls"]
    net = plan.coverage.loc[plan.coverage["queue"] == "Support calls", "net"]
    drawn = numbers([cell for row in calls.z for cell in row])
    assert np.count_nonzero(~np.isnan(drawn)) == len(net) - 4, "02:00 is twice on the long Sunday"
    assert np.nanmin(drawn) == pytest.approx(net.min())


def test_required_and_scheduled_are_drawn_for_each_queue_and_all() -> None:
    drawn = {(t.meta, t.name): numbers(t.y) for t in staffing_figure(small_plan()).data}
    coverage = small_plan().coverage
    assert np.nansum(drawn["All queues", "scheduled"]) == pytest.approx(coverage["scheduled"].sum())
    assert np.nansum(drawn["E-mail", "required"]) == pytest.approx(0.5 * 268)


def test_goals_are_drawn_beside_the_predicted_figures() -> None:
    names = [t.name for t in quality_figure(small_plan()).data if t.meta == "E-mail"]
    assert names == ["service level", "occupancy", "service level goal"]


def test_every_minute_of_every_shift_is_on_the_timeline() -> None:
    plan = small_plan()
    drawn = sum(sum(trace.x) for trace in timeline_figure(plan).data) / 60_000
    assert drawn == sum(a.minutes for s in plan.schedule.shifts for a in s.activities)
