"""Every exception votesvc raises on purpose, in one tree.

Each class is named for its reason; the web layer maps classes to a status and to wording in the
user's language, and the command line to an exit code. Messages are lower case, say what is wrong,
and hold neither secrets nor an echo of what was sent.
"""

from votesvc.errors.ballots import (
    BoardFixed as BoardFixed,
    CredentialUsed as CredentialUsed,
    LogDamaged as LogDamaged,
    LogShutDown as LogShutDown,
    MergePending as MergePending,
    NamesUnopened as NamesUnopened,
    NoBoard as NoBoard,
    NoSuchName as NoSuchName,
    NotCounted as NotCounted,
    NothingPassed as NothingPassed,
    NotOpen as NotOpen,
    NotProposed as NotProposed,
    NotWritten as NotWritten,
    ShareConflict as ShareConflict,
    UnknownEntry as UnknownEntry,
    UnknownOwner as UnknownOwner,
    UnknownReceipt as UnknownReceipt,
    WrongState as WrongState,
)
from votesvc.errors.ceremony import (
    InvalidComplaint as InvalidComplaint,
    InvalidDeal as InvalidDeal,
    InvalidPledge as InvalidPledge,
)
from votesvc.errors.evidence import (
    InvalidArchive as InvalidArchive,
    InvalidBallot as InvalidBallot,
    InvalidCheckpoint as InvalidCheckpoint,
    InvalidComment as InvalidComment,
    InvalidInclusion as InvalidInclusion,
    InvalidProof as InvalidProof,
    InvalidRecord as InvalidRecord,
    InvalidReport as InvalidReport,
    InvalidShare as InvalidShare,
    InvalidSignature as InvalidSignature,
    InvalidTally as InvalidTally,
    InvalidToken as InvalidToken,
    InvalidTrustees as InvalidTrustees,
)
from votesvc.errors.hearings import (
    AlreadyOpened as AlreadyOpened,
    AlreadySupported as AlreadySupported,
    BatchTooSmall as BatchTooSmall,
    CommentsUnopened as CommentsUnopened,
    CommitmentUsed as CommitmentUsed,
    CorrectionClosed as CorrectionClosed,
    GateClosed as GateClosed,
    HearingNotAnnounced as HearingNotAnnounced,
    HearingUneven as HearingUneven,
    NoOfficerKey as NoOfficerKey,
    NothingToOverride as NothingToOverride,
    NotPublished as NotPublished,
    TooManyPapers as TooManyPapers,
    UnfitPaper as UnfitPaper,
    UnknownComment as UnknownComment,
    UnknownHearing as UnknownHearing,
    UnknownPaper as UnknownPaper,
)
from votesvc.errors.input import (
    InvalidElement as InvalidElement,
    InvalidScalar as InvalidScalar,
    MalformedInput as MalformedInput,
    NotCanonical as NotCanonical,
    TooLarge as TooLarge,
    UnreadableBackup as UnreadableBackup,
    Unsupported as Unsupported,
    WeakPassphrase as WeakPassphrase,
    WrongPassphrase as WrongPassphrase,
)
from votesvc.errors.passes import (
    AlreadyCollected as AlreadyCollected,
    DeadPass as DeadPass,
    DeviceHasPass as DeviceHasPass,
    IssuingClosed as IssuingClosed,
    NoSlipsLeft as NoSlipsLeft,
    NotCheckedIn as NotCheckedIn,
    NotEntitled as NotEntitled,
    NoVoters as NoVoters,
    PassExpired as PassExpired,
    PassInUse as PassInUse,
    PassRevoked as PassRevoked,
    PassUsed as PassUsed,
    RollAlreadyFixed as RollAlreadyFixed,
    RollNotFixed as RollNotFixed,
    SlipHandedOut as SlipHandedOut,
    SlipNotHandedOut as SlipNotHandedOut,
    TooManySlips as TooManySlips,
    UnknownCongress as UnknownCongress,
    UnknownItem as UnknownItem,
    UnknownMember as UnknownMember,
    UnknownPass as UnknownPass,
)
from votesvc.errors.rights import (
    Forbidden as Forbidden,
    InvalidInvitation as InvalidInvitation,
    InvalidName as InvalidName,
    LastOrganiser as LastOrganiser,
    NameTaken as NameTaken,
    SamePerson as SamePerson,
    UnknownAccount as UnknownAccount,
    UnknownDevice as UnknownDevice,
    WeakPassword as WeakPassword,
    WrongPassword as WrongPassword,
)
from votesvc.errors.roll_file import (
    EmptyRoll as EmptyRoll,
    MissingRollHeader as MissingRollHeader,
    RollTooLarge as RollTooLarge,
    UnknownRollEncoding as UnknownRollEncoding,
    UnknownRollFormat as UnknownRollFormat,
    UnreadableRoll as UnreadableRoll,
)
from votesvc.errors.root import (
    Refused as Refused,
    SigningFault as SigningFault,
    Unknown as Unknown,
    UnsafeLibrary as UnsafeLibrary,
    VotesvcError as VotesvcError,
    located as located,
)
from votesvc.errors.rules import (
    ImpossibleCount as ImpossibleCount,
    PresetFault as PresetFault,
    UnknownPreset as UnknownPreset,
)
