"""Bytes → sheets → header → rows → values; one module a step, each pure apart from reading the file."""
