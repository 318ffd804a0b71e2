"""An election on phones: three seats among five, with names written in."""

import re

from playwright.sync_api import expect

from tests.e2e.ballots import ELECTION
from tests.e2e.devices import Devices
from tests.e2e.hall import Hall
from tests.e2e.inspection import Inspector
from tests.e2e.phone import PhonePage
from votesvc.domain.items import ItemSpec, election
from votesvc.domain.rules import ElectionRule, Fraction, Threshold

CANDIDATES = ("丁一鸣", "王秀兰", "刘建国", "张海燕", "欧阳文斌")
TITLE = ELECTION
RULE = ElectionRule("P04", 3, Threshold("entitled", Fraction(1, 20, "gt")), writein=2)
SPEC: ItemSpec = election(TITLE, CANDIDATES, RULE)


def paper(hall: Hall, devices: Devices) -> PhonePage:
    """Give a new delegate's phone with the paper on its page."""
    phone = PhonePage(devices.phone())
    phone.scan(hall.new_pass())
    phone.sees(TITLE)
    return phone


def write(phone: PhonePage, slot: int, name: str) -> None:
    """Write a name into a slot and leave it."""
    field = phone.page.get_by_label(re.compile(f"姓名 {slot}"))
    field.fill(name)
    field.blur()


def test_marks_are_counted_while_voting_and_too_many_are_impossible(
    hall: Hall, devices: Devices, inspector: Inspector
) -> None:
    own = hall.another_congress()
    item = own.draft(SPEC)
    own.run(item)
    phone = paper(own, devices)
    expect(phone.page.get_by_label(re.compile("姓名 1"))).to_be_disabled()
    inspector.look(phone.page, "election-paper")
    for candidate in range(3):
        phone.touch(candidate, "赞成")
    expect(phone.page.locator("[data-slot=tally]")).to_have_text("已选 3 / 3")
    phone.touch_in_vain(3, "赞成")
    expect(phone.page.locator("[data-slot=why]")).to_contain_text("已经选满 3 名")
    # Moving a mark makes room again; a refusal opens a slot.
    phone.touch(0, "反对")
    write(phone, 1, CANDIDATES[4])
    expect(phone.page.locator("[data-slot=fault]").first).to_contain_text("候选人")
    write(phone, 1, "  李  思源 ")
    expect(phone.page.locator("[data-slot=tally]")).to_have_text("已选 3 / 3")
    phone.touch_in_vain(3, "赞成")
    phone.touch(0, "弃权")
    expect(phone.page.locator("[data-slot=why]")).to_contain_text("配对")
    inspector.look(phone.page, "election-marked")
    phone.review()
    inspector.look(phone.page, "election-review")
    expect(phone.page.locator(".review")).to_contain_text("李 思源")
    phone.cast()
    assert "思源" not in phone.memory()
