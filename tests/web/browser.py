"""A browser without a screen: follows forms as they stand in the page, forgery token and all."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from html.parser import HTMLParser
from io import BytesIO
from typing import Any
from urllib.parse import urljoin, urlsplit

from flask import Flask
from werkzeug.test import TestResponse


@dataclass
class Form:
    """A form as a page shows it: where it goes, and what it would send untouched."""

    action: str
    method: str
    fields: dict[str, str] = field(default_factory=dict)
    buttons: dict[str, str] = field(default_factory=dict)
    """The action of each button that overrides the form's own."""


def _is_sent(given: dict[str, str]) -> bool:
    kind = given.get("type")
    return "checked" in given if kind in ("checkbox", "radio") else kind != "file"


class _Forms(HTMLParser):
    def __init__(self, address: str) -> None:
        super().__init__()
        self.address = address
        self.forms: list[Form] = []
        self._inside: Form | None = None
        self._area: str | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # type: ignore[explicit-override]
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            action = urljoin(self.address, given.get("action") or self.address)
            self._inside = Form(action, given.get("method", "get"))
            self.forms.append(self._inside)
        elif self._inside is not None:
            self._field(tag, given, self._inside)

    def _field(self, tag: str, given: dict[str, str], form: Form) -> None:
        if tag == "textarea":
            self._area = given["name"]
            form.fields[self._area] = ""
        elif tag == "input" and _is_sent(given):
            form.fields[given["name"]] = given.get("value", "")
        elif tag == "button" and "formaction" in given:
            form.buttons[urljoin(self.address, given["formaction"])] = given.get("name", "")

    def handle_data(self, data: str) -> None:  # type: ignore[explicit-override]
        if self._area is not None and self._inside is not None:
            self._inside.fields[self._area] += data.removeprefix("\n")

    def handle_endtag(self, tag: str) -> None:  # type: ignore[explicit-override]
        if tag == "form":
            self._inside = None
        elif tag == "textarea":
            self._area = None


class Browser:
    """One person's browser, with cookies of its own."""

    def __init__(self, app: Flask) -> None:
        self._client = app.test_client()
        self.page: TestResponse
        self.address = "/"

    @property
    def text(self) -> str:
        """The page now shown."""
        return self.page.text

    @property
    def status(self) -> int:
        """The status of the page now shown."""
        return self.page.status_code

    def get(self, address: str, **more: Any) -> "Browser":
        """Open an address and follow redirects."""
        return self._show(self._client.get(address, **more))

    def forms(self) -> list[Form]:
        """Return the forms of the page now shown."""
        parser = _Forms(self.address)
        parser.feed(self.text)
        return parser.forms

    def submit(self, action: str, **values: Any) -> "Browser":
        """Fill in and send the form whose action ends with `action`; bytes make an upload."""
        form, target = self._form(action)
        data: dict[str, Any] = {**form.fields}
        for name, value in values.items():
            upload = isinstance(value, bytes)
            data[name] = (BytesIO(value), f"{name}.csv") if upload else value
        return self._show(self._client.post(target, data=data))

    def send(self, action: str, **values: Any) -> TestResponse:
        """Post to any address with the forgery token of the page now shown."""
        token = next(form.fields["csrf_token"] for form in self.forms() if form.method == "post")
        return self._client.post(action, data={"csrf_token": token, **values})

    def post_json(self, action: str, body: Any, at: str) -> TestResponse:
        """Post JSON to any address, with the forgery token of the page at `at`."""
        page = self.get(at).text
        token = page.split('<meta name="csrf-token" content="')[1].split('"')[0]
        headers = {"X-CSRFToken": token, "Accept": "application/json"}
        return self._client.post(action, json=body, headers=headers)

    def upload(self, action: str, name: str, files: Sequence[tuple[str, bytes]]) -> "Browser":
        """Send the form whose action ends with `action` with these files."""
        form, target = self._form(action)
        data = {**form.fields, name: [(BytesIO(data), file) for file, data in files]}
        page = self._client.post(target, data=data)
        # What is large was sent from a temporary file.
        page.request.environ["wsgi.input"].close()
        return self._show(page)

    def send_raw(self, action: str, body: bytes, content_type: str) -> TestResponse:
        """Post bytes as they are."""
        return self._client.post(action, input_stream=BytesIO(body), content_type=content_type)

    def _form(self, action: str) -> tuple[Form, str]:
        for form in self.forms():
            if form.method != "post":
                continue
            for target in (form.action, *form.buttons):
                if urlsplit(target).path.endswith(action):
                    return form, target
        found = [form.action for form in self.forms()]
        message = f"no form leads to {action}, only to {found}"
        raise AssertionError(message)

    def _show(self, page: TestResponse) -> "Browser":
        self.address = page.request.path
        while page.status_code in (301, 302, 303):
            self.address = urljoin(self.address, page.headers["Location"])
            page = self._client.get(self.address)
        self.page = page
        return self
