/** What a command can be given, and how messages call it. */
export const KINDS = {
  csv: 'CSV',
  json: 'JSON',
  code: 'a code',
  text: 'a text',
  state: 'a PRO state',
} as const;

export type Kind = keyof typeof KINDS;

export interface Command {
  readonly name: string;
  readonly usage: string;
  readonly help: string;
  /** The kinds of input that it takes, where its flags differ by them. */
  readonly kinds: readonly Kind[];
  readonly examples: readonly string[];
  /** What its exit codes mean. */
  readonly exits: readonly string[];
}

const exitsOfRun = (strict: string): string[] => [
  '0  done',
  '1  failed, or nothing at all could be read; nothing half-written is left behind',
  '2  wrong usage',
  `3  done, but with --strict and something was ${strict}`,
];

export const COMMANDS: readonly Command[] = [
  {
    name: 'map',
    usage: 'trackstate map FILE... [-o OUT | -d DIR] [flags]',
    help: 'Appends the PRO state to every row of a CSV export of tracking events, or of a dump of payloads in JSON or JSON Lines, whose events become JSON Lines. FILE is a path, a pattern in quotes such as "exports/*.csv", or - for standard input; gzip and UTF-16 are recognised.',
    kinds: ['csv', 'json'],
    examples: [
      'trackstate map events.csv -o mapped.csv',
      'trackstate map "exports/*.csv" -d mapped',
      'trackstate map events.csv --status-column Code --source kd100 > mapped.csv',
    ],
    exits: exitsOfRun('unmapped, unread or rejected'),
  },
  {
    name: 'resolve',
    usage: 'trackstate resolve FILE... [-o OUT] [flags]',
    help: 'Says of each shipment what state it is in, since when, and what is odd about its events. FILE is a CSV export of tracking events in any order, or a dump of payloads in JSON or JSON Lines: a path, a pattern in quotes, or - for standard input; gzip is recognised. Several files count as one.',
    kinds: ['csv', 'json'],
    examples: [
      'trackstate resolve events.csv -o shipments.csv',
      'trackstate resolve events.csv --time-zone Asia/Shanghai --json > timelines.jsonl',
      'trackstate resolve webhooks.jsonl --now 2026-11-21T12:00:00Z',
    ],
    exits: exitsOfRun('unmapped, unread, rejected or, with --grouped, not grouped'),
  },
  {
    name: 'explain',
    usage: 'trackstate explain CODE [SUB] [flags], or trackstate explain --text TEXT',
    help: 'Says what a code, a pair of codes or a label means, which state it gives, how sure that is, and why. With the name of a PRO state: which codes give it. With --text: which words of a text decide, by which rule, and which guards took matches away.',
    kinds: ['code', 'text', 'state'],
    examples: [
      'trackstate explain 205',
      'trackstate explain 2 204',
      'trackstate explain 拒签',
      'trackstate explain at_customs',
      'trackstate explain --text "Delivery attempted, nobody home"',
    ],
    exits: ['0  done', '1  no source lists it', '2  wrong usage'],
  },
  {
    name: 'table',
    usage: 'trackstate table [--source SOURCE] [--format csv|json|md]',
    help: 'Prints every decision of the crosswalk.',
    kinds: [],
    examples: ['trackstate table --source 17track', 'trackstate table --format csv > crosswalk.csv'],
    exits: ['0  done', '2  wrong usage'],
  },
  {
    name: 'check',
    usage: 'trackstate check OVERRIDES.csv [--on-demand]',
    help: 'Checks a file of overrides: names every fault in it, or what each override changes.',
    kinds: [],
    examples: ['trackstate check overrides.csv'],
    exits: ['0  no fault', '1  the file has faults', '2  wrong usage'],
  },
];
