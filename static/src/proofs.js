/**
 * Zero-knowledge proofs of Belenios, crypto version 1: those of a ballot (protocol 2).
 *
 * Whoever proves takes the nonces as an argument; whoever checks throws `InvalidProof`. A proof is a
 * challenge c and a response z = w - c * secret.
 */

import { asList, exactFields } from './encoding.js';
import { InvalidProof, MalformedInput } from './errors.js';
import { BASE, baseTimes, hashToScalar, ORDER, parseScalar, reduce } from './group.js';

/** @import { Ciphertext } from './elgamal.js' */
/** @import { JsonValue } from './encoding.js' */
/** @import { Element } from './group.js' */

/** @typedef {{challenge: bigint, response: bigint}} Proof */
/** @typedef {() => bigint} Nonces */

/**
 * A branch as its maker knows it: the randomness of its ciphertext, and the number really encrypted
 * minus the number that the branch states; it is true when that gap is 0.
 *
 * @typedef {{r: bigint, gap: number}} OpenBranch
 */

/** @typedef {{ciphertext: Ciphertext, number: number}} Branch */

/**
 * @param {Proof} proof
 * @returns {JsonValue}
 */
export function proofToJson({ challenge, response }) {
  return { challenge: String(challenge), response: String(response) };
}

/**
 * @param {unknown} value
 * @returns {Proof}
 */
export function parseProof(value) {
  const { challenge, response } = exactFields(value, ['challenge', 'response']);
  return { challenge: parseScalar(challenge), response: parseScalar(response) };
}

/**
 * @param {readonly Proof[]} proofs
 * @returns {JsonValue}
 */
export function disjunctionToJson(proofs) {
  return proofs.map(proofToJson);
}

/**
 * Reads a disjunction of exactly `length` branches.
 *
 * @param {unknown} value
 * @param {number} length
 * @returns {Proof[]}
 */
export function parseDisjunction(value, length) {
  const branches = asList(value);
  if (branches.length !== length) {
    throw new MalformedInput('a disjunction has another number of branches');
  }
  return branches.map(parseProof);
}

/**
 * Proves knowledge of the secret behind secret*G; `prefix` carries the message.
 *
 * @param {string} prefix
 * @param {bigint} secret
 * @param {bigint} w
 * @returns {Proof}
 */
export function proveKnowledge(prefix, secret, w) {
  const challenge = hashToScalar(prefix, [baseTimes(w)]);
  return { challenge, response: reduce(w - challenge * secret) };
}

/**
 * Throws unless whoever made `proof` knew the secret behind `element`.
 *
 * @param {string} prefix
 * @param {Element} element
 * @param {Proof} proof
 * @throws {InvalidProof}
 */
export function checkKnowledge(prefix, element, { challenge, response }) {
  const commitment = BASE.timesPublic(response).plus(element.timesPublic(challenge));
  if (hashToScalar(prefix, [commitment]) !== challenge) {
    throw new InvalidProof('a proof of knowledge does not hold');
  }
}

/**
 * Proves that secret*alpha was made with the secret of secret*G, for a secret nonce `w`.
 *
 * @param {string} prefix
 * @param {Element} alpha
 * @param {bigint} secret
 * @param {bigint} w
 * @returns {Proof}
 */
export function proveFactor(prefix, alpha, secret, w) {
  const challenge = hashToScalar(prefix, [baseTimes(w), alpha.times(w)]);
  return { challenge, response: reduce(w - challenge * secret) };
}

/**
 * Throws unless factor = x*alpha for the x of publicKey = x*G.
 *
 * @param {string} prefix
 * @param {Element} publicKey
 * @param {{alpha: Element, factor: Element}} made
 * @param {Proof} proof
 * @throws {InvalidProof}
 */
export function checkFactor(prefix, publicKey, { alpha, factor }, { challenge, response }) {
  const commitments = [
    BASE.timesPublic(response).plus(publicKey.timesPublic(challenge)),
    alpha.timesPublic(response).plus(factor.timesPublic(challenge)),
  ];
  if (hashToScalar(prefix, commitments) !== challenge) {
    throw new InvalidProof('a proof of correct decryption does not hold');
  }
}

/**
 * Proves that at least one of the branches is true without saying which.
 *
 * The first true one is proved. The others are simulated from r and the gap alone, so that only
 * multiples of G and of the key are needed: z*G + c*alpha = (z + c*r)*G and
 * z*Y + c*(beta - stated*G) = (z + c*r)*Y + c*gap*G. Nonces are drawn as c then z for each simulated
 * branch in order, then w.
 *
 * @param {string} prefix
 * @param {Element} publicKey
 * @param {readonly OpenBranch[]} branches
 * @param {Nonces} nonces
 * @returns {Proof[]}
 */
export function proveDisjunction(prefix, publicKey, branches, nonces) {
  const known = branches.findIndex(({ gap }) => gap === 0);
  if (known < 0) throw new InvalidProof('no branch is true');
  /** @type {Proof[]} */
  const proofs = [];
  /** @type {Element[]} */
  const commitments = [];
  for (const [index, { r, gap }] of branches.entries()) {
    if (index === known) continue;
    const [challenge, response] = [nonces(), nonces()];
    const exponent = reduce(response + challenge * r);
    proofs.push({ challenge, response });
    commitments.push(
      baseTimes(exponent),
      publicKey.times(exponent).plus(baseTimes(challenge * BigInt(gap))),
    );
  }
  const w = nonces();
  commitments.splice(2 * known, 0, baseTimes(w), publicKey.times(w));
  const challenge = reduce(hashToScalar(prefix, commitments) - sumOfChallenges(proofs));
  const { r } = /** @type {OpenBranch} */ (branches[known]);
  proofs.splice(known, 0, { challenge, response: reduce(w - challenge * r) });
  return proofs;
}

/**
 * Throws unless some branch states what its ciphertext holds.
 *
 * @param {string} prefix
 * @param {Element} publicKey
 * @param {readonly Branch[]} branches
 * @param {readonly Proof[]} proofs  as many
 * @throws {InvalidProof}
 */
export function checkDisjunction(prefix, publicKey, branches, proofs) {
  if (branches.length !== proofs.length) throw new InvalidProof('a proof is missing');
  const commitments = branches.flatMap(({ ciphertext, number }, index) => {
    const { challenge, response } = /** @type {Proof} */ (proofs[index]);
    const beta = ciphertext.beta.minus(BASE.timesPublic(BigInt(number)));
    return [
      BASE.timesPublic(response).plus(ciphertext.alpha.timesPublic(challenge)),
      publicKey.timesPublic(response).plus(beta.timesPublic(challenge)),
    ];
  });
  if (hashToScalar(prefix, commitments) !== sumOfChallenges(proofs)) {
    throw new InvalidProof('a disjunction does not hold');
  }
}

/**
 * Returns the prefix of a proof about one ciphertext in `context`: "prove|S|alpha,beta|".
 *
 * @param {string} context
 * @param {Ciphertext} ciphertext
 * @returns {string}
 */
export function rangePrefix(context, ciphertext) {
  return `prove|${context}|${ciphertext.toText()}|`;
}

/**
 * Proves that a ciphertext made with (r, m) holds a number within the bounds.
 *
 * @param {string} prefix
 * @param {Element} publicKey
 * @param {{r: bigint, m: number}} opening
 * @param {{minimum: number, maximum: number}} bounds
 * @param {Nonces} nonces
 * @returns {Proof[]}
 */
export function proveRange(prefix, publicKey, { r, m }, bounds, nonces) {
  const branches = numbers(bounds).map((number) => ({ r, gap: m - number }));
  return proveDisjunction(prefix, publicKey, branches, nonces);
}

/**
 * Throws unless `ciphertext` holds a number within the bounds.
 *
 * @param {string} context
 * @param {Element} publicKey
 * @param {Ciphertext} ciphertext
 * @param {{minimum: number, maximum: number}} bounds
 * @param {readonly Proof[]} proofs
 * @throws {InvalidProof}
 */
export function checkRange(context, publicKey, ciphertext, bounds, proofs) {
  const branches = numbers(bounds).map((number) => ({ ciphertext, number }));
  checkDisjunction(rangePrefix(context, ciphertext), publicKey, branches, proofs);
}

/**
 * @param {{minimum: number, maximum: number}} bounds
 * @returns {number[]}
 */
export function numbers({ minimum, maximum }) {
  return Array.from({ length: maximum - minimum + 1 }, (_, index) => minimum + index);
}

/**
 * @param {readonly Proof[]} proofs
 * @returns {bigint}
 */
function sumOfChallenges(proofs) {
  return proofs.reduce((sum, { challenge }) => sum + challenge, 0n) % ORDER;
}
