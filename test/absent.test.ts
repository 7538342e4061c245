import { expect, test } from 'vitest';
import { isAbsent } from '../src/absent.ts';
import { ABSENT, readCode, readLabel } from '../src/mapping/codes.ts';

test.each([undefined, null, '', ' ', '\u00a0\t\n', 'null', ' NULL ', 'Null', ' '.repeat(10_000)])(
  'absent: %j',
  (value) => {
    expect(isAbsent(value)).toBe(true);
    expect(readLabel(value)).toBeNull();
  },
);

test.each([0, '0', false, 'nul', 'nulls', 'null null', [], {}, Number.NaN, 'x'.repeat(10_000)])(
  'there: %j',
  (value) => expect(isAbsent(value)).toBe(false),
);

test('the forms of the direct look-up are absent ones', () => {
  for (const value of ABSENT) expect([isAbsent(value), readCode(value)]).toEqual([true, null]);
});
