"""The name of a file of which nobody knows whom it is about: what is no known word may name somebody."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from talent_warehouse import identity, names
from talent_warehouse.contracts import Form
from talent_warehouse.privacy import scrub
from talent_warehouse.reading.values.values import Lookups

_HAN = re.compile("[\u3400-\u9fff·]+")
# What stands in the names of files besides forms, units and regions; nobody is called so.
_WORDS = (
    "人才|花名册|台账|台帐|名册|名单|报表|统计|汇总|明细|情况|数据|信息|资料|附件|材料|文件|档案|表格|清单|目录|总表|分表|分册|附表|续表"
    "|填报|上报|报送|报告|零报送|补报|再报|重报|催报|月报|季报|年报|快报|周报|直报|申报|申请|登记|备案|公示|审批|审核|核对|核实|复核|汇编|摸底|调查"
    "|总结|综述|打算|要点|亮点|典型|汇报|述职|回顾"
    "|年度|季度|月份|上半年|下半年|全年|本年|本月|上月|当月|截至|截止|截图|截断|截屏|截取|拍照|照片|扫描件|扫描|图片|影印|复印件"
    "|最终版|最终|终稿|定稿|初稿|草稿|送审|正式|修改版|修改|修订|更正|更新|新版|旧版|版本|副本|复制|备份|重复|未写|未注明|说明|通知|模板|样表|范本|示例|样例|测试"
    "|加密|密码|损坏|破损|坏了|乱码|压缩包|压缩|转换|导出|导入|打印|打不开|打开|无法|不能|错误|正确|有误|空白|空表|没有|无数据|无表头|表头|表尾|合并|拆分|格式|旁边|其他|其它"
    "|新建|工作簿|工作表|文本|文档|幻灯片|演示|单位|部门|机关|事业|企业|国企|民营|公司|集团|协会|学会|中心|委员会|办公室|人才办|领导小组|组织部|宣传部|统战部"
    "|学校|大学|学院|中学|小学|高中|初中|幼儿园|职高|医院|卫生院|诊所|疾控|研究院|研究所|研究会|科学院|农科院|农科所|图书馆|文化馆|博物馆|街道|社区|乡镇|村委会|政府"
    "|林草|林业|草原|农业|农村|畜牧|水利|水务|科学|科技|技术|教育|体育|卫生|健康|医疗|财政|税务|审计|发改|工信|商务|交通|住建|自然资源|生态|环境|民政|司法|公安|应急|市场监管|统计局|人社|社保|就业|组织|人事|编办"
    "|工作|专业|个人|人员|职工|干部|专家|教师|医生|学生|博士|硕士|本科|工程|项目|计划|经费|资金|补助|拨付|支出|收入|活动|服务|培训|培养|引进|基层|下派|派出|特派员|乡村|振兴"
    "|在编|在职|在岗|聘用|退休|离职|调出|调入|新增|减少|合同|劳务|职称|学历|学位|证书|评审|认定|考核|考察|指标|指数|数量|金额|结果|基本|基础|综合|专项|第一版|第二版|第三版|第四版|第一批|第二批|第三批|批次|届次"
    "|关于|以及|全省|全市|全县|全区|全州|本级|省级|州级|市级|县级|区级|乡级|本单位|各单位|下属|直属|所属|内部|对外|紧急|重要|请查收|请审核"
)  # fmt: skip
_LETTERS = (
    "表年月日第号份全新旧版省市州县区镇乡村局厅委办院校所站组的和与及等册期批稿件"  # one of them beside nothing unknown
)
_SHORT = 2  # characters of a word that may be a name behind a surname: 和平, 建设


def nameless(file_name: str, forms: Iterable[Form], lookups: Lookups) -> str:
    """The name of a file that nobody has read, so that nobody knows whom it is about."""
    fields = [field for form in forms for field in form.fields]
    labels = (label for field in fields for label in (field.header, *field.synonyms))
    texts = (text for texts in lookups.values() for text in texts if not text.isascii())
    return without_names(file_name, (*(form.title for form in forms), *labels, *texts))


def without_names(text: str, words: Iterable[str]) -> str:
    """A text of which in Han characters the words that are known stay, and of all between them the first character."""
    known = {word for word in (*words, *_WORDS.split("|")) if len(word) > 1}
    every = re.compile("|".join(map(re.escape, sorted(known, key=len, reverse=True))))
    return _HAN.sub(lambda hit: "".join(_masked(_pieces(hit[0], every))), scrub(text))


def _pieces(text: str, known: re.Pattern[str]) -> Iterator[tuple[str, bool]]:
    """The known words of a text and what stands between them, which are which."""
    at = 0
    for hit in known.finditer(text):
        if hit.start() > at:
            yield text[at : hit.start()], False
        yield hit[0], True
        at = hit.end()
    if at < len(text):
        yield text[at:], False


def _masked(pieces: Iterable[tuple[str, bool]]) -> Iterator[str]:
    """A surname and a short word are masked together, 高和平 and 高中华 being somebody; 的 and 局 alone are nobody."""
    held = before = ""  # what is unknown so far, and a short word that it may begin with
    for text, is_known in pieces:
        if is_known and len(text) <= _SHORT and names.looks_like_one(held[-1:] + text) and held:
            held += text
        elif is_known:
            yield from _told(before, held)
            held, before = "", text
        elif not held and all(letter in _LETTERS for letter in text):
            yield before + text
            before = ""
        else:
            held += text
    yield from _told(before, held)


def _told(before: str, held: str) -> Iterator[str]:
    is_one = len(held) == 1 and len(before) <= _SHORT and names.looks_like_one(before + held)
    yield identity.name_mask(before + held) if is_one else before + (identity.name_mask(held) if held else "")
