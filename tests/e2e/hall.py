"""A hall that is ready: staff at their devices, a fixed roll, scrutineers with keys."""

import re
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from html import unescape
from itertools import count
from pathlib import Path

from playwright.sync_api import FilePayload

from tests.e2e.ballots import CHOICE, MOTION
from tests.e2e.devices import TABLET, Devices
from tests.e2e.people import Chief, Desk, Organiser, Staff
from tests.e2e.phone import PhonePage
from tests.e2e.server import Server
from votesvc.cli.decrypting import AGAIN
from votesvc.domain.items import ItemSpec
from votesvc.services import agenda, hearings
from votesvc.storage.base import open_engine, open_sessions
from votesvc.web.settings import Settings

TITLE = "第五届第三次职工代表大会"
_ENTITLED = 60
_UUID = "[1-9A-HJ-NP-Za-km-z]{22}"
_CONGRESS = f"/staff/c/({_UUID})/"
_ITEM = f"/items/({_UUID})"
_CHECK_IN = r'action="(/staff/desk/[^"]+/check-in/\d+)"'
_INVITATION = r">(http[^<]*/k#[\w-]+)<"
_LINK = r'data-link="([^"]+)"'


@dataclass(slots=True)
class Hall:
    """The staff of one congress, and delegates as they are needed."""

    server: Server
    organiser: Organiser
    chief: Chief
    desk: Desk
    keys: list[Path]
    folder: Path
    congress: str
    _numbers: "count[int]" = field(default_factory=count)

    def another_congress(self, groups: Sequence[str] = ()) -> "Hall":
        """Set up one more congress with the same staff and scrutineers.

        With `groups` there are as many delegates, each of the group in its place.
        """
        own = self.congress_without_keys(groups)
        keys = [public_part(key).read_text() for key in self.keys]
        own.organiser.send(f"{own.console}/keys", {"pasted": "".join(keys)})
        return own

    def congress_without_keys(self, groups: Sequence[str] = ()) -> "Hall":
        """Set up one more congress, with a fixed roll and no scrutineers yet."""
        congress = _found(_CONGRESS, self.organiser.send("/staff/new", {"title": TITLE}).url)
        own = replace(self, congress=congress, _numbers=count())
        roll = FilePayload(name="roll.csv", mimeType="text/csv", buffer=_roll(groups).encode())
        own.organiser.send(f"{own.console}/roll", {}, ("roll", roll))
        own.organiser.send(f"{own.console}/roll/fix", {})
        return own

    @property
    def console(self) -> str:
        """The path of the congress in the console."""
        return f"/staff/c/{self.congress}"

    def new_pass(self) -> str:
        """Check in a delegate who was not here yet; return the link of the pass."""
        number, desk = staff_number(next(self._numbers)), f"/staff/desk/{self.congress}"
        found = self.desk.page.request.get(f"{desk}/find", params={"q": number}).text()
        return _found(_LINK, self.desk.send(_found(_CHECK_IN, found), {}).text())

    def show_pass(self) -> str:
        """Check in a delegate at the desk's own page, which shows the pass then."""
        number = next(self._numbers)
        return self.desk.check_in(self.congress, staff_number(number), delegate(number))

    def paper_in_hand(self, devices: Devices) -> PhonePage:
        """Give a delegate's phone that has the only open paper on its page."""
        return self.phone_with(devices, MOTION["title"])

    def phone_with(self, devices: Devices, title: str) -> PhonePage:
        """Give a delegate's phone that has the open paper of this title on its page."""
        phone = PhonePage(devices.phone())
        phone.scan(self.new_pass())
        phone.sees(title)
        return phone

    def ready_item(self, title: str, kind: str = "motion") -> str:
        """Create an item of its own title and prepare it."""
        fields = {**(MOTION if kind == "motion" else CHOICE), "kind": kind, "title": title}
        item = _found(_ITEM, self.organiser.send(f"{self.console}/items/new", fields).url)
        self._take(self.organiser, item, "prepare")
        return item

    def draft(self, spec: ItemSpec) -> str:
        """Put an item on the agenda, without the page that does it."""
        engine = open_engine(Settings(self.server.data).databases["board"])
        with open_sessions(None, engine)() as session:
            item = agenda.create_item(session, self.congress, spec)
        engine.dispose()
        return item

    def titles(self) -> set[str]:
        """Return what the items and hearings of all congresses of this service are called."""
        engine = open_engine(Settings(self.server.data).databases["board"])
        with open_sessions(None, engine)() as session:
            congresses = agenda.congresses(session)
            found = {item.title for one in congresses for item in agenda.items(session, one.uuid)}
            for one in congresses:
                found |= {each.spec.title for each in hearings.hearings(session, one.uuid)}
        engine.dispose()
        return found

    def run(self, item: str) -> None:
        """Bring a draft as far as an open ballot."""
        self._take(self.organiser, item, "prepare")
        self.issue(item)
        self.open(item)

    def issue(self, item: str) -> None:
        """Let phones collect."""
        self._take(self.organiser, item, "issue")

    def open(self, item: str) -> None:
        """Open the ballot, with two persons."""
        self._take(self.organiser, item, "propose-open")
        self._take(self.chief, item, "confirm-open")

    def close(self, item: str) -> None:
        """Close the ballot, with two persons."""
        self._take(self.organiser, item, "propose-close")
        self._take(self.chief, item, "confirm-close")

    def announce(self, item: str) -> None:
        """Announce what is counted."""
        self._take(self.organiser, item, "announce")

    def begin_ceremony(self, threshold: int, names: Sequence[str]) -> list[str]:
        """Propose and confirm a board of scrutineers; return the link of each one's invitation."""
        fields = {"threshold": str(threshold), "names": "\n".join(names)}
        page = self.organiser.send(f"{self.console}/keys/propose", fields)
        shown = self.chief.page.request.get(page.url).text()
        ceremony = _found(rf"/keys/({_UUID})/confirm", shown)
        keys = f"{self.console}/keys/{ceremony}"
        self.chief.send(f"{keys}/confirm", {})
        return [
            _found(_INVITATION, self.organiser.send(f"{keys}/invite/{seat}", {}).text())
            for seat in range(1, len(names) + 1)
        ]

    def decrypt(self) -> None:
        """Let every scrutineer decrypt what is closed; who has to wait for others comes again."""
        server = f"{self.server.url}/c/{self.congress}"
        for key in [key for key in self.keys if AGAIN in decrypt(key, server)]:
            decrypt(key, server)

    def void(self, item: str, reason: str) -> None:
        """Declare an open ballot void, with two persons."""
        self.organiser.propose_void(self.congress, item, reason)
        self.chief.confirm_void(self.congress, item, reason)

    def open_item(self, title: str, kind: str = "motion") -> str:
        """Bring a new item as far as an open ballot."""
        item = self.ready_item(title, kind)
        self.issue(item)
        self.open(item)
        return item

    def _take(self, who: Staff, item: str, step: str) -> None:
        who.send(f"{self.console}/items/{item}/{step}", {})


def open_hall(server: Server, devices: Devices, folder: Path) -> Hall:
    """Set up a congress as its staff do."""
    organiser = Organiser(devices.staff())
    chief = Chief(devices.staff())
    desk = Desk(devices.staff(TABLET))
    organiser.claim(server.setup_link, "周文华")
    chief.claim(organiser.invite("邀请总监票人"), "吴监")
    desk.claim(organiser.invite("邀请签到处"), "郑迎宾")
    keys = [make_key(folder, name) for name in ("zhang", "li")]
    return Hall(server, organiser, chief, desk, keys, folder, "").another_congress()


def _found(pattern: str, text: str) -> str:
    found = re.search(pattern, text)
    assert found is not None, text
    return unescape(found[1])


def delegate(number: int) -> str:
    """Return the name of a delegate in the hall."""
    names = ("国强", "秀英", "建华", "志明", "玉兰", "海燕", "文斌", "晓梅")
    return "赵钱孙李周吴郑王"[number % 8] + names[(number // 8 + number) % 8]


def _roll(groups: Sequence[str]) -> str:
    lines = [
        f"{delegate(n)},{staff_number(n)},第{n % 4 + 1}代表团,正式,{group}"
        for n, group in enumerate(groups or [""] * _ENTITLED)
    ]
    return "\n".join(["姓名,工号,代表团,类别,组别", *lines, ""])


def staff_number(number: int) -> str:
    """Return the staff number of a delegate; none is the beginning of another."""
    return f"G{number:04d}"


def make_key(folder: Path, name: str) -> Path:
    """Make a scrutineer's key with the command line; return the secret file."""
    key = folder / f"{name}.key.json"
    votesvc("scrutineer", "keygen", "--out", str(key))
    return key


def public_part(key: Path) -> Path:
    """Return the public file beside a secret one."""
    return key.with_name(key.name.replace(".key.", ".public."))


def decrypt(key: Path, server: str) -> str:
    """Decrypt what is closed with one scrutineer's key, without waiting for others."""
    arguments = ("--key", str(key), "--server", server, "--workers", "1", "--wait", "0")
    return votesvc("scrutineer", "decrypt", *arguments)


def verify(file: Path) -> None:
    """Verify a record or an archive."""
    votesvc("verify", str(file), "--workers", "1")


def votesvc(*arguments: str) -> str:
    """Run the command line; return what it says, fail unless it ends well."""
    command = [sys.executable, "-m", "votesvc", *arguments]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout
