"""The document of `letters --json`: which letters were due, what became of each, what was wrong."""

from __future__ import annotations

from typing import Any

from perfxl.letters.round import Lettered
from perfxl.texts import as_json


def letters_json(done: Lettered, kind: str, language: str) -> dict[str, Any]:
    """What a run of letters did, as plain values. `kind`: written, sent, drafted or rehearsed; a letter is `done` where it
    is that now; `paths` are the new files of the outbox."""
    new = {path.stem for path in done.paths}
    return {
        "kind": kind,
        "letters": [
            {
                "key": letter.key,
                "kind": letter.kind,
                "employee": letter.code,
                "address": letter.address,
                "subject": letter.subject,
                "done": letter.key in done.gone or letter.file in new,
            }
            for letter in done.letters
        ],
        "paths": [path.name for path in done.paths],
        "findings": [as_json(finding, language) for finding in done.findings],
    }
