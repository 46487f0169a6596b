"""The gate's pages, one by one, for pictures."""

from collections.abc import Iterator

from PySide6.QtWidgets import QWidget

from advisor_desk.app.keeper import BookKeeper
from advisor_desk.errors import UserCanFix
from advisor_desk.storage.recovery_key import RANDOM_BYTES, to_text
from advisor_desk.ui import labels_errors
from advisor_desk.ui.gate.window import GateWindow
from advisor_desk.ui.jobs import Jobs


def gate_screens(keeper: BookKeeper, jobs: Jobs) -> Iterator[tuple[str, QWidget]]:
    """A fresh gate for each page. The recovery key shown is made of zeros and opens nothing."""
    for name in ("welcome", "create", "recovery-key", "unlock", "unlock-wrong", "recover"):
        gate = GateWindow(keeper, jobs)
        pages = {
            "welcome": gate.welcome,
            "create": gate.create_page,
            "recovery-key": gate.recovery_key,
            "recover": gate.recover,
        }
        page = pages.get(name, gate.unlock)
        if name == "recovery-key":
            gate.recovery_key.show_key(to_text(bytes(RANDOM_BYTES)))
        gate.show_page(page)
        if name == "unlock-wrong":
            wrong = labels_errors.words(UserCanFix("book.wrong_passphrase", wrong=1))
            page.trouble.say(wrong.together)
        yield name, gate
