import assert from 'node:assert/strict';
import test from 'node:test';

import { comparing, sortLines } from '../../static/src/collation.js';

const NAMES = [
  '张三',
  '王五',
  '',
  ' 李四',
  '丁一',
  '欧阳锋',
  '马六',
  '刘七',
  '陈八',
  '张二',
  '于九',
];

test('names are listed by the strokes of the surname', () => {
  const compare = comparing('stroke');
  assert.ok(compare);
  const sorted = sortLines(NAMES.join('\n'), compare).split('\n');
  assert.deepEqual(
    sorted,
    ['丁一', '于九', '马六', '王五', '刘七', '张二', '张三', '李四', '欧阳锋', '陈八'].sort(
      compare,
    ),
  );
  for (const [earlier, later] of /** @type {[string, string][]} */ ([
    ['丁一', '于九'],
    ['马六', '王五'],
    ['王五', '刘七'],
    ['刘七', '张二'],
  ])) {
    assert.ok(sorted.indexOf(earlier) < sorted.indexOf(later), `${earlier} before ${later}`);
  }
  assert.equal(sorted.length, 10);
});

test('names are listed by their sound', () => {
  const compare = comparing('pinyin');
  assert.ok(compare);
  assert.deepEqual(sortLines('张三\n陈八\n马六', compare), '陈八\n马六\n张三');
});

test('an order that the browser does not know is not offered', () => {
  assert.equal(comparing(/** @type {any} */ ('nonsense')), null);
});
