"""`export interactions`: records of contacts for the data warehouse."""

from __future__ import annotations

import argparse

from advisor_desk.cli.output import Output
from advisor_desk.cli.program import DONE
from advisor_desk.cli.usage import wrong_form
from advisor_desk.cli.values import day, file
from advisor_desk.hub.cli_grammar import Commands, add
from advisor_desk.hub.cli_session import opened
from advisor_desk.hub.export_interactions import ExportOrder, export_interactions
from advisor_desk.usecases.export_clients import LEAST_PURPOSE


def add_to(commands: Commands) -> None:
    """The commands that export."""
    family = add(commands, "export", "导出给数据仓库").commands("export_command", "WHAT")
    interactions = add(family, "interactions", "沟通记录，CSV 或 Parquet，由扩展名决定", run_interactions)
    interactions.add_argument("file", type=file, metavar="FILE")
    interactions.add_argument(
        "--since", required=True, type=day, metavar="YYYY-MM-DD", help="这一天起发生的记录"
    )
    interactions.add_argument("--branch", default=None, metavar="ID", help="只导出这个网点")
    interactions.add_argument(
        "--with-notes", default="", metavar="PURPOSE", help="连同非保密的原文；写明用途，会记入日志"
    )


def run_interactions(options: argparse.Namespace, output: Output) -> int:
    """Write the file; what left the hub is noted in its journal."""
    purpose = options.with_notes.strip()
    if options.with_notes and len(purpose) < LEAST_PURPOSE:
        raise wrong_form(options.with_notes, "--with-notes 月度质检")
    order = ExportOrder(options.file, options.since, options.branch, purpose)
    with opened(options) as hub:
        done = export_interactions(hub, order)
    document = {"file": str(options.file), "rows": done.rows, "sha256": done.sha256}
    said = output.words.say("已导出 {rows} 条记录到 {file}。").format(**document)
    output.result(document, [said, f"sha256: {done.sha256}"])
    return DONE
