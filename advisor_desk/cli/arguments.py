"""The grammar of the command line: options before the command, then the command and its own.

argparse and not a larger library: it is imported before the window's first paint.
"""

import argparse
import os
from collections.abc import Callable, Sequence
from datetime import date
from functools import partial
from importlib import import_module
from pathlib import Path

from advisor_desk import __version__
from advisor_desk.cli.arguments_advice import add_brief, add_suggest, add_suitable
from advisor_desk.cli.arguments_service import add_history, add_log
from advisor_desk.cli.arguments_sync import add_enroll, add_sync
from advisor_desk.cli.usage import Grammar, WrongUsage, wrong_form
from advisor_desk.cli.values import DAY, day, file, whole

LANGUAGES = ("zh_CN", "en")
_FIRST_YEAR_TOO_FAR = 9000
IMPORT_KINDS = (
    "clients",
    "accounts",
    "assets",
    "holdings",
    "trades",
    "revenue",
    "products",
    "assessments",
    "consents",
    "signals",
    "relations",
)
VIEWS = (
    "ALL",
    "HNW",
    "INST",
    "YOUNG",
    "KEY_DEVELOP",
    "KEY_GUIDE",
    "POTENTIAL",
    "LONG_TAIL",
    "DORMANT",
    "UPGRADE_NEAR",
    "ASSESSMENT_DUE",
)
LARGEST = 2**31 - 1

_file = partial(file, example="desk.book")
_count = whole(1, LARGEST, example="300")

Say = Callable[[str], str]


def parse(argv: Sequence[str], say: Say) -> argparse.Namespace:
    """Options with `run`, the command's function. Raises WrongUsage; `--help` and `--version` exit.

    `say` puts the help into the person's language.
    """
    parser = Grammar(
        prog="advisor-desk",
        description=say("财富顾问工作台：加密的客户册，分层、评分与理由"),
        add_help=False,
        allow_abbrev=False,
    )
    _add_help(parser, say)
    parser.add_argument("--version", action="version", version=__version__, help=say("显示版本号"))
    parser.add_argument(
        "--book",
        type=_file,
        default=_environment_path(),
        metavar="FILE",
        help=say("客户册文件，默认在用户数据文件夹"),
    )
    parser.add_argument(
        "--as-of", type=_iso_date, default=None, metavar="YYYY-MM-DD", help=say("所有数字的基准日，默认今天")
    )
    parser.add_argument("--json", action="store_true", help=say("只向标准输出写一个 JSON 文档"))
    parser.add_argument("--lang", choices=LANGUAGES, default=None, help=say("文字的语言"))
    parser.set_defaults(run=_lazy("window", "open_window"))
    build = _Builder(parser, say)
    build.window()
    build.book()
    build.imports()
    build.reading()
    build.advice()
    build.service()
    build.rules()
    build.sync()
    options = parser.parse_args(argv)
    check = getattr(options, "check", None)
    if check is not None:
        check(options)
    return options


def _add_help(parser: argparse.ArgumentParser, say: Say) -> None:
    parser.add_argument("-h", "--help", action="help", help=say("显示这份说明"))


def _lazy(module: str, function: str) -> Callable[[argparse.Namespace, object], int]:
    """The command's function, whose module is imported only when it runs."""

    def run(options: argparse.Namespace, output: object) -> int:
        return int(getattr(import_module(f"advisor_desk.cli.{module}"), function)(options, output))

    return run


def _environment_path() -> Path | None:
    value = os.environ.get("ADVISOR_DESK_BOOK")
    return Path(value) if value else None


def environment_language() -> str:
    """The language of the environment, or Chinese."""
    value = os.environ.get("ADVISOR_DESK_LANG", "")
    return value if value in LANGUAGES else "zh_CN"


def _iso_date(text: str) -> date:
    """A date of ten characters; the calendar needs years behind it for what is counted ahead."""
    found = day(text)
    if found.year >= _FIRST_YEAR_TOO_FAR:
        raise wrong_form(text, DAY)
    return found


def _seed(text: str) -> int:
    try:
        return int(text)
    except ValueError:
        raise wrong_form(text, "20260") from None


def _size(text: str) -> tuple[int, int]:
    width, cross, height = text.partition("x")
    if not (cross and width.isdigit() and height.isdigit()):
        raise wrong_form(text, "1366x768")
    size = int(width[:6]), int(height[:6])
    if not all(320 <= side <= 8192 for side in size):
        raise wrong_form(text, "1366x768")
    return size


def _check_shots(options: argparse.Namespace) -> None:
    if options.folder is None and not options.list:
        raise WrongUsage("usage.missing", argument="DIR")


def _check_import(options: argparse.Namespace) -> None:
    if options.template:
        # `--template KIND FILE`: argparse has put FILE where KIND stands without --template.
        if options.target is not None:
            raise WrongUsage("usage.unknown", argument=options.target)
        options.target, options.what = options.what, None
        return
    possible = (*IMPORT_KINDS, "batches", "undo")
    if options.what is None:
        raise WrongUsage("usage.missing", argument="KIND")
    if options.what not in possible:
        raise WrongUsage("usage.choice", argument="KIND", value=options.what, choices=" ".join(possible))
    if options.what == "batches":
        if options.target is not None:
            raise WrongUsage("usage.unknown", argument=options.target)
    elif options.target is None:
        raise WrongUsage("usage.missing", argument="BATCH" if options.what == "undo" else "FILE")


class _Builder:
    """Adds the commands, one method a family."""

    def __init__(self, parser: Grammar, say: Say) -> None:
        self._say = say
        self._commands = parser.add_subparsers(dest="command", metavar="COMMAND", parser_class=Grammar)

    def _command(
        self, name: str, summary: str, commands: "argparse._SubParsersAction[Grammar] | None" = None
    ) -> Grammar:
        text = self._say(summary)
        family = self._commands if commands is None else commands
        made = family.add_parser(name, help=text, description=text, add_help=False, allow_abbrev=False)
        _add_help(made, self._say)
        return made

    def _family(self, parser: Grammar, dest: str) -> "argparse._SubParsersAction[Grammar]":
        return parser.add_subparsers(dest=dest, required=True, metavar="ACTION", parser_class=Grammar)

    def window(self) -> None:
        """`open`, `demo`, `shots`."""
        say = self._say
        self._command("open", "打开窗口").set_defaults(run=_lazy("window", "open_window"))
        demo = self._command("demo", "建一本虚构客户的演示客户册并打开")
        demo.add_argument("--clients", type=_count, default=300, metavar="N", help=say("客户数"))
        demo.add_argument("--trades", type=_count, default=20_000, metavar="N", help=say("交易数"))
        demo.add_argument(
            "--seed", type=_seed, default=20_260, metavar="S", help=say("随机种子：相同则内容相同")
        )
        demo.add_argument("--no-window", action="store_true", help=say("只建不打开"))
        demo.set_defaults(run=_lazy("window", "demo"))
        shots = self._command("shots", "不用显示器，把画面画成图片")
        shots.add_argument("folder", type=_file, nargs="?", metavar="DIR", help=say("图片的文件夹"))
        shots.add_argument("--screen", action="append", metavar="NAME", help=say("只画这个画面，可重复"))
        shots.add_argument(
            "--size", type=_size, default=(1366, 768), metavar="1366x768", help=say("图片大小")
        )
        shots.add_argument("--theme", choices=("light", "dark"), default="light", help=say("浅色或深色"))
        shots.add_argument("--list", action="store_true", help=say("列出画面名称"))
        shots.set_defaults(run=_lazy("window", "shots"), check=_check_shots)

    def book(self) -> None:
        """`book new | check | backup | restore | passphrase`."""
        book = self._family(self._command("book", "新建、检查、备份、恢复客户册，更换口令"), "book_command")
        new = self._command("new", "新建客户册，恢复密钥只显示一次", book)
        new.set_defaults(run=_lazy("book", "new"))
        self._command("check", "检查整本客户册", book).set_defaults(run=_lazy("book", "check"))
        change = self._command("passphrase", "更换口令；没有终端时从标准输入读新口令", book)
        change.set_defaults(run=_lazy("book", "change_passphrase"))
        backup = self._command("backup", "备份到文件夹并核对", book)
        backup.add_argument("folder", type=_file, metavar="DIR")
        backup.set_defaults(run=_lazy("book", "backup"))
        restore = self._command("restore", "用备份恢复，原来的保留在旁边", book)
        restore.add_argument("file", type=_file, metavar="FILE")
        restore.set_defaults(run=_lazy("book", "restore"))

    def imports(self) -> None:
        """`import KIND FILE`, `import batches`, `import undo BATCH` and `import --template KIND [FILE]`."""
        say = self._say
        parser = self._command("import", "导入文件，查看或撤销导入，写模板")
        kinds = say("种类 {kinds}；或 batches；或 undo").format(kinds=" ".join(IMPORT_KINDS))
        parser.add_argument("what", nargs="?", metavar="KIND|batches|undo", help=kinds)
        parser.add_argument("target", nargs="?", metavar="FILE|BATCH", help=say("文件；undo 时是批次号"))
        parser.add_argument(
            "--template", choices=IMPORT_KINDS, metavar="KIND", help=say("写出这个种类的空白模板")
        )
        parser.add_argument("--profile", metavar="NAME_OR_FILE", help=say("导入方案的名称或文件"))
        parser.add_argument(
            "--mode", choices=("add", "update", "both"), default="both", help=say("新增、更新或两者")
        )
        parser.add_argument("--dry-run", action="store_true", help=say("只试算，不写入"))
        parser.add_argument(
            "--encoding", metavar="NAME", help=say("文件的编码，默认自动识别：utf-8、gb18030、utf-16")
        )
        parser.add_argument("--sheet", metavar="NAME", help=say("工作表的名称，默认自动识别"))
        parser.add_argument("--rejects", type=_file, metavar="FILE", help=say("不合格行写到这个文件"))
        parser.set_defaults(run=_lazy("files", "run_import"), check=_check_import)

    def reading(self) -> None:
        """`clients`, `client`, `score`, `board`."""
        say = self._say
        clients = self._command("clients", "列出客户")
        clients.add_argument("--find", metavar="TEXT", help=say("按姓名、拼音、客户号或手机尾号查找"))
        views = say("视图：{views}，或已保存视图的名称").format(views=" ".join(VIEWS))
        clients.add_argument("--view", metavar="NAME", help=views)
        clients.set_defaults(run=_lazy("read", "clients"))
        client = self._command("client", "一位客户的全部资料")
        client.add_argument("number", metavar="NO", help=say("客户号"))
        client.set_defaults(run=_lazy("read", "client"))
        score = self._command("score", "分层与评分")
        score.add_argument("--client", metavar="NO", help=say("只算这位客户"))
        score.add_argument("--explain", action="store_true", help=say("连同理由和算式"))
        score.set_defaults(run=_lazy("read", "score_clients"))
        board = self._command("board", "看板：月末结构与变动、服务节奏、首次响应")
        for name, at in (("--from", "start"), ("--to", "end")):
            said = say("比较这两个月末，默认最近两个")
            board.add_argument(name, dest=at, type=_iso_date, default=None, metavar="YYYY-MM-DD", help=said)
        board.set_defaults(run=_lazy("board", "board"))

    def advice(self) -> None:
        """`suitable`, `suggest`, `brief`."""
        say = self._say
        suitable = self._command("suitable", "能否向这位客户销售这个产品，以及理由")
        add_suitable(suitable, say, _lazy("advice", "suitable"))
        add_suggest(self._command("suggest", "一位客户的配置建议"), say, _lazy("advice", "suggest"))
        add_brief(self._command("brief", "会前简报 PDF"), say, _file, _lazy("brief", "brief"))

    def service(self) -> None:
        """`today`, `tasks export`, `log`, `history`, `history verify`."""
        today = self._command("today", "今日：该做的每一件事和为什么")
        today.set_defaults(run=_lazy("today", "today"))
        tasks = self._family(self._command("tasks", "待办"), "tasks_command")
        export = self._command("export", "把未完成的待办写成日历文件，客户姓名遮挡", tasks)
        export.add_argument("file", type=_file, metavar="FILE.ics")
        export.set_defaults(run=_lazy("today", "export"))
        add_log(self._command("log", "记录一次沟通"), self._say, _iso_date, _lazy("log", "log"))
        history = self._command("history", "客户的服务档案；或核对整条记录链")
        deeds = (_lazy("log", "verify"), _lazy("log", "rebuild"), _lazy("log", "history"))
        add_history(history, self._say, *deeds)

    def rules(self) -> None:
        """`rules show`, `rules verify`, `rules replay`."""
        rules = self._family(self._command("rules", "查看或核对规则"), "rules_command")
        self._command("show", "显示当日生效的规则", rules).set_defaults(run=_lazy("rules", "show"))
        replay = self._command("replay", "按客户册里记录的输入和规则重算每一次适当性检查", rules)
        replay.add_argument("--client", metavar="NO", help=self._say("只重算这位客户"))
        replay.set_defaults(run=_lazy("rules", "replay"))
        verify = self._command("verify", "用用例表核对规则", rules)
        kinds = ("rfm", "suitability", "tier", "allocation")
        verify.add_argument("kind", choices=kinds, metavar="KIND", help=self._say("用例表的种类"))
        verify.add_argument(
            "cases", type=_file, metavar="CASES.csv", help=self._say("用例表文件(CSV，UTF-8)")
        )
        verify.set_defaults(run=_lazy("rules", "verify"))

    def sync(self) -> None:
        """`enroll`, `sync`, `sync status`, `sync export`, `sync import`."""
        add_enroll(self._command("enroll", "登记到总部，以后才能同步"), self._say, _lazy("sync", "enroll"))
        sync = self._command("sync", "与总部同步；查看状态；写出或读入封装文件")
        deeds = {None: "sync", "status": "status", "export": "export", "import": "take_in"}
        add_sync(sync, self._say, _file, {what: _lazy("sync", deed) for what, deed in deeds.items()})
