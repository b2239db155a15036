"""Two versions of a week side by side."""
