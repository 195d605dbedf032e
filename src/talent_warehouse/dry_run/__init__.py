"""A file read, or judged, without being filed."""
