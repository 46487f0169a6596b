"""How an import went, as the command lines of desk and hub tell it."""

from advisor_desk.cli.output import Output
from advisor_desk.domain.kinds import Reject
from advisor_desk.usecases.import_file import ImportReport

FIRST_REJECTS = 100


def report_document(report: ImportReport, output: Output) -> dict[str, object]:
    """The JSON document of cli.md."""
    return {
        "batch": report.batch,
        "read": report.read,
        "added": report.added,
        "updated": report.updated,
        "unchanged": report.unchanged,
        "rejected": report.rejected,
        "filtered": report.filtered,
        "encoding": report.encoding,
        "rejects": [
            {
                "row": reject.row,
                "column": reject.column,
                "code": reject.code,
                "message": output.words.reject(reject.code),
            }
            for reject in report.rejects[:FIRST_REJECTS]
        ],
    }


def report_lines(report: ImportReport, output: Output) -> list[str]:
    """The same for a person."""
    say = output.words.say
    lines = [
        say(
            "读取 {read} 行，新增 {added}，更新 {updated}，未变 {unchanged}，"
            "筛除 {filtered}，不合格 {rejected}。"
        ).format(
            read=report.read,
            added=report.added,
            updated=report.updated,
            unchanged=report.unchanged,
            filtered=report.filtered,
            rejected=report.rejected,
        )
    ]
    if report.encoding:
        lines.append(f"{say('编码')}: {report.encoding}")
    lines += [_reject_line(reject, output) for reject in report.rejects[:FIRST_REJECTS]]
    hidden = report.rejected - FIRST_REJECTS
    if hidden > 0:
        lines.append(say("……另有 {count} 行，用 --rejects 文件查看全部。").format(count=hidden))
    lines.append(f"{say('批次')}: {report.batch}" if report.batch else say("试导入，没有写入任何内容。"))
    return lines


def _reject_line(reject: Reject, output: Output) -> str:
    place = output.words.say("第 {row} 行").format(row=reject.row)
    return "  ".join(part for part in (place, reject.column, output.words.reject(reject.code)) if part)
