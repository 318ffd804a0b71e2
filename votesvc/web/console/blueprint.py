"""The console's blueprint, apart, so that its modules need not import one another."""

from typing import Final

from flask import Blueprint

pages: Final = Blueprint("console", __name__, url_prefix="/staff")
