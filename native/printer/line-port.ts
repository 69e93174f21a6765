import { openLine, type LineDeps, type LineTarget } from '../serial/line.ts';
import { createInbox, type PrinterPort } from './session.ts';

/** A printer on a serial port or a device file; the port stays open between jobs. */
export function openLinePort(target: LineTarget, deps: Omit<LineDeps, 'onData' | 'onState'>): PrinterPort {
  const inbox = createInbox();
  const line = openLine(target, { ...deps, onData: (bytes) => inbox.push(bytes), onState: () => undefined });
  return {
    open() {
      if (line.state() !== 'open')
        return Promise.resolve({ ok: false, reason: line.problem() ?? 'the port is not open yet' });
      // What the printer said about the job before is not about this one.
      inbox.clear();
      return Promise.resolve({
        ok: true,
        session: {
          write: (bytes) => line.write(bytes),
          read: (timeoutMs) => inbox.read(timeoutMs),
          end: () => undefined,
        },
      });
    },
    traffic: () => line.traffic(),
    close() {
      inbox.end();
      return line.close();
    },
  };
}
