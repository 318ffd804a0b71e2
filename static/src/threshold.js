/**
 * The ceremony in which n scrutineers make a key that any t of them can use (protocol 3.1).
 *
 * Round 1: each pledges its keys and, by a hash, its polynomial. Round 2: each deals, which opens the
 * pledge and holds one sealed share for every seat. Round 3: each opens and checks what it was dealt,
 * and publishes its verification key, or complains. Everything sent follows from the seed and from
 * what was sent before, so that sending it again sends the same.
 */

import { witnessPublic } from './checkpoint.js';
import { asList, asText, encodeHex, exactFields, parseHex, parseJson, utf8 } from './encoding.js';
import { InvalidDeal, InvalidPledge } from './errors.js';
import { baseTimes, reduce } from './group.js';
import { openKeyShare, parseSeal, sealKeyShare } from './key_share.js';
import {
  approvalMessage,
  certContext,
  checkSignature,
  evaluate,
  keyPrefix,
  parseCert,
  parseCoefexps,
  parseKey,
} from './pedersen.js';
import { parseProof, proofToJson, proveFactor, proveKnowledge } from './proofs.js';
import { labelOf } from './seat_keys.js';
import {
  commitmentTo,
  dealMessage,
  pledgeMessage,
  print,
  refusing,
  sign,
  signed,
  signedPoints,
} from './seat_messages.js';

/** @import { JsonValue } from './encoding.js' */
/** @import { Element } from './group.js' */
/** @import { Cert } from './pedersen.js' */
/** @import { Ceremony, SeatKeys } from './seat_keys.js' */

/**
 * What a seat sent in round 1, proved to come from this seat of this ceremony.
 *
 * @typedef {object} Pledge
 * @property {Cert} cert
 * @property {JsonValue} signedCert
 * @property {string} commitment
 * @property {string} witness  public half of its witness key, hex
 */

/**
 * What a seat sent in round 2: what it pledged, and a share for every seat that nobody read.
 *
 * @typedef {object} Deal
 * @property {readonly Element[]} points
 * @property {readonly string[]} shares
 */

/** A share that does not fit: whose it is. */
export class WrongShare extends InvalidDeal {
  /**
   * @param {number} dealer
   * @param {string} reason
   */
  constructor(dealer, reason) {
    super(reason);
    this.dealer = dealer;
  }
}

// --- Round 1 -------------------------------------------------------------------------------------

/**
 * Returns the pledge of a seat: its keys, signed, and the hash of its public coefficients.
 *
 * @param {SeatKeys} keys
 * @returns {string} the exact text
 */
export function makePledge(keys) {
  const { ceremony, index } = keys;
  const cert = signed(keys, {
    context: certContext(ceremony, index),
    verification: baseTimes(keys.signing).toHex(),
    encryption: baseTimes(keys.opening).toHex(),
  });
  const commitment = commitmentTo(ceremony, index, signedPoints(keys));
  const witness = encodeHex(witnessPublic(keys.witness));
  const message = pledgeMessage(ceremony, index, { cert, commitment, witness });
  return print({ cert, commitment, witness, signature: sign(keys, message) });
}

/**
 * Reads the pledge of seat `index`, from 1, and checks that it was made for this place.
 *
 * @param {string} text
 * @param {Ceremony} ceremony
 * @param {number} index
 * @returns {Pledge}
 * @throws {InvalidPledge} for another seat's, board's, ceremony's or congress's
 * @throws {import('./errors.js').MalformedInput}
 */
export function parsePledge(text, ceremony, index) {
  const names = /** @type {const} */ (['cert', 'commitment', 'witness', 'signature']);
  return refusing(InvalidPledge, () => {
    const fields = exactFields(parseJson(utf8(text)), names);
    const signedCert = /** @type {JsonValue} */ (fields.cert);
    const cert = parseCert(signedCert, ceremony, index);
    const [commitment, witness] = [asText(fields.commitment), asText(fields.witness)];
    parseHex(commitment, 32);
    // A key of small order could cosign anything; our elements are spelled backwards.
    parseKey(encodeHex(parseHex(witness, 32).reverse()));
    const message = pledgeMessage(ceremony, index, { cert: signedCert, commitment, witness });
    checkSignature(message, cert.verification, parseProof(fields.signature));
    return { cert, signedCert, commitment, witness };
  });
}

/**
 * Throws where two seats have a key in common.
 *
 * @param {readonly Pledge[]} pledges
 * @throws {InvalidPledge}
 */
export function checkDifferent(pledges) {
  const keys = pledges.flatMap(({ cert, witness }) => [
    ...new Set([cert.verification.toHex(), cert.encryption.toHex(), witness]),
  ]);
  if (new Set(keys).size !== keys.length) throw new InvalidPledge('two seats have the same key');
}

// --- Round 2 -------------------------------------------------------------------------------------

/**
 * Returns the deal of a seat to everybody who pledged, itself included.
 *
 * @param {SeatKeys} keys
 * @param {readonly Pledge[]} pledges
 * @returns {string} the exact text
 */
export function makeDeal(keys, pledges) {
  const { ceremony, index } = keys;
  const shares = pledges.map(({ cert: { encryption } }, at) => {
    const place = at + 1;
    const ephemeral = keys.derive('seal', `${place}|${encryption.toHex()}`);
    const way = `${labelOf(ceremony)}|${index}|${place}`;
    return sealKeyShare(keys.valueAt(place), way, encryption, ephemeral);
  });
  const certs = pledges.map(({ signedCert }) => signedCert);
  return print({
    coefexps: signedPoints(keys),
    approval: sign(keys, approvalMessage(certs, keys.points)),
    shares,
    signature: sign(keys, dealMessage(ceremony, index, shares)),
  });
}

/**
 * Reads the deal of seat `index` and checks that it opens its pledge and approves all pledges.
 *
 * What is sealed only its recipient can check.
 *
 * @param {string} text
 * @param {Ceremony} ceremony
 * @param {number} index
 * @param {readonly Pledge[]} pledges
 * @returns {Deal}
 * @throws {InvalidDeal}
 * @throws {import('./errors.js').MalformedInput}
 */
export function parseDeal(text, ceremony, index, pledges) {
  const { cert, commitment } = /** @type {Pledge} */ (pledges[index - 1]);
  const signer = cert.verification;
  const names = /** @type {const} */ (['coefexps', 'approval', 'shares', 'signature']);
  return refusing(InvalidDeal, () => {
    const fields = exactFields(parseJson(utf8(text)), names);
    const coefexps = /** @type {JsonValue} */ (fields.coefexps);
    if (commitmentTo(ceremony, index, coefexps) !== commitment) {
      throw new InvalidDeal('the coefficients are not those that were pledged');
    }
    const points = parseCoefexps(coefexps, signer, ceremony.threshold);
    const approval = approvalMessage(
      pledges.map(({ signedCert }) => signedCert),
      points,
    );
    checkSignature(approval, signer, parseProof(fields.approval));
    const shares = asList(fields.shares).map(asText);
    if (shares.length !== ceremony.size) {
      throw new InvalidDeal('there is not one share for every seat');
    }
    for (const share of shares) parseSeal(share);
    const message = dealMessage(ceremony, index, shares);
    checkSignature(message, signer, parseProof(fields.signature));
    return { points, shares };
  });
}

// --- Round 3 -------------------------------------------------------------------------------------

/**
 * Returns what the seat of `keys` decrypts with: the sum of all shares dealt to it, each checked.
 *
 * @param {SeatKeys} keys
 * @param {readonly Deal[]} deals  of every seat in order
 * @returns {bigint}
 * @throws {WrongShare} naming the first dealer whose share does not fit its public coefficients
 */
export function decryptionSecret(keys, deals) {
  const shares = deals.map((deal, at) => openDeal(keys, at + 1, deal));
  return shares.reduce((sum, share) => reduce(sum + share), 0n);
}

/**
 * @param {SeatKeys} keys
 * @param {number} dealer
 * @param {Deal} deal
 * @returns {bigint}
 */
function openDeal(keys, dealer, { points, shares }) {
  const { ceremony, index, opening } = keys;
  const seal = /** @type {string} */ (shares[index - 1]);
  const place = `${labelOf(ceremony)}|${dealer}|${index}`;
  const common = parseSeal(seal).times(opening);
  try {
    const share = openKeyShare(seal, place, baseTimes(opening), common);
    if (!baseTimes(share).equals(evaluate(points, index))) {
      throw new InvalidDeal('a share does not fit the coefficients');
    }
    return share;
  } catch (error) {
    if (error instanceof InvalidDeal) throw new WrongShare(dealer, error.message);
    throw error;
  }
}

/**
 * Returns the public half of the decryption secret, proved and signed.
 *
 * @param {SeatKeys} keys
 * @param {bigint} secret
 * @returns {string} the exact text
 */
export function makeVerificationKey(keys, secret) {
  const point = baseTimes(secret);
  const prefix = keyPrefix(point);
  return print({
    pok: proofToJson(proveKnowledge(prefix, secret, keys.nonce(prefix))),
    public_key: point.toHex(),
    signature: sign(keys, point.toHex()),
  });
}

/**
 * Returns the complaint of a seat about the share that `dealer` dealt to it: it lays open the common
 * secret of that one seal, so that anybody can see who is right.
 *
 * @param {SeatKeys} keys
 * @param {number} dealer
 * @param {Deal} deal
 * @returns {string} the exact text
 */
export function makeComplaint(keys, dealer, { shares }) {
  const { ceremony, index, opening } = keys;
  const point = parseSeal(/** @type {string} */ (shares[index - 1]));
  const prefix = `votesvc/v1/complaint|${labelOf(ceremony)}|${dealer}|${index}|`;
  const nonce = keys.nonce(`${prefix}${point.toHex()}`);
  const proof = proofToJson(proveFactor(prefix, point, opening, nonce));
  return print({ dealer, factor: point.times(opening).toHex(), proof });
}
