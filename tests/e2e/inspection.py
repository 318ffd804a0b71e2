"""Looks at a page as those do who see little, hold a keyboard, or read another language."""

import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any, Final

from playwright.sync_api import Page

from tests.e2e.devices import PHONE, TakePicture

_AXE: Final = Path(__file__).resolve().parents[2] / "static/node_modules/axe-core/axe.min.js"
_TAGS: Final = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
_OPTIONS: Final = {
    "runOnly": {"type": "tag", "values": _TAGS},
    "rules": {"target-size": {"enabled": True}},
    "resultTypes": ["violations"],
}
_TEXT: Final = 16
_HAN: Final = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff]+")
_WORDS: Final = """() => {
  const attributes = ['aria-label', 'title', 'placeholder', 'alt', 'value'];
  const foreign = (element) => element.closest('[lang|=zh]:not(html)') !== null;
  const labelled = [...document.body.querySelectorAll(attributes.map((name) => `[${name}]`).join())]
    .filter((element) => !foreign(element) && element.tagName !== 'OPTION')
    .flatMap((element) => attributes.map((name) => element.getAttribute(name) ?? ''));
  const others = [...document.querySelectorAll('[lang|=zh]:not(html)')];
  const shown = others.map((element) => [element, element.hidden]);
  for (const [element] of shown) element.hidden = true;
  const text = document.body.innerText;
  for (const [element, hidden] of shown) element.hidden = hidden;
  return [document.title, text, ...labelled].join('\\n');
}"""

_TOO_WIDE: Final = """(width) => [...document.body.querySelectorAll('*')]
  .filter((element) => element.getBoundingClientRect().right > width)
  .map(({ tagName, id, className }) => `${tagName} ${id} ${className}`)"""


class Inspector:
    """Takes a picture of each page, and notes what shuts somebody out."""

    def __init__(self, picture: TakePicture, *, pictures_of_large_text: bool) -> None:
        self.faults: list[str] = []
        self._picture = picture
        self._pictures_of_large_text = pictures_of_large_text
        self._axe = _AXE.read_text(encoding="utf-8")

    def look(self, page: Page, name: str) -> None:
        """Note where a page breaks WCAG 2.2 AA, or the width of a phone at 200 % text."""
        self._picture(page, name)
        self._hold_to_rules(page, name)
        self._at_double_text(page, name)

    def _hold_to_rules(self, page: Page, name: str) -> None:
        if not page.evaluate("'axe' in window"):
            page.evaluate(self._axe)
        found: dict[str, Any] = page.evaluate("options => axe.run(document, options)", _OPTIONS)
        self.faults += [
            f"{name}: {one['id']}: {node['target']} {node['failureSummary']}"
            for one in found["violations"]
            for node in one["nodes"]
        ]

    def _at_double_text(self, page: Page, name: str) -> None:
        size = page.viewport_size
        assert size is not None
        width, height = PHONE
        if size["width"] != width:
            page.set_viewport_size({"width": width, "height": height})
        session = page.context.new_cdp_session(page)
        try:
            _set_text(session, 2 * _TEXT)
            needed = page.evaluate("document.documentElement.scrollWidth")
            wide = page.evaluate(_TOO_WIDE, width)
            if self._pictures_of_large_text:
                self._picture(page, f"{name}-large")
        finally:
            _set_text(session, _TEXT)
            session.detach()
            if size["width"] != width:
                page.set_viewport_size(size)
        if needed > width:
            self.faults.append(f"{name}: {needed} px wide at 200 % text: {wide}")


def foreign_words(page: Page, data: Iterable[str]) -> list[str]:
    """Return the Chinese words of a page, apart from `data` and what is marked as Chinese."""
    text = str(page.evaluate(_WORDS))
    for known in sorted(data, key=len, reverse=True):
        text = text.replace(known, "")
    return _HAN.findall(text)


def _set_text(session: Any, pixels: int) -> None:
    """Set the size of text as a reader does in the settings of a phone."""
    sizes = {"standard": pixels, "fixed": pixels}
    session.send("Page.setFontSizes", {"fontSizes": sizes})
