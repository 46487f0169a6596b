"""Search forms of names: what an advisor types finds the client."""

import pytest

from advisor_desk.storage.pinyin import search_forms


@pytest.mark.parametrize(
    ("name", "surname", "everyday"),
    [
        ("单雨", "shan yu", "dan yu"),
        ("曾国藩", "zeng guo fan", "ceng guo fan"),
        ("仇英", "qiu ying", "chou ying"),
        ("查理", "zha li", "cha li"),
        ("解晓东", "xie xiao dong", "jie xiao dong"),
        ("盖聂", "ge nie", "gai nie"),
        ("区文", "ou wen", "qu wen"),
        ("翟明", "zhai ming", "di ming"),
        ("朴智星", "piao zhi xing", "pu zhi xing"),
        ("乐嘉", "yue jia", "le jia"),
        ("尉迟恭", "yu chi gong", "wei chi gong"),
        ("万俟卨", "mo qi xie", "wan si xie"),
        ("长孙无忌", "zhang sun wu ji", "chang sun wu ji"),
    ],
)
def test_a_polyphonic_surname_is_found_by_both_readings(name: str, surname: str, everyday: str) -> None:
    forms = search_forms(name).split("|")
    assert forms[0] == surname
    assert everyday in forms


@pytest.mark.parametrize(
    ("name", "forms"),
    [
        ("欧阳雨桐", ["ou yang yu tong"]),
        ("吕布", ["lv bu", "lu bu"]),
        ("王乐", ["wang le", "wang yue"]),
        ("Anna Novák", ["anna novák", "anna novak"]),
        ("SMITH, John", ["smith john"]),
        ("𠮷田", ["𠮷 tian"]),
        ("买买提·阿不都", ["mai mai ti a bu dou"]),
        ("北京ＡＢＣ(上海)有限公司", ["bei jing abc shang hai you xian gong si"]),
    ],
)
def test_forms_of_a_name(name: str, forms: list[str]) -> None:
    assert search_forms(name).split("|") == forms


def test_an_organisation_reads_as_words_first() -> None:
    assert search_forms("会计师事务所").split("|")[0] == "kuai ji shi shi wu suo"
    assert search_forms("重庆银行股份有限公司").startswith("chong qing yin hang ")


def test_marks_alone_give_no_form_and_a_bar_never_reaches_a_form() -> None:
    assert search_forms("!!|") == ""
    assert search_forms("a|b") == "a b"


def test_many_doubtful_characters_give_few_forms() -> None:
    assert len(search_forms("单乐行 单乐行 单乐行").split("|")) <= 12
