"""Response headers and the session cookie: nothing from elsewhere, no session outside /staff."""

from flask import Flask, Request, Response, request
from flask.sessions import SecureCookieSession, SecureCookieSessionInterface
from werkzeug.middleware.proxy_fix import ProxyFix

from votesvc.web.access import WITHOUT_SESSION, current_access

STAFF_PATH = "/staff"

_CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "connect-src 'self'",
        "font-src 'self'",
        "manifest-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)
_FIXED = {
    "Content-Security-Policy": _CONTENT_SECURITY_POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), payment=(), usb=()",
}


class StaffSessionInterface(SecureCookieSessionInterface):
    """A session for staff pages only: elsewhere the cookie is neither read nor written."""

    # typing.override is newer than the oldest Python served, hence the marks.
    def open_session(  # type: ignore[explicit-override]
        self, app: Flask, request: Request
    ) -> SecureCookieSession | None:
        """Return a session under /staff; None anywhere else, where Flask then refuses writes."""
        if request.path != STAFF_PATH and not request.path.startswith(f"{STAFF_PATH}/"):
            return None
        return super().open_session(app, request)

    def get_cookie_secure(self, app: Flask) -> bool:  # type: ignore[explicit-override]
        """Mark the cookie Secure whenever the request came over HTTPS."""
        return request.is_secure


def protect(app: Flask, proxies: int) -> None:
    """Give every response of `app` the fixed headers, and staff pages alone a session.

    `proxies` is the number of reverse proxies whose scheme and host are believed. Their word on
    the client's address is never asked for: nothing here wants it.
    """
    app.session_interface = StaffSessionInterface()
    app.config.update(
        SESSION_COOKIE_NAME="votesvc_staff",
        SESSION_COOKIE_PATH=STAFF_PATH,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Strict",
        # The token lives as long as the session: a congress lasts a day, and Referrer-Policy
        # keeps the header away that the strict mode would ask for.
        WTF_CSRF_CHECK_DEFAULT=False,
        WTF_CSRF_TIME_LIMIT=None,
        WTF_CSRF_SSL_STRICT=False,
    )
    if proxies:
        app.wsgi_app = ProxyFix(  # type: ignore[method-assign]
            app.wsgi_app, x_for=0, x_proto=proxies, x_host=proxies
        )
    app.after_request(_add_headers)


def _add_headers(response: Response) -> Response:
    for name, value in _FIXED.items():
        response.headers.setdefault(name, value)
    if "Cache-Control" not in response.headers:
        public = current_access() in WITHOUT_SESSION and request.method == "GET"
        response.headers["Cache-Control"] = "no-cache" if public else "no-store"
    return response
