"""Pages for people, below `/app`: one folder each, with its route, template, styles and script.

They show what the use cases of `wfm.service` and the store give; who may see which is in the one
table of permissions, where every page is a route as any other.
"""
