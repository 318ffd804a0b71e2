"""The application: settings in, a Flask app out, with one side or both.

What every page shares is joined here; the pages themselves are listed by side.
"""

from collections.abc import Mapping

from flask import Blueprint, Flask
from flask.json.provider import DefaultJSONProvider

from votesvc.services import agenda
from votesvc.services.presets import library
from votesvc.services.sequencer import Log
from votesvc.storage import base, schema
from votesvc.web import (
    access,
    assets,
    attendance,
    audit,
    booth,
    console,
    desk,
    errors,
    headers,
    hearing,
    hearings,
    home,
    language,
    links,
    papers,
    paperwork,
    parse,
    passes,
    podium,
    screen,
    scrutineer,
    seats,
    staff,
)
from votesvc.web.installation import Installation, current_session, db
from votesvc.web.logroom import open_log_room
from votesvc.web.settings import Settings, server_key, session_secret

__all__ = ["Installation", "Settings", "create_app"]

_NAMES: tuple[Blueprint, ...] = (staff.pages, desk.pages, attendance.pages, passes.pages)
_ANONYMOUS: tuple[Blueprint, ...] = (
    home.pages,
    booth.pages,
    hearing.pages,
    audit.pages,
    screen.pages,
    scrutineer.pages,
    seats.pages,
    papers.pages,
    hearings.pages,
    podium.pages,
)
_ABOVE_BOTH: tuple[Blueprint, ...] = (console.pages,)


class _Json(DefaultJSONProvider):
    """Answers in the order they are written, with Chinese as it is."""

    ensure_ascii = False
    sort_keys = False


def create_app(settings: Settings) -> Flask:
    """Return the application that serves the sides named in `settings`.

    Creates missing databases and the server key. Raises `TypeError` when a view does not declare
    who may open it, so that no page can be open by oversight, and `PresetFault`, with file and
    line, when a preset of the program is wrong.
    """
    library()
    key = server_key(settings.data)
    app = Flask("votesvc", static_folder=None, template_folder=str(assets.TEMPLATES))
    app.config.update(
        SECRET_KEY=session_secret(key),
        SQLALCHEMY_BINDS={
            side: {"url": url, **base.engine_options(url)}
            for side, url in settings.databases.items()
        },
        MAX_CONTENT_LENGTH=parse.DEFAULT_LIMIT,
    )
    app.json = _Json(app)
    app.jinja_options = {"trim_blocks": True, "lstrip_blocks": True}
    app.before_request(parse.limit_body)
    headers.protect(app, settings.proxies)
    language.speak(app)
    links.explain_connection(app)
    paperwork.furnish(app)
    assets.serve(app)
    errors.handle_errors(app)
    db.init_app(app)
    app.extensions["votesvc"] = Installation(settings, lambda: _titles(settings))
    log = _open_databases(app, settings, key)
    if log is not None:
        open_log_room(app, log)
    for page in _pages(settings):
        app.register_blueprint(page)
    access.guard(app, staff.load_account if settings.serves_names else None)
    return app


def _pages(settings: Settings) -> tuple[Blueprint, ...]:
    return (
        (_NAMES if settings.serves_names else ())
        + (_ANONYMOUS if settings.serves_anonymous else ())
        + (_ABOVE_BOTH if settings.serves_console else ())
    )


def _open_databases(app: Flask, settings: Settings, key: bytes) -> Log | None:
    with app.app_context():
        engines = {side: base.prepare_engine(engine) for side, engine in db.engines.items() if side}
    if "roll" in engines:
        schema.create_roll_tables(engines["roll"])
    if "board" not in engines:
        return None
    schema.create_board_tables(engines["board"])
    return Log(base.open_sessions(None, engines["board"]), key, settings.pause)


def _titles(settings: Settings) -> Mapping[str, str]:
    if not settings.serves_console:
        return {}
    return {one.uuid: one.title for one in agenda.congresses(current_session())}
