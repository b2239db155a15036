"""Somebody is away after all: the absence entered, and the week repaired."""
