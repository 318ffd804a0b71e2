"""What a refusal is called over HTTP: one status and one sentence in the user's language each."""

from collections.abc import Mapping
from typing import Final

from flask_babel import LazyString, gettext, lazy_gettext

from votesvc import errors
from votesvc.errors import VotesvcError

_NOT_NOW: Final = lazy_gettext("这一步现在不能做。")

REFUSALS: Final[dict[type[VotesvcError], tuple[int, LazyString]]] = {
    errors.VotesvcError: (409, _NOT_NOW),
    errors.UnsafeLibrary: (500, lazy_gettext("服务器上的密码库不安全，不能使用。")),
    errors.MalformedInput: (400, lazy_gettext("发来的内容格式不对。")),
    errors.NotCanonical: (400, lazy_gettext("发来的内容写法不合规定。")),
    errors.PresetFault: (400, lazy_gettext("规则里的这个数不认识，或者不可能。")),
    errors.ImpossibleCount: (400, lazy_gettext("这些票数不可能：请核对。")),
    errors.TooLarge: (413, lazy_gettext("发来的内容太长或太大。")),
    errors.InvalidScalar: (400, lazy_gettext("发来的数不在允许的范围内。")),
    errors.InvalidElement: (400, lazy_gettext("发来的公钥或密文不是合法的点。")),
    errors.Unsupported: (400, lazy_gettext("本系统不支持这种内容。")),
    errors.InvalidProof: (409, lazy_gettext("证明不成立，没有接受。")),
    errors.InvalidBallot: (409, lazy_gettext("选票没有通过检验，没有进入票箱。")),
    errors.InvalidTrustees: (409, lazy_gettext("监票人公钥没有通过检验。")),
    errors.InvalidShare: (
        409,
        lazy_gettext("解密份额没有通过检验：它不属于这次计票，或不是这位监票人的。"),
    ),
    errors.InvalidPledge: (
        409,
        lazy_gettext("第一轮发来的公钥没有通过检验：它不属于这个席位，或不属于这次生成钥匙。"),
    ),
    errors.InvalidDeal: (
        409,
        lazy_gettext("第二轮发来的内容没有通过检验：它与先前承诺的不符，或不属于这次生成钥匙。"),
    ),
    errors.InvalidComplaint: (
        409,
        lazy_gettext("投诉不成立：它没有证明自己，或被投诉的内容没有问题。"),
    ),
    errors.InvalidSignature: (
        409,
        lazy_gettext("签名没有通过检验：它不是这位监票人对这个结果的签名。"),
    ),
    errors.InvalidTally: (409, lazy_gettext("计票数据对不上。")),
    errors.InvalidToken: (409, lazy_gettext("凭证无效，没有接受。")),
    errors.InvalidComment: (409, lazy_gettext("意见的封装、签名或原文没有通过检验。")),
    errors.InvalidReport: (409, lazy_gettext("听证报告里的数字与公开记录不符。")),
    errors.InvalidInclusion: (409, lazy_gettext("收录证明不成立。")),
    errors.InvalidCheckpoint: (409, lazy_gettext("校验点的签名不成立。")),
    errors.InvalidArchive: (409, lazy_gettext("归档文件没有通过检验。")),
    errors.InvalidRecord: (409, lazy_gettext("公开记录没有通过检验。")),
    errors.Refused: (409, _NOT_NOW),
    errors.Unknown: (404, lazy_gettext("没有找到。")),
    # The roll file
    errors.UnreadableRoll: (400, lazy_gettext("这个文件不能当作名册读取。")),
    errors.EmptyRoll: (400, lazy_gettext("名册文件里除表头外没有一行。")),
    errors.RollTooLarge: (413, lazy_gettext("名册文件太大：没有哪次大会有这么多人。")),
    errors.UnknownRollEncoding: (
        400,
        lazy_gettext("名册文件的文字编码不认识。请另存为 UTF-8 或 GB18030 的 CSV,或用 XLSX。"),
    ),
    errors.UnknownRollFormat: (400, lazy_gettext("名册文件既不是 CSV 也不是 XLSX。")),
    errors.MissingRollHeader: (
        400,
        lazy_gettext("名册第一行必须写明四列：姓名、工号、代表团、类别。"),
    ),
    # Scrutineers
    errors.UnknownCeremony: (404, lazy_gettext("没有这次生成钥匙，或者还没有人提出。")),
    errors.UnknownSeat: (
        403,
        lazy_gettext("这台设备没有监票人席位。请扫描工作人员给您的邀请码。"),
    ),
    errors.SeatTaken: (
        409,
        lazy_gettext("这个席位已在另一台设备上。如果那不是您的设备，请马上告诉总监票人。"),
    ),
    errors.InvitationVoid: (409, lazy_gettext("这个邀请码已经停用。请工作人员重新给您一个。")),
    errors.CeremonyRunning: (409, lazy_gettext("已有一次生成钥匙正在进行。要重来，请先停止它。")),
    errors.CeremonyOver: (
        409,
        lazy_gettext("这次生成钥匙已经停止。请扫描新的邀请码，从头再来。"),
    ),
    errors.WrongRound: (409, lazy_gettext("这条内容不属于现在这一轮。")),
    errors.MessageConflict: (409, lazy_gettext("这个席位在这一轮已经发过另一份内容。")),
    errors.NotSigned: (409, lazy_gettext("签字的监票人还不够，不能宣布。")),
    errors.NotYourItem: (403, lazy_gettext("这个议题不由您所在的这组监票人计票。")),
    # Rights
    errors.Forbidden: (403, lazy_gettext("您的账号无权做这件事。")),
    errors.WrongPassword: (403, lazy_gettext("姓名或密码不对。")),
    errors.UnknownDevice: (
        403,
        lazy_gettext("这部手机没有登记。请到签到处重新领取二维码。"),
    ),
    errors.SamePerson: (
        403,
        lazy_gettext("提出的人和确认的人必须是两个人。"),
    ),
    errors.InvalidInvitation: (
        403,
        lazy_gettext("这个链接无效或已经用过。请工作人员重新发一个。"),
    ),
    errors.UnknownAccount: (404, lazy_gettext("没有这个账号，或者已经停用。")),
    errors.LastOrganiser: (409, lazy_gettext("这是最后一个工作人员账号，不能停用。")),
    errors.WeakPassword: (409, lazy_gettext("密码至少要 10 个字符，也不能过长。")),
    errors.InvalidName: (409, lazy_gettext("姓名不能为空、过长或含有特殊控制符。")),
    errors.NameTaken: (409, lazy_gettext("已经有一个账号用这个姓名。请加上部门等以示区别。")),
    # Roll, check-in and passes
    errors.UnknownCongress: (404, lazy_gettext("没有这次大会。")),
    errors.UnknownPreset: (404, lazy_gettext("没有这种程序或这个地方的规则。")),
    errors.UnknownItem: (404, lazy_gettext("没有这个议题。")),
    errors.UnknownMember: (404, lazy_gettext("名册上没有这个人。")),
    errors.UnknownPass: (404, lazy_gettext("没有这个签到码。请到签到处重新领取。")),
    errors.RollAlreadyFixed: (409, lazy_gettext("名册已经确定，不能再改。")),
    errors.RollNotFixed: (409, lazy_gettext("请先确定名册。")),
    errors.NoVoters: (409, lazy_gettext("名册上没有一位正式代表。")),
    errors.NotEntitled: (409, lazy_gettext("这位是列席或特邀人员，没有表决权，不发签到码。")),
    errors.NotCheckedIn: (409, lazy_gettext("本人还没有签到，或者已经离会。请先到签到处。")),
    errors.PassInUse: (409, lazy_gettext("签到码已经在手机上使用，不能再换成票签。")),
    errors.SlipHandedOut: (
        409,
        lazy_gettext("这位代表抽取了票签。票签不记名，无法收回或更换。"),
    ),
    errors.NoSlipsLeft: (409, lazy_gettext("印好的票签已经发完。请先再印一页。")),
    errors.TooManySlips: (409, lazy_gettext("票签总数不能多于正式代表的人数。")),
    errors.SlipNotHandedOut: (409, lazy_gettext("扫码的票签比签到处发出的多。请找签到处。")),
    errors.DeadPass: (410, lazy_gettext("这个签到码不能再用。")),
    errors.PassUsed: (410, lazy_gettext("这个签到码已经在另一部手机上使用。请到签到处。")),
    errors.PassExpired: (410, lazy_gettext("这个签到码过期了。请到签到处重新领取。")),
    errors.PassRevoked: (410, lazy_gettext("签到处已经收回或更换了这个签到码。")),
    errors.DeviceHasPass: (409, lazy_gettext("这部手机已经用了另一个签到码。")),
    errors.SigningFault: (500, lazy_gettext("签名时服务器出错，请再试一次。")),
    errors.NotInGroup: (
        403,
        lazy_gettext("这一项只由其中一组的代表投票，名册上您不在这一组。如果不对，请找工作人员。"),
    ),
    errors.IssuingClosed: (409, lazy_gettext("现在不发这一项的选票。")),
    errors.AlreadyCollected: (409, lazy_gettext("这一项的选票已经领过了。")),
    # Backup files
    errors.UnreadableBackup: (400, lazy_gettext("这不是本系统的备份文件，或者文件已损坏。")),
    errors.WrongPassphrase: (409, lazy_gettext("口令不对，或者备份文件被改动过。")),
    errors.WeakPassphrase: (409, lazy_gettext("口令至少要 10 个字符，也不能过长。")),
    # Hearings
    errors.UnknownHearing: (404, lazy_gettext("没有这次听证。")),
    errors.UnknownComment: (404, lazy_gettext("这次听证里没有这条意见。")),
    errors.UnknownPaper: (404, lazy_gettext("这次听证没有这份材料。")),
    errors.UnfitPaper: (
        409,
        lazy_gettext("材料只收 PDF、PNG 和 JPEG 文件，每份不超过 20 MB。"),
    ),
    errors.TooManyPapers: (409, lazy_gettext("一次听证最多附 50 份材料。")),
    errors.NoOfficerKey: (409, lazy_gettext("请先由听证记录人登记开启意见用的公钥。")),
    errors.HearingNotAnnounced: (
        409,
        lazy_gettext("这项表决所等的听证还没有公告，或者是常设意见箱。"),
    ),
    errors.HearingOver: (409, lazy_gettext("这次听证已经有报告了，不能再在听证上测评。")),
    errors.HearingUneven: (
        409,
        lazy_gettext("意见数、发出凭证数、实到人数对不上，不能截止。请马上查明原因。"),
    ),
    errors.BatchTooSmall: (
        409,
        lazy_gettext(
            "征集期间每次至少开启五条意见，以免看出先后。请等更多意见，或到截止后再开启。"
        ),
    ),
    errors.AlreadyOpened: (409, lazy_gettext("这条意见已经公布或不予公布，不能再改。")),
    errors.CommentsUnopened: (409, lazy_gettext("还有意见没有处理，不能提交听证报告。")),
    errors.UnknownSpeaker: (404, lazy_gettext("发言名单里没有这个人。")),
    errors.NotReported: (409, lazy_gettext("这次听证还没有报告。")),
    errors.NotPublished: (409, lazy_gettext("只能附议、答复或引用已经公布的意见。")),
    errors.AlreadySupported: (409, lazy_gettext("您已经附议过这条意见。")),
    errors.CommitmentUsed: (409, lazy_gettext("同样的意见已经收到过。")),
    errors.CorrectionClosed: (409, lazy_gettext("听证笔录的更正期限已过。")),
    errors.GateClosed: (
        409,
        lazy_gettext("这项表决须先有听证报告，或由主席团书面决定不经听证。"),
    ),
    errors.NotPrepared: (
        409,
        lazy_gettext("前置程序没有完成，或者到会人数不足。要开始投票，须有主席团的书面决定。"),
    ),
    errors.NothingFollows: (409, lazy_gettext("这个结果之后没有要再投的票，或者已经列入议程。")),
    errors.GroupTooSmall: (
        409,
        lazy_gettext(
            "有的组在名册上没有人，或者少于五人：人太少，不能分开计票，否则看得出谁投了什么。"
            "请把小组并入别的组，另建这项测评。"
        ),
    ),
    errors.NoElection: (404, lazy_gettext("只有选举才有这份文书。")),
    errors.NoSuchGate: (409, lazy_gettext("规则里没有这一步，或者日期不对。")),
    errors.AlreadyPrepared: (409, lazy_gettext("这一步已经记下，不能再改。")),
    errors.PostedTooShort: (409, lazy_gettext("公示的天数少于规则所定。")),
    errors.NowhereToObject: (409, lazy_gettext("请选一个异议箱，或者写明异议向哪里提出。")),
    errors.UnfitBox: (
        409,
        lazy_gettext("公示要有自己的异议箱：空的，开着或还没有公告，没有用在别的公示上。"),
    ),
    errors.PostedTooEarly: (
        409,
        lazy_gettext("公示不能早于宣布结果的那一天：请核对服务器的时钟。"),
    ),
    errors.PostingLasts: (409, lazy_gettext("公示还没有满：异议箱要开到公示的最后一天过完。")),
    errors.NothingToOverride: (409, lazy_gettext("这项表决没有等待中的前置程序。")),
    # Agenda, ballots and the count
    errors.WrongState: (409, lazy_gettext("状态已经变了，请看最新的页面。")),
    errors.NotOpen: (409, lazy_gettext("现在不能提交：还没有开始，或者已经截止。")),
    errors.NotProposed: (409, lazy_gettext("没有人提出这一步，或者提议已经变了。")),
    errors.NoBoard: (409, lazy_gettext("请先登记监票人公钥。")),
    errors.BoardFixed: (409, lazy_gettext("监票人公钥已经登记，不能再改。")),
    errors.CredentialUsed: (409, lazy_gettext("这个凭证已经用过，交的是另一份内容。")),
    errors.ShareConflict: (409, lazy_gettext("这位监票人已经交过另一份内容。")),
    errors.NotShuffled: (
        409,
        lazy_gettext("另选他人的姓名还没有由够数的监票人打乱次序，不能打开。"),
    ),
    errors.ShuffledMeanwhile: (
        409,
        lazy_gettext("另一位监票人刚刚打乱过次序，请在新的次序上再打乱一次。"),
    ),
    errors.ShuffleNotNeeded: (409, lazy_gettext("打乱次序的监票人已经够了，不用再打乱。")),
    errors.UnknownOwner: (409, lazy_gettext("监票人名单里没有这个编号。")),
    errors.NamesUnopened: (409, lazy_gettext("另选他人的姓名还没有开启，请监票人先开票。")),
    errors.MergePending: (409, lazy_gettext("还有一项姓名合并等另一位确认，请先处理。")),
    errors.NoSuchName: (409, lazy_gettext("这些写法不在另选他人的姓名里，或者已经合并过。")),
    errors.NotCounted: (409, lazy_gettext("结果还没有宣布。")),
    errors.NothingPassed: (409, lazy_gettext("没有一项获得通过，不作决议。")),
    errors.UnknownReceipt: (404, lazy_gettext("票箱里没有这个回执码的选票。")),
    errors.UnknownEntry: (404, lazy_gettext("公开记录里没有这一条。")),
    errors.LogDamaged: (500, lazy_gettext("公开记录已损坏，不能再写入。请马上停止并查明原因。")),
    errors.NotWritten: (503, lazy_gettext("没有写进公开记录，请再试一次。")),
    errors.LogShutDown: (503, lazy_gettext("服务器正在停止，请稍后再试。")),
}
"""A class without a line of its own speaks as its nearest base."""

HTTP: Final[dict[int, LazyString]] = {
    400: lazy_gettext("请求的格式不对。"),
    401: lazy_gettext("请先登录。"),
    403: lazy_gettext("您的账号无权做这件事。"),
    404: lazy_gettext("没有这个页面。"),
    405: lazy_gettext("不能用这种方式访问。"),
    413: lazy_gettext("发来的内容太大。"),
    415: lazy_gettext("内容类型必须是 application/json。"),
    429: lazy_gettext("尝试太多次，请稍后再试。"),
}


def wording(error: VotesvcError) -> tuple[int, str]:
    """Return status and localised sentence for a refusal."""
    for kind in type(error).__mro__:
        if kind in REFUSALS:
            status, text = REFUSALS[kind]
            return status, str(text)
    raise TypeError


def say(message: str, figures: Mapping[str, str | int]) -> str:
    """Return a sentence of the catalogue in the reader's language, with its figures."""
    return str(gettext(message, **figures))
