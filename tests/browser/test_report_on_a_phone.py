"""The report on a narrow screen: labels, legend and toolbar are apart, and nothing runs over."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.small_plan import small_plan
from wfm.charts import write_report

OVERLAPPING = """() => [...document.querySelectorAll('.js-plotly-plot')].flatMap(figure => {
  const boxes = [...figure.querySelectorAll('text, .modebar-container')]
    .filter(one => !one.closest('.hoverlayer'))
    .map(one => [one.textContent, one.getBoundingClientRect()])
    .filter(([, box]) => box.width > 0 && box.height > 0);
  const common = (a, b) => [Math.min(a.right, b.right) - Math.max(a.left, b.left),
                            Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top)];
  return boxes.flatMap(([text, box], n) => boxes.slice(n + 1)
    .filter(([, other]) => common(box, other).every(pixels => pixels > 3))
    .map(([other]) => `${figure.id}: ${text} and ${other}`));
})"""


@pytest.mark.parametrize("width", [400, 1200])
def test_nothing_in_a_figure_lies_over_anything_else(
    chromium: Browser, width: int, tmp_path: Path
) -> None:
    write_report(small_plan(), tmp_path / "report.html")
    page = chromium.new_page(viewport={"width": width, "height": 800})
    page.goto((tmp_path / "report.html").as_uri())
    page.wait_for_selector("#figure-timeline .main-svg")
    page.locator("#figure-forecast").hover(position={"x": 5, "y": 5})
    if width == 400:
        page.wait_for_function("document.getElementById('figure-heat').layout.xaxis.nticks === 6")
        assert page.locator("#figure-heat .modebar-container").is_hidden()
    assert page.evaluate(OVERLAPPING) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.close()
