"""Bytes → sheets (`files`) → headings and rows (`tables`) → values (`values`); the modules here walk the steps."""
