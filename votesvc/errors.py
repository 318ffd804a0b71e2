"""Every exception votesvc raises on purpose, in one tree.

Each class is named for its reason; the web layer maps classes to a status and to wording in the
user's language, and the command line to an exit code. Messages are lower case, say what is wrong,
and hold neither secrets nor an echo of what was sent.
"""

from collections.abc import Iterator
from contextlib import contextmanager


class VotesvcError(Exception):
    """The root: something was refused on purpose.

    `where` names the place, outermost first, as `located` blocks around the failing step told it.
    """

    where: tuple[str, ...] = ()

    def __str__(self) -> str:  # type: ignore[explicit-override]  # typing.override is of 3.12
        return ": ".join((*self.where, *map(str, self.args)))


@contextmanager
def located(where: str) -> Iterator[None]:
    """Put `where` in front of the place named by any refusal raised inside the block."""
    try:
        yield
    except VotesvcError as error:
        error.where = (where, *error.where)
        raise


class UnsafeLibrary(VotesvcError):
    """An installed library is known to accept what it must refuse; votesvc does not start on it."""


class SigningFault(VotesvcError):
    """The machine worked a signature out wrongly, so it is not handed out."""


# --- What was sent cannot be read -----------------------------------------------------------------


class MalformedInput(VotesvcError):
    """The bytes do not have the form they must have."""


class NotCanonical(MalformedInput):
    """The value is readable, but not spelled in the one way that is accepted."""


class TooLarge(MalformedInput):
    """The input is larger, longer or deeper than any honest one."""


class InvalidScalar(MalformedInput):
    """A scalar is not a decimal number in 0 <= x < L."""


class InvalidElement(MalformedInput):
    """Thirty-two bytes are not a point of the prime-order group."""


class Unsupported(VotesvcError):
    """The input is well known elsewhere but asks for something votesvc does not do."""


# --- What was sent does not prove what it claims --------------------------------------------------


class InvalidProof(VotesvcError):
    """A zero-knowledge proof or a signature does not hold."""


class InvalidBallot(VotesvcError):
    """A ballot does not fit its election or one of its proofs does not hold."""


class InvalidTrustees(VotesvcError):
    """The scrutineers' keys do not prove ownership or do not fit together."""


class InvalidShare(VotesvcError):
    """A partial decryption does not prove that it belongs to this tally and key."""


class InvalidTally(VotesvcError):
    """An encrypted tally is not the sum of its ballots, or a result is not its decryption."""


class InvalidToken(VotesvcError):
    """A blind-signed credential does not verify under the item's key."""


class InvalidComment(VotesvcError):
    """A comment's seal, text or signature does not hold, or the signature of a support."""


class InvalidReport(VotesvcError):
    """The numbers of a hearing's report are not those of the hearing."""


class InvalidInclusion(VotesvcError):
    """A Merkle proof does not lead to the root it was given for."""


class InvalidCheckpoint(VotesvcError):
    """A signed note is not a checkpoint of this log or its signature does not hold."""


class InvalidArchive(VotesvcError):
    """A .bel archive is not a whole, ordered and truthful record of one election."""


class InvalidRecord(VotesvcError):
    """A public record fails the `check` of this number in protocol 9.

    `index` is the log entry to blame, counted from 0, where it is one.
    """

    check: int = 0
    index: int | None = None


# --- What was asked is not allowed now ------------------------------------------------------------


class Refused(VotesvcError):
    """A well-formed request that the rules do not allow at this moment."""


class Unknown(VotesvcError):
    """What was asked for does not exist."""


# --- Backup files ---------------------------------------------------------------------------------


class UnreadableBackup(MalformedInput):
    """A file is not a backup of ours, or one that this version cannot read."""


class WrongPassphrase(VotesvcError):
    """A backup does not open under this passphrase, or has been changed."""


class WeakPassphrase(Refused):
    """A passphrase is too short or too long."""


# --- The roll file --------------------------------------------------------------------------------


class UnreadableRoll(MalformedInput):
    """A roll file cannot be read as a table at all."""


class EmptyRoll(UnreadableRoll):
    """A roll file holds no line besides its header."""


class RollTooLarge(TooLarge):
    """A roll file has more bytes, rows or columns than any congress."""


class UnknownRollEncoding(UnreadableRoll):
    """A roll file is neither UTF-8 nor GB18030 text."""


class UnknownRollFormat(UnreadableRoll):
    """A roll file is neither CSV text nor an XLSX workbook."""


class MissingRollHeader(UnreadableRoll):
    """The first line of a roll file does not name the four columns."""


# --- Rights ---------------------------------------------------------------------------------------


class Forbidden(VotesvcError):
    """Whoever asks may not do this."""


class WrongPassword(Forbidden):
    """No account has this name and password."""


class UnknownDevice(Forbidden):
    """No pass was redeemed by this device."""


class SamePerson(Forbidden):
    """The two people a decision needs are one and the same."""


class InvalidInvitation(Forbidden):
    """An invitation does not exist or has been used."""


class WeakPassword(Refused):
    """A password is too short or too long."""


class InvalidName(Refused):
    """A name is empty, too long or holds control characters."""


class NameTaken(Refused):
    """Another account has this name."""


# --- Roll, check-in and passes --------------------------------------------------------------------


class UnknownCongress(Unknown):
    """There is no such congress."""


class UnknownItem(Unknown):
    """There is no such agenda item."""


class UnknownMember(Unknown):
    """There is no such person on the roll."""


class UnknownPass(Unknown):
    """There is no such pass."""


class RollAlreadyFixed(Refused):
    """The roll is fixed and cannot change any more."""


class RollNotFixed(Refused):
    """The roll has to be fixed first."""


class NoVoters(Refused):
    """The roll has nobody who may vote."""


class NotEntitled(Refused):
    """This person attends without a vote and gets no pass."""


class NotCheckedIn(Refused):
    """This person has not checked in or has left."""


class PassInUse(Refused):
    """The pass is on a phone already, so a slip cannot take its place."""


class SlipHandedOut(Refused):
    """This person drew a slip, and nobody knows which one."""


class NoSlipsLeft(Refused):
    """Every printed slip has been handed out."""


class TooManySlips(Refused):
    """There would be more slips than delegates, or none at all."""


class DeviceHasPass(Refused):
    """This device has redeemed another pass that is still valid."""


class SlipNotHandedOut(Refused):
    """More slips are being redeemed than the desk has handed out."""


class DeadPass(Refused):
    """The pass cannot be used any more."""


class PassUsed(DeadPass):
    """The pass is on another device already."""


class PassExpired(DeadPass):
    """The pass was not redeemed in time."""


class PassRevoked(DeadPass):
    """The desk has replaced or withdrawn the pass."""


class IssuingClosed(Refused):
    """Credentials for this item are not being issued now."""


class AlreadyCollected(Refused):
    """The credential for this item was collected with another request."""


# --- Hearings -------------------------------------------------------------------------------------


class UnknownHearing(Unknown):
    """There is no such hearing."""


class UnknownComment(Unknown):
    """The hearing holds no comment with this commitment."""


class BatchTooSmall(Refused):
    """Fewer comments are to be opened at once than would hide when they came."""


class AlreadyOpened(Refused):
    """A comment has been published or withheld already."""


class CommentsUnopened(Refused):
    """A hearing cannot be reported while a comment is neither published nor withheld."""


class NotPublished(Refused):
    """Only published comments can be supported, replied to or reported."""


class AlreadySupported(Refused):
    """This pseudonym supports this comment already."""


class CommitmentUsed(Refused):
    """Another comment of the hearing has this commitment."""


class CorrectionClosed(Refused):
    """The days in which the minutes can be corrected are over."""


class GateClosed(Refused):
    """The ballot waits for the report of a hearing."""


class NothingToOverride(Refused):
    """The ballot waits for no hearing, or waits no more."""


# --- Agenda, ballots and the count ----------------------------------------------------------------


class WrongState(Refused):
    """The item's state does not allow this."""


class NotOpen(WrongState):
    """The item is not open for voting."""


class NotProposed(Refused):
    """Nobody has proposed this step, or the proposal has changed."""


class NoBoard(Refused):
    """The congress has no board of scrutineers yet."""


class BoardFixed(Refused):
    """The board of scrutineers is set and cannot change any more."""


class CredentialUsed(Refused):
    """Another ballot was cast with this credential."""


class ShareConflict(Refused):
    """This scrutineer has handed in another share for this item."""


class UnknownOwner(Refused):
    """No scrutineer of this board has this number."""


class NotCounted(Refused):
    """The item has no announced result yet."""


class UnknownReceipt(Unknown):
    """No ballot with this tracker is in the log."""


class UnknownEntry(Unknown):
    """The log has no such entry or size."""


class NotWritten(VotesvcError):
    """The database took nothing of this batch; the same may be sent again."""


class LogDamaged(VotesvcError):
    """The database holds a shorter log than has been signed."""


class LogShutDown(Refused):
    """The service is stopping and takes no more entries."""
