"""Delegates vote, whatever happens to their phones and to the network."""

import json

from playwright.sync_api import Route, expect

from tests.e2e.ballots import CHOICE, CHOICE_VOTES, MOTION, MOTION_VOTES, SHOWS
from tests.e2e.phone import CASTING, MISSED, RECEIPT, Marks, PhonePage
from tests.e2e.story.arriving import turned
from tests.e2e.story.cast import Story


def delegates_vote_on_the_motion(story: Story) -> None:
    li, shan, wang, ouyang, zhao = (story.phones[name] for name in MOTION_VOTES)

    # 李 reloads in the middle of marking, forgets one, goes back and changes her mind.
    li.touch(0, "赞成")
    li.touch(1, "反对")
    li.page.reload()
    li.sees(MOTION["title"])
    assert [li.marked(question) for question in range(3)] == [["赞成"], ["反对"], []]
    li.press("检查选票")
    expect(li.page.locator("[data-slot=why]")).to_contain_text("第 3 项还没有选")
    li.touch(2, "反对")
    li.review()
    story.picture(li.page, "phone-review")
    li.press("返回修改")
    li.touch(1, "赞成")
    li.review()
    expect(li.page.locator(".review")).not_to_contain_text("弃权")
    li.cast()
    story.picture(li.page, "phone-receipt")

    network_fails_while_casting(shan, MOTION_VOTES["单春雷"])
    answer_is_lost(wang, MOTION_VOTES["王建国"])

    # 欧阳 closes the page with half a paper, and opens it again without the code.
    ouyang.touch(0, "赞成")
    ouyang.reopen()
    ouyang.sees(MOTION["title"])
    assert ouyang.marked(0) == ["赞成"]
    ouyang.vote([[], *MOTION_VOTES["欧阳慧"][1:]])
    ouyang.reopen()
    ouyang.sees(RECEIPT)

    zhao.vote(MOTION_VOTES["赵长江"])
    remember_trackers(story, MOTION_VOTES)
    close(story, "motion", {"entitled": "7", "present": "6", "issued": "5", "returned": "5"})


def network_fails_while_casting(phone: PhonePage, marks: Marks) -> None:
    """Cut the network before the ballot is sent: the phone says so and goes on by itself."""
    phone.mark(marks)
    phone.review()
    phone.context.set_offline(True)
    phone.press("投票")
    phone.sees(CASTING)
    expect(phone.page.locator("#offline")).to_be_visible()
    phone.context.set_offline(False)
    phone.sees(RECEIPT)
    expect(phone.page.locator("#offline")).to_be_hidden()


def answer_is_lost(phone: PhonePage, marks: Marks) -> None:
    """Let the ballot arrive and its answer get lost: the same bytes again, the same receipt."""
    sent: list[str] = []
    receipts: list[str] = []

    def lose_the_first(route: Route) -> None:
        answer = route.fetch()
        sent.append(route.request.post_data or "")
        receipts.append(answer.text())
        if len(receipts) == 1:
            route.abort()
        else:
            route.fulfill(response=answer)

    phone.mark(marks)
    phone.review()
    phone.page.route("**/cast", lose_the_first)
    phone.cast()
    assert len(receipts) == 2
    assert sent[0] == sent[1]
    assert receipts[0] == receipts[1]
    assert json.loads(receipts[0])["tracker"] == phone.tracker()


def remember_trackers(story: Story, votes: dict[str, Marks]) -> None:
    """Keep the receipts' codes; no phone may remember what was marked."""
    for name in votes:
        phone = story.phones[name]
        story.trackers[phone.tracker()] = name
        assert '"marks"' not in phone.memory().replace("\\", "")
        assert '"secret"' not in phone.memory().replace("\\", "")


def close(story: Story, kind: str, figures: dict[str, str]) -> None:
    item = story.items[kind]
    story.organiser.propose(story.congress, item)
    story.chief.confirm(story.congress, item, "截止")
    assert story.chief.figures() == figures


def delegates_choose(story: Story) -> None:
    choice = story.items["choose"]
    story.organiser.step(story.congress, choice, "发票")
    # The receipt stays on the page; the credentials come all the same.
    expect(story.organiser.page.locator("[data-figure=issued]")).to_have_text("5")
    story.organiser.propose(story.congress, choice)
    story.chief.confirm(story.congress, choice, "投票")
    turned(story, CHOICE["title"])

    li = story.phones["李秀英"]
    li.mark(CHOICE_VOTES["李秀英"])
    li.touch_in_vain(0, SHOWS[2])
    expect(li.page.locator("[data-slot=why]")).to_contain_text("已经选满 3 项")
    assert li.marked(0) == list(CHOICE_VOTES["李秀英"][0])
    story.picture(li.page, "phone-choose-full")
    li.review()
    li.cast()
    for name in ("单春雷", "王建国", "欧阳慧"):
        story.phones[name].vote(CHOICE_VOTES[name])
    remember_trackers(story, CHOICE_VOTES)
    close(story, "choose", {"entitled": "7", "present": "6", "issued": "5", "returned": "4"})
    story.phones["赵长江"].sees(MISSED)
