"""The ink of the look in use: what a card gives its chart, and gives again when the look changes."""

from advisor_desk.ui import fonts, theme
from advisor_desk.ui.charts.ink import ChartInk


def themed_ink(text_px: int) -> ChartInk:
    """The theme's colours and families; `text_px` is the size of words at the normal type size."""
    tokens = theme.current()
    return ChartInk(
        surface=tokens.surface,
        line=tokens.primary,
        grid=tokens.border,
        text=tokens.text,
        axis_text=tokens.text3,
        families=fonts.FAMILIES,
        text_px=fonts.scaled(text_px),
    )
