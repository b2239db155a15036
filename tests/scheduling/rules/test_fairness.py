from dataclasses import replace
from datetime import timedelta

from tests.scheduling.fixed import accepted, judge, priced, shift
from wfm.model import Preference, PreferenceKind

RULE = "Fairness over weeks"


def test_unpopular_work_costs_whoever_had_more_than_a_fair_share_of_it() -> None:
    for kind, unpopular in (
        ("weekend", shift(5, 8)),
        ("night", shift(0, 18)),
        ("late", shift(0, 14)),
    ):
        assert priced(judge([unpopular], ledger={"A1": {kind: 1.5}}), RULE, 9)
        assert accepted(judge([shift(0, 8)], ledger={"A1": {kind: 1.5}}))
        assert accepted(judge([unpopular], ledger={"A1": {kind: -2.0}}))


def test_an_early_start_is_no_night_and_a_weekend_is_the_sites() -> None:
    assert accepted(judge([shift(0, 5.5)], ledger={"A1": {"night": 5.0}}))
    friday = judge([shift(4, 8)], ledger={"A1": {"weekend": 1.5}}, weekend=frozenset({4, 5}))
    assert priced(friday, RULE, 9)
    assert accepted(
        judge([shift(6, 8)], ledger={"A1": {"weekend": 1.5}}, weekend=frozenset({4, 5}))
    )


def test_a_night_is_not_a_late_end_too() -> None:
    verdict = judge([shift(0, 22)], ledger={"A1": {"night": 1.0, "late": 1.0}})
    assert verdict.costs == {RULE: 6}


def test_a_wish_refused_costs_more_after_many_refusals() -> None:
    wishes = (Preference("A1", PreferenceKind.DAY_OFF, frozenset({0}), weight=7),)
    verdict = judge([shift(0, 8)], preferences=wishes, ledger={"A1": {"wish": 2.0}})
    assert verdict.price == 19
    assert verdict.costs == {"Wishes": 7, RULE: 12}


def test_a_wish_for_another_date_does_not_count() -> None:
    monday = shift(0, 8)
    wishes = (Preference("A1", PreferenceKind.DAY_OFF, frozenset({0}), last=monday.date),)
    verdict = judge([monday], preferences=wishes, ledger={"A1": {"wish": 2.0}})
    assert verdict.costs == {"Wishes": 2, RULE: 12}
    over = (replace(wishes[0], last=monday.date - timedelta(days=1)),)
    assert accepted(judge([monday], preferences=over, ledger={"A1": {"wish": 2.0}}))
