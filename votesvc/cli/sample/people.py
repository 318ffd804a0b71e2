"""The invented roll: 120 delegates in eight delegations, and ten people without a vote."""

import csv
import io
from collections.abc import Iterator

DELEGATES = 120

_DELEGATIONS = (
    "铸造车间代表团",
    "机加工车间代表团",
    "装配车间代表团",
    "动力车间代表团",
    "质量检验代表团",
    "技术中心代表团",
    "物流后勤代表团",
    "机关代表团",
)
_SURNAMES = (
    "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧"
    "程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜"
)
_GIVEN_NAMES = (
    "建国", "秀英", "志强", "丽华", "海涛", "春梅", "国庆", "玉兰", "文斌", "晓燕",
    "永刚", "桂芳", "立新", "雪梅", "振华", "淑珍", "卫东", "红霞", "明亮", "慧敏",
    "德胜", "爱玲", "长江", "静怡", "少杰", "金凤", "学军", "婷婷", "宏伟", "美玲",
    "天佑", "思源", "向阳", "月娥", "家豪",
)  # fmt: skip
_WITHOUT_A_VOTE = (
    ("列席", ("欧阳明", "司徒静", "单立人", "乐嘉音", "仇长胜", "解学礼")),
    ("特邀", ("尉迟安", "上官云", "区志远", "查振东")),
)


def roll_csv() -> bytes:
    """Return the roll as a CSV file in UTF-8, as an office would send it; always the same."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(["姓名", "工号", "代表团", "类别", "组别"])
    writer.writerows(_delegates())
    writer.writerows(_others())
    return text.getvalue().encode("utf-8-sig")


def _delegates() -> Iterator[tuple[str, str, str, str, str]]:
    for number in range(DELEGATES):
        surname = _SURNAMES[number * 7 % len(_SURNAMES)]
        given = _GIVEN_NAMES[number * 11 % len(_GIVEN_NAMES)]
        delegation = _DELEGATIONS[number % len(_DELEGATIONS)]
        yield f"{surname}{given}", f"{1001 + number}", delegation, "正式", _group(number)


def _group(number: int) -> str:
    """Return one of three groups of voters: 8 leaders, 24 of the middle ranks, 88 others."""
    if number % 15 == 0:
        return "领导班子"
    return "中层" if number % 5 == 1 else "职工代表"


def _others() -> Iterator[tuple[str, str, str, str, str]]:
    number = 9001
    for category, names in _WITHOUT_A_VOTE:
        for name in names:
            yield name, f"{number}", _DELEGATIONS[-1], category, ""
            number += 1
