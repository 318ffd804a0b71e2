"""A seat's partial decryption, the same each time it is made (protocol 3.2)."""

from votesvc.crypto.election import Election
from votesvc.crypto.group import base_times
from votesvc.crypto.seat_keys import SeatKeys
from votesvc.crypto.tally import Tally, make_share, share_prefix


def make_seat_share(keys: SeatKeys, secret: int, tally: Tally, election: Election) -> bytes:
    """Return the share of `tally` by the seat of `keys`, which decrypts with `secret`.

    A device that was restored from a backup makes the very share that the lost one made. As with
    `make_share` the caller has checked the tally.
    """
    prefix = share_prefix(election, base_times(secret))

    nonces = [
        keys.nonce(f"{prefix}{choice.alpha.to_hex()}")
        for row in tally.ciphertexts
        for choice in row
    ]
    drawn = iter(nonces)
    return make_share(tally, election, secret, lambda: next(drawn))
