import { fork as forkNode, type IOType } from 'node:child_process';
import { EventEmitter } from 'node:events';
import path from 'node:path';
import { tell } from './driver-link.ts';

const register = path.join(import.meta.dirname, 'utility-register.ts');

/** Electron's utilityProcess over Node's fork: a real process with real pipes, that can really be killed. */
export const utilityProcess = {
  fork(modulePath: string, args: string[], options: { serviceName?: string; stdio?: IOType[] } = {}) {
    const [, out = 'inherit', err = 'inherit'] = options.stdio ?? [];
    const child = forkNode(modulePath, args, {
      // Electron only warns of an unhandled rejection here.
      execArgv: ['--import', register, '--unhandled-rejections=warn-with-error-code'],
      stdio: ['ignore', out, err, 'ipc'],
    });
    const wrapper = Object.assign(new EventEmitter(), {
      pid: child.pid,
      stdout: child.stdout,
      stderr: child.stderr,
      postMessage: (data: unknown) => void (child.connected && child.send({ standin: data })),
      kill: () => child.kill(),
    });
    child.on('message', (data) => wrapper.emit('message', data));
    child.on('exit', (code) => wrapper.emit('exit', code ?? 137));
    tell({ event: 'process', name: options.serviceName, pid: child.pid });
    return wrapper;
  },
};
