"""What all pages share: the frame around them, how refusals look, the worker for offline."""
