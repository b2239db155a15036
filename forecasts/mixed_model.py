"""A Gaussian mixed model over days: calendar effects, levels that drift, and noise.

A day's value is a sum of random effects, each with its own variance: the weekday (fixed and
slowly changing), levels that live for two months, a week and a day, holidays and their
neighbours, single named holidays, the working days on which work comes back, the year's end, the
month's turn and course, the half month between pay days, the year. All of them together are one
Gaussian process over days, so that unknown days, rare holidays and any lead need no special case:
what is seldom seen is shrunk to none (Aldor-Noiman, Feigin, Mandelbaum 2009).
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from forecasts.arrays import FloatArray, IntArray
from forecasts.calendar import Calendar

LEARNED_FROM = 120
"""Latest known days from which the variances are learned."""
YEAR_FROM = 420
PRIOR_SPREAD = 0.5
"""Standard deviation of a variance's logarithm (on the scale of standard deviations)."""
MARK_SIZES = (2.0, 1.0, 0.6, 0.6)
"""Usual sizes of the effects of holidays, eves, days after and observances, to one another."""

LOG_LEVEL: Mapping[str, float] = {
    "noise": 0.06,
    "level": 3.0,
    "weekday": 0.5,
    "long level": 0.2,
    "slow level": 0.08,
    "fast level": 0.05,
    "short level": 0.03,
    "changing weekday": 0.03,
    "holidays": 0.6,
    "named holidays": 0.4,
    "coming back": 0.04,
    "year end": 0.25,
    "month turn": 0.06,
    "day of month": 0.03,
    "half month": 0.03,
    "year": 0.1,
}
"""Usual standard deviations of the effects on the logarithm of day totals."""
SHAPE: Mapping[str, float] = {
    "noise": 0.9,
    "level": 3.0,
    "weekday": 1.0,
    "long level": 0.3,
    "slow level": 0.3,
    "fast level": 0.25,
    "short level": 0.15,
    "changing weekday": 0.35,
    "holidays": 0.5,
    "named holidays": 0.2,
    "coming back": 0.1,
    "year end": 0.3,
    "month turn": 0.2,
    "day of month": 0.2,
    "half month": 0.05,
    "year": 0.2,
}
"""The same for standardised deviations from the usual shape of the day."""
COMING_BACK, YEAR_END = "coming back", "year end"
NOT_LEARNED = ("level", "weekday", COMING_BACK, YEAR_END)
"""Effects whose variance is not learned: it is wide, or a history has few days with the effect."""


class Effects(dict[str, FloatArray]):
    """Covariance of each effect at unit variance between any two days, (N, N) each."""

    @cached_property
    def usual(self) -> FloatArray:
        """Covariance of the sum of all effects of their usual sizes: asked for again and again."""
        return _sum(self, LOG_LEVEL)

    def between(self, first: int, last: int) -> Effects:
        """Only the effects among the days from `first` up to, not including, `last`."""
        part = slice(first, last)
        among = Effects({name: effect[part, part] for name, effect in self.items()})
        among.__dict__["usual"] = self.usual[part, part]
        return among


def covariances(calendar: Calendar) -> Effects:
    """Covariance of each effect at unit variance between any two days, (N, N) each."""
    days = calendar.days
    distance = np.abs(np.subtract.outer(np.arange(len(days)), np.arange(len(days)))).astype(float)
    same = np.equal.outer(calendar.weekday, calendar.weekday).astype(float)
    slow = np.exp(-distance / 60.0)
    month = days.astype("datetime64[M]")
    length = ((month + 1).astype("datetime64[D]") - month.astype("datetime64[D]")).astype(float)
    phase = (days - month.astype("datetime64[D]")).astype(float) / length
    in_month = np.subtract.outer(phase, phase)
    effects = Effects(
        {
            "level": np.ones_like(distance),
            "weekday": same,
            "slow level": slow,
            "fast level": np.exp(-distance / 7.0),
            "short level": np.exp(-distance / 1.5),
            "changing weekday": same * slow,
            "holidays": _products(calendar.marks * MARK_SIZES),
            "named holidays": _products(_names(calendar)),
            "month turn": _products(calendar.month),
            "day of month": _periodic(in_month, 0.5),
            "half month": _periodic(2.0 * in_month, 1.0),
        }
    )
    for name, marks in ((COMING_BACK, calendar.coming_back), (YEAR_END, calendar.year_end)):
        if marks.any():
            effects[name] = _products(marks) + _products(marks.sum(axis=1, keepdims=True))
    if len(days) > YEAR_FROM:
        effects["long level"] = np.exp(-distance / 400.0)
        effects["year"] = _periodic(distance / 365.25, 0.3)
    return effects


def _sum(effects: Mapping[str, FloatArray], deviations: Mapping[str, float]) -> FloatArray:
    total = np.zeros_like(next(iter(effects.values())))
    for name, effect in effects.items():
        total += deviations[name] ** 2 * effect
    return total


def _periodic(phase: FloatArray, smoothness: float) -> FloatArray:
    covariance: FloatArray = np.exp(-2.0 * (np.sin(np.pi * phase) / smoothness) ** 2)
    return covariance


def _products(columns: FloatArray) -> FloatArray:
    return columns @ columns.T


def _names(calendar: Calendar) -> FloatArray:
    kinds = sorted(set(calendar.names) - {""}) or [""]
    names = np.array(calendar.names)
    columns = [(names == kind) & (names != "") & calendar.working for kind in kinds]
    return np.column_stack(columns).astype(float)


@dataclass(frozen=True, slots=True)
class MixedModel:
    """Effects of the calendar with their standard deviations, ready to be conditioned on days."""

    effects: Effects
    deviations: Mapping[str, float]

    @property
    def signal(self) -> FloatArray:
        """Covariance of the sum of all effects between any two days, (N, N)."""
        if self.deviations is LOG_LEVEL:
            return self.effects.usual
        return _sum(self.effects, self.deviations)

    def scaled(self, share: float) -> MixedModel:
        """All effects and the noise with this share of their variances."""
        root = float(np.sqrt(share))
        return MixedModel(self.effects, {name: root * d for name, d in self.deviations.items()})

    def predict(
        self, values: FloatArray, known: IntArray, extra: FloatArray, target: IntArray
    ) -> FloatArray:
        """Give the expected values of target days, given the `values` of known days.

        `values` is (known,) or (known, series); `extra` is the variance of each known day's value
        beyond the usual noise.
        """
        signal = self.signal
        covariance = signal[np.ix_(known, known)]
        covariance[np.diag_indices(len(known))] += self.deviations["noise"] ** 2 + extra
        expected: FloatArray = signal[np.ix_(target, known)] @ _solved(covariance, values)
        return expected

    def share(
        self, names: Collection[str], values: FloatArray, known: IntArray, extra: FloatArray
    ) -> FloatArray:
        """Give what some of the effects are expected to add to each day, (N,), as `predict` does.

        Without a day that has such an effect it is 0.
        """
        mine = {name: self.effects[name] for name in names if name in self.effects}
        if not mine or not len(known):
            return np.zeros(len(next(iter(self.effects.values()))))
        covariance = self.signal[np.ix_(known, known)]
        covariance[np.diag_indices(len(known))] += self.deviations["noise"] ** 2 + extra
        own = _sum(mine, self.deviations)[:, known]
        expected: FloatArray = own @ _solved(covariance, values)
        return expected

    def surprise(
        self, values: FloatArray, known: IntArray, extra: FloatArray
    ) -> tuple[FloatArray, FloatArray]:
        """Tell how far each known day is off what all others say of it, and how far that varies."""
        covariance = self.signal[np.ix_(known, known)]
        covariance[np.diag_indices(len(known))] += self.deviations["noise"] ** 2 + extra
        precision, _ = _inverse(covariance)
        variance = 1.0 / np.diag(precision)
        return (precision @ values) * variance, np.sqrt(variance)

    def learn(self, values: FloatArray, known: IntArray, extra: FloatArray) -> MixedModel:
        """Find the variances of the effects that make the latest known days most likely.

        Maximises the likelihood times a log-normal prior around the present deviations.
        """
        from scipy.optimize import minimize

        latest = slice(-LEARNED_FROM, None)
        values, known, extra = values[latest], known[latest], extra[latest]
        names = [name for name in self.effects if name not in NOT_LEARNED]
        parts = np.stack(
            [np.eye(len(known)), *(self.effects[name][np.ix_(known, known)] for name in names)]
        )
        fixed = np.diag(extra)
        for name in [name for name in NOT_LEARNED if name in self.effects]:
            fixed += self.deviations[name] ** 2 * self.effects[name][np.ix_(known, known)]
        start = np.log([self.deviations[name] for name in ("noise", *names)])
        best = minimize(
            _improbability,
            start,
            args=(start, values, parts.reshape(len(start), -1), fixed),
            jac=True,
            method="L-BFGS-B",
            options={"maxiter": 15},
        )
        learned = zip(("noise", *names), np.exp(best.x).tolist(), strict=True)
        return MixedModel(self.effects, {**self.deviations, **dict(learned)})


def _solved(covariance: FloatArray, values: FloatArray) -> FloatArray:
    from scipy.linalg import cho_factor, cho_solve

    solved: FloatArray = cho_solve(cho_factor(covariance, check_finite=False), values)
    return solved


def _inverse(covariance: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Inverse of a covariance, and the factor of Cholesky that it comes from."""
    from scipy.linalg import lapack

    factor, _ = lapack.dpotrf(covariance, lower=1)
    lower, _ = lapack.dpotri(factor, lower=1)
    return np.tril(lower) + np.tril(lower, -1).T, factor


def _improbability(
    logs: FloatArray, prior: FloatArray, values: FloatArray, parts: FloatArray, fixed: FloatArray
) -> tuple[float, FloatArray]:
    """Minus the log of likelihood times prior, and its gradient, by log standard deviations."""
    variances = np.exp(2.0 * logs)
    count = len(values)
    precision, factor = _inverse(fixed + (variances @ parts).reshape(count, count))
    pull = precision @ values
    away = (logs - prior) / PRIOR_SPREAD
    value = 0.5 * values @ pull + np.log(np.diag(factor)).sum() + 0.5 * away @ away
    slope = (parts @ (precision - np.outer(pull, pull)).ravel()) * variances
    return float(value), slope + away / PRIOR_SPREAD
