"""Search forms of a name, made when it is written: pinyin with every reading a person may type.

No SQL and no matching of queries here. pypinyin (160 ms) is imported at the first Chinese name.
"""

import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from itertools import product

_MOST_READINGS = 12

_SURNAMES = """
单 shan dan|曾 zeng ceng|仇 qiu chou|查 zha cha|解 xie jie|盖 ge gai|区 ou qu|翟 zhai di|朴 piao pu|乐 yue le
覃 qin tan|员 yun yuan|尉 wei yu|缪 miao mou|宓 mi fu|冼 xian sheng|洗 xian xi|折 she zhe|黑 he hei
盛 sheng cheng|召 shao zhao|种 chong zhong|重 chong zhong|秘 bi mi|繁 po fan|那 na nuo|薄 bo bao|卜 bu bo
柏 bai bo|谌 chen shen|车 che ju|沈 shen chen|省 xing sheng|会 gui hui|隗 kui wei|晟 cheng sheng|牟 mou mu
祭 zhai ji|都 du dou|句 gou ju|角 jue jiao|佴 nai er|乜 nie mie|强 qiang jiang|藏 zang cang|贾 jia gu
能 nai neng|阚 kan han|瞿 qu ju|郇 huan xun|郗 xi chi|郄 qie xi|贲 ben bi|费 fei bi|任 ren|华 hua|纪 ji
燕 yan|应 ying|宁 ning|要 yao|哈 ha|过 guo|葛 ge|撒 sa|曲 qu|逄 pang|厍 she|逯 lu|幺 yao|鲜 xian|咸 xian
单于 chan yu/shan yu/dan yu|尉迟 yu chi/wei chi|万俟 mo qi/wan si|长孙 zhang sun/chang sun
澹台 tan tai/dan tai|鲜于 xian yu|濮阳 pu yang|令狐 ling hu|亓官 qi guan|子车 zi ju/zi che
皇甫 huang fu/huang pu|呼延 hu yan|夏侯 xia hou|欧阳 ou yang|乐正 yue zheng/le zheng|漆雕 qi diao
拓跋 tuo ba/ta ba|赫连 he lian|公冶 gong ye
"""
"""Surnames whose reading is not the everyday one: the surname's reading first, then what else is typed."""

_GIVEN = """
乐 le yue|长 chang zhang|行 xing hang|重 zhong chong|朝 chao zhao|茜 qian xi|晟 sheng cheng|蔚 wei yu
莘 xin shen|柏 bai bo|颉 xie jie|藏 cang zang|传 chuan zhuan|参 can shen|曾 zeng ceng|单 dan shan
盛 sheng cheng|娜 na nuo|佛 fo fu|谌 chen shen|樾 yue|铅 qian|奇 qi ji|降 jiang xiang|尉 wei yu|还 huan hai
"""
"""Characters of given names that families read in two ways."""


def _single(table: str) -> dict[str, tuple[str, ...]]:
    entries = (entry.split(" ") for line in table.split("\n") for entry in line.split("|") if entry)
    return {words[0]: tuple(words[1:]) for words in entries if len(words[0]) == 1}


def _double(table: str) -> dict[str, tuple[tuple[str, ...], ...]]:
    entries = (entry.split(" ", 1) for line in table.split("\n") for entry in line.split("|") if entry)
    return {
        name: tuple(tuple(reading.split(" ")) for reading in readings.split("/"))
        for name, readings in entries
        if len(name) == 2
    }


_ONE = _single(_SURNAMES)
_TWO = _double(_SURNAMES)
_EITHER = _single(_GIVEN)


def search_forms(name: str) -> str:
    """The readings of `name`, the likeliest first: syllables parted by a space, readings by `|`.

    A Chinese name gives pinyin without tones; `ü` appears as `v` and as `u`. Any other word stays
    itself in lower case, once more without accents when it has some. A name of only marks gives "".
    """
    words = _words(name)
    forms = [" ".join(parts) for parts in _capped(product(*map(_word_readings, words)))]
    return "|".join(dict.fromkeys(form for form in forms if form))


def _capped(readings: Iterable[tuple[str, ...]]) -> list[tuple[str, ...]]:
    return [parts for parts, _ in zip(readings, range(_MOST_READINGS), strict=False)]


def _words(name: str) -> list[str]:
    """Runs of Chinese characters and runs of other letters and digits; marks part words."""
    words: list[str] = []
    last = ""
    for character in unicodedata.normalize("NFKC", name).lower():
        group = "han" if _is_han(character) else ("other" if _belongs(character) else "")
        if group and group == last:
            words[-1] += character
        elif group:
            words.append(character)
        last = group
    return words


def _belongs(character: str) -> bool:
    return character.isalnum() or unicodedata.category(character) in ("Mn", "Mc", "Co", "So")


def _is_han(character: str) -> bool:
    return "㐀" <= character <= "鿿" or "豈" <= character <= "﫿" or character >= "\U00020000"


def _word_readings(word: str) -> tuple[str, ...]:
    if _is_han(word[0]):
        return _han_readings(word)
    plain = "".join(c for c in unicodedata.normalize("NFD", word) if not unicodedata.combining(c))
    return (word, plain) if plain != word else (word,)


def _han_readings(word: str) -> tuple[str, ...]:
    readings: list[tuple[str, ...]] = []
    if word[:2] in _TWO:
        readings += [(*head, *rest) for head in _TWO[word[:2]] for rest in _given(word[2:])]
    elif word[0] in _ONE:
        readings += [(head, *rest) for head in _ONE[word[0]] for rest in _given(word[1:])]
    else:
        readings += [(_syllables(word)[0], *rest) for rest in _given(word[1:])]
    # More than four characters name an organisation, where the first one is seldom a surname.
    readings.insert(0 if len(word) > 4 else len(readings), _syllables(word))
    forms = [" ".join(syllables) for syllables in readings]
    forms += [form.replace("v", "u") for form in forms if "v" in form]
    return tuple(dict.fromkeys(forms))


@lru_cache(maxsize=65_536)
def _given(rest: str) -> tuple[tuple[str, ...], ...]:
    if not rest:
        return ((),)
    usual = _syllables(rest)
    if len(rest) > 3 or not any(character in _EITHER for character in rest):
        return (usual,)
    ways = [(syllable, *_EITHER.get(c, ())) for c, syllable in zip(rest, usual, strict=True)]
    return tuple(dict.fromkeys(product(*ways)))


@lru_cache(maxsize=65_536)
def _syllables(text: str) -> tuple[str, ...]:
    """One syllable for each character; a character without a known reading stays itself."""
    if len(text) == 1:
        return (_character(text),)
    from pypinyin import Style, lazy_pinyin

    found = lazy_pinyin(text, style=Style.NORMAL)
    return tuple(found) if len(found) == len(text) else tuple(map(_character, text))


@lru_cache(maxsize=32_768)
def _character(character: str) -> str:
    from pypinyin import Style, lazy_pinyin

    return str(lazy_pinyin(character, style=Style.NORMAL)[0])
