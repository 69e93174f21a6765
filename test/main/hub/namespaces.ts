import { execFileSync, spawnSync } from 'node:child_process';

export interface Namespace {
  /** A command before another, which then runs in there. */
  readonly within: readonly string[];
  /** Addresses in there, each at the end of a cable of its own. */
  readonly addresses: readonly string[];
  /** Takes out the cable to that address; nobody is told. */
  unplug(address: string): void;
  plugIn(address: string): void;
  remove(): void;
}

const ip = (...args: readonly string[]): void =>
  void execFileSync('ip', [...args], { stdio: ['ignore', 'ignore', 'pipe'] });
/** 198.18.0.0/15 is for tests of networks (RFC 2544), so nothing else of the machine lives there. */
const net = (cable: number, end: 1 | 2): string => `198.18.${73 + cable}.${end}`;

/** A network namespace with that many cables to it; undefined where this machine does not allow one (it takes root and the kernel's leave) or `HUB_PARTITION=proxy` forbids it. */
export function openNamespace(cables: number): Namespace | undefined {
  if (process.env['HUB_PARTITION'] === 'proxy') return undefined;
  const name = `puente-${process.pid}`;
  if (spawnSync('ip', ['netns', 'add', name], { stdio: 'ignore' }).status !== 0) return undefined;
  const remove = (): void => {
    // The cables' near ends go with the far ones.
    spawnSync('ip', ['netns', 'delete', name], { stdio: 'ignore' });
  };
  const far = (cable: number): string => `pf${cable}`;
  const all = Array.from({ length: cables }, (_, cable) => cable);
  try {
    ip('-n', name, 'link', 'set', 'lo', 'up');
    for (const cable of all) {
      const near = `pn${process.pid % 100_000}${cable}`;
      ip('link', 'add', near, 'type', 'veth', 'peer', 'name', far(cable), 'netns', name);
      ip('addr', 'add', `${net(cable, 1)}/30`, 'dev', near);
      ip('link', 'set', near, 'up');
      ip('-n', name, 'addr', 'add', `${net(cable, 2)}/30`, 'dev', far(cable));
      ip('-n', name, 'link', 'set', far(cable), 'up');
    }
  } catch {
    remove();
    return undefined;
  }
  const set = (address: string, state: 'up' | 'down'): void =>
    ip('-n', name, 'link', 'set', far(all.findIndex((cable) => net(cable, 2) === address)), state);
  return {
    within: ['ip', 'netns', 'exec', name],
    addresses: all.map((cable) => net(cable, 2)),
    unplug: (address) => set(address, 'down'),
    plugIn: (address) => set(address, 'up'),
    remove,
  };
}
