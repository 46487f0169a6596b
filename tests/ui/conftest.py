"""What every test of the window needs: the look, the language, and both put back afterwards.

With `MALLOC_PERTURB_=165` in the environment (glibc) freed memory is overwritten: what is used after its end
ends the run there and then, instead of one run in many somewhere else.
"""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QApplication, QLayout, QLayoutItem
from shiboken6 import getAllValidWrappers

from advisor_desk.ui import discreet, i18n, theme
from advisor_desk.ui.collection import Collector


@pytest.fixture(autouse=True)
def look(qapp: QApplication) -> Iterator[None]:
    """Light, Chinese, standard size, nothing hidden; garbage is collected in this thread, as at the desk."""
    collector = Collector()
    collector.start()
    i18n.install(i18n.CHINESE)
    theme.apply(qapp, theme.ThemeMode.LIGHT)
    discreet.set_on(False)
    yield
    held = held_items()
    # Windows of the test go now: the next change of the look must not dress them once more.
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    discreet.set_on(False)
    i18n.install(i18n.CHINESE)
    # Without a display Qt keeps what was copied until after Python has ended, and does not survive that.
    qapp.clipboard().clear()
    collector.look()
    collector.stop()
    assert not held, "a layout was nested when it was filled, or asked for an item (ui.widgets.layouts)"


def held_items() -> list[object]:
    """Items of layouts that Python holds: when Qt deletes one, what it makes there next is taken for it."""
    return [
        one for one in getAllValidWrappers() if isinstance(one, QLayoutItem) and not isinstance(one, QLayout)
    ]
