import { isAbsent } from '../absent.ts';
import { type ProState, proStates } from '../tables/index.ts';
import type { TrackingEvent } from './event.ts';
import type { Arbitration, TextInference, TextMatch, TextReading } from './inference.ts';
import type { Inferred, Mapped, MappingResult, NoChange, WarningCode } from './result.ts';

interface WordedEvent extends TrackingEvent {
  readonly description?: unknown;
  readonly context?: unknown;
}

function wordsOf(event: WordedEvent): string | null {
  const { description, context, status_description, order_status_description } = event;
  for (const text of [description, context, status_description, order_status_description]) {
    if (typeof text === 'string' && !isAbsent(text)) return text;
  }
  return null;
}

/** States that a code gives when it knows nothing better. */
const VAGUE: ReadonlySet<ProState | null> = new Set<ProState>(['in_transit', 'action_required']);

const isFinal = (state: ProState) => proStates.get(state)?.final === true;

/** Settles the text of an event against its code. */
export class TextArbiter {
  constructor(
    private readonly inference: TextInference,
    private readonly mode: Arbitration,
  ) {}

  /**
   * The result of an event whose codes gave another one.
   *
   * @param also - Which other states the row that decided calls defensible.
   */
  settle(event: WordedEvent, coded: MappingResult, also: () => readonly ProState[]): MappingResult {
    if (coded.outcome === 'unmapped' && coded.reason === 'not_an_event') return coded;
    const words = wordsOf(event);
    if (words === null) return coded;
    const reading = this.inference.read(words);
    if (coded.outcome === 'unmapped' || coded.basis === 'fallback') return this.#infer(coded, reading);
    const { match } = reading;
    if (match === null || match.state === null || coded.outcome !== 'mapped') return coded;
    if (match.confidence === 'low' || this.#agree(coded, match, also)) return coded;
    if (this.mode === 'refine' && this.#refines(coded, match)) {
      const { state, rule, match: fit } = coded;
      const inferred = this.#result(match, coded.source, [...coded.warnings, 'refined_by_text']);
      return Object.freeze({ ...inferred, overruled: Object.freeze({ rule, state, match: fit }) });
    }
    const warnings: WarningCode[] = [...coded.warnings, 'text_disagrees'];
    return Object.freeze({ ...coded, warnings: Object.freeze(warnings), text: Object.freeze({ ...match }) });
  }

  #infer(coded: MappingResult, { match, candidates }: TextReading): MappingResult {
    if (match !== null) return this.#result(match, coded.source, coded.warnings);
    if (candidates.length === 0 || coded.outcome !== 'unmapped') return coded;
    return Object.freeze({ ...coded, reason: 'ambiguous_text', candidates: Object.freeze([...candidates]) });
  }

  #result(match: TextMatch, source: MappingResult['source'], warnings: readonly WarningCode[]): Inferred {
    const { rule, state, leg } = match;
    const text = Object.freeze({ ...match });
    const told = { basis: 'text', source, rule, warnings: Object.freeze([...warnings]), text } as const;
    return Object.freeze(
      state === null
        ? { outcome: 'no_change', state: null, leg: null, match: null, ...told }
        : { outcome: 'mapped', state, leg, match: 'inferred', ...told },
    );
  }

  #agree(coded: Mapped | NoChange | Inferred, match: TextMatch, also: () => readonly ProState[]): boolean {
    if (coded.state !== match.state) return match.state !== null && also().includes(match.state);
    return coded.leg === match.leg || match.leg === 'outbound';
  }

  /** A broad code, or one that says little, yields to a text on the same leg: never to or from an end. */
  #refines(coded: Mapped | Inferred, match: TextMatch): boolean {
    if (coded.state === null || match.state === null || coded.leg !== match.leg) return false;
    if (isFinal(coded.state) || isFinal(match.state) || match.state === 'in_transit') return false;
    return coded.match === 'broad' || VAGUE.has(coded.state);
  }
}
