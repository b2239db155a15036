"""Every page's routes, in the order in which they are tried."""

from api.pages import nowhere
from api.pages.absence import page as absence
from api.pages.account import page as account
from api.pages.actual import page as actual
from api.pages.assets import page as assets
from api.pages.audit import page as audit
from api.pages.bids import page as bids
from api.pages.board import page as board
from api.pages.calendar import page as calendar
from api.pages.data import page as data
from api.pages.day import page as day
from api.pages.edits import page as edits
from api.pages.forecast import page as forecast
from api.pages.imports import page as imports
from api.pages.kpis import page as kpis
from api.pages.leave import page as leave
from api.pages.live import page as live
from api.pages.messages import page as messages
from api.pages.my_adherence import page as my_adherence
from api.pages.my_bids import page as my_bids
from api.pages.my_leave import page as my_leave
from api.pages.my_messages import page as my_messages
from api.pages.my_month import page as my_month
from api.pages.my_offers import page as my_offers
from api.pages.my_trades import page as my_trades
from api.pages.my_week import page as my_week
from api.pages.my_wishes import page as my_wishes
from api.pages.offers import page as offers
from api.pages.publish import page as publish
from api.pages.repairs import page as repairs
from api.pages.roster import page as roster
from api.pages.run import page as run
from api.pages.sign_in import page as sign_in
from api.pages.sign_in import provider
from api.pages.sites import page as sites
from api.pages.team import page as team
from api.pages.today import page as today
from api.pages.tokens import page as tokens
from api.pages.trades import page as trades
from api.pages.users import page as users
from api.pages.versions import page as versions
from api.pages.webhooks import page as webhooks
from api.pages.week import page as week
from api.pages.weeks import page as weeks
from api.pages.wishes import page as wishes

PAGE_ROUTERS = (
    assets.router,
    sign_in.root,
    sign_in.router,
    provider.router,
    account.router,
    tokens.router,
    today.router,
    my_week.router,
    my_month.router,
    team.router,
    my_leave.router,
    my_trades.router,
    my_offers.router,
    my_wishes.router,
    my_bids.router,
    my_messages.router,
    calendar.router,
    my_adherence.router,
    sites.router,
    imports.router,
    users.router,
    audit.router,
    live.router,
    trades.router,
    offers.router,
    wishes.router,
    data.router,
    bids.router,
    messages.router,
    webhooks.router,
    leave.router,
    kpis.router,
    actual.router,
    weeks.router,
    week.router,
    versions.router,
    forecast.router,
    run.router,
    board.router,
    day.router,
    edits.router,
    repairs.router,
    publish.router,
    roster.router,
    absence.router,
    nowhere.router,
)
"""The last one takes what no other does."""
