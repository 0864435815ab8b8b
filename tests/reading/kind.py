"""One kind of hostile, damaged or odd file, and what must become of it."""

from __future__ import annotations

from dataclasses import dataclass

READ = "read"


@dataclass(frozen=True)
class Kind:
    """`name` is a sentence, `code` the exact refusal or `READ`; a file that is read holds `value` in A1 of its first
    sheet (a number 1 unless another is told)."""

    name: str
    code: str
    data: bytes
    value: object = 1.0
