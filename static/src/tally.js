/**
 * The encrypted sum of the ballots, its decryption by shares, and the counts (protocol 4).
 *
 * A share decrypts whatever it is made for: whoever makes one has checked first that the tally is the
 * sum of a closed item's ballots.
 */

import { choiceCount } from './election.js';
import { ciphertextSum, parseCiphertext } from './elgamal.js';
import { asList, beleniosJson, exactFields, parseJson, parseUtf8, utf8 } from './encoding.js';
import { InvalidProof, InvalidShare, InvalidTally, MalformedInput } from './errors.js';
import { BASE, baseTimes, IDENTITY, parseElement, randomScalar, sumOf } from './group.js';
import { checkFactor, parseProof, proofToJson, proveFactor } from './proofs.js';
import { weights } from './trustees.js';

/** @import { Election } from './election.js' */
/** @import { Ciphertext } from './elgamal.js' */
/** @import { JsonValue } from './encoding.js' */
/** @import { Element } from './group.js' */
/** @import { Nonces, Proof } from './proofs.js' */
/** @import { Trustees } from './trustees.js' */

/** One value per choice of each question. @template T @typedef {readonly (readonly T[])[]} Grid */

/**
 * The sum of `count` ballots.
 *
 * @typedef {object} Tally
 * @property {Grid<Ciphertext>} ciphertexts
 * @property {number} count
 * @property {string} encoded  the exact text
 */

/**
 * One scrutineer's decryption factors with their proofs; nothing is proved before `checkShare`.
 *
 * @typedef {object} Share
 * @property {Grid<Element>} factors
 * @property {Grid<Proof>} proofs
 */

// --- Adding up -----------------------------------------------------------------------------------

/**
 * Returns the sum of papers that have been checked, each the ciphertexts of one ballot in order.
 *
 * @param {Election} election
 * @param {readonly (readonly Ciphertext[])[]} papers  or sums of some of them
 * @param {number} count  of ballots in them
 * @returns {Tally}
 */
export function sumPapers(election, papers, count) {
  let place = 0;
  const ciphertexts = election.questions.map((question) =>
    Array.from({ length: choiceCount(question) }, () => {
      const column = place++;
      return ciphertextSum(papers.map((paper) => /** @type {Ciphertext} */ (paper[column])));
    }),
  );
  const encoded = print(ciphertexts.map((row) => row.map((each) => each.toJson())));
  return { ciphertexts, count, encoded };
}

/**
 * Reads an encrypted tally said to be the sum of `count` ballots; that it is their sum is not checked.
 *
 * @param {string} text
 * @param {Election} election
 * @param {number} count
 * @returns {Tally}
 */
export function parseTally(text, election, count) {
  const ciphertexts = parseGrid(parseJson(utf8(text)), election, parseCiphertext);
  return { ciphertexts, count, encoded: text };
}

// --- Shares --------------------------------------------------------------------------------------

/**
 * Returns the share of the scrutineer with `secret`: a factor and a proof per choice.
 *
 * @param {Tally} tally
 * @param {Election} election
 * @param {bigint} secret
 * @param {Nonces} [nonces]
 * @returns {string} the exact text
 */
export function makeShare(tally, election, secret, nonces = randomScalar) {
  const prefix = sharePrefix(election, baseTimes(secret));
  const alphas = tally.ciphertexts.map((row) => row.map(({ alpha }) => alpha));
  return print({
    decryption_factors: alphas.map((row) => row.map((alpha) => alpha.times(secret).toHex())),
    decryption_proofs: alphas.map((row) =>
      row.map((alpha) => proofToJson(proveFactor(prefix, alpha, secret, nonces()))),
    ),
  });
}

/**
 * Returns the nonces of a seat's share, always the same: a device that was restored from a backup makes
 * the very share that the lost one made (protocol 3.2).
 *
 * @param {{nonce: (prefix: string) => bigint}} keys  of the seat
 * @param {bigint} secret
 * @param {Tally} tally
 * @param {Election} election
 * @returns {Nonces} for `makeShare`
 */
export function shareNonces(keys, secret, { ciphertexts }, election) {
  const prefix = sharePrefix(election, baseTimes(secret));
  const alphas = ciphertexts.flatMap((row) => row.map(({ alpha }) => alpha.toHex()));
  let next = 0;
  return () => keys.nonce(`${prefix}${alphas[next++]}`);
}

/**
 * Reads a share of the tally of `election`.
 *
 * @param {string} text
 * @param {Election} election
 * @returns {Share}
 */
export function parseShare(text, election) {
  const names = /** @type {const} */ (['decryption_factors', 'decryption_proofs']);
  const fields = exactFields(parseJson(utf8(text)), names);
  return {
    factors: parseGrid(fields.decryption_factors, election, parseElement),
    proofs: parseGrid(fields.decryption_proofs, election, parseProof),
  };
}

/**
 * Throws unless `share` decrypts `tally` with the secret of `verificationKey`.
 *
 * @param {Share} share
 * @param {Element} verificationKey
 * @param {Tally} tally
 * @param {Election} election
 * @throws {InvalidShare}
 */
export function checkShare(share, verificationKey, tally, election) {
  const prefix = sharePrefix(election, verificationKey);
  for (const [question, row] of tally.ciphertexts.entries()) {
    for (const [choice, { alpha }] of row.entries()) {
      const factor = /** @type {Element} */ (share.factors[question]?.[choice]);
      const proof = /** @type {Proof} */ (share.proofs[question]?.[choice]);
      try {
        checkFactor(prefix, verificationKey, { alpha, factor }, proof);
      } catch (error) {
        if (error instanceof InvalidProof) throw new InvalidShare(error.message);
        throw error;
      }
    }
  }
}

/**
 * @param {Election} election
 * @param {Element} verificationKey
 * @returns {string}
 */
function sharePrefix({ fingerprint }, verificationKey) {
  return `decrypt|${fingerprint}|${verificationKey.toHex()}|`;
}

// --- Counts --------------------------------------------------------------------------------------

/**
 * Returns the counts that `shares` decrypt, each of which must have passed `checkShare`.
 *
 * @param {Tally} tally
 * @param {ReadonlyMap<number, Share>} shares  by owner, from 1
 * @param {Trustees} trustees
 * @returns {number[][]}
 * @throws {InvalidTally} when more shares are needed, or a sum holds no number of votes
 */
export function openTally(tally, shares, trustees) {
  const chosen = weights(trustees, new Set(shares.keys()));
  const logarithm = logarithms(tally.count);
  return tally.ciphertexts.map((row, question) =>
    row.map(({ beta }, choice) => {
      const factors = [...chosen].map(([owner, weight]) => {
        const factor = /** @type {Element} */ (shares.get(owner)?.factors[question]?.[choice]);
        return factor.timesPublic(weight);
      });
      return logarithm(beta.minus(sumOf(factors)));
    }),
  );
}

/**
 * Returns the result as Belenios prints it, the bytes of the log's `result` entry.
 *
 * @param {number[][]} counts
 * @returns {string}
 */
export function encodeResult(counts) {
  return print({ result: counts });
}

/**
 * Returns the function that finds m in 0..largest from m*G, by baby steps and giant steps.
 *
 * @param {number} largest
 * @returns {(element: Element) => number}
 */
function logarithms(largest) {
  const width = Math.floor(Math.sqrt(largest)) + 1;
  /** @type {Map<string, number>} */
  const steps = new Map();
  let step = IDENTITY;
  for (let number = 0; number < width; number++) {
    steps.set(step.toHex(), number);
    step = step.plus(BASE);
  }
  return (element) => {
    let rest = element;
    for (let turn = 0; turn <= width; turn++) {
      const found = steps.get(rest.toHex());
      if (found !== undefined && turn * width + found <= largest) return turn * width + found;
      rest = rest.minus(step);
    }
    throw new InvalidTally('a decrypted sum is not a number of votes');
  };
}

// --- Private -------------------------------------------------------------------------------------

/**
 * @template T
 * @param {unknown} value
 * @param {Election} election
 * @param {(value: unknown) => T} parse
 * @returns {Grid<T>}
 */
function parseGrid(value, { questions }, parse) {
  const rows = asList(value);
  if (rows.length !== questions.length) {
    throw new MalformedInput('there is another number of rows than of questions');
  }
  return questions.map((question, index) => {
    const row = asList(rows[index]);
    if (row.length !== choiceCount(question)) {
      throw new MalformedInput('there is another number of values than of choices');
    }
    return row.map(parse);
  });
}

/**
 * @param {JsonValue} value
 * @returns {string}
 */
function print(value) {
  return parseUtf8(beleniosJson(value));
}
