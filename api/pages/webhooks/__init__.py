"""Where a site's messages are sent for programs."""
