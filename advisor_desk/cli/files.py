"""`import KIND FILE`, `import batches`, `import undo`, `import --template`."""

import argparse
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from advisor_desk import paths
from advisor_desk.cli.import_report import FIRST_REJECTS, report_document, report_lines
from advisor_desk.cli.output import Output
from advisor_desk.cli.reading import opened_desk
from advisor_desk.cli.session import as_of
from advisor_desk.domain.batch import Batch, ImportMode, Kept
from advisor_desk.domain.kinds import Kind
from advisor_desk.intake.options import ReadOptions
from advisor_desk.intake.reader import preview
from advisor_desk.intake.template import template_csv, write_template
from advisor_desk.usecases.import_file import ImportOptions, import_file
from advisor_desk.usecases.import_ports import Watch
from advisor_desk.usecases.import_profiles import ProfileFolder
from advisor_desk.usecases.undo_import import list_imports, undo_import

DONE = 0
ATTENTION = 1


def run_import(options: argparse.Namespace, output: Output) -> int:
    """Dispatch the forms of `import`."""
    if options.template:
        return _template(options, output)
    if options.what == "batches":
        return _batches(options, output)
    if options.what == "undo":
        return _undo(options, output)
    return _file(options, output)


def _template(options: argparse.Namespace, output: Output) -> int:
    kind = Kind(options.template)
    if options.target is None:
        output.result({"template": template_csv(kind)}, template_csv(kind).splitlines())
        return DONE
    path = Path(options.target)
    write_template(kind, path)
    output.result({"template": str(path)}, [output.words.say("模板已保存：{name}").format(name=path)])
    return DONE


def _file(options: argparse.Namespace, output: Output) -> int:
    path, kind = Path(options.target), Kind(options.what)
    read = _read_options(options, path, kind)
    wanted = ImportOptions(
        read=read,
        mode=ImportMode(options.mode),
        dry_run=options.dry_run,
        rejects_to=options.rejects,
        words=output.words.reject,
    )
    draw = output.progress()
    watch = Watch() if draw is None else Watch(progress=draw)
    with opened_desk(options, output) as desk:
        report = import_file(desk, path, kind, wanted, watch)
    output.result(report_document(report, output), report_lines(report, output))
    return ATTENTION if report.rejected else DONE


def _read_options(options: argparse.Namespace, path: Path, kind: Kind) -> ReadOptions:
    """The named profile, or the one that was saved for the file's header, or none."""
    folder = ProfileFolder(paths.user_data() / "profiles")
    read = ReadOptions(today=as_of(options), encoding=options.encoding, sheet=options.sheet)
    if options.profile:
        return replace(read, profile=folder.find(options.profile))
    return replace(read, profile=folder.choose(kind, preview(path, kind, read).header))


def _batches(options: argparse.Namespace, output: Output) -> int:
    with opened_desk(options, output) as desk:
        batches = list_imports(desk)
    document = [_batch(batch) for batch in batches]
    lines = ["\t".join("" if value is None else str(value) for value in row.values()) for row in document]
    output.result(document, lines or [output.words.say("还没有导入过文件。")])
    return DONE


def _batch(batch: Batch) -> dict[str, object]:
    return {
        "batch": batch.batch,
        "kind": batch.kind.value,
        "file": batch.file_name,
        "started_at": batch.started_at.isoformat(),
        "read": batch.read,
        "added": batch.added,
        "updated": batch.updated,
        "unchanged": batch.unchanged,
        "rejected": batch.rejected,
        "undone_at": batch.undone_at.isoformat() if batch.undone_at else None,
    }


def _undo(options: argparse.Namespace, output: Output) -> int:
    with opened_desk(options, output) as desk:
        undone = undo_import(desk, options.target)
    say = output.words.say
    head = say("已撤销：移除 {removed}，恢复 {restored}，因后来修改而保留 {kept}。").format(
        removed=undone.removed, restored=undone.restored, kept=len(undone.kept)
    )
    document = {
        "batch": undone.batch,
        "removed": undone.removed,
        "restored": undone.restored,
        "kept": [_kept(one) for one in undone.kept],
    }
    output.result(document, [head, *_kept_lines(undone.kept)])
    return ATTENTION if undone.kept else DONE


def _kept(one: Kept) -> dict[str, str]:
    return {"table": one.table, "key": one.key, "field": one.field, "why": one.why.value, "by": one.by}


def _kept_lines(kept: Sequence[Kept]) -> list[str]:
    return ["  " + " ".join(value for value in _kept(one).values() if value) for one in kept[:FIRST_REJECTS]]
