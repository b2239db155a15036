"""A week: plan it, its versions, its runs."""
