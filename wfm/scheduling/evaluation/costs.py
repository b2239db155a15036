"""What each soft rule costs, per agent and in all."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping

from wfm.scheduling.rules.finding import Finding

NAMED = 3
"""Agents who are named for each rule, those who bear most of its price."""


def costs_by_rule(findings: Iterable[Finding]) -> dict[str, int]:
    """Price of each rule in all, the dearest first."""
    costs: Counter[str] = Counter()
    for finding in findings:
        costs[finding.rule] += finding.price
    return {rule: price for rule, price in costs.most_common() if price}


def costs_by_agent(findings: Iterable[Finding]) -> dict[str, dict[str, int]]:
    """Price of each soft rule per agent; coverage belongs to nobody and is left out."""
    costs: dict[str, Counter[str]] = defaultdict(Counter)
    for finding in findings:
        if finding.agent_id is not None and finding.price:
            costs[finding.agent_id][finding.rule] += finding.price
    return {agent: dict(rules) for agent, rules in costs.items()}


def bearers(costs: Mapping[str, Mapping[str, float]], rule: str, names: Mapping[str, str]) -> str:
    """Name who bears most of a rule's price: `A003 Ann Lee 12, A010 Bo Berg 9 and 5 more`."""
    shares = {agent: rules[rule] for agent, rules in costs.items() if rule in rules}
    most = sorted(shares.items(), key=lambda item: (-item[1], item[0]))
    told = ", ".join(
        f"{agent} {names.get(agent, '')} {price:,.0f}" for agent, price in most[:NAMED]
    )
    return f"{told} and {len(most) - NAMED} more" if len(most) > NAMED else told
