/** What a page of the scrutineer's device shows, in one value. */

/** @import { Trouble } from '../booth/state.js' */
/** @import { CeremonyStep } from './wire.js' */

/**
 * start        no seat on this device: scan an invitation, or restore a backup.
 * restore      a backup file is being opened.
 * joining      the invitation is on its way.
 * turned-away  the service refused it.
 * who          is this your name?
 * rounds       the ceremony goes on.
 * stopped      it ended without a key.
 * save         the key is ready: save a backup.
 * home         nothing to do, or choose what to count.
 * count        one item is checked, decrypted, signed.
 * alarm        something must never happen: nothing is sent any more.
 * no-storage   the browser keeps nothing.
 *
 * @typedef {'start'|'restore'|'joining'|'turned-away'|'who'|'rounds'|'stopped'|'save'|'home'|'count'
 *   |'alarm'|'no-storage'} Step
 */

/**
 * @typedef {object} SeatView
 * @property {string} congress
 * @property {string} title      of the congress
 * @property {string} name       of the person
 * @property {number} seat       from 1
 * @property {readonly string[]} names
 * @property {number} threshold
 * @property {boolean} saved
 */

/**
 * @typedef {object} CeremonyView
 * @property {CeremonyStep} step
 * @property {readonly boolean[]} joined
 * @property {readonly boolean[]} done   of the round that goes on, by seat
 * @property {boolean} mine              whether this device has done its part of it
 * @property {string} digits             to be compared by voice, or ""
 * @property {{seat: number, dealer: number, reason: string}} stopped
 */

/**
 * wait      not closed yet.
 * todo      closed, and not checked on this page yet.
 * checking  every ballot is being checked.
 * checked   all is well: may be decrypted.
 * shuffling to be opened: names written in are being shuffled here.
 * waiting   to be opened: others have to shuffle first.
 * handed    decrypted, waits for others.
 * result    the result is there and not signed by this device.
 * signed    signed, waits for others or for the chair.
 * done      announced.
 * void      declared void.
 * foreign   counted by another board than the one this seat belongs to.
 *
 * @typedef {'wait'|'todo'|'checking'|'checked'|'shuffling'|'waiting'|'handed'|'result'|'signed'
 *   |'done'|'void'|'foreign'} Phase
 */

/**
 * @typedef {object} ItemView
 * @property {string} item
 * @property {string} title
 * @property {string} state   as the congress has it
 * @property {Phase} phase
 * @property {number} ballots
 * @property {{done: number, all: number}|null} progress  of the check, or of the shuffle
 * @property {{done: number, needed: number}|null} shuffled  scrutineers, where names are written in
 * @property {boolean} made   this device has decrypted it
 * @property {number} needed  shares, and signatures
 * @property {number} signed  how many have signed
 * @property {readonly {text: string, answers: readonly string[]}[]} questions
 * @property {readonly (readonly number[])[]|null} counts
 */

/**
 * @typedef {object} ScrutineerState
 * @property {Step} step
 * @property {boolean} offline
 * @property {SeatView|null} seat
 * @property {CeremonyView|null} ceremony
 * @property {number} witnessed    entries of the last checkpoint this device cosigned, or 0
 * @property {number} log          entries read
 * @property {readonly ItemView[]} items
 * @property {ItemView|null} current
 * @property {readonly {device: string, name: string, title: string}[]} others  seats on this device
 * @property {Trouble|null} error
 * @property {{code: string, evidence: string}|null} alarm
 */

export {};
