/**
 * Builds dist/ from src/pages/: one minified script per page, and the SHA-256 of each.
 *
 * The booth is one file that is both the page and its encryption worker, so that the one hash in the
 * congress's first log entry covers all the code that ever sees a vote.
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
const WORKER = 'sealer.js';
const BOOTH = 'booth.js';

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

const BOOTH_OR_WORKER = `
if (typeof document === 'undefined') import('./${WORKER}'); else import('./${BOOTH}');
`;

mkdirSync(FRESH);
const pages = readdirSync(PAGES).filter((name) => name.endsWith('.js') && name !== WORKER);
for (const name of pages) {
  const entry =
    name === BOOTH
      ? { stdin: { contents: BOOTH_OR_WORKER, resolveDir: PAGES, sourcefile: 'entry.js' } }
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
