"""Tables, queries and migrations: what must not be lost. Database rows never leave this package."""
