"""The grammar of `log` and `history`."""

import argparse
import re
from collections.abc import Callable
from contextlib import suppress
from datetime import date
from pathlib import Path

from advisor_desk.cli.usage import Grammar, WrongUsage, wrong_form

Say = Callable[[str], str]
Run = Callable[[argparse.Namespace, object], int]
Day = Callable[[str], date]

CHANNELS = ("VISIT", "CALL", "WECOM", "BRANCH", "EVENT", "ONLINE", "MAIL")
OUTCOMES = ("REACHED", "NOT_REACHED", "APPOINTED", "DECLINED", "DONE")
PURPOSES = (
    "REVIEW",
    "CARE",
    "PRODUCT",
    "ASSESSMENT",
    "ENQUIRY",
    "COMPLAINT",
    "EDUCATION",
    "SERVICE",
    "REFERRAL",
)
_STEPS = re.compile(r"\+[0-9]{1,3}")


def next_day(text: str, day: Day) -> int | date:
    """`+3`: so many trading days on; or a date."""
    if _STEPS.fullmatch(text) and int(text) > 0:
        return int(text)
    with suppress(WrongUsage):
        return day(text)
    raise wrong_form(text, "+3")


def add_log(parser: Grammar, say: Say, day: Day, run: Run) -> None:
    """`log`: a contact that has happened, with one client or several."""
    parser.add_argument(
        "--client", required=True, action="append", metavar="NO", help=say("客户号；多位客户同时在场时重复")
    )
    parser.add_argument("--channel", required=True, choices=CHANNELS, help=say("怎样沟通的"))
    parser.add_argument("--outcome", required=True, choices=OUTCOMES, help=say("沟通的结果"))
    parser.add_argument("--purpose", choices=PURPOSES, default="CARE", help=say("沟通的目的"))
    parser.add_argument("--note", default="", metavar="TEXT", help=say("谈了什么"))
    parser.add_argument(
        "--next",
        dest="next_day",
        type=lambda text: next_day(text, day),
        metavar="+3",
        help=say("下一步：几个交易日之后，或日期"),
    )
    parser.add_argument("--next-what", metavar="TEXT", help=say("下一步做什么"))
    parser.add_argument("--on", type=day, metavar="YYYY-MM-DD", help=say("沟通的日期，默认基准日"))
    parser.add_argument(
        "--wording-reason", default="", metavar="TEXT", help=say("内容里有禁用词时，写明为什么保留")
    )
    parser.set_defaults(run=run, check=_check_log)


def add_history(parser: Grammar, say: Say, verify: Run, rebuild: Run, run: Run) -> None:
    """`history --client NO`: the service file; `verify`: is the record as written? `rebuild`: from it."""
    deeds = {"verify": verify, "rebuild": rebuild, None: run}
    parser.add_argument(
        "what", nargs="?", choices=("verify", "rebuild"), help=say("核对整条记录链；或按记录链重建服务档案")
    )
    parser.add_argument("--client", metavar="NO", help=say("客户号"))
    parser.add_argument("--pdf", type=Path, metavar="FILE", help=say("写成 PDF 文件，每页带链尾"))
    parser.add_argument("--purpose", default="", metavar="TEXT", help=say("PDF 的用途，会留痕"))
    parser.add_argument("--confidential", action="store_true", help=say("PDF 里连同保密的记录"))
    parser.add_argument("--unlock", metavar="REASON", help=say("连同严格保密的内容，并写明原因；原因会留痕"))

    def chosen(options: argparse.Namespace, output: object) -> int:
        return deeds[options.what](options, output)

    parser.set_defaults(run=chosen, check=_check_history)


def _check_log(options: argparse.Namespace) -> None:
    what: str | None = options.next_what
    if options.next_day is None and what is not None:
        raise WrongUsage("usage.missing", argument="--next")
    if options.next_day is not None and not (what or "").strip():
        raise WrongUsage("usage.missing", argument="--next-what")


def _check_history(options: argparse.Namespace) -> None:
    if options.what is None and options.client is None:
        raise WrongUsage("usage.missing", argument="--client")
    if options.pdf is None and (options.purpose or options.confidential):
        raise WrongUsage("usage.missing", argument="--pdf")
    if options.what is not None and options.pdf is not None:
        raise WrongUsage("usage.unknown", argument="--pdf")
    if options.what is not None and (options.client is not None or options.unlock is not None):
        raise WrongUsage("usage.unknown", argument="--client" if options.client else "--unlock")
