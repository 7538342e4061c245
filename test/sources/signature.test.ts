import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { signKd100Request, verify17TrackSignature } from '../../src/sources/index.ts';

const KEY = 'invented-key';
const BODY = '{"event":"TRACKING_UPDATED","data":{"number":"RB000000003SE","place":"Malmö"}}';
const SIGN = createHash('sha256').update(`${BODY}/${KEY}`, 'utf8').digest('hex');

describe('verify17TrackSignature', () => {
  const cases: [string, string | Uint8Array, string | null | undefined, string, boolean][] = [
    ['a text', BODY, SIGN, KEY, true],
    ['bytes', new TextEncoder().encode(BODY), SIGN, KEY, true],
    ['upper case', BODY, SIGN.toUpperCase(), KEY, true],
    ['another key', BODY, SIGN, 'other', false],
    ['another body', `${BODY} `, SIGN, KEY, false],
    ['a changed first digit', BODY, (SIGN[0] === '0' ? '1' : '0') + SIGN.slice(1), KEY, false],
    ['a changed last digit', BODY, SIGN.slice(0, -1) + (SIGN.endsWith('0') ? '1' : '0'), KEY, false],
    ['too short', BODY, SIGN.slice(2), KEY, false],
    ['too long', BODY, `${SIGN}00`, KEY, false],
    ['a line behind it', BODY, `${SIGN}\n`, KEY, false],
    ['no hexadecimal', BODY, 'g'.repeat(64), KEY, false],
    ['empty', BODY, '', KEY, false],
    ['null', BODY, null, KEY, false],
    ['absent', BODY, undefined, KEY, false],
  ];

  test.each(cases)('%s', async (_, body, header, key, expected) => {
    expect(await verify17TrackSignature(body, header, key)).toBe(expected);
  });

  test('takes the bytes as they are, a part of a buffer and bytes that are no text too', async () => {
    const bytes = Uint8Array.of(0, 0xff, 0xc3, 0x28, 0);
    const sign = createHash('sha256').update(bytes.subarray(1, 4)).update(`/${KEY}`).digest('hex');
    expect(await verify17TrackSignature(bytes.subarray(1, 4), sign, KEY)).toBe(true);
    expect(await verify17TrackSignature(bytes, sign, KEY)).toBe(false);
  });
});

test.each(['', '{"carrier_id":"dhl"}', '{"城市":"杭州"}', 'x'.repeat(1000)])(
  'signKd100Request: %s',
  (param) => {
    const expected = createHash('md5').update(`${param}keysecret`, 'utf8').digest('hex').toUpperCase();
    expect(signKd100Request(param, 'key', 'secret')).toBe(expected);
  },
);
