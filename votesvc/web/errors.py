"""One table from refusals to status and wording; everything unforeseen is a bare 500."""

from collections.abc import Callable
from typing import Any, TypeVar

from flask import Flask, Response, current_app, jsonify, make_response, render_template, request
from flask_babel import LazyString, gettext
from flask_babel import lazy_gettext as _l
from werkzeug.exceptions import HTTPException
from werkzeug.exceptions import default_exceptions as http_names

from votesvc import errors
from votesvc.web.access import WITHOUT_SESSION, current_access

View = TypeVar("View", bound=Callable[..., Any])
_JSON = "__votesvc_json__"

REFUSALS: dict[type[errors.VotesvcError], tuple[int, LazyString]] = {
    errors.VotesvcError: (409, _l("这一步现在不能做。")),
    errors.MalformedInput: (400, _l("发来的内容格式不对。")),
    errors.NotCanonical: (400, _l("发来的内容写法不合规定。")),
    errors.TooLarge: (413, _l("发来的内容太长或太大。")),
    errors.InvalidScalar: (400, _l("发来的数不在允许的范围内。")),
    errors.InvalidElement: (400, _l("发来的公钥或密文不是合法的点。")),
    errors.Unsupported: (400, _l("本系统不支持这种内容。")),
    errors.InvalidProof: (409, _l("证明不成立,没有接受。")),
    errors.InvalidBallot: (409, _l("选票没有通过检验,没有进入票箱。")),
    errors.InvalidTrustees: (409, _l("监票人公钥没有通过检验。")),
    errors.InvalidShare: (409, _l("解密份额没有通过检验:它不属于这次计票或这位监票人。")),
    errors.InvalidTally: (409, _l("计票数据对不上。")),
    errors.InvalidToken: (409, _l("领票凭证无效,选票没有进入票箱。")),
    errors.InvalidInclusion: (409, _l("收录证明不成立。")),
    errors.InvalidCheckpoint: (409, _l("检查点签名不成立。")),
    errors.InvalidArchive: (409, _l("归档文件没有通过检验。")),
    errors.InvalidRecord: (409, _l("公开记录没有通过检验。")),
    errors.Refused: (409, _l("这一步现在不能做。")),
    errors.Unknown: (404, _l("没有找到。")),
}

_HTTP = {
    400: _l("请求的格式不对。"),
    401: _l("请先登录。"),
    403: _l("您的账号无权做这件事。"),
    404: _l("没有这个页面。"),
    405: _l("不能用这种方式访问。"),
    413: _l("发来的内容太大。"),
    415: _l("内容类型必须是 application/json。"),
    429: _l("尝试太多次,请稍后再试。"),
}


def in_json(view: View) -> View:
    """Mark a view whose refusals are JSON objects, as its answers are."""
    setattr(view, _JSON, True)
    return view


def wording(error: errors.VotesvcError) -> tuple[int, str]:
    """Return status and localised words for a refusal: those of its class or its nearest base."""
    for kind in type(error).__mro__:
        if kind in REFUSALS:
            status, text = REFUSALS[kind]
            return status, str(text)
    raise TypeError


def handle_errors(app: Flask) -> None:
    """Register the three handlers: refusals, HTTP errors, and all the rest."""
    app.register_error_handler(errors.VotesvcError, _refused)
    app.register_error_handler(HTTPException, _http_error)
    app.register_error_handler(Exception, _unforeseen)


def _refused(error: errors.VotesvcError) -> Response:
    status, message = wording(error)
    return _answer(status, kebab(type(error).__name__), message)


def _http_error(error: HTTPException) -> Response:
    code = error.code or 500
    if code < 400 and error.response is not None:  # a redirect raised on purpose
        return make_response(error.get_response())
    kind = http_names.get(code, type(error)).__name__
    message = str(_HTTP[code]) if code in _HTTP else gettext("这个请求没有成功。")
    return _answer(code, kebab(kind), message)


def _unforeseen(error: Exception) -> Response:
    # Anonymous requests leave no line, not even on failure: a line has a time. For the others
    # the endpoint is named, never the address, which can hold a one-time secret.
    if current_access() not in WITHOUT_SESSION:
        current_app.logger.error("unforeseen error in %s", request.endpoint, exc_info=error)
    return _answer(500, "internal-server-error", gettext("服务器出错了,请再试一次。"))


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
