"""Addresses that leave the page: absolute links, their QR codes, and whether they are protected."""

from collections.abc import Iterator
from ipaddress import ip_address
from itertools import groupby
from typing import Any

from flask import Flask, current_app, request
from markupsafe import Markup
from qrcode.constants import ERROR_CORRECT_M
from qrcode.main import QRCode

_QUIET_ZONE = 4


def explain_connection(app: Flask) -> None:
    """Give templates `plain_connection`, `absolute_link` and `qr_svg`."""
    app.context_processor(lambda: {"plain_connection": is_plain()})
    app.jinja_env.globals["absolute_link"] = absolute
    app.jinja_env.globals["qr_svg"] = qr_svg


def absolute(path: str) -> str:
    """Return `path` under the configured public address, or under the one the browser used."""
    base: str | None = current_app.extensions["votesvc"].settings.base_url
    return (base or request.host_url.rstrip("/")) + path


def is_plain() -> bool:
    """Tell whether others on the network could read this page: no HTTPS and not this machine."""
    return not request.is_secure and not _is_loopback(request.host)


def _is_loopback(host: str) -> bool:
    name = host.rpartition(":")[0] if host.rpartition(":")[2].isdigit() else host
    if name == "localhost":
        return True
    try:
        return ip_address(name.strip("[]")).is_loopback
    except ValueError:
        return False


def qr_svg(text: str, label: str) -> Markup:
    """Return a QR code of `text` as inline SVG: level M, quiet zone of four modules.

    It carries no style attribute, which the content security policy would refuse.
    """
    code: QRCode[Any] = QRCode(error_correction=ERROR_CORRECT_M, border=_QUIET_ZONE)
    code.add_data(text)
    code.make(fit=True)
    rows = code.get_matrix()
    size = len(rows)
    path = "".join(_runs(rows))
    return Markup(
        '<svg class="qr" role="img" aria-label="{label}" viewBox="0 0 {size} {size}"'
        ' shape-rendering="crispEdges"><rect width="{size}" height="{size}" fill="#fff"/>'
        '<path d="{path}" fill="#000"/></svg>'
    ).format(label=label, size=size, path=path)


def _runs(rows: list[list[bool | None]]) -> Iterator[str]:
    """Yield one rectangle for each unbroken run of dark modules."""
    for y, row in enumerate(rows):
        x = 0
        for dark, run in groupby(row):
            width = len(list(run))
            if dark:
                yield f"M{x} {y}h{width}v1h-{width}z"
            x += width
