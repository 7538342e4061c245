/** What a {@link TrackstateError} is about. */
export type TrackstateErrorCode =
  | 'unknown_source'
  | 'unknown_option'
  | 'invalid_option'
  | 'invalid_overrides'
  | 'invalid_input';

/** The one error class: a mistake in a call or in a file, never something that an event can contain. */
export class TrackstateError extends Error {
  /** What kind of mistake it is. */
  readonly code: TrackstateErrorCode;
  /** The single faults, where there are several. */
  readonly faults: readonly unknown[];

  constructor(code: TrackstateErrorCode, message: string, faults: readonly unknown[] = []) {
    super(message);
    this.name = 'TrackstateError';
    this.code = code;
    this.faults = faults;
  }
}
