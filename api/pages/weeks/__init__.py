"""The weeks of a site, and how far each is."""
