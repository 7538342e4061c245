import type { AnyEvent, Mapper, MappingResult } from '../../src/index.ts';
import { isProState } from '../../src/index.ts';
import type { EventOrder, ResolvedShipment, SourceShipment } from '../../src/shipments/index.ts';

/** An event of these tests: {@link byState} reads its status as a PRO state. */
export interface StateEvent {
  readonly status: string;
  readonly time: string | null;
  readonly description: string | null;
}

const HOUR = 3_600_000;
const START = Date.UTC(2026, 2, 1);

/** The time so many hours after the first of March, in UTC. */
export const at = (hours: number): string =>
  new Date(START + hours * HOUR).toISOString().replace('.000Z', 'Z');

const common = { basis: 'status', source: 'kd100', warnings: [] } as const;

/** Takes the status for the PRO state: `<` marks the way back, `-` changes nothing, anything else is unmapped. */
export const byState: Pick<Mapper, 'map'> = {
  map(event: AnyEvent): MappingResult {
    const { status } = event as Partial<StateEvent>;
    const text = typeof status === 'string' ? status : '';
    const state = text.replace('<', '');
    const rule = `test:${text}`;
    if (text === '-') return { ...common, outcome: 'no_change', state: null, leg: null, match: null, rule };
    if (!isProState(state))
      return {
        ...common,
        outcome: 'unmapped',
        state: null,
        leg: null,
        match: null,
        basis: null,
        rule: null,
        reason: 'unknown_code',
      };
    const leg = text.startsWith('<') ? 'return' : 'outbound';
    return { ...common, outcome: 'mapped', state, leg, match: 'exact', rule };
  },
};

/** Reads `in_transit 1, delivered 2 left at door`: a status, an hour (`none`, or a text) and words. */
export const events = (text: string): StateEvent[] =>
  text === ''
    ? []
    : text.split(', ').map((part) => {
        const [status = '', time = '', ...words] = part.split(' ');
        return {
          status,
          time: time === 'none' ? null : /^-?[\d.]+$/.test(time) ? at(Number(time)) : time,
          description: words.length > 0 ? words.join(' ') : null,
        };
      });

/** A parcel of a payload with these events. */
export const parcel = (
  list: readonly object[],
  order: EventOrder = 'oldest_first',
  reported: object | null = null,
): SourceShipment =>
  ({ tracking_number: null, carrier_id: null, reported, events: list, order }) as unknown as SourceShipment;

/** A timeline as text: `<` marks the way back, `@` the event, `*` how many said so; `/` ends an earlier one. */
export const timelineOf = ({ earlier, timeline }: ResolvedShipment): string =>
  [...earlier, timeline]
    .map((stays) =>
      stays
        .map(
          ({ state, leg, event, events: count }) =>
            `${leg === 'return' ? '<' : ''}${state}@${event}${count > 1 ? `*${count}` : ''}`,
        )
        .join(' '),
    )
    .join(' / ');

/** The anomalies as text, such as `regression:1,0`. */
export const anomaliesOf = ({ anomalies }: ResolvedShipment): string =>
  anomalies.map(({ code, events: list }) => `${code}:${list.join()}`).join(' ');
