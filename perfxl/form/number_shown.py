"""A number as a spreadsheet program shows it under a format of days and times, near enough to be recognised."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

_EPOCH = datetime(1899, 12, 30)
_LAST = 2_958_466  # the day after the last that a cell can show
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_PIECE = re.compile(
    r"\"([^\"]*)\"|\\(.)|\[\$[^\]]*\]|\[([hms]+)\]|(am/pm|a/p)|(y+|m+|d+|h+|s+(?:\.0+)?)|_.|\*.|\[[^\]]*\]|(.)",
    re.IGNORECASE,
)
_HOURS = 24


def shown_as_moment(number: float, number_format: str) -> str:
    """`2-Jan`, `1:20`, `2024.01.02`: the number under a format that holds days or times; empty where none can be shown."""
    if not 0 <= number < _LAST:
        return ""
    pieces = list(_PIECE.finditer(number_format.partition(";")[0]))
    moment = _EPOCH + timedelta(seconds=round(number * 86_400))
    half = any(piece[4] for piece in pieces)
    out, before = [], ""
    for place, piece in enumerate(pieces):
        after = next((p[5][:1].lower() for p in pieces[place + 1 :] if p[5]), "")
        out.append(_piece(piece, moment, number, (before != "" and before in "hs") or after == "s", half))
        before = (piece[5] or piece[3] or before)[:1].lower()
    return "".join(out).strip()


def _piece(piece: re.Match[str], moment: datetime, number: float, minutes: bool, half: bool) -> str:
    literal, escaped, elapsed, halves, token, other = piece.groups()
    if elapsed:
        return str(int(number * {"h": 24, "m": 1440, "s": 86_400}[elapsed[0].lower()]))
    if halves:
        return "PM" if moment.hour >= _HOURS // 2 else "AM"
    if not token:
        return literal or escaped or other or ""
    return _token(token.lower(), moment, minutes, half)


def _token(token: str, moment: datetime, minutes: bool, half: bool) -> str:
    if token[0] == "y":
        return f"{moment.year:04d}" if len(token) > 2 else f"{moment.year % 100:02d}"
    if token[0] == "m" and not minutes and len(token) > 2:
        return _MONTHS[moment.month - 1]
    if token[0] == "d" and len(token) > 2:
        return moment.strftime("%a")
    hour = (moment.hour + 11) % 12 + 1 if half else moment.hour
    month = moment.minute if minutes else moment.month
    value = {"m": month, "d": moment.day, "h": hour, "s": moment.second}[token[0]]
    return f"{value:02d}" if len(token) > 1 else str(value)
