"""Quarterly follow-up of a municipal strategy, from raw official figures to the council's pages."""

__version__ = "0.1.0"
