"""Whoever reads English finds every page in English: no Chinese but what people have written."""

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.ballots import CHOICE, ELECTION, MOTION, QUESTIONS
from tests.e2e.devices import Devices, TakePicture
from tests.e2e.hall import TITLE, Hall, delegate
from tests.e2e.hearings import OFFICER
from tests.e2e.inspection import foreign_words

pytestmark = pytest.mark.xdist_group("browser")

STAFF = ("周文华", "吴监", "郑迎宾", OFFICER)
ROLL = ("姓名", "工号", "代表团", "类别", "正式", "列席", "特邀")  # as a file has to write them
DELEGATIONS = tuple(f"第{number}代表团" for number in range(1, 5))
DATA = (
    TITLE,
    *MOTION.values(),
    *QUESTIONS,
    CHOICE["title"],
    ELECTION,
    *STAFF,
    *ROLL,
    *DELEGATIONS,
    *map(delegate, range(60)),
)


def test_a_delegate_votes_in_english(voting: Hall, devices: Devices, picture: TakePicture) -> None:
    page = devices.phone("en-GB").new_page()
    page.goto(voting.new_pass())
    expect(page.locator("h1")).to_have_text(MOTION["title"])
    english(page)
    picture(page, "english-phone-motion")
    for sheet in page.locator(".question").all():
        sheet.locator("label.answer").first.tap()
    for view in ("review", "casting"):
        page.locator("button.primary").tap()
        if view == "review":
            expect(page.locator(".review")).to_be_visible()
            english(page)
            picture(page, "english-phone-review")
    expect(page.locator(".receipt")).to_be_visible()
    english(page)
    picture(page, "english-phone-receipt")


@pytest.mark.parametrize(
    "path", ["/", "/help", "/c/{c}/audit", "/c/{c}/audit/1", "/c/{c}/screen", "/p"]
)
def test_public_pages_speak_english(
    voting: Hall, devices: Devices, picture: TakePicture, path: str
) -> None:
    page = devices.visitor(language="en-GB").new_page()
    page.goto(path.format(c=voting.congress))
    # Other tests of this service have had their say before.
    english(page, *voting.titles())
    picture(page, f"english{path.format(c='c').replace('/', '-')}")
    # And the other language is one touch away, for as long as one stays.
    page.locator("[hreflang]").click()
    expect(page.locator("html")).to_have_attribute("lang", "zh-Hans")
    page.reload()
    expect(page.locator("html")).to_have_attribute("lang", "zh-Hans")


def test_staff_pages_speak_english(voting: Hall, devices: Devices, picture: TakePicture) -> None:
    console, desk = f"/staff/c/{voting.congress}", f"/staff/desk/{voting.congress}"
    item = voting.organiser.page.evaluate(
        "async (path) => (await (await fetch(path)).json()).items[0].item",
        f"/c/{voting.congress}/state",
    )
    new = voting.organiser.create_congress(TITLE)
    pages = {
        voting.organiser: [
            "/staff/",
            "/staff/new",
            "/staff/accounts",
            f"{console}/",
            f"{console}/roll",
            f"{console}/keys",
            f"{console}/items/{item}",
            f"{console}/items/new?kind=motion",
            f"{console}/items/new?kind=choose",
            f"{console}/items/new/shanghai/P01",
            f"{console}/items/new/national/P04",
            f"/staff/c/{new}/",
            f"/staff/c/{new}/roll",
            f"/staff/c/{new}/keys",
        ],
        voting.chief: [f"{console}/", f"{console}/items/{item}"],
        voting.desk: [f"{desk}/?q=G00", f"{desk}/person/1", f"{desk}/slips"],
    }
    found = {}
    for person, paths in pages.items():
        person.go("/staff/accounts?lang=en")
        for path in paths:
            person.go(path)
            expect(person.page.locator("html")).to_have_attribute("lang", "en")
            found[path] = foreign_words(person.page, DATA)
            picture(person.page, f"english-staff-{len(found):02}")
        person.go("/staff/accounts?lang=zh")
    assert {path: words for path, words in found.items() if words} == {}
    stranger = devices.staff(language="en-GB").new_page()
    stranger.goto("/staff/login")
    english(stranger)


def english(page: Page, *said: str) -> None:
    """See that a page is in English but for what people have `said`, and says so."""
    expect(page.locator("html")).to_have_attribute("lang", "en")
    assert foreign_words(page, (*DATA, *said)) == []
