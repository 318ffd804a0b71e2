"""Templates, style sheets and built scripts: found beside the package or in the checkout.

Only `css/` and `dist/` are served; the front end's sources and packages stay private. An address
carries the file's hash and may then be kept for a year.
"""

import hashlib
from functools import lru_cache
from pathlib import Path
from typing import Final

from flask import Flask, Response, abort, request, send_from_directory, url_for

from votesvc.web.access import anonymous

_PACKAGE: Final = Path(__file__).resolve().parent.parent
_ROOT: Final = _PACKAGE if (_PACKAGE / "templates").is_dir() else _PACKAGE.parent

TEMPLATES: Final = _ROOT / "templates"
TRANSLATIONS: Final = _PACKAGE / "translations"
_STATIC: Final = _ROOT / "static"
_SERVED: Final = ("css", "dist")
_YEAR: Final = 365 * 24 * 3600


def serve(app: Flask) -> None:
    """Serve /static and give templates `asset("css/base.css")`."""
    app.add_url_rule("/static/<path:filename>", "static", _static)
    app.jinja_env.globals["asset"] = asset


@anonymous
def _static(filename: str) -> Response:
    folder, _, name = filename.partition("/")
    if folder not in _SERVED or name.endswith(".map"):
        abort(404)
    response = send_from_directory(_STATIC / folder, name)
    if request.args.get("v"):
        response.cache_control.no_cache = None
        response.cache_control.public = True
        response.cache_control.max_age = _YEAR
        response.cache_control.immutable = True
    return response


def asset(filename: str) -> str:
    """Return the address of a served file, with its hash, so that an update is seen at once."""
    return url_for("static", filename=filename, v=_short_hash(filename, _changed(filename)))


def bundle_hash(filename: str) -> str:
    """Return the lower-hex SHA-256 of a built script; raise `FileNotFoundError` if not built."""
    return hashlib.sha256((_STATIC / filename).read_bytes()).hexdigest()


def _changed(filename: str) -> int:
    path = _STATIC / filename
    return path.stat().st_mtime_ns if path.is_file() else 0


@lru_cache(maxsize=64)
def _short_hash(filename: str, changed: int) -> str:
    return bundle_hash(filename)[:12] if changed else "missing"
