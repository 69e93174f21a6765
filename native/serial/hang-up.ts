import { read as fsRead } from 'node:fs';
import { promisify } from 'node:util';
import {
  autoDetect,
  BindingsError,
  DarwinPortBinding,
  LinuxPortBinding,
  WindowsPortBinding,
} from '@serialport/bindings-cpp';
import { unixRead } from '@serialport/bindings-cpp/dist/unix-read.js';
import { mendWindowsPort } from './windows-port.ts';

/** What is needed here of the library's types, whose own definitions do not resolve. */
export interface OpenPort {
  read(buffer: Buffer, offset: number, length: number): Promise<{ buffer: Buffer; bytesRead: number }>;
  set(lines: { brk: boolean; cts: boolean; dsr: boolean; dtr: boolean; rts: boolean }): Promise<void>;
  close(): Promise<void>;
}
export interface Binding {
  list(): Promise<unknown>;
  open(options: { path: string; baudRate: number; rtscts?: boolean }): Promise<OpenPort>;
}

const plainRead = promisify(fsRead);

/** A terminal line reads zero bytes only after it was hung up: with VMIN 1, "nothing yet" is EAGAIN (termios(3)). */
const readOrHangUp = (async (fd: number, buffer: Buffer, offset: number, length: number, position: number | null) => {
  const result = await plainRead(fd, buffer, offset, length, position);
  if (result.bytesRead === 0) throw new BindingsError('the adapter was unplugged');
  return result;
}) as typeof plainRead;

export const libraryBinding = autoDetect() as unknown as Binding;

/**
 * The library's binding, which notices that an idle port's adapter was pulled out. By itself it reads the end of a line again
 * and again, at a whole core's cost, and the port looks open for ever (serialport/bindings-cpp issue 162). Windows' binding
 * reads in another way (windows-port.ts).
 */
export const binding: Binding = {
  list: () => libraryBinding.list(),
  async open(options) {
    const port = await libraryBinding.open(options);
    if (port instanceof WindowsPortBinding) return mendWindowsPort(port, options.rtscts === true);
    if (port instanceof LinuxPortBinding || port instanceof DarwinPortBinding)
      port.read = (buffer, offset, length) =>
        unixRead({ binding: port, buffer, offset, length, fsReadAsync: readOrHangUp });
    return port;
  },
};
