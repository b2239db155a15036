"""The running day: who is where against the plan."""
