"""A mailbox file (.mbox) -> its messages' bytes, cut at the lines that begin with `From ` after a blank one."""

from __future__ import annotations

import re
from collections.abc import Iterator

_CUT = re.compile(rb"(?:\A|(?<=\n\n)|(?<=\n\r\n))From [^\r\n]{1,300}\r?\n(?=[!-9;-~]{1,200}[ \t]*:)")
_QUOTED = re.compile(rb"^>(>*From )", re.MULTILINE)


def messages(data: bytes) -> Iterator[bytes]:
    """The messages in their order, `>From ` lines unquoted; one message where there is no such line at all."""
    data = data.removeprefix(b"\xef\xbb\xbf").lstrip(b"\r\n")
    cuts = [match.span() for match in _CUT.finditer(data)]
    if not cuts:
        yield data
        return
    ends = [start for start, _ in cuts[1:]] + [len(data)]
    for (_, start), end in zip(cuts, ends, strict=True):
        yield _QUOTED.sub(rb"\1", data[start:end])
