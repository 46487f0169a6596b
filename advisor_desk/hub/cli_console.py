"""`console`: who of head office may look at the web console, and the end of all that look."""

from __future__ import annotations

import argparse

from advisor_desk.cli.output import Output
from advisor_desk.cli.program import DONE
from advisor_desk.hub.cli_grammar import Commands, add
from advisor_desk.hub.cli_session import opened
from advisor_desk.hub.console.codes import CODE_SECONDS
from advisor_desk.hub.console.session import Sessions


def add_to(commands: Commands) -> None:
    """`console invite`, `console close`."""
    family = add(commands, "console", "总部的网页控制台：登录码，全部退出").commands(
        "console_command", "ACTION"
    )
    inviting = add(family, "invite", "为总部的一位同事生成一次性登录码，十分钟内有效", run_invite)
    inviting.add_argument("--who", required=True, metavar="NAME", help="姓名或工号，处理记录时会写进日志")
    add(family, "close", "结束控制台的全部登录，未用的登录码作废", run_close)


def run_invite(options: argparse.Namespace, output: Output) -> int:
    """A code for one sign-in. It is shown once and kept nowhere in clear."""
    with opened(options) as hub:
        code = Sessions(hub).invite(options.who)
    document = {"code": code, "who": options.who, "minutes": CODE_SECONDS // 60, "path": "/console"}
    if not output.as_json:
        hint = output.words.say("登录码只显示这一次，{minutes} 分钟内在 {path} 用一次有效。")
        output.note(hint.format(**document))
    output.result(document, [code])
    return DONE


def run_close(options: argparse.Namespace, output: Output) -> int:
    """Sign everybody out."""
    with opened(options) as hub:
        ended = Sessions(hub).end_all()
    said = output.words.say("已结束 {ended} 个登录和登录码。").format(ended=ended)
    output.result({"ended": ended}, [said])
    return DONE
