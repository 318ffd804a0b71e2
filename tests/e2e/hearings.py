"""A hearing in the hall: the officer at a device of their own, and delegates who comment."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import BrowserContext, FilePayload, Locator, expect

from tests.e2e.devices import Devices
from tests.e2e.hall import Hall
from tests.e2e.people import PASSWORD, Staff
from votesvc.cli.rehearsal.phone import Phone
from votesvc.cli.rehearsal.speaker import Speaker
from votesvc.cli.rehearsal.wire import Wire
from votesvc.crypto.comment import new_comment

TITLE = "绩效工资分配办法听证会"
OFFICER = "李记录"
PASSPHRASE = "三月 春风 第四十二号信"
_CLAUSES = "第一条 总则\n第二条 分配的原则和比例\n第三条 附则"
_HEARING = re.compile(r"/hearings/([1-9A-HJ-NP-Za-km-z]{22})")
_PER_DELEGATE = 3


class HearingOfficer(Staff):
    """Keeps the key, opens comments, answers, and reports."""

    def __init__(self, context: BrowserContext, office: str) -> None:
        super().__init__(context)
        self.office = office

    def log_in(self) -> None:
        """Log in on another device."""
        self.go("/staff/login")
        self.page.locator("#name").fill(OFFICER)
        self.page.locator("#password").fill(PASSWORD)
        self.proceed()

    def enter(self, part: str) -> Locator:
        """Open one part of the page and return it."""
        self.go(f"{self.office}#{part}")
        return self.part(part)

    def part(self, name: str) -> Locator:
        """Return a part of the page once it is shown."""
        found = self.page.locator(f"#part-{name}")
        expect(found).to_be_visible()
        return found

    def press(self, name: str) -> None:
        """Press a button of the part that is shown."""
        self.page.locator("section:visible").get_by_role("button", name=name).first.click()

    def make_key(self) -> None:
        """Make the key on this device."""
        self.enter("key")
        self.press("在这台设备上生成密钥")
        expect(self.page.get_by_text("还没有保存备份文件")).to_be_visible()

    def save_backup(self, file: Path, passphrase: str = PASSPHRASE) -> Path:
        """Save the backup file under a passphrase."""
        self.page.locator("#passphrase").fill(passphrase)
        self.page.locator("#again").fill(passphrase)
        with self.page.expect_download() as download:
            self.press("保存备份文件")
        download.value.save_as(file)
        return file

    def restore(self, file: Path, passphrase: str = PASSPHRASE) -> None:
        """Take the key from a backup file."""
        self.enter("key")
        if not self.page.locator("#backup-file").is_visible():
            self.page.get_by_text("从备份文件恢复密钥").click()
        self.page.locator("#backup-file").set_input_files(file)
        self.page.locator("#restore-passphrase").fill(passphrase)
        self.press("恢复密钥")

    def register(self) -> None:
        """Hand in the public half."""
        self.press("登记这把公钥")
        expect(self.page.get_by_text("都准备好了。")).to_be_visible()

    def comment(self, text: str) -> Locator:
        """Return the comment with this text."""
        return self.page.locator("li.comment:visible", has_text=text)

    def decide(self, text: str, decision: str) -> None:
        """Choose what becomes of a comment."""
        self.comment(text).get_by_label(decision, exact=True).check()

    def decide_first(self, count: int) -> None:
        """Publish the first comments of the page."""
        for entry in self.page.locator("li.comment:visible").all()[:count]:
            entry.get_by_label("公布", exact=True).check()

    def hand_in(self) -> None:
        """Hand in what is decided, and confirm it."""
        self.press("提交这一批")
        self.press("确认，写进公开记录")

    def total(self, name: str) -> Locator:
        """Return a number above the page."""
        return self.page.locator(f'[data-slot="total-{name}"]')


@dataclass(slots=True)
class Forum:
    """One hearing of a congress."""

    hall: Hall
    hearing: str
    officer: HearingOfficer
    _speakers: list[Speaker] = field(default_factory=list)

    @property
    def page(self) -> str:
        """The path of the hearing in the console."""
        return f"{self.hall.console}/hearings/{self.hearing}"

    def step(self, step: str) -> None:
        """Take a step of the organiser's."""
        self.hall.organiser.send(f"{self.page}/{step}", {})

    def say(self, texts: Sequence[str]) -> None:
        """Let delegates comment, three times each."""
        for first in range(0, len(texts), _PER_DELEGATE):
            speaker = Speaker(self._phone(), self.hearing)
            speaker.collect()
            self._speakers.append(speaker)
            for number, text in enumerate(texts[first : first + _PER_DELEGATE], 1):
                speaker.send(speaker.write(number, new_comment(text, clause=number)))
            speaker.phone.wire.close()

    def _phone(self) -> Phone:
        address = urlsplit(self.hall.server.url)
        wire = Wire(address.hostname or "", address.port or 0)
        state = wire.get_json(f"/c/{self.hall.congress}/state")
        phone = Phone(wire, self.hall.congress, str(state["vkey"]))
        phone.redeem(self.hall.new_pass().partition("#")[2])
        return phone


def draft_hearing(hall: Hall, devices: Devices, **change: str) -> Forum:
    """Draft a hearing with a paper, and give the officer a device."""
    form = {
        "kind": "hearing",
        "title": TITLE,
        "matter": "就《绩效工资分配办法（草案）》征求代表意见。\n拟自明年一月起试行。",
        "lines": _CLAUSES,
        "per_delegate": str(_PER_DELEGATE),
        "marks": "yes",
        "notice_days": "7",
        "name-0": "王主席",
        "role-0": "主持人",
        "name-1": OFFICER,
        "role-1": "记录人",
        "name-2": "赵经理",
        "role-2": "决策发言人",
        "recused-2": "yes",
        **change,
    }
    answer = hall.organiser.send(f"{hall.console}/hearings/new", form)
    found = _HEARING.search(answer.url)
    assert found is not None, answer.text()
    paper = FilePayload(name="草案.pdf", mimeType="application/pdf", buffer=b"%PDF-1.7 ...")
    hall.organiser.send(f"{hall.console}/hearings/{found[1]}/papers", {}, ("papers", paper))
    office = f"{hall.console}/hearings/{found[1]}/office"
    officer = HearingOfficer(devices.staff(), office)
    return Forum(hall, found[1], officer)


def come_in(forum: Forum) -> Forum:
    """Let the officer in: by an invitation the first time, by name and password afterwards."""
    organiser = forum.hall.organiser
    if OFFICER in organiser.page.request.get("/staff/accounts").text():
        forum.officer.log_in()
    else:
        forum.officer.claim(organiser.invite("邀请听证记录人"), OFFICER)
    return forum


def open_hearing(forum: Forum, folder: Path) -> Path:
    """Bring a draft as far as an open hearing, and return the backup of its key."""
    forum.officer.make_key()
    file = forum.officer.save_backup(folder / "backup.json")
    forum.officer.register()
    forum.step("announce")
    forum.step("open")
    return file
