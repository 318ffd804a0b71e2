/** Workers as browsers have them, each in a thread of Node. */

import { Worker as Thread } from 'node:worker_threads';

/**
 * A worker as browsers have it, with its script in a thread.
 *
 * @param {string} script
 * @param {{started: number, ended: number}} [count]
 * @returns {() => Worker}
 */
export function workerOf(script, count = { started: 0, ended: 0 }) {
  return () => {
    count.started += 1;
    const thread = new Thread(script, { eval: true });
    const target = new EventTarget();
    thread.on('message', (data) => target.dispatchEvent(new MessageEvent('message', { data })));
    thread.on('error', () => target.dispatchEvent(new Event('error')));
    thread.unref();
    return /** @type {any} */ (
      Object.assign(target, {
        postMessage: (/** @type {unknown} */ data) => thread.postMessage(data),
        terminate: () => {
          count.ended += 1;
          void thread.terminate();
        },
      })
    );
  };
}
