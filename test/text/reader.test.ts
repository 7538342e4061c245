import { describe, expect, test } from 'vitest';
import { PatternError, parsePattern } from '../../src/text/pattern.ts';
import { TextReader } from '../../src/text/reader.ts';
import type { TextGuard, TextRule } from '../../src/text/rows.ts';

const rule = (
  id: string,
  pattern: string,
  state: TextRule['state'],
  more: Partial<TextRule> = {},
): TextRule => ({
  id,
  pattern,
  state,
  leg: 'outbound',
  rank: 3,
  confidence: 'high',
  guards: [],
  ...more,
});
const guard = (id: string, pattern: string, side: TextGuard['side'] = 'before', reach = 20): TextGuard => ({
  id,
  pattern,
  side,
  reach,
});
const readerOf = (rules: TextRule[], guards: TextGuard[] = []) => new TextReader({ xx: { rules, guards } });
const stateOf = (reader: TextReader, text: string) => reader.read(text).match?.state;

describe('a pattern', () => {
  const reads = (pattern: string, text: string) =>
    readerOf([rule('a', pattern, 'delivered')]).read(text).match?.words;

  test.each([
    ['out for delivery', 'Now OUT-for  delivery!', 'OUT-for  delivery'],
    ['out for delivery', 'about for delivery', undefined],
    ['out for delivery', 'out for deliverynow', undefined],
    ['deliver*', 'redelivered', undefined],
    ['deliver*', 'It was Delivered.', 'Deliver'],
    ['(handed|given) [over] to you', 'handed over to you', 'handed over to you'],
    ['(handed|given) [over] to you', 'given to you', 'given to you'],
    ['(handed|given) [over] to you', 'handed to me', undefined],
    ['left .. door', 'left at the front door', 'left at the front door'],
    ['left .. door', 'left. The door', undefined],
    ['left .. door', `left ${'x'.repeat(30)} door`, undefined],
    ['left ... door', `left ${'x'.repeat(30)} door`, `left ${'x'.repeat(30)} door`],
    ['left .. (door|porch)|put on table', 'put on table', 'put on table'],
    ['livre', 'Colis LIVRÉ', 'LIVRÉ'],
    ['livré', 'colis livre', 'livre'],
    ['expéditeur', "l'expéditeur", 'expéditeur'],
    ['签收', '您的快件已签收，谢谢', '签收'],
    ['派 送中', '正在派送中', '派送中'],
    ['派送中', '正在派 送 中', '派 送 中'],
    ['ＡＢＣ', 'abc', 'abc'],
    ['delivered', 'De\u0301livered', 'De\u0301livered'],
    ['delivered', '📦 delivered 🎉', 'delivered'],
    ['доставлен', 'Доставлен получателю', 'Доставлен'],
  ])('%s in %j is %j', (pattern, text, words) => {
    expect(reads(pattern, text)).toBe(words);
  });

  test.each(['(a|b', 'a)', 'a .. ', '.. a', '', 'a, b', 'a* b', '....a b', '[a]', 'a .... b'])(
    'is refused: %j',
    (pattern) => {
      expect(() => readerOf([rule('a', pattern, 'delivered')])).toThrow(PatternError);
    },
  );

  test('with gaps inside choices is several sequences, and not too many', () => {
    expect(parsePattern('(a .. b|c) d')).toHaveLength(2);
    expect(() => parsePattern('(a .. b|c .. d) '.repeat(12))).toThrow(/ways through the gaps/);
  });
});

describe('of several matches', () => {
  test('the higher rank decides, whatever its place', () => {
    const reader = readerOf([
      rule('a', 'arrived', 'in_transit', { rank: 1 }),
      rule('b', 'delivered', 'delivered'),
    ]);
    expect(stateOf(reader, 'arrived, delivered')).toBe('delivered');
    expect(stateOf(reader, 'delivered, arrived')).toBe('delivered');
    expect(reader.explain('arrived, delivered').matches.map(({ rule: name }) => name)).toEqual([
      'text:xx/b',
      'text:xx/a',
    ]);
  });

  test('one inside a longer one does not count', () => {
    const reader = readerOf([
      rule('a', 'delivered', 'delivered'),
      rule('b', 'delivered to carrier', 'in_transit'),
    ]);
    expect(stateOf(reader, 'Delivered to carrier')).toBe('in_transit');
    expect(stateOf(reader, 'Delivered to you')).toBe('delivered');
  });

  test('of different states and one rank none decides, and both are named', () => {
    const reader = readerOf([rule('a', 'delivered', 'delivered'), rule('b', 'damaged', 'damaged')]);
    const { match, candidates } = reader.read('Delivered, damaged');
    expect(match).toBeNull();
    expect(candidates.map(({ state, words }) => [state, words])).toEqual([
      ['delivered', 'Delivered'],
      ['damaged', 'damaged'],
    ]);
  });

  test('a phrase may follow any earlier place of the one before it', () => {
    const reader = readerOf([rule('a', '(still|still not yet) .. yet there', 'delayed')]);
    expect(stateOf(reader, 'still not yet there')).toBe('delayed');
  });
});

describe('a guard', () => {
  const guards = [
    guard('not', '(not|never)'),
    guard('after', 'tomorrow', 'after', 12),
    guard('ad', 'thank you', 'text'),
  ];
  const reader = readerOf([rule('a', 'delivered', 'delivered', { guards: ['not', 'after', 'ad'] })], guards);

  test.each([
    ['delivered', 'delivered'],
    ['not delivered', undefined],
    ['never really delivered', undefined],
    ['delivered, not damaged', 'delivered'],
    ['not at home, delivered', 'delivered'],
    ['not home. delivered', 'delivered'],
    [`not ${'x'.repeat(30)} delivered`, 'delivered'],
    ['delivered by tomorrow', undefined],
    ['delivered, tomorrow', 'delivered'],
    ['tomorrow delivered', 'delivered'],
    ['thank you. It was delivered', undefined],
    ['not delivered. delivered', 'delivered'],
    ['delivered?', undefined],
    ['delivered? Yes', undefined],
    ['Really? delivered', 'delivered'],
    ['see a?b=c delivered', 'delivered'],
  ])('%j gives %j', (text, state) => {
    expect(stateOf(reader, text)).toBe(state);
  });

  test('is named with its words where it took a match away', () => {
    const [blocked] = reader.explain('It was NOT delivered').blocked;
    expect(blocked).toMatchObject({
      rule: 'text:xx/a',
      guard: 'xx/not',
      guardWords: 'NOT',
      words: 'delivered',
      start: 11,
      end: 20,
    });
    expect(reader.explain('delivered?').blocked[0]?.guard).toBe('question');
  });

  test('of a rule of information is no question', () => {
    expect(readerOf([rule('a', 'satisfied', null)]).read('Were you satisfied?').match?.state).toBeNull();
  });
});
