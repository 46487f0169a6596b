"""`load KIND FILE`: the importer and the report of the desk, for head office's own files."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from advisor_desk.cli.arguments import IMPORT_KINDS
from advisor_desk.cli.import_report import report_document, report_lines
from advisor_desk.cli.output import Output
from advisor_desk.cli.program import ATTENTION, DONE
from advisor_desk.cli.usage import WrongUsage
from advisor_desk.cli.values import file
from advisor_desk.domain.kinds import Kind
from advisor_desk.hub.cli_grammar import Commands, add
from advisor_desk.hub.cli_session import data_folder, opened, watching_branches
from advisor_desk.hub.hub import Hub
from advisor_desk.hub.load import Loaded, LoadOrder, branch_for, load
from advisor_desk.intake.options import ReadOptions
from advisor_desk.intake.reader import preview
from advisor_desk.usecases.import_file import ImportOptions
from advisor_desk.usecases.import_ports import Watch
from advisor_desk.usecases.import_profiles import ProfileFolder


def add_to(commands: Commands) -> None:
    """The command that loads a file."""
    loading = add(commands, "load", "把总部的一个文件发给各顾问，与客户端导入同样读取和报告", run_load)
    loading.add_argument("kind", choices=IMPORT_KINDS, metavar="KIND", help=" ".join(IMPORT_KINDS))
    add_file_options(loading)
    loading.add_argument("--branch", default=None, metavar="ID", help="网点，只有一个网点时可省略")
    loading.add_argument("--advisor", default="", metavar="ID", help="新客户归这位顾问")


def add_file_options(parser: argparse.ArgumentParser) -> None:
    """A file of an importer, and how it is read."""
    parser.add_argument("file", type=file, metavar="FILE")
    parser.add_argument("--profile", default=None, metavar="NAME_OR_FILE", help="导入方案的名称或文件")
    parser.add_argument(
        "--encoding", default=None, metavar="NAME", help="文件的编码，默认自动识别：utf-8、gb18030、utf-16"
    )
    parser.add_argument("--sheet", default=None, metavar="NAME", help="工作表的名称，默认自动识别")
    parser.add_argument("--rejects", type=file, default=None, metavar="FILE", help="不合格行写到这个文件")


def run_load(options: argparse.Namespace, output: Output) -> int:
    """Load a file; 1 when rows were rejected."""
    kind = Kind(options.kind)
    if kind is Kind.CLIENTS and not options.advisor:
        raise WrongUsage("usage.missing", argument="--advisor")
    with opened(options) as hub:
        branch = branch_for(hub, kind, options.branch)
        advisor = "" if kind is Kind.PRODUCTS else options.advisor
        with watching_branches(hub, branch, output):
            loaded = load_file(hub, options, output, (kind, branch, advisor))
    output.result(loaded_document(loaded, output), loaded_lines(loaded, output))
    return ATTENTION if loaded.report.rejected else DONE


def load_file(hub: Hub, options: argparse.Namespace, output: Output, into: tuple[Kind, str, str]) -> Loaded:
    """Load the file of the options: as which kind, into which branch, for which advisor."""
    kind, branch, advisor = into
    on = datetime.now().astimezone().date()
    read = _read_options(options, options.file, kind, ReadOptions(today=on))
    wanted = ImportOptions(read=read, rejects_to=options.rejects, words=output.words.reject)
    draw = output.progress()
    watch = Watch() if draw is None else Watch(progress=draw)
    return load(hub, LoadOrder(kind, options.file, branch, advisor, on, wanted), watch)


def _read_options(options: argparse.Namespace, path: Path, kind: Kind, read: ReadOptions) -> ReadOptions:
    """The named profile, or the one that was saved for the file's header, or none."""
    folder = ProfileFolder(data_folder() / "profiles")
    read = replace(read, encoding=options.encoding, sheet=options.sheet)
    if options.profile:
        return replace(read, profile=folder.find(options.profile))
    return replace(read, profile=folder.choose(kind, preview(path, kind, read).header))


def loaded_document(loaded: Loaded, output: Output) -> dict[str, object]:
    """The desk's document, and what went on to the desks."""
    return {
        **report_document(loaded.report, output),
        "rows": loaded.rows,
        "new_clients": loaded.new_clients,
        "kept_elsewhere": loaded.kept_elsewhere,
        "released": loaded.released,
    }


def loaded_lines(loaded: Loaded, output: Output) -> Iterator[str]:
    """The same for a person."""
    say = output.words.say
    yield from report_lines(loaded.report, output)
    yield say("发出 {rows} 行，新客户 {clients} 位。").format(rows=loaded.rows, clients=loaded.new_clients)
    if loaded.kept_elsewhere:
        yield say("文件中有 {count} 位客户归其他顾问，没有改变；要移交请用 assign。").format(
            count=loaded.kept_elsewhere
        )
    if loaded.released:
        yield say("先前因客户未知而隔离的 {count} 条记录已收下。").format(count=loaded.released)
