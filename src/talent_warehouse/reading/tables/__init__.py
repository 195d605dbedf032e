"""Sheets → rows: where a form's tables stand on a sheet, and which of their lines are data."""
