import type { PortInfo } from '../../main/contract/devices.ts';
import type { StartPortProcess } from './port-process.ts';

/** The ports of this machine with names for people. Asked in a process of its own; a driver that hangs costs an empty list. */
export function listPorts(start: StartPortProcess, timeoutMs = 5000): Promise<PortInfo[]> {
  return new Promise((resolve) => {
    const finish = (ports: PortInfo[]) => {
      clearTimeout(timer);
      resolve(ports);
      child.kill();
    };
    const child = start({
      onMessage: (message) => {
        if (message.say === 'ready') child.send({ say: 'list' });
        if (message.say === 'ports') finish([...message.ports]);
      },
      onEnd: () => finish([]),
    });
    const timer = setTimeout(() => finish([]), timeoutMs);
  });
}
