"""The archive of one counted election, .bel (protocol 5): written and read.

`read_archive` settles the form: blocks, hashes, heights, and the order Setup Ballot* EndBallots
EncryptedTally PartialDecryption+ Result, which the existing tools do not enforce. `check_archive`
does all the mathematics. Every refusal tells which event it is about.
"""

from collections.abc import Iterator

from votesvc.crypto.blocks import MAX_MEMBER_BYTES, Member, read_members, write_member
from votesvc.crypto.encoding import (
    JsonValue,
    as_list,
    as_natural,
    as_object,
    as_text,
    belenios_json,
    exact_fields,
    hexhash,
    parse_json,
)
from votesvc.crypto.events import Event, event_members, make_event, parse_owned, read_events
from votesvc.crypto.verification import Archive, Verified, check_archive
from votesvc.errors import InvalidArchive, NotCanonical, Unsupported, located

__all__ = ["Archive", "Verified", "check_archive", "read_archive", "write_archive"]

_HEADER = "BELENIOS"
_SETUP = ("election", "trustees", "credentials")
_CERTIFICATE = "credentials_certificate"
_TALLY_FIELDS = ("num_tallied", "total_weight", "encrypted_tally")
_FOLLOWERS = {
    "": ("Setup",),
    "Setup": ("Ballot", "EndBallots"),
    "Ballot": ("Ballot", "EndBallots"),
    "EndBallots": ("EncryptedTally",),
    "EncryptedTally": ("PartialDecryption",),
    "PartialDecryption": ("PartialDecryption", "Result"),
    "Result": (),
}
_PIECES = {
    "Setup": (4, 5),
    "Ballot": (1,),
    "EndBallots": (0,),
    "EncryptedTally": (2,),
    "PartialDecryption": (2,),
    "Result": (1,),
}


# --- Writing --------------------------------------------------------------------------------------


def write_archive(archive: Archive) -> bytes:
    """Return the bytes of `archive`; the same archive always gives the same bytes."""
    time = archive.timestamp
    members = [Member(_HEADER, _header(time), time)]
    parent: Event | None = None
    for kind, data in _contents(archive):
        parent = make_event(parent, kind, data)
        members.extend(event_members(parent, time))
    return b"".join([write_member(member) for member in members])


def _header(time: int) -> bytes:
    return belenios_json({"version": 1, "timestamp": str(time)})


def _contents(archive: Archive) -> Iterator[tuple[str, tuple[bytes, ...]]]:
    pieces = (archive.election, archive.trustees, belenios_json(list(archive.credentials)))
    setup: JsonValue = {name: hexhash(piece) for name, piece in zip(_SETUP, pieces, strict=True)}
    yield "Setup", (*pieces, belenios_json(setup))
    for ballot in archive.ballots:
        yield "Ballot", (ballot,)
    yield "EndBallots", ()
    yield "EncryptedTally", (archive.tally, _tally_payload(archive.tally, archive.count))
    for owner, share in archive.shares:
        owned: JsonValue = {"owner": owner, "payload": hexhash(share)}
        yield "PartialDecryption", (share, belenios_json(owned))
    yield "Result", (archive.result,)


def _tally_payload(tally: bytes, count: int) -> bytes:
    return belenios_json(
        {"num_tallied": count, "total_weight": count, "encrypted_tally": hexhash(tally)}
    )


# --- Reading --------------------------------------------------------------------------------------


def read_archive(data: bytes) -> Archive:
    """Read an archive whose form is right from the first byte to the last.

    Raises `InvalidArchive`, `TooLarge` or another `MalformedInput`, and `Unsupported` for weighted
    votes and shuffled ballots. Ballots, proofs and counts are not looked into.
    """
    members = read_members(data)
    time = _read_header(next(members, Member("", b"", 0)))
    events = list(_ordered(read_events(_all_at(time, members))))
    if not events or events[-1].kind != "Result":
        msg = "the archive does not end with a result"
        raise InvalidArchive(msg)
    with located(events[0].place):
        election, trustees, credentials = _read_setup(events[0])
    [tally_event] = [event for event in events if event.kind == "EncryptedTally"]
    with located(tally_event.place):
        count = _read_count(tally_event)
    return Archive(
        election=election,
        trustees=trustees,
        credentials=credentials,
        ballots=tuple([event.data[0] for event in events if event.kind == "Ballot"]),
        tally=tally_event.data[0],
        count=count,
        shares=tuple([_read_owned(e) for e in events if e.kind == "PartialDecryption"]),
        result=events[-1].data[0],
        timestamp=time,
    )


def _read_header(member: Member) -> int:
    if member.name != _HEADER or member.data != _header(member.time):
        msg = "the archive does not begin with the header of version 1"
        raise InvalidArchive(msg)
    return member.time


def _all_at(time: int, members: Iterator[Member]) -> Iterator[Member]:
    for member in members:
        if member.time != time:
            msg = "members differ in time"
            raise InvalidArchive(msg)
        yield member


def _ordered(events: Iterator[Event]) -> Iterator[Event]:
    before = ""
    for event in events:
        with located(event.place):
            if event.kind not in _FOLLOWERS[before]:
                msg = f"may not follow {before}" if before else "may not be the first event"
                raise InvalidArchive(msg)
            if len(event.data) not in _PIECES[event.kind]:
                msg = f"stands for {len(event.data)} pieces of data"
                raise InvalidArchive(msg)
        yield event
        before = event.kind


def _read_setup(event: Event) -> tuple[bytes, bytes, tuple[str, ...]]:
    *pieces, payload = event.data
    fields = as_object(parse_json(payload))
    names = (*_SETUP, _CERTIFICATE) if _CERTIFICATE in fields else _SETUP
    if [fields.get(name) for name in names] != [hexhash(piece) for piece in pieces]:
        msg = "the setup does not name the data before it"
        raise InvalidArchive(msg)
    with located("credentials"):
        return pieces[0], pieces[1], _read_credentials(pieces[2])


def _read_credentials(data: bytes) -> tuple[str, ...]:
    tree = parse_json(data, MAX_MEMBER_BYTES)
    credentials = tuple([as_text(item) for item in as_list(tree)])
    if any("," in credential for credential in credentials):
        msg = "unsupported kind of election (votes have weights)"
        raise Unsupported(msg)
    if belenios_json(tree) != data:
        msg = "the list is not in canonical form"
        raise NotCanonical(msg)
    return credentials


def _read_count(event: Event) -> int:
    tally, payload = event.data
    fields = exact_fields(parse_json(payload), _TALLY_FIELDS)
    count = as_natural(fields["num_tallied"])
    if payload != _tally_payload(tally, count):
        msg = "the payload does not name its tally, or counts votes other than one per ballot"
        raise InvalidArchive(msg)
    return count


def _read_owned(event: Event) -> tuple[int, bytes]:
    share, payload = event.data
    with located(event.place):
        owner, named = parse_owned(payload)
        if named != hexhash(share):
            msg = "the payload does not name the share before it"
            raise InvalidArchive(msg)
    return owner, share
