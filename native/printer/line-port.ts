import { openLine, type LineDeps, type LineTarget } from '../serial/line.ts';
import { createInbox, type PrinterPort } from './session.ts';

/** A printer on a serial port or a device file; the port stays open between jobs. */
export function openLinePort(target: LineTarget, deps: Omit<LineDeps, 'onData' | 'onState'>): PrinterPort {
  const inbox = createInbox();
  const line = openLine(target, { ...deps, onData: (bytes) => inbox.push(bytes), onState: () => undefined });
  return {
    async open() {
      if (line.state() !== 'open') return { ok: false, reason: line.problem() ?? 'the port is not open yet' };
      // Nothing tells that a device file is gone before it is used; found out here, not a byte of the slip has left.
      const there = target.line === null ? await line.write(new Uint8Array()) : ({ ok: true } as const);
      if (!there.ok) return there;
      // What the printer said about the job before is not about this one.
      inbox.clear();
      return {
        ok: true,
        session: {
          write: (bytes) => line.write(bytes),
          read: (timeoutMs) => inbox.read(timeoutMs),
          end: () => undefined,
        },
      };
    },
    traffic: () => line.traffic(),
    close() {
      inbox.end();
      return line.close();
    },
  };
}
