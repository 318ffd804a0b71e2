"""Recording what was done before a ballot, on the page of its item."""

from datetime import UTC, datetime

from playwright.sync_api import FilePayload, Page, expect

DOCUMENT = FilePayload(name="证明.pdf", mimeType="application/pdf", buffer=b"%PDF-1.4\n%%EOF\n")


def record_done(page: Page, gate: str) -> None:
    """Record that this was done today, with a document, and see that it is there."""
    row = page.locator(".preparations li", has_text=gate)
    row.get_by_text("记下这一步").click()
    row.get_by_label("哪一天做的").fill(datetime.now(UTC).date().isoformat())
    row.get_by_label("证明文件").set_input_files(DOCUMENT)
    row.get_by_role("button", name="记下").click()
    expect(row.locator(".done")).to_contain_text(DOCUMENT["name"])
