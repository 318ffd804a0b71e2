"""The people in the hall who are not delegates: organiser, chief scrutineer, desk, officer."""

import io
import re
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from html import unescape

from votesvc.cli.rehearsal.wire import StaffWire, UnexpectedAnswer, Wire
from votesvc.cli.sample.ballots import DOCUMENT

_INVITATION = re.compile(r"(/staff/invite/[A-Za-z0-9_-]+)")
_CONFIRM_KEYS = re.compile(r'action="(/staff/c/[^"]+/keys/[^"]+/confirm)"')
_SEAT = re.compile(r"/k#([A-Za-z0-9_-]+)")
_CONGRESS = re.compile(r"/staff/c/([1-9A-HJ-NP-Za-km-z]{22})/")
_ITEM = re.compile(r"/items/([1-9A-HJ-NP-Za-km-z]{22})")
_HEARING = re.compile(r"/hearings/([1-9A-HJ-NP-Za-km-z]{22})")
_FIRST = re.compile(r'name="first" value="([^"]+)"')
_CHECK_IN = re.compile(r'action="(/staff/desk/[^"]+/check-in/\d+)"')
_PASS = re.compile(r'data-link="[^"#]*/p#([A-Za-z0-9_-]+)"')

SHOWS = (
    "大合唱",
    "诗朗诵",
    "快板",
    "相声",
    "小品",
    "舞蹈",
    "独唱",
    "二胡",
    "太极",
    "魔术",
    "京剧",
    "走秀",
)
CANDIDATES = ("丁一鸣", "王秀兰", "刘建国", "张海燕", "欧阳文斌")
_GATES = ("nomination", "approval", "adoption")


@dataclass(frozen=True, slots=True)
class Hall:
    """Four logged-in people, each with a session of their own."""

    organiser: StaffWire
    chief: StaffWire
    desk: StaffWire
    officer: StaffWire

    def create_congress(self, roll: bytes) -> str:
        """Create a congress with an imported and fixed roll; return its uuid."""
        page = self.organiser.submit("/staff/new", {"title": "演练:第一届职工代表大会"})
        congress = _found(_CONGRESS, page, "the new congress")
        page = f"/staff/c/{congress}/roll"
        self.organiser.upload(page, "roll", "roll.csv", roll)
        self.organiser.submit(f"{page}/fix", {}, form_at=page)
        return congress

    def begin_ceremony(self, congress: str, threshold: int, size: int) -> list[str]:
        """Propose and confirm a board, and return an invitation to every seat."""
        keys = f"/staff/c/{congress}/keys"
        names = "\n".join(f"监票人{number}" for number in range(1, size + 1))
        proposal = {"names": names, "threshold": str(threshold)}
        self.organiser.submit(f"{keys}/propose", proposal, form_at=keys)
        confirm = _found(_CONFIRM_KEYS, self.chief.page(keys), "the proposed scrutineers")
        self.chief.submit(confirm, {}, form_at=keys)
        ceremony = confirm.removesuffix("/confirm")
        return [
            _found(
                _SEAT,
                self.organiser.submit(f"{ceremony}/invite/{seat}", {}, form_at=keys),
                "the invitation to a seat",
            )
            for seat in range(1, size + 1)
        ]

    def create_items(self, congress: str, hearing: str = "") -> list[str]:
        """Create and prepare a motion of three questions and a choice of up to 6 of 12.

        The motion waits for `hearing`, if there is one.
        """
        form = f"/staff/c/{congress}/items/new"
        motion = {
            "kind": "motion",
            "title": "表决事项",
            "lines": "工作报告\n财务报告\n集体合同草案",
            "hearing": hearing,
        }
        choose = {
            "kind": "choose",
            "title": "最喜爱的节目",
            "text": "请选出最喜爱的节目",
            "lines": "\n".join(SHOWS),
            "minimum": "0",
            "maximum": "6",
        }
        items = []
        for fields in (motion, choose):
            at = f"{form}?kind={fields['kind']}"
            page = self.organiser.submit(form, fields, form_at=at)
            items.append(_found(_ITEM, page, "the new item"))
        for item in items:
            self.step(self.organiser, congress, item, "prepare")
        return items

    def create_election(self, congress: str) -> str:
        """Create an election of three by a preset, with one number changed, and prepare it."""
        fields = {
            "title": "工会委员会委员选举",
            "lines": "\n".join(CANDIDATES),
            "seats": "3",
            "number:pass.den": "4",
            "reason": "演练",
        }
        form = f"/staff/c/{congress}/items/new/national/P04"
        item = _found(_ITEM, self.organiser.submit(form, fields), "the new election")
        self._prepare(congress, item, _GATES)
        return item

    def _prepare(self, congress: str, item: str, gates: Sequence[str]) -> None:
        """Make an item ready, and show a document for everything that has to come before it."""
        page = f"/staff/c/{congress}/items/{item}"
        self.step(self.organiser, congress, item, "prepare")
        today = {"day": datetime.now(UTC).date().isoformat()}
        for gate in gates:
            self.organiser.upload(
                f"{page}/gates/{gate}", "document", "演练.pdf", DOCUMENT, today, form_at=page
            )

    def create_family(self, congress: str, weights: Mapping[str, int]) -> str:
        """Create and prepare an evaluation in which groups have weights; return its first item."""
        form = f"/staff/c/{congress}/items/new/national/P10"
        fields = {
            "title": "领导班子民主评议",
            "lines": "丁一鸣\n王秀兰",
            **{f"weight:{group}": str(weight) for group, weight in weights.items()},
        }
        item = _found(_ITEM, self.organiser.submit(form, fields), "the new evaluation")
        self._prepare(congress, item, ("report",))
        return item

    def merge(self, congress: str, item: str, name: str, into: str) -> None:
        """Have two people find that a spelling is another name."""
        page = f"/staff/c/{congress}/items/{item}"
        fields = {"names": name, "into": into, "reason": "演练：末字误写"}
        self.organiser.submit(f"{page}/propose-merge", fields, form_at=page)
        first = _found(_FIRST, self.chief.page(page), "the proposed merge")
        self.chief.submit(f"{page}/confirm-merge", {"first": first}, form_at=page)

    def draft_run_off(self, congress: str, item: str) -> str:
        """Have the ballot that has to follow drafted, prepare it and return it."""
        page = self.step(self.organiser, congress, item, "follow")
        child = _found(_ITEM, page, "the run-off")
        self.step(self.organiser, congress, child, "prepare")
        return child

    def create_hearing(self, congress: str, officer_key: str) -> str:
        """Draft a hearing, have the officer register a key, announce it; return its uuid."""
        fields = {
            "kind": "hearing",
            "title": "集体合同草案听证会",
            "matter": "集体合同草案。\n必要性、合规性、可行性。",
            "lines": "第一条\n第二条",
            "per_delegate": "3",
            "marks": "yes",
            "notice_days": "0",
            "name-0": "演练记录人",
            "role-0": "记录人",
        }
        form = f"/staff/c/{congress}/hearings/new"
        page = self.organiser.submit(form, fields, form_at=f"{form}?kind=hearing")
        hearing = _found(_HEARING, page, "the new hearing")
        office = f"/staff/c/{congress}/hearings/{hearing}/office"
        self.officer.post_json(f"{office}/key", {"key": officer_key}, form_at=office)
        self.step_hearing(congress, hearing, "announce")
        return hearing

    def step_hearing(self, congress: str, hearing: str, action: str) -> None:
        """Press the button of one step on the hearing's page."""
        page = f"/staff/c/{congress}/hearings/{hearing}"
        self.organiser.submit(f"{page}/{action}", {}, form_at=page)

    def step(self, who: StaffWire, congress: str, item: str, action: str) -> str:
        """Press the button of one step on the item's page, and return the page that follows."""
        page = f"/staff/c/{congress}/items/{item}"
        return who.submit(f"{page}/{action}", {}, form_at=page)

    def check_in(self, congress: str, number: int) -> str:
        """Find delegate `number` at the desk, check in, and return the secret of the pass."""
        counter = f"/staff/desk/{congress}/"
        found = self.desk.page(f"{counter}find?q={_staff_number(number)}")
        action = _found(_CHECK_IN, found, "a delegate at the desk")
        return _found(_PASS, self.desk.submit(action, {}, form_at=counter), "the pass")


def open_hall(wire: Wire, setup_path: str) -> Hall:
    """Claim the four accounts by their one-time links, as people do on their own devices."""
    organiser = StaffWire(wire)
    _claim(organiser, setup_path, "organiser")
    others = {}
    for role in ("chief", "desk", "officer"):
        page = organiser.submit("/staff/accounts/invite", {"role": role}, form_at="/staff/accounts")
        others[role] = StaffWire(wire)
        _claim(others[role], _found(_INVITATION, page, "the invitation"), role)
    return Hall(organiser, others["chief"], others["desk"], others["officer"])


def _claim(who: StaffWire, path: str, name: str) -> None:
    password = secrets.token_urlsafe(24)
    who.submit(path, {"name": name, "password": password, "again": password})


def make_roll(groups: Sequence[str]) -> bytes:
    """Return the roll of as many delegates as there are groups: that of each, "" for none."""
    lines = io.StringIO()
    lines.write("姓名,工号,代表团,类别,组别\n")
    for number, group in enumerate(groups):
        delegation = f"第{number % 8 + 1}代表团"
        lines.write(f"代表{number},{_staff_number(number)},{delegation},正式,{group}\n")
    return lines.getvalue().encode()


def _staff_number(number: int) -> str:
    # All of one length, so that no number is the beginning of another.
    return f"R{number:06d}"


def _found(pattern: re.Pattern[str], page: str, what: str) -> str:
    match = pattern.search(page)
    if match is None:
        msg = f"the page does not show {what}"
        raise UnexpectedAnswer(msg)
    return unescape(match[1])
