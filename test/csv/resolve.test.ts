import { Readable, Writable } from 'node:stream';
import { describe, expect, test } from 'vitest';
import { type ResolveCsvOptions, resolveCsv } from './api.ts';
import { Sink } from './helpers.ts';
import { everything, HEAD, records, resolve } from './resolve-helpers.ts';

const COLUMNS =
  'pro_state,leg,since,collected_at,out_for_delivery_at,attempted_at,delivered_at,returned_at,events,anomalies';
const FILE = [
  HEAD,
  'P1,5,5,2026-03-03T08:00:00Z',
  'P2,0,0,2026-03-01T10:00:00+08:00',
  'P1,3,301,2026-03-03T12:30:00Z',
  'P1,1,103,2026-03-01T09:00:00+01:00',
  'P2,2,204,2026-03-02T10:00:00+08:00',
  'P3,999,,2026-03-02T10:00:00Z',
  '',
].join('\n');

describe('a file of events', () => {
  test('becomes one row a shipment, in order of first appearance', async () => {
    const { output, summary, rejects } = await resolve(FILE);
    expect(output).toBe(
      [
        `tracking_number,${COLUMNS}`,
        'P1,delivered,outbound,2026-03-03T12:30:00Z,2026-03-01T08:00:00Z,2026-03-03T08:00:00Z,,2026-03-03T12:30:00Z,,3,',
        'P2,delivery_failed,outbound,2026-03-02T02:00:00Z,,,2026-03-02T02:00:00Z,,,2,',
        'P3,,,,,,,,,1,unmapped_event',
        '',
      ].join('\n'),
    );
    expect(rejects).toEqual([undefined]);
    expect(summary).toMatchObject({
      rows: 6,
      events: 6,
      rejected: 0,
      blankLines: 0,
      shipments: 3,
      states: { '': 1, delivered: 1, delivery_failed: 1 },
      fastRows: 6,
      anomalies: { unmapped_event: 1 },
      rejects: {},
      unmapped: [{ code: '999', reason: 'unknown_code', rows: 1, exampleRow: 7 }],
      regrouped: 0,
      source: 'kd100',
      columns: {
        shipment: 'tracking_number',
        status: 'order_status_code',
        substatus: 'substatus_code',
        time: 'time',
      },
      timeZone: null,
      dialect: { delimiter: ',', lineEnd: '\n', encoding: 'utf-8' },
      bytesRead: FILE.length,
    });
  });

  test('with carriers gives that of the last event', async () => {
    const file = [
      `carrier,${HEAD}`,
      'slow,P1,7,7,2026-03-01 08:00:00',
      '"fast, too",P1,5,5,2026-03-02 08:00:00',
      '',
    ];
    const { output, summary } = await resolve(file.join('\n'), { source: 'kd100' });
    expect(output.split('\n')[0]).toBe(`tracking_number,carrier,${COLUMNS}`);
    expect(records(output)[0]).toMatchObject({ carrier: 'fast, too', pro_state: 'out_for_delivery' });
    expect(summary.columns).toMatchObject({ carrier: 'carrier' });
  });

  test('with ages, where the moment is given', async () => {
    const { output } = await resolve(
      `${HEAD}\nP1,5,5,2026-03-03T08:00:00Z\nP2,5,5,2026-03-03 08:00:00\nP3,999,,\n`,
      { now: new Date('2026-03-04T09:30:00Z') },
    );
    expect(output.split('\n')[0]).toBe(`tracking_number,${COLUMNS},age_hours`);
    expect(records(output).map((row) => row.age_hours)).toEqual(['25.5', '', '']);
  });

  test('with unmapped codes lists them, most frequent first, each with its first row', async () => {
    const { summary } = await resolve(
      `${HEAD}\nP1,901,,\nP1,902,777,\nP1,5,5,\nP2,902,777,\nP2,,,\nP3,903,,\nP3,902,777,\n`,
    );
    expect(summary.unmapped).toEqual([
      { code: '902/777', reason: 'unknown_code', rows: 3, exampleRow: 3 },
      { code: '901', reason: 'unknown_code', rows: 1, exampleRow: 2 },
      { code: '', reason: 'missing_code', rows: 1, exampleRow: 6 },
      { code: '903', reason: 'unknown_code', rows: 1, exampleRow: 7 },
    ]);
  });

  test('with names of states instead of codes', async () => {
    const { output, summary } = await resolve('单号,状态,时间\nP1,签收,2026-03-03 08:00:00\nP2,谁知道,\n', {
      labelColumn: '状态',
      source: 'kd100',
    });
    expect(records(output).map(({ 单号, pro_state }) => [单号, pro_state])).toEqual([
      ['P1', 'delivered'],
      ['P2', ''],
    ]);
    expect(summary.unmapped[0]?.code).toBe('谁知道');
  });

  test('that has no header is read by numbers', async () => {
    const { output, summary } = await resolve('P1;5;2026-03-03T08:00:00Z\nP1;3;2026-03-03T09:00:00Z\n', {
      noHeader: true,
      source: 'kd100',
      statusColumn: 2,
      groupColumns: [1],
      timeColumn: '3',
    });
    expect(output.split('\n')[0]).toBe(`1;${COLUMNS.replaceAll(',', ';')}`);
    expect(records(output, ';')).toMatchObject([{ 1: 'P1', pro_state: 'delivered', events: '2' }]);
    expect(summary).toMatchObject({ rows: 2, columns: { shipment: '1', status: '2', time: '3' } });
  });

  test('without rows gives the header', async () => {
    for (const file of [HEAD, `${HEAD}\n`, `${HEAD}\n\n\n`]) {
      const { output, summary } = await resolve(file);
      expect(output, JSON.stringify(file)).toBe(`tracking_number,${COLUMNS}\n`);
      expect(summary).toMatchObject({ rows: 0, shipments: 0, states: {} });
    }
  });

  test('whose numbers hold delimiters, quotes and line breaks: they come out quoted', async () => {
    const { output } = await resolve(`${HEAD}\n"a,1",5,5,\n"b""2",5,5,\n"c\n3",5,5,\n`);
    expect(records(output).map((row) => row.tracking_number)).toEqual(['a,1', 'b"2', 'c\n3']);
  });
});

describe('options', () => {
  const refused: [name: string, options: ResolveCsvOptions, code: string, says: RegExp][] = [
    ['an unknown zone', { timeZone: 'Mars/Base' }, 'invalid_option', /"Mars\/Base".*IANA name/],
    ['an empty zone', { timeZone: '' }, 'invalid_option', /"" is not known/],
    ['a wrong final state', { final: ['done' as never] }, 'invalid_option', /final: .*"done"/],
    ['a reuse of no days', { reuseAfterDays: 0 }, 'invalid_option', /reuseAfterDays: .*found 0/],
    ['a now that is none', { now: new Date(Number.NaN) }, 'invalid_option', /now: expected a valid Date/],
    ['no group columns', { groupColumns: [] }, 'invalid_input', /--group-columns/],
    ['an unknown group column', { groupColumns: ['parcel'] }, 'invalid_input', /--group-columns: .*"parcel"/],
    ['a group column of none', { groupColumns: [9] }, 'invalid_input', /number from 1 to 4, found "9"/],
    ['an unknown time column', { timeColumn: 'tim' }, 'invalid_input', /--time-column: .*"time"/s],
    ['an unknown column of codes', { statusColumn: 'x' }, 'invalid_input', /--status-column/],
    [
      'an unknown column of words',
      { format: 'json', descriptionColumn: 'x' },
      'invalid_input',
      /--description-column/,
    ],
    [
      'an unknown column of places',
      { format: 'text', locationColumn: 7 },
      'invalid_input',
      /--location-column/,
    ],
    ['rows of no bytes', { maxRowBytes: 0 }, 'invalid_option', /maxRowBytes: .*found 0/],
  ];
  test.each(refused)('with %s say what was expected', async (_name, options, code, says) => {
    const error = await resolve(FILE, options).catch((reason: unknown) => reason);
    expect(error).toMatchObject({ code, message: expect.stringMatching(says) });
  });

  const headers: [name: string, header: string, says: RegExp][] = [
    ['no column of tracking numbers', 'id,order_status_code,time', /No column of tracking numbers.*"id"/s],
    ['no column of times', 'tracking_number,order_status_code', /No column of times.*--time-column/s],
    ['no column of codes', 'tracking_number,time', /No column of tracking codes/],
    [
      'two columns of times',
      'nu,order_status_code,time,time',
      /Two columns are called "time".*--time-column/,
    ],
    ['two columns of numbers', 'nu,nu,order_status_code,time', /Two columns .*"nu".*--group-columns/],
  ];
  test.each(headers)('a file with %s is refused with its columns', async (_name, header, says) => {
    const error = await resolve(`${header}\n`).catch((reason: unknown) => reason);
    expect(error).toMatchObject({ code: 'invalid_input', message: expect.stringMatching(says) });
  });

  test('streams have to be streams, and one at least', async () => {
    const stream = Readable.from([Buffer.from(FILE)]);
    const wrong: [unknown, unknown, RegExp][] = [
      [FILE, new Sink(), /expected readable streams/],
      [[stream, null], new Sink(), /expected readable streams/],
      [stream, {}, /a writable one/],
      [[], new Sink(), /at least one file/],
    ];
    for (const [input, output, says] of wrong) {
      const error = await resolveCsv(input as never, output as never).catch((reason: unknown) => reason);
      expect(error).toMatchObject({ code: 'invalid_input', message: expect.stringMatching(says) });
    }
  });

  test('final states and the days to a reuse are those of the caller', async () => {
    const file = `${HEAD}\nP1,3,301,2026-03-01T08:00:00Z\nP1,1,103,2026-03-08T08:00:00Z\n`;
    const row = async (options: ResolveCsvOptions) => records((await resolve(file, options)).output)[0];
    expect(await row({})).toMatchObject({ pro_state: 'delivered', anomalies: 'after_final' });
    expect(await row({ reuseAfterDays: 5 })).toMatchObject({
      pro_state: 'carrier_collected',
      anomalies: 'reused_tracking_number',
    });
    expect(await row({ final: ['lost'] })).toMatchObject({ anomalies: 'regression' });
  });
});

describe('streams', () => {
  test('errors of a stream pass through', async () => {
    const broken = (async function* () {
      yield Buffer.from(FILE);
      throw new Error('the line is down');
    })();
    await expect(resolveCsv(broken, new Sink())).rejects.toThrow('the line is down');
    const full = new Writable({ write: (_chunk, _encoding, done) => done(new Error('the disk is full')) });
    full.on('error', () => undefined);
    await expect(resolveCsv(Readable.from([Buffer.from(FILE)]), full)).rejects.toThrow('the disk is full');
  });

  test('progress counts the bytes of all files', async () => {
    const seen: number[] = [];
    await resolve([FILE, FILE], { chunkBytes: 50, onProgress: ({ bytesRead }) => seen.push(bytesRead) });
    expect(seen.at(-1)).toBe(2 * FILE.length);
    expect(seen).toEqual([...seen].sort((a, b) => a - b));
    expect(seen.length).toBeGreaterThanOrEqual(4);
  });

  test('a rejected row with nowhere to go is an error that names it', async () => {
    const file = Readable.from([Buffer.from(`${HEAD}\nP1,5,5,\n,5,5,\n`)]);
    const error = await resolveCsv(file, new Sink()).catch((reason: unknown) => reason);
    expect(error).toMatchObject({
      code: 'invalid_input',
      message: expect.stringMatching(/Row 3 .*no_tracking/),
    });
  });

  test('a file with marks of its own is read by the parser, to the same end', async () => {
    const quoted = `${HEAD}\n# a note\n'P1',5,5,2026-03-03T08:00:00Z\n`;
    const { output, figures } = await everything(quoted, { quote: "'", comment: '#' });
    expect(records(output)).toMatchObject([{ tracking_number: 'P1', pro_state: 'out_for_delivery' }]);
    expect(figures).toMatchObject({ rows: 1, blankLines: 1 });
  });
});
