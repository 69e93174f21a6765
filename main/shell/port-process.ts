import './end-on-rejection.ts';

// Entry of a utility process that owns one serial port. The port's own code speaks over a forked child's channel
// (process.send, 'message', 'disconnect'); here that channel is Electron's.
const channel = process.parentPort;
Object.defineProperty(process, 'connected', { value: true });
process.send = (message: unknown): boolean => {
  channel.postMessage(message);
  return true;
};
channel.on('message', ({ data }) => process.emit('message', data, undefined));
void import('../../native/serial/child.ts');
