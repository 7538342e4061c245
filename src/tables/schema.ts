/** The shape of the hand-edited tables in data/, checked when they are generated. Not part of any bundle. */
import * as z from 'zod';
import {
  COLUMN_ROLES,
  type ColumnRule,
  type CrosswalkRow,
  MILESTONES,
  PHASES,
  type ProStateRow,
} from './rows.ts';

/** One line of a CSV table: every cell is text. */
export type Cells = Record<string, string>;

const yesNo = z.enum(['yes', 'no'], { error: 'expected yes or no' }).transform((v) => v === 'yes');
const list = z.string().transform((v) => (v === '' ? [] : v.split('|').map((item) => item.trim())));
const word = z.string().regex(/^[a-z][a-z_]*$/, 'expected a lower-case state name such as in_transit');
const orNull = <T extends z.ZodType>(type: T) => z.union([z.literal('').transform(() => null), type]);
const origin = z
  .string()
  .regex(
    /^https:\/\/\S+ \(\d{4}-\d{2}(-\d{2})?\)$/,
    'expected an address and the date it was read, such as https://example.org/codes (2026-11)',
  );
const sentence = z
  .string()
  .regex(
    /^\S+( \S+){3,}[.]$/u,
    'expected the reason in one sentence of at least four words, ending in a full stop',
  );

const proStateColumns = {
  state: word.describe("PRO's name of the state"),
  description: z.string().min(1, 'expected a description').describe('What the state means, in our words'),
  phase: z.enum(PHASES).describe('Where on its way the shipment is: our grouping'),
  progress: orNull(
    z
      .string()
      .regex(/^[0-6]$/, 'expected 0 to 6 or nothing')
      .transform(Number),
  ).describe('How far along the way it is, 0 to 6; empty where it says nothing of that: our reading'),
  milestone: orNull(z.enum(MILESTONES)).describe('The milestone that a shipment passes with it: our reading'),
  final: yesNo.describe('By default nothing but the way back or a finer final state follows: our reading'),
  locked: yesNo.describe('Cannot change until the running process ends'),
  system_only: yesNo.describe('Set by PRO alone, never by a customer'),
  on_demand_only: yesNo.describe('Only on-demand shipments can have it'),
  settable: z.enum(['yes', 'no', 'undocumented']).describe('Whether a customer may set it by hand'),
  can_cancel: z
    .enum(['yes', 'no', 'undocumented'])
    .describe('Whether it can be cancelled through the cancel call'),
  can_delete: yesNo.describe('Whether it can be deleted'),
  terminal_documented: yesNo.describe('A document says that nothing can follow'),
  note: z.string().describe('What is inferred, or worth knowing'),
  origin: origin.describe('Where it is documented, and when it was read'),
};

/** One row of data/pro-states.csv. */
export const proStateSchema: z.ZodType<ProStateRow<string>, Cells> = z
  .strictObject(proStateColumns)
  .transform(({ system_only, on_demand_only, terminal_documented, can_cancel, can_delete, ...row }) => ({
    ...row,
    canCancel: can_cancel,
    canDelete: can_delete,
    systemOnly: system_only,
    onDemandOnly: on_demand_only,
    terminalDocumented: terminal_documented,
  }));

const match = z.enum(['exact', 'close', 'broad'], { error: 'expected exact, close or broad' });

const crosswalkColumns = {
  status_code: z.string().min(1, 'expected a status code').describe("The aggregator's main status code"),
  substatus_code: z.string().describe('Its sub-status code; empty where the source has none'),
  generic: yesNo.describe('The row that a bare status stands for: one for each status'),
  label: z.string().min(1, 'expected a label').describe("The source's English name of the code"),
  aliases: list.describe('Other names, Chinese ones among them, separated by |'),
  shared_names: list.describe('Names that this row knowingly shares with another row'),
  outcome: z.enum(['state', 'no_change']).describe('Whether the code changes the state at all'),
  pro_state: orNull(word).describe('The PRO state that it gives'),
  match: orNull(match).describe(
    'How well the state fits: exact, close (a judgement) or broad (it says less)',
  ),
  leg: orNull(z.enum(['outbound', 'return'])).describe('On its way to the recipient, or back to the sender'),
  pro_state_on_demand: orNull(word).describe('The state for an on-demand shipment, where it differs'),
  match_on_demand: orNull(match).describe('How well that one fits'),
  also: list.pipe(z.array(word)).describe('Other states that one could defend, separated by |'),
  note: sentence.describe('The reason, in one plain sentence'),
  origin: origin.describe('Where the code is documented, and when it was read'),
  example: z
    .string()
    .min(1, 'expected an example such as 2/204 => delivery_failed')
    .transform((v) => v.split(' ; '))
    .describe('Events and what they must give, run by the tests'),
};

/** One row of a data/sources/*.csv table. */
export const crosswalkSchema: z.ZodType<
  CrosswalkRow<string> & { examples: string[]; shared: string[] },
  Cells
> = z
  .strictObject(crosswalkColumns)
  .superRefine((row, context) => {
    const fault = (path: string, message: string) =>
      context.addIssue({ code: 'custom', path: [path], message });
    const filled = row.outcome === 'state';
    for (const column of ['pro_state', 'match', 'leg'] as const) {
      if (filled !== (row[column] !== null))
        fault(
          column,
          filled ? 'expected a value where outcome is state' : 'expected nothing where outcome is no_change',
        );
    }
    if ((row.pro_state_on_demand === null) !== (row.match_on_demand === null))
      fault('match_on_demand', 'expected pro_state_on_demand and match_on_demand both filled or both empty');
  })
  .transform((row) => ({
    status: row.status_code,
    substatus: row.substatus_code,
    generic: row.generic,
    label: row.label,
    aliases: row.aliases,
    state: row.pro_state,
    match: row.match,
    leg: row.leg,
    onDemand:
      row.pro_state_on_demand === null || row.match_on_demand === null
        ? null
        : { state: row.pro_state_on_demand, match: row.match_on_demand },
    also: row.also,
    note: row.note,
    origin: row.origin,
    examples: row.example,
    shared: row.shared_names,
  }));

const columnColumns = {
  header: z.string().min(1, 'expected a heading').describe('A heading that CSV exports use'),
  role: z.enum(COLUMN_ROLES).describe('What such a column holds'),
  source: z.string().describe('The source that the heading tells; empty where it tells none'),
  certainty: z
    .enum(['certain', 'guess'])
    .describe('Whether the name is enough, or the values have to bear it out'),
  note: sentence.describe('Where the heading is used'),
};

/** One row of data/columns.csv. */
export const columnSchema: z.ZodType<ColumnRule & { note: string }, Cells> = z.strictObject(columnColumns);

const descriptions = (columns: Readonly<Record<string, z.ZodType>>): Record<string, string> =>
  Object.fromEntries(Object.entries(columns).map(([name, type]) => [name, type.description ?? '']));

/** What each column of each kind of table means: the data dictionary. */
export const DICTIONARY: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'pro-states.csv': descriptions(proStateColumns),
  'sources/*.csv': descriptions(crosswalkColumns),
  'columns.csv': descriptions(columnColumns),
};
