"""Icons from the drawings in resources/icons, coloured at run time. No other picture is loaded here."""

from functools import cache
from typing import Final

from PySide6.QtCore import QByteArray, QRectF, QSize, Qt
from PySide6.QtGui import QGuiApplication, QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QAbstractButton, QApplication

from advisor_desk.ui import fonts, theme, tokens

_NAME: Final = "desk_icon_name"
_ROLE: Final = "desk_icon_role"
_SIZE: Final = "desk_icon_size"


def icon(name: str, role: str = "text2", size: int = tokens.ICON, checked: str = "primary") -> QIcon:
    """The drawing `name` in the token colour `role`; `checked` is its colour when a button is on.

    An icon keeps the colours it was made with. Give buttons their icon with `dress`, which follows the look.
    """
    made = QIcon()
    for ratio in _ratios():
        made.addPixmap(pixmap(name, role, size, ratio), QIcon.Mode.Normal, QIcon.State.Off)
        made.addPixmap(pixmap(name, checked, size, ratio), QIcon.Mode.Normal, QIcon.State.On)
        made.addPixmap(pixmap(name, "text3", size, ratio), QIcon.Mode.Disabled, QIcon.State.Off)
    return made


def _ratios() -> tuple[float, ...]:
    """Twice as fine as well when a screen shows it: each drawing costs a sixth of a millisecond."""
    is_fine = any(screen.devicePixelRatio() > 1 for screen in QGuiApplication.screens())
    return (1.0, 2.0) if is_fine else (1.0,)


def pixmap(name: str, role: str = "text2", size: int = tokens.ICON, ratio: float = 1.0) -> QPixmap:
    """The drawing `name` at `size` logical pixels, in a token colour or a literal like "#FF0000"."""
    value = role if role.startswith("#") else str(getattr(theme.current(), role))
    return _render(name, value, size, ratio)


def dress(button: QAbstractButton, name: str, role: str = "text2", size: int = tokens.ICON) -> None:
    """Give `button` an icon that is drawn again whenever the look changes."""
    button.setProperty(_NAME, name)
    button.setProperty(_ROLE, role)
    button.setProperty(_SIZE, size)
    _redress(button)


def redress_all() -> None:
    """Draw the icons of all dressed buttons again; runs by itself after each change of look or screens."""
    for widget in QApplication.allWidgets():
        if isinstance(widget, QAbstractButton) and widget.property(_NAME):
            _redress(widget)


def _redress(button: QAbstractButton) -> None:
    size = fonts.scaled(int(button.property(_SIZE)))
    button.setIcon(icon(str(button.property(_NAME)), str(button.property(_ROLE)), size))
    button.setIconSize(QSize(size, size))


@cache
def _render(name: str, value: str, size: int, ratio: float) -> QPixmap:
    renderer = QSvgRenderer(QByteArray(_source(name).replace("currentColor", value).encode()))
    made = QPixmap(round(size * ratio), round(size * ratio))
    made.setDevicePixelRatio(ratio)
    made.fill(Qt.GlobalColor.transparent)
    painter = QPainter(made)
    renderer.render(painter, QRectF(0, 0, size, size))
    painter.end()
    return made


@cache
def _source(name: str) -> str:
    return (theme.icons_folder() / f"{name}.svg").read_text(encoding="utf-8")


theme.signals().changed.connect(redress_all)
