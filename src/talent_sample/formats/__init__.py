"""Grids to the bytes of every format that offices send: one module a format, the same bytes on every run."""
