import { startSandbox, type SandboxOptions, type SandboxLogLine } from '../../main/recurrente/sandbox/sandbox.ts';

/** The simulated Recurrente in the bench's own process, so that what reaches it can be timed by one clock. */
export async function startRecurrente({
  terminals: count = 3,
  ...options
}: Pick<SandboxOptions, 'customer' | 'behaviour'> & { readonly terminals?: number } = {}) {
  const terminals = Array.from({ length: count }, (_, index) => `trm_${index + 1}`);
  const sandbox = await startSandbox({ seed: 1, terminals: terminals.map((id) => ({ id })), ...options });
  return {
    ...sandbox,
    terminals,
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
