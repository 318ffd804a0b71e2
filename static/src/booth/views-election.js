/** An election on the phone: 赞成, 反对 or 弃权 beside each candidate, and the names of others. */

/** @import { Booth } from './booth.js' */
/** @import { CandidateChoice, ElectionView, ItemView } from './state.js' */
/** @import { Words } from './views-words.js' */

import { explain, fill, layOutAnswer, listed, reviewLine } from './views-words.js';

/** What can be chosen, its word, and the sign that paper ballots have for it. @type {readonly [CandidateChoice, string, string][]} */
const CHOICES = [
  ['for', '赞成', '○'],
  ['against', '反对', '×'],
  ['abstain', '弃权', '—'],
];

/**
 * Lays out the paper of an election once and returns what brings it up to date after every change.
 *
 * @param {HTMLElement} root   the cloned voting view
 * @param {ItemView} item
 * @param {Booth} booth
 * @param {Words} words
 * @returns {(item: ItemView) => void}
 */
export function layOutElection(root, item, booth, words) {
  const form = listed(root, 'questions');
  const election = need(item);
  const lines = election.candidates.map(({ name }, candidate) => {
    const part = words.clone('part-motion');
    fill(part, { number: candidate + 1, text: name });
    const answers = listed(part, 'answers');
    const inputs = CHOICES.map(([choice, answer]) => {
      const input = layOutAnswer(
        answers,
        words.answer(answer, true),
        `candidate-${candidate}`,
        words,
      );
      // Held back before it changes, so that a mark too many never shows.
      input.addEventListener('click', (event) => {
        const said = booth.choose(item.item, candidate, choice);
        explain(root, said === 'marked' || said === 'moved' ? '' : refusal(said));
        if (said !== 'marked' && said !== 'moved') event.preventDefault();
      });
      return { choice, input };
    });
    form.append(part);
    return inputs;
  });
  const slots = layOutSlots(form, item, booth, words);
  fill(root, { rule: words.say('rule.election', { seats: election.seats }) });
  return (now) => {
    const { candidates, names, seats, left, refused } = need(now);
    lines.forEach((inputs, at) => {
      for (const { choice, input } of inputs) {
        input.checked = candidates[at]?.choice === choice;
        const full = choice === 'for' && left === 0 && !input.checked;
        if (full) input.setAttribute('aria-disabled', 'true');
        else input.removeAttribute('aria-disabled');
      }
    });
    slots({ names, left, refused });
    fill(root, { tally: words.say('tally.election', { marked: seats - left, seats }) });
  };

  /**
   * @param {string} said
   * @returns {string}
   */
  function refusal(said) {
    if (said === 'full') return words.say('why.full-seats', { seats: election.seats });
    return said === 'names-need-against' ? words.say('why.names-need-against') : '';
  }
}

/**
 * Lays out the slots for names, and returns what brings them up to date.
 *
 * @param {HTMLElement} form
 * @param {ItemView} item
 * @param {Booth} booth
 * @param {Words} words
 * @returns {(now: Pick<ElectionView, 'names'|'left'|'refused'>) => void}
 */
function layOutSlots(form, item, booth, words) {
  const election = need(item);
  if (election.names.length === 0) return () => {};
  const part = words.clone('part-write-ins');
  const list = listed(part, 'slots');
  const sheet = /** @type {HTMLElement} */ (part.firstElementChild);
  const inputs = election.names.map((_, slot) => {
    const line = words.clone('part-slot');
    fill(line, { number: slot + 1 });
    const box = /** @type {HTMLElement} */ (line.firstElementChild);
    const input = line.querySelector('input');
    if (input === null) throw new Error('no input in the template of a slot');
    const fault = `slot-fault-${slot}`;
    box.querySelector('[data-slot="fault"]')?.setAttribute('id', fault);
    input.setAttribute('aria-describedby', `slot-hint ${fault}`);
    input.addEventListener('change', () => {
      const said = booth.write(item.item, slot, input.value);
      const taken = said === 'written' || said === 'cleared';
      fill(box, { fault: taken || said === 'locked' ? '' : words.say(`slot.${said}`) });
      input.toggleAttribute('aria-invalid', !taken);
      if (taken) {
        const now = booth.state().items.find((each) => each.item === item.item);
        input.value = now?.election?.names[slot] ?? '';
      }
    });
    list.append(line);
    return input;
  });
  form.append(part);
  return ({ names, left, refused }) => {
    const written = names.filter(Boolean).length;
    const open = written < refused && left > 0;
    let hint = words.say('slot.hint');
    if (refused === 0) hint = words.say('slot.closed');
    else if (written >= refused) hint = words.say('slot.used', { refused });
    else if (left === 0) hint = words.say('slot.no-seat');
    fill(sheet, { hint });
    inputs.forEach((input, slot) => {
      const name = names[slot] ?? '';
      input.disabled = name === '' && !open && input.value === '';
      if (input.value === '' && name !== '') input.value = name;
    });
  };
}

/**
 * Lists who was voted for and against, so that it can be read once more.
 *
 * @param {HTMLElement} list
 * @param {ItemView} item
 * @param {Words} words
 */
export function reviewElection(list, item, words) {
  const { candidates, names } = need(item);
  const none = words.say('review.nobody');
  for (const [choice, answer, sign] of CHOICES) {
    const marked = candidates
      .filter((each) => (each.choice ?? 'abstain') === choice)
      .map(({ name }) => name);
    reviewLine(list, { text: words.answer(answer, true), marked, none, sign }, words);
  }
  const written = names.filter(Boolean);
  if (names.length > 0) {
    const line = { text: words.say('review.written'), marked: written, none, sign: '○' };
    reviewLine(list, line, words);
  }
}

/**
 * @param {ItemView} item
 * @returns {ElectionView}
 */
function need({ election }) {
  if (election === null) throw new Error('the item is no election');
  return election;
}
