"""What a mail address is: one plain address that a letter can be sent to; and the first one in a text."""

from __future__ import annotations

import re

_LONGEST = 254  # characters (RFC 5321)
_USER = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~\-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~\-]+)*"
_LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9\-]*[A-Za-z0-9])?"
_ADDRESS = re.compile(rf"{_USER}@{_LABEL}(?:\.{_LABEL})+")
# What a mail may say that it comes from, though no letter goes there: an underscore in the domain, a host without a dot,
# letters of any alphabet. It goes on until something ends it: a known address with more behind it is another address.
_SENDER = re.compile(r"""[^\s<>()\[\]\\,;:"@]{1,64}@[^\s<>()\[\]\\,;:"'@]{1,253}""")


def is_mail_address(text: str) -> bool:
    """Whether a text is one plain mail address, blanks around it aside."""
    return len(text.strip()) <= _LONGEST and _ADDRESS.fullmatch(text.strip()) is not None


def first_mail_address(text: str) -> str:
    """The first address that stands in a text; empty for none."""
    match = _ADDRESS.search(text)
    return match[0] if match else ""


def sender_address(text: str) -> str:
    """The first address in a mail's own header, spelt as loosely as machines do; empty for none."""
    match = _SENDER.search(text)
    return match[0].rstrip(".").lstrip("'") if match else ""


def folded_address(address: str) -> str:
    """An address for comparing: letter case and blanks around it aside."""
    return address.strip().casefold()
