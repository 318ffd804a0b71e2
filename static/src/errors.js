/**
 * Every error raised on purpose: one class per reason, the names of votesvc/errors.py.
 *
 * Messages are lower case, say what is wrong, and hold neither secrets nor an echo of the input.
 */

/** The root: something was refused on purpose. */
export class VotesvcError extends Error {
  /** @param {string} reason */
  constructor(reason) {
    super(reason);
    this.name = new.target.name;
  }
}

/** The bytes do not have the form they must have. */
export class MalformedInput extends VotesvcError {}

/** The value is readable, but not spelled in the one way that is accepted. */
export class NotCanonical extends MalformedInput {}

/** The input is larger, longer or deeper than any honest one. */
export class TooLarge extends MalformedInput {}

/** A scalar is not a decimal number in 0 <= x < L. */
export class InvalidScalar extends MalformedInput {}

/** Thirty-two bytes are not a point of the prime-order group. */
export class InvalidElement extends MalformedInput {}

/** The input is well known elsewhere but asks for something votesvc does not do. */
export class Unsupported extends VotesvcError {}

/** A zero-knowledge proof or a signature does not hold. */
export class InvalidProof extends VotesvcError {}

/** Scrutineers' keys do not fit each other, or are too many or too few. */
export class InvalidTrustees extends VotesvcError {}

/** A ballot does not fit its election or one of its proofs does not hold. */
export class InvalidBallot extends VotesvcError {}

/** An encrypted tally is not the sum it should be, or does not decrypt to a number of votes. */
export class InvalidTally extends VotesvcError {}

/** A scrutineer's share was not made from the tally with the key it is named for. */
export class InvalidShare extends VotesvcError {}

/** What a seat sent in the first round of a ceremony was not made for this place, or does not hold. */
export class InvalidPledge extends VotesvcError {}

/** What a seat sent in the second round, or a share in it, does not fit what was pledged. */
export class InvalidDeal extends VotesvcError {}

/** A blind-signed credential does not verify under the item's key. */
export class InvalidToken extends VotesvcError {}

/** A comment's seal, text or signature does not hold, or the signature of a support. */
export class InvalidComment extends VotesvcError {}

/** A file is not a backup of ours, or one that this version cannot read. */
export class UnreadableBackup extends MalformedInput {}

/** A backup does not open under this passphrase, or has been changed. */
export class WrongPassphrase extends VotesvcError {}

/** A passphrase is too short or too long. */
export class WeakPassphrase extends VotesvcError {}

/** A Merkle proof does not lead to the root it was given for. */
export class InvalidInclusion extends VotesvcError {}

/** A signed note is not a checkpoint of this log or its signature does not hold. */
export class InvalidCheckpoint extends VotesvcError {}
