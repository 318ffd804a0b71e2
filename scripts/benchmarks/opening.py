"""Opening comments in Chromium, as the officer's page does it."""

from collections.abc import Sequence

from playwright.sync_api import sync_playwright

from benchmarks.chromium import bundle, chromium
from votesvc.crypto.encoding import as_object, as_text, encode_b64
from votesvc.crypto.sealing import OfficerKey
from votesvc.domain.entries import CommentMade

_ENTRY = """
import { parseB64, parseHex } from './src/encoding.js';
import { openAll } from './src/hearing/opening.js';
import { keyPairOf } from './src/hpke.js';
window.measure = async ([secret, hearing, comments]) => {
  const room = {
    key: keyPairOf(parseHex(secret, 32)),
    hearing: { hearing, clauses: [], marks: false },
    published: new Set(),
  };
  const sealed = comments.map(([commitment, text], index) => {
    return { commitment, index, sealed: parseB64(text) };
  });
  const start = performance.now();
  const opened = await openAll(sealed, room);
  const taken = performance.now() - start;
  if (opened.some(({ fault }) => fault !== null)) throw new Error('a comment does not open');
  return taken / 1000;
};
"""


def opened_in_browser(officer: OfficerKey, hearing: str, made: Sequence[CommentMade]) -> float:
    """Return the seconds that a page needs to open these comments."""
    secret = as_text(as_object(officer.to_json())["secret"])
    comments = [[one.commitment, encode_b64(one.sealed)] for one in made]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=["--no-sandbox"])
        page = browser.new_page()
        page.add_script_tag(content=bundle(_ENTRY))
        taken = page.evaluate("(given) => measure(given)", [secret, hearing, comments])
        browser.close()
    return float(taken)
