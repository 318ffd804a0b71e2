"""`votesvc demo`: a congress that is ready to be played, with a link for every role."""

import os
import sys
import unicodedata
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click
from flask import Flask
from qrcode.constants import ERROR_CORRECT_L
from qrcode.main import QRCode

from votesvc.cli.sample.board import THRESHOLD
from votesvc.cli.sample.congress import Sample, make_sample, offer_pass
from votesvc.cli.sample.hearing import PASSPHRASE
from votesvc.cli.serve import setup_link
from votesvc.cli.serving import Serving, serve, serving_options
from votesvc.services import accounts
from votesvc.web import assets
from votesvc.web.installation import current_session
from votesvc.web.logroom import current_log

_COLUMN = 28
_BOOTH_SCRIPT = "dist/booth.js"
_INVITED: Mapping[accounts.Role, str] = {
    "chief": "总监票人 chief scrutineer",
    "desk": "签到台 check-in desk",
    "officer": "听证记录人 hearing officer",
}


@click.command()
@click.option(
    "--data",
    default=Path("data/demo"),
    show_default=True,
    type=click.Path(file_okay=False, path_type=Path),
    help="Folder that keeps the sample congress.",
)
@serving_options
def command(**given: Any) -> None:
    """Serve a ready-made sample congress and print a link for every role.

    Everybody in it is invented. Starting again keeps everything.
    """
    serving = Serving(sides="both", **given)

    def announce(app: Flask, base: str) -> None:
        with app.app_context():
            sample = make_sample(
                current_session(),
                current_log(),
                serving.data,
                assets.bundle_hash(_BOOTH_SCRIPT),
                datetime.now(UTC),
            )
            click.echo(f"A sample congress, kept in {serving.data}; everybody is invented.\n")
            _print_roles(app, base, sample)
            _print_phone(base, sample)
            _print_hearing(sample)
            _print_count(base, sample)

    serve(serving, announce)


def _print_roles(app: Flask, base: str, sample: Sample) -> None:
    session = current_session()
    taken = {account.role for account in accounts.list_accounts(session)}
    _line("工作人员 organiser", setup_link(app, base) or f"{base}/staff/login")
    for role, name in _INVITED.items():
        known = role in taken
        path = "/staff/login" if known else f"/staff/invite/{accounts.invite(session, role)}"
        _line(name, base + path)
    _line("大屏幕 projector", f"{base}/c/{sample.congress}/screen")
    _line("查验 audit", f"{base}/c/{sample.congress}/audit")
    click.echo(
        "\nSet-up and invitation links work once: choose a name and a password there.\n"
        "Open each role in a browser, or a private window, of its own.\n"
        "设置和邀请链接一次有效;每个角色请用单独的浏览器窗口。"
    )


def _print_phone(base: str, sample: Sample) -> None:
    member, secret = offer_pass(current_session(), sample.congress, datetime.now(UTC))
    who = f"{member.name},{member.delegation}"
    click.echo()
    if secret is None:
        _line(
            "代表手机 phone", f"{base}/p   ({who}: 通行码已在手机上 the pass is on a phone already)"
        )
        click.echo("For one more phone, check somebody in at the desk. 其他手机请到签到台签到。")
        return
    link = f"{base}/p#{secret}"
    _line("代表手机 phone", f"{link}   ({who})")
    code: QRCode[Any] = QRCode(error_correction=ERROR_CORRECT_L, border=4)
    code.add_data(link)
    code.print_ascii(out=sys.stdout, invert=True)
    if base.startswith("http://127."):
        click.echo("Only this machine can open it; for real phones start with --host 0.0.0.0")


def _print_hearing(sample: Sample) -> None:
    click.echo(
        "\nThe hearing is announced. Its officer reads the key on the officer's page from\n"
        "听证已公告。听证记录人在自己的页面上读入密钥备份:\n"
        f"  {_short(sample.officer_backup)}   passphrase 口令: {PASSPHRASE}"
    )


def _print_count(base: str, sample: Sample) -> None:
    """Tell how any two of the sample's scrutineers count; all seats lie in the data folder."""
    server = f"{base}/c/{sample.congress}"
    click.echo(
        "\nThe sample's three scrutineers lie in files under the passphrase"
        f' "{PASSPHRASE}"; in a real congress each keeps their own.\n'
        f"Any two decrypt and sign, with these commands or by restoring a file at {base}/k.\n"
        "示例的三位监票人存放在文件里,口令如上;任意两位即可开票、签字:"
    )
    for step in ("decrypt", "sign"):
        for path in sample.seats[:THRESHOLD]:
            click.echo(f"  {_program()} scrutineer {step} --key {_short(path)} --server {server}")
    click.echo(
        "For the election run both decrypt commands at the same time, each in its own window:\n"
        "scrutineers shuffle the names written in one after the other.\n"
        "选举可以另选他人:两条 decrypt 请在两个窗口里同时运行,监票人要先后打乱姓名的次序。"
    )


def _program() -> str:
    installed = Path(sys.executable).parent / "votesvc"
    return _short(installed) if installed.exists() else f"{sys.executable} -m votesvc"


def _short(path: Path) -> str:
    """Return the shorter spelling of a path: from here, or in full."""
    return min(os.path.relpath(path), str(path), key=len)


def _line(role: str, link: str) -> None:
    # A Chinese character takes the room of two others in a terminal.
    wide = sum(unicodedata.east_asian_width(letter) == "W" for letter in role)
    click.echo(f"  {role}{' ' * (_COLUMN - len(role) - wide)}{link}")
