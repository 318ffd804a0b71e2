/** The checking worker: the same script as the scrutineer's page, started without a document. */

import { answer } from '../scrutineer/casts.js';

self.addEventListener('message', ({ data }) =>
  answer(data, (message) => self.postMessage(message)),
);
