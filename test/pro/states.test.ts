import { expect, test } from 'vitest';
import { isProState, proStates } from '../../src/index.ts';

const having = (test: (state: NonNullable<ReturnType<typeof proStates.get>>) => boolean) =>
  [...proStates.values()]
    .filter(test)
    .map(({ state }) => state)
    .sort();

test('what the documents say of the states', () => {
  expect(having(({ locked }) => locked)).toEqual(['allocating', 'cancelling', 'manifesting']);
  expect(having(({ systemOnly }) => systemOnly)).toEqual(['allocating', 'cancelling', 'manifesting']);
  expect(having(({ settable }) => settable === 'no')).toEqual(['allocating', 'cancelling', 'manifesting']);
  expect(having(({ onDemandOnly }) => onDemandOnly)).toEqual([
    'collection_booked',
    'collection_booking_failed',
    'collection_booking_pending',
  ]);
  expect(having(({ terminalDocumented }) => terminalDocumented)).toEqual(['cancelled']);
});

test('isProState knows the 42 and nothing else', () => {
  expect([...proStates.keys()].every(isProState)).toBe(true);
  for (const other of ['booked', 'constructor', '', null, 5, 'In_transit'])
    expect(isProState(other)).toBe(false);
});
