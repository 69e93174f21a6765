import { startSandbox, type SandboxOptions, type SandboxLogLine } from '../../main/recurrente/sandbox/sandbox.ts';

const TERMINALS = ['trm_1', 'trm_2', 'trm_3'];

/** The simulated Recurrente in the bench's own process, so that what reaches it can be timed by one clock. */
export async function startRecurrente(options: Pick<SandboxOptions, 'customer' | 'behaviour'> = {}) {
  const sandbox = await startSandbox({ seed: 1, terminals: TERMINALS.map((id) => ({ id })), ...options });
  return {
    ...sandbox,
    terminals: TERMINALS,
    /** Resolves with the moment (performance.now) at which the next line that fits is written. */
    next(fits: (line: SandboxLogLine) => boolean): Promise<number> {
      return new Promise((resolve) => {
        const stop = sandbox.core.log.listen((line) => {
          if (!fits(line)) return;
          stop();
          resolve(performance.now());
        });
      });
    },
  };
}
export type Recurrente = Awaited<ReturnType<typeof startRecurrente>>;
