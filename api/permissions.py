"""Who may do what. One line a route; what is not here is denied, to everyone.

How far a role reaches: `own` what is the user's own, `team` the agents of the user's teams, `site`
the user's site, `all` everything, `-` nothing. A route with `*` is open to everyone. The last
column is the scope that an API token needs besides its user's role; `-` is closed to API tokens.
Routes below `/app` are pages: they know the session of a browser, and no token.

Of colleagues agents see one thing: on `/me/colleagues`, who of the own team is on shift, and in
which category. Leave looks there like a day off; reasons, pay, queues and others' adherence are on
no route that an agent may use.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from wfm.store.users import Role

TABLE = """
route                                                           agent supervisor scheduler manager admin scope
GET    /health                                                  *     *          *         *       *     *
GET    /ready                                                   *     *          *         *       *     *
GET    /help/{page:path}                                        *     *          *         *       *     *
GET    /metrics                                                 -     -          -         -       all   metrics
POST   /auth/login                                              *     *          *         *       *     *
POST   /auth/oidc                                               *     *          *         *       *     *
GET    /calendar/{secret}.ics                                   *     *          *         *       *     *

GET    /me                                                      own   own        own       own     own   me
PUT    /me/password                                             own   own        own       own     own   -
GET    /me/tokens                                               own   own        own       own     own   -
POST   /me/tokens                                               own   own        own       own     own   -
DELETE /me/tokens/{token}                                       own   own        own       own     own   -
GET    /me/shifts                                               own   -          -         -       -     me
GET    /me/schedule/{week}                                      own   -          -         -       -     me
GET    /me/colleagues                                           own   -          -         -       -     me
GET    /me/time-off                                             own   -          -         -       -     me
GET    /me/leave                                                own   -          -         -       -     me
GET    /me/leave-requests                                       own   -          -         -       -     me
POST   /me/leave-requests                                       own   -          -         -       -     me
POST   /me/leave-requests/try                                   own   -          -         -       -     me
POST   /me/leave-requests/{request}/withdraw                    own   -          -         -       -     me
GET    /me/trades                                               own   -          -         -       -     me
POST   /me/trades                                               own   -          -         -       -     me
POST   /me/trades/{trade}/take                                  own   -          -         -       -     me
POST   /me/trades/{trade}/withdraw                              own   -          -         -       -     me
GET    /me/open-shifts                                          own   -          -         -       -     me
POST   /me/open-shifts/{shift}/pick-up                          own   -          -         -       -     me
GET    /me/offers                                               own   -          -         -       -     me
GET    /me/wishes                                               own   -          -         -       -     me
GET    /me/wishes/{week}                                        own   -          -         -       -     me
PUT    /me/wishes/{week}                                        own   -          -         -       -     me
GET    /me/fair-share                                           own   -          -         -       -     me
POST   /me/offers/{offer}/accept                                own   -          -         -       -     me
POST   /me/offers/{offer}/withdraw                              own   -          -         -       -     me
GET    /me/bid-rounds                                           own   -          -         -       -     me
PUT    /me/bid-rounds/{bid_round}/bid                           own   -          -         -       -     me
DELETE /me/bid-rounds/{bid_round}/bid                           own   -          -         -       -     me
GET    /me/messages                                             own   -          -         -       -     me
POST   /me/messages/seen                                        own   -          -         -       -     me
GET    /me/contact                                              own   -          -         -       -     me
PUT    /me/contact                                              own   -          -         -       -     me
GET    /me/calendar-link                                        own   -          -         -       -     -
POST   /me/calendar-link                                        own   -          -         -       -     -
DELETE /me/calendar-link                                        own   -          -         -       -     -

GET    /users                                                   -     -          -         -       all   -
POST   /users                                                   -     -          -         -       all   -
GET    /users/{name}                                            -     -          -         -       all   -
GET    /users/{name}/tokens                                     -     -          -         -       all   -
DELETE /users/{name}/tokens/{token}                             -     -          -         -       all   -
PUT    /users/{name}                                            -     -          -         -       all   -

GET    /sites                                                   -     site       site      site    all   sites
GET    /sites/{site}                                            -     site       site      site    all   sites
GET    /sites/{site}/settings                                   -     site       site      site    all   sites
PUT    /sites/{site}/settings                                   -     -          site      site    all   sites
GET    /sites/{site}/queues                                     -     site       site      site    all   sites
POST   /sites/{site}/queues                                     -     -          site      site    all   sites
GET    /sites/{site}/queues/{entry:path}                        -     site       site      site    all   sites
PUT    /sites/{site}/queues/{entry:path}                        -     -          site      site    all   sites
GET    /sites/{site}/events                                     -     site       site      site    all   sites
POST   /sites/{site}/events                                     -     -          site      site    all   sites
GET    /sites/{site}/events/{entry}                             -     site       site      site    all   sites
PUT    /sites/{site}/events/{entry}                             -     -          site      site    all   sites
GET    /sites/{site}/opening-dates                              -     site       site      site    all   sites
POST   /sites/{site}/opening-dates                              -     -          site      site    all   sites
GET    /sites/{site}/opening-dates/{entry}                      -     site       site      site    all   sites
PUT    /sites/{site}/opening-dates/{entry}                      -     -          site      site    all   sites
GET    /audit                                                   -     -          -         -       all   audit
GET    /sites/{site}/audit                                      -     -          -         site    all   audit
GET    /sites/{site}/imports                                    -     -          site      site    all   imports
POST   /sites/{site}/history                                    -     -          site      -       all   imports
POST   /sites/{site}/history/{platform}                         -     -          site      -       all   imports
POST   /sites/{site}/satisfaction                               -     -          site      -       all   imports
POST   /sites/{site}/imports                                    -     -          site      -       all   imports
GET    /sites/{site}/imports/{import_id}                        -     -          site      site    all   imports
POST   /sites/{site}/imports/{import_id}/rollback               -     -          site      -       all   -
GET    /sites/{site}/runs                                       -     -          site      site    all   runs
GET    /sites/{site}/runs/{run}                                 -     -          site      site    all   runs
GET    /sites/{site}/runs/{run}/best                           -     -          site      site    all   runs
POST   /sites/{site}/runs/{run}/cancel                          -     -          site      -       all   runs

GET    /sites/{site}/teams                                      -     team       site      site    all   people
POST   /sites/{site}/teams                                      -     -          site      site    all   people
GET    /sites/{site}/teams/{team:path}                               -     team       site      site    all   people
PUT    /sites/{site}/teams/{team:path}                               -     -          site      site    all   people
GET    /sites/{site}/work-plans                                 -     -          site      site    all   people
POST   /sites/{site}/work-plans                                 -     -          site      site    all   people
GET    /sites/{site}/work-plans/{work_plan:path}                     -     -          site      site    all   people
PUT    /sites/{site}/work-plans/{work_plan:path}                     -     -          site      site    all   people
GET    /sites/{site}/agents                                     -     team       site      site    all   people
POST   /sites/{site}/agents                                     -     -          site      site    all   people
GET    /sites/{site}/agents/{agent:path}                             -     team       site      site    all   people
PUT    /sites/{site}/agents/{agent:path}                             -     -          site      site    all   people
GET    /sites/{site}/time-off                                   -     team       site      site    all   people
POST   /sites/{site}/time-off                                   -     team       site      site    all   people
GET    /sites/{site}/time-off/{entry}                           -     team       site      site    all   people
PUT    /sites/{site}/time-off/{entry}                           -     team       site      site    all   people
GET    /sites/{site}/contracts                                  -     team       site      site    all   people
POST   /sites/{site}/contracts                                  -     team       site      site    all   people
GET    /sites/{site}/contracts/{entry}                          -     team       site      site    all   people
PUT    /sites/{site}/contracts/{entry}                          -     team       site      site    all   people
GET    /sites/{site}/availability                               -     team       site      site    all   people
POST   /sites/{site}/availability                               -     team       site      site    all   people
GET    /sites/{site}/availability/{entry}                       -     team       site      site    all   people
PUT    /sites/{site}/availability/{entry}                       -     team       site      site    all   people
GET    /sites/{site}/preferences                                -     team       site      site    all   people
POST   /sites/{site}/preferences                                -     team       site      site    all   people
GET    /sites/{site}/preferences/{entry}                        -     team       site      site    all   people
PUT    /sites/{site}/preferences/{entry}                        -     team       site      site    all   people
GET    /sites/{site}/shift-requests                             -     team       site      site    all   people
POST   /sites/{site}/shift-requests                             -     team       site      site    all   people
GET    /sites/{site}/shift-requests/{entry}                     -     team       site      site    all   people
PUT    /sites/{site}/shift-requests/{entry}                     -     team       site      site    all   people
GET    /sites/{site}/meetings                                   -     team       site      site    all   people
POST   /sites/{site}/meetings                                   -     team       site      site    all   people
GET    /sites/{site}/meetings/{entry}                           -     team       site      site    all   people
PUT    /sites/{site}/meetings/{entry}                           -     team       site      site    all   people
GET    /sites/{site}/group-rules                                -     -          site      site    all   people
POST   /sites/{site}/group-rules                                -     -          site      site    all   people
GET    /sites/{site}/group-rules/{entry}                        -     -          site      site    all   people
PUT    /sites/{site}/group-rules/{entry}                        -     -          site      site    all   people
GET    /sites/{site}/leave-types                                -     site       site      site    all   people
POST   /sites/{site}/leave-types                                -     -          site      site    all   people
GET    /sites/{site}/leave-types/{entry:path}                   -     site       site      site    all   people
PUT    /sites/{site}/leave-types/{entry:path}                   -     -          site      site    all   people
GET    /sites/{site}/leave-accounts                             -     team       site      site    all   people
POST   /sites/{site}/leave-accounts                             -     -          site      site    all   people
GET    /sites/{site}/leave-accounts/{entry}                     -     team       site      site    all   people
PUT    /sites/{site}/leave-accounts/{entry}                     -     -          site      site    all   people
GET    /sites/{site}/leave-allowances                           -     site       site      site    all   people
POST   /sites/{site}/leave-allowances                           -     -          site      site    all   people
GET    /sites/{site}/leave-allowances/{entry}                   -     site       site      site    all   people
PUT    /sites/{site}/leave-allowances/{entry}                   -     -          site      site    all   people
GET    /sites/{site}/leave-requests                             -     team       site      site    all   people
GET    /sites/{site}/leave-requests/{request}                   -     team       site      site    all   people
POST   /sites/{site}/leave-requests/{request}/decision          -     team       site      site    all   people
GET    /sites/{site}/trades                                     -     team       site      site    all   people
GET    /sites/{site}/trades/{trade}                             -     team       site      site    all   people
POST   /sites/{site}/trades/{trade}/decision                    -     team       site      site    all   people
GET    /sites/{site}/open-shifts                                -     site       site      site    all   people
GET    /sites/{site}/self-service                               -     site       site      site    all   people
PUT    /sites/{site}/self-service                               -     -          site      site    all   people
GET    /sites/{site}/head-gaps                                  -     -          site      site    all   plans
GET    /sites/{site}/wishes/{week}                              -     team       site      site    all   people
GET    /sites/{site}/offers                                     -     -          site      site    all   people
POST   /sites/{site}/offers                                     -     -          site      -       all   people
GET    /sites/{site}/offers/{offer}                             -     -          site      site    all   people
POST   /sites/{site}/offers/{offer}/end                         -     -          site      -       all   people
GET    /sites/{site}/bid-rounds                                 -     -          site      site    all   people
POST   /sites/{site}/bid-rounds                                 -     -          site      -       all   people
GET    /sites/{site}/bid-rounds/{bid_round}                     -     -          site      site    all   people
POST   /sites/{site}/bid-rounds/{bid_round}/move                -     -          site      -       all   people
GET    /sites/{site}/bid-rounds/{bid_round}/dry-run             -     -          site      site    all   people
POST   /sites/{site}/bid-rounds/{bid_round}/final               -     -          site      -       all   people
POST   /sites/{site}/bid-rounds/{bid_round}/call-off            -     -          site      -       all   people
GET    /sites/{site}/messages                                   -     team       site      site    all   people
GET    /sites/{site}/webhooks                                   -     -          -         site    all   -
POST   /sites/{site}/webhooks                                   -     -          -         site    all   -
DELETE /sites/{site}/webhooks/{webhook}                         -     -          -         site    all   -

GET    /sites/{site}/weeks/{week}/forecasts                     -     -          site      site    all   plans
POST   /sites/{site}/weeks/{week}/forecasts                     -     -          site      -       all   plans
GET    /sites/{site}/weeks/{week}/forecasts/{number}            -     -          site      site    all   plans
GET    /sites/{site}/weeks/{week}/forecasts/{number}/level-changes -   -        site      site    all   plans
POST   /sites/{site}/weeks/{week}/forecasts/{number}/level-changes -   -        site      -       all   plans
GET    /sites/{site}/forecast-accuracy                          -     -          site      site    all   plans
GET    /sites/{site}/weeks/{week}/overrides                     -     -          site      site    all   plans
POST   /sites/{site}/weeks/{week}/overrides                     -     -          site      -       all   plans
GET    /sites/{site}/weeks/{week}/overrides/{entry}             -     -          site      site    all   plans
PUT    /sites/{site}/weeks/{week}/overrides/{entry}             -     -          site      -       all   plans
GET    /sites/{site}/weeks/{week}/requirements                  -     -          site      site    all   plans
GET    /sites/{site}/weeks/{week}/requirements/{number}         -     -          site      site    all   plans

GET    /sites/{site}/weeks/{week}/schedules                     -     team       site      site    all   schedules
POST   /sites/{site}/weeks/{week}/schedules                     -     -          site      -       all   schedules
GET    /sites/{site}/weeks/{week}/schedules/{number}            -     team       site      site    all   schedules
GET    /sites/{site}/weeks/{week}/schedules/{number}/shifts     -     team       site      site    all   schedules
GET    /sites/{site}/weeks/{week}/schedules/{number}/agents/{agent:path}/days/{day} - team site site    all   schedules
PUT    /sites/{site}/weeks/{week}/schedules/{number}/agents/{agent:path}/days/{day} - -    site -       all   schedules
POST   /sites/{site}/weeks/{week}/schedules/{number}/copy       -     -          site      -       all   schedules
POST   /sites/{site}/weeks/{week}/schedules/{number}/publish    -     -          site      -       all   schedules
POST   /sites/{site}/weeks/{week}/schedules/{number}/revert     -     -          site      -       all   schedules
GET    /sites/{site}/weeks/{week}/schedules/{number}/difference -     -          site      site    all   schedules
GET    /sites/{site}/weeks/{week}/schedules/{number}/comparison -     -          site      site    all   schedules
GET    /sites/{site}/weeks/{week}/schedules/{number}/editors    -     -          site      -       all   schedules
GET    /sites/{site}/weeks/{week}/schedules/{number}/repairs    -     -          site      -       all   schedules
GET    /sites/{site}/weeks/{week}/schedules/{number}/notices    -     -          site      site    all   schedules
GET    /sites/{site}/weeks/{week}/schedules/{number}/findings   -     -          site      site    all   schedules
GET    /sites/{site}/weeks/{week}/schedules/{number}/coverage   -     -          site      site    all   schedules
GET    /sites/{site}/weeks/{week}/schedules/{number}/messages   -     -          site      site    all   schedules
GET    /sites/{site}/weeks/{week}/schedules/{number}/simulation -     -          site      site    all   schedules
GET    /sites/{site}/weeks/{week}/schedules/{number}/workbook   -     -          site      site    all   schedules
GET    /sites/{site}/weeks/{week}/schedules/{number}/workbook/floor - -        site      site    all   schedules
POST   /sites/{site}/weeks/{week}/schedules/{number}/edits      -     -          site      -       all   schedules
POST   /sites/{site}/weeks/{week}/schedules/{number}/edits/dry-run - -           site      -       all   schedules
POST   /sites/{site}/weeks/{week}/schedules/{number}/undo       -     -          site      -       all   schedules
POST   /sites/{site}/weeks/{week}/schedules/{number}/redo       -     -          site      -       all   schedules
POST   /sites/{site}/weeks/{week}/schedules/{number}/workbook   -     -          site      -       all   schedules
POST   /sites/{site}/weeks/{week}/schedules/{number}/workbook/dry-run - -        site      -       all   schedules

GET    /sites/{site}/states                                     -     site       site      site    all   states
POST   /sites/{site}/states                                     -     -          site      site    all   states
POST   /sites/{site}/states/{platform}                          -     -          site      site    all   states
GET    /sites/{site}/grading                                    -     site       site      site    all   adherence
PUT    /sites/{site}/grading                                    -     -          site      site    all   adherence
GET    /sites/{site}/exceptions                                 -     team       site      site    all   adherence
POST   /sites/{site}/exceptions                                 -     team       site      site    all   adherence
GET    /sites/{site}/exceptions/{entry}                         -     team       site      site    all   adherence
PUT    /sites/{site}/exceptions/{entry}                         -     team       site      site    all   adherence
GET    /sites/{site}/weeks/{week}/adherence                     -     team       site      site    all   adherence
GET    /sites/{site}/weeks/{week}/adherence/agents              -     team       site      site    all   adherence
GET    /sites/{site}/weeks/{week}/adherence/shifts              -     team       site      site    all   adherence
GET    /sites/{site}/weeks/{week}/adherence/deviations          -     team       site      site    all   adherence
GET    /sites/{site}/weeks/{week}/adherence/trail               -     team       site      site    all   adherence
GET    /sites/{site}/weeks/{week}/planned-vs-actual             -     team       site      site    all   adherence
GET    /sites/{site}/weeks/{week}/planned-vs-actual/workbook    -     team       site      site    all   adherence
GET    /sites/{site}/weeks/{week}/planned-vs-actual/{subject}   -     team       site      site    all   adherence
GET    /sites/{site}/shrinkage                                  -     -          site      site    all   adherence
POST   /sites/{site}/shrinkage                                  -     -          site      site    all   adherence
GET    /sites/{site}/live                                       -     team       site      site    all   adherence
GET    /sites/{site}/live/stream                                -     team       site      site    all   adherence
GET    /me/adherence/{week}                                     own   -          -         -       -     me

GET    /                                                        *     *          *         *       *     *
GET    /app                                                     own   own        own       own     own   -
GET    /app/                                                    own   own        own       own     own   -
GET    /app/assets/{folder}/{name}                              *     *          *         *       *     *
GET    /app/service-worker.js                                   *     *          *         *       *     *
GET    /app/manifest.webmanifest                                *     *          *         *       *     *
GET    /app/sign-in                                             *     *          *         *       *     *
POST   /app/sign-in                                             *     *          *         *       *     *
GET    /app/sign-in/provider                                    *     *          *         *       *     *
GET    /app/sign-in/provider/return                             *     *          *         *       *     *
GET    /app/links/{secret}                                      *     *          *         *       *     *
POST   /app/sign-out                                            own   own        own       own     own   -
POST   /app/language                                            *     *          *         *       *     *
GET    /app/account                                             own   own        own       own     own   -
GET    /app/tokens                                              own   own        own       own     own   -
POST   /app/tokens                                              own   own        own       own     own   -
POST   /app/tokens/{token}/end                                  own   own        own       own     own   -
GET    /app/session                                             own   own        own       own     own   -
GET    /app/today                                               own   -          -         -       -     -
POST   /app/today/confirm                                       own   -          -         -       -     -
GET    /app/my-week                                             own   -          -         -       -     -
GET    /app/my-month                                            own   -          -         -       -     -
GET    /app/team                                                own   -          -         -       -     -
GET    /app/calendar                                            own   -          -         -       -     -
POST   /app/calendar                                            own   -          -         -       -     -
POST   /app/calendar/end                                        own   -          -         -       -     -
GET    /app/my-adherence                                        own   -          -         -       -     -
GET    /app/my-leave                                            own   -          -         -       -     -
POST   /app/my-leave                                            own   -          -         -       -     -
POST   /app/my-leave/try                                        own   -          -         -       -     -
POST   /app/my-leave/{request_id}/withdraw                      own   -          -         -       -     -
GET    /app/my-trades                                           own   -          -         -       -     -
POST   /app/my-trades                                           own   -          -         -       -     -
POST   /app/my-trades/{trade}/take                              own   -          -         -       -     -
POST   /app/my-trades/{trade}/withdraw                          own   -          -         -       -     -
POST   /app/my-trades/open/{shift}                              own   -          -         -       -     -
GET    /app/my-offers                                           own   -          -         -       -     -
GET    /app/my-wishes                                           own   -          -         -       -     -
POST   /app/my-wishes                                           own   -          -         -       -     -
POST   /app/my-offers/{offer}/accept                            own   -          -         -       -     -
POST   /app/my-offers/{offer}/withdraw                          own   -          -         -       -     -
GET    /app/my-bids                                             own   -          -         -       -     -
POST   /app/my-bids/{bid_round}                                 own   -          -         -       -     -
POST   /app/my-bids/{bid_round}/withdraw                        own   -          -         -       -     -
GET    /app/my-messages                                         own   -          -         -       -     -
POST   /app/my-messages/seen                                    own   -          -         -       -     -
POST   /app/my-messages/contact                                 own   -          -         -       -     -
GET    /app/sites/{site}/weeks                                  -     -          site      site    all   -
GET    /app/sites/{site}/roster                                 -     team       site      site    all   -
GET    /app/sites/{site}/leave                                  -     team       site      site    all   -
POST   /app/sites/{site}/leave/{request_id}                     -     team       site      site    all   -
GET    /app/sites/{site}/trades                                 -     team       site      site    all   -
POST   /app/sites/{site}/trades/{trade}                         -     team       site      site    all   -
GET    /app/sites/{site}/data                                   -     -          site      site    all   -
GET    /app/sites/{site}/data/{kind}                            -     -          site      site    all   -
GET    /app/sites/{site}/data/{kind}/form                       -     -          site      site    all   -
POST   /app/sites/{site}/data/{kind}/form                       -     -          site      site    all   -
GET    /app/sites/{site}/wishes                                 -     team       site      site    all   -
GET    /app/sites/{site}/offers                                 -     -          site      site    all   -
POST   /app/sites/{site}/offers                                 -     -          site      -       all   -
POST   /app/sites/{site}/offers/{offer}/end                     -     -          site      -       all   -
GET    /app/sites/{site}/bids                                   -     -          site      site    all   -
POST   /app/sites/{site}/bids                                   -     -          site      -       all   -
GET    /app/sites/{site}/bids/{bid_round}                       -     -          site      site    all   -
POST   /app/sites/{site}/bids/{bid_round}/final                 -     -          site      -       all   -
POST   /app/sites/{site}/bids/{bid_round}/move                  -     -          site      -       all   -
POST   /app/sites/{site}/bids/{bid_round}/call-off              -     -          site      -       all   -
GET    /app/sites/{site}/messages                               -     team       site      site    all   -
GET    /app/sites/{site}/webhooks                               -     -          -         site    all   -
POST   /app/sites/{site}/webhooks                               -     -          -         site    all   -
POST   /app/sites/{site}/webhooks/{webhook}/end                 -     -          -         site    all   -
GET    /app/sites/{site}/weeks/{week}                           -     -          site      site    all   -
GET    /app/sites/{site}/weeks/{week}/versions                  -     -          site      site    all   -
POST   /app/sites/{site}/weeks/{week}/plan                      -     -          site      -       all   -
GET    /app/sites/{site}/weeks/{week}/forecast                  -     -          site      site    all   -
POST   /app/sites/{site}/weeks/{week}/forecast                  -     -          site      -       all   -
POST   /app/sites/{site}/weeks/{week}/forecast/{number}/accept  -     -          site      -       all   -
GET    /app/sites/{site}/runs/{run}                             -     -          site      site    all   -
GET    /app/sites/{site}/runs/{run}/state                       -     -          site      site    all   -
POST   /app/sites/{site}/runs/{run}/cancel                      -     -          site      -       all   -
POST   /app/sites/{site}/runs/{run}/take                        -     -          site      -       all   -
GET    /app/sites/{site}/weeks/{week}/schedules/{number}        -     team       site      site    all   -
GET    /app/sites/{site}/weeks/{week}/schedules/{number}/repairs -     -          site      -       all   -
GET    /app/sites/{site}/weeks/{week}/schedules/{number}/others -     -          site      -       all   -
GET    /app/sites/{site}/weeks/{week}/schedules/{number}/edits  -     -          site      -       all   -
POST   /app/sites/{site}/weeks/{week}/schedules/{number}/edits/try - -           site      -       all   -
POST   /app/sites/{site}/weeks/{week}/schedules/{number}/edits/keep - -          site      -       all   -
POST   /app/sites/{site}/weeks/{week}/schedules/{number}/copy   -     -          site      -       all   -
POST   /app/sites/{site}/weeks/{week}/schedules/{number}/revert -     -          site      -       all   -
POST   /app/sites/{site}/weeks/{week}/schedules/{number}/undo   -     -          site      -       all   -
POST   /app/sites/{site}/weeks/{week}/schedules/{number}/redo   -     -          site      -       all   -
GET    /app/sites/{site}/weeks/{week}/schedules/{number}/publish - - site - all -
POST   /app/sites/{site}/weeks/{week}/schedules/{number}/publish - - site - all -
GET    /app/sites/{site}/weeks/{week}/schedules/{number}/absence - - site - all -
POST   /app/sites/{site}/weeks/{week}/schedules/{number}/absence - - site - all -
GET    /app/sites/{site}/weeks/{week}/schedules/{number}/roster -     -          site      site    all   -
GET    /app/sites/{site}/weeks/{week}/schedules/{number}/roster/floor - - site site all -
GET    /app/sites/{site}/weeks/{week}/schedules/{number}/roster/workbook - - site site all -
POST   /app/sites/{site}/weeks/{week}/schedules/{number}/roster -     -          site      -       all   -
POST   /app/sites/{site}/weeks/{week}/schedules/{number}/roster/apply - - site - all -
GET    /app/sites/{site}/weeks/{week}/schedules/{number}/agents/{agent:path}/days/{day} - - site - all -
POST   /app/sites/{site}/weeks/{week}/schedules/{number}/agents/{agent:path}/days/{day}/try - - site - all -
POST   /app/sites/{site}/weeks/{week}/schedules/{number}/agents/{agent:path}/days/{day}/keep - - site - all -
POST   /app/sites/{site}/weeks/{week}/schedules/{number}/agents/{agent:path}/days/{day}/lock - - site - all -
GET    /app/sites                                               -     site       site      site    all   -
GET    /app/sites/new                                           -     -          -         -       all   -
GET    /app/sites/{site}/imports                                -     -          site      site    all   -
POST   /app/sites/{site}/imports                                -     -          site      -       all   -
POST   /app/sites/{site}/imports/{import_id}/rollback           -     -          site      -       all   -
GET    /app/audit                                               -     -          -         -       all   -
GET    /app/sites/{site}/audit                                  -     -          -         site    all   -
GET    /app/sites/{site}/live                                   -     team       site      site    all   -
GET    /app/sites/{site}/live/board                             -     team       site      site    all   -
POST   /app/sites/{site}/live/authorise                         -     team       site      site    all   -
GET    /app/sites/{site}/kpis                                   -     -          site      site    all   -
GET    /app/sites/{site}/weeks/{week}/actual                    -     team       site      site    all   -
GET    /app/sites/{site}/weeks/{week}/actual/workbook           -     team       site      site    all   -
GET    /app/users                                               -     -          -         -       all   -
POST   /app/users                                               -     -          -         -       all   -
GET    /app/users/{name}                                        -     -          -         -       all   -
POST   /app/users/{name}                                        -     -          -         -       all   -
POST   /app/users/{name}/tokens/{token}/end                     -     -          -         -       all   -
GET    /app/{rest:path}                                         *     *          *         *       *     *
"""  # noqa: E501 — a table is read by its columns


class Reach(StrEnum):
    """How far a role reaches on a route."""

    NOTHING = "-"
    OWN = "own"
    TEAM = "team"
    SITE = "site"
    ALL = "all"
    OPEN = "*"


@dataclass(frozen=True, slots=True)
class Permission:
    """One line of the table."""

    reach: dict[Role, Reach]
    scope: str

    @property
    def open(self) -> bool:
        """Whether nobody has to sign in."""
        return self.scope == Reach.OPEN


def _read(table: str) -> dict[tuple[str, str], Permission]:
    permissions = {}
    for line in filter(None, table.splitlines()[2:]):
        method, path, *reaches, scope = line.split()
        roles = dict(zip(Role, map(Reach, reaches), strict=True))
        permissions[method, path] = Permission(roles, scope)
    return permissions


PERMISSIONS = _read(TABLE)
SCOPES = sorted({p.scope for p in PERMISSIONS.values()} - {"*", "-"})
"""What an API token may be limited to."""
