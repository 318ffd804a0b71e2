/**
 * What the phone page can see of hearings: a part of the one frozen snapshot of state.js.
 *
 * Only types live here. Texts in it were written by delegates: they are to be shown as text, as they
 * stand, and never as anything else.
 */

/** @import { Reply } from './api-hearing.js' */
/** @import { Report } from './hearing-report.js' */
/** @import { HearingKind, Officer, Paper } from '../hearing/leaf.js' */
/** @import { ReceiptView, Trouble } from './state.js' */

/**
 * How far this phone is with one hearing.
 *
 * listed      nothing to do: not open yet, or over before this phone took part.
 * collecting  all credentials are being collected, whether or not anything will be said.
 * ready       the delegate may comment and support.
 * closed      no comments are taken any more; what became of one's own can be seen.
 * refused     the roll refused this phone; `error` says why.
 *
 * @typedef {'listed'|'collecting'|'ready'|'closed'|'refused'} HearingPhase
 */

/**
 * How far one of the delegate's comments is.
 *
 * draft    not sent: empty, or being written; on this phone only.
 * sending  sealed and under way (retried by itself until there is an answer).
 * sent     in the log, and its inclusion was checked on this phone; `fate` says what became of it.
 * missed   the hearing closed before it was sent, or before it arrived.
 * refused  the hearing refused it; `error` says why.
 *
 * @typedef {'draft'|'sending'|'sent'|'missed'|'refused'} CommentPhase
 */

/** Why a draft cannot be sent. @typedef {'blank'|'too-long'|'no-such-clause'|'no-such-comment'} DraftProblem */

/**
 * @typedef {object} Draft
 * @property {number} clause    0: the whole matter, else its number from 1
 * @property {readonly number[]} marks  necessity, compliance, feasibility: 0 (none) or 1..5 each
 * @property {string} replyTo   commitment of the published comment it replies to, or ""
 * @property {string} text
 */

/**
 * What became of an own comment, as the public list of opinions says.
 *
 * sealed     not opened yet.
 * published  with exactly the delegate's own words.
 * withheld   `reason` says why: names-a-person, secret, insult, off-topic, malformed.
 * altered    shown with other words than the delegate's: the proof file shows the difference.
 * missing    the list does not have it although the log does.
 *
 * @typedef {object} Fate
 * @property {'sealed'|'published'|'withheld'|'altered'|'missing'} state
 * @property {string} reason
 * @property {number} supports
 * @property {readonly Reply[]} replies
 */

/**
 * @typedef {object} CommentView
 * @property {number} number    1 to `perDelegate`: which of the delegate's sheets
 * @property {CommentPhase} phase
 * @property {Draft} draft      what is written, or was sent
 * @property {number} letters   how many characters the text has
 * @property {number} longest   how many it may have (fewer, when they are rare ones)
 * @property {number} size      which of the `sizes` lengths it has once sealed, from 1; 0: too long
 * @property {number} sizes
 * @property {number} spare     bytes that are left in that length
 * @property {DraftProblem|null} problem  why it cannot be sent; null when it can, or was
 * @property {ReceiptView|null} receipt   tracker: the commitment
 * @property {Fate|null} fate
 * @property {Trouble|null} error
 */

/**
 * @typedef {object} SupportView
 * @property {string} commitment
 * @property {'sending'|'given'|'missed'|'refused'} phase
 * @property {Trouble|null} error
 */

/**
 * One line of the public list of opinions, for this delegate.
 *
 * @typedef {object} OpinionView
 * @property {string} commitment
 * @property {'sealed'|'published'|'withheld'} state
 * @property {Draft} draft      clause, marks, replyTo and text, once published
 * @property {string} reason    once withheld
 * @property {number} supports
 * @property {readonly Reply[]} replies
 * @property {number|null} mine  number of the own comment that it is
 * @property {SupportView['phase']|null} support  how far this delegate's support is; null: none
 */

/**
 * @typedef {object} HearingView
 * @property {string} hearing   uuid
 * @property {string} title
 * @property {HearingKind|'objections'|null} kind  null until the logged hearing was verified; a box
 *   that takes the objections to a posting says so where the service does: it is a name, no more
 * @property {string} state     announced open closed reported (as the server says)
 * @property {HearingPhase} phase
 * @property {string} matter
 * @property {readonly string[]} clauses
 * @property {boolean} marks    whether a comment may bear marks
 * @property {number} perDelegate  how many comments each delegate may make
 * @property {number} noticeDays
 * @property {readonly Paper[]} papers
 * @property {readonly Officer[]} officers
 * @property {number} collected  credentials held or used, of perDelegate + 1
 * @property {readonly CommentView[]} comments  perDelegate of them
 * @property {boolean} supportable  supports are possible now
 * @property {readonly SupportView[]} supports  the delegate's own
 * @property {{version: number, sealed: number, published: number, withheld: number}|null} opinions
 *   changes with every change of the list; null: not fetched yet. The list itself: `opinions()`
 * @property {Report|null} report  once reported, and fetched
 * @property {Trouble|null} error
 */

export {};
