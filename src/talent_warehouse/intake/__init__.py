"""From the inbox to landing: archive, arrivals, submissions, admission, rows."""
