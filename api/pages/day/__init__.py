"""An agent's day in a form: judged and priced before it is kept."""
