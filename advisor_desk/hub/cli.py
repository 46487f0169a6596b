"""The command line of the hub, `advisor-desk-hub`: which commands there are. Nothing here decides.

Options before the command, exit codes and JSON are as on the desk (cli.md).
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence

from advisor_desk import __version__
from advisor_desk.cli.arguments import LANGUAGES, Say
from advisor_desk.cli.program import run
from advisor_desk.cli.values import file
from advisor_desk.hub import (
    cli_console,
    cli_courier,
    cli_desks,
    cli_export,
    cli_load,
    cli_publish,
    cli_quarantine,
    cli_serve,
)
from advisor_desk.hub.cli_grammar import HubGrammar

FAMILIES = (
    cli_serve,
    cli_desks,
    cli_load,
    cli_publish,
    cli_quarantine,
    cli_console,
    cli_courier,
    cli_export,
)
"""In the order of the help."""


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return its exit status (0 done, 1 attention, 2 usage, 3 to 5 see errors)."""
    return run(sys.argv[1:] if argv is None else argv, parse)


def parse(argv: Sequence[str], say: Say) -> argparse.Namespace:
    """Options with `run`, the command's function. Raises WrongUsage; `--help` and `--version` exit."""
    parser = HubGrammar(
        say=say, prog="advisor-desk-hub", description="总部服务：收下各顾问的记录，发出客户资料"
    )
    parser.add_argument("--version", action="version", version=__version__, help="显示版本号")
    parser.add_argument(
        "--db",
        metavar="URL",
        default=None,
        help="数据库：sqlite:///文件 或 postgresql+psycopg://…，默认是数据文件夹中的 SQLite 文件",
    )
    parser.add_argument(
        "--keys", type=file, metavar="FILE", default=None, help="总部密钥文件，默认在数据文件夹"
    )
    parser.add_argument("--json", action="store_true", help="只向标准输出写一个 JSON 文档")
    parser.add_argument("--lang", choices=LANGUAGES, default=None, help="文字的语言")
    commands = parser.commands("command", "COMMAND")
    for family in FAMILIES:
        family.add_to(commands)
    return parser.parse_args(argv)
