import { expect, test } from 'vitest';
import { printable, quoted, visible, visibleLine } from '../../src/text/index.ts';

test.each([
  ['\u001b[31mred\u001b[0m', '\\u001b[31mred\\u001b[0m'],
  ['a\rb\u0007\u0000', 'a\\rb\\u0007\\u0000'],
  ['\u009b2J', '\\u009b2J'],
  ['abc\u202efdp.exe', 'abc\\u202efdp.exe'],
  ['\u2066x\u2069\u200b\ufeff\u061c', '\\u2066x\\u2069\\u200b\\ufeff\\u061c'],
  ['\u{e0041}', '\\udb40\\udc41'],
  ['\ud800', '\\ud800'],
  ['gr\udcfcn.png', 'gr%FCn.png'],
  ['Größe 3×, 日本 😀 “x”', 'Größe 3×, 日本 😀 “x”'],
])('escapes what a terminal would obey: %j', (text, shown) => {
  expect(visible(text)).toBe(shown);
  expect(visibleLine(text)).toBe(shown);
});

test('lines and tabs stay in a text, and not in a line', () => {
  expect(visible('a\n\tb')).toBe('a\n\tb');
  expect(visibleLine('a\n\tb')).toBe('a\\n\\tb');
});

test('JSON keeps its value', () => {
  const value = { 'a\u202eb': '\u001b[2J\u009b\ud800 \u{e0041}"\\' };
  expect(JSON.parse(visible(JSON.stringify(value, null, 2)))).toEqual(value);
});

test('a quoted name has its quotes escaped as well', () => {
  expect(quoted('a"b\\c\u001bd\ne')).toBe('"a\\"b\\\\c\\u001bd\\ne"');
});

test('a name that is not UTF-8 is printable, and another name is as it was', () => {
  expect(printable('gr\udcfcn.png')).toBe('gr%FCn.png');
  for (const name of ['%FC', 'a\u001bb', '😀', '\ud800']) expect(printable(name)).toBe(name);
});
