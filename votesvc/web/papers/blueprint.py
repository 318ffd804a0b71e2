"""The address of all papers without names."""

from typing import Final

from flask import Blueprint

pages: Final = Blueprint("papers", __name__, url_prefix="/c/<congress>/papers")
