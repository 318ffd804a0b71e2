"""The live databases: nothing on the anonymous side tells who, when or in which order."""

from sqlalchemy import Engine, Inspector, inspect, text
from sqlalchemy.orm import Session

from tests.databases import Databases
from tests.services.story import MASTER, MOTION, Story
from votesvc.services.sequencer import Log
from votesvc.storage.base import BoardBase, RollBase

# Everything that the anonymous tables hold. A new column is a new promise: it is thought over
# first, then written down here.
ANONYMOUS = {
    "log_head": {"congress", "size"},
    "log_entry": {"congress", "position", "hash", "leaf"},
    "checkpoint": {"congress", "size", "note"},
    "ballot": {"tracker", "item", "credential", "position"},
    "comment": {"hearing", "commitment", "credential", "position"},
    "support": {"hearing", "commitment", "credential", "position"},
    "opening": {"hearing", "commitment", "reason", "position"},
    "reply": {"hearing", "commitment", "position"},
    "minutes": {"hearing", "position"},
}
PUBLIC = {
    "congress", "item", "proposal", "share", "hearing", "paper", "override",
    "prepared", "posted",
    "speaker", "podium", "slips", "slip_share", "written", "merge", "voter_group",
    "scrutineers", "ceremony", "seat", "signature", "cosignature",
}  # fmt: skip
NAMED = {"account", "disabled", "invitation", "roll", "member", "pass", "issuing", "collected"} | {
    "slot_key",
    "slot",
    "member_group",
    "issuing_group",
}
# Words that betray a clock, an address, a browser, or a person.
TELLING = (
    "time", "date", "_at", "when", "created", "updated", "clock", "stamp", "ip", "addr", "host",
    "agent", "browser", "device", "session", "cookie", "user", "member", "name", "pass", "staff",
    "person", "account", "serial", "counter", "rowid", "seq",
)  # fmt: skip


def tables(engine: Engine) -> set[str]:
    return set(inspect(engine).get_table_names())


def test_there_are_two_databases_with_tables_of_their_own(databases: Databases) -> None:
    assert databases.roll_url != databases.board_url
    assert tables(databases.roll) == NAMED
    assert tables(databases.board) == PUBLIC | ANONYMOUS.keys()
    assert RollBase.metadata.info["bind_key"] == "roll"
    assert BoardBase.metadata.info["bind_key"] == "board"


def test_anonymous_tables_have_exactly_the_columns_thought_over(databases: Databases) -> None:
    live = inspect(databases.board)
    for table, expected in ANONYMOUS.items():
        columns = live.get_columns(table)
        assert {column["name"] for column in columns} == expected
        for column in columns:
            kind = str(column["type"]).upper()
            assert not any(word in column["name"] for word in TELLING)
            assert not any(word in kind for word in ("TIME", "DATE", "INET", "SERIAL"))
            # A default could be a clock or a counter of the database's own.
            assert column["default"] is None
            assert not column.get("identity")
            assert column.get("autoincrement") in (False, "auto", None)


def test_anonymous_tables_are_keyed_by_digests_or_by_the_log_position(
    databases: Databases,
) -> None:
    live = inspect(databases.board)
    keys = {table: live.get_pk_constraint(table)["constrained_columns"] for table in ANONYMOUS}
    assert keys == {
        "log_head": ["congress"],
        "log_entry": ["congress", "position"],
        "checkpoint": ["congress", "size"],
        "ballot": ["tracker"],
        "comment": ["hearing", "commitment"],
        "support": ["hearing", "credential", "commitment"],
        "opening": ["hearing", "commitment"],
        "reply": ["hearing", "position"],
        "minutes": ["hearing", "position"],
    }


def test_anonymous_tables_have_no_hidden_row_number(databases: Databases) -> None:
    with databases.board.connect() as connection:
        if databases.kind == "sqlite":
            for table in ANONYMOUS:
                query = text("SELECT sql FROM sqlite_master WHERE name = :name")
                made = connection.scalar(query, {"name": table})
                assert str(made).rstrip().endswith("WITHOUT ROWID")
            assert (
                connection.scalar(text("SELECT count(*) FROM sqlite_master WHERE type = 'trigger'"))
                == 0
            )
        else:
            owners = text(
                "SELECT count(*) FROM pg_depend d JOIN pg_class s ON s.oid = d.objid "
                "JOIN pg_class t ON t.oid = d.refobjid "
                "WHERE s.relkind = 'S' AND t.relname = ANY(:names)"
            )
            assert connection.scalar(owners, {"names": list(ANONYMOUS)}) == 0
            assert (
                connection.scalar(text("SELECT count(*) FROM pg_trigger WHERE NOT tgisinternal"))
                == 0
            )


def foreign_keys(live: Inspector) -> set[tuple[str, str]]:
    return {
        (table, key["referred_table"])
        for table in live.get_table_names()
        for key in live.get_foreign_keys(table)
    }


def test_no_key_leads_from_one_database_to_the_other(databases: Databases) -> None:
    assert {table for _, table in foreign_keys(inspect(databases.roll))} <= NAMED
    keys = foreign_keys(inspect(databases.board))
    assert {table for _, table in keys} <= PUBLIC | ANONYMOUS.keys()
    # What a ballot or a comment leaves behind leads to its item or hearing and nowhere else.
    left = {"ballot", "comment", "support", "opening", "reply", "minutes"}
    assert {(table, referred) for table, referred in keys if table in left} == {
        ("ballot", "item"),
        *((table, "hearing") for table in left - {"ballot"}),
    }
    assert not {referred for _, referred in keys if referred in left}


def values(engine: Engine, names: set[str]) -> set[bytes]:
    """Return every value in these tables that is long enough to tell anything."""
    found: set[bytes] = set()
    with engine.connect() as connection:
        for name in names:
            for row in connection.execute(text(f'SELECT * FROM "{name}"')):
                for value in row:
                    data = value.encode() if isinstance(value, str) else value
                    if isinstance(data, bytes | memoryview) and len(data) >= 4:
                        found.add(bytes(data))
    return found


def test_no_value_of_the_roll_is_found_among_ballots_or_inside_them(
    databases: Databases, session: Session
) -> None:
    story = Story(databases, session, Log(databases.sessions, MASTER, pause=0.005)).begin()
    item = story.whole_vote(MOTION, [[1, 0, 0], [0, 1, 0]], [[0, 0, 1], [0, 0, 1]])
    named = values(story.databases.roll, NAMED)
    anonymous = values(story.databases.board, set(ANONYMOUS))
    shared = {item.encode(), story.congress.encode()}
    assert named & anonymous == shared
    with story.databases.board.connect() as connection:
        leaves = [bytes(leaf) for leaf in connection.scalars(text("SELECT leaf FROM log_entry"))]
    ballots = [leaf for leaf in leaves if leaf.endswith(b'"type":"ballot"}')]
    assert len(ballots) == 2
    # Shorter ones, such as staff numbers, stand in any long number by chance.
    for value in {value for value in named - shared if len(value) >= 9}:
        assert not any(value in ballot for ballot in ballots)


def test_collected_credentials_carry_no_time(databases: Databases) -> None:
    live = inspect(databases.roll)
    collected, slot = (
        {column["name"] for column in live.get_columns(table)} for table in ("collected", "slot")
    )
    assert collected == {"item", "holder", "pass_id", "request", "answer"}
    assert slot == collected | {"kind", "number"}
