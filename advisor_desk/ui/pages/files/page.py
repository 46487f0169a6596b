"""The import page: what is chosen here is read, tried, imported and taken back through an `ImportDesk`."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QFileDialog, QGridLayout, QStackedLayout, QVBoxLayout, QWidget

from advisor_desk.domain.batch import Batch, Undone
from advisor_desk.domain.field_words import in_english
from advisor_desk.domain.kinds import Kind
from advisor_desk.errors import DeskError
from advisor_desk.intake.reader import Preview
from advisor_desk.ui import i18n, labels_errors
from advisor_desk.ui.i18n import t
from advisor_desk.ui.jobs import BookChange, JobHandle, Jobs, Lane, ReadJob, WriteJob
from advisor_desk.ui.notices import Notices
from advisor_desk.ui.pages.files.batches_panel import BatchesPanel
from advisor_desk.ui.pages.files.desk import FileRequest, ImportDesk, Outcome
from advisor_desk.ui.pages.files.mapping_table import MappingTable
from advisor_desk.ui.pages.files.preview_table import PreviewTable
from advisor_desk.ui.pages.files.result_card import ResultCard
from advisor_desk.ui.pages.files.source_card import SourceCard
from advisor_desk.ui.pages.page import Page
from advisor_desk.ui.widgets.card import Card
from advisor_desk.ui.widgets.empty import EmptyState
from advisor_desk.ui.widgets.layouts import nest

EVERYTHING = frozenset({"clients", "imports"})
_CANCELLED = "import.cancelled"


def _in_words(columns: Sequence[str]) -> Sequence[str]:
    """Names of missing columns: the intake knows the Chinese ones."""
    return in_english(columns) if i18n.language() == i18n.ENGLISH else columns


class FilesPage(Page):
    """Files in, and what came of them. Accepts a file that is dropped on it."""

    def __init__(self, desk: ImportDesk, jobs: Jobs, notices: Notices) -> None:
        super().__init__(t("FilesPage", "导入"))
        self.setAcceptDrops(True)
        self._desk = desk
        self._jobs = jobs
        self._notices = notices
        self._path: Path | None = None
        self._preview: Preview | None = None
        self._is_mapped_by_hand = False
        self._running: JobHandle | None = None
        self._is_answered = False
        self.source = SourceCard(self)
        self.rows = PreviewTable(self)
        self.mapping = MappingTable(self)
        self.result = ResultCard(self)
        self.batches = BatchesPanel(self)
        self._build()
        self._connect()
        self.refresh_batches()

    def _build(self) -> None:
        self._reading = QWidget(self)
        self._empty = EmptyState(
            "import",
            self.tr("选择文件，或把文件拖到这里"),
            self.tr("支持 CSV、xlsx、xls；自动识别编码和列。先试导入看结果，再真正导入。"),
            self,
        )
        self._empty.add_button(self.tr("选择文件…"), "folder", primary=True).clicked.connect(
            self.source.choose
        )
        preview = Card(self.tr("文件的前几行"), self)
        preview.add(self.rows, 1)
        mapping = Card(self.tr("列对应"), self)
        mapping.add(self.mapping, 1)
        below = QGridLayout()
        below.setSpacing(12)
        below.addWidget(preview, 0, 0)
        below.addWidget(mapping, 0, 1)
        below.addWidget(self.result, 1, 0)
        below.addWidget(self.batches, 1, 1)
        below.setColumnStretch(0, 3)
        below.setColumnStretch(1, 2)
        below.setRowStretch(0, 1)
        below.setRowStretch(1, 1)
        first = QWidget(self)
        empty_card = Card(parent=first)
        empty_card.add(self._empty, 1)
        self._start = QGridLayout(first)
        self._start.setContentsMargins(0, 0, 0, 0)
        self._start.setSpacing(12)
        self._start.addWidget(empty_card, 0, 0)
        self._start.setColumnStretch(0, 3)
        self._start.setColumnStretch(1, 2)
        self._reading.setLayout(below)
        below.setContentsMargins(0, 0, 0, 0)
        self._below = below
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 16, 16, 16)
        column.setSpacing(12)
        column.addWidget(self.source)
        self._stack = nest(column, QStackedLayout(), 1)
        self._stack.addWidget(first)
        self._stack.addWidget(self._reading)
        self._show_start()

    def _connect(self) -> None:
        self.source.file_chosen.connect(self.take_file)
        self.source.changed.connect(self._on_source_changed)
        self.source.template_asked.connect(self._on_template_asked)
        self.source.profile_named.connect(self._on_profile_named)
        self.mapping.changed.connect(self._on_mapping_changed)
        self.result.try_asked.connect(lambda: self._run(dry_run=True))
        self.result.import_asked.connect(lambda: self._run(dry_run=False))
        self.result.cancel_asked.connect(self._on_cancel_asked)
        self.result.rejects_asked.connect(self._on_rejects_asked)
        self.batches.undo_asked.connect(self._on_undo_asked)

    def _show_start(self) -> None:
        self._start.addWidget(self.batches, 0, 1)
        self._stack.setCurrentIndex(0)

    def _show_reading(self) -> None:
        self._below.addWidget(self.batches, 1, 1)
        self._stack.setCurrentIndex(1)

    def take_file(self, path: Path) -> None:
        """Turn to a file: read its first rows and show what its columns would become."""
        self._path = path
        self._is_mapped_by_hand = False
        self.source.show_file(path)
        self.source.set_sheets([])
        self.source.set_profiles(self._desk.profiles(self.source.kind))
        self._show_reading()
        self._look()

    def _request(self) -> FileRequest:
        options = self._desk.read_options(**self.source.names())
        if self._is_mapped_by_hand:
            options = replace(options, mapping=self.mapping.mapping())
        return FileRequest(self._path or Path(), self.source.kind, options, self.source.mode)

    def _look(self) -> None:
        if self._path is None:
            return
        try:
            request = self._request()
        except DeskError as error:
            self._on_unreadable(error)
            return
        self.result.clear()
        self._jobs.start(
            ReadJob(
                run=lambda _context: self._desk.preview(request),
                done=self._on_previewed,
                failed=self._on_unreadable,
                owner=self,
                lane=Lane.POOL,
            )
        )

    def _on_previewed(self, answer: tuple[Preview, str]) -> None:
        preview, profile = answer
        self._preview = preview
        found = preview.found
        encoding = found.encoding.name.upper() if found.encoding else ""
        facts = (found.format.value.upper(), encoding, found.sheet or "")
        self.source.show_file(self._path or Path(), "  ·  ".join(fact for fact in facts if fact))
        self.source.set_sheets(found.sheets, found.sheet or "")
        self.source.set_profiles(self._desk.profiles(self.source.kind), profile)
        self.rows.show_rows(preview.header, preview.first_rows)
        chosen = {name: preview.header[mapped.index] for name, mapped in preview.fields.items()}
        if not self._is_mapped_by_hand:
            self.mapping.show_mapping(self.source.kind, preview.header, chosen)
        self.result.clear(is_ready=not preview.missing)
        if preview.missing:
            words = self.tr("还缺必需的列：{columns}。请在右边指定，或换一个种类。")
            self.result.show_trouble(words.format(columns=self.tr("、").join(_in_words(preview.missing))))

    def _on_unreadable(self, error: DeskError) -> None:
        self._preview = None
        self.rows.show_rows([], [])
        self.mapping.setRowCount(0)
        self.result.clear()
        self.result.show_trouble(labels_errors.words(error).together)

    def _on_source_changed(self) -> None:
        self._is_mapped_by_hand = False
        self._look()

    def _on_mapping_changed(self) -> None:
        self._is_mapped_by_hand = True
        self._look()

    def _run(self, *, dry_run: bool, rejects: Path | None = None) -> None:
        try:
            request = self._request()
        except DeskError as error:
            self._on_unreadable(error)
            return
        self.result.set_busy(busy=True)
        self._is_answered = False
        self._running = self._jobs.start(
            WriteJob(
                run=lambda context: self._desk.run(request, context, dry_run=dry_run, rejects=rejects),
                done=self._on_outcome,
                failed=self._on_run_failed,
                progress=self.result.show_progress,
                owner=self,
                change=BookChange(frozenset() if dry_run else EVERYTHING),
            )
        )
        self._running.ended.connect(self._on_run_ended)

    def _on_run_ended(self) -> None:
        self._running = None
        self.result.set_busy(busy=False)
        if not self._is_answered:
            self._tell_cancelled()

    def _on_outcome(self, outcome: Outcome) -> None:
        self._is_answered = True
        self.result.show_outcome(outcome)
        if not outcome.is_dry:
            self._notices.done(
                self.tr("导入完成：新增 {added}，更新 {updated}").format(
                    added=f"{outcome.added:,}", updated=f"{outcome.updated:,}"
                )
            )
            self.refresh_batches()

    def _on_run_failed(self, error: DeskError) -> None:
        self._is_answered = True
        if error.code == _CANCELLED:
            self._tell_cancelled()
        else:
            self.result.show_trouble(labels_errors.words(error).together)

    def _on_cancel_asked(self) -> None:
        """Ask the import to stop. It may be too late: what it answers is what is told."""
        if self._running is not None:
            self.result.cancel_button.setEnabled(False)
            self._running.context.cancel()

    def _tell_cancelled(self) -> None:
        self._notices.info(self.tr("已取消，没有写入任何内容。"))

    def _on_rejects_asked(self) -> None:
        suggested = f"{(self._path or Path('rows')).stem}-{self.tr('不合格行')}.csv"
        name, _ = QFileDialog.getSaveFileName(self, self.tr("保存不合格行"), suggested, "CSV (*.csv)")
        if name:
            self._run(dry_run=True, rejects=Path(name))

    def _on_template_asked(self, kind: Kind, path: Path) -> None:
        said = self.tr("模板已保存：{name}").format(name=path.name)
        self._jobs.start(
            ReadJob(
                run=lambda _context: self._desk.write_template(kind, path),
                done=lambda _nothing: self._notices.done(said),
                owner=self,
                lane=Lane.POOL,
            )
        )

    def _on_profile_named(self, name: str) -> None:
        if self._preview is None:
            self._notices.info(self.tr("请先选择一个文件。"))
            return
        try:
            request = self._request()
            if request.options.mapping is None:
                request = replace(request, options=replace(request.options, mapping=self.mapping.mapping()))
            self._desk.save_profile(name, request, self._preview.header)
        except DeskError as error:
            self._notices.error(error)
            return
        self.source.set_profiles(self._desk.profiles(self.source.kind), name)
        self._notices.done(self.tr("方案已保存，下次遇到同样的表头会自动选用。"))

    def forget_clients(self) -> None:
        """No row of a file stays on the screen when the book is locked."""
        self._path = None
        self._preview = None
        self.rows.show_rows([], [])
        self.mapping.setRowCount(0)
        self.result.clear()
        self.batches.show_batches([])
        self.source.forget()
        self._show_start()

    def refresh_batches(self) -> None:
        """Read the list of imports again."""
        self._jobs.start(
            ReadJob(run=lambda _context: self._desk.batches(), done=self.batches.show_batches, owner=self)
        )

    def _on_undo_asked(self, batch: Batch) -> None:
        question = self.tr("撤销导入“{name}”？将移除它新增的记录，恢复它改动的内容；之后的修改会保留。")
        if not self._notices.confirm(question.format(name=batch.file_name), self.tr("撤销导入")):
            return
        self._jobs.start(
            WriteJob(
                run=lambda _context: self._desk.undo(batch.batch),
                done=self._on_undone,
                owner=self,
                change=BookChange(EVERYTHING),
            )
        )

    def _on_undone(self, undone: Undone) -> None:
        words = self.tr("已撤销：移除 {removed}，恢复 {restored}，因后来修改而保留 {kept}。")
        self._notices.done(
            words.format(
                removed=f"{undone.removed:,}", restored=f"{undone.restored:,}", kept=len(undone.kept)
            )
        )
        self.refresh_batches()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if event.mimeData().hasUrls():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        urls = [url for url in event.mimeData().urls() if url.isLocalFile()]
        if urls:
            self.take_file(Path(urls[0].toLocalFile()))
