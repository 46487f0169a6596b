"""The grammar of `suitable`, `suggest` and `brief`."""

import argparse
import re
from collections.abc import Callable
from pathlib import Path

from advisor_desk.cli.usage import Grammar, WrongUsage, wrong_form

Say = Callable[[str], str]
Run = Callable[[argparse.Namespace, object], int]
_AMOUNT = re.compile(r"(?P<whole>[0-9]{1,16}|[0-9]{1,3}(,[0-9]{3}){1,5})(\.(?P<cents>[0-9]{1,2}))?")
_MOST_YUAN = 10**12
_MOST_YEARS = 100


def yuan(text: str) -> int:
    """An amount in yuan with at most two decimals, as fen: more than nothing; commas part thousands."""
    found = _AMOUNT.fullmatch(text)
    fen = (
        int(found["whole"].replace(",", "")) * 100 + int((found["cents"] or "").ljust(2, "0")) if found else 0
    )
    if not 0 < fen <= _MOST_YUAN * 100:
        raise wrong_form(text, "500000")
    return fen


def _years(text: str) -> int:
    """For how many years a premium is paid."""
    if not (text.isascii() and text.isdigit() and 0 < int(text) <= _MOST_YEARS):
        raise wrong_form(text, "20")
    return int(text)


def add_suitable(parser: Grammar, say: Say, run: Run) -> None:
    """`suitable`: may this client be sold this product at this amount; several legs make a bundle."""
    parser.add_argument("--client", required=True, metavar="NO", help=say("客户号"))
    parser.add_argument(
        "--product",
        required=True,
        action="append",
        metavar="CODE",
        help=say("产品代码；组合方案按产品重复，每个产品各有金额"),
    )
    parser.add_argument(
        "--amount", required=True, action="append", type=yuan, metavar="YUAN", help=say("金额(元)")
    )
    parser.add_argument(
        "--initiator", required=True, choices=("ADVISOR", "CLIENT"), help=say("由谁提出：顾问或客户")
    )
    parser.add_argument(
        "--channel", required=True, choices=("ONLINE", "BRANCH"), help=say("在哪里办理：线上或网点")
    )
    parser.add_argument("--premium-years", type=_years, metavar="N", help=say("期交保险的缴费年数；趸交不填"))
    parser.add_argument(
        "--record",
        metavar="EVIDENCE",
        help=say("记为下单意向并写明依据；不得销售的记为未通过"),
    )
    parser.set_defaults(run=run, check=_check_suitable)


def _check_suitable(options: argparse.Namespace) -> None:
    if len(options.product) != len(options.amount):
        is_short = len(options.amount) < len(options.product)
        raise WrongUsage("usage.missing", argument="--amount" if is_short else "--product")
    if options.record is not None and len(options.product) > 1:
        # Each leg is an order of its own, with evidence of its own.
        raise WrongUsage("usage.unknown", argument="--record")


def add_suggest(parser: Grammar, say: Say, run: Run) -> None:
    """`suggest`: what could be bought for an amount of money."""
    parser.add_argument("--client", required=True, metavar="NO", help=say("客户号"))
    parser.add_argument(
        "--amount", type=yuan, default=None, metavar="YUAN", help=say("投入金额(元)，默认用账户现金")
    )
    parser.set_defaults(run=run)


def add_brief(parser: Grammar, say: Say, file: Callable[[str], Path], run: Run) -> None:
    """`brief`: the page for a meeting."""
    parser.add_argument("--client", required=True, metavar="NO", help=say("客户号"))
    parser.add_argument("--out", required=True, type=file, metavar="FILE.pdf", help=say("写到这个 PDF 文件"))
    parser.add_argument(
        "--for",
        dest="reader",
        choices=("advisor", "client"),
        default="advisor",
        help=say("给顾问自己，或可以交给客户"),
    )
    parser.set_defaults(run=run)
