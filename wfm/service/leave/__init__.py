"""Leave as a process: asked for, judged by account, allowance, coverage and rules, and decided."""
