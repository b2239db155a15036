"""Contact history → contacts and AHT per interval, with uncertainty."""
