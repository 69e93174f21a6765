import { randomUUID } from 'node:crypto';
import path from 'node:path';
import { readConfig, type Config } from '../../../../main/contract/config.ts';
import { newChargeId } from '../../../../main/desk/new-id.ts';
import { createAccept, createTake } from '../../../../main/desk/accept.ts';
import { createViews } from '../../../../main/desk/views.ts';
import { createFileLedger } from '../../../../main/store/files.ts';
import { createStore } from '../../../../main/store/store.ts';
import { systemClock } from '../../../../main/dispatch/system-clock.ts';

const testConfig = (extra: object = {}): Config => {
  const read = readConfig({
    terminals: [
      { id: 'trm_1', alias: 'caja1', name: 'Caja 1' },
      { id: 'trm_2', alias: 'caja2', name: 'Caja 2' },
    ],
    defaultTerminal: 'caja1',
    ...extra,
  });
  if (!read.ok) throw new Error(JSON.stringify(read.faults));
  return read.config;
};

/** The real store, the real door in and the real ledger, in a folder of their own. */
export function openLedger(folder: string, options: { failpoint?: (name: string) => void; config?: Config } = {}) {
  const config = options.config ?? testConfig();
  const store = createStore({
    path: path.join(folder, 'bridge.db'),
    ...(options.failpoint && { failpoint: options.failpoint }),
  });
  const views = createViews({ store, config: () => config, canSend: () => true });
  const door = { store, config: () => config, clock: systemClock, newId: newChargeId };
  const accept = createAccept({ ...door, views });
  const viewOf = (id: string) => {
    const charge = store.charges.get(id);
    return charge && views.charge(charge);
  };
  const { takeAll } = createTake(door);
  const ledger = createFileLedger({ store, clock: systemClock, takeAll, viewOf, newId: randomUUID });
  return { store, ledger, accept, viewOf, config };
}
