"""The page as an app: the gate, the shell that a browser loads first, the views it then asks for, the acts it sends."""

from __future__ import annotations

import secrets
from functools import partial
from io import BytesIO
from pathlib import Path
from typing import Any

from flask import Flask, Response, request, send_file
from jinja2 import Environment, PackageLoader, StrictUndefined
from werkzeug.exceptions import HTTPException

from perfxl.desk import acts, letters_page, views
from perfxl.desk.desk import Desk
from perfxl.desk.drop import LARGEST, keep_dropped
from perfxl.desk.guard import guard
from perfxl.desk.look import look
from perfxl.desk.words import Speech, day, moment
from perfxl.texts import LANGUAGES
from perfxl.workspace.hindrance import hindrance

LANGUAGE = "X-Perfxl-Language"
_STATIC = Path(__file__).parent / "static"
_FILES = {"desk.js": "text/javascript", "desk.css": "text/css"}
_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
    "form-action 'none'; base-uri 'none'; frame-ancestors 'none'"
)
_HEADERS = {
    "Content-Security-Policy": _POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
}
_CALM = {400: 400, 401: 401, 403: 403, 404: 404, 405: 405, 413: 413}


def make_app(desk: Desk) -> Flask:
    """The app of a desk. Every call passes the gate of `guard`; nothing that is asked for by GET changes anything."""
    app = Flask("perfxl.desk", static_folder=None, template_folder=None)
    app.config["MAX_CONTENT_LENGTH"] = LARGEST
    guard(app, desk.keys, desk.port)
    env = _templates()
    _shell_routes(app, desk, env)
    _view_routes(app, desk, env)
    _act_routes(app, desk)

    @app.after_request
    def dress(response: Response) -> Response:
        response.headers.update(_HEADERS)
        return response

    @app.errorhandler(Exception)
    def told(error: Exception) -> tuple[Response, int]:
        """Whatever goes wrong is said in a sentence; a fault of ours goes into the log."""
        if isinstance(error, HTTPException):
            status = _CALM.get(error.code or 500, 404)
            return Response("", status, mimetype="text/plain"), status
        why = hindrance(error)
        if why.ours:
            acts.log_fault(desk, error)
        answer = {"message": _words(desk).trouble(why), "trouble": why.name}
        return _json(answer), 500 if why.ours else 409

    return app


def _shell_routes(app: Flask, desk: Desk, env: Environment) -> None:
    @app.get("/", endpoint="shell")
    @app.get("/<path:page>", endpoint="shell")
    def shell(page: str = "") -> str:
        both = [
            Speech(language) for language in (desk.language, *(x for x in LANGUAGES if x != desk.language))
        ]
        return env.get_template("shell.html").render(both=both, language=desk.language)

    @app.get("/static/<name>", endpoint="static_file")
    def static_file(name: str) -> Response:
        if name not in _FILES:
            return Response("", 404)
        return send_file(_STATIC / name, mimetype=_FILES[name])

    @app.post("/enter", endpoint="enter")
    def enter() -> Response:
        given = request.get_json(silent=True) or {}
        key = desk.keys.enter(str(given.get("ticket", "")), desk.knocked)
        return _json({"key": key}) if key else Response("", 403)


def _view_routes(app: Flask, desk: Desk, env: Environment) -> None:
    def render(template: str, words: Speech, **shown: Any) -> str:
        return env.get_template(template).render(
            say=words.say,
            words=words,
            language=words.language,
            desk=desk,
            nonce=secrets.token_hex(8),
            **shown,
        )

    @app.get("/view/", endpoint="view")
    @app.get("/view/<path:page>", endpoint="view")
    def view(page: str = "") -> str:
        desk.calls += 1
        words = _words(desk)
        return views.page(desk, page, words, partial(render, words=words))

    @app.get("/enclosure/<name>/<who>/<int:number>")
    def enclosure(name: str, who: str, number: int) -> Response:
        with look(desk.opened, desk.now(), desk.roster_seen) as seen:
            file = letters_page.enclosure(seen, name, who, number)
        return send_file(
            BytesIO(file.data), "application/octet-stream", as_attachment=True, download_name=file.name
        )

    @app.get("/pulse")
    def pulse() -> Response:
        desk.calls += 1
        words = _words(desk)
        job = desk.jobs.job
        html = render("job.html", words, job=job) if job else ""
        at_work = bool(job and job.at_work)
        return _json(
            {"stamp": views.stamp(desk), "job": html, "at_work": at_work, "number": job.number if job else 0}
        )


def _act_routes(app: Flask, desk: Desk) -> None:
    @app.post("/drop")
    def drop() -> Response:
        desk.calls += 1
        path = keep_dropped(
            desk.opened,
            request.headers.get("X-Name", ""),
            request.get_data(),
            request.headers.get("X-Folder", "inbox"),
        )
        return _json({"name": path.name})

    @app.post("/act/<name>")
    def act(name: str) -> tuple[Response, int] | Response:
        desk.calls += 1
        work = acts.ACTS.get(name)
        given = request.get_json(silent=True)
        if work is None or not isinstance(given, dict):
            return Response("", 404), 404
        fields = {key: value for key, value in given.items() if isinstance(value, (str, list))}
        answer = desk.once(str(fields.get("nonce", "")), lambda: work(desk, acts.Given(fields, _words(desk))))
        return _json(answer or {})


def _words(desk: Desk) -> Speech:
    wanted = request.headers.get(LANGUAGE, "")
    return Speech(wanted if wanted in LANGUAGES else desk.language)


def _json(document: Any) -> Response:
    from flask import jsonify

    response: Response = jsonify(document)
    return response


def _templates() -> Environment:
    env = Environment(
        loader=PackageLoader("perfxl.desk"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    env.filters["moment"] = moment
    env.filters["day"] = day
    return env
