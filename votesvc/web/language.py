"""Which of the two languages a page speaks."""

from typing import Final

from babel import Locale
from flask import Flask, g, has_request_context, request, url_for
from flask_babel import Babel, get_locale

from votesvc.web import access, assets

CHINESE: Final = "zh_Hans"
ENGLISH: Final = "en"
_CHOICES: Final = {"zh": CHINESE, "en": ENGLISH}


def speak(app: Flask) -> None:
    """Translate every page of `app`: the address decides, then the session, then the browser."""
    app.config["BABEL_TRANSLATION_DIRECTORIES"] = str(assets.TRANSLATIONS)
    Babel(app, default_locale=CHINESE, default_timezone="UTC", locale_selector=_choose)
    app.context_processor(_for_templates)


def _choose() -> str:
    if not has_request_context():
        return CHINESE
    asked = _CHOICES.get(request.args.get("lang", ""))
    if asked is not None:
        if "language_kept" not in g:
            g.language_kept = True
            access.remember_language(asked)
        return asked
    return access.remembered_language() or _of_browser()


def _of_browser() -> str:
    for accepted in request.accept_languages.values():
        language = accepted.partition("-")[0].lower()
        if language in _CHOICES:
            return _CHOICES[language]
    return CHINESE


def _for_templates() -> dict[str, object]:
    locale: Locale = get_locale() or Locale.parse(CHINESE)
    chinese = locale.language == "zh"
    return {
        "html_lang": "zh-Hans" if chinese else "en",
        "other_language": {
            "lang": "en" if chinese else "zh-Hans",
            "name": "English" if chinese else "中文",
            "href": _here("en" if chinese else "zh"),
        },
    }


def _here(lang: str) -> str:
    if request.endpoint is None or request.method != "GET":
        return f"?lang={lang}"
    values = {**request.args.to_dict(), **(request.view_args or {}), "lang": lang}
    return url_for(request.endpoint, **values)
