"""The use cases on what is stored: load, plan, store. Runs, publishing, imports, the live day."""
