"""Staff at their own devices: organiser, chief scrutineer and check-in desk, as page objects."""

import io
import re
from collections.abc import Mapping, Sequence
from pathlib import Path

import zxingcpp
from PIL import Image
from playwright.sync_api import APIResponse, BrowserContext, Error, FilePayload, Page, expect

PASSWORD = "五个不相干的词连成一句"
_UUID = r"[1-9A-HJ-NP-Za-km-z]{22}"
_ATTEMPTS = 5
_OVERTAKEN = ("ERR_ABORTED", "interrupted by another navigation")


class Staff:
    """Somebody who has an account."""

    def __init__(self, context: BrowserContext) -> None:
        self.page: Page = context.new_page()

    def go(self, path: str) -> None:
        """Open a page."""
        for left in reversed(range(_ATTEMPTS)):
            try:
                self.page.goto(path)
            except Error as error:
                # The page we leave may be about to load itself anew, and then that wins.
                if left and any(words in error.message for words in _OVERTAKEN):
                    continue
                raise
            return

    def send(
        self, path: str, fields: Mapping[str, str], file: tuple[str, FilePayload] | None = None
    ) -> APIResponse:
        """Send a form from this person's device without opening its page; it has to be accepted."""
        token = self.page.locator("meta[name=csrf-token]").get_attribute("content") or ""
        form: dict[str, str | float | bool] = {**fields, "csrf_token": token}
        if file is None:
            answer = self.page.request.post(path, form=form)
        else:
            name, payload = file
            answer = self.page.request.post(path, multipart={**form, name: payload})
        assert answer.ok, answer.text()
        return answer

    def claim(self, link: str, name: str) -> None:
        """Open a one-time link and choose a name and a password."""
        self.go(link)
        self.page.locator("#name").fill(name)
        self.page.locator("#password").fill(PASSWORD)
        self.page.locator("#again").fill(PASSWORD)
        self.proceed()
        expect(self.page.locator(".bar-account")).to_contain_text(name)

    def proceed(self) -> None:
        """Press the one red button of the page."""
        self.page.locator("main button.primary").click()

    def open_item(self, congress: str, item: str) -> None:
        """Open the page of an item."""
        self.go(f"/staff/c/{congress}/items/{item}")

    def at(self, state: str) -> None:
        """Wait until the page of an item shows this state."""
        expect(self.page.locator(".stepper .now")).to_contain_text(state)

    def figures(self) -> dict[str, str]:
        """Return N, A, I and R as the page of an item shows them."""
        shown = self.page.locator("[data-figure]").all()
        return {str(one.get_attribute("data-figure")): one.inner_text() for one in shown}


class Organiser(Staff):
    """Prepares the congress, proposes to open and close, announces."""

    def invite(self, role: str) -> str:
        """Return a one-time link for the named role."""
        self.go("/staff/accounts")
        self.page.get_by_role("button", name=role).click()
        return self.page.locator(".invitation [data-copy]").inner_text()

    def create_congress(self, title: str) -> str:
        """Create a congress and return its uuid."""
        self.go("/staff/new")
        self.page.locator("#title").fill(title)
        self.proceed()
        expect(self.page.locator("h1")).to_have_text(title)
        return self._uuid(f"/staff/c/({_UUID})")

    def upload_roll(self, congress: str, file: Path) -> None:
        """Upload a roll."""
        self.go(f"/staff/c/{congress}/roll")
        self.page.locator("#roll").set_input_files(file)
        self.page.get_by_role("button", name="上传并检查").click()

    def fix_roll(self, congress: str) -> None:
        """Fix the roll that was uploaded."""
        self.go(f"/staff/c/{congress}/roll")
        self.proceed()

    def show_keys(self, congress: str, public: Sequence[Path]) -> None:
        """Give the scrutineers' public files, so that their prints can be compared."""
        self.go(f"/staff/c/{congress}/keys")
        self.page.get_by_text("没有手机？用命令行的单独公钥").click()
        self.page.locator("#files").set_input_files(list(public))
        self.page.get_by_role("button", name="检查并核对").click()

    def create_item(self, congress: str, kind: str, fields: Mapping[str, str]) -> str:
        """Create a draft and return its uuid."""
        self.go(f"/staff/c/{congress}/items/new?kind={kind}")
        for name, value in fields.items():
            self.page.locator(f"#{name}").fill(value)
        self.proceed()
        self.at("草拟")
        return self._uuid(f"/items/({_UUID})")

    def step(self, congress: str, item: str, state: str) -> None:
        """Take the next step of an item, and see that it has come to this state."""
        self.open_item(congress, item)
        self.proceed()
        self.at(state)

    def propose(self, congress: str, item: str) -> None:
        """Propose the step that needs two persons."""
        self.open_item(congress, item)
        self.proceed()
        expect(self.page.locator("#do-title")).to_have_text("等待总监票人确认")

    def declare_void(self, congress: str, item: str, reason: str) -> None:
        """Declare a round void that was never opened."""
        self._give_reason(congress, item, reason)
        self.page.get_by_role("button", name="宣布作废").click()
        expect(self.page.locator(".state-void")).to_be_visible()

    def propose_void(self, congress: str, item: str, reason: str) -> None:
        """Propose to declare a round void that was opened."""
        self._give_reason(congress, item, reason)
        self.page.get_by_role("button", name="提出作废").click()
        expect(self.page.locator("#do-title")).to_have_text("等待总监票人确认")

    def _give_reason(self, congress: str, item: str, reason: str) -> None:
        self.open_item(congress, item)
        self.page.locator("details.void summary").click()
        self.page.locator("#reason").fill(reason)

    def _uuid(self, pattern: str) -> str:
        found = re.search(pattern, self.page.url)
        assert found is not None, self.page.url
        return found[1]


class Chief(Staff):
    """Confirms what the organiser proposes."""

    def confirm(self, congress: str, item: str, state: str) -> None:
        """Confirm what is proposed, and see that the item has come to this state."""
        self.open_item(congress, item)
        self.page.get_by_role("button", name="确认").first.click()
        self.at(state)

    def confirm_void(self, congress: str, item: str, reason: str) -> None:
        """Confirm that a round is void for the reason on the page."""
        self.open_item(congress, item)
        expect(self.page.locator("section.do")).to_contain_text(reason)
        self.page.get_by_role("button", name="确认这一轮作废").click()
        expect(self.page.locator(".state-void")).to_be_visible()


class Desk(Staff):
    """Finds people and checks them in."""

    def find(self, congress: str, query: str) -> None:
        """Type into the search box, which finds while one types."""
        self.go(f"/staff/desk/{congress}/")
        self.page.locator("#q").press_sequentially(query)
        expect(self.page.locator("#results > *").first).to_be_visible()

    def check_in(self, congress: str, query: str, name: str) -> str:
        """Check in the person of that name, and return the link in the QR on the screen."""
        self.find(congress, query)
        self.page.get_by_role("button", name=f"签到 {name}").click()
        return self.read_pass()

    def read_pass(self) -> str:
        """Read the QR off the screen with a camera's means."""
        expect(self.page.locator(".pass-code svg")).to_be_visible()
        return read_code(self.page)


def read_code(page: Page) -> str:
    """Return what a camera reads in the one QR on the screen."""
    codes = zxingcpp.read_barcodes(Image.open(io.BytesIO(page.screenshot())))
    assert len(codes) == 1, "the screen shows one code that can be read"
    return codes[0].text
