"""`publish rules FILE`, `publish shelf FILE`: what every desk works by."""

from __future__ import annotations

import argparse
from dataclasses import asdict

from advisor_desk.cli.output import Output
from advisor_desk.cli.program import ATTENTION, DONE
from advisor_desk.cli.values import file
from advisor_desk.domain.kinds import Kind
from advisor_desk.hub.cli_grammar import Commands, add
from advisor_desk.hub.cli_load import add_file_options, load_file, loaded_document, loaded_lines
from advisor_desk.hub.cli_session import opened
from advisor_desk.hub.publish import publish_rules
from advisor_desk.wire.version import FIRM_BRANCH


def add_to(commands: Commands) -> None:
    """The commands that publish."""
    family = add(commands, "publish", "向所有客户端发布规则或产品货架").commands("publish_command", "WHAT")
    rules = add(family, "rules", "核对规则文件，签名后发布；自生效日起对所有客户端生效", run_rules)
    rules.add_argument("file", type=file, metavar="FILE.toml")
    add_file_options(add(family, "shelf", "载入产品文件，封存后发布", run_shelf))


def run_rules(options: argparse.Namespace, output: Output) -> int:
    """Publish a rules file; the same file again changes nothing."""
    with opened(options) as hub:
        done = publish_rules(hub, options.file)
    said = (
        "已发布规则 {name}，{effective_from} 起生效。" if done.is_new else "规则 {name} 早已发布，没有改变。"
    )
    output.result(asdict(done), [output.words.say(said).format(**asdict(done)), f"sha256: {done.sha256}"])
    return DONE


def run_shelf(options: argparse.Namespace, output: Output) -> int:
    """Publish products with their weights and the seal; 1 when rows were rejected."""
    with opened(options) as hub:
        loaded = load_file(hub, options, output, (Kind.PRODUCTS, FIRM_BRANCH, ""))
    output.result(loaded_document(loaded, output), loaded_lines(loaded, output))
    return ATTENTION if loaded.report.rejected else DONE
