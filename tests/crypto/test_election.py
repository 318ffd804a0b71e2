"""An election is read with the tolerance of the existing tools, and no further."""

from typing import Any

import pytest

from tests.crypto.samples import ELECTION, QUESTIONS, changed, mixed_point, paths, set_to, without
from votesvc.crypto.ballot import Question, make_election, parse_election
from votesvc.crypto.encoding import b64hash, parse_json
from votesvc.crypto.group import IDENTITY, base_times
from votesvc.errors import InvalidElement, MalformedInput, Unsupported, VotesvcError

DATA = ELECTION.encoded


def test_an_election_is_read_back_as_it_was_printed() -> None:
    assert parse_election(DATA) == ELECTION
    assert ELECTION.fingerprint == b64hash(DATA)
    assert ELECTION.questions == QUESTIONS
    assert ELECTION.ciphertexts == 5


def test_the_fields_are_printed_in_the_order_of_the_protocol() -> None:
    election = make_election(
        uuid="jx3G4eLWRrTKHB",
        name="工会选举",
        description="d",
        administrator="Adm",
        credential_authority="Ca",
        public_key=base_times(1),
        questions=[Question("q", ("同意", "反对"), 1, 1, blank=True), Question("p", ("甲",), 0, 1)],
    )
    assert election.encoded.decode() == (
        '{"version":1,"description":"d","name":"工会选举","group":"Ed25519","public_key":"'
        "6666666666666666666666666666666666666666666666666666666666666658"
        '","questions":[{"answers":["同意","反对"],"blank":true,"min":1,"max":1,"question":"q"},'
        '{"answers":["甲"],"min":0,"max":1,"question":"p"}],"uuid":"jx3G4eLWRrTKHB",'
        '"administrator":"Adm","credential_authority":"Ca"}'
    )


def test_unknown_fields_other_orders_and_missing_names_are_tolerated() -> None:
    extra = changed(DATA, (), lambda fields: fields | {"language": ["zh", "ltr"]})
    assert parse_election(extra).questions == QUESTIONS
    turned = changed(DATA, (), lambda fields: dict(reversed(fields.items())))
    assert parse_election(turned).uuid == ELECTION.uuid
    bare = changed(DATA, (), without("administrator", "credential_authority"))
    assert parse_election(bare).administrator == ""
    assert parse_election(bare).fingerprint == b64hash(bare)


@pytest.mark.parametrize(
    ("path", "value", "error"),
    [
        (("version",), 2, Unsupported),
        (("version",), True, MalformedInput),
        (("group",), "BELENIOS-2048", Unsupported),
        (("uuid",), "tooshort", MalformedInput),
        (("public_key",), IDENTITY.to_hex(), InvalidElement),
        (("public_key",), mixed_point(ELECTION.public_key.to_hex()), InvalidElement),
        (("questions",), [], MalformedInput),
        (("questions",), [{}] * 201, MalformedInput),
        (("questions", 0, "type"), "NonHomomorphic", Unsupported),
        (("questions", 0), {"type": "Lists", "value": {}}, Unsupported),
        (("questions", 0, "blank"), 1, MalformedInput),
        (("questions", 0, "min"), -1, MalformedInput),
        (("questions", 0, "min"), 2, MalformedInput),
        (("questions", 0, "max"), 3, MalformedInput),
        (("questions", 0, "max"), True, MalformedInput),
        (("questions", 0, "answers"), [], MalformedInput),
        (("questions", 0, "answers"), ["a"] * 1001, MalformedInput),
        (("questions", 0, "answers", 0), 1, MalformedInput),
    ],
    ids=str,
)
def test_what_cannot_be_an_election_of_ours_is_refused(
    path: tuple[str | int, ...], value: Any, error: type[VotesvcError]
) -> None:
    with pytest.raises(error) as caught:
        parse_election(changed(DATA, path[:-1], lambda node: put(node, path[-1], value)))
    assert type(caught.value) is error
    if len(path) > 1:
        assert caught.value.where == ("question 1",)


def put(node: Any, key: str | int, value: Any) -> Any:
    """Return `node` with `value` at `key`."""
    node[key] = value
    return node


def test_every_field_of_an_election_and_its_questions_is_needed() -> None:
    tree = parse_json(DATA)
    for path in paths(tree, dict):
        node: Any = tree
        for key in path:
            node = node[key]
        for name in node:
            data = changed(DATA, path, without(name))
            if name in ("administrator", "credential_authority", "blank"):
                parse_election(data)
            else:
                with pytest.raises((MalformedInput, Unsupported)):
                    parse_election(data)
    assert changed(DATA, ("name",), set_to("测试")) == DATA
