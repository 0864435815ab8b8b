"""What Excel answers when it is busy, gone or unwilling."""

from __future__ import annotations

from tests.office.uno_engine import ComError

REJECTED = ComError(-2147418111, "Call was rejected by callee.")  # 0x80010001


EDITING = ComError(-2147352567, "Exception occurred.", "", -2146777998)  # 0x800AC472


LATER = ComError(-2147417846, "The message filter indicated that the application is busy.")  # 0x8001010A


GONE = ComError(-2147023174, "The RPC server is unavailable.")  # 0x800706BA


CUT = ComError(-2147417848, "The object invoked has disconnected from its clients.")  # 0x80010108


LOCKED = ComError(-2147352567, "Exception occurred.", "The cell is on a\nprotected sheet.", -2146827284)
