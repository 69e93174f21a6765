import { describe, expect, it } from 'vitest';
import { openLinePort } from '../../../native/printer/line-port.ts';
import type { StartPortProcess } from '../../../native/serial/port-process.ts';
import { createVirtualClock, settleTurns } from '../../main/intake/serial/virtual-clock.ts';

const LINE_9600 = { baudRate: 9600, dataBits: 8, parity: 'none', stopBits: 1, flow: 'none' } as const;

/** A port whose driver takes as long as the bytes take on the wire, or as many times longer. */
function slowPort(times = 1) {
  const clock = createVirtualClock();
  const taken: Buffer[] = [];
  let kills = 0;
  const start: StartPortProcess = ({ onMessage, onEnd }) => {
    void Promise.resolve().then(() => onMessage({ say: 'ready' }));
    return {
      pid: 1,
      kill() {
        kills += 1;
        onEnd('killed');
      },
      send(message) {
        if (message.say === 'ping') onMessage({ say: 'pong', id: message.id });
        if (message.say === 'open') onMessage({ say: 'opened', path: message.path, usb: null });
        if (message.say !== 'write') return;
        const bytes = Buffer.from(message.base64, 'base64');
        void clock.sleep((times * bytes.length * 10_000) / 9600).then(() => {
          taken.push(bytes);
          onMessage({ say: 'written', id: message.id, error: null });
        });
      },
    };
  };
  return {
    clock,
    target: { path: 'COM3', usb: null, line: LINE_9600 },
    deps: { start, clock, random: () => 0.5, log: { warn: () => undefined } },
    taken: () => Buffer.concat(taken),
    kills: () => kills,
  };
}

/** The day close of a busy shop: 200 payments of two rows each. */
const LONG_SLIP = Uint8Array.from({ length: 17_200 }, (_, at) => at % 251);

describe('a long slip on a slow line', () => {
  it('goes out whole, though it takes longer than the patience with a driver', async () => {
    const slow = slowPort();
    const port = openLinePort(slow.target, slow.deps);
    await settleTurns();
    const opened = await port.open();
    if (!opened.ok) throw new Error(opened.reason);
    const writing = opened.session.write(LONG_SLIP);
    await slow.clock.advance(30_000);
    expect(await writing).toEqual({ ok: true });
    expect(slow.taken().equals(LONG_SLIP)).toBe(true);
    expect(slow.kills()).toBe(0);
    await port.close();
  });

  it('does not make the patience with a driver that hangs endless (control)', async () => {
    const slow = slowPort(60);
    const port = openLinePort(slow.target, slow.deps);
    await settleTurns();
    const opened = await port.open();
    if (!opened.ok) throw new Error(opened.reason);
    const writing = opened.session.write(LONG_SLIP);
    await slow.clock.advance(60_000);
    expect(await writing).toMatchObject({ ok: false });
    expect(slow.kills()).toBe(1);
    await port.close();
  });
});
