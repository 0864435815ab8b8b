"""The charts of the summary: state by unit, percent by unit, arrivals by day."""

from __future__ import annotations

from perfxl.month.book import AMBER, GREEN, GREY, PURPLE, RED
from perfxl.month.figures import STATES

COLOURS = dict(zip(STATES, (GREEN, AMBER, PURPLE, RED, GREY), strict=True))
