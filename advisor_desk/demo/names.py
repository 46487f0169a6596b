"""Words that the invented people and institutions are made of. No person or firm here exists."""

from random import Random

_SURNAMES = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁"
    "任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤"
)
_RARE_SURNAMES = (
    "单",
    "仇",
    "查",
    "解",
    "盖",
    "区",
    "翟",
    "朴",
    "乐",
    "欧阳",
    "尉迟",
    "长孙",
    "司徒",
    "上官",
    "万俟",
    "诸葛",
)
_GIVEN = (
    "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华玉兰红建国文辉力志永健世广义兴良海山仁波宁贵福生龙元全胜学祥才发武新利清飞彬"
    "雪梅琳素云莲真环荣爱妹凤洁莉珍艾瑞凡佳嘉琼勤婷姣婉娴瑾颖露瑶怡婵雁蓓欣雨晨浩宇轩泽睿梓涵诺俊熙雅芝晓东春燕冬亚慧巧美淑惠珠翠"
    "香月莺媛滢馥筠柔竹霭凝欢枫芸菲寒伊育馨韵荷璇桐朗舒恬若嘉一可心予安知夏星河景行思远承泽"
)
_PLACES = ("江海", "临江", "松岭", "北原", "云溪", "长宁湾", "青陵", "望川", "广济", "东泽", "南麓", "石桥")
_TRADES = (
    "农业科技",
    "粮油",
    "装备制造",
    "医药",
    "物流",
    "食品",
    "能源",
    "建材",
    "电子",
    "文旅",
    "环保",
    "商贸",
)
_FIRM_FORMS = ("有限公司", "股份有限公司", "集团有限公司")
REGIONS = (
    "江海市南岸区",
    "江海市北岸区",
    "江海市高新区",
    "临江市城东区",
    "临江市城西区",
    "松岭市",
    "北原县",
    "云溪市",
    "青陵市",
    "望川县",
)
OCCUPATIONS = (
    "企业主",
    "企业高管",
    "医生",
    "教师",
    "公务员",
    "工程师",
    "个体经营者",
    "律师",
    "会计师",
    "退休",
    "自由职业",
    "销售经理",
    "软件开发",
    "国企职员",
    "银行职员",
    "农场经营者",
)
EDUCATIONS = ("高中", "大专", "本科", "本科", "本科", "硕士", "博士")
SOURCES = ("网点", "转介绍", "合作银行", "线上咨询", "沙龙活动", "企业员工计划")


def person_name(draw: Random) -> str:
    """An invented name of two to four characters."""
    surname = draw.choice(_RARE_SURNAMES) if draw.random() < 0.06 else draw.choice(_SURNAMES)
    given = draw.choice(_GIVEN)
    if draw.random() < 0.68:
        given += draw.choice(_GIVEN)
    return surname + given


def firm_name(draw: Random, serial: int) -> str:
    """An invented enterprise; `serial` keeps names apart."""
    place = _PLACES[serial % len(_PLACES)]
    brand = draw.choice(_GIVEN) + draw.choice(_GIVEN)
    return place + brand + draw.choice(_TRADES) + draw.choice(_FIRM_FORMS)


def employer_name(draw: Random) -> str:
    """An invented employer."""
    return (
        draw.choice(_PLACES) + draw.choice(_TRADES) + draw.choice(("公司", "研究所", "医院", "中学", "集团"))
    )


def special_org_name(draw: Random, kind: str) -> str:
    """An invented fund house, product or public body."""
    place = draw.choice(_PLACES)
    brand = draw.choice(_GIVEN) + draw.choice(_GIVEN)
    form = {
        "FIN_INST": "私募基金管理有限公司",
        "PRODUCT": "稳进一号私募证券投资基金",
        "GOV": "产业引导基金管理中心",
    }
    return place + brand + form[kind]
