"""Refusals become a status and a sentence, as JSON or a page; the unforeseen is a bare 500."""

from collections.abc import Callable
from typing import Any, TypeVar

from flask import Flask, Response, current_app, jsonify, make_response, render_template, request
from flask_babel import gettext
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException, default_exceptions as http_names

from votesvc.errors import VotesvcError
from votesvc.web.access import WITHOUT_SESSION, current_access
from votesvc.web.wording import HTTP, wording

View = TypeVar("View", bound=Callable[..., Any])
_JSON = "__votesvc_json__"


def in_json(view: View) -> View:
    """Mark a view whose refusals are JSON objects, as its answers are."""
    setattr(view, _JSON, True)
    return view


def handle_errors(app: Flask) -> None:
    """Register the three handlers: refusals, HTTP errors, and all the rest."""
    app.register_error_handler(VotesvcError, _refused)
    app.register_error_handler(HTTPException, _http_error)
    app.register_error_handler(Exception, _unforeseen)


def _refused(error: VotesvcError) -> Response:
    status, message = wording(error)
    return _answer(status, kebab(type(error).__name__), message)


def _http_error(error: HTTPException) -> Response:
    code = error.code or 500
    if code < 400 and error.response is not None:  # a redirect raised on purpose
        return make_response(error.get_response())
    kind = http_names.get(code, type(error)).__name__
    message = str(HTTP[code]) if code in HTTP else gettext("这个请求没有成功。")
    if isinstance(error, CSRFError):
        message = gettext("这一页已经过期，没有做任何事。请返回、刷新后再试。")
    return _answer(code, kebab(kind), message)


def _unforeseen(error: Exception) -> Response:
    # Anonymous requests leave no line, not even on failure: a line has a time. For the others
    # the endpoint is named, never the address, which can hold a one-time secret.
    if current_access() not in WITHOUT_SESSION:
        current_app.logger.error("unforeseen error in %s", request.endpoint, exc_info=error)
    return _answer(500, "internal-server-error", gettext("服务器出错了，请再试一次。"))


def kebab(name: str) -> str:
    """Return a class name as lower-case words joined by hyphens."""
    return "".join(f"-{c.lower()}" if c.isupper() else c for c in name).lstrip("-")


def _answer(status: int, code: str, message: str) -> Response:
    view = current_app.view_functions.get(request.endpoint or "")
    if getattr(view, _JSON, False) or _asks_for_json():
        return make_response(jsonify(error=code, message=message), status)
    page = render_template("errors/error.html", status=status, code=code, message=message)
    return make_response(page, status)


def _asks_for_json() -> bool:
    accepted = request.accept_mimetypes
    return accepted.best == "application/json" or request.mimetype == "application/json"
