"""`quarantine`: events that the hub keeps apart, and what head office does with one."""

from __future__ import annotations

import argparse
import getpass
from typing import Any

from advisor_desk.cli.output import Output
from advisor_desk.cli.program import ATTENTION, DONE
from advisor_desk.errors import UserCanFix
from advisor_desk.hub.cli_grammar import Commands, HubGrammar, add
from advisor_desk.hub.cli_session import opened
from advisor_desk.hub.console.speech import Speech
from advisor_desk.hub.console.words import reason
from advisor_desk.hub.hub import Hub


def add_to(commands: Commands) -> None:
    """`quarantine list`, `release`, `return`."""
    family = add(commands, "quarantine", "被隔离的记录：查看、放行、退回").commands(
        "quarantine_command", "ACTION"
    )
    listing = add(family, "list", "列出还没有处理的记录；有则退出码为 1", run_list)
    listing.add_argument("--branch", default=None, metavar="ID", help="只看这个网点")
    _of_event(add(family, "release", "原因消除后重新入账", run_release))
    _of_event(add(family, "return", "退回：不入账，告知顾问", run_return))


def run_list(options: argparse.Namespace, output: Output) -> int:
    """What waits for a decision."""
    with opened(options) as hub:
        branches = hub.branches()
        if options.branch is not None and options.branch not in branches:
            raise UserCanFix("hub.branch_unknown")
        branches = branches if options.branch is None else [options.branch]
        held = [_line(branch, one) for branch in branches for one in hub.quarantined(branch)]
    lines = ["  ".join(str(value) for value in one.values() if value is not None) for one in held]
    output.result(held, lines or [output.words.say("没有被隔离的记录。")])
    return ATTENTION if held else DONE


def run_release(options: argparse.Namespace, output: Output) -> int:
    """Apply one after all; 1 when it is refused again, with the reasons of now."""
    with opened(options) as hub:
        branch = _branch_of(hub, options)
        outcome = hub.release(branch, options.event, _who(options))
    document = {"id": options.event, "branch": branch, "released": outcome.released, "still": outcome.still}
    say = output.words.say
    lines = [say("已放行 {id}。").format(id=options.event)] if outcome.released else []
    speech = Speech(output.words.language)
    for code in outcome.still:
        told = reason(code)
        lines.append(say("{id} 仍被隔离：{code}。").format(id=options.event, code=code))
        lines.append(f"{speech.say(told.told)} {speech.say(told.cure)}")
    output.result(document, lines)
    return ATTENTION if outcome.still else DONE


def run_return(options: argparse.Namespace, output: Output) -> int:
    """Give one back."""
    with opened(options) as hub:
        branch = _branch_of(hub, options)
        hub.give_back(branch, options.event, _who(options))
    said = output.words.say("已退回 {id}。").format(id=options.event)
    output.result({"id": options.event, "branch": branch}, [said])
    return DONE


def _who(options: argparse.Namespace) -> str:
    return str(options.by or getpass.getuser())


def _branch_of(hub: Hub, options: argparse.Namespace) -> str:
    """Where the event is kept apart. Raises UserCanFix("hub.event_unknown")."""
    for branch in hub.branches() if options.branch is None else [options.branch]:
        if any(one.id == options.event for one in hub.quarantined(branch)):
            return str(branch)
    raise UserCanFix("hub.event_unknown")


def _of_event(parser: HubGrammar) -> None:
    parser.add_argument("event", metavar="EVENT_ID", help="记录的编号，见 quarantine list")
    parser.add_argument("--branch", default=None, metavar="ID", help="网点，默认逐个查找")
    parser.add_argument("--by", default=None, metavar="NAME", help="处理人，默认当前系统用户")


def _line(branch: str, one: Any) -> dict[str, Any]:
    return {
        "id": one.id,
        "branch": branch,
        "device": one.device_id,
        "client_no": one.client_no,
        "type": one.type,
        "reason": one.reason,
        "received_at": one.received_at,
    }
