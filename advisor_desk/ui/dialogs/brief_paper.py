"""The page of a brief on screen: white paper on the ground of the window, as wide as there is room."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QScrollArea, QSizePolicy, QWidget

from advisor_desk.ui import theme

_WIDEST = 860
_PAD = 16
_A4 = (210, 297)


class Paper(QWidget):
    """One page, drawn from a picture; an empty sheet until there is one."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._picture = QImage()
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    @property
    def is_empty(self) -> bool:
        """True while nothing is drawn."""
        return self._picture.isNull()

    def show_picture(self, picture: QImage) -> None:
        """Draw this page from now on; a null picture forgets the one before."""
        self._picture = picture
        self.update()

    def fit(self, width: int) -> None:
        """Be so wide, in the proportions of A4."""
        self.setFixedSize(width, width * _A4[1] // _A4[0])

    def sizeHint(self) -> QSize:
        return self.size()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), Qt.GlobalColor.white)
        if not self._picture.isNull():
            # Scaled by hand: drawImage would take one sample of each line that is thinner than a pixel.
            ratio = self.devicePixelRatioF()
            size = QSize(round(self.width() * ratio), round(self.height() * ratio))
            mode = Qt.TransformationMode.SmoothTransformation
            scaled = self._picture.scaled(size, Qt.AspectRatioMode.IgnoreAspectRatio, mode)
            scaled.setDevicePixelRatio(ratio)
            painter.drawImage(0, 0, scaled)
        painter.setPen(QColor(theme.current().border2))
        painter.drawRect(self.rect().adjusted(0, 0, -1, -1))


class PaperView(QScrollArea):
    """The paper in the middle of what can be scrolled; fits its width to the room."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("paper_view")
        self.paper = Paper()
        self._ground = QWidget()
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self.paper.setParent(self._ground)
        self.setWidget(self._ground)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        room = self.viewport().width()
        width = max(1, min(room - 2 * _PAD, _WIDEST))
        self.paper.fit(width)
        self._ground.resize(room, self.paper.height() + 2 * _PAD)
        self.paper.move((room - width) // 2, _PAD)
