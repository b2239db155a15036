"""Every table of the store. Migrations build them; a test compares the two.

Things are addressed as people do: a site by its key, an agent by the site's own id for them, a
schedule by site, week and number. `version` counts the writes to one thing and is its ETag.
"""

from __future__ import annotations

from wfm.store.tables.bids import BID_ROUNDS, LINE_BIDS
from wfm.store.tables.leave import (
    LEAVE_ACCOUNTS,
    LEAVE_ALLOWANCES,
    LEAVE_REQUESTS,
    LEAVE_TYPES,
    OPEN_SHIFTS,
)
from wfm.store.tables.messages import CONTACTS, DELIVERIES, MESSAGES, WEBHOOKS
from wfm.store.tables.offers import HOURS_OFFERS
from wfm.store.tables.people import (
    AGENTS,
    AVAILABILITY,
    CONTRACTS,
    PREFERENCES,
    SHIFT_REQUESTS,
    TEAMS,
    TIME_OFF,
    WORK_PLANS,
)
from wfm.store.tables.plans import OVERRIDES, PLANS
from wfm.store.tables.runs import BEST_SCHEDULES, FAILING_CHORES, RUNS, WORKERS, WRITE_CHECKS
from wfm.store.tables.schedules import EDITED_DAYS, NOTICES, SCHEDULES, SHIFTS, WEEKS
from wfm.store.tables.sites import (
    EVENTS,
    GROUP_RULES,
    IMPORT_ROWS,
    IMPORTS,
    MEETINGS,
    OPENING_DATES,
    QUEUES,
    SITES,
    UPLOADS,
)
from wfm.store.tables.states import EXCEPTIONS, FEED_REFUSALS, FEEDS, FIGURES, GRADINGS, STATES
from wfm.store.tables.trades import SELF_SERVICE, SHIFT_TRADES
from wfm.store.tables.trail import AUDIT, IDEMPOTENCY
from wfm.store.tables.users import (
    CALENDAR_LINKS,
    LOGIN_FAILURES,
    SESSIONS,
    SIGN_IN_LINKS,
    TOKENS,
    USED_IDENTITY_TOKENS,
    USERS,
)
from wfm.store.tables.wishes import WEEK_WISHES

__all__ = [
    "AGENTS",
    "AUDIT",
    "AVAILABILITY",
    "BEST_SCHEDULES",
    "BID_ROUNDS",
    "CALENDAR_LINKS",
    "CONTACTS",
    "CONTRACTS",
    "DELIVERIES",
    "EDITED_DAYS",
    "EVENTS",
    "EXCEPTIONS",
    "FAILING_CHORES",
    "FEEDS",
    "FEED_REFUSALS",
    "FIGURES",
    "GRADINGS",
    "GROUP_RULES",
    "HOURS_OFFERS",
    "IDEMPOTENCY",
    "IMPORTS",
    "IMPORT_ROWS",
    "LEAVE_ACCOUNTS",
    "LEAVE_ALLOWANCES",
    "LEAVE_REQUESTS",
    "LEAVE_TYPES",
    "LINE_BIDS",
    "LOGIN_FAILURES",
    "MEETINGS",
    "MESSAGES",
    "NOTICES",
    "OPENING_DATES",
    "OPEN_SHIFTS",
    "OVERRIDES",
    "PLANS",
    "PREFERENCES",
    "QUEUES",
    "RUNS",
    "SCHEDULES",
    "SELF_SERVICE",
    "SESSIONS",
    "SHIFTS",
    "SHIFT_REQUESTS",
    "SHIFT_TRADES",
    "SIGN_IN_LINKS",
    "SITES",
    "STATES",
    "TEAMS",
    "TIME_OFF",
    "TOKENS",
    "UPLOADS",
    "USED_IDENTITY_TOKENS",
    "USERS",
    "WEBHOOKS",
    "WEEKS",
    "WEEK_WISHES",
    "WORKERS",
    "WORK_PLANS",
    "WRITE_CHECKS",
]
