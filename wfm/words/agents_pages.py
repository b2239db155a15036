"""What there is to say on the pages of an agent's own, in English."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

TEMPLATES: Final[Mapping[str, str]] = {
    "page.own.as_of": "as of {at:time}",
    "page.own.zone": "All times are those of {zone}.",
    "page.own.free": "free",
    "page.own.changed": "changed",
    "page.own.before": "Before:",
    "page.own.after": "Now:",
    "page.own.today": "today",
    "page.today.title": "Today",
    "page.today.changed": "Your shifts changed",
    "page.today.confirm": "I have seen this",
    "page.today.now": "Now",
    "page.today.next": "Next",
    "page.today.until": "until {at:time}",
    "page.today.off_shift": "Off shift",
    "page.today.shift": "Your shift",
    "page.today.free": "You have no shift today.",
    "page.today.ahead": "The next days",
    "page.today.calendar": "Shifts in your calendar",
    "page.my_week.title": "Your week",
    "page.my_week.hours": "{hours:.4g} {hours:hour/hours} at work.",
    "page.my_week.published": "Published {at:full_time} as version {number}.",
    "page.my_week.parts": "Breaks and activities",
    "page.my_week.unpublished": "This week is not published yet.",
    "page.my_month.title": "Your month",
    "page.team.title": "Your team on shift",
    "page.team.nobody": "Nobody of your team is on shift now.",
    "page.calendar.title": "Shifts in your calendar",
    "page.calendar.what": (
        "A link lets the calendar on your phone or computer show your published shifts, and "
        "keep them up to date."
    ),
    "page.calendar.yours": "Your link",
    "page.calendar.once": (
        "Keep it to yourself: whoever has it sees your shifts. It is shown this once."
    ),
    "page.calendar.qr": "QR code of the link, for the phone's camera",
    "page.calendar.address": "Address",
    "page.calendar.since": "There is a link since {at:full_time}. A new one ends it.",
    "page.calendar.make": "Make a link",
    "page.calendar.again": "Make a new link",
    "page.calendar.end": "End the link",
    "page.my_adherence.title": "Your adherence",
    "page.my_adherence.shifts": "Shift by shift",
    "page.my_adherence.deviations": "Deviations",
    "page.my_adherence.instead": "{actual} instead of {scheduled}",
    "page.my_adherence.no_deviation": "None.",
    "page.my_adherence.how": "How this is computed",
    "page.my_adherence.formula": (
        "Adherence is {formula}. Conformance is on-queue time worked over on-queue time scheduled."
    ),
    "page.my_adherence.made_with": (
        "[Deviations of up to {seconds} {seconds:second/seconds} do not count. ]Against version "
        "{number} of the published week."
    ),
    "page.my_adherence.until": "Recorded until {at:full_time}.",
    "page.my_adherence.nothing": "Nothing is published for this week.",
    "page.my_leave.title": "Your leave",
    "page.my_leave.counted": (
        "{entitlement:.4g} of the year, {carried:.4g} carried over, {expired:.4g} "
        "expired, {taken:.4g} taken, {requested:.4g} requested: {left:.4g} left"
    ),
    "page.my_leave.ask": "Ask for leave",
    "page.my_leave.first": "First day",
    "page.my_leave.last": "Last day",
    "page.my_leave.hours": "Leave the times blank for whole days.",
    "page.my_leave.do": "Ask for it",
    "page.my_leave.try": "See what it meets",
    "page.my_leave.none": "There is no kind of leave that can be asked for here yet.",
    "page.my_leave.asked": "What you asked for",
    "page.my_leave.withdraw": "Withdraw",
    "page.my_leave.nothing": "Nothing yet.",
    "page.my_trades.title": "Your shifts",
    "page.my_trades.offered": "What you can take",
    "page.my_trades.until": "until {at:full_time}",
    "page.my_trades.give": "In return, the shift of",
    "page.my_trades.take": "Take it",
    "page.my_trades.nothing": "Nothing is offered to you.",
    "page.my_trades.offer": "Offer a shift",
    "page.my_trades.shift": "Shift",
    "page.my_trades.part_from": "Only from",
    "page.my_trades.part_to": "to",
    "page.my_trades.part.what": "A part at the beginning or end of the shift; blank: all of it.",
    "page.my_trades.kind": "How",
    "page.my_trades.in_return": "Days of which you take a shift in return",
    "page.my_trades.in_return.what": "For a swap: dates like 2026-03-24, with blanks between.",
    "page.my_trades.to_agent": "Only for",
    "page.my_trades.to_agent.what": (
        "A colleague's name; blank: everyone who has one of your skills."
    ),
    "page.my_trades.do": "Offer it",
    "page.my_trades.mine": "Your trades",
    "page.my_messages.title": "Your messages",
    "page.my_messages.how": "How you want to be told",
    "page.my_messages.email": "E-mail",
    "page.my_messages.email.what": "Messages also go there; blank: nowhere.",
    "page.my_messages.chat": "Chat",
    "page.my_messages.chat.what": (
        "Address of a chat to which messages also go: that of its incoming webhook (Slack, Teams, "
        "Discord, Google Chat), or as Apprise writes it; blank: nowhere."
    ),
    "page.my_messages.chat.missing": (
        "Chat services are not installed here. The operator adds them: {command}."
    ),
    "page.my_messages.quiet_from": "No e-mail and no chat from",
    "page.my_messages.quiet_to": "to",
    "page.my_messages.wrong.email": "This is no e-mail address.",
    "page.my_messages.wrong.language": "Choose one of the languages.",
    "page.my_messages.wrong.quiet": "Write times like 21:00.",
    "page.my_offers.title": "Extra hours and time off",
    "page.my_offers.open": "Offered to you",
    "page.my_offers.mine": "What you said yes to",
    "page.my_offers.accept": "Yes, I want that",
    "page.my_offers.back": "Step back",
    "page.my_offers.until": "by {at:full_time}",
    "page.my_offers.left": "{count} {count:place/places} left",
    "page.my_bids.title": "Bids for shifts",
    "page.my_bids.nothing": "There is nothing to bid for at present.",
    "page.my_bids.rank": "Say which line is your first choice, which your second, and so on.",
    "page.my_bids.points": "Put up to {points} points in all on the lines that you would like.",
    "page.my_bids.none": "not chosen",
    "page.my_bids.choice": "choice {rank}",
    "page.my_bids.do": "Send my bid",
    "page.my_bids.change": "Change my bid",
    "page.my_bids.back": "Take it back",
    "page.my_bids.sent": "You bid on {at:full_time}. You can change it until the deadline.",
    "page.my_bids.over": "What came of it",
}
