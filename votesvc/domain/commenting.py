"""Whether a comment or a support may enter the log: its credential and its signature."""

from votesvc.crypto.blind_rsa import PublicKey, credential_message, verify_token
from votesvc.crypto.sealing import (
    SealedComment,
    check_comment_signature,
    check_support_signature,
)
from votesvc.domain.entries import CommentMade, SupportGiven


def check_comment(key: PublicKey, comment: CommentMade) -> None:
    """Raise unless a comment has a credential for its hearing and is signed by that credential.

    That its K and its commitment are new, and that the hearing is open, is not checked here.

    Raises:
        InvalidToken: the credential is not one for a comment in this hearing.
        InvalidComment: the signature by K does not hold.
        MalformedInput: K is not a key.

    """
    verify_token(
        key, credential_message("comment", comment.item, comment.key), comment.prefix, comment.token
    )
    sealed = SealedComment(comment.commitment, comment.sealed)
    check_comment_signature(comment.key, comment.item, sealed, comment.signature)


def check_support(key: PublicKey, support: SupportGiven) -> None:
    """Raise unless a support has a credential for its hearing and is signed by that credential.

    That its comment is published, and not yet supported by this K, is not checked here. Raises as
    `check_comment` does.
    """
    verify_token(
        key, credential_message("support", support.item, support.key), support.prefix, support.token
    )
    check_support_signature(support.key, support.item, support.commitment, support.signature)
