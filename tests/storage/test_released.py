"""An installation of an earlier version goes on: its tables stay, new ones are added."""

import pytest

from votesvc.storage.base import BoardBase, RollBase
from votesvc.storage.schema import BOARD_MODULES, ROLL_MODULES

# Every table as a released version made it: columns with their types, "?" where one may be empty.
# `create_all` adds tables that are missing and changes none, so these lines may only grow.
RELEASED = {
    "account": "id:INTEGER role:VARCHAR(16) name:VARCHAR(80) password:VARCHAR(200)",
    "invitation": "digest:VARCHAR(64) role:VARCHAR(16) setup:BOOLEAN",
    "pass": (
        "id:VARCHAR(64) congress:VARCHAR(22) member:INTEGER? device:VARCHAR(64)? "
        "expires:VARCHAR(20)? revoked:BOOLEAN redeemed:BOOLEAN"
    ),
    "issuing": (
        "item:VARCHAR(22) congress:VARCHAR(22) state:VARCHAR(8) round:INTEGER? "
        "present:INTEGER? private_key:BLOB public_key:BLOB"
    ),
    "collected": (
        "item:VARCHAR(22) holder:VARCHAR(80) pass_id:VARCHAR(64) request:VARCHAR(64) answer:BLOB"
    ),
    "roll": (
        "congress:VARCHAR(22) fixed:BOOLEAN entitled:INTEGER members_hash:VARCHAR(64) "
        "rounds:INTEGER"
    ),
    "member": (
        "id:INTEGER congress:VARCHAR(22) line:INTEGER name:VARCHAR(80) "
        "staff_no:VARCHAR(40) delegation:VARCHAR(120) category:VARCHAR(16) "
        "sought_name:VARCHAR(160) sought_staff_no:VARCHAR(80) initials:TEXT "
        "salt:VARCHAR(64) arrived:VARCHAR(20)? left:VARCHAR(20)? left_round:INTEGER? "
        "slip:BOOLEAN"
    ),
    "congress": (
        "uuid:VARCHAR(22) number:INTEGER title:TEXT vkey:TEXT entitled:INTEGER? "
        "trustees:BLOB? board_position:INTEGER?"
    ),
    "item": (
        "uuid:VARCHAR(22) congress:VARCHAR(22) number:INTEGER spec:BLOB state:VARCHAR(16) "
        "position:INTEGER? election:BLOB? public_key:BLOB? present:INTEGER? "
        "issued:INTEGER? returned:INTEGER? issued_list:TEXT? closed_at:VARCHAR(20)? "
        "tally:BLOB? result:BLOB? announced:INTEGER?"
    ),
    "proposal": "item:VARCHAR(22) action:VARCHAR(16) proposer:VARCHAR(80) reason:TEXT",
    "share": "item:VARCHAR(22) owner:INTEGER factors:BLOB",
    "log_head": "congress:VARCHAR(22) size:INTEGER",
    "log_entry": "congress:VARCHAR(22) position:INTEGER hash:BLOB leaf:BLOB",
    "checkpoint": "congress:VARCHAR(22) size:INTEGER note:TEXT",
    "ballot": "tracker:VARCHAR(43) item:VARCHAR(22) credential:VARCHAR(64) position:INTEGER",
}

TABLES = {**RollBase.metadata.tables, **BoardBase.metadata.tables}


def test_every_module_with_tables_is_known() -> None:
    defined = {row.__module__ for base in (RollBase, BoardBase) for row in base.__subclasses__()}
    assert defined == {module.__name__ for module in (*ROLL_MODULES, *BOARD_MODULES)}


@pytest.mark.parametrize("name", RELEASED)
def test_a_released_table_has_not_changed(name: str) -> None:
    columns = [
        f"{column.name}:{column.type}{'?' if column.nullable else ''}".replace(" ", "")
        for column in TABLES[name].columns
    ]
    assert " ".join(columns) == RELEASED[name]
