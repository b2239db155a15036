import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from wfm.scheduling.rules import Coverage

heads = st.lists(st.floats(0, 60).map(lambda x: round(x, 2)), min_size=1, max_size=5)


def test_missing_heads_cost_more_than_surplus_and_deep_shortage_most() -> None:
    price = Coverage(under=10, deep_under=30, over=2, shallow=0.1).prices(np.array([10.0]), 12)[0]
    assert price[10] == 0
    assert price[9] == 10
    assert price[8] == 50
    assert price[12] == 4


@given(heads, st.integers(1, 20), st.integers(0, 60), st.integers(0, 5))
def test_the_price_is_convex_in_heads(required, under, deep, over) -> None:
    """A shortage spreads and the sharing of heads among queues stays exact only if it is."""
    price = Coverage(under, deep, over).prices(np.array(required), 70)
    assert (np.diff(price, 2, axis=1) >= 0).all()
