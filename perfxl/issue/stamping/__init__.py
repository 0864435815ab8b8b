"""A series of workbooks, fast: what many have in common is made once, what differs is put into its gaps.

This is the door: `Stamper(Series(…)).issue(Order(…))` gives a `Stamped`. What lies behind it is imported by nobody else.
"""

from perfxl.issue.stamping.shape import Series
from perfxl.issue.stamping.stamp import Order, Stamped, Stamper

__all__ = ["Order", "Series", "Stamped", "Stamper"]
