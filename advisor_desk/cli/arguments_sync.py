"""The grammar of `enroll` and `sync`."""

import argparse
from collections.abc import Callable, Mapping
from pathlib import Path

from advisor_desk.cli.usage import Grammar, WrongUsage

Say = Callable[[str], str]
Run = Callable[[argparse.Namespace, object], int]
WITH_FILE = ("export", "import")


def add_enroll(parser: Grammar, say: Say, run: Run) -> None:
    """`enroll --hub URL --code CODE`."""
    parser.add_argument("--hub", required=True, metavar="URL", help=say("总部的地址，https:// 开头"))
    parser.add_argument("--code", required=True, metavar="CODE", help=say("总部给的一次性邀请码"))
    parser.add_argument(
        "--again", action="store_true", help=say("已登记过的客户册重新登记，未发送的记录保留")
    )
    parser.set_defaults(run=run)


def add_sync(parser: Grammar, say: Say, path: Callable[[str], Path], runs: Mapping[str | None, Run]) -> None:
    """`sync`, `sync status`, `sync export FILE`, `sync import FILE`."""
    parser.add_argument(
        "what",
        nargs="?",
        choices=("status", *WITH_FILE),
        help=say("查看状态；或写出封装文件；或读入总部的回执文件。不写就同步一次"),
    )
    parser.add_argument("file", nargs="?", type=path, metavar="FILE", help=say("封装文件"))
    # argparse has done with FILE before it comes to an option that stands between: the option takes it then.
    parser.add_argument(
        "--preview",
        nargs="?",
        type=path,
        const=True,
        default=False,
        metavar="FILE",
        help=say("只看封装文件里有什么，不写文件也不写客户册"),
    )

    def chosen(options: argparse.Namespace, output: object) -> int:
        return runs[options.what](options, output)

    parser.set_defaults(run=chosen, check=_check_sync)


def _check_sync(options: argparse.Namespace) -> None:
    if isinstance(options.preview, Path):
        if options.file is not None:
            raise WrongUsage("usage.unknown", argument=str(options.preview))
        options.file, options.preview = options.preview, True
    is_with_file = options.what in WITH_FILE
    if is_with_file and options.file is None and not (options.what == "export" and options.preview):
        raise WrongUsage("usage.missing", argument="FILE")
    if not is_with_file and options.file is not None:
        raise WrongUsage("usage.unknown", argument=str(options.file))
    if not is_with_file and options.preview:
        raise WrongUsage("usage.unknown", argument="--preview")
