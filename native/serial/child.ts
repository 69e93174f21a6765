import { access, constants, open as openFile, type FileHandle } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { SerialPort } from 'serialport';
import { z } from 'zod';
import type { PortInfo } from '../../main/contract/devices.ts';
import { findPort, identityOf, learnIdentity } from './find-port.ts';
import { binding } from './hang-up.ts';
import { toPortSchema, type FromPort, type ToPort } from './messages.ts';

/**
 * The process that owns one port. A driver that hangs or crashes takes this process with it and nothing else: the bridge
 * notices the missing pong, ends it and starts another. It ends by itself when the bridge is gone, so that the port is free.
 */

const say = (message: FromPort): void => {
  if (process.connected) process.send?.(message);
};
const reasonOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

interface Device {
  write(bytes: Buffer, done: (error: string | null) => void): void;
  close(): void;
}
/** Well within the bridge's patience with an open. */
const LIST_WITHIN_MS = 4000;

let device: Device | undefined;
let generation = 0;

const text = z.string().optional();
/** What the library lists; `friendlyName` is Windows' own name of a port. */
const listedSchema = z.array(
  z.looseObject({
    path: z.string(),
    manufacturer: text,
    friendlyName: text,
    vendorId: text,
    productId: text,
    serialNumber: text,
  }),
);

async function listPorts(): Promise<PortInfo[]> {
  return listedSchema.parse(await SerialPort.list()).map((port) => {
    const maker = port.friendlyName?.replace(/\s*\(COM\d+\)$/, '') ?? port.manufacturer;
    const usb = identityOf(port);
    const ids = usb ? ` (${usb.vendorId}:${usb.productId})` : '';
    return { path: port.path, name: maker ? `${port.path}: ${maker}${ids}` : `${port.path}${ids}`, usb };
  });
}

function openSerial(path: string, line: NonNullable<(ToPort & { say: 'open' })['line']>, opened: () => void): Device {
  const mine = (generation += 1);
  // A write after hang-up raises 'error' as well as failing its callback; without a listener that ends the process.
  const lost = (reason: string) => {
    if (mine !== generation) return;
    device = undefined;
    generation += 1;
    say({ say: 'lost', reason });
  };
  const settings = {
    binding,
    path,
    baudRate: line.baudRate,
    dataBits: line.dataBits,
    parity: line.parity,
    stopBits: line.stopBits,
    rtscts: line.flow === 'rtscts',
    xon: line.flow === 'xonxoff',
    xoff: line.flow === 'xonxoff',
  };
  const port = new SerialPort(settings, (error) => {
    if (error) lost(error.message);
    else if (mine === generation) opened();
    else port.close();
  });
  port.on('error', (error) => lost(error.message));
  port.on('close', (error: Error | null) => lost(error?.message ?? 'closed'));
  port.on('data', (bytes: Buffer) => {
    if (mine === generation) say({ say: 'data', base64: bytes.toString('base64'), atMs: performance.now() });
  });
  return {
    write(bytes, done) {
      port.write(bytes, (error) => {
        if (error) done(error.message);
        else port.drain((drainError) => done(drainError ? drainError.message : null));
      });
    },
    close() {
      generation += 1;
      if (port.isOpen) port.close(() => undefined);
    },
  };
}

/**
 * A printer's device file (`/dev/usb/lp0`, a Windows share): write only, and opened for each job, since a share prints what it was
 * given when it is closed, and a printer that was switched off comes back as another device under the same name.
 */
async function openDeviceFile(path: string): Promise<Device> {
  // Never created: without the printer there is no device file, and one must not appear in its place.
  const openNow = (): Promise<FileHandle> => openFile(path, constants.O_WRONLY);
  const put = async (bytes: Buffer): Promise<void> => {
    // Nothing to write asks whether the printer is there; to a share that would be an empty job.
    if (bytes.length === 0) return process.platform === 'win32' ? undefined : access(path, constants.W_OK);
    const file = await openNow();
    try {
      await file.writeFile(bytes);
    } finally {
      await file.close();
    }
  };
  await (await openNow()).close();
  const mine: Device = {
    write(bytes, done) {
      put(bytes).then(
        () => done(null),
        (error: unknown) => {
          done(reasonOf(error));
          if (device !== mine) return;
          device = undefined;
          say({ say: 'lost', reason: reasonOf(error) });
        },
      );
    },
    close: () => undefined,
  };
  return mine;
}

async function open(message: ToPort & { say: 'open' }): Promise<void> {
  device?.close();
  device = undefined;
  try {
    if (message.device === 'file' || !message.line) {
      device = await openDeviceFile(message.path);
      say({ say: 'opened', path: message.path, usb: null });
      return;
    }
    // Listing can fail where udev is missing, or hang in another device's driver; the given path still opens.
    const ports = await Promise.race([listPorts().catch(() => []), sleep(LIST_WITHIN_MS, [])]);
    const path = findPort(message, ports, message.others);
    const usb = learnIdentity(path, ports);
    device = openSerial(path, message.line, () => say({ say: 'opened', path, usb }));
  } catch (error) {
    say({ say: 'lost', reason: reasonOf(error) });
  }
}

process.on('message', (raw) => {
  const parsed = toPortSchema.safeParse(raw);
  if (!parsed.success) return;
  const message = parsed.data;
  switch (message.say) {
    case 'open':
      void open(message);
      return;
    case 'write': {
      const { id } = message;
      if (!device) say({ say: 'written', id, error: 'the port is not open' });
      else device.write(Buffer.from(message.base64, 'base64'), (error) => say({ say: 'written', id, error }));
      return;
    }
    case 'ping':
      say({ say: 'pong', id: message.id });
      return;
    case 'list':
      listPorts().then(
        (ports) => say({ say: 'ports', ports }),
        () => say({ say: 'ports', ports: [] }),
      );
      return;
  }
});
process.on('disconnect', () => process.exit(0));
// Ctrl-C in a console reaches every process of its group; the bridge decides when its ports end.
process.on('SIGINT', () => undefined);
say({ say: 'ready' });
