import { randomUUID } from 'node:crypto';
import type { Desk } from './contract/desk.ts';
import type { Lang } from './contract/faults.ts';
import type { HubPort } from './contract/hub.ts';
import type { StatusView } from './contract/status.ts';
import { createElsewhere, type Remotes } from './elsewhere.ts';
import type { Foundation } from './foundation.ts';
import { readHubPassword } from './hub-password.ts';
import type { Link } from './hub/link/link.ts';
import { trustSystemCertificates } from './system-certificates.ts';
import { VERSION } from './version.ts';

/** What the link needs of the inside, which itself asks the hub's port before it sends. */
interface Inside {
  readonly dispatcher: { wake(terminalId: string): void };
  readonly desk: Pick<Desk, 'get' | 'accept'>;
  readonly status: (lang: Lang) => StatusView;
  readonly news: { tellTerminal(terminalId: string): void };
}

/**
 * The hub's port and the life of the link behind it. A bridge without `hub` in its configuration loads nothing of it; one whose
 * configuration changes gets a new link.
 */
export function createHub(foundation: Foundation) {
  const { config, configFile, log } = foundation;
  let inside: Inside | undefined;
  let link: Link | undefined;
  let remotes: Remotes | undefined;
  let changing: Promise<void> = Promise.resolve();

  async function open(): Promise<void> {
    await link?.stop();
    link = undefined;
    remotes = undefined;
    const { hub } = config();
    if (!hub || !inside) return;
    trustSystemCertificates();
    const [{ createLink }, { createRemotes }] = await Promise.all([
      import('./hub/link/link.ts'),
      import('./hub/link/remotes.ts'),
    ]);
    const { desk, dispatcher, status, news } = inside;
    const terminals = () => config().terminals;
    const between = createRemotes({
      ...foundation,
      hub,
      terminals,
      mayUse: port.mayUse,
      accept: desk.accept,
      onChanged: elsewhere.tell,
    });
    remotes = between;
    link = createLink({
      ...foundation,
      hub,
      parts: [between],
      password: () => readHubPassword(foundation.dataFolder, foundation.env),
      newId: randomUUID,
      version: VERSION,
      terminals,
      viewOf: (id) => desk.get(id),
      status: () => status('es'),
      onGranted(terminalId) {
        dispatcher.wake(terminalId);
        between.look();
      },
      onSeen: news.tellTerminal,
      onState: () =>
        foundation.store.transact('hub', () =>
          foundation.store.note({
            atMs: foundation.clock.now(),
            chargeId: null,
            kind: 'hub',
            status: null,
            data: { state: link?.view('es').state, problem: link?.view('es').problem },
          }),
        ),
    });
    link.start();
  }
  const restart = (): void => {
    changing = changing.then(open).catch((err: unknown) => log.error({ err }, 'the hub could not be opened'));
  };

  const port: HubPort = {
    // With a hub nothing is sent before the link is there to say so.
    mayUse: (terminalId) => config().hub === undefined || (link?.mayUse(terminalId) ?? false),
    waitOf: (terminalId, lang) => link?.waitOf(terminalId, lang) ?? null,
    lease: (terminalId, lang) => link?.lease(terminalId, lang),
    view: (lang: Lang) => link?.view(lang),
    take: async (terminal, wish) => (link ? link.take(terminal, wish) : { code: 'hub_off' }),
    pass: async (terminal, to) => (link ? link.pass(terminal, to) : { code: 'hub_off' }),
    keep: async (terminal) => (link ? link.keep(terminal) : { code: 'hub_off' }),
  };

  const elsewhere = createElsewhere(
    () => config().hub !== undefined,
    () => remotes,
  );

  return {
    ...port,
    elsewhere: elsewhere.port,
    /** Resolves when the link works; the hub itself may come later. */
    async start(parts: Inside): Promise<void> {
      inside = parts;
      configFile.onPartChange(({ hub }) => hub, restart);
      if (config().hub) restart();
      await changing;
    },
    wake: (): void => link?.nudge(),
    async stop(): Promise<void> {
      await changing;
      await link?.stop();
    },
  };
}
export type Hub = ReturnType<typeof createHub>;
