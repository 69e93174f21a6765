import { connect } from 'node:net';
import type { Written } from '../serial/line.ts';
import { createInbox, type PrinterPort } from './session.ts';

/** A network printer (raw TCP, 9100). One connection a job, since such printers serve one PC at a time. */
export function openTcpPort(at: { readonly host: string; readonly port: number }, patienceMs = 5000): PrinterPort {
  return {
    open: () =>
      new Promise((resolve) => {
        const inbox = createInbox();
        const socket = connect(at);
        let failure: string | undefined;
        const give = (reason: string): void => {
          failure ??= reason;
          socket.destroy();
          resolve({ ok: false, reason });
        };
        const timer = setTimeout(() => give('no answer'), patienceMs);
        // Listens for as long as the socket lives: a reset during a job must be a value, not the end of the process.
        socket.on('error', (error) => give(error.message));
        socket.on('close', () => (failure ??= 'the printer closed the connection'));
        socket.on('data', (bytes) => inbox.push(bytes));
        socket.on('connect', () => {
          clearTimeout(timer);
          resolve({
            ok: true,
            session: {
              read: (timeoutMs) => inbox.read(timeoutMs),
              end: () => socket.end(),
              write: (bytes) =>
                new Promise<Written>((done) => {
                  if (failure !== undefined) return done({ ok: false, reason: failure });
                  const hung = setTimeout(() => {
                    give('the printer does not take the bytes');
                    done({ ok: false, reason: 'the printer does not take the bytes' });
                  }, patienceMs);
                  socket.write(bytes, (error) => {
                    clearTimeout(hung);
                    done(error ? { ok: false, reason: error.message } : { ok: true });
                  });
                }),
            },
          });
        });
        socket.on('close', () => clearTimeout(timer));
      }),
    close: () => Promise.resolve(),
  };
}
