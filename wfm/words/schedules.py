"""What there is to say of a schedule, in English: conflicts, shortages, meetings, the search."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

TEMPLATES: Final[Mapping[str, str]] = {
    "schedule.search_stopped": (
        "The search was stopped; this is the best schedule found until then."
    ),
    "search.left_out": "In {seconds:g} s there was no time for {phases:|and}.",
    "search.other_requirement": (
        "With a longer limit than {seconds:g} s other heads may be required: the prices of both "
        "plans do not compare."
    ),
    "search.left_out.layings": ("{count} of two layings of deferred work into heads to spare"),
    "search.left_out.rounds": ("{count} {count:round/rounds} of correction by simulation"),
    "search.left_out.brief": "all of a brief search",
    "search.left_out.meetings_anew": "placing meetings a second time",
    "search.left_out.across_weeks": "a search across the weeks",
    "schedule.went_on": (
        "A worker was lost; the run went on from the best schedule found until then."
    ),
    "schedule.no_legal_week": (
        "{agent_id} {name} has no legal week: {conflict}[: {misfits:|and}]."
        "[ The same holds of {count} {count:other/others} of work plan {plan}: {others}.]"
        "[ Each of these alone would do: {remedies:|then}.]"
        "[ Cheapest way out, as scheduled: {way_out}.]"
    ),
    "schedule.more_agents": "{more} more",
    "schedule.of_weeks": "In the {count:week/weeks} of {weeks:date|and}: {said}",
    "schedule.more_without_week": (
        "{count} more {count:agent has/agents have} no legal week: {agents}."
    ),
    "schedule.conflict.one": "{rule} cannot be met",
    "schedule.conflict.several": "{rules:|and} cannot all be met",
    "schedule.conflict.rule": "{rule:word}[ ({terms})][ on {dates:weekday}]",
    "schedule.conflict.contracts": "{contracts:|then}",
    "schedule.conflict.contract": "{plan}[: {terms}]",
    "schedule.odds.queue": "{queue}",
    "schedule.odds.group": "{group}",
    "schedule.odds.few": (
        "{asked} needs at least {least} {least:head/heads} on {start:weekday_time}–{end:time}, "
        "when {most} of {people} {people:person/people} can be there at most, by contract, "
        "opening hours, availability and leave (so it is for {hours:g} h in all):[ let shifts of "
        "{lying} more of them lie there][ have {more} more {more:person/people} for it], or ask "
        "for {most} then"
    ),
    "schedule.odds.meeting": (
        "{asked} needs at least {least} {least:head/heads} on {start:weekday_time}–{end:time}, "
        "when {most} of {people} {people:person/people} are left for it at most, beside "
        "{meetings:|and} (so it is for {hours:g} h in all): let {staying} stay away, hold it at "
        "another time, or ask for {most} then"
    ),
    "schedule.odds.hours": (
        "{asked} needs at least {needed:g} head-hours, and the contracts of its {people} "
        "{people:person/people} have {most:g} at most: ask for fewer, or have about {more} more "
        "{more:person/people}"
    ),
    "schedule.odds.full": (
        "{group} lets in {most} at once, and {asked:|and} cannot do with fewer than {least} of the "
        "same people on {start:weekday_time}–{end:time} (so it is for {hours:g} h in all): let in "
        "{least}, or ask for fewer then"
    ),
    "schedule.odds.off": (
        "{group} lets {most} of {people} be off at once, which takes {needed} working days; "
        "contracts and leave have at most {days}: let {off} be off"
    ),
    "schedule.odds.month": "{agents:|and}: {what}",
    "schedule.odds.month_hours": (
        "{plan} asks for {wanted}, and what was worked and what weeks may have, by their limits "
        "and leave, come to [{most:g} h at most: allow weeks of more hours, or ask for fewer in a "
        "month][{least:g} h at least: let weeks have fewer hours, or allow more in a month]"
    ),
    "schedule.odds.month_days": (
        "{plan} asks for {wanted}, and what was worked and what weeks may have, by their limits "
        "and leave, come to [{most} {most:day/days} at most: allow weeks of more days, or ask for "
        "fewer in a month][{least} {least:day/days} at least: let weeks have fewer days, or allow "
        "more in a month]"
    ),
    "schedule.odds.alone": (
        "{group} leaves {agents:|and} no legal week: the hours in which {mentors:|and} can be "
        "there do not suffice. Let their shifts lie at the same times, or name other mentors"
    ),
    "schedule.odds.away": (
        "{group} lets {most} be off at once, and on {dates:weekday} {off} cannot work by contract, "
        "availability or leave: {agents:|and}[ (on {more} more {more:day/days}, too)]; let {off} "
        "be off, or grant less leave then"
    ),
    "schedule.odds.crowded": (
        "{group} lets in {most} at once, which is room for {room:g} h; the contracts of its "
        "{people} {people:person/people} have at least {needed:g} h of presence then:[ let in "
        "{enough},] ask for fewer hours, or let shifts lie at other times"
    ),
    "schedule.odds.breaks": (
        "{group} lets {most} have a break at once, which is room for {room:g} h of breaks where "
        "those of its {people} {people:person/people} can lie; their shifts have at least "
        "{needed:g} h:[ let {enough} have one at once, or] let breaks lie at more times"
    ),
    "schedule.odds.mentors": (
        "{group} needs mentors for {needed:g} h at least, with {heads} to each, and "
        "{mentors:|and} have {most:g} h at most:[ let {each} be with each, or] name more mentors"
    ),
    "schedule.odds.alike": (
        "{group} wants {first} and {second} to work on the same days and start and end together[ "
        "within {minutes} min], which leaves {first} no legal week[: on {dates:weekday} no shifts "
        "of both are so]. Let their shifts lie at the same times[, let {enough} min lie between "
        "them], or take one of them out of it[ ({more} more {more:pair/pairs} of it cannot, "
        "either)]"
    ),
    "schedule.odds.alike_days": (
        "{group} wants {first} and {second} to work on the same days, and {first} has at least "
        "{least} by contract, where {second} has {most} at most: give both as many, or take one of "
        "them out of it[ ({more} more {more:pair/pairs} of it cannot, either)]"
    ),
    "schedule.odds.starts": (
        "{group} wants {first} and {second} to start together[ within {minutes} min] where both "
        "work, and on {dates:weekday} no shifts of both do; of these {days} {days:day/days} their "
        "contracts have at least {needed} in all. Let their shifts begin at the same times[, let "
        "{enough} min lie between them], or take one of them out of it[ ({more} more "
        "{more:pair/pairs} of it cannot, either)]"
    ),
    "schedule.way_out.legal": "{shifts} {shifts:shift/shifts}",
    "schedule.way_out.broken": "with {shifts} {shifts:shift/shifts}, {breaches:|then}",
    "schedule.way_out.breach": "{rule:word}[ on {dates:weekday}]: {finding}",
    "schedule.remedy.hours": (
        "[{fewer:g} paid hours less: ][{more:g} paid hours more: ]{hours:g} instead of {wanted:g}"
        "[ under {plan}][ in the week of {week:date}]"
    ),
    "schedule.remedy.days": (
        "[{fewer} working {fewer:day/days} less: ][{more} more working {more:day/days}: ]"
        "{days} instead of {wanted}[ under {plan}][ in the week of {week:date}]"
    ),
    "schedule.remedy.month_hours": (
        "[{fewer:g} paid hours less: ][{more:g} paid hours more: ]{hours:g} instead of {wanted:g} "
        "in {month:month}[ under {plan}]"
    ),
    "schedule.remedy.month_days": (
        "[{fewer} working {fewer:day/days} less: ][{more} more working {more:day/days}: ]"
        "{days} instead of {wanted} in {month:month}[ under {plan}]"
    ),
    "schedule.remedy.days_and_hours": (
        "{fewer} working {fewer:day/days} and {less:g} paid hours less: {days} instead of {wanted} "
        "and {hours:g} instead of {paid:g}[ under {plan}][ in the week of {week:date}]"
    ),
    "schedule.misfit": (
        "{hours:g} h do not fit into {start:clock}–{end:clock} on {weekdays:weekday}"
    ),
    "schedule.leave_costs": (
        "Of the head-hours that are missing, time off costs about these: {costs:|then}."
    ),
    "schedule.leave_cost": "{hours:.1f} that of {agent}",
    "schedule.remedy.give_up": "do without {rule:word}[ ({terms})]",
    "schedule.remedy.start": "start {start:weekday_time}",
    "schedule.remedy.unlock": "unlock the shift of {date:weekday}",
    "schedule.resting": "{agent} has {activity} until {end:time}",
    "schedule.lack": (
        "In all, about {missing:.0f} head-hours a week are missing[ on {queues:|and}] beyond those "
        "to spare: what {agents:.1f} more agents of work plan {plan} would be on queue."
    ),
    "schedule.shortage": (
        "{queue}, {date:full_date}: {missing:.1f} head-hours are missing, most at {worst:time} "
        "({lacking:.1f} heads of {needed:.1f})[, at {below_at:time} {below_heads} of at least "
        "{least} {least:head/heads}]; one extra head with skill {skill} from {start:time} to "
        "{end:time} would cover {covered:.1f} of them. At {worst:time}, {on_queue} of {skilled} "
        "{skilled:agent/agents} with skill {skill} {on_queue:is/are} on queue[ (some for other "
        "queues){shared:if}], {away} on break or other work, {absent} absent, {off} off shift."
        "[ {resting:|and}.]"
    ),
    "schedule.first_night": (
        "{queue} lacks {missing:.1f} head-hours until {start:weekday_time}: no shift of this plan "
        "begins earlier, and no shifts of the week before are known that would reach into it. Go "
        "on from the plan of that week, or bring its last shifts as the site's previous ones."
    ),
    "schedule.smaller_shortages": (
        "{count} smaller {count:shortage/shortages} of a day, {missing:.1f} head-hours together."
    ),
    "schedule.meeting_without_place": "{meeting} has no place for {agents}: {why}",
    "schedule.no_place.not_free": "not at work, or not free, when it could be held",
    "schedule.no_place.needed": "needed for minimum heads whenever they are free",
    "schedule.no_place.other_groups": "another group meets whenever they are free",
    "schedule.no_place.dearer": (
        "the heads that it would take whenever they are free are worth more than missing it costs"
    ),
    "schedule.no_place.in_the_end": (
        "free on {at:full_time} as the shifts lie in the end; planned on from this plan, it may "
        "have one"
    ),
    "schedule.no_place.quorum": (
        "it needs {quorum} of them at once, and {most} at most are at work and free[, on "
        "{at:full_time}]"
    ),
    "schedule.no_place.quorum_needed": (
        "it needs {quorum} of them at once, and {most} at most can leave without minimum heads "
        "missing[, on {at:full_time}]"
    ),
    "schedule.meeting_rounded": (
        "{meeting} takes {taken} min in this plan and not {minutes}: its intervals have "
        "{interval} min"
    ),
    "schedule.meeting_missed": (
        "{meeting} on {start:full_time} is missed by {missing:|then}.[ On {other:full_time} "
        "{there} of {invited} are at work.][ A shift over it that is locked would bring "
        "{could:|and}.]"
    ),
    "schedule.missed": "{agents} ({why})",
    "schedule.missed.leave": "on leave",
    "schedule.missed.no_shift": "no shift of work plan {plan} lies over it",
    "schedule.missed.closed": (
        "no shift lies over it, as none of their queues is open all that time"
    ),
    "schedule.missed.off": "off that day",
    "schedule.missed.works": "works {start:time}–{end:time}",
    "schedule.meeting_placed": "{meeting} of {agents} is on {start:full_time}",
    "schedule.goal_missed": (
        "{queue}: {goal} will be missed[ on {count} {count:day/days}, most on {date:full_date}]: "
        "{level:.1%} in time"
    ),
    "schedule.heavy_shortage": (
        "{share:.0%} of the heads that calls and chats need are missing. Spread evenly, such a "
        "shortage spoils every interval: planned at the price of contacts answered in time "
        "(--price answered) more of them are, at the cost of some intervals."
    ),
    "schedule.month_not_known": (
        "What was worked in {month:month} before {since:date} is not known of {count} "
        "{count:person/people} whose contracts count by month: the month counts from then, by the "
        "share of its days. Where the week before has a plan, plan after it."
    ),
    "schedule.missed_window": (
        "{queue}: {work} of work arrive from {start:weekday_time} on and are due by "
        "{end:weekday_time}; the heads there do {capacity}"
    ),
    "schedule.hours": "{hours:.1f} h",
    "schedule.minutes": "{minutes:.1f} min",
    "schedule.none_before": (
        "No schedule of the week before ({week:date}) is stored: rest, nights and days in a row "
        "are counted from this week's first day."
    ),
    "schedule.after_draft": (
        "Rest, nights and days in a row go on from draft {number} of the week of {week:date}: none "
        "is published yet."
    ),
    "schedule.after_published": (
        "Rest, nights and days in a row go on from schedule {number} of the week of {week:date}, "
        "the published one."
    ),
}
