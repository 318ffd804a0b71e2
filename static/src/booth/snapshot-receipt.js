/** A receipt as the page may see it. */

/** @import { ReceiptView } from './state.js' */

/**
 * @param {{tracker: string, index: number, size: number}} receipt
 * @param {ReceiptView['check']} check
 * @returns {ReceiptView}
 */
export function viewReceipt({ tracker, index, size }, check) {
  return { tracker, code: `${tracker.slice(0, 4)} ${tracker.slice(4, 8)}`, index, size, check };
}
