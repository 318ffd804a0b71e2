"""The ballots of the sample: a motion, a choice, an election and an evaluation, all ready."""

from datetime import datetime
from typing import Final

from sqlalchemy.orm import Session

from votesvc.domain.items import ItemSpec, choose, election, graded, motion
from votesvc.domain.preparation import day_of
from votesvc.domain.presets import changes_of, make_rule, terms_of
from votesvc.domain.rules import ElectionRule, EvaluationRule
from votesvc.services import agenda, preparing, setup
from votesvc.services.presets import library
from votesvc.services.sequencer import Log

DOCUMENT: Final = (
    b"%PDF-1.4\n"
    b"1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
    b"2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
    b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources"
    b"<</Font<</F<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>>>>>>>endobj\n"
    b"4 0 obj<</Length 46>>stream\n"
    b"BT /F 24 Tf 72 720 Td (Sample document) Tj ET\n"
    b"endstream endobj\n"
    b"trailer<</Root 1 0 R>>\n%%EOF\n"
)
"""A page that stands for any document of a gate."""

_BY = "示例工作人员"
_PLACE = "national"
_MOTION = motion(
    "三项制度表决",
    (
        "《员工考勤与休假管理办法（修订草案）》",
        "《职工教育培训经费使用方案（草案）》",
        "《职工食堂管理与餐费补贴办法（草案）》",
    ),
)
_CHOICE = choose(
    "职工文艺汇演最受欢迎的六个节目",
    "请选出您最喜欢的节目，最多六个",
    (
        "合唱《江岸晨光》",
        "舞蹈《铁水奔流》",
        "相声《师徒俩》",
        "小品《第一次夜班》",
        "二胡独奏《归途》",
        "诗朗诵《我们的车间》",
        "快板《安全三字经》",
        "吉他弹唱《下班路上》",
        "古筝合奏《渔舟》",
        "魔术《空箱》",
        "武术《长拳》",
        "口琴重奏《老厂区》",
    ),
    1,
    6,
)


def prepare_ballots(session: Session, log: Log, congress: str, now: datetime) -> None:
    """Put the ballots on the agenda, ready to be issued; what is there already stays as it is."""
    specs = (_MOTION, _CHOICE, _election(), _evaluation())
    titles = {item.title for item in agenda.items(session, congress)}
    for spec in specs:
        if spec.title not in titles:
            agenda.create_item(session, congress, spec)
    for item in agenda.items(session, congress):
        if item.title in {spec.title for spec in specs}:
            if item.state == "draft":
                setup.prepare(session, log, item.item, now)
            _pass_gates(session, log, item.item, now)


def _election() -> ItemSpec:
    """Return an election of three among five, with one number changed for a hall of few phones."""
    before = library().preset("P04", _PLACE)
    after = library().preset("P04", _PLACE, {"pass.base": "valid"})
    reason = "示例会场里手机少，改为有效票的过半数，便于试用"
    terms = terms_of(after, _PLACE, tuple(changes_of(before, after, _BY, reason)))
    rule = make_rule(after, terms, 3)
    if not isinstance(rule, ElectionRule):
        raise TypeError
    candidates = ("丁建国", "马秀英", "王志强", "沈丽华", "欧阳海涛")
    return election("第九届工会委员会委员选举", candidates, rule)


def _evaluation() -> ItemSpec:
    preset = library().preset("P10", _PLACE)
    rule = make_rule(preset, terms_of(preset, _PLACE))
    if not isinstance(rule, EvaluationRule):
        raise TypeError
    return graded("领导班子成员民主评议", ("总经理 江立新", "工会主席 岸晓燕"), rule)


def _pass_gates(session: Session, log: Log, item: str, now: datetime) -> None:
    """Record what has to come before, but for the presence in the hall."""
    view = agenda.item(session, item)
    if view.state != "ready":
        return
    done, day = preparing.done(session, item), day_of(now)
    for gate in view.spec.rule.terms.gates:
        if gate.kind != "quorum" and gate.kind not in done:
            preparing.prepare_gate(
                session, log, item, gate.kind, day, "示例.pdf", DOCUMENT, _BY, now
            )
