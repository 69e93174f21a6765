import type { Desk } from '../../contract/desk.ts';
import type { Clock } from '../../contract/clock.ts';
import type { DeviceStatus, TillPort, TrafficLine } from '../../contract/devices.ts';
import type { SerialProfile } from '../../contract/serial-profile.ts';
import { completeLine } from '../../../native/serial/line-settings.ts';
import { openLine, type Line, type LineTarget } from '../../../native/serial/line.ts';
import type { StartPortProcess } from '../../../native/serial/port-process.ts';
import { findProfile } from '../../../native/serial/profiles.ts';
import { createExchange, type Exchange, type ExchangeCounters } from './exchange.ts';

export interface EcrDeps {
  readonly port: TillPort;
  readonly desk: Desk;
  readonly start: StartPortProcess;
  readonly clock: Clock;
  readonly random: () => number;
  readonly timeZone: string;
  readonly others?: LineTarget['others'];
  readonly log: { info(fields: object, message: string): void; warn(fields: object, message: string): void };
  readonly onDayClosed: (day: string) => void;
}

/** A till on a serial port. */
export interface Ecr {
  status(): DeviceStatus;
  counters(): Readonly<ExchangeCounters>;
  traffic(): readonly TrafficLine[];
  stop(): Promise<void>;
}

/** The profile that a port's settings name or hold; undefined when the name is unknown. */
export const profileOf = (port: TillPort): SerialProfile | undefined =>
  typeof port.profile === 'string' ? findProfile(port.profile) : port.profile;

/** Answers a till on its port until stopped. Throws when the profile is unknown: callers check with profileOf() first. */
export function startEcr(deps: EcrDeps): Ecr {
  const { port, clock, log } = deps;
  const profile = profileOf(port);
  if (!profile) throw new Error(`port ${port.id} names a profile that does not exist`);
  let resumed = false;
  const exchange: Exchange = createExchange({
    ...deps,
    profile,
    write: (bytes) => {
      void line.write(bytes).then((written) => {
        if (!written.ok) log.warn({ port: port.id, reason: written.reason }, 'the till could not be answered');
      });
    },
  });
  const line: Line = openLine(
    {
      path: port.path,
      usb: port.usb ?? null,
      line: completeLine(profile.line, port.line),
      others: deps.others ?? [],
    },
    {
      start: deps.start,
      clock,
      random: deps.random,
      log,
      onData: (bytes, atMs) => exchange.receive(bytes, atMs),
      onState: (state) => {
        log.info({ port: port.id, state }, 'serial port');
        if (state === 'lost') exchange.hangUp();
        if (state === 'open' && !resumed) {
          resumed = true;
          exchange.resume();
        }
      },
    },
  );
  return {
    status: () => ({
      id: port.id,
      kind: 'serial',
      state: line.state(),
      problem:
        line.state() === 'lost'
          ? {
              es: `No se puede usar el puerto ${port.path} (${line.problem() ?? 'sin respuesta'}). Revise el cable y que ningún otro programa lo tenga abierto.`,
              en: `Port ${port.path} cannot be used (${line.problem() ?? 'no answer'}). Check the cable and that no other program has it open.`,
            }
          : null,
      waitingJobs: 0,
    }),
    counters: () => exchange.counters(),
    traffic: () => line.traffic(),
    async stop() {
      await exchange.stop();
      await line.close();
    },
  };
}
