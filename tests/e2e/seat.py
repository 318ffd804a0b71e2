"""A scrutineer with a device of their own: takes a seat, keeps a backup, checks, counts, signs."""

from pathlib import Path
from typing import Final

from playwright.sync_api import BrowserContext, Locator, Page, expect

PASSPHRASE: Final = "五个不相干的词连成一句"
_PATIENCE_MILLISECONDS: Final = 60_000


class SeatPage:
    """The scrutineer's page in a browser of its own."""

    def __init__(self, context: BrowserContext) -> None:
        self.page: Page = context.new_page()

    def open(self, address: str = "/k") -> None:
        """Open the page, or what the camera read."""
        self.page.goto(address)

    def sees(self, heading: str) -> None:
        """Wait until the page has come to this heading by itself."""
        shown = self.page.locator("h1:visible")
        expect(shown).to_have_text(heading, timeout=_PATIENCE_MILLISECONDS)

    def press(self, action: str) -> None:
        """Press the one button that does this."""
        self.button(action).click()

    def button(self, action: str) -> Locator:
        """The one button that does this and is shown."""
        return self.page.locator(f"[data-action={action}]:visible").first

    def part(self, name: str) -> Locator:
        """The visible part of this name."""
        return self.page.locator(f"[data-part={name}]:visible").first

    def take_seat(self, link: str, name: str) -> None:
        """Scan an invitation and say that the name is theirs."""
        self.open(link)
        self.sees("您是这位监票人吗？")
        expect(self.page.locator(".person bdi").first).to_have_text(name)
        self.press("agree")

    def has_key(self) -> str:
        """Wait until the key is ready; return the digits that people compare."""
        self.sees("钥匙已就绪")
        return self.page.locator("[data-slot=digits]:visible").inner_text()

    def save_backup(self, file: Path) -> None:
        """Make a backup under a passphrase and put the file away."""
        self.press("begin")
        self.page.locator("#passphrase").fill(PASSPHRASE)
        self.page.locator("#again").fill(PASSPHRASE)
        self.page.locator("form [type=submit]:visible").click()
        self.sees("备份做好了，请存下来")
        with self.page.expect_download() as download:
            self.page.locator("a[data-file]").click()
        download.value.save_as(file)
        self.press("saved")

    def restore(self, file: Path) -> None:
        """Take the seat in a backup file on a device that has none."""
        self.open()
        self.press("restore")
        self.page.locator("#file").set_input_files(file)
        self.page.locator("#restore-passphrase").fill(PASSPHRASE)
        self.page.locator("form [type=submit]:visible").click()

    def check(self) -> None:
        """Open the ballot that waits, and check every ballot of it."""
        self.button("select").wait_for(timeout=_PATIENCE_MILLISECONDS)
        self.press("select")
        self.press("check")
        self.button("decrypt").wait_for(timeout=_PATIENCE_MILLISECONDS)

    def decrypt(self) -> None:
        """Check every ballot, then hand in the share."""
        self.check()
        self.press("decrypt")
        expect(self.button("decrypt")).to_be_hidden()

    def result(self) -> list[list[int]]:
        """Wait for the result; return the votes question by question."""
        self.button("sign").wait_for(timeout=_PATIENCE_MILLISECONDS)
        questions = self.page.locator(".question:visible").all()
        return [[int(v) for v in one.locator(".number").all_inner_texts()] for one in questions]

    def sign(self) -> None:
        """Sign the result."""
        self.press("sign")
        self.page.locator("div[data-part=signed]").wait_for(timeout=_PATIENCE_MILLISECONDS)

    def memory(self) -> str:
        """Return all that the device has stored."""
        return str(self.page.evaluate("JSON.stringify(localStorage)"))

    def close(self) -> None:
        """Put the device away for good."""
        self.page.close()
