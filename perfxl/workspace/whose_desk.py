"""Whose desk it is: the person whom a decision names where nobody was named with it."""

from __future__ import annotations

import getpass

from perfxl.form.plan import Roster


def whose_desk(roster: Roster) -> str:
    """HR's contact of the roster's settings (asked once, and printed in every letter); without one the name that the
    person is logged in by."""
    return roster.settings.contact_name.strip() or getpass.getuser()
