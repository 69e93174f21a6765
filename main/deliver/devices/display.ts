import { initDisplay, showScreen, type Screen } from '../../../native/display/display-bytes.ts';
import { completeLine, USUAL_LINE } from '../../../native/serial/line-settings.ts';
import { openLine, type LineDeps, type LineTarget } from '../../../native/serial/line.ts';
import type { ChargeView } from '../../contract/charge.ts';
import type { Clock } from '../../contract/clock.ts';
import type { Desk } from '../../contract/desk.ts';
import type { CustomerDisplay, DeviceStatus, TrafficLine } from '../../contract/devices.ts';
import { centre, screenOf } from './display-text.ts';

export interface DisplayDeps {
  readonly display: CustomerDisplay;
  /** Alias or id of the terminal whose charges it shows. */
  readonly terminal: string;
  readonly desk: Pick<Desk, 'subscribe' | 'terminals'>;
  readonly clock: Clock;
  readonly line: Omit<LineDeps, 'onData' | 'onState' | 'clock'>;
  readonly others?: LineTarget['others'];
  readonly repaintMs?: number;
}

export interface Display {
  status(): DeviceStatus;
  traffic(): readonly TrafficLine[];
  screen(): Screen;
  /** Shows a text of the shop's choice for a moment. */
  test(): void;
  stop(): Promise<void>;
}

/** "Gracias" stays at least this long, even if the next charge is there already. */
const SHORTEST_REST_MS = 2000;

const FAREWELL_MS = 500;

/** A display that was switched on after its USB adapter shows nothing until it is written to again. */
const REPAINT_MS = 30_000;

/** Shows the customer what the terminal is doing: welcome, amount, result, and welcome again. */
export function startDisplay(deps: DisplayDeps): Display {
  const { display, desk, clock } = deps;
  const welcome: Screen = [centre(display.welcome[0]), centre(display.welcome[1])];
  let shown: Screen = welcome;
  let shownCharge: string | undefined;
  let resting: { readonly screen: Screen; readonly sinceMs: number } | undefined;
  let timer = new AbortController();

  const line = openLine(
    {
      path: display.path,
      usb: display.usb ?? null,
      line: completeLine(USUAL_LINE, display.line),
      others: deps.others ?? [],
    },
    {
      ...deps.line,
      clock,
      onData: () => undefined,
      onState: (state) => {
        if (state === 'open') paint();
      },
    },
  );
  /** Initialised each time: the display may have been off in between, and then forgot its code page. */
  function paint(): void {
    if (line.state() === 'open') void line.write(Uint8Array.of(...initDisplay(display), ...showScreen(shown, display)));
  }
  const stopping = new AbortController();
  const repainting = (async () => {
    while (!stopping.signal.aborted) {
      await clock.sleep(deps.repaintMs ?? REPAINT_MS, stopping.signal);
      paint();
    }
  })();
  const show = (screen: Screen): void => {
    if (screen[0] === shown[0] && screen[1] === shown[1]) return;
    shown = screen;
    paint();
  };
  const lookAgainIn = (ms: number): void => {
    const mine = (timer = new AbortController());
    void clock.sleep(ms, mine.signal).then(() => {
      if (!mine.signal.aborted) refresh();
    });
  };

  function refresh(): void {
    timer.abort();
    const lane = desk.terminals().find((view) => view.alias === deps.terminal || view.id === deps.terminal);
    const current = lane?.charge && !lane.charge.final && !lane.charge.released ? lane.charge : undefined;
    const restedMs = resting ? clock.monotonic() - resting.sinceMs : Infinity;
    if (resting && restedMs < (current ? SHORTEST_REST_MS : display.restMs)) {
      show(resting.screen);
      lookAgainIn((current ? SHORTEST_REST_MS : display.restMs) - restedMs);
      return;
    }
    resting = undefined;
    shownCharge = current?.id;
    show(current ? screenOf(current) : welcome);
  }

  const isOurs = (charge: ChargeView): boolean =>
    charge.terminal.alias === deps.terminal || charge.terminal.id === deps.terminal;
  const unsubscribe = desk.subscribe((news) => {
    if (news.event === 'bridge') return;
    // A late payment of an earlier customer is not this customer's "Gracias".
    if (news.event === 'charge' && isOurs(news.charge) && news.charge.final && news.charge.id === shownCharge) {
      resting = { screen: screenOf(news.charge), sinceMs: clock.monotonic() };
      shownCharge = undefined;
    }
    refresh();
  });
  refresh();

  return {
    status: () => ({
      id: display.id,
      kind: 'display',
      state: line.state(),
      problem:
        line.state() === 'lost'
          ? {
              es: `La pantalla del cliente no responde en ${display.path} (${line.problem() ?? 'sin respuesta'}). Revise el cable.`,
              en: `The customer display does not answer at ${display.path} (${line.problem() ?? 'no answer'}). Check the cable.`,
            }
          : null,
      waitingJobs: 0,
    }),
    traffic: () => line.traffic(),
    screen: () => shown,
    test() {
      resting = { screen: ['Prueba: ñ á é í ó ú', 'Q 1,234.50'.padStart(20)], sinceMs: clock.monotonic() };
      refresh();
    },
    async stop() {
      unsubscribe();
      timer.abort();
      stopping.abort();
      await repainting;
      // A port that hangs is not waited for: closing ends its process.
      if (line.state() === 'open')
        await Promise.race([line.write(showScreen(welcome, display)), clock.sleep(FAREWELL_MS)]);
      await line.close();
    },
  };
}
