"""What is loaded when 今日 and the list are first painted: Qt and our own modules, nothing heavy."""

import subprocess
import sys

HEAVY = (
    "pandas",
    "numpy",
    "matplotlib",
    "scipy",
    "sqlalchemy",
    "alembic",
    "pypinyin",
    "xlsxwriter",
    "borax",
    "chinese_calendar",
    "icalendar",
    "python_calamine",
)
SCRIPT = """
import sys
from PySide6.QtWidgets import QApplication, QWidget
app = QApplication([])
from advisor_desk.ui import i18n, theme
i18n.install(sys.argv[1])
theme.apply(app, "light")
from advisor_desk.ui.jobs import InlineJobs
from advisor_desk.ui.main_window import MainWindow
from advisor_desk.ui.notices import Notices
from advisor_desk.ui.pages.clients import ClientsPage
from advisor_desk.ui.pages.clients_parts import ClientsParts
from advisor_desk.ui.pages.page import MemoryPrefs
from advisor_desk.ui.pages.today.page import TodayPage
from advisor_desk.ui.pages.today.parts import TodayParts
from tests.ui.fake_day import NOON, TRADING, FakeDay
from tests.ui.fake_clients import TODAY, FakeClients, FakeViews

class Pane(QWidget):
    def show_client(self, client_id): pass
    def clear(self): pass

window = MainWindow()
jobs = InlineJobs(window)
page = ClientsPage(ClientsParts(
    source=FakeClients(), jobs=jobs, notices=Notices(window), today=lambda: TODAY,
    make_detail=Pane, prefs=MemoryPrefs(), saved_views=FakeViews(),
))
day = FakeDay()
today = TodayPage(TodayParts(
    read=day.read, unsent=day.unsent_by_type, lunar=day.lunar, deeds=day, trading=TRADING, jobs=jobs,
    notices=Notices(window), now=lambda: NOON,
))
window.add_page("today", "sun", today)
window.add_page("clients", "users", page)
window.show()
assert not window.grab().isNull() and today.lines.rows.rowCount() > 5
window.show_page("clients")
page.start()
assert not window.grab().isNull() and page.model.rowCount() == 41
print(sorted({name.partition(".")[0] for name in sys.modules}))
"""


def test_nothing_heavy_is_loaded_at_first_paint() -> None:
    for language in ("zh_CN", "en"):
        ran = subprocess.run(
            [sys.executable, "-c", SCRIPT, language], capture_output=True, text=True, check=False, timeout=120
        )
        assert ran.returncode == 0, ran.stderr
        loaded = ran.stdout
        assert "'PySide6'" in loaded
        assert [name for name in HEAVY if f"'{name}'" in loaded] == []
