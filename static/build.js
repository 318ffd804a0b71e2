/**
 * Builds dist/ from src/pages/: one minified script per page, and the SHA-256 of each.
 *
 * The booth is one file that is both the page and its encryption worker, so that the one hash in the
 * congress's first log entry covers all the code that ever sees a vote. So is the scrutineer's page.
 */

import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';

import { build } from 'esbuild';

const ROOT = fileURLToPath(new URL('.', import.meta.url));
const PAGES = `${ROOT}src/pages`;
const DIST = `${ROOT}dist`;
// Built beside, then put in place in one go: whoever serves or builds meanwhile sees no half of it.
const FRESH = `${ROOT}node_modules/.dist-${process.pid}`;
/** Pages that are one file with their worker. @type {Readonly<Record<string, string>>} */
const WORKER_OF = { 'booth.js': 'sealer.js', 'scrutineer.js': 'checker.js' };

/** @type {import('esbuild').BuildOptions} */
const OPTIONS = {
  absWorkingDir: ROOT,
  bundle: true,
  minify: true,
  format: 'iife',
  charset: 'utf8',
  legalComments: 'none',
  inject: ['src/older.js'],
  logLevel: 'warning',
  // BigInt sets the floor; WebViews of phones sold since 2020 pass it.
  target: ['chrome80', 'firefox78', 'safari14'],
  // Safari 14.0 has it, apart from one rare form that nothing here uses.
  supported: { destructuring: true },
};

/** @param {string} page */
const pageOrWorker = (page) =>
  `if (typeof document === 'undefined') import('./${WORKER_OF[page]}'); else import('./${page}');`;

mkdirSync(FRESH);
const workers = Object.values(WORKER_OF);
const pages = readdirSync(PAGES).filter((name) => name.endsWith('.js') && !workers.includes(name));
for (const name of pages) {
  const entry =
    name in WORKER_OF
      ? { stdin: { contents: pageOrWorker(name), resolveDir: PAGES, sourcefile: 'entry.js' } }
      : { entryPoints: [`${PAGES}/${name}`] };
  await build({ ...OPTIONS, ...entry, outfile: `${FRESH}/${name}` });
}

const manifest = Object.fromEntries(
  pages.sort().map((name) => {
    const script = readFileSync(`${FRESH}/${name}`);
    return [basename(name), createHash('sha256').update(script).digest('hex')];
  }),
);
writeFileSync(`${FRESH}/manifest.json`, `${JSON.stringify(manifest, null, 2)}\n`);
for (let attempt = 0; ; attempt++) {
  rmSync(DIST, { recursive: true, force: true });
  try {
    renameSync(FRESH, DIST);
    break;
  } catch (error) {
    // Another build was quicker by a moment.
    if (attempt === 5) throw error;
  }
}
