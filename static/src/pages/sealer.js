/** The encryption worker: the same script as the phone's page, started without a document. */

import { answer } from '../booth/sealing.js';

self.addEventListener('message', ({ data }) =>
  answer(data, (message) => self.postMessage(message)),
);
