"""A plan kept as a folder: written, read back, revised, compared with what came."""
