"""What Windows tells of who may read a file, as icacls lists it."""

from __future__ import annotations

from perfxl.storage.windows_marks import accounts_in

LISTING = """D:\\HR\\2024 он NT AUTHORITY\\SYSTEM:(I)(OI)(CI)(F)
            BUILTIN\\Administrators:(I)(OI)(CI)(F)
            ТӨРИЙН\\saraa:(I)(F)
            Everyone:(RX)
            BUILTIN\\Administrators:(I)(F)

Successfully processed 1 files; Failed processing 0 files
"""


def test_each_account_is_named_once() -> None:
    assert accounts_in(LISTING, "D:\\HR\\2024 он") == (
        "NT AUTHORITY\\SYSTEM", "BUILTIN\\Administrators", "ТӨРИЙН\\saraa", "Everyone",
    )  # fmt: skip


def test_no_listing_names_nobody() -> None:
    assert accounts_in("", "D:\\HR") == ()
