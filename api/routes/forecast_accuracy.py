"""How good a site's forecasts were, by queue and week: as published for, and the newest ones."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated

from fastapi import APIRouter, Query

from api.access import SignedIn
from api.dependencies import Key, Store
from api.schemas.forecast_accuracy import AccuracyView, BiasTrendView, WeekAccuracyView

router = APIRouter(prefix="/sites/{site}", tags=["forecasts and requirements"])


@router.get("/forecast-accuracy")
def forecast_accuracy_of_site(
    site: Key,
    access: SignedIn,
    store: Store,
    weeks: Annotated[int, Query(ge=1, le=52, description="The last so many weeks")] = 8,
) -> AccuracyView:
    """Judge the forecasts of the last weeks by what came.

    `locked` is the forecast that the published schedule was made for, `live` the newest one of the
    week. Figures are those of `wfm backtest --against`; a trend is the change of the bias a week.
    """
    from wfm.service.forecast_accuracy import bias_trends, forecast_accuracy

    access.check_site(site)
    with store.reading() as tx:
        judged = forecast_accuracy(tx, site, weeks)
    return AccuracyView(
        weeks=[WeekAccuracyView(**asdict(one)) for one in judged],
        trends=[
            BiasTrendView(queue=queue, forecast=forecast, bias_trend=trend)
            for (queue, forecast), trend in bias_trends(judged).items()
        ],
    )
