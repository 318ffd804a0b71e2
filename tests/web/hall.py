"""A congress as people prepare it through the pages, for tests of what comes after."""

import re
from dataclasses import dataclass

from flask import Flask

from tests.web.browser import Browser
from votesvc.crypto.encoding import belenios_json
from votesvc.crypto.trustees import single_public

ROLL = """姓名,工号,代表团,类别
张伟,10023,一车间,正式
张薇,10024,一车间,正式
李娜,10518,机关,正式
单雄信,10777,二车间,正式
王列席,20001,机关,列席
""".encode()
SECRETS = (11, 222)
"""The scrutineers' secrets; a test has no others to protect."""


@dataclass
class Hall:
    """One congress and the organiser's browser."""

    app: Flask
    organiser: Browser
    congress: str

    @property
    def console(self) -> str:
        """The address of the congress on the console."""
        return f"/staff/c/{self.congress}"

    @property
    def counter(self) -> str:
        """The address of the check-in desk."""
        return f"/staff/desk/{self.congress}"

    def import_roll(self, data: bytes = ROLL) -> Browser:
        """Upload a roll."""
        return self.organiser.get(f"{self.console}/roll").submit("/roll", roll=data)

    def fix_roll(self) -> Browser:
        """Import and fix the roll."""
        self.import_roll()
        return self.organiser.submit("/roll/fix")

    def set_board(self) -> Browser:
        """Register two scrutineers."""
        self.organiser.get(f"{self.console}/keys").submit("/keys/check", pasted=public_keys())
        return self.organiser.submit("/keys")

    def new_motion(self, *lines: str) -> str:
        """Create a motion and return its uuid."""
        self.organiser.get(f"{self.console}/items/new?kind=motion")
        self.organiser.submit(
            "/items/new", title="薪酬办法", lines="\n".join(lines or ["办法草案"])
        )
        return self.organiser.address.rpartition("/")[2]

    def member(self, browser: Browser, name: str) -> str:
        """Find somebody at the desk and return their number."""
        browser.get(f"{self.counter}/", query_string={"q": name})
        found = re.search(r"/person/(\d+)", browser.text)
        assert found, browser.text
        return found[1]


def public_keys() -> str:
    """Return what two scrutineers hand to the organiser."""
    keys = [single_public(secret, 7 * secret) for secret in SECRETS]
    return "\n".join(belenios_json(key).decode() for key in keys)


def open_hall(app: Flask, organiser: Browser, title: str = "第五届职工代表大会") -> Hall:
    """Create a congress through the page."""
    organiser.get("/staff/new").submit("/new", title=title)
    assert organiser.status == 200, organiser.text
    return Hall(app, organiser, organiser.address.split("/")[3])
