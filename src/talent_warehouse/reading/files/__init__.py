"""Bytes → sheets: what stands in a file, whoever filed it; nothing here knows a form."""
