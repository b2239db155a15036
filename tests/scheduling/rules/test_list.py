"""What holds for every rule."""

import pytest

from wfm.scheduling.rules import RULES, Coverage, MinimumHeads


@pytest.mark.parametrize("rule", [*RULES, Coverage(), MinimumHeads()], ids=lambda rule: rule.name)
def test_every_rule_says_in_one_sentence_what_it_asks(rule) -> None:
    sentence = (type(rule).__doc__ or "").splitlines()[0]
    assert sentence.endswith(".")
    assert not sentence.startswith(type(rule).__name__)


def test_names_are_unique() -> None:
    names = [rule.name for rule in RULES]
    assert len(set(names)) == len(names)
