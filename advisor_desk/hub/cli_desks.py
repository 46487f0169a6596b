"""`invite`, `advisors add`, `assign`, `revoke`, `status`: who may sync, whose clients, how it stands."""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Mapping
from typing import Any

from advisor_desk.cli.output import Output
from advisor_desk.cli.program import ATTENTION, DONE
from advisor_desk.hub.cli_grammar import Commands, add
from advisor_desk.hub.cli_session import opened, watching_branches
from advisor_desk.hub.console.speech import Speech
from advisor_desk.hub.console.words import DESK_STATES, UNKNOWN
from advisor_desk.wire.version import INVITATION_SECONDS


def add_to(commands: Commands) -> None:
    """The commands about desks, advisors and their clients."""
    inviting = add(commands, "invite", "为一位顾问生成一次性邀请码，十分钟内有效", run_invite)
    _of_branch(inviting)
    family = add(commands, "advisors", "顾问").commands("advisors_command", "ACTION")
    adding = add(family, "add", "登记一位顾问，或改名", run_add_advisor)
    _of_branch(adding)
    adding.add_argument("--name", default="", metavar="NAME", help="姓名")
    assigning = add(commands, "assign", "把一位客户交给另一位顾问，本网点或其他网点", run_assign)
    assigning.add_argument("--client", required=True, metavar="NO", help="客户号")
    assigning.add_argument("--to", required=True, metavar="ADVISOR", help="接手的顾问")
    assigning.add_argument(
        "--branch", default=None, metavar="ID", help="接手顾问的网点，默认先找客户所在的网点"
    )
    assigning.add_argument(
        "--order", default=None, metavar="ID", help="指令编号：同一编号重复执行不会再次移交"
    )
    revoking = add(commands, "revoke", "吊销一台设备：它不能再同步", run_revoke)
    revoking.add_argument("--device", required=True, metavar="ID", help="设备号，见 status")
    add(commands, "status", "设备、记录、待处理、客户的数目", run_status)


def run_invite(options: argparse.Namespace, output: Output) -> int:
    """A code for one desk. It is shown once and kept nowhere in clear."""
    with opened(options) as hub, watching_branches(hub, options.branch, output):
        code = hub.invite(options.branch, options.advisor)
    document = {
        "code": code,
        "branch": options.branch,
        "advisor": options.advisor,
        "minutes": INVITATION_SECONDS // 60,
    }
    hint = output.words.say("邀请码只显示这一次，{minutes} 分钟内用一次有效。").format(**document)
    if not output.as_json:
        output.note(hint)
    output.result(document, [code])
    return DONE


def run_add_advisor(options: argparse.Namespace, output: Output) -> int:
    """Note an advisor of a branch."""
    with opened(options) as hub, watching_branches(hub, options.branch, output):
        hub.add_advisor(options.branch, options.advisor, options.name)
    document = {"branch": options.branch, "advisor": options.advisor}
    output.result(document, [output.words.say("已登记顾问 {advisor}。").format(**document)])
    return DONE


def run_assign(options: argparse.Namespace, output: Output) -> int:
    """Hand a client over; 1 when the order had been carried out before and the client is another's by now.

    `moved` is how many rows went along, 0 when nothing was to be done.
    """
    with opened(options) as hub:
        moved = hub.assign(options.client, options.to, options.order, options.branch)
        branch = hub.find_client(options.client)
        holder = hub.holders(branch, [options.client]).get(options.client) if branch else None
    document = {
        "client_no": options.client,
        "to": options.to,
        "branch": branch,
        "moved": moved,
        "holder": holder,
    }
    is_done = holder == options.to
    said = (
        "客户 {client_no} 已交给 {to}，共移交 {moved} 行。"
        if is_done
        else "没有移交：这个指令编号早已执行，客户 {client_no} 现归 {holder}。要再移交请换一个 --order。"
    )
    output.result(document, [output.words.say(said).format(**document)])
    return DONE if is_done else ATTENTION


def run_revoke(options: argparse.Namespace, output: Output) -> int:
    """Shut a device out."""
    with opened(options) as hub:
        hub.revoke(options.device)
    document = {"device": options.device, "status": "REVOKED"}
    output.result(document, [output.words.say("设备 {device} 已吊销。").format(**document)])
    return DONE


def run_status(options: argparse.Namespace, output: Output) -> int:
    """What the hub has in all."""
    with opened(options) as hub:
        status = hub.status()
    output.result(status, _status_lines(status, output))
    return DONE


def _status_lines(status: Mapping[str, Any], output: Output) -> Iterator[str]:
    say = output.words.say
    yield say("记录 {events}，待处理 {quarantined}，客户 {clients}。").format(**status)
    if status["forwarding"]:
        yield say("在网点之间转交途中 {forwarding}。").format(**status)
    speech = Speech(output.words.language)
    for one in status["devices"]:
        yield say("{device}  顾问 {advisor}  {state}  最近联系 {seen}  已收 {events} 条").format(
            device=one["device"],
            advisor=one["advisor"],
            state=speech.say(DESK_STATES.get(one["status"], UNKNOWN)),
            seen=f"{speech.moment(one['seen_at'])} UTC+8" if one["seen_at"] else "—",
            events=one["events_held"],
        )


def _of_branch(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--advisor", required=True, metavar="ID", help="顾问编号")
    parser.add_argument("--branch", required=True, metavar="ID", help="网点编号")
