import { formatMoney } from '../../contract/money.ts';
import type { FaultPlan } from './faults.ts';
import type { SandboxLogLine } from './log.ts';
import { describeLine } from './log-words.ts';
import type { Command, Intent, SandboxState, Terminal } from './state.ts';

const RECENT = 14;
/** Polling writes many lines that tell no story. */
const LOOK_BACK = 5000;

/** What the pages show: everything on one sheet, texts ready to read, sent again at each change. */
export function viewOf(state: SandboxState, faults: FaultPlan, log: readonly SandboxLogLine[]) {
  return {
    network: faults.network() === 'up',
    slow: faults.list().often.some(({ fault }) => fault.kind === 'slow'),
    keyRevoked: state.keyRevoked,
    terminals: state.terminals.map((terminal) => viewTerminal(state, terminal)),
    recent: recentLines(log),
  };
}
export type SandboxView = ReturnType<typeof viewOf>;

function viewTerminal(state: SandboxState, terminal: Terminal) {
  const { screen } = terminal;
  const shown = screen.kind === 'standby' ? undefined : state.commands.find(({ id }) => id === screen.commandId);
  const latest = state.commands.findLast(
    (command) => command.terminalId === terminal.id && command.status === 'consumed',
  );
  const latestTry = latest && tryOf(state, latest);
  return {
    id: terminal.id,
    name: terminal.name,
    power: terminal.power,
    network: terminal.network,
    standby: terminal.standby,
    autoCustomer: terminal.autoCustomer,
    screen: !terminal.power ? 'off' : screen.kind === 'result' ? screen.result : screen.kind,
    /** The bank's word is on its way: no more taps. */
    decided:
      shown !== undefined &&
      state.agenda.some((due) => (due.kind === 'approve' || due.kind === 'decline') && due.commandId === shown.id),
    waiting: state.commands.filter(({ terminalId, status }) => terminalId === terminal.id && status === 'pending')
      .length,
    charge: shown ? { ...viewCommand(shown), ...viewTry(tryOf(state, shown), shown) } : null,
    /** The charge that ended last: a bank may still approve it late. */
    last: latest
      ? { ...viewCommand(latest), ...viewTry(latestTry, latest), paid: latestTry?.status === 'succeeded' }
      : null,
  };
}

const tryOf = (state: SandboxState, command: Command): Intent | undefined =>
  state.intents.findLast((intent) => intent.checkoutId === command.checkoutId);

const viewCommand = (command: Command) => ({
  externalId: command.externalId,
  amount: formatMoney(command.amountInCents, command.currency),
  amountInCents: command.amountInCents,
  installments: command.installments,
});

const viewTry = (intent: Intent | undefined, { currency, amountInCents }: Command) => ({
  total: formatMoney(intent?.amountInCents ?? amountInCents, currency),
  tip: intent && intent.tipInCents > 0 ? formatMoney(intent.tipInCents, currency) : null,
  authCode: intent?.authCode ?? null,
  reason: intent?.failureReason ?? null,
  card: intent ? `${intent.card.network === 'visa' ? 'Visa' : 'Mastercard'} ···· ${intent.card.last4}` : null,
});

/** The newest lines that tell a story, newest first; one line per call would drown them. */
function recentLines(log: readonly SandboxLogLine[]): { at: string; text: string }[] {
  const lines: { at: string; text: string }[] = [];
  const oldest = Math.max(0, log.length - LOOK_BACK);
  for (let index = log.length - 1; index >= oldest && lines.length < RECENT; index -= 1) {
    const line = log[index];
    const text = line && describeLine(line);
    if (line && text) lines.push({ at: line.at, text });
  }
  return lines;
}
