import type { Step } from '../../shipments/step.ts';
import type { Summarised } from '../../shipments/summarise.ts';
import type { Milestone } from '../../tables/rows.ts';
import { PLAIN, ZULU } from '../../time/forms.ts';
import type { ReadTime } from '../../time/read.ts';
import { shownTime, toEventTime, writePlainTime } from '../../time/write.ts';
import { decodeUtf8 } from '../bytes.ts';
import { writeField } from '../field.ts';
import { LineWriter } from './lines.ts';

const MILESTONE_COLUMNS: readonly (readonly [Milestone, string])[] = [
  ['collected', 'collected_at'],
  ['out_for_delivery', 'out_for_delivery_at'],
  ['attempted', 'attempted_at'],
  ['delivered', 'delivered_at'],
  ['returned', 'returned_at'],
];

const SHIPMENT_COLUMNS: readonly string[] = [
  'pro_state',
  'leg',
  'since',
  ...MILESTONE_COLUMNS.map(([, name]) => name),
  'events',
  'anomalies',
];

/** The names of a shipment's facts, which a column that tells shipments apart may have too. */
const TAKEN: ReadonlySet<string> = new Set([
  ...SHIPMENT_COLUMNS,
  ...['carrier', 'age_hours', 'state', 'ageMs', 'basis', 'final', 'delivered', 'returned', 'milestones'],
  ...['timeline', 'earlier', 'orderedBy', 'counts', 'notices'],
]);

/** The name under which the value of such a column is written. */
export const keyName = (name: string): string => (TAKEN.has(name) ? `key_${name}` : name);

/** What may stand in a state, a count or a time: a delimiter that does needs the careful way. */
const IN_VALUES = /[\w :.+-]/;

/** A line without its numbers and carrier is shorter. */
const LONGEST_LINE = 2048;
const NEWLINE = 10;

/** Writes shipments as CSV rows: what names one, then what became of it. */
export class ShipmentRows extends LineWriter {
  /** Whether no value but a number or a carrier can hold the delimiter. */
  readonly #plain: boolean;

  constructor(
    private readonly mark: string,
    private readonly withAge: boolean,
    /** The time of an event, where it is not plainly written. */
    private readonly oddTime: (step: Step) => ReadTime | undefined,
  ) {
    super(mark);
    this.#plain = mark.length === 1 && !IN_VALUES.test(mark);
  }

  /** The header; `more` are columns behind the others. */
  header(keys: readonly string[], withCarrier: boolean, more: readonly string[] = []): void {
    const names = [...keys, ...(withCarrier ? ['carrier'] : []), ...SHIPMENT_COLUMNS, ...more];
    if (this.withAge) names.push('age_hours');
    this.text(`${names.map(this.#cell).join(this.mark)}\n`);
  }

  /** What names a shipment: the bytes of its number. */
  key(bytes: Uint8Array, from: number, to: number): void {
    this.reserve(LONGEST_LINE + 3 * (to - from));
    if (this.#plain) this.field(bytes, from, to);
    else this.text(this.#cell(decodeUtf8(bytes.subarray(from, to))));
  }

  keys(values: readonly string[]): void {
    this.text(values.map(this.#cell).join(this.mark));
  }

  /** The rest of the row. A carrier of null has no column. */
  row(summary: Summarised, events: number, carrier: string | null, more: readonly string[] = []): void {
    const { stay, state, leg, journey, oddities, ageMs } = summary;
    if (carrier !== null) this.text(this.mark + this.#cell(carrier));
    this.reserve(LONGEST_LINE);
    this.delimiter();
    if (state !== null) this.#value(state);
    this.delimiter();
    if (leg !== null) this.#value(leg);
    this.delimiter();
    if (stay) this.#time(stay.first);
    for (const [name] of MILESTONE_COLUMNS) {
      const step = journey.milestones[name];
      this.delimiter();
      if (step !== null) this.#time(step);
    }
    this.delimiter();
    this.#value(String(events));
    this.delimiter();
    if (oddities.length > 0) this.#value([...new Set(oddities.map(({ code }) => code))].join(' '));
    for (const value of more) this.text(this.mark + this.#cell(value));
    if (this.withAge) this.text(this.mark + this.#cell(ageMs === null ? '' : (ageMs / 3_600_000).toFixed(1)));
    this.reserve(1);
    this.byte(NEWLINE);
  }

  #value(text: string): void {
    this.ascii(this.#plain ? text : this.#cell(text));
  }

  /** The instant where it is known; otherwise the text as it was sent. */
  #time(step: Step): void {
    const { instant, wall } = step;
    const odd = this.oddTime(step);
    if (odd) this.text(this.#cell(shownTime(toEventTime(odd)) ?? ''));
    else if (!this.#plain && !Number.isNaN(wall)) {
      const known = !Number.isNaN(instant);
      this.text(this.#cell(writePlainTime(known ? instant : wall, known ? ZULU : PLAIN)));
    } else if (!Number.isNaN(instant)) this.time(instant, ZULU);
    else if (!Number.isNaN(wall)) this.time(wall, PLAIN);
  }

  readonly #cell = (text: string): string =>
    writeField(text, { delimiter: this.mark, quote: '"', escape: '"' });
}
