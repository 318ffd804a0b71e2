"""A scrutineer's shares of the slips of an election, on which names may be written in."""

import json

from votesvc.cli.memory import Memory
from votesvc.cli.seat.holder import Holder
from votesvc.crypto.slips import draw_slip_share, parse_slips
from votesvc.domain.casting import write_in_slots
from votesvc.domain.record.read_item import Contest
from votesvc.domain.write_ins import block_context, blocks, latest_slips, slip_width


def make_slip_shares(
    origin: str, contest: Contest, ballots: int, key: Holder, memory: Memory
) -> tuple[str, ...]:
    """Return this key's share of every block of slips; none for an item without slots.

    That the slips are those of the logged ballots, shuffled by enough scrutineers, must have been
    checked with the record. Shares are remembered before they are handed out, and the same ones
    are given again. Raises `SecondShare`.
    """
    made = latest_slips(contest.history)
    if not made:
        return ()
    name = f"{contest.item.item}/slips"
    encoded = "\n".join(made).encode()
    known = memory.share(origin, name, encoded)
    if known is not None:
        return tuple(json.loads(known))
    slots = write_in_slots(contest.election)
    width = slip_width(slots)
    shares = []
    for block, (latest, part) in enumerate(zip(made, blocks(ballots, slots), strict=True)):
        slips = parse_slips(latest.encode(), len(part), width)
        context = block_context(contest.election, block)
        shares.append(draw_slip_share(context, slips.rows, key.secret, key.nonce).decode())
    memory.remember_share(origin, name, encoded, json.dumps(shares))
    return tuple(shares)
