import type { Core } from './core.ts';
import { DECLINE_REASONS } from './customers.ts';
import type { Command, Terminal } from './state.ts';
import type { TerminalAct } from './terminals.ts';

/** One terminal, as the people in front of it handle it. A tap on a button that is not there throws, with the reason. */
export interface VirtualTerminal {
  readonly id: string;
  readonly state: Readonly<Terminal>;
  /** The command on its screen. */
  charge(): Readonly<Command> | undefined;
  approve(options?: { readonly tipInCents?: number }): void;
  decline(reason?: string, options?: { readonly lateApprovalMs?: number }): void;
  presentCard(): void;
  cancel(): void;
  walkAway(): void;
  /** The bank approves the latest unpaid charge of this terminal after all, `afterMs` from now. */
  approveLate(options?: { readonly afterMs?: number; readonly tipInCents?: number }): void;
  fail(): void;
  power(on: boolean): void;
  network(on: boolean): void;
  standby(on: boolean): void;
  autoCustomer(on: boolean): void;
}

export function createVirtualTerminal(core: Core, state: Terminal, poke: () => void): VirtualTerminal {
  const act = (wanted: TerminalAct): void => {
    const reply = core.act(state.id, wanted);
    poke();
    if (!reply.ok) throw new Error(`${state.id}: ${reply.why}`);
  };
  return {
    id: state.id,
    state,
    charge() {
      core.advance();
      const { screen } = state;
      return screen.kind === 'charge' || screen.kind === 'processing'
        ? core.state.commands.find((command) => command.id === screen.commandId)
        : undefined;
    },
    approve: (options) => act({ act: 'approve', ...options }),
    decline: (reason = DECLINE_REASONS[0], options) => act({ act: 'decline', reason, ...options }),
    presentCard: () => act({ act: 'present_card' }),
    cancel: () => act({ act: 'cancel' }),
    walkAway: () => act({ act: 'walk_away' }),
    approveLate: (options) => act({ act: 'late_approve', ...options }),
    fail: () => act({ act: 'fail' }),
    power: (on) => act({ act: 'power', on }),
    network: (on) => act({ act: 'network', on }),
    standby: (on) => act({ act: 'standby', on }),
    autoCustomer: (on) => act({ act: 'auto_customer', on }),
  };
}
