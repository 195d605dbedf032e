"""What names of persons look like, and which of them a text holds. A name is not known to be one by its looks alone:
`looks_like_one` is asked of a cell in which a person may stand.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from talent_warehouse import characters

# Surnames that are common, or common in Yunnan; not those that mostly begin a word (单 公 年 时 项 党 云 安 全 常 成).
_SURNAMES = (
    "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔"
    "白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易武乔贺赖龚文庞樊兰殷施陶洪翟颜倪严牛温芦季俞章鲁葛伍韦申尤毕聂丛焦向柳邢路岳齐梅莫庄辛管祝左涂谷祁"
    "耿牟卜詹关苗凌费纪靳盛童欧甄裴席卫查屈鲍位覃霍翁隋植甘景薄柏宁柯阮桂闵解强柴华车冉房边辜吉饶刁瞿戚丘池宫苟奚刀岩召罕玉排勒尚闫肖付冼佘仇郎宗木和沙普"
)  # fmt: skip
_DOUBLE = (
    "欧阳", "上官", "司马", "司徒", "诸葛", "皇甫", "尉迟", "公孙", "慕容", "令狐", "东方", "夏侯", "长孙", "宇文", "端木", "轩辕", "南宫",
    "百里", "呼延", "独孤", "西门", "钟离",
)  # fmt: skip
_TITLE = (
    r"(?:(?:副|正|助理|高级|特聘|主治|主管|首席)*(?:教授|研究员|工程师|讲师|医师|护师|农艺师|畜牧师|兽医师|经济师|会计师|主任|院长|局长|处长|科长|校长|所长|"
    r"站长|县长|市长|镇长|乡长|书记|部长|厅长|主席|经理|总监|秘书长|干事|专员)|博士后?|硕士|院士|先生|女士|小姐|老师|同志|医生|大夫|高工|总工|专家|研究生|主任科员)"
)
_HAN = "\u3400-\u9fff"
_DOT = "·•‧∙⋅・･●᛫⸱"
_TITLED = re.compile(rf"([{_HAN}{_DOT}]{{2,}}?)\s*{_TITLE}+")
_DOTTED = re.compile(rf"[{_HAN}]{{1,10}}(?:[{_DOT}][{_HAN}]{{1,10}})+")
_LATIN = re.compile(r"[^\W\d_]+(?:[ .'\-][^\W\d_]+)+\.?")
_KIND_ENDS = "局厅部委办院校系园所站台馆社队会室店厂场行处科股组族省市州县区镇乡村寨街路桥库证类人费款员"
_KIND = re.compile(rf".*(?:[{_KIND_ENDS}]|{_TITLE}|中心|公司|集团|基地|单位|自费|以[上下]|[合小]计)")
_MARK = re.compile(r"[()（）\[\]【】〔〕<>《》,，、;；/／&＆+ \t\u3000|和与及*★☆※#\d]")
_TITLE_ENDS = re.compile(r"[授员师任长记席理监书事后士生女姐志夫工家](?=\n|\Z)")
_BRACKETS = re.compile(r"[(\[【〔<《][^()\[\]【】〔〕<>《》]*(?:[)\]】〕>》]|$)")
PLAIN_NAME = re.compile(rf"[{_HAN}]{{1,3}}[{_HAN}](?<![{_KIND_ENDS}])")
_WORDS = frozenset(
    [
        "高级",
        "高中",
        "高职",
        "高校",
        "高管",
        "高工",
        "方案",
        "文化",
        "文职",
        "文员",
        "金额",
        "万元",
        "林业",
        "石油",
        "管理",
        "管护",
        "程序",
        "章程",
        "申报",
        "申请",
        "应届",
        "任职",
        "任教",
        "关于",
        "方面",
        "计算",
        "解决",
        "强化",
        "严重",
        "华为",
        "华侨",
        "田间",
        "温室",
        "庄园",
        "万人",
        "文件",
        "文号",
        "和平",
        "和谐",
        "石林",
        "常用",
        "游客",
        "通用",
        "包含",
        "白色",
        "黄色",
        "蓝色",
        "江苏",
        "贺州",
        "柳州",
        "温州",
        "康复",
        "于是",
        "齐全",
        "沈阳",
        "秦皇岛",
    ]
)
_RUNNING = re.compile(rf"[{_SURNAMES}][{_HAN}]{{1,2}}(?={_TITLE}|专家工作站|等\d*[人名位])")
_FORMER = re.compile(rf"(?:曾用名|原名|又名|别名|化名|也叫|即)[:：]?\s*([{_HAN}{_DOT}]{{2,}})")
_SEPARATOR = re.compile(r"[,、;/&+|和与及]|\s+[男女](?!\S)")
_SEVERAL, _AND = re.compile(r"[,、;/&+|\r\n]"), re.compile(r"(?<=\S\S)[和与及](?=\S\S)")
_AND_MORE = re.compile(r"\S{2}等(?:\d+|[二两三四五六七八九十]+)?[人名位]+$")
_AROUND = re.compile(r"^[\s*★☆※#\d.]+|[\s*★☆※#]+$")
_LABEL = (
    r"(?:(?:填\s*[报表]|制\s*表|审\s*核|复\s*核|审\s*批|校\s*对|经\s*[手办]|经办|承办|联\s*系|负\s*责|统计|报\s*送|上报|推荐|介绍|收款|领款|付款|申报|申请)\s*"
    r"(?:责任)?(?:人员?|员)|制表|填表|填报|编制|审核|复核|校对|审批|审定|经办|主管|会计|出纳|局长|主任|科长|姓\s*名|户名|(?:单位|部门|分管|主管)?(?:负责人|领导)|项目负责人|带队(?:人|领导)|主讲人?|授课人)"
)
_LABELLED = re.compile(
    rf"{_LABEL}\s*(?:\([^()]*\))?\s*(:|(?<=\s))\s*([{_HAN}{_DOT}](?:[ \u3000]?[{_HAN}{_DOT}])+?)"
    rf"(?=$|(?![ \u3000][{_HAN}](?:\s|$))[^{_HAN}{_DOT}]|联系|电话|手机|日期|时间|审核|复核|单位|负责|填[报表]|制表|职务|签)"
)
_IS_LABEL = re.compile(rf"{_LABEL}(?:\([^()]*\)|（[^（）]*）)?[:：]?")
_NO_NAME = re.compile(rf".*(?:签字|签名|签章|盖章|公章|日期|电话|待定|同上|{_TITLE})|.?人|.*情况.*")


def is_label(text: str) -> bool:
    """Whether a text says that a person's name belongs beside or below it."""
    return len(text) <= 20 and _IS_LABEL.fullmatch(re.sub(r"\s", "", text)) is not None


def looks_like_one(text: str) -> bool:
    """A surname and one or two characters more (of a double surname, up to two), or names with a dot between them."""
    text = re.sub(r"\s", "", characters.plain(text))
    if _DOTTED.fullmatch(text):
        return True
    if not 2 <= len(text) <= 4 or re.fullmatch(f"[{_HAN}]+", text) is None or _KIND.fullmatch(text) or text in _WORDS:
        return False
    if text.startswith(_DOUBLE):
        return len(text) > 2
    return text[0] in _SURNAMES and len(text) <= 3


def without_titled(text: str) -> str:
    """A running text with the names before a title masked: 张三教授 is 张**教授."""
    return _RUNNING.sub(lambda hit: hit[0] if hit[0] in _WORDS else hit[0][0] + "**", text)


def is_kind(text: str) -> bool:
    """Whether a text ends as units, places, papers and titles do."""
    return _KIND.fullmatch(text) is not None


def said_in(column: str) -> Iterator[str]:
    """More names in cells that name somebody, one or many lines: without brackets and titles, and each of several."""
    for line in _lines(column, _MARK):
        text = characters.plain(line)
        yield from _FORMER.findall(text)
        words = [w for piece in _SEPARATOR.split(_BRACKETS.sub("、", text)) for w in _apart(piece) if _may_be_one(w)]
        if len(words) == 1 or any(map(looks_like_one, words)):
            yield from words
    for line in _lines(column, _TITLE_ENDS):
        if hit := _TITLED.fullmatch(line):
            yield hit[1]


def are_several(text: str) -> bool:
    """Whether a cell in which one name belongs has several: 张三、李四, 张三等2人. A name of before in brackets is none more,
    and what only spaces or 和 hold together must look like names.
    """
    bare = _BRACKETS.sub("", characters.plain(text))
    marked = [word.strip() for word in _SEVERAL.split(bare) if word.strip()]
    words = [word for piece in marked for word in _apart(_AND.sub(" ", piece))]
    is_marked = len(marked) > 1 and all(map(_may_be_one, marked))
    return is_marked or bool(_AND_MORE.search(bare)) or (len(words) > 1 and all(map(looks_like_one, words)))


def _lines(text: str, pattern: re.Pattern[str]) -> Iterator[str]:
    """The lines of a text in which a pattern is found; most of a column of names have nothing to look at."""
    end = -1
    for hit in pattern.finditer(text):
        if hit.start() > end:
            end = text.find("\n", hit.start())
            end = len(text) if end < 0 else end
            yield text[text.rfind("\n", 0, hit.start()) + 1 : end]


def labelled(line: str) -> Iterator[str]:
    """Whom a line names behind a label: 填报人：张三. Without a colon it may be a heading, and the next label follows."""
    for hit in _LABELLED.finditer(characters.plain(line)):
        is_one = _may_be_one if hit[1] else looks_like_one
        yield from (w for w in _apart(hit[2]) if is_one(w) and not _NO_NAME.fullmatch(w))


def _apart(text: str) -> list[str]:
    """Names with nothing but spaces between them; 张 三 is one."""
    text = _AROUND.sub("", text)
    words = [_TITLED.sub(r"\1", word) for word in text.split()]
    if len(words) > 1 and all(map(looks_like_one, words)):
        return words
    return [_TITLED.sub(r"\1", text).strip()]


def _may_be_one(text: str) -> bool:
    """Whether a text that stands where a name belongs may be one, whatever it begins with."""
    bare = re.sub(r"\s", "", text)
    if _DOTTED.fullmatch(bare) or _LATIN.fullmatch(text):
        return True
    return 2 <= len(bare) <= 4 and re.fullmatch(f"[{_HAN}]+", bare) is not None and not _KIND.fullmatch(bare)
