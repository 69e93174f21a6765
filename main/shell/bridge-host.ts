import type { FromPort } from '../../native/serial/messages.ts';
import type { StartPortProcess } from '../../native/serial/port-process.ts';
import type { SecretName } from '../secret-place.ts';
import { toBridgeSchema, type FromBridge, type POWER_EVENTS, type StartMessage } from './bridge-link.ts';

/** The running bridge, as far as its host needs it. */
export interface HostedBridge {
  readonly url: string;
  readonly port: number;
  /** The ERP's key: the shell opens its window's session with it. */
  readonly apiKey: string;
  readonly sandboxUrl: string | null;
  stop(): Promise<void>;
  /** The PC woke up or the network came back: ask Recurrente now instead of at the next turn. */
  wake(): void;
}

export interface HostServices {
  /** Gives a secret into the operating system's keeping; resolves to a refusal for people, or null. */
  keepSecret(name: SecretName, text: string | null): Promise<string | null>;
  readonly startPort: StartPortProcess;
}

/** How a start ends that only a person can help: an exit code of `puente serve` and a sentence. */
export interface Refusal {
  readonly exitCode: number;
  readonly message: string;
}

export interface HostDeps {
  readonly send: (message: FromBridge) => void;
  readonly start: (message: StartMessage, services: HostServices) => Promise<HostedBridge>;
  /** Undefined for an error nobody expected: that is a crash. */
  readonly refusalOf: (error: unknown) => Refusal | undefined;
  /** Calls to Recurrente go through it from now on; null: directly. */
  readonly useProxy: (proxy: string | null) => void;
  readonly exit: (code: number) => void;
}

/** Runs the bridge at the shell's word inside its own process. Returns the listener for the shell's messages. */
export function hostBridge(deps: HostDeps): (raw: unknown) => void {
  let running: Promise<HostedBridge> | undefined;
  let lastId = 0;
  const keeping = new Map<number, (refusal: string | null) => void>();
  const ports = new Map<number, Parameters<StartPortProcess>[0]>();

  const services: HostServices = {
    keepSecret: (name, text) =>
      new Promise((resolve) => {
        const id = (lastId += 1);
        keeping.set(id, resolve);
        deps.send({ say: 'keep-secret', id, name, text });
      }),
    startPort: (listen) => {
      const port = (lastId += 1);
      ports.set(port, listen);
      deps.send({ say: 'start-port', port });
      return {
        pid: undefined,
        send: (message) => deps.send({ say: 'tell-port', port, message }),
        kill: () => deps.send({ say: 'end-port', port }),
      };
    },
  };

  async function begin(message: StartMessage): Promise<void> {
    running = deps.start(message, services);
    try {
      const { url, port, apiKey, sandboxUrl } = await running;
      deps.send({ say: 'ready', url, port, apiKey, sandboxUrl });
    } catch (error) {
      const refusal = deps.refusalOf(error);
      if (!refusal) throw error;
      deps.send({ say: 'refused', ...refusal });
      deps.exit(refusal.exitCode);
    }
  }

  async function end(): Promise<void> {
    const bridge = await running?.catch(() => undefined);
    await bridge?.stop();
    deps.exit(0);
  }

  async function power(event: (typeof POWER_EVENTS)[number]): Promise<void> {
    if (event === 'shutdown') return end();
    if (event === 'resume') (await running)?.wake();
  }

  const portSaid = (port: number, message: FromPort): void => ports.get(port)?.onMessage(message);

  return (raw) => {
    const parsed = toBridgeSchema.safeParse(raw);
    if (!parsed.success) return;
    const message = parsed.data;
    switch (message.say) {
      case 'start':
        if (!running) void begin(message);
        return;
      case 'stop':
        void end();
        return;
      case 'power':
        void power(message.event);
        return;
      case 'network':
        if (message.online) void running?.then((bridge) => bridge.wake());
        return;
      case 'proxy':
        deps.useProxy(message.proxy);
        return;
      case 'ping':
        deps.send({ say: 'pong' });
        return;
      case 'secret-kept':
        keeping.get(message.id)?.(message.refusal);
        keeping.delete(message.id);
        return;
      case 'port-said':
        portSaid(message.port, message.message);
        return;
      case 'port-ended':
        ports.get(message.port)?.onEnd(message.reason);
        ports.delete(message.port);
        return;
    }
  };
}
