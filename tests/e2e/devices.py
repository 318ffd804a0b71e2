"""The devices in the hall: browser contexts that are watched for what no page may ever do."""

import os
import shutil
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request, WebError

PHONE: Final = (390, 844)
TABLET: Final = (1024, 768)
LAPTOP: Final = (1280, 800)
PROJECTOR: Final = (1920, 1080)

# The first has no window to draw, and needs half the time.
_NAMES: Final = (
    "chromium-headless-shell",
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
)
# A window's address bar is itself a page, loaded for every context; nobody types there. The others
# are what Playwright turns off, and would be forgotten.
_FEATURES_OFF: Final = (
    "WebUIOmniboxPopup",
    "WebUIOmniboxAimPopup",
    "AvoidUnnecessaryBeforeUnloadCheckSync",
    "DestroyProfileOnBrowserClose",
    "HttpsFirstBalancedModeAutoEnable",
    "HttpsUpgrades",
    "MediaRouter",
    "OptimizationHints",
    "PaintHolding",
    "ThirdPartyStoragePartitioning",
)
_INSIDE: Final = ("data:", "blob:")
_PATIENCE_MILLISECONDS: Final = 15_000


def find_chromium() -> str:
    """Return the path of the machine's Chromium; without one these tests cannot tell anything."""
    for name in _NAMES:
        found = shutil.which(name)
        if found is not None:
            return found
    message = f"the browser tests need one of {', '.join(_NAMES)} on PATH"
    raise RuntimeError(message)


def arguments() -> list[str]:
    """Return Chromium's arguments for a machine without a screen, also for root."""
    given = ["--disable-dev-shm-usage", "--force-color-profile=srgb"]
    given.append(f"--disable-features={','.join(_FEATURES_OFF)}")
    return [*given, "--no-sandbox"] if os.geteuid() == 0 else given


@dataclass  # no slots: Playwright leaves a mark on whoever owns a listener
class Devices:
    """Makes devices for one server, each with storage of its own, and remembers their sins."""

    browser: Browser
    base: str
    strangers: list[str] = field(default_factory=list)
    broken: list[str] = field(default_factory=list)
    _nameless: list[BrowserContext] = field(default_factory=list)
    _all: list[BrowserContext] = field(default_factory=list)

    def phone(self, language: str = "zh-CN") -> BrowserContext:
        """Return a phone that nobody has used yet, and that must never be given a cookie."""
        context = self._context(PHONE, language, touch=True)
        self._nameless.append(context)
        return context

    def visitor(self, size: tuple[int, int] = LAPTOP, language: str = "zh-CN") -> BrowserContext:
        """Return the device of somebody who only looks at public pages."""
        context = self._context(size, language)
        self._nameless.append(context)
        return context

    def staff(self, size: tuple[int, int] = LAPTOP, language: str = "zh-CN") -> BrowserContext:
        """Return a device for somebody who logs in."""
        return self._context(size, language)

    def close(self) -> None:
        """Put all devices away; fail if any page did what no page may do."""
        cookies = [cookie for context in self._nameless for cookie in context.cookies()]
        for context in self._all:
            context.close()
        assert cookies == [], "an anonymous page set a cookie"
        assert self.strangers == [], "a page asked another origin"
        assert self.broken == [], "a script failed, or the content policy had to stop something"

    def _context(
        self, size: tuple[int, int], language: str, *, touch: bool = False
    ) -> BrowserContext:
        width, height = size
        context = self.browser.new_context(
            base_url=self.base,
            viewport={"width": width, "height": height},
            locale=language,
            is_mobile=touch,
            has_touch=touch,
            reduced_motion="reduce",
        )
        context.set_default_timeout(_PATIENCE_MILLISECONDS)
        context.on("request", self._asked)
        context.on("weberror", self._failed)
        context.on("console", self._said)
        self._all.append(context)
        return context

    def _asked(self, request: Request) -> None:
        if not request.url.startswith((f"{self.base}/", *_INSIDE)):
            self.strangers.append(request.url)

    def _failed(self, error: WebError) -> None:
        self.broken.append(str(error.error))

    def _said(self, message: ConsoleMessage) -> None:
        # A refused request is an error to the console, and often what a test wants.
        if message.type == "error" and not message.text.startswith("Failed to load resource"):
            self.broken.append(message.text)


TakePicture = Callable[[Page, str], None]
"""Writes a picture of a page under a name."""
