"""`book new | check | backup | restore | passphrase`."""

import argparse
import sys
from dataclasses import asdict

from advisor_desk.cli.output import Output
from advisor_desk.cli.session import book_path, new_passphrase, passphrase, piped_passphrase
from advisor_desk.errors import UserCanFix

LEAST_PASSPHRASE = 8
"""What the window demands."""
ATTENTION = 1
DONE = 0


def new(options: argparse.Namespace, output: Output) -> int:
    """Make an empty book and print its recovery key, once."""
    from advisor_desk.storage.book import SqlBook

    say = output.words.say
    path = book_path(options)
    secret = new_passphrase(say("新客户册的口令："), say("再输入一次："))
    made = SqlBook.create(path, secret)
    made.book.close()
    _warn_of_short(secret, output)
    output.result(
        {"book": str(path), "recovery_key": made.recovery_key},
        [
            say("客户册已建好：{path}").format(path=path),
            say("恢复密钥(只显示这一次，请抄写保存):"),
            made.recovery_key,
        ],
    )
    return DONE


def check(options: argparse.Namespace, output: Output) -> int:
    """Check the whole book; exit 1 when a fault was found."""
    from advisor_desk.storage import check as checking
    from advisor_desk.storage.book import SqlBook

    say = output.words.say
    with SqlBook.open(book_path(options), passphrase(say("口令："))) as book:
        report = checking.check(book)
    document = asdict(report)
    document["faults"] = [{"code": fault.code, "params": dict(fault.params)} for fault in report.faults]
    verdict = (
        say("客户册完好。") if report.ok else say("发现 {count} 处问题。").format(count=len(report.faults))
    )
    lines = [f"{key}: {value}" for key, value in document.items() if key != "faults"]
    lines += [f"  {output.words.fault(fault.code, dict(fault.params))}" for fault in report.faults]
    output.result(document, [*lines, verdict])
    return DONE if report.ok else ATTENTION


def backup(options: argparse.Namespace, output: Output) -> int:
    """Write a verified copy of the book and its key file."""
    from advisor_desk.storage.backup import back_up
    from advisor_desk.storage.book import SqlBook

    say = output.words.say
    with SqlBook.open(book_path(options), passphrase(say("口令："))) as book:
        made = back_up(book, options.folder)
    output.result(
        {**asdict(made), "path": str(made.path)},
        [say("备份已写好并核对：{name}").format(name=made.path)],
    )
    return DONE


def restore(options: argparse.Namespace, output: Output) -> int:
    """Put a backup in the place of the book; the old book is kept aside."""
    from advisor_desk.storage.backup import restore as put_back

    say = output.words.say
    target = book_path(options)
    aside = put_back(options.file, target, passphrase(say("备份时的口令：")))
    lines = [say("已恢复到 {path}").format(path=target)]
    if aside is not None:
        lines.append(say("原来的客户册保留在 {path}").format(path=aside))
    output.result({"book": str(target), "kept": str(aside) if aside else None}, lines)
    return DONE


def change_passphrase(options: argparse.Namespace, output: Output) -> int:
    """Give the book a new passphrase; only the key file is rewritten.

    Without a terminal the new passphrase is the first line of standard input.
    """
    from advisor_desk.storage.files import BookFiles
    from advisor_desk.storage.rekeying import change_passphrase as rewrap

    say = output.words.say
    if not book_path(options).is_file():
        raise UserCanFix("book.missing")
    old = passphrase(say("现在的口令："))
    if sys.stdin.isatty():
        fresh = new_passphrase(say("新口令："), say("再输入一次："), is_asked=True)
    else:
        fresh = piped_passphrase()
    rewrap(BookFiles(book_path(options)), old, fresh)
    _warn_of_short(fresh, output)
    output.result({"changed": True}, [say("口令已更换，恢复密钥不变。")])
    return DONE


def _warn_of_short(secret: str, output: Output) -> None:
    """Scripts may choose what they like; a person is told."""
    if len(secret) < LEAST_PASSPHRASE:
        said = output.words.say("口令少于 {count} 个字符，容易被猜到；建议换一句更长的话。")
        output.note(said.format(count=LEAST_PASSPHRASE))
