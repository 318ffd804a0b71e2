"""Checking a result before it is signed: the log's sum, and shares that decrypt it to that."""

from collections.abc import Iterator

from votesvc.cli.decryption import Checked
from votesvc.cli.seat.wire import Answer, Server, token_body
from votesvc.crypto.encoding import as_list, as_natural, as_object, as_text
from votesvc.crypto.result_signature import sign_result
from votesvc.crypto.seat_keys import SeatKeys
from votesvc.crypto.tally import Result, check_result, combine, parse_share, parse_tally
from votesvc.domain.entries import BallotCast, ResultMade, TallyMade
from votesvc.domain.record.read_item import Contest


def sign_counted(
    server: Server, checked: Checked, keys: SeatKeys
) -> Iterator[tuple[Contest, Result, Answer]]:
    """Sign every result that this seat's board has decrypted, and yield it with the answer.

    Raises `InvalidShare`, `InvalidTally` where the result is not what the ballots in the log add
    up to; nothing is signed then.
    """
    for contest in checked.contests:
        if keys.index not in contest.trustees.signers:
            continue
        item = contest.item.item
        shown = server.post("/k/count", token_body(keys, item=item))
        encoded = as_text(shown["result"])
        if not encoded:
            continue
        result = _check(contest, shown)
        leaf = ResultMade(item, encoded).encoded
        signature = sign_result(keys, item, leaf).decode()
        body = token_body(keys, item=item, signature=signature)
        yield contest, result, server.post("/k/sign", body)


def _check(contest: Contest, shown: Answer) -> Result:
    """Return the result, worked out from the log's tally and the shares alone."""
    [made] = contest.history.every(TallyMade)
    ballots = len(contest.history.every(BallotCast))
    tally = parse_tally(made.entry.tally.encode(), contest.election, ballots)
    shares = {}
    for one in map(as_object, as_list(shown["shares"])):
        factors = as_text(one["factors"]).encode()
        shares[as_natural(one["owner"])] = parse_share(factors, contest.election)
    result = combine(tally, contest.election, shares, contest.trustees)
    check_result(as_text(shown["result"]).encode(), result)
    return result
