"""`courier FILE --out REPLY`: a sealed file of a desk without network is taken in and answered by another."""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from contextlib import nullcontext
from datetime import datetime
from pathlib import Path
from typing import Any

from advisor_desk.cli.output import Output
from advisor_desk.cli.program import ATTENTION, DONE
from advisor_desk.cli.usage import WrongUsage
from advisor_desk.cli.values import file
from advisor_desk.errors import OutsideFailed, UserCanFix
from advisor_desk.hub.cli_grammar import Commands, add
from advisor_desk.hub.cli_session import opened
from advisor_desk.hub.courier import answer_file, read_file, receipts, rehearsal, sealed_answer
from advisor_desk.hub.hub import Device
from advisor_desk.paths import spare_books
from advisor_desk.storage.files import replace_durably
from advisor_desk.wire.courier import DeskFile, HubFile
from advisor_desk.wire.messages import Status


def add_to(commands: Commands) -> None:
    """The one command."""
    parser = add(commands, "courier", "没有网络的网点：收下它的封装文件，写出回执文件", run_courier)
    parser.add_argument("file", type=file, metavar="FILE", help="网点送来的封装文件")
    parser.add_argument("--out", type=file, default=None, metavar="REPLY", help="回执文件，交还给网点")
    parser.add_argument("--preview", action="store_true", help="只看会怎样，什么也不写入")


def run_courier(options: argparse.Namespace, output: Output) -> int:
    """Take in a file and write the answer; 1 when something of it is kept apart."""
    if options.out is None and not options.preview:
        raise WrongUsage("usage.missing", argument="--out")
    envelope = _read(options.file)
    if options.out is not None and options.out.resolve() == options.file.resolve():
        raise UserCanFix("hub.reply_over_file", name=options.file.name)
    with opened(options) as hub, rehearsal(hub) if options.preview else nullcontext(hub) as stage:
        device, sent = read_file(stage, envelope)
        answer = answer_file(stage, device, sent)
        if not options.preview:
            _write(options.out, sealed_answer(hub, device, answer))
    document = _document(device, sent, answer) | {"preview": options.preview}
    output.result(document, _lines(document, output))
    return ATTENTION if document["refused"] else DONE


def _document(device: Device, sent: DeskFile, answer: HubFile) -> dict[str, Any]:
    return {
        "device": device.id,
        "advisor": device.advisor,
        "branch": device.branch,
        "made_at": sent.made_at,
        "events": sum(len(batch.events) + len(batch.unfit) for batch in sent.pushes),
        **receipts(answer),
        "attachments": len(sent.attachments),
        "rows": sum(len(page.rows) for _, page in answer.pages),
        "refused": [
            {"id": one.id, "code": one.code}
            for answered in answer.answers
            for one in answered.answers
            if one.status is Status.QUARANTINED
        ],
    }


def _lines(document: Mapping[str, Any], output: Output) -> list[str]:
    say = output.words.say
    lines = [
        say("网点 {branch}，顾问 {advisor}，文件写于 {made_at}。").format(
            **{**document, "made_at": _local(document["made_at"])}
        ),
        say(
            "记录 {events}：入账 {applied}，重复 {duplicates}，隔离 {quarantined}；附件 {attachments}。"
        ).format(**document),
    ]
    lines += [f"{one['id']}  {one['code']}" for one in document["refused"]]
    if document["preview"]:
        return [*lines, say("这是预览：没有写入任何内容。")]
    return [*lines, say("回执带回 {rows} 行资料。").format(**document)]


def _local(at: str) -> str:
    """A time as this machine's clock shows it; a dash for what a desk wrote that is none."""
    try:
        return f"{datetime.fromisoformat(at).astimezone():%Y-%m-%d %H:%M}"
    except (ValueError, OverflowError):
        return "—"


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError:
        raise UserCanFix("hub.file_unreadable", name=path.name) from None


def _write(path: Path, content: bytes) -> None:
    spare_books(path)
    try:
        replace_durably(path, content)
    except OSError:
        raise OutsideFailed("hub.file_unwritable", name=path.name) from None
