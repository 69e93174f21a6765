import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { binding, libraryBinding, type Binding } from '../../../native/serial/hang-up.ts';
import { layCable, openEnd, until, type Cable } from './pty.ts';

describe('an adapter that is pulled out', () => {
  let cable: Cable;
  beforeEach(async () => {
    cable = await layCable();
  });
  afterEach(() => cable.remove());

  /** What a read says that begins after the cable is gone; undefined while it says nothing. */
  const readAfterCut = async (of: Binding, patienceMs: number): Promise<string | undefined> => {
    const port = await of.open({ path: cable.bridgeEnd, baudRate: 9600 });
    await cable.cut();
    let said: string | undefined;
    const reading = port.read(Buffer.alloc(10), 0, 10).then(
      () => (said = 'bytes'),
      (error: Error) => (said = error.message),
    );
    await Promise.race([reading, new Promise((resolve) => setTimeout(resolve, patienceMs))]);
    const answer = said;
    await port.close();
    await reading;
    return answer;
  };

  it('ends a read, instead of reading the end of the line for ever', async () => {
    expect(await readAfterCut(binding, 20_000)).toBe('the adapter was unplugged');
  });

  it('would go unnoticed with the library’s own read', async () => {
    expect(await readAfterCut(libraryBinding, 500)).toBeUndefined();
  });

  it.each([0, 2, 5, 10, 20, 40])('is seen on an idle port, %i ms after its last bytes', async (ms) => {
    const heard: Uint8Array[] = [];
    const line = await openEnd(cable.bridgeEnd, (bytes) => heard.push(bytes));
    const till = await openEnd(cable.tillEnd);
    await till.write(Buffer.from('hola'));
    await until(() => heard.length > 0, 'the bytes');
    await new Promise((resolve) => setTimeout(resolve, ms));
    await cable.cut();
    await until(() => line.state() === 'lost', 'the loss');
    await cable.join();
    await until(() => line.state() === 'open', 'the port on its return');
    await line.close();
    await till.close();
  });
});
