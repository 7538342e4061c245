import { describe, expect, test } from 'vitest';
import { findColumns } from '../../src/csv/columns/find.ts';
import type { ColumnOptions } from '../../src/csv/columns/roles.ts';
import { readDialect } from '../../src/csv/read/dialect.ts';
import { createMapper, crosswalks } from '../../src/index.ts';

const mapper = createMapper();
const find = (header: string, rows: readonly string[] = [], options: ColumnOptions = {}) =>
  findColumns(
    header.split(','),
    rows.map((row) => row.split(',')),
    options,
    mapper,
    [...crosswalks.keys()],
  );

describe('columns are found', () => {
  test.each([
    ['order_status_code,substatus_code', [], 'kd100', { status: 0, substatus: 1 }],
    ['id,Order Status Code,SUBSTATUS-CODE', [], 'kd100', { status: 1, substatus: 2 }],
    [
      'status,sub_status,carrier',
      ['Delivered,Delivered_Other,1'],
      '17track',
      { status: 0, substatus: 1, carrier: 2 },
    ],
    ['status', ['InTransit', 'Delivered'], '17track', { status: 0 }],
    ['status', ['签收', '派件'], 'kd100', { label: 0 }],
    ['状态码,状态', ['3,签收', '5,派件'], 'kd100', { status: 0, label: 1 }],
    ['状态', ['3', '5'], 'kd100', { status: 0 }],
    ['物流状态', ['在途', '签收'], 'kd100', { label: 0 }],
    [
      'Package status',
      ['In transit', 'Delivered', 'Alert', 'Pick up', 'Undelivered', 'Expired'],
      '17track-v1',
      { label: 0 },
    ],
    ['package_status', ['InTransit', 'Delivered'], '17track', { status: 0 }],
    ['latest_status.status,latest_status.sub_status', [], '17track', { status: 0, substatus: 1 }],
    ['orderStatusCode,substatusCode', [], 'kd100', { status: 0, substatus: 1 }],
    ['物流状态码,快递公司', ['204,圆通'], 'kd100', { status: 0, carrier: 1 }],
    ['state,order_status_code', ['CA,5'], 'kd100', { status: 1 }],
    ['state', ['3', '501', '', 'null'], 'kd100', { status: 0 }],
    ['order_status_code,order_status_description', ['5,Out for delivery'], 'kd100', { status: 0, label: 1 }],
  ])('in %s %j', (header, rows, source, roles) => {
    expect(find(header, rows)).toEqual({ source, roles });
  });

  test('as the caller says', () => {
    expect(find('a,b', ['5,5'], { source: 'kd100', statusColumn: 'a', substatusColumn: 2 })).toEqual({
      source: 'kd100',
      roles: { status: 0, substatus: 1 },
    });
    expect(find('a,b', ['x,Delivered_Other'], { substatusColumn: 'b' })).toMatchObject({ source: '17track' });
    expect(find('code,sub_status', ['InTransit,InTransit_PickedUp'], { statusColumn: 'code' })).toEqual({
      source: '17track',
      roles: { status: 0, substatus: 1 },
    });
    expect(find('status', ['3', '5', '8'], { source: 'kd100' })).toEqual({
      source: 'kd100',
      roles: { status: 0 },
    });
    expect(find('status,n', ['35,1'], { source: '17track-v1' })).toEqual({
      source: '17track-v1',
      roles: { status: 0 },
    });
    expect(find('1,2', ['5,x'], { source: 'kd100', statusColumn: '1' })).toMatchObject({
      roles: { status: 0 },
    });
  });

  test.each([
    [
      'status',
      ['open', 'paid'],
      {},
      /"status" may be such a column by its name, but too few of its values are codes or names: "open", "paid"/,
    ],
    ['state', ['CA', 'NY'], {}, /"state" may be such a column .* "CA", "NY"[\s\S]*--status-column/],
    ['state', [], {}, /too few of its values are codes or names: nothing/],
    ['id,when', ['1,2'], {}, /No column of tracking codes found[\s\S]*The columns are: "id", "when"/],
    [
      'id',
      ['10', '40'],
      { statusColumn: 'id' },
      /holds numbers \("10", "40"\), which mean different things.*--source kd100\|17track\|17track-v1/,
    ],
    ['id', ['xx'], { statusColumn: 'id' }, /Nothing says whose codes they are: column "id" holds "xx"/],
    ['status_code', ['10'], {}, /holds numbers \("10"\)/],
    ['order_status_code,sub_status', ['5,Delivered'], {}, /those of kd100 and 17track: choose with --source/],
    [
      'id',
      ['1'],
      { source: 'kd100', statusColumn: 'idd' },
      /--status-column: expected the name of a column or a number from 1 to 1, found "idd". Did you mean id\?/,
    ],
    ['id', ['1'], { source: 'kd100', statusColumn: 2 }, /a number from 1 to 1, found "2"\.\nThe columns/],
    [
      'id,id',
      ['1,2'],
      { source: 'kd100', labelColumn: 'id' },
      /Two columns are called "id": give --label-column the number/,
    ],
    [
      'A1,3,301',
      ['A2,5,5'],
      { source: 'kd100', statusColumn: 2 },
      /first line looks like data: its status column says "3".*--no-header/,
    ],
    ['when', ['1'], { source: 'kd100' }, /No column of tracking codes found/],
  ] as [string, string[], ColumnOptions, RegExp][])(
    'in %s %j %o they are not, and it says what to do',
    (header, rows, options, message) => {
      expect(() => find(header, rows, options)).toThrow(message);
    },
  );
});

describe('a guessed column', () => {
  const filled =
    (values: readonly string[], name = 'state') =>
    () =>
      find(name, values).roles;
  const times = (count: number, value: string) => Array.from({ length: count }, () => value);
  test('of numbers is one of codes where nine of ten are', () => {
    expect(filled([...times(18, '3'), ...times(2, '777')])()).toEqual({ status: 0 });
    expect(filled([...times(17, '3'), ...times(3, '777')])).toThrow(/No column of tracking codes/);
    // What is not filled does not count.
    expect(filled([...times(18, '3'), '777', '777', '', ' ', 'null', 'NULL'])()).toEqual({ status: 0 });
  });
  test('of words is one of labels where half are', () => {
    expect(filled(['签收', '派件', 'x', 'y'], '状态')()).toEqual({ label: 0 });
    expect(filled(['签收', '派件', 'x', 'y', 'z'], '状态')).toThrow(/No column of tracking codes/);
  });
});

describe('the dialect', () => {
  const head = (text: string | Buffer, final = true) =>
    readDialect({ bytes: Buffer.from(text as string), final }, {});

  test.each([
    ['a,b\n', ',', '\n', ['a', 'b'], 0],
    ['a;b;"c,d,e,f"\r\n1', ';', '\r\n', ['a', 'b', 'c,d,e,f'], 0],
    ['\ufeffa\tb\n', '\t', '\n', ['a', 'b'], 3],
    ['sep=;\r\na;b\r\n', ';', '\r\n', ['a', 'b'], 7],
    ['\ufeff"sep=|"\na|"b\nc"\n', '|', '\n', ['a', 'b\nc'], 11],
    ['only', ',', '\n', ['only'], 0],
    ['a,b\r1,2\r', ',', '\r', ['a', 'b'], 0],
    ['a\tb\r', '\t', '\r', ['a', 'b'], 0],
  ])('of %j', (text, delimiter, lineEnd, header, skipped) => {
    expect(head(text)).toMatchObject({ delimiter, lineEnd, header, skipped, encoding: 'utf-8' });
  });

  test('reads a header in GB18030', () => {
    const bytes = Buffer.from('d7b4ccacc2eb2cd7b4ccac0a', 'hex');
    expect(head(bytes)).toMatchObject({ encoding: 'gb18030', header: ['状态码', '状态'] });
  });

  test.each([
    ['', /input is empty/],
    ['\n1,2\n', /no header line/],
    ['\ufeff', /no header line/],
    ['a\0b\n', /NUL bytes.*spreadsheet/],
    ['[{"a":1}]', /looks like JSON/],
    ['a,"b\n', /header cannot be read/],
  ])('of %j is refused', (text, message) => {
    expect(() => head(text)).toThrow(message);
  });
});
