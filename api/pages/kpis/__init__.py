"""Key figures of the weeks against their goals."""
