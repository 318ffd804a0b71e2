"""A process that submits ballots to a log, for the tests that need a second or a dying one.

Prints one line for every receipt: tracker, index, size. Arguments: board address, congress, item,
prefix of the ballots' names, how many, in how many threads.
"""

import sys
from concurrent.futures import ThreadPoolExecutor
from threading import Lock

from tests.services.story import MASTER
from votesvc.crypto.encoding import b64hash, hexhash
from votesvc.services.sequencer import Log, Ready
from votesvc.services.voting import BALLOTS
from votesvc.storage.base import open_engine, open_sessions


def ready(item: str, name: str) -> Ready:
    """Return a made-up ballot that has passed its checks."""
    tracker, credential = b64hash(name.encode()), hexhash(name.encode())
    return Ready(item, f'"{name}"'.encode(), tracker, credential, BALLOTS)


def main(url: str, congress: str, item: str, prefix: str, count: int, threads: int) -> None:
    """Submit `count` ballots in `threads` threads."""
    log = Log(open_sessions(None, open_engine(url)), MASTER, pause=0.01)
    printing = Lock()

    def submit(number: int) -> None:
        receipt = log.submit(congress, ready(item, f"{prefix}{number}"))
        with printing:
            sys.stdout.write(f"{receipt.tracker} {receipt.index} {receipt.size}\n")
            sys.stdout.flush()

    with ThreadPoolExecutor(threads) as pool:
        list(pool.map(submit, range(count)))
    log.close()


if __name__ == "__main__":
    address, log_name, ballot_item, names, many, parallel = sys.argv[1:]
    main(address, log_name, ballot_item, names, int(many), int(parallel))
