interface Line {
  readonly kind: string;
  readonly data: Readonly<Record<string, unknown>>;
}

/**
 * The terminal that whoever sent the order asked for, where the charge was moved since; undefined where it was not. Read from the
 * journal, which has every move for good: an order that comes again from another terminal than its charge is on is rare enough for
 * that, and the charge itself need not carry what hardly one in a thousand has.
 *
 * A later order that named a terminal of its own (`changed`) begins anew: what was asked for before it counts no more.
 */
export function findAskedTerminal(story: readonly Line[]): string | undefined {
  let asked: string | undefined;
  for (const { kind, data } of story) {
    if (kind === 'moved' && typeof data['from'] === 'string') asked ??= data['from'];
    else if (kind === 'changed' && /(?:^|; )terminal /.test(String(data['differences']))) asked = undefined;
  }
  return asked;
}
