"""`brief`: the page for a meeting as a PDF."""

import argparse

from advisor_desk.cli.output import Output
from advisor_desk.cli.reading import opened_desk
from advisor_desk.usecases.brief import Reader
from advisor_desk.usecases.save_brief import BriefWish, save_brief
from advisor_desk.words.brief import BriefWords

DONE = 0


def brief(options: argparse.Namespace, output: Output) -> int:
    """Write one client's page; the same book, day and rules give the same bytes."""
    say = output.words.say
    words = BriefWords(say, is_english=output.words.language.startswith("en"))
    with opened_desk(options, output) as desk:
        client_id = desk.book.client_id(options.client)
        report = save_brief(desk.book, client_id, BriefWish(Reader(options.reader), options.out, words))
    document = {
        "path": str(report.path),
        "pages": report.pages,
        "bytes": report.size,
        "sha256": report.sha256,
    }
    output.result(document, [say("简报已保存：{path}").format(path=report.path)])
    return DONE
