"""perfxl: performance reports as Excel workbooks with guard rails."""

__version__ = "0.1.0"
