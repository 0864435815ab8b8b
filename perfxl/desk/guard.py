"""The one gate that every call passes: this machine's own name, our own page, the key of a page that was let in."""

from __future__ import annotations

from flask import Flask, Request, abort, request

from perfxl.desk.admission import Admission

KEY = "X-Perfxl-Key"
OPEN = frozenset(
    ("shell", "static_file", "enter")
)  # what a page needs before it has its key; none of it tells anything
_READING = frozenset(("GET", "HEAD"))


def guard(app: Flask, keys: Admission, port: int) -> None:
    """Stands before every route of the app, also those that do not exist."""
    hosts = {f"127.0.0.1:{port}", f"localhost:{port}"}

    @app.before_request
    def look() -> None:
        trouble = objection(request, hosts)
        if trouble:
            abort(trouble)
        if request.endpoint not in OPEN and not keys.known(request.headers.get(KEY, "")):
            abort(401)


def objection(call: Request, hosts: set[str]) -> int:
    """The status that a call is turned away with, or 0: 403 for another name of the machine (DNS rebinding) or another
    page, 405 for what is neither looking nor asking for something to be done."""
    host, origin = call.headers.get("Host", ""), call.headers.get("Origin")
    if host not in hosts:
        return 403
    if call.method not in (*_READING, "POST"):
        return 405
    if origin is not None and origin != f"http://{host}":
        return 403
    if call.method == "POST" and origin is None:
        return 403
    if call.headers.get("Sec-Fetch-Site", "same-origin") not in ("same-origin", "none"):
        return 403
    return 0
