import { connect } from 'node:net';
import type { Written } from '../serial/line.ts';
import type { Clock } from '../../main/contract/clock.ts';
import { createTrafficMonitor } from '../serial/monitor.ts';
import { createInbox, type PrinterPort, type PrinterSession } from './session.ts';

type Opened = Awaited<ReturnType<PrinterPort['open']>>;

/** A network printer (raw TCP, 9100). One connection a job, since such printers serve one PC at a time. */
export function openTcpPort(
  at: { readonly host: string; readonly port: number },
  clock: Pick<Clock, 'now'>,
  patienceMs = 5000,
): PrinterPort {
  const monitor = createTrafficMonitor();
  /** Ends the connection that is open or being opened. */
  let giveUp: (reason: string) => void = () => undefined;

  function open(): Promise<Opened> {
    return new Promise((resolve) => {
      const inbox = createInbox();
      const socket = connect(at);
      let failure: string | undefined;
      const give = (reason: string): void => {
        failure ??= reason;
        clearTimeout(timer);
        inbox.end();
        socket.destroy();
        resolve({ ok: false, reason });
      };
      giveUp = give;
      const timer = setTimeout(() => give('no answer'), patienceMs);
      // Listens for as long as the socket lives: a reset during a job must be a value, not the end of the process.
      socket.on('error', (error) => give(error.message));
      socket.on('close', () => give('the printer closed the connection'));
      socket.on('data', (bytes) => {
        monitor.record('in', bytes, clock.now());
        inbox.push(bytes);
      });
      const write = (bytes: Uint8Array): Promise<Written> =>
        new Promise((done) => {
          if (failure !== undefined) return done({ ok: false, reason: failure });
          monitor.record('out', bytes, clock.now());
          const hung = setTimeout(() => give('the printer does not take the bytes'), patienceMs);
          // Called with an error when the socket is destroyed, also by the line above.
          socket.write(bytes, (error) => {
            clearTimeout(hung);
            done(error ? { ok: false, reason: failure ?? error.message } : { ok: true });
          });
        });
      const session: PrinterSession = { read: (timeoutMs) => inbox.read(timeoutMs), write, end: () => socket.end() };
      socket.on('connect', () => {
        clearTimeout(timer);
        resolve({ ok: true, session });
      });
    });
  }
  return {
    open,
    traffic: () => monitor.lines(),
    close() {
      giveUp('the bridge was closed');
      return Promise.resolve();
    },
  };
}
