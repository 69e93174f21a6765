import type { Bench } from './bench.ts';
import { nextOrder } from './charge.ts';
import { createRows, pause, type CaseResult } from './figures.ts';
import { createErp } from './erp.ts';
import { findChromium, openBenchWindow } from './browser.ts';
import { startServe } from './processes.ts';
import { startRecurrente } from './recurrente.ts';
import { openStream } from './stream.ts';

const POLLS_MS = [1000, 400];

/** From the tap on "approve" to `paid` in the stream, and to "Pagado" drawn in a real Chromium. */
export async function benchPaid(bench: Bench): Promise<CaseResult> {
  const { add, rows } = createRows();
  const chromium = findChromium();
  for (const pollMs of POLLS_MS) {
    // The shorter the wait, the more a few ms weigh.
    const samples = bench.quick ? 2 : pollMs < 1000 ? 16 : 8;
    const recurrente = await startRecurrente();
    const { terminals, url } = recurrente;
    const folder = bench.newFolder('paid');
    const bridge = await startServe({ cli: bench.cli, folder, recurrente: url, terminals, pollMs });
    const erp = createErp(bridge.url);
    const stream = await openStream(bridge.url);
    const window = chromium ? await openBenchWindow(chromium, await erp.newLink()) : undefined;
    try {
      await erp.untilOnline();
      for (let sample = 0; sample < samples; sample += 1) {
        const onTerminal = recurrente.next((line) => line.kind === 'command_status' && line.status === 'dispatched');
        const charge = await erp.place(nextOrder());
        await onTerminal;
        // A card takes a person three seconds at least; from there taps fall evenly over the time between two looks.
        await pause(3000 + (pollMs * sample) / samples);
        const paid = stream.paid(charge.id);
        const drawn = window?.drawnPaid(charge.order_id);
        const tappedMs = performance.timeOrigin + performance.now();
        recurrente.terminal(charge.terminal.id).approve();
        add(`stream, pollMs ${pollMs}`, 'ms', (await paid) - tappedMs);
        if (drawn) add(`on screen, pollMs ${pollMs}`, 'ms', (await drawn) - tappedMs);
      }
    } finally {
      await window?.close();
      stream.close();
      await bridge.stop();
      await recurrente.stop();
    }
  }
  return {
    title: 'Tap on "approve" to "Pagado"',
    rows: rows(),
    goals: POLLS_MS.map((pollMs) => ({ row: `stream, pollMs ${pollMs}`, column: 'ms', most: pollMs / 2 + 50 })),
    notes: [
      'Recurrente tells nothing by itself here: half of pollMs on average is the wait for the next look.',
      ...(chromium ? [] : ['No Chromium: the screen was not measured.']),
    ],
  };
}
