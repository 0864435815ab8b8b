"""perfxl: performance reports as Excel workbooks with guard rails."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from perfxl.table.dataframe import read_table as read_table

__version__ = "0.1.0"
__all__ = ["__version__", "read_table"]


def __getattr__(name: str) -> Any:
    """`perfxl.read_table`, loaded when it is first asked for, so that `import perfxl` stays cheap."""
    if name == "read_table":
        from perfxl.table.dataframe import read_table

        return read_table
    raise AttributeError(f"module 'perfxl' has no attribute {name!r}")
