"""Measurements: run by hand; the suite only sees that they run."""
