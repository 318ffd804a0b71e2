/** A server and phones that close when the test ends. */

import { Phone } from './phone.mjs';
import { Congress } from './server.mjs';

/** @import { Origin } from './phone.mjs' */

/** @typedef {Partial<import('../../static/src/booth/browser.js').Surroundings>} Options */

/**
 * @param {import('node:test').TestContext} t
 */
export async function open(t) {
  const server = await new Congress().open();
  t.after(() => server.close());
  /**
   * @param {Origin} [origin]
   * @param {Options} [options]
   */
  const phone = (origin, options) => {
    const made = new Phone(server, origin, options);
    t.after(() => made.close());
    return made;
  };
  return { server, phone };
}

/**
 * A phone that has gone as far as the item's state lets it.
 *
 * @param {import('node:test').TestContext} t
 * @param {'ready'|'issuing'|'open'} state
 * @param {{questions?: any[], kind?: string, origin?: Origin, options?: Options}} [given]
 */
export async function join(t, state, { origin, options, ...item } = {}) {
  const { server, phone } = await open(t);
  const first = server.addItem(item);
  first.state = state;
  const it = phone(origin, options);
  it.booth.start(server.hand('张三'));
  const step = /** @type {const} */ ({ ready: 'waiting', issuing: 'ready', open: 'voting' })[state];
  await it.until(step);
  if (state === 'ready') await it.until(({ items }) => items[0]?.kind != null);
  return { server, phone, it, first };
}

/**
 * Returns a fault that happens to the first `times` requests whose path holds `path`.
 *
 * @param {string} path
 * @param {number} times
 * @param {'lose'|'break'|'busy'|'portal'|'hang'} kind
 */
export function faultOn(path, times, kind) {
  let left = times;
  return (/** @type {{path: string}} */ call) =>
    call.path.includes(path) && left-- > 0 ? kind : 'answer';
}

/**
 * Returns the bodies of the requests whose path holds `path`.
 *
 * @param {{calls: {path: string, body: any}[]}} server
 * @param {string} path
 */
export function bodiesOf({ calls }, path) {
  return calls.filter((call) => call.path.includes(path)).map(({ body }) => body);
}

/**
 * Waits until something holds that no state of a phone tells.
 *
 * @param {() => boolean} holds
 */
export async function eventually(holds) {
  const end = Date.now() + 15_000;
  while (!holds()) {
    if (Date.now() > end) throw new Error(`never ${holds}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
