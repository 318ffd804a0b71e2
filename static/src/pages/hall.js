/** The hall of a hearing: runs the clock of whoever speaks. */

import { runClocks } from '../screen/clock.js';

const SECOND = 1000;
const drawn = performance.now();

setInterval(() => {
  runClocks(document, Math.round((performance.now() - drawn) / SECOND));
}, SECOND);
