/** The kinds of items: which rule each has, and that its questions are what that rule makes of it. */

import { asList, asNatural, asText, parseUuid } from '../encoding.js';
import { MalformedInput } from '../errors.js';

/** @import { Question } from '../election.js' */

/** @typedef {'motion'|'choose'|'election'|'evaluation'|'poll'|'score'} Kind */
/** @typedef {Readonly<Record<string, unknown>>} Rule */

/** Fields that any rule may have and none must. */
const COMMON = ['hearing', 'pack', 'gates', 'posting', 'changes', 'parent', 'quorum'];
const MOTION_ANSWERS = ['赞成', '反对', '弃权'];
const BASES = ['entitled', 'present', 'returned', 'valid'];
const SLOT = '另选他人';

/** What each kind's rule must and may have, and what its questions must be. */
/** @type {Readonly<Record<Kind, {must: string[], may: string[], check: (rule: Rule, questions: readonly Question[]) => void}>>} */
const KINDS = {
  motion: { must: ['pass', 'preset', 'quorum'], may: [], check: checkMotion },
  choose: { must: ['preset', 'top'], may: ['tie'], check: checkChoose },
  election: {
    must: ['form', 'preset', 'seats', 'writein', 'tie', 'shortfall'],
    may: ['pass', 'floor'],
    check: checkElection,
  },
  evaluation: {
    must: ['form', 'preset', 'scale', 'base', 'rates', 'flags', 'weights'],
    may: ['group', 'family'],
    check: checkEvaluation,
  },
  poll: {
    must: ['form', 'preset', 'scale'],
    may: ['asked_in'],
    check: checkPoll,
  },
  score: {
    must: ['form', 'preset', 'lowest', 'highest', 'trim'],
    may: [],
    check: (rule, questions) => checkGraded(pointsOf(rule), questions),
  },
};

/**
 * Returns the kind of an item, once its rule and its questions belong together.
 *
 * What the numbers of a rule come to is for whoever counts; the phone asks that they are there.
 *
 * @param {unknown} kind
 * @param {unknown} rule
 * @param {readonly Question[]} questions
 * @returns {Kind}
 * @throws {MalformedInput}
 */
export function parseKind(kind, rule, questions) {
  if (typeof kind !== 'string' || !Object.hasOwn(KINDS, kind)) {
    throw new MalformedInput('the item is of an unknown kind');
  }
  const found = /** @type {Kind} */ (kind);
  const { must, may, check } = KINDS[found];
  const fields = ruleFields(rule, must, may);
  if (must.includes('form') && fields.form !== found) {
    throw new MalformedInput('the rule is of another kind');
  }
  check(fields, questions);
  return found;
}

/**
 * Returns the group of voters that an item with this rule is for, "" for everybody.
 *
 * @param {unknown} rule  of an item whose kind was read
 * @returns {string}
 */
export function groupOf(rule) {
  const { group = '' } = /** @type {Rule} */ (rule);
  return asText(group);
}

/**
 * @param {unknown} rule
 * @param {readonly string[]} must
 * @param {readonly string[]} may
 * @returns {Rule}
 */
function ruleFields(rule, must, may) {
  if (typeof rule !== 'object' || rule === null) throw new MalformedInput('a rule is no object');
  const names = Object.keys(rule);
  const allowed = new Set([...must, ...may, ...COMMON]);
  if (!must.every((name) => names.includes(name)) || !names.every((name) => allowed.has(name))) {
    throw new MalformedInput('a rule does not have the fields of its kind');
  }
  const fields = /** @type {Rule} */ (rule);
  asText(fields.preset);
  if ('hearing' in fields) parseUuid(fields.hearing);
  if ('quorum' in fields) checkPart(fields.quorum, []);
  return fields;
}

/**
 * @param {Rule} rule
 * @param {readonly Question[]} questions
 */
function checkMotion({ pass }, questions) {
  checkPart(pass, ['base']);
  if (!BASES.includes(asText(/** @type {Rule} */ (pass).base))) {
    throw new MalformedInput('the rule has no known base');
  }
  demand(questions.every((each) => isSingle(each, MOTION_ANSWERS) && !each.blank));
}

/**
 * @param {Rule} rule
 * @param {readonly Question[]} questions
 */
function checkChoose({ top }, questions) {
  asNatural(top);
  demand(questions.length === 1 && questions[0]?.blank === false);
}

/**
 * @param {Rule} rule
 * @param {readonly Question[]} questions
 */
function checkElection({ seats, writein }, questions) {
  const [pro, contra] = questions;
  if (questions.length !== 2 || pro === undefined || contra === undefined) return demand(false);
  const slots = Array.from({ length: asNatural(writein) }, (_, at) => `${SLOT}${at + 1}`);
  const names = [...contra.answers, ...slots];
  demand(
    pro.text === '赞成' &&
      contra.text === '反对' &&
      same(pro.answers, names) &&
      [pro, contra].every(({ minimum, blank }) => minimum === 0 && !blank) &&
      pro.maximum === Math.min(asNatural(seats), names.length) &&
      contra.maximum === contra.answers.length,
  );
}

/**
 * @param {Rule} rule
 * @param {readonly Question[]} questions
 */
function checkEvaluation(rule, questions) {
  checkGraded(asList(rule.scale).map(asText), questions);
  const weighted = asList(rule.weights).length > 0;
  if ('group' in rule !== weighted || 'family' in rule !== weighted) {
    throw new MalformedInput('groups have weights, and the paper is for none of them');
  }
  if (!weighted) return;
  if (asText(rule.group) === '') throw new MalformedInput('a group has no name');
  parseUuid(rule.family);
}

/**
 * @param {Rule} rule
 * @param {readonly Question[]} questions
 */
function checkPoll(rule, questions) {
  checkGraded(asList(rule.scale).map(asText), questions);
  if ('asked_in' in rule) parseUuid(rule.asked_in);
}

/**
 * @param {readonly string[]} scale
 * @param {readonly Question[]} questions
 */
function checkGraded(scale, questions) {
  demand(questions.every((each) => isSingle(each, scale) && each.blank));
}

/**
 * @param {Rule} rule
 * @returns {string[]}
 */
function pointsOf({ lowest, highest }) {
  const [from, to] = [asNatural(lowest), asNatural(highest)];
  if (to < from || to - from > 100) throw new MalformedInput('the points are out of range');
  return Array.from({ length: to - from + 1 }, (_, at) => String(from + at));
}

/**
 * @param {unknown} part
 * @param {readonly string[]} more  names of fields beside the three of a part
 */
function checkPart(part, more) {
  const { num, den, op } = ruleParts(part, ['num', 'den', 'op', ...more]);
  if (asNatural(num) > asNatural(den) || (op !== 'ge' && op !== 'gt')) {
    throw new MalformedInput('a threshold is malformed');
  }
}

/**
 * @param {unknown} value
 * @param {readonly string[]} names
 * @returns {Rule}
 */
function ruleParts(value, names) {
  if (
    typeof value !== 'object' ||
    value === null ||
    !same(Object.keys(value).sort(), [...names].sort())
  ) {
    throw new MalformedInput('a threshold does not have exactly its fields');
  }
  return /** @type {Rule} */ (value);
}

/**
 * @param {Question} question
 * @param {readonly string[]} scale
 */
function isSingle({ answers, minimum, maximum }, scale) {
  return same(answers, scale) && minimum === 1 && maximum === 1;
}

/**
 * @param {readonly string[]} a
 * @param {readonly string[]} b
 */
function same(a, b) {
  return a.length === b.length && a.every((each, at) => each === b[at]);
}

/** @param {boolean} fits */
function demand(fits) {
  if (!fits) throw new MalformedInput('the questions are not those of the rule');
}
