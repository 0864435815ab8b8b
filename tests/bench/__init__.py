"""Measurements: run by hand, never by the suite."""
