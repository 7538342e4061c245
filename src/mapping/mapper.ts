import { TrackstateError } from '../errors.ts';
import { crosswalks, type Decision, type ProState, type SourceId } from '../tables/index.ts';
import { TextArbiter } from './arbiter.ts';
import { readCode, readLabel } from './codes.ts';
import { type CompiledSource, type TableResult, withWarnings } from './compile.ts';
import { type AnyEvent, first, readEvent, type TrackingEvent } from './event.ts';
import { type Explanation, explainEvent } from './explain.ts';
import { checkOptions, type MapperOptions, oneOf } from './options.ts';
import { type Layers, layer } from './overrides/layer.ts';
import { carrierKey } from './overrides/override.ts';
import type { MappingResult, UnmappedReason, WarningCode } from './result.ts';

/** Maps tracking events to PRO states. */
export interface Mapper {
  /** The result for one event. Never throws, whatever the event holds. */
  map(event: AnyEvent): MappingResult;
  /** The result with the decision behind it, and where else its codes occur. Never throws. */
  explain(event: AnyEvent): Explanation;
  /**
   * The result of listed codes for any carrier, or undefined where the source does not list them.
   *
   * @throws {TrackstateError} `unknown_source`
   */
  lookup(source: SourceId, status: string | number, substatus?: string | number): TableResult | undefined;
}

/**
 * Builds a mapper over the published tables.
 *
 * @throws {TrackstateError} `unknown_option`, `invalid_option`, or `invalid_overrides` with every fault at once.
 */
export function createMapper(options: MapperOptions = {}): Mapper {
  return buildMapper(crosswalks, options);
}

/** {@link createMapper} over tables of the caller's choosing. */
export function buildMapper(
  tables: ReadonlyMap<SourceId, readonly Decision[]>,
  options: MapperOptions,
): Mapper {
  checkOptions(options);
  const layers = layer(tables, options.overrides ?? [], options.shipmentType === 'on_demand');
  return new TableMapper(layers, options);
}

class TableMapper implements Mapper {
  readonly #layers: Layers;
  readonly #kd100: CompiledSource | undefined;
  readonly #track17: CompiledSource | undefined;
  readonly #source: SourceId | null;
  readonly #strict: boolean;
  readonly #fallback: ProState | null;
  readonly #arbiter: TextArbiter | null;
  readonly #unmapped = new Map<string, MappingResult>();
  #asked: CompiledSource | undefined;

  constructor(layers: Layers, options: MapperOptions) {
    this.#layers = layers;
    this.#source = options.source ?? null;
    this.#strict = options.strict ?? false;
    this.#fallback = options.fallback ?? null;
    const { inferFromText, arbitrate = 'report' } = options;
    this.#arbiter = inferFromText === undefined ? null : new TextArbiter(inferFromText, arbitrate);
    const quick = this.#source === null && layers.carriers.size === 0;
    this.#kd100 = quick ? layers.base.get('kd100') : undefined;
    this.#track17 = quick ? layers.base.get('17track') : undefined;
  }

  // Bound, so that `events.map(mapper.map)` works.
  readonly map = (given: AnyEvent): MappingResult => {
    const result = this.#byCode(given);
    return this.#arbiter === null ? result : this.#byText(this.#arbiter, given, result);
  };

  #byText(arbiter: TextArbiter, event: AnyEvent, coded: MappingResult): MappingResult {
    try {
      const table = () => this.#sources(event).get(coded.source ?? '');
      return arbiter.settle(event, coded, () => table()?.rulings.get(coded.rule ?? '')?.also ?? []);
    } catch {
      return coded;
    }
  }

  #byCode(given: AnyEvent): MappingResult {
    const event: TrackingEvent = given;
    try {
      // The quick way: listed codes as they should arrive. Whatever it does not know takes the careful way.
      if (event.source === undefined && event.statusCode === undefined && event.status_code === undefined) {
        const status = event.order_status_code;
        const substatus = event.substatus_code;
        const hit =
          status === undefined && substatus === undefined
            ? this.#track17?.direct(event.status, event.sub_status)
            : this.#kd100?.direct(status, substatus);
        if (hit !== undefined) return hit;
      }
      return this.#careful(event);
    } catch {
      return this.#none('not_an_event', null, []);
    }
  }

  readonly explain = (event: AnyEvent): Explanation => {
    const result = this.map(event);
    try {
      return explainEvent(result, readEvent(event, this.#source), this.#sources(event));
    } catch {
      return explainEvent(result, null, this.#layers.base);
    }
  };

  readonly lookup = (
    source: SourceId,
    status: string | number,
    substatus?: string | number,
  ): TableResult | undefined => {
    // Look-ups come in runs of one source.
    if (this.#asked?.id !== source) this.#asked = this.#layers.base.get(source);
    if (this.#asked) return this.#asked.direct(status, substatus);
    throw new TrackstateError('unknown_source', `Source: ${oneOf(source, [...this.#layers.base.keys()])}`);
  };

  #sources(event: TrackingEvent): ReadonlyMap<string, CompiledSource> {
    const carrier =
      this.#layers.carriers.size === 0 ? null : carrierKey(first(event.carrier_id, event.carrier));
    return (carrier !== null && this.#layers.carriers.get(carrier)) || this.#layers.base;
  }

  #careful(event: TrackingEvent): MappingResult {
    if (typeof event !== 'object' || Array.isArray(event)) return this.#none('not_an_event', null, []);
    const found = readEvent(event, this.#source);
    const sources = this.#sources(event);
    const status = readCode(found.status);
    const substatus = readCode(found.substatus);
    const warnings: WarningCode[] = status?.repaired || substatus?.repaired ? ['code_repaired'] : [];
    const table = found.source === null ? undefined : sources.get(found.source);

    if (table && (status || substatus)) {
      const hit = this.#resolve(table, status?.code ?? null, substatus?.code ?? null, warnings);
      if (hit) return withWarnings(hit, [...warnings, ...hit.warnings]);
    }
    for (const [source, label] of found.labels) {
      const name = readLabel(label);
      const hit = name === null ? undefined : sources.get(source)?.label(name);
      if (hit) return hit;
    }
    const source = table?.id ?? null;
    if (found.source !== null && !table) return this.#none('unknown_source', null, warnings);
    if (!status && !substatus) return this.#none('missing_code', source, warnings);
    return this.#none(table ? 'unknown_code' : 'unknown_source', source, warnings);
  }

  #resolve(
    table: CompiledSource,
    status: string | null,
    substatus: string | null,
    warnings: WarningCode[],
  ): TableResult | undefined {
    const listed = table.direct(status, substatus);
    if (listed || status === null || substatus === null) return listed;
    const own = table.own(substatus);
    if (own) {
      warnings.push('status_mismatch');
      return own;
    }
    const alone = table.direct(status, null);
    if (alone) warnings.push('unknown_substatus');
    return this.#strict ? undefined : alone;
  }

  #none(reason: UnmappedReason, source: SourceId | null, warnings: readonly WarningCode[]): MappingResult {
    const key = `${reason} ${source}`;
    const result = this.#unmapped.get(key) ?? Object.freeze(this.#unmappedResult(reason, source));
    this.#unmapped.set(key, result);
    return withWarnings(result, warnings);
  }

  #unmappedResult(reason: UnmappedReason, source: SourceId | null): MappingResult {
    const none = { leg: null, reason, source, warnings: Object.freeze([]) };
    if (this.#fallback === null)
      return { outcome: 'unmapped', state: null, match: null, basis: null, rule: null, ...none };
    const chosen = { match: 'assigned', basis: 'fallback', rule: 'fallback' } as const;
    return { outcome: 'mapped', state: this.#fallback, ...chosen, ...none };
  }
}

let standard: Mapper | undefined;

/**
 * Maps one tracking event to a PRO shipment state. Never throws for anything that an event can contain.
 *
 * @param event - The event as the source sent it; {@link TrackingEvent} names the fields that are read.
 * @param options - As for {@link createMapper}. Build a mapper once where you map many events with options.
 * @throws {TrackstateError} for a mistake in `options` only.
 */
export function mapTrackingEvent(event: AnyEvent, options?: MapperOptions): MappingResult {
  if (options !== undefined) return createMapper(options).map(event);
  standard ??= createMapper();
  return standard.map(event);
}
