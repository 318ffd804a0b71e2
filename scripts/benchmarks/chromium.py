"""Our modules in a real browser."""

import shutil
import subprocess
from functools import cache
from pathlib import Path

_STATIC = Path(__file__).resolve().parent.parent.parent / "static"
_BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


@cache
def bundle(entry: str) -> str:
    """Return the script that a module becomes; its imports begin at the folder `static`."""
    command = [str(_STATIC / "node_modules" / ".bin" / "esbuild"), "--bundle", "--format=iife"]
    command += ["--minify", "--target=chrome80", "--log-level=warning"]
    done = subprocess.run(
        command, input=entry, cwd=_STATIC, capture_output=True, text=True, check=True
    )
    return done.stdout


def chromium() -> str:
    """Return the path of a Chromium."""
    found = next(filter(None, map(shutil.which, _BROWSERS)), None)
    if found is None:
        message = "no Chromium found; scripts/test installs one"
        raise FileNotFoundError(message)
    return found
