"""`history --client NO --pdf FILE`: the service file as a document."""

import argparse

from advisor_desk.assembly.history import chain_state
from advisor_desk.cli.output import Output
from advisor_desk.cli.reading import opened_desk
from advisor_desk.usecases.save_service_file import save_file
from advisor_desk.usecases.service_file import FileWish, levels, make_file_sheet, read_file
from advisor_desk.usecases.service_file_pdf import make_file_document
from advisor_desk.words.service_file import ServiceFileWords

DONE = 0


def write_file(options: argparse.Namespace, output: Output) -> int:
    """Write one client's file and log it with its purpose."""
    say = output.words.say
    words = ServiceFileWords(say, is_english=output.words.language.startswith("en"))
    is_strict = options.unlock is not None
    allowed = levels(confidential=options.confidential, strict=is_strict)
    wish = FileWish(options.purpose or say("客户服务档案"), allowed, options.unlock or "")
    with opened_desk(options, output) as desk:
        book = desk.book
        client_id = book.client_id(options.client)
        content = read_file(book, client_id, lambda: chain_state(book.sql), wish)
        document = make_file_document(make_file_sheet(content, words))
        report = save_file(book, content, document, options.pdf)
    chain = content.chain
    told = {
        "path": str(report.path),
        "pages": report.pages,
        "records": report.records,
        "left_out": report.left_out,
        "bytes": report.size,
        "sha256": report.sha256,
        "chain": {"seq": chain.seq, "head": chain.head, "ok": chain.broken_seq is None},
    }
    output.result(told, [say("服务档案已保存：{path}").format(path=report.path)])
    return DONE
