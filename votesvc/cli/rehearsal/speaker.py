"""A simulated phone in a hearing: collects k + 1 credentials, comments and supports over HTTP."""

from dataclasses import dataclass, field

from votesvc.cli.rehearsal.phone import Phone
from votesvc.cli.rehearsal.wire import UnexpectedAnswer
from votesvc.crypto.blind_rsa import credential_message, parse_public_key
from votesvc.crypto.comment import Comment
from votesvc.crypto.encoding import JsonValue, encode_b64
from votesvc.crypto.sealing import AuthorKey, new_author_key, seal
from votesvc.domain.entries import CommentMade, Hearing, SupportGiven


@dataclass(frozen=True, slots=True, repr=False)
class Right:
    """The right to one comment or to supports, unlinkable to the phone's pass."""

    author: AuthorKey
    prefix: bytes
    token: bytes


@dataclass(slots=True, repr=False)
class Speaker:
    """One phone in one hearing."""

    phone: Phone
    hearing: str
    comments: list[Right] = field(default_factory=list)
    support_right: Right | None = None
    _leaf: Hearing | None = None

    def collect(self) -> None:
        """Take the hearing from the log and collect every credential, needed or not."""
        _, entry = self.phone.logged(self.hearing)
        if not isinstance(entry, Hearing) or entry.item != self.hearing:
            msg = "the log entry is not the hearing that was asked for"
            raise UnexpectedAnswer(msg)
        self._leaf = entry
        self.comments = [self._right("comment", one + 1) for one in range(entry.per_delegate)]
        self.support_right = self._right("support", 1)

    def write(self, number: int, comment: Comment) -> CommentMade:
        """Return comment `number`, from 1, sealed to the officer and signed, but not sent."""
        right = self.comments[number - 1]
        sealed = seal(self._announced.officer_key, self.hearing, comment.padded)
        return CommentMade(
            item=self.hearing,
            key=right.author.public,
            prefix=right.prefix,
            token=right.token,
            commitment=sealed.commitment,
            sealed=sealed.sealed,
            signature=right.author.sign_comment(self.hearing, sealed),
        )

    def send(self, made: CommentMade) -> str:
        """Send a comment, raise unless its receipt proves it, and return its commitment."""
        self._hand_in("comment", made, comment_request(made))
        return made.commitment

    def support(self, commitment: str) -> None:
        """Support a published comment, and raise unless the receipt proves it."""
        right = self.support_right
        if right is None:
            msg = "nothing was collected for this hearing"
            raise UnexpectedAnswer(msg)
        given = SupportGiven(
            item=self.hearing,
            key=right.author.public,
            prefix=right.prefix,
            token=right.token,
            commitment=commitment,
            signature=right.author.sign_support(self.hearing, commitment),
        )
        self._hand_in("support", given, support_request(given))

    @property
    def _announced(self) -> Hearing:
        if self._leaf is None:
            msg = "the hearing was not fetched"
            raise UnexpectedAnswer(msg)
        return self._leaf

    def _right(self, kind: str, number: int) -> Right:
        leaf, author = self._announced, new_author_key()
        key = parse_public_key(leaf.comment_key if kind == "comment" else leaf.support_key)
        message = credential_message(kind, self.hearing, author.public)
        which: dict[str, JsonValue] = {"kind": kind, "slot": number}
        return Right(author, *self.phone.have_signed(key, self.hearing, message, which))

    def _hand_in(
        self, where: str, entry: CommentMade | SupportGiven, body: dict[str, JsonValue]
    ) -> None:
        receipt = self.phone.wire.post_json(f"/c/{self.phone.congress}/{where}", body)
        self.phone.check_receipt(receipt, self.hearing, entry.commitment, entry.encoded)


def support_request(given: CommentMade | SupportGiven) -> dict[str, JsonValue]:
    """Return the body that supports a comment (protocol 8.3)."""
    return {
        "item": given.item,
        "key": given.key,
        "prefix": encode_b64(given.prefix),
        "token": encode_b64(given.token),
        "commitment": given.commitment,
        "signature": encode_b64(given.signature),
    }


def comment_request(made: CommentMade) -> dict[str, JsonValue]:
    """Return the body that hands in a sealed comment (protocol 8.3)."""
    return {**support_request(made), "sealed": encode_b64(made.sealed)}
