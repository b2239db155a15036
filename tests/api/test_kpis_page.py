"""The page of key figures: each figure has the goal of its queue beside it."""

from __future__ import annotations

import re
from dataclasses import replace

from api.access import PAGES
from api.pages.kpis.page import Line, _lines
from tests.api.conftest import Service
from tests.api.test_pages import Browser
from tests.centre import centre
from wfm.model import Channel, Queue, ServiceGoal

WEEK = {"share_in_window": 1.0, "occupancy": 0.9, "asa": float("nan")}


def lines(queue: Queue) -> dict[str, Line]:
    return {line.code: line for line in _lines([WEEK], queue)}


def test_deferred_work_is_measured_against_all_in_its_window_and_occupancy_against_its_most() -> (
    None
):
    phone = centre().queues[0]
    goal = ServiceGoal(service_level=None, occupancy=0.88)
    email = replace(phone, channel=Channel.EMAIL, response_minutes=240.0, goal=goal)
    found = lines(email)
    assert (found["share_in_window"].goal, found["share_in_window"].met) == (0.999, True)
    assert (found["occupancy"].goal, found["occupancy"].met) == (0.88, False)
    half = replace(email, goal=replace(goal, service_level=0.5, occupancy=None))
    assert (lines(half)["share_in_window"].goal, lines(half)["occupancy"].goal) == (0.5, None)
    assert lines(phone)["share_in_window"].goal is None


def test_several_sites_stand_side_by_side_for_those_who_have_them(service: Service) -> None:
    page = Browser(service, "ada").get(f"{PAGES}/sites").text
    assert "Side by side" in page
    assert re.search(r"Goals of queues that were met</th><td class=\"number\">\d+ / \d+", page)
    assert "Side by side" not in Browser(service, "sam").get(f"{PAGES}/sites").text
