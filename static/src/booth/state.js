/**
 * What the phone page can see: one frozen snapshot at a time.
 *
 * Only types live here. Everything in a snapshot is safe to show; no secret is ever in it.
 */

/**
 * The one thing to show now. Where the delegate is:
 *   签到  start, replace, redeeming, turned-away
 *   领票  waiting, collecting, ready
 *   投票  voting, review, sealing, sending
 *   回执  receipt, missed, void
 *   aside alarm, no-storage
 *
 * start        no pass on this phone and none in the address: ask to scan the code.
 * replace      a pass for this phone arrived although it already holds one: ask, then `replace(yes)`.
 * redeeming    the pass is being redeemed (retried by itself while the network is down).
 * turned-away  the pass was refused; `error` says why (second device, revoked, unknown...).
 * waiting      checked in, nothing to do; the phone follows the congress.
 * collecting   the credential of `current` is being checked and collected.
 * ready        the credential is held; waits for the ballot to open.
 * voting       the ballot paper of `current` is open for marking.
 * review       the marks are shown once more before they are cast.
 * sealing      the ballot is being encrypted; `progress` runs from 0 to 1.
 * sending      the sealed ballot is under way (retried by itself until there is an answer).
 * receipt      the ballot is in the box and its inclusion was checked on this phone.
 * missed       the ballot closed before this phone cast.
 * void         the ballot was declared void.
 * refused      the ballot box or the roll refused this phone for `current`; its `error` says why.
 * alarm        something that must never happen; `alarm.code` says what. Nothing is sent any more.
 * no-storage   the browser keeps nothing for this page (private mode, full): voting is not safe here.
 *
 * @typedef {'start'|'replace'|'redeeming'|'turned-away'|'waiting'|'collecting'|'ready'|'voting'
 *   |'review'|'sealing'|'sending'|'receipt'|'missed'|'void'|'refused'|'alarm'|'no-storage'} Step
 */

/**
 * How far this phone is with one item. `listed`: nothing to do yet (or no longer: announced and
 * never held). The others mean the same as the steps of those names.
 *
 * @typedef {'listed'|'collecting'|'ready'|'voting'|'review'|'sealing'|'sending'|'receipt'|'missed'
 *   |'void'|'refused'} Phase
 */

/**
 * Codes of `alarm`:
 * checkpoint-invalid  the signed checkpoint does not verify under the remembered log key.
 * vkey-changed        the log's key is not the one this phone saw first.
 * log-shrunk          the log is shorter than what this phone has already seen.
 * log-forked          the log is not a continuation of what this phone has already seen.
 * item-not-in-log     the item shown is not included in the signed log.
 * item-invalid        the logged item contradicts itself (fingerprint, key hash, fields).
 * item-changed        the item is not the one this phone accepted before.
 * board-mismatch      the item's key is not proved to be that of the scrutineers in the signed log.
 * signature-invalid   the credential does not verify under the logged key (a key just for this phone?).
 * receipt-invalid     the receipt does not prove that this phone's ballot is in the log.
 *
 * @typedef {'checkpoint-invalid'|'vkey-changed'|'log-shrunk'|'log-forked'|'item-not-in-log'
 *   |'item-invalid'|'item-changed'|'board-mismatch'|'signature-invalid'|'receipt-invalid'} AlarmCode
 */

/**
 * item: uuid of the item or hearing; evidence: text for an auditor.
 *
 * @typedef {{code: AlarmCode, item: string|null, evidence: string}} Alarm
 */

/**
 * A refusal or failure. `code` is the server's kebab-case code, or one of ours: offline, server-error,
 * bad-answer, bad-pass, storage-full. `message` is the server's sentence in the user's language or "".
 * `final` means that trying again will not help.
 *
 * @typedef {{code: string, message: string, final: boolean}} Trouble
 */

/**
 * @typedef {object} PaperQuestion
 * @property {string} text
 * @property {readonly string[]} answers
 * @property {number} minimum   fewest marks allowed
 * @property {number} maximum   most marks allowed
 * @property {boolean} single   exactly one answer: marking another one moves the mark
 * @property {boolean} blank    the question may be left out; the last of `marks` is then 弃权
 * @property {readonly boolean[]} marks  one per answer, and 弃权 where the question may be left out
 * @property {number} marked    how many marks there are
 * @property {boolean} full     no further mark is possible (and single is false)
 * @property {boolean} complete minimum <= marked <= maximum
 */

/** What a delegate has for a candidate; null: nothing yet, which counts as 弃权. @typedef {'for'|'against'|'abstain'} CandidateChoice */

/**
 * An election as a paper shows it: a line for each candidate, and the slots for other names.
 *
 * @typedef {object} ElectionView
 * @property {readonly {name: string, choice: CandidateChoice|null}[]} candidates
 * @property {readonly string[]} names  one per slot, "" where nobody is written in
 * @property {number} seats    how many may be voted for, names written in included
 * @property {number} left     how many more may be voted for
 * @property {number} refused  how many candidates are voted against: as many names may be written in
 */

/**
 * @typedef {object} ReceiptView
 * @property {string} tracker   43 characters: what the audit page looks up
 * @property {string} code      the short code to read out: first 8 characters, "AbCd EfGh"
 * @property {number} index     position in the log
 * @property {number} size      size of the log that was last checked to contain it
 * @property {'checked'|'checking'|'unreachable'} check  of the last check (a failed one is an alarm)
 */

/**
 * @typedef {object} ItemView
 * @property {string} item      uuid
 * @property {string} title
 * @property {import('./kinds.js').Kind|null} kind  null until the logged item was verified
 * @property {string} state     ready issuing open closed counted signed announced void (as the server says)
 * @property {string} group     of voters that it is for, "" for everybody
 * @property {boolean} outside  it is for groups, and for none that this phone belongs to
 * @property {boolean} announced  there is a result to look at
 * @property {Phase} phase
 * @property {readonly PaperQuestion[]} questions  empty until the logged item was verified
 * @property {ElectionView|null} election  of an election
 * @property {boolean} complete every question is complete: review is possible
 * @property {number} progress  0..1 while sealing
 * @property {ReceiptView|null} receipt
 * @property {Trouble|null} error
 */

/** @typedef {import('./hearing-state.js').HearingView} HearingView */

/**
 * @typedef {object} BoothState
 * @property {Step} step
 * @property {string|null} current   uuid of the item that `step` speaks of
 * @property {string|null} next      uuid of another open item still to be voted on, or null
 * @property {(import('./answers.js').Holder & {title: string})|null} holder
 *   who redeemed the pass and where; title is "" until the first answer of the congress
 * @property {readonly ItemView[]} items  in the order of the agenda, of a family only one
 * @property {readonly HearingView[]} hearings  they never change `step`, `current` or `next`
 * @property {boolean} offline       the last request did not reach the server
 * @property {boolean} secure        false: plain HTTP, say so
 * @property {Trouble|null} error    of the pass, or of storage
 * @property {Alarm|null} alarm
 */

/** @typedef {'marked'|'unmarked'|'moved'|'full'|'names-need-against'|'locked'} MarkAnswer */
/** @typedef {'written'|'cleared'|'full'|'need-against'|'locked'|import('./written.js').NameFault} WriteAnswer */

export {};
