"""The election of an item: what its questions, keys and log amount to in Belenios' words.

Whoever knows an item's leaf, the scrutineers and the origin of the log can rebuild the election
byte for byte, and so be sure that nothing else stands in it (protocol 2).
"""

from collections.abc import Sequence

from votesvc.crypto.ballot import Election, Question, make_election
from votesvc.crypto.blind_rsa import PublicKey
from votesvc.crypto.group import Element
from votesvc.domain.items import ItemSpec, QuestionSpec

_AUTHORITY = "RFC9474 RSABSSA-SHA384-PSS-Randomized sha256:"
_ADMINISTRATOR = "votesvc"


def contest_election(
    item: str, spec: ItemSpec, origin: str, public_key: Element, credential_key: PublicKey
) -> Election:
    """Return the only election that belongs to an item with this specification."""
    return make_election(
        uuid=item,
        name=spec.title,
        description=origin,
        administrator=_ADMINISTRATOR,
        credential_authority=_AUTHORITY + credential_key.fingerprint,
        public_key=public_key,
        questions=[
            Question(one.text, one.answers, one.minimum, one.maximum, one.blank)
            for one in spec.questions
        ],
    )


def question_specs(questions: Sequence[Question]) -> tuple[QuestionSpec, ...]:
    """Return the specifications that questions of an election were made from."""
    return tuple(
        QuestionSpec(one.text, one.answers, one.minimum, one.maximum, one.blank)
        for one in questions
    )
