import { expect, type TestContext } from 'vitest';
import type { SandboxOptions } from '../../../main/recurrente/sandbox/sandbox.ts';
import type { Postgres } from './postgres.ts';
import { createTill, findClashes, openRecurrente, TERMINAL, until, type Till, type TillOptions } from './tills.ts';

export const NO_HUB = {};
export const SHARED = { settings: { shared: ['caja1'] } };

/** A till that has no part in the terminal, as a central system's bridge. */
export const OFFICE = {
  config: { terminals: [{ id: 'trm_2', alias: 'oficina', name: 'Oficina' }], defaultTerminal: 'oficina' },
};

export const leaseOf = async (till: Till) => (await till.status()).terminals.find(({ id }) => id === TERMINAL)?.lease;
export const isPaid = (till: Till, orderId: string) =>
  until(
    `${till.name} ${orderId} paid`,
    () => till.charge(orderId),
    (charge) => charge?.paid === true,
  );
export const sees = (till: Till, wanted: object) =>
  until(
    `${till.name} sees ${JSON.stringify(wanted)}`,
    () => leaseOf(till),
    (lease) => matches(lease, wanted),
  );
export const holds = (till: Till) => sees(till, { mine: true });
function matches(found: unknown, wanted: object): boolean {
  try {
    expect(found).toMatchObject(wanted);
    return true;
  } catch {
    return false;
  }
}

/** A hub, a Recurrente and tills of one test's own; all closed when it ends. */
export async function openWorld(
  postgres: Postgres,
  { onTestFinished }: Pick<TestContext, 'onTestFinished'>,
  customer?: SandboxOptions['customer'],
) {
  const hub = await postgres.newDatabase();
  const sandbox = await openRecurrente(customer ? { customer } : {});
  const tills: Till[] = [];
  onTestFinished(async () => {
    await Promise.all(tills.map((till) => till.stop()));
    await sandbox.stop();
  });
  return {
    hub,
    sandbox,
    async open(name: string, options: Partial<TillOptions> = {}): Promise<Till> {
      const joined = options === NO_HUB ? {} : { hub, hubPort: postgres.port };
      const till = await createTill(name, { ...joined, sandbox: sandbox.url, ...options });
      tills.push(till);
      await till.start();
      return till;
    },
    onTerminal: () =>
      until(
        'on the terminal',
        () => sandbox.terminal(TERMINAL).charge(),
        (command) => command?.status === 'dispatched',
      ),
    aClash: () =>
      until(
        'a clash',
        () => findClashes(sandbox),
        (clashes) => clashes.length > 0,
      ),
    logOf: async (): Promise<unknown[]> =>
      (await postgres.run(hub, 'SELECT kind FROM puente.lease_log ORDER BY id')).map(({ kind }) => kind),
    /** Kinds of the journal lines that a till has told the hub. */
    async journalOf(till: Till): Promise<unknown[]> {
      await until(
        `${till.name} has sent its journal`,
        () => till.status(),
        ({ hub: link }) => link?.pending_lines === 0,
      );
      const rows = await postgres.run(
        hub,
        `SELECT kind FROM puente.journal WHERE bridge = '${till.name}' ORDER BY seq`,
      );
      return rows.map(({ kind }) => kind);
    },
  };
}
