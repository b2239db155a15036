"""A site taken in from its files, tried first."""
