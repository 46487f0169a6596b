"""What a chart is drawn with: colours, families and sizes, as plain values without Qt or matplotlib."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ChartInk:
    """Colours are `#RRGGBB`; sizes are logical pixels."""

    surface: str
    line: str
    grid: str
    text: str
    axis_text: str
    families: tuple[str, ...]
    text_px: int = 11
    line_px: float = 1.8
    fill_share: float = 0.08
