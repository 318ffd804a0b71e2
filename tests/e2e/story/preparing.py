"""Before the hall opens: accounts, roll, keys, items."""

from playwright.sync_api import expect

from tests.e2e import ballots
from tests.e2e.ballots import CHOICE, MOTION
from tests.e2e.hall import TITLE, make_key, public_part
from tests.e2e.story.cast import Story


def staff_choose_their_passwords(story: Story) -> None:
    story.organiser.claim(story.server.setup_link, "周文华")
    story.chief.claim(story.organiser.invite("邀请总监票人"), "吴监")
    story.picture(story.organiser.page, "staff-accounts")
    story.desk.claim(story.organiser.invite("邀请签到处"), "郑迎宾")
    story.congress = story.organiser.create_congress(TITLE)


def the_roll_is_imported_whole_or_not_at_all(story: Story) -> None:
    page = story.organiser.page
    bad, good = story.folder / "bad.csv", story.folder / "good.csv"
    bad.write_text(ballots.BAD_ROLL, encoding="utf-8")
    good.write_bytes(ballots.ROLL.encode("gb18030"))

    story.organiser.upload_roll(story.congress, bad)
    expect(page.get_by_role("alert")).to_contain_text("一个人也没有导入")
    assert page.locator(".report tbody th").all_inner_texts() == ["3", "4", "5", "6"]
    assert all(page.locator(".report tbody td:nth-child(2)").all_inner_texts())
    expect(page.locator(".report")).to_contain_text("旁听")
    expect(page.locator(".roll-list")).to_have_count(0)
    story.picture(page, "console-roll-refused")

    story.organiser.upload_roll(story.congress, good)
    expect(page.locator("#fix-title")).to_have_text("已导入 9 人，其中正式代表 7 人")
    expect(page.locator(".roll-list")).to_contain_text("欧阳慧")
    story.picture(page, "console-roll")
    story.organiser.fix_roll(story.congress)
    expect(page.locator(".stages .done")).to_contain_text("已确定，应到 7 人")


def the_scrutineers_keys_are_registered(story: Story) -> None:
    story.keys = [make_key(story.folder, name) for name in ("zhang", "li")]
    story.organiser.show_keys(story.congress, [public_part(key) for key in story.keys])
    expect(story.organiser.page.locator(".prints tbody tr")).to_have_count(2)
    story.picture(story.organiser.page, "console-keys")
    story.organiser.proceed()
    expect(story.organiser.page.locator(".stages .done").nth(1)).to_contain_text("2 位监票人")


def two_items_are_prepared(story: Story) -> None:
    for kind, fields in (("motion", MOTION), ("choose", CHOICE)):
        item = story.organiser.create_item(story.congress, kind, fields)
        story.picture(story.organiser.page, f"console-draft-{kind}")
        story.organiser.step(story.congress, item, "待发")
        story.items[kind] = item
    story.organiser.go(f"/staff/c/{story.congress}/")
    story.picture(story.organiser.page, "console-overview")
