"""The look: tokens, contrast, icons, fonts, and that it follows a change of theme and text size."""

import re

import pytest
from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QColor, QFontInfo, QGuiApplication, QImage, QPainter
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from advisor_desk.ui import fonts, icons, theme
from advisor_desk.ui.fonts import FontRole
from advisor_desk.ui.tokens import DARK, LIGHT, Tokens
from advisor_desk.ui.widgets.card import ElidedLabel, RoleLabel
from advisor_desk.ui.widgets.controls import Button
from advisor_desk.ui.widgets.laid_text import Side, laid_texts
from advisor_desk.ui.widgets.marks import Pill

SETS = [LIGHT, DARK]


def contrast(one: str, other: str) -> float:
    def light(value: str) -> float:
        def linear(part: float) -> float:
            return part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4

        color = QColor(value)
        red, green, blue = (linear(part) for part in (color.redF(), color.greenF(), color.blueF()))
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    high, low = sorted((light(one), light(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("tokens", SETS, ids=lambda tokens: tokens.name)
@pytest.mark.parametrize("ground", ["surface", "bg", "selected", "hover"])
@pytest.mark.parametrize("ink", ["text", "text2", "up", "down", "warn", "danger"])
def test_text_can_be_read_on_every_ground(tokens: Tokens, ground: str, ink: str) -> None:
    assert contrast(getattr(tokens, ink), getattr(tokens, ground)) >= 4.5


@pytest.mark.parametrize("tokens", SETS, ids=lambda tokens: tokens.name)
def test_pills_and_the_main_button_can_be_read(tokens: Tokens) -> None:
    pairs = [
        *tokens.tiers,
        (tokens.primary, tokens.on_primary),
        (tokens.warn_bg, tokens.warn),
        (tokens.danger_bg, tokens.danger),
    ]
    assert all(contrast(fill, ink) >= 4.5 for fill, ink in pairs)


@pytest.mark.parametrize("tokens", SETS, ids=lambda tokens: tokens.name)
def test_the_style_sheet_has_no_unknown_token_and_no_colour_on_items(tokens: Tokens) -> None:
    sheet = theme.style_sheet(tokens)
    assert "@" not in sheet.split("*/", 1)[1]
    for rule in re.findall(r"::item[^{]*\{([^}]*)\}", sheet.replace("QMenu::item", "")):
        assert not re.search(r"(^|[ ;])color:", rule)


def test_gain_is_red_and_warning_is_not() -> None:
    for tokens in SETS:
        assert QColor(tokens.up).hue() in range(0, 20)
        assert QColor(tokens.warn).hue() in range(25, 50)


def test_every_drawing_can_be_shown(qapp: QApplication) -> None:
    files = theme.icons_folder().glob("*.svg")
    names = [file.stem for file in files if "currentColor" in file.read_text(encoding="utf-8")]
    assert len(names) >= 40
    for name in names:
        image = icons.pixmap(name, "#FF0000", 24).toImage()
        inked = [image.pixelColor(x, y) for x in range(24) for y in range(24)]
        assert any(color.alpha() > 100 and color.red() > 200 for color in inked), name


def test_icons_of_buttons_follow_the_theme(qtbot: QtBot, qapp: QApplication) -> None:
    button = Button("导入", "import")
    qtbot.addWidget(button)

    def ink() -> set[str]:
        image = button.icon().pixmap(16, 16).toImage()
        points = (image.pixelColor(x, y) for x in range(image.width()) for y in range(image.height()))
        return {color.name() for color in points if color.alpha() == 255}

    light = ink()
    theme.apply(qapp, theme.ThemeMode.DARK)
    assert light & {LIGHT.text2.lower()}
    assert ink() & {DARK.text2.lower()}


def test_labels_follow_theme_and_text_size(qtbot: QtBot, qapp: QApplication) -> None:
    label = RoleLabel("客户", FontRole.CARD_TITLE, "warn")
    qtbot.addWidget(label)
    label.show()
    assert label.font().pixelSize() == 14
    assert QFontInfo(label.font()).bold()
    theme.apply(qapp, theme.ThemeMode.DARK, 16)
    assert label.font().pixelSize() == 17
    assert label.palette().color(label.foregroundRole()) == QColor(DARK.warn)
    assert QFontInfo(label.font()).bold()


@pytest.mark.parametrize(("asked", "given"), [(9, 12), (12, 12), (16, 16), (40, 16)])
def test_text_size_stays_within_its_bounds(qapp: QApplication, asked: int, given: int) -> None:
    theme.apply(qapp, theme.ThemeMode.LIGHT, asked)
    assert fonts.base_px() == given


def test_chinese_is_drawn_with_a_chinese_face() -> None:
    families = QGuiApplication.font().families()
    assert families[: len(fonts.FAMILIES)] == list(fonts.FAMILIES)


def test_a_pill_grows_with_its_word(qtbot: QtBot) -> None:
    pill = Pill("零售", 0)
    qtbot.addWidget(pill)
    narrow = pill.sizeHint().width()
    pill.set_text("机构级(个人)", 3)
    assert pill.sizeHint().width() > narrow
    assert pill.accessibleName() == "机构级(个人)"


def test_a_long_line_is_elided_and_told_in_full(qtbot: QtBot) -> None:
    label = ElidedLabel("北川精密制造有限公司职工持股会")
    qtbot.addWidget(label)
    label.setFixedWidth(60)
    label.show()
    label.grab()
    assert label.toolTip() == label.text()
    label.setFixedWidth(400)
    label.grab()
    assert label.toolTip() == ""


@pytest.mark.parametrize("side", list(Side))
@pytest.mark.parametrize("text", ["欧阳雨桐", "1,291.2 万", "−0.30%", "远帆资产管理股份有限公司上海分公司"])
@pytest.mark.usefixtures("qapp")
def test_a_text_laid_out_once_is_drawn_as_qt_draws_it(text: str, side: Side) -> None:
    room = QRect(6, 4, 96, 30)
    texts, metrics = laid_texts(FontRole.BODY), fonts.metrics(FontRole.BODY)

    def ours(painter: QPainter) -> None:
        top = room.top() + (room.height() - texts.height) / 2
        texts.draw(painter, (room.left(), top), room.width(), text, side)

    def qts(painter: QPainter) -> None:
        at = Qt.AlignmentFlag.AlignLeft if side is Side.LEFT else Qt.AlignmentFlag.AlignRight
        painter.setFont(fonts.font(FontRole.BODY))
        shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, room.width())
        painter.drawText(room, int(at | Qt.AlignmentFlag.AlignVCenter), shown)

    pictures = []
    for draw in (ours, ours, qts):
        picture = QImage(120, 40, QImage.Format.Format_RGB32)
        picture.fill(QColor("white"))
        painter = QPainter(picture)
        draw(painter)
        painter.end()
        pictures.append(picture)
    assert pictures[0] == pictures[1] == pictures[2]
    assert pictures[0].pixelColor(1, 1) == QColor("white")
    assert any(pictures[0].pixelColor(x, 20) != QColor("white") for x in range(120))
