/** Words and shapes from the page: sentences of the JSON block, clones of its <template>s. */

/**
 * @typedef {object} Words
 * @property {(key: string, values?: Record<string, string|number>) => string} say
 *   the sentence of that key with every {name} in it filled in; throws for an unknown key
 * @property {(family: string, code: string, values?: Record<string, string|number>) => string} among
 *   the sentence under `family.code`, else that under `family.other`, else ""
 * @property {(family: string, code: string) => readonly string[]} list
 *   the sentences under `family.code`, or those under `family.other`
 * @property {(answer: string, single: boolean) => string} answer
 *   the three answers of a motion in the page's language, any other as it is
 * @property {(time: string) => string} time  of day and date, as people here write it; "" for no time
 * @property {(name: string) => DocumentFragment} clone  a copy of the <template> with that id
 */

/**
 * Reads the page's `texts` block once.
 *
 * @param {Document} page
 * @returns {Words}
 */
export function readWords(page) {
  /** @type {Record<string, string|string[]>} */
  const texts = JSON.parse(page.getElementById('texts')?.textContent ?? '{}');
  return {
    say(key, values = {}) {
      const text = texts[key];
      if (typeof text !== 'string') throw new Error(`no text ${key}`);
      return complete(text, values);
    },
    among(family, code, values = {}) {
      const text = texts[`${family}.${code}`] ?? texts[`${family}.other`];
      return typeof text === 'string' ? complete(text, values) : '';
    },
    list(family, code) {
      const found = texts[`${family}.${code}`] ?? texts[`${family}.other`];
      if (!Array.isArray(found)) throw new Error(`no texts ${family}`);
      return found;
    },
    answer(answer, single) {
      const text = single ? texts[`answer.${answer}`] : undefined;
      return typeof text === 'string' ? text : answer;
    },
    time(text) {
      const time = new Date(text);
      if (Number.isNaN(time.getTime())) return '';
      return time.toLocaleString(page.documentElement.lang, {
        month: 'long',
        day: 'numeric',
        hour: '2-digit',
        minute: '2-digit',
      });
    },
    clone(name) {
      const template = page.getElementById(name);
      if (!(template instanceof HTMLTemplateElement)) throw new Error(`no template ${name}`);
      return /** @type {DocumentFragment} */ (template.content.cloneNode(true));
    },
  };
}

/**
 * @param {string} text
 * @param {Record<string, string|number>} values
 */
function complete(text, values) {
  return text.replace(/\{(\w+)\}/g, (_, name) => String(values[name] ?? ''));
}

/**
 * Writes plain text into the slots of that name, touching nothing that is already right, so that a
 * screen reader is not told twice.
 *
 * @param {ParentNode} root
 * @param {Record<string, string|number>} slots
 */
export function fill(root, slots) {
  for (const [name, value] of Object.entries(slots)) {
    for (const place of root.querySelectorAll(`[data-slot="${name}"]`)) {
      if (place.textContent !== String(value)) place.textContent = String(value);
    }
  }
}

/**
 * Shows or hides the parts of that name.
 *
 * @param {ParentNode} root
 * @param {string} name
 * @param {boolean} visible
 */
export function reveal(root, name, visible) {
  for (const part of root.querySelectorAll(`[data-part="${name}"]`)) {
    if (part instanceof HTMLElement) part.hidden = !visible;
  }
}

/**
 * The list of that name; throws when the template has none.
 *
 * @param {ParentNode} root
 * @param {string} name
 * @returns {HTMLElement}
 */
export function listed(root, name) {
  const found = root.querySelector(`[data-list="${name}"]`);
  if (!(found instanceof HTMLElement)) throw new Error(`no list ${name}`);
  return found;
}

/**
 * Turns the shapes of that name into another one of the page's symbols.
 *
 * @param {ParentNode} root
 * @param {string} name
 * @param {string} shape
 */
export function reshape(root, name, shape) {
  for (const use of root.querySelectorAll(`[data-icon="${name}"]`)) {
    use.setAttribute('href', `#icon-${shape}`);
  }
}

/**
 * Points the links of that name to an address, or hides them.
 *
 * @param {ParentNode} root
 * @param {string} name
 * @param {string|null} address
 */
export function link(root, name, address) {
  for (const anchor of root.querySelectorAll(`a[data-link="${name}"]`)) {
    if (!(anchor instanceof HTMLAnchorElement)) continue;
    anchor.hidden = address === null;
    if (address !== null) anchor.setAttribute('href', address);
  }
}

/**
 * Says above the buttons why something was not done; "" takes it back.
 *
 * @param {ParentNode} root
 * @param {string} reason
 */
export function explain(root, reason) {
  fill(root, { why: reason });
}

/**
 * Appends one answer that can be marked, a radio button of the group `name`, and returns its control.
 *
 * @param {HTMLElement} answers
 * @param {string} answer
 * @param {string} name
 * @param {Words} words
 * @returns {HTMLInputElement}
 */
export function layOutAnswer(answers, answer, name, words) {
  const part = words.clone('part-answer');
  fill(part, { answer });
  const input = part.querySelector('input');
  if (input === null) throw new Error('no input in the template of an answer');
  input.type = 'radio';
  input.name = name;
  answers.append(part);
  return input;
}

/**
 * Appends a line of the review: what it is about, and what was marked.
 *
 * @param {HTMLElement} list
 * @param {{number?: number|string, text: string, marked: readonly string[], none: string,
 *   sign?: string}} line  sign: what stands before each mark instead of the tick
 * @param {Words} words
 */
export function reviewLine(list, { number = '', text, marked, none, sign }, words) {
  const part = words.clone('part-choice');
  fill(part, { number, text });
  const place = listed(part, 'marked');
  for (const answer of marked) {
    const mark = words.clone(sign === undefined ? 'part-marked' : 'part-named');
    fill(mark, { answer, sign: sign ?? '' });
    place.append(mark);
  }
  if (marked.length === 0) place.append(none);
  list.append(part);
}
