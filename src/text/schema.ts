/** The shape of the hand-edited tables of text rules, checked when they are generated. Not part of any bundle. */
import * as z from 'zod';
import type { Cells } from '../tables/schema.ts';
import type { TextGuard, TextRule } from './rows.ts';

const list = (separator: string) =>
  z.string().transform((v) =>
    v
      .split(separator)
      .map((item) => item.trim())
      .filter((item) => item !== ''),
  );

const columns = {
  kind: z
    .enum(['rule', 'guard'])
    .describe('A rule, which reads a state, or a guard, which takes matches of rules away'),
  id: z
    .string()
    .regex(/^[a-z][a-z0-9-]*$/, 'expected a name such as out-for-delivery')
    .describe('Its name within its language; several guards may share one'),
  pattern: z.string().min(1, 'expected a pattern').describe('The words, in the pattern language'),
  state: z.string().describe('The PRO state that a rule gives, or no_change'),
  leg: z.enum(['', 'outbound', 'return']).describe('On its way to the recipient, or back to the sender'),
  rank: z
    .enum(['', '1', '2', '3', '4', '5'])
    .describe('Of several rules that match the highest rank decides'),
  confidence: z.enum(['', 'high', 'low']).describe('Whether the words are plain or a judgement'),
  guards: list('|').describe('The guards that take its matches away, separated by |'),
  side: z
    .enum(['', 'before', 'after', 'text'])
    .describe('Where a guard stands: in the clause before or behind, or anywhere'),
  reach: z.string().regex(/^\d*$/, 'expected a number').describe('How many characters may stand between'),
  examples: list(' ; ').describe('Texts that the rule reads, separated by ;'),
  counterexamples: list(' ; ').describe('Texts that it must not read, separated by ;'),
  note: z.string().describe('The reason, in one plain sentence; a guard may do without'),
};

/** What each column of data/text/*.csv holds. */
export const textColumns: Readonly<Record<string, z.ZodType<unknown, string>>> = columns;

/** A row of data/text/*.csv. */
export type TextRow =
  | { readonly kind: 'guard'; readonly guard: TextGuard }
  | {
      readonly kind: 'rule';
      readonly rule: Omit<TextRule, 'state'> & { readonly state: string | null };
      readonly examples: readonly string[];
      readonly counterexamples: readonly string[];
    };

/** One row of data/text/*.csv, checked. */
export const textSchema: z.ZodType<TextRow, Cells> = z
  .strictObject(columns)
  .transform((row, context): TextRow => {
    const fault = (path: string, message: string) =>
      context.addIssue({ code: 'custom', path: [path], message });
    const { id, pattern, leg, rank, confidence, side } = row;
    if (row.kind === 'guard') {
      if (side === '') fault('side', 'expected before, after or text for a guard');
      return { kind: 'guard', guard: { id, pattern, side: side || 'before', reach: Number(row.reach) } };
    }
    for (const column of ['state', 'leg', 'rank', 'confidence', 'note'] as const)
      if (row[column] === '') fault(column, 'expected a value for a rule');
    const state = row.state === 'no_change' ? null : row.state;
    const rule = {
      id,
      pattern,
      state,
      leg: leg || 'outbound',
      rank: Number(rank),
      confidence: confidence || 'low',
      guards: row.guards,
    } as const;
    return { kind: 'rule', rule, examples: row.examples, counterexamples: row.counterexamples };
  });
