"""What became of a bid, and why, in words."""

from __future__ import annotations

from wfm.store.bids import BidRound, BidsDecidedBy, LineResult
from wfm.words import Phrase, phrase


def result_of(asked: BidRound, agent_id: str) -> LineResult | None:
    """Give what an agent got; None where a round has no result, or none for the agent."""
    return next((one for one in asked.results if one.agent_id == agent_id), None)


def outcome_said(result: LineResult, by: BidsDecidedBy) -> Phrase:
    """Say to others which line an agent gets, which choice it is, and who got those before it."""
    why = _why(result, by) if result.passed else None
    if result.line is None:
        return phrase("bid.gets.none", why=why)
    if not result.bid:
        return phrase("bid.gets.left", line=result.line)
    if result.rank is None:
        return phrase("bid.gets.unranked", line=result.line, why=why)
    return phrase("bid.gets", line=result.line, rank=result.rank, why=why)


def own_outcome_said(result: LineResult, by: BidsDecidedBy) -> Phrase:
    """Say the same to the agent."""
    why = _why(result, by) if result.passed else None
    if result.line is None:
        return phrase("bid.got.none", why=why)
    if not result.bid:
        return phrase("bid.got.left", line=result.line)
    if result.rank is None:
        return phrase("bid.got.unranked", line=result.line, why=why)
    return phrase("bid.got", line=result.line, rank=result.rank, why=why)


def _why(result: LineResult, by: BidsDecidedBy) -> Phrase:
    count, lines = len(result.passed), tuple(sorted(result.passed))
    if by is BidsDecidedBy.SENIORITY:
        return phrase("bid.why.seniority", count=count, lines=lines)
    if by is BidsDecidedBy.LEDGER:
        return phrase("bid.why.ledger", count=count, lines=lines)
    return phrase("bid.why.points", count=count, lines=lines)
