import { EventEmitter } from 'node:events';

// What a utility process finds in Electron: process.parentPort, with messages wrapped as events. The envelope keeps Node's
// own channel and Electron's apart.
const send = process.send!.bind(process);
const port = Object.assign(new EventEmitter(), { postMessage: (message: unknown) => void send(message) });
process.on('message', (raw: { standin?: unknown }) => {
  if ('standin' in raw) port.emit('message', { data: raw.standin });
});
Object.defineProperty(process, 'parentPort', { value: port });
// Electron ends its utility processes when it ends, however it ends.
process.on('disconnect', () => process.exit(1));
