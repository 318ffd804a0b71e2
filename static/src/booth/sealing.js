/** The work of the encryption worker; the page does the same in slices where there is no worker. */

import { parseElection } from '../election.js';
import { parseScalar, randomScalar } from '../group.js';
import { sealMarksInSteps } from '../marking.js';

/** @import { Choices } from '../ballot.js' */
/** @import { Election } from '../election.js' */
/** @import { Sealed } from '../marking.js' */

/** @typedef {{election: string, secret: string, choices: Choices, names: readonly string[]}} SealingTask */
/** @typedef {{id: number, warm: string} | ({id: number} & SealingTask)} ToWorker */
/** @typedef {{id: number, progress: number} | {id: number, sealed: Sealed} | {id: number, failed: string}} FromWorker */

/** @type {Election|null} the last one: its table is made while the delegate still reads */
let warmed = null;

/**
 * Reads an election and makes its table, once.
 *
 * @param {string} text
 * @returns {Election}
 */
export function warmUp(text) {
  if (warmed?.encoded !== text) warmed = parseElection(text);
  warmed.publicKey.withTable();
  return warmed;
}

/**
 * Seals a ballot step by step: yields progress from 0 to 1 and returns what is handed in.
 *
 * @param {SealingTask} task
 * @returns {Generator<number, Sealed, void>}
 */
export function sealInSteps({ election, secret, ...marks }) {
  return sealMarksInSteps(warmUp(election), parseScalar(secret), marks, randomScalar);
}

/**
 * Answers one message of the page.
 *
 * @param {ToWorker} message
 * @param {(answer: FromWorker) => void} post
 */
export function answer(message, post) {
  const { id } = message;
  try {
    if ('warm' in message) {
      warmUp(message.warm);
      return;
    }
    const steps = sealInSteps(message);
    let step = steps.next();
    while (!step.done) {
      post({ id, progress: step.value });
      step = steps.next();
    }
    post({ id, sealed: step.value });
  } catch (error) {
    post({ id, failed: error instanceof Error ? error.message : '' });
  }
}
