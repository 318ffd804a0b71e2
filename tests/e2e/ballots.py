"""What the delegates of the story mark, and the counts that must come out of it."""

from collections import Counter
from typing import Final

from tests.e2e.phone import Marks

MOTION: Final = {
    "title": "会议事项表决",
    "lines": "职工代表大会工作报告\n集体合同（草案）\n职工食堂改造方案",
}
CHOICE: Final = {
    "title": "最喜爱的节目",
    "text": "请选出您最喜爱的节目",
    "lines": "大合唱《咱们工人有力量》\n诗朗诵《脊梁》\n相声《考勤》\n京剧联唱\n器乐合奏",
    "minimum": "0",
    "maximum": "3",
}
QUESTIONS: Final = MOTION["lines"].split("\n")
SHOWS: Final = CHOICE["lines"].split("\n")
ANSWERS: Final = ("赞成", "反对", "弃权")

MOTION_VOTES: Final[dict[str, Marks]] = {
    "李秀英": [["赞成"], ["赞成"], ["反对"]],
    "单春雷": [["赞成"], ["反对"], ["弃权"]],
    "王建国": [["赞成"], ["赞成"], ["弃权"]],
    "欧阳慧": [["赞成"], ["赞成"], ["赞成"]],
    "赵长江": [["反对"], ["弃权"], ["反对"]],
}
CHOICE_VOTES: Final[dict[str, Marks]] = {
    "李秀英": [[SHOWS[0], SHOWS[1], SHOWS[4]]],
    "单春雷": [[SHOWS[0]]],
    "王建国": [[]],
    "欧阳慧": [[SHOWS[0], SHOWS[4]]],
}

ROLL: Final = """姓名,工号,代表团,类别
李秀英,10001,一车间,正式
单春雷,10002,一车间,正式
王建国,10003,二车间,正式
欧阳慧,10004,机关,正式
赵长江,10005,机关,正式
吕梁,10006,二车间,正式
曾晓,10007,一车间,正式
陈列席,20001,机关,列席
何特邀,20002,上级工会,特邀
"""
BAD_ROLL: Final = """姓名,工号,代表团,类别
李秀英,10001,一车间,正式
单春雷,10001,一车间,正式
,10003,二车间,正式
欧阳慧,10004,机关,旁听
=HYPERLINK("http://x"),10005,机关,正式
"""


def totals(votes: dict[str, Marks], question: int) -> Counter[str]:
    """Return how often each answer of a question was marked."""
    return Counter(answer for marks in votes.values() for answer in marks[question])


ELECTION = "第六届工会委员会委员选举"
