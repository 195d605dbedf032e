"""Made-up people: names from lists of common syllables, numbers of an area that does not exist, careers that rise."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from random import Random

from talent_warehouse.identity import check_digit

SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯董程曹袁邓许傅沈曾彭吕苏卢蒋蔡丁魏薛叶余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文普刀木和"
GIVEN = {
    "男": "伟强磊军勇杰涛明超刚平辉鹏华飞鑫波斌宇浩凯健俊帆志建国文光永林海峰云天成东庆家学思远",
    "女": "芳娜敏静丽艳娟霞秀燕玲桂英华慧巧美红梅琳素云莲雪荣爱香月莺媛艳瑞凡佳嘉琼勤珍贞莉雨晴",
}
# Area codes of identity numbers: 5399 was never given out, so that no number is anybody's.
AREA = "5399"
LADDER = ("员级", "助理级", "中级", "副高级", "正高级")
_OBTAINED_AT = (22, 24, 29, 35, 43)  # the youngest age for each level
_GOES_ON = (1.0, 1.0, 0.78, 0.5, 0.16)  # share of those on the level below that ever reach it
_EDUCATION_AGE = {"博士研究生": 29, "硕士研究生": 25}
_DEGREE = {"博士研究生": "博士", "硕士研究生": "硕士", "大学本科": "学士"}


@dataclass(frozen=True)
class Trade:
    """A kind of post: what its holders are, and how they are mixed."""

    staff: str
    talent: str
    employment: tuple[tuple[str, int], ...]
    series: tuple[str, ...]
    titled: float  # share that climbs the ladder of titles
    education: tuple[tuple[str, int], ...]
    employers: tuple[str, ...]


_COLLEGE = (("硕士研究生", 8), ("大学本科", 66), ("大学专科", 22), ("中专", 4))
_POSTS = (("在编", 88), ("聘用", 12))
TRADES: dict[str, Trade] = {
    "school": Trade("事业单位专业技术人员", "专业技术人才", _POSTS, ("中小学教师",), 0.95, _COLLEGE, ("示例第一中学", "示例第二中学", "示例中心小学", "示例民族小学")),
    "health": Trade("事业单位专业技术人员", "专业技术人才", _POSTS, ("卫生",), 0.93, _COLLEGE, ("示例人民医院", "示例中医医院", "示例妇幼保健院", "示例疾病预防控制中心")),
    "agriculture": Trade("事业单位专业技术人员", "专业技术人才", _POSTS, ("农业",), 0.9, _COLLEGE, ("示例农业技术推广站", "示例畜牧兽医站", "示例种子站")),
    "forestry": Trade("事业单位专业技术人员", "专业技术人才", _POSTS, ("工程", "农业"), 0.9, _COLLEGE, ("示例林业技术推广站", "示例国有林场", "示例森林病虫害防治站")),
    "science": Trade("事业单位专业技术人员", "专业技术人才", _POSTS, ("自然科学研究", "工程", "实验技术"), 0.92, (("博士研究生", 6), ("硕士研究生", 30), ("大学本科", 60), ("大学专科", 4)), ("示例生产力促进中心", "示例科学技术情报研究所", "示例农业科学研究所")),
    "services": Trade("事业单位专业技术人员", "专业技术人才", _POSTS, ("经济", "会计", "档案", "工程", "统计"), 0.8, _COLLEGE, ("示例就业服务中心", "示例水利工程管理站", "示例文化馆", "示例融媒体中心")),
    "management": Trade("事业单位管理人员", "党政人才", _POSTS, (), 0.0, _COLLEGE, ("示例综合服务中心", "示例机关事务服务中心")),
    "official": Trade("公务员", "党政人才", (("在编", 1),), (), 0.0, (("硕士研究生", 10), ("大学本科", 76), ("大学专科", 14)), ("示例财政局", "示例民政局", "示例水务局", "示例人力资源和社会保障局")),
    "manager": Trade("企业人员", "企业经营管理人才", (("聘用", 1),), ("经济", "会计"), 0.4, _COLLEGE, ("示例农业开发有限公司", "示例食品有限责任公司", "示例矿业有限公司")),
    "skilled": Trade("企业人员", "高技能人才", (("聘用", 1),), ("工程",), 0.35, (("大学本科", 12), ("大学专科", 48), ("中专", 30), ("高中", 10)), ("示例机械制造有限公司", "示例电力有限责任公司", "示例建筑工程有限公司")),
    "rural": Trade("农村实用人才", "农村实用人才", (("聘用", 1),), ("农业",), 0.2, (("大学专科", 8), ("中专", 22), ("高中", 38), ("初中及以下", 32)), ("示例种植专业合作社", "示例养殖专业合作社", "示例家庭农场")),
    "social": Trade("社会工作者", "社会工作人才", (("聘用", 1),), (), 0.0, _COLLEGE, ("示例社会工作服务中心", "示例社区服务站")),
}  # fmt: skip
COUNTY_MIX = (
    ("school", 26), ("health", 17), ("agriculture", 9), ("forestry", 5), ("services", 8), ("management", 5), ("official", 12),
    ("manager", 4), ("skilled", 5), ("rural", 7), ("social", 2),
)  # fmt: skip
LINE_MIX = {
    "education": (("school", 85), ("management", 10), ("official", 5)),
    "health": (("health", 88), ("management", 8), ("official", 4)),
    "science": (("science", 80), ("management", 10), ("official", 10)),
    "forestry": (("forestry", 78), ("management", 10), ("official", 12)),
    "agriculture": (("agriculture", 80), ("management", 8), ("official", 12)),
    "human_resources": (("services", 70), ("management", 18), ("official", 12)),
}


def pick(rng: Random, weighted: Sequence[tuple[str, int]]) -> str:
    """One of the texts, by weight."""
    return rng.choices([t for t, _ in weighted], [w for _, w in weighted])[0]


@dataclass(frozen=True)
class Person:
    """Somebody who does not exist. `titles`: (level, month obtained) in the order in which they were obtained."""

    name: str
    sex: str
    birth: str  # 1985-03
    id_type: str
    id_number: str | None
    trade: str
    education: str
    degree: str | None
    series: str | None
    titles: tuple[tuple[str, str], ...]
    is_grassroots: bool

    def title(self, year: int) -> tuple[str, str] | None:
        """Level held at the end of a year and the month in which it was obtained."""
        held = [t for t in self.titles if t[1] <= f"{year}-12"]
        return held[-1] if held else None


@dataclass
class Registry:
    """Gives out names and numbers, none twice: a name and month of birth stand for one person."""

    rng: Random
    names: set[tuple[str, str]] = field(default_factory=set)
    numbers: set[str] = field(default_factory=set)

    def name(self, sex: str, birth: str) -> str:
        """A name that nobody born in that month has."""
        while True:
            given = "".join(self.rng.choices(GIVEN[sex], k=1 if self.rng.random() < 0.22 else 2))
            name = self.rng.choice(SURNAMES) + given
            if (name, birth) not in self.names:
                self.names.add((name, birth))
                return name

    def number(self, sex: str, birth: str, day: int | None = None) -> str:
        """A resident number with a right check digit, of an area that does not exist; birth as 1985-03."""
        while True:
            order = 2 * self.rng.randrange(1, 500) - (1 if sex == "男" else 0)
            body = f"{AREA}{self.rng.randrange(1, 30):02}{birth.replace('-', '')}{day or self.rng.randrange(1, 29):02}{order % 1000:03}"
            number = body + check_digit(body)
            if number not in self.numbers:
                self.numbers.add(number)
                return number

    def passport(self) -> str:
        """A passport number of the usual form."""
        while True:
            number = f"E{self.rng.randrange(10**7, 10**8)}"
            if number not in self.numbers:
                self.numbers.add(number)
                return number

    def person(self, trade_name: str, born_until: int = 1997) -> Person:
        """A new person of a trade; about three in two hundred have no identity number."""
        rng, trade = self.rng, TRADES[trade_name]
        sex = "女" if rng.random() < 0.48 else "男"
        education = pick(rng, trade.education)
        latest = min(born_until, 2020 - _EDUCATION_AGE.get(education, 23))
        birth = f"{rng.randint(1962, latest)}-{rng.randint(1, 12):02}"
        luck = rng.random()
        id_type = "无" if luck < 0.015 else "护照" if luck < 0.018 else "居民身份证"
        number = None if id_type == "无" else self.passport() if id_type == "护照" else self.number(sex, birth)
        degree = _DEGREE.get(education) if rng.random() < 0.9 else None
        titles = _titles(rng, trade, int(birth[:4]), education)
        series = rng.choice(trade.series) if titles else None
        grassroots = bool(titles) and titles[-1][0] == "副高级" and rng.random() < 0.2
        return Person(
            self.name(sex, birth),
            sex,
            birth,
            id_type,
            number,
            trade_name,
            education,
            degree,
            series,
            titles,
            grassroots,
        )


def _titles(rng: Random, trade: Trade, born: int, education: str) -> tuple[tuple[str, str], ...]:
    """A career up to 2022: rungs of the ladder with the months in which they were reached."""
    if rng.random() >= trade.titled:
        return ()
    first = 1 if education in ("大学本科", "硕士研究生", "博士研究生") else 0
    year, titles = 0, list[tuple[str, str]]()
    for rung in range(first, len(LADDER)):
        if titles and rng.random() >= _GOES_ON[rung]:
            break
        year = max(born + _OBTAINED_AT[rung], year + 4) + rng.choice((0, 0, 1, 1, 2, 3, 5))
        if year > 2022:
            break
        titles.append((LADDER[rung], f"{year}-{rng.choice((6, 8, 9, 11, 12, 12)):02}"))
    return tuple(titles)
