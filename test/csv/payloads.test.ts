import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import {
  mapPayloads,
  type PayloadSummary,
  type RejectedPiece,
  type ResolvePayloadsSummary,
  resolvePayloads,
} from '../../src/csv/payloads.ts';

const CASES = join(import.meta.dirname, '../cases');
const file = (path: string) => readFileSync(join(CASES, path));

async function* chunks(bytes: string | Uint8Array, size = 1 << 16): AsyncGenerator<Uint8Array> {
  const all = new Uint8Array(typeof bytes === 'string' ? new TextEncoder().encode(bytes) : bytes);
  for (let i = 0; i < all.length; i += size) yield all.slice(i, i + size);
}

async function run<T>(lines: AsyncGenerator<Uint8Array, T>): Promise<{ text: string; summary: T }> {
  const decoder = new TextDecoder();
  let text = '';
  let step = await lines.next();
  for (; !step.done; step = await lines.next()) text += decoder.decode(step.value, { stream: true });
  return { text, summary: step.value };
}

const webhook = (number: string, code: number) =>
  JSON.stringify({
    tracking_number: number,
    carrier_id: 'dhl',
    items: [{ context: '派送', time: '2026-03-01 10:00:00', order_status_code: code }],
  });

describe('mapPayloads', () => {
  test.each([1 << 16, 7])('gives what the command writes, in chunks of %i bytes', async (size) => {
    const name = 'map-json-all-payloads';
    const { text, summary } = await run<PayloadSummary>(
      mapPayloads(chunks(file(`${name}/dump.jsonl`), size)),
    );
    expect(text).toBe(file(`${name}/expected/events.jsonl`).toString());
    expect(summary).toMatchObject({ payloads: 7, rows: 20, written: 20, rejected: 0, unknown: 0 });
    expect(summary.bytesRead).toBe(file(`${name}/dump.jsonl`).length);
    expect(summary.bytesWritten).toBe(new TextEncoder().encode(text).length);
  });

  test('takes other columns and a prefix', async () => {
    const add = ['basis', 'source'] as const;
    const { text } = await run(mapPayloads(chunks(webhook('A', 5)), { add, prefix: 'pro_' }));
    expect(JSON.parse(text)).toMatchObject({
      tracking_number: 'A',
      pro_basis: 'status',
      pro_source: 'kd100',
    });
    const odd = mapPayloads(chunks('{}'), { add: ['statee' as 'basis'] });
    await expect(run(odd)).rejects.toMatchObject({ code: 'invalid_option' });
  });

  test('hands on what it cannot read', async () => {
    const text = `${webhook('A', 5)}\n{"b":\n${webhook('C', 3)}`;
    const pieces: RejectedPiece[] = [];
    const onReject = async (piece: RejectedPiece) => void pieces.push(piece);
    const { summary } = await run(mapPayloads(chunks(text), { onReject }));
    expect(summary).toMatchObject({ rows: 3, written: 2, rejected: 1, rejects: { invalid_json: 1 } });
    const raw = new TextEncoder().encode('{"b":');
    expect(pieces).toMatchObject([
      {
        input: 0,
        number: 2,
        offset: new TextEncoder().encode(webhook('A', 5)).length + 1,
        fault: 'invalid_json',
      },
    ]);
    expect(pieces[0]?.raw).toEqual(raw);
    await expect(run(mapPayloads(chunks(text)))).rejects.toMatchObject({ code: 'invalid_input' });
  });

  test('says what is no payload, and which answers failed', async () => {
    const fields = Object.fromEntries(Array.from({ length: 20 }, (_, i) => [`f${i}`, i]));
    const failed = '{"message":"x","result":false,"returnCode":"500"}';
    const text = `${webhook('A', 5)}\n${JSON.stringify(fields)}\n7\n${failed}`;
    const { summary } = await run(mapPayloads(chunks(text)));
    expect(summary).toMatchObject({
      payloads: 4,
      unknown: 2,
      errorAnswers: 1,
      firstUnknown: { input: 0, number: 2, fields: ['f0', 'f1', 'f2', 'f3', 'f4', 'f5', 'f6', 'f7'] },
    });
    expect((await run(mapPayloads(chunks('7')))).summary.firstUnknown?.fields).toBeNull();
  });

  test('refuses what is no input', async () => {
    await expect(run(mapPayloads('x' as never))).rejects.toMatchObject({ code: 'invalid_input' });
  });
});

describe('resolvePayloads', () => {
  test('gives what the command writes', async () => {
    const name = 'resolve-all-payloads';
    const { text, summary } = await run<ResolvePayloadsSummary>(
      resolvePayloads(chunks(file(`${name}/dump.jsonl`))),
    );
    expect(text).toBe(file(`${name}/expected/shipments.csv`).toString());
    expect(summary).toMatchObject({ payloads: 7, unknown: 0, source: null, dialect: null, timeZone: null });
  });

  test('puts the payloads of one number together, over all inputs', async () => {
    const inputs = [
      chunks(`${webhook('A', 5)}\n${webhook('B', 5)}`),
      chunks(`{"hello":1}\n${webhook('A', 3)}`),
    ];
    const { text, summary } = await run(
      resolvePayloads(inputs, { format: 'json', timeZone: 'Europe/Berlin' }),
    );
    const lines = text
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(lines).toMatchObject([
      { tracking_number: 'A', carrier: 'dhl', state: 'delivered', notices: [] },
      { tracking_number: 'B', state: 'out_for_delivery' },
    ]);
    expect(summary).toMatchObject({
      shipments: 2,
      events: 3,
      unknown: 1,
      firstUnknown: { input: 1, number: 1, offset: 0, fields: ['hello'] },
      timeZone: 'Europe/Berlin',
    });
  });

  test('keeps parcels without a number apart', async () => {
    const text = [5, 3].map((code) => webhook('', code)).join('\n');
    const { summary } = await run(resolvePayloads(chunks(text), { format: 'text' }));
    expect(summary.shipments).toBe(2);
  });

  test.each([{ format: 'xml' }, { timeZone: 'Mars' }, { now: new Date(Number.NaN) }])(
    'refuses %o',
    async (options) => {
      await expect(run(resolvePayloads(chunks('[]'), options as object))).rejects.toMatchObject({
        code: 'invalid_option',
      });
      await expect(run(resolvePayloads([]))).rejects.toMatchObject({ code: 'invalid_input' });
    },
  );
});
