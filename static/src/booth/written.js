/** A name written in: cleaned, and refused where it could not be counted. */

import { utf8 } from '../encoding.js';
import { LONGEST } from '../texts.js';

/**
 * Why a name is not taken.
 *
 * candidate  it is on the paper already.
 * twice      it stands in another slot.
 * too-long   it has more bytes than a slot holds.
 * unfit      it holds characters that nobody can see or that turn text around.
 *
 * @typedef {'candidate'|'twice'|'too-long'|'unfit'} NameFault
 */

// Fillers, choosers of a glyph and empty braille: letters and marks to Unicode, nothing to the eye.
const UNSEEN = /[\p{Default_Ignorable_Code_Point}\u2800]/gu;
const UNFIT = /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Zl}\p{Zp}]/u;

/**
 * Returns a name as it is sealed: one spelling of every letter, single blanks, none around it.
 *
 * @param {string} typed
 * @returns {string}
 */
export function cleanName(typed) {
  return typed.normalize('NFC').replace(/\s+/gu, ' ').trim();
}

/**
 * Returns why a clean name cannot be written in, or null.
 *
 * @param {string} name
 * @param {readonly string[]} candidates
 * @param {readonly string[]} others  in the other slots
 * @returns {NameFault|null}
 */
export function faultOf(name, candidates, others) {
  if (UNFIT.test(name) || look(name) === '') return 'unfit';
  if (utf8(name).length > LONGEST) return 'too-long';
  if (candidates.some((each) => look(each) === look(name))) return 'candidate';
  return others.some((each) => look(each) === look(name)) ? 'twice' : null;
}

/**
 * Returns a text without what no reader can tell: texts that look alike give the same.
 *
 * @param {string} text
 * @returns {string}
 */
export function look(text) {
  return text.normalize('NFKC').toLowerCase().replace(UNSEEN, '').replace(/\s+/gu, '');
}
