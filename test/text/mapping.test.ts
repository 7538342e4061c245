import { describe, expect, test } from 'vitest';
import * as main from '../../src/index.ts';
import { createMapper, inferFromText, mapTrackingEvent } from '../../src/text/index.ts';

describe('an event without a usable code', () => {
  test.each([
    [{ context: '快件正在派送中' }, 'out_for_delivery'],
    [{ description: 'Parcel delivered to recipient' }, 'delivered'],
    [{ description: 'null', context: 'Out for delivery' }, 'out_for_delivery'],
    [{ order_status_code: 99, context: 'Out for delivery' }, 'out_for_delivery'],
    [{ order_status_description: 'Out for delivery today' }, 'out_for_delivery'],
    [{ sub_status: 'InTransit_New', description: 'Released by customs' }, 'cleared_customs'],
  ])('%j gives %s by its text', (event, state) => {
    const result = mapTrackingEvent(event);
    expect(result).toMatchObject({ outcome: 'mapped', state, basis: 'text', match: 'inferred' });
    expect(result.rule).toMatch(/^text:(en|zh)\//);
  });

  test('says the words, their place and how sure it is', () => {
    expect(mapTrackingEvent({ context: 'Now out for delivery' })).toMatchObject({
      text: { words: 'out for delivery', start: 4, end: 20, confidence: 'high', state: 'out_for_delivery' },
      warnings: [],
      source: null,
    });
  });

  test('stays unmapped where no rule reads it, or where rules are torn', () => {
    expect(mapTrackingEvent({ context: 'xyzzy' })).toMatchObject({
      outcome: 'unmapped',
      reason: 'missing_code',
    });
    const torn = {
      read: () => ({ match: null, candidates: [{ rule: 'text:xx/a' }, { rule: 'text:xx/b' }] }),
    };
    const mapper = main.createMapper({ inferFromText: torn as unknown as main.TextInference });
    expect(mapper.map({ context: 'both' })).toMatchObject({
      outcome: 'unmapped',
      reason: 'ambiguous_text',
      candidates: [{}, {}],
    });
  });

  test('takes its text before a fallback', () => {
    const mapper = createMapper({ fallback: 'in_transit' });
    expect(mapper.map({ context: 'Out for delivery' }).state).toBe('out_for_delivery');
    expect(mapper.map({ context: 'xyzzy' })).toMatchObject({ state: 'in_transit', basis: 'fallback' });
  });

  test('that is information only changes nothing', () => {
    expect(mapTrackingEvent({ context: 'Proof of delivery image is available' })).toMatchObject({
      outcome: 'no_change',
      basis: 'text',
    });
  });
});

describe('a code and a text', () => {
  const out = { context: '正在派送中' };

  test('that agree give the code alone', () => {
    expect(mapTrackingEvent({ order_status_code: 5, ...out })).toEqual(
      main.mapTrackingEvent({ order_status_code: 5 }),
    );
    expect(
      mapTrackingEvent({ order_status_code: 3, substatus_code: '304', context: '已取件，签收人凭取件码签收' })
        .warnings,
    ).toEqual([]);
  });

  test('that disagree give the code with a warning and what the text says', () => {
    expect(mapTrackingEvent({ order_status_code: 0, ...out })).toMatchObject({
      state: 'in_transit',
      rule: 'kd100:0/0',
      warnings: ['text_disagrees'],
      text: { state: 'out_for_delivery' },
    });
  });

  test('are refined where the code says little, and it says so', () => {
    const mapper = createMapper({ arbitrate: 'refine' });
    expect(mapper.map({ order_status_code: 0, ...out })).toMatchObject({
      state: 'out_for_delivery',
      basis: 'text',
      warnings: ['refined_by_text'],
      overruled: { rule: 'kd100:0/0', state: 'in_transit', match: 'exact' },
    });
    expect(mapper.map({ order_status_code: 3, ...out })).toMatchObject({
      state: 'delivered',
      warnings: ['text_disagrees'],
    });
    expect(mapper.map({ order_status_code: 0, context: '快件已签收' })).toMatchObject({
      state: 'in_transit',
      warnings: ['text_disagrees'],
    });
    expect(mapper.map({ order_status_code: 6, ...out })).toMatchObject({
      state: 'in_transit',
      leg: 'return',
    });
    expect(mapper.map({ order_status_code: 8, ...out })).toMatchObject({
      state: 'at_customs',
      warnings: ['text_disagrees'],
    });
  });

  test('of no change stay so', () => {
    expect(mapTrackingEvent({ status: 'NotFound', description: 'Delivered' }).outcome).toBe('no_change');
  });
});

describe('the options', () => {
  test('say what to import where the rules are missing', () => {
    expect(() => main.createMapper({ inferFromText: true as never })).toThrow(
      /import \{ inferFromText \} from 'trackstate\/text'/,
    );
    expect(() => createMapper({ arbitrate: 'guess' as never })).toThrow(/report, refine/);
  });

  test('turn texts off', () => {
    expect(createMapper({ inferFromText: false }).map({ context: 'Out for delivery' }).outcome).toBe(
      'unmapped',
    );
    expect(mapTrackingEvent({ context: 'Out for delivery' }, { inferFromText: false }).outcome).toBe(
      'unmapped',
    );
    expect(main.createMapper({ inferFromText }).map({ context: 'Out for delivery' }).state).toBe(
      'out_for_delivery',
    );
  });

  test('explain a text', () => {
    expect(createMapper().explain({ context: 'Out for delivery' })).toMatchObject({
      resolution: 'text',
      decision: null,
    });
  });
});
