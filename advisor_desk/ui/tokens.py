"""Colours and sizes of the look, for light and dark. Plain values: no Qt, no state.

The palette was checked for contrast and for the three full colour blindnesses; gain and loss always
carry a sign and an arrow, warnings always a word. `warn` is for what is due, `danger` for what is past its
latest day.
"""

from dataclasses import dataclass
from typing import Final

Pair = tuple[str, str]
"""Fill and text."""


@dataclass(frozen=True, slots=True)
class Tokens:
    """One set of colours. `tiers` and `risk` are ordinal scales, lowest first."""

    name: str
    bg: str
    surface: str
    hover: str
    selected: str
    border: str
    border2: str
    track: str
    text: str
    text2: str
    text3: str
    primary: str
    primary_hover: str
    on_primary: str
    up: str
    down: str
    warn: str
    warn_bg: str
    danger: str
    danger_bg: str
    good: str
    good_bg: str
    bar: str
    tiers: tuple[Pair, Pair, Pair, Pair, Pair]
    risk: tuple[str, str, str, str, str]
    assets: tuple[str, str, str, str, str, str, str]


LIGHT: Final = Tokens(
    name="light",
    bg="#F4F6F9",
    surface="#FFFFFF",
    hover="#F0F3F8",
    selected="#E6EEFC",
    border="#E1E5EB",
    border2="#CBD2DC",
    track="#E9ECF1",
    text="#1B2330",
    text2="#566172",
    text3="#6B7685",
    primary="#1F5FD0",
    primary_hover="#1A52B6",
    on_primary="#FFFFFF",
    up="#CC2825",
    down="#00756A",
    warn="#9A5B00",
    warn_bg="#FFF1D6",
    danger="#C0231F",
    danger_bg="#FCE9E7",
    good="#00756A",
    good_bg="#E1F3F0",
    bar="#5B86D6",
    tiers=(
        ("#E8EBEF", "#465061"),
        ("#F6DFA4", "#6E4700"),
        ("#BDD3F5", "#173F7D"),
        ("#3A66C4", "#FFFFFF"),
        ("#17233F", "#F2D694"),
    ),
    risk=("#CDC3EA", "#A993DB", "#8665C6", "#6540A8", "#44217F"),
    assets=("#8791A3", "#1B3A6B", "#1F5FD0", "#A7DAD3", "#E8A317", "#8A5A1C", "#8665C6"),
)

DARK: Final = Tokens(
    name="dark",
    bg="#14171C",
    surface="#1B1F26",
    hover="#242A33",
    selected="#233556",
    border="#2C323C",
    border2="#414957",
    track="#2B313B",
    text="#E6E9EF",
    text2="#A3ADBC",
    text3="#8590A0",
    primary="#7FA8FF",
    primary_hover="#9ABBFF",
    on_primary="#0F1B33",
    up="#FF7A73",
    down="#35C2A6",
    warn="#F0B357",
    warn_bg="#3B2E17",
    danger="#FF8179",
    danger_bg="#43201E",
    good="#35C2A6",
    good_bg="#163530",
    bar="#6F98EC",
    tiers=(
        ("#343B46", "#C6CDD8"),
        ("#5A4518", "#F5D98F"),
        ("#27436F", "#C4DAFB"),
        ("#4170D6", "#FFFFFF"),
        ("#F2D694", "#17233F"),
    ),
    risk=("#54437F", "#6E58A6", "#8C74C9", "#AE98E4", "#D6C9F7"),
    assets=("#9AA3B2", "#44629E", "#7FA8FF", "#A7DAD3", "#F0C04C", "#B8813A", "#AE98E4"),
)

GRID: Final = 4
PAGE_PADDING: Final = 16
CARD_PADDING: Final = (16, 12)
GAP: Final = 12
CHIP_GAP: Final = 8

RADIUS_CARD: Final = 10
RADIUS_BUTTON: Final = 6
RADIUS_NAV: Final = 8

RAIL_WIDTH: Final = 84
NAV_ITEM: Final = (68, 58)
TOP_BAR: Final = 56
ROW: Final = 46
HEADER: Final = 36
BUTTON: Final = 32
ICON: Final = 18
ICON_SMALL: Final = 16
ICON_NAV: Final = 22

FONT_PX: Final = 13
FONT_PX_MIN: Final = 12
FONT_PX_MAX: Final = 16
