"""Nightly data warehouse of a province's talent office: filings in, published marts out."""

__version__ = "0.1.0"
