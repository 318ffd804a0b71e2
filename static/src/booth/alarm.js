/** What must never happen: the booth stops sending, and says which promise was broken. */

/** @import { AlarmCode } from './state.js' */

export class Alarm extends Error {
  /**
   * @param {AlarmCode} code
   * @param {string|null} item
   * @param {string} evidence  what an auditor needs to see
   */
  constructor(code, item, evidence) {
    super(code);
    this.code = code;
    this.item = item;
    this.evidence = evidence;
  }
}

/**
 * Runs a check and turns its refusal into an alarm.
 *
 * @template T
 * @param {AlarmCode} code
 * @param {string|null} item
 * @param {string} evidence
 * @param {() => T} check
 * @returns {T}
 */
export function alarming(code, item, evidence, check) {
  try {
    return check();
  } catch (error) {
    const reason = error instanceof Error ? error.message : '';
    throw new Alarm(code, item, `${reason}\n${evidence}`);
  }
}
