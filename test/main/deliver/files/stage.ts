import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { ChargeView } from '../../../../main/contract/charge.ts';
import type { DueResult, FileWriting } from '../../../../main/contract/file-ledger.ts';
import { folderSchema, type FolderConfig, type FolderTrouble } from '../../../../main/contract/folders.ts';
import { startResultWriter } from '../../../../main/deliver/files/results.ts';
import { systemClock } from '../../../../main/dispatch/system-clock.ts';

const chargeView = (changes: Partial<ChargeView> = {}): ChargeView => ({
  id: `id-${changes.order_id ?? 'A-1'}`,
  order_id: 'A-1',
  status: 'paid',
  final: true,
  paid: true,
  currency: 'GTQ',
  amount_in_cents: 26_070,
  paid_in_cents: 26_070,
  tip_in_cents: 0,
  terminal: { id: 'trm_1', alias: 'caja1' },
  source: 'file',
  description: null,
  installments: null,
  card: { last4: '4242', network: 'visa' },
  auth_code: '123456',
  payment_intent_id: 'pa_1',
  failure: null,
  refund: null,
  next_step: 'Entregue la compra.',
  attempts: [],
  created_at: '2026-11-22T18:00:00.000Z',
  updated_at: '2026-11-22T18:04:05.000Z',
  paid_at: '2026-11-22T18:04:05.000Z',
  expires_at: null,
  released: false,
  metadata: {},
  ...changes,
});

export const due = (
  changes: Partial<ChargeView> = {},
  echo: Record<string, string> = {},
  writing: Partial<FileWriting> = {},
): DueResult => {
  const charge = chargeView(changes);
  const plain = { encoding: null, delimiter: null, decimal: null };
  return { chargeId: charge.id, seq: 1, fileName: 'ventas.csv', writing: { ...plain, ...writing }, echo, charge };
};

/** A result writer on a real folder, owed these results until it has written them. */
export function stageResults(results: object, owed: DueResult[], settings: object = {}) {
  const data = mkdtempSync(path.join(tmpdir(), 'puente-results-'));
  const exports = path.join(data, 'export');
  mkdirSync(exports);
  const folder: FolderConfig = folderSchema.parse({
    path: exports,
    format: 'csv',
    fields: { order_id: 'Factura', amount: 'Total' },
    ...settings,
    results: { path: path.join(data, 'import'), ...results },
  });
  const troubles: FolderTrouble[] = [];
  let waiting = [...owed];
  const writer = startResultWriter({
    folders: [folder],
    ledger: {
      dueResults: (_folder, _when, limit) => waiting.slice(0, limit),
      repeatsBegun: (_folder, begun) => {
        const noted = new Map(begun.map(({ result, linesBefore }) => [result, linesBefore]));
        waiting = waiting.map((each) => {
          const linesBefore = noted.get(each);
          return linesBefore === undefined || !each.repeat
            ? each
            : { ...each, repeat: { ...each.repeat, linesBefore } };
        });
      },
      resultsWritten: (_folder, written) => {
        const ids = written.map(({ chargeId }) => chargeId);
        waiting = waiting.filter((each) => !ids.includes(each.chargeId));
      },
    },
    clock: systemClock,
    log: { info: () => undefined, warn: () => undefined },
    failpoint: () => undefined,
    onTrouble: (trouble) => troubles.push(trouble),
    sweepMs: 50,
  });
  return {
    data,
    folder,
    writer,
    troubles,
    target: path.join(data, 'import'),
    owed: () => waiting.length,
    owe(...more: DueResult[]): void {
      waiting.push(...more);
      writer.kick();
    },
    async close(): Promise<void> {
      await writer.stop();
      rmSync(data, { recursive: true, force: true });
    },
  };
}
