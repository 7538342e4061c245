import { Temporal } from 'temporal-polyfill';
import { TrackstateError } from '../errors.ts';

const HOUR = 3_600_000;

/** A time zone that zone-less times are in. */
export class Zone {
  readonly name: string;
  /** The offset of each hour that has one throughout. */
  readonly #offsets = new Map<number, number>();

  /** @throws {TrackstateError} `invalid_option` for a zone that is not known. */
  constructor(name: string) {
    try {
      this.name = Temporal.Instant.fromEpochMilliseconds(0).toZonedDateTimeISO(name).timeZoneId;
    } catch {
      throw new TrackstateError(
        'invalid_option',
        `The time zone ${JSON.stringify(name)} is not known: expected an IANA name such as Europe/Berlin or Asia/Shanghai.`,
      );
    }
  }

  /**
   * The instant of a time on the clock, in milliseconds since 1970; `wall` counts as if the clock showed UTC. In the
   * gap of a change to summer time the clock is read as if it had not been changed yet; of an hour that comes twice,
   * the first one counts.
   */
  instantOf(wall: number): number {
    const hour = Math.floor(wall / HOUR);
    let offset = this.#offsets.get(hour);
    if (offset === undefined) {
      const [start, end] = [hour * HOUR, hour * HOUR + HOUR - 1];
      offset = start - this.#exact(start);
      if (offset !== end - this.#exact(end)) return this.#exact(wall);
      this.#offsets.set(hour, offset);
    }
    return wall - offset;
  }

  #exact(wall: number): number {
    return Temporal.Instant.fromEpochMilliseconds(wall)
      .toZonedDateTimeISO('UTC')
      .toPlainDateTime()
      .toZonedDateTime(this.name, { disambiguation: 'compatible' }).epochMilliseconds;
  }
}
