import { listPorts } from '../native/serial/list-ports.ts';
import { forkPortProcess, type StartPortProcess } from '../native/serial/port-process.ts';
import type { Clock } from './contract/clock.ts';
import type { Config } from './contract/config.ts';
import type { Desk } from './contract/desk.ts';
import type { DeviceStatus, PortInfo, TrafficLine } from './contract/devices.ts';
import type { PrintJobStore } from './contract/print-jobs.ts';
import type { DayReport } from './contract/report.ts';
import { startDisplay } from './deliver/devices/display.ts';
import { startPrinting, type Printing } from './deliver/devices/printing.ts';
import { profileOf, startEcr } from './intake/serial/ecr.ts';

export interface DevicesDeps {
  readonly config: Pick<Config, 'devices' | 'terminals' | 'defaultTerminal'>;
  readonly desk: Desk;
  readonly printJobs: PrintJobStore;
  readonly clock: Clock;
  readonly random: () => number;
  readonly log: { info(fields: object, message: string): void; warn(fields: object, message: string): void };
  /** The port process: the built file, or native/serial/child.ts under a Node that strips types. */
  readonly childPath: string;
  /** Instead of child_process.fork, where that cannot run (an Electron without RunAsNode). */
  readonly startPort?: StartPortProcess;
  readonly timeZone?: string;
  /** The numbers of a day (`yyyy-MM-dd`) for the slip that a till's close prints; without it nothing is printed. */
  readonly dayClose?: (day: string) => DayReport;
}

/** The shop's own hardware while the bridge runs. */
export interface Devices extends Omit<Printing, 'status' | 'traffic' | 'stop'> {
  status(): DeviceStatus[];
  /** The ports of this machine, with names for people. */
  listPorts(): Promise<PortInfo[]>;
  /** The last traffic of a till's port, a display or a printer, masked; undefined when there is no such device. */
  monitor(deviceId: string): readonly TrafficLine[] | undefined;
  testDisplay(displayId: string): boolean;
  stop(): Promise<void>;
}

/** Starts every enabled device. A device that does not work is a status, never a reason for the bridge not to start. */
export function startDevices(deps: DevicesDeps): Devices {
  const { config, desk, clock, random, log, timeZone = 'America/Guatemala' } = deps;
  const { devices } = config;
  const start = deps.startPort ?? forkPortProcess(deps.childPath);
  const usualTerminal =
    config.defaultTerminal ?? (config.terminals.length === 1 ? config.terminals[0]?.alias : undefined);

  // A till, display or printer that comes back under a new name must not be taken for another one of the shop.
  const wired = [
    ...devices.serial,
    ...devices.displays,
    ...devices.printers.flatMap(({ via, ...rest }) => (via.kind === 'serial' ? [{ ...rest, ...via }] : [])),
  ]
    .filter(({ enabled }) => enabled)
    .map(({ id, path, usb = null }) => ({ id, path, usb }));
  const othersOf = (id: string) => wired.filter((each) => each.id !== id).map(({ path, usb }) => ({ path, usb }));

  const printing = startPrinting({
    printers: devices.printers,
    desk,
    store: deps.printJobs,
    clock,
    timeZone,
    log,
    line: { start, random, log },
    othersOf,
  });
  const onDayClosed = (day: string): void => {
    if (deps.dayClose) printing.printDayClose(deps.dayClose(day));
  };
  const broken: DeviceStatus[] = [];
  const tills = devices.serial
    .filter((port) => port.enabled)
    .flatMap((port) => {
      if (profileOf(port))
        return [startEcr({ port, desk, start, clock, random, timeZone, log, onDayClosed, others: othersOf(port.id) })];
      const name = typeof port.profile === 'string' ? port.profile : port.profile.id;
      const problem = {
        es: `No existe el perfil "${name}". Elija otro en Ajustes.`,
        en: `There is no profile "${name}". Choose another in the settings.`,
      };
      broken.push({ id: port.id, kind: 'serial', state: 'closed', problem, waitingJobs: 0 });
      return [];
    });
  const displays = devices.displays
    .filter((display) => display.enabled)
    .map((display) =>
      startDisplay({
        display,
        terminal: display.terminal ?? usualTerminal ?? '',
        desk,
        clock,
        line: { start, random, log },
        others: othersOf(display.id),
      }),
    );

  return {
    ...printing,
    status: () => [
      ...broken,
      ...tills.map((till) => till.status()),
      ...displays.map((display) => display.status()),
      ...printing.status(),
    ],
    listPorts: () => listPorts(start),
    monitor: (id) =>
      [...tills, ...displays].find((device) => device.status().id === id)?.traffic() ?? printing.traffic(id),
    testDisplay(id) {
      const display = displays.find((each) => each.status().id === id);
      display?.test();
      return display !== undefined;
    },
    async stop() {
      await Promise.all([...tills, ...displays].map((device) => device.stop()));
      await printing.stop();
    },
  };
}
