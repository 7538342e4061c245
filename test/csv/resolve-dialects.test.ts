import { describe, expect, test } from 'vitest';
import { everything, HEAD, records, resolve } from './resolve-helpers.ts';

const TEXT = `${HEAD},context,location\nP1,5,5,2026-03-01T10:00:00Z,"Ulm, 签收",上海\n快2,3,301,2026-03-01 10:00:00,,\n,5,5,,,\n`;

/** What a file in UTF-8 gives, without what its writing changes. */
async function said(input: Buffer | string, options: Parameters<typeof everything>[1]) {
  const { output, figures } = await everything(input, options);
  const { dialect: _dialect, bytesRead: _bytes, bytesWritten: _written, ...rest } = figures;
  return { output, ...rest };
}

describe('a file', () => {
  const ways: [name: string, encoding: string, bytes: Buffer][] = [
    ['in UTF-8 with a byte-order mark', 'utf-8', Buffer.from(`\ufeff${TEXT}`)],
    ['in UTF-16, little end first', 'utf-16le', Buffer.from(`\ufeff${TEXT}`, 'utf16le')],
    ['in UTF-16, big end first', 'utf-16be', Buffer.from(`\ufeff${TEXT}`, 'utf16le').swap16()],
    [
      'in GB18030',
      'gb18030',
      Buffer.from(
        TEXT.replaceAll('签收', '\xc7\xa9\xca\xd5')
          .replaceAll('上海', '\xc9\xcf\xba\xa3')
          .replaceAll('快', '\xbf\xec'),
        'latin1',
      ),
    ],
    ['with CRLF', 'utf-8', Buffer.from(TEXT.replaceAll('\n', '\r\n'))],
    ['that Excel marked', 'utf-8', Buffer.from(`sep=,\n${TEXT}`)],
  ];
  test.each(ways)('%s gives what it gives in UTF-8', async (_name, encoding, bytes) => {
    for (const format of ['csv', 'json', 'text'] as const) {
      const expected = await said(TEXT, { format });
      expect(expected.rejected).toBe(1);
      for (const chunk of [1, 1000])
        expect(await said(bytes, { format, chunk }), `${format}, ${chunk}`).toEqual(expected);
    }
    expect((await resolve(bytes)).summary.dialect?.encoding).toBe(encoding);
  });

  test.each([';', '\t', '|'])('with %j between its fields is written with the same', async (delimiter) => {
    const file = `${HEAD}\nP1,5,5,2026-03-01T10:00:00Z\n"P;\t|2",5,5,\n`;
    const other = file.replaceAll(',', delimiter);
    const { output, summary } = await resolve(other);
    expect(records(output, delimiter)).toEqual(records((await resolve(file)).output));
    expect(summary).toMatchObject({ rows: 2, fastRows: 1, dialect: { delimiter } });
    expect(await everything(other, { delimiter })).toEqual(await everything(other));
  });

  test('with a delimiter of several bytes is read all the same', async () => {
    const { output } = await resolve('nu||time||order_status_code\nP1||2026-03-01T10:00:00Z||3\n', {
      delimiter: '||',
    });
    expect(records(output, '||')).toMatchObject([{ nu: 'P1', pro_state: 'delivered' }]);
  });
});

describe('a row that cannot be read', () => {
  const faults: [reason: string, row: string][] = [
    ['no_tracking_number', ',5,5,2026-03-01 10:00:00'],
    ['no_tracking_number', '"",5,5,2026-03-01 10:00:00'],
    ['no_tracking_number', '"  ",5,5,2026-03-01 10:00:00'],
    ['no_tracking_number', '\t,5,5,soon'],
    ['too_many_fields', 'P1,5,5,2026-03-01 10:00:00,'],
    ['invalid_quote', '"P1"x,5,5,2026-03-01 10:00:00'],
    ['unclosed_quote', 'P1,5,5,"2026-03-01 10:00:00'],
    ['nul_byte', 'P\0,5,5,2026-03-01 10:00:00'],
    ['row_too_long', `P1,5,5,${' '.repeat(300)}`],
    ['row_too_long', `P1,5,5,${'x'.repeat(70_000)}`],
  ];
  test.each(faults)('(%s) is kept apart, and the next one is an event', async (reason, row) => {
    const file = `${HEAD}\nP1,0,,2026-03-01 09:00:00\n${row}\nP1,5,5,2026-03-01 10:00:00\n`;
    for (const fast of [true, false])
      for (const chunkBytes of [1, 60, 100_000]) {
        const { output, rejects, summary } = await resolve(file, { fast, chunkBytes, maxRowBytes: 200 });
        expect(records(output)).toMatchObject([
          { tracking_number: 'P1', pro_state: 'out_for_delivery', events: '2' },
        ]);
        expect(summary).toMatchObject({ rows: 3, events: 2, rejected: 1, rejects: { [reason]: 1 } });
        const raw = row.replaceAll('"', '""');
        expect(rejects).toEqual([`row,byte_offset,reason,raw\n3,${HEAD.length + 27},${reason},"${raw}"\n`]);
      }
  });

  test('counts once in a grouped run too, and parts no shipment', async () => {
    const { summary } = await resolve(
      `${HEAD}\nP1,5,5,\n,5,5,\nP1,3,3,\n\nP1,3,3,\nP2,5,5,\n"P2"x,5,5,\nP2,5,5,\n`,
      { grouped: true },
    );
    expect(summary).toMatchObject({
      rows: 7,
      events: 5,
      rejects: { no_tracking_number: 1, invalid_quote: 1 },
      blankLines: 1,
      shipments: 2,
      regrouped: 0,
    });
  });

  test('that is short is filled up', async () => {
    const { output } = await resolve(
      `order_status_code,tracking_number,time,x\n5,P1\n3,P1,2026-03-01 10:00:00\n5\n`,
    );
    expect(records(output)).toMatchObject([
      { tracking_number: 'P1', pro_state: 'delivered', events: '2', anomalies: 'undated_event' },
    ]);
  });
});

describe('times', () => {
  const zones: [zone: string | undefined, time: string, since: string][] = [
    [undefined, '2026-03-01 10:00:00', '2026-03-01 10:00:00'],
    [undefined, '2026-03-01T10:00:00+08:00', '2026-03-01T02:00:00Z'],
    [undefined, '2026-03-01T10:00:00.250Z', '2026-03-01T10:00:00.250Z'],
    ['Asia/Shanghai', '2026-03-01 10:00:00', '2026-03-01T02:00:00Z'],
    ['Asia/Shanghai', '2026-03-01T10:00:00-05:30', '2026-03-01T15:30:00Z'],
    ['Europe/Berlin', '2026-03-29 01:59:59', '2026-03-29T00:59:59Z'],
    ['Europe/Berlin', '2026-03-29 02:30:00', '2026-03-29T01:30:00Z'],
    ['Europe/Berlin', '2026-10-25 02:30:00', '2026-10-25T00:30:00Z'],
    ['Europe/Berlin', '2026-07-01', '2026-07-01'],
    ['Asia/Kathmandu', '2026/7/1 9:05', '2026-07-01T03:20:00Z'],
    ['Asia/Shanghai', '0000-00-00 00:00:00', '0000-00-00 00:00:00'],
    ['Asia/Shanghai', 'a, "b"', 'a, "b"'],
    ['Asia/Shanghai', '', ''],
  ];
  test.each(zones)('in the zone %s: %j is %j', async (timeZone, time, since) => {
    const file = `${HEAD}\nP1,3,301,"${time.replaceAll('"', '""')}"\n`;
    for (const fast of [true, false]) {
      const { output, summary } = await resolve(file, { fast, ...(timeZone && { timeZone }) });
      expect(records(output)[0]).toMatchObject({ since, delivered_at: since });
      expect(summary.timeZone).toBe(timeZone ?? null);
    }
  });
});
