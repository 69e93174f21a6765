import { afterEach, describe, expect, it, vi } from 'vitest';
import { connectChain } from '../../renderer/central/connect-chain.ts';

/** The browser's stream, led by the test. */
class Stream {
  static opened: Stream[] = [];
  onerror: (() => void) | undefined;
  readonly listeners = new Map<string, (message: { data: string }) => void>();
  constructor() {
    Stream.opened.push(this);
  }
  addEventListener(name: string, hear: (message: { data: string }) => void): void {
    this.listeners.set(name, hear);
  }
  close(): void {}
}

afterEach(() => {
  vi.unstubAllGlobals();
  Stream.opened = [];
});

describe("the line of the chain's window", () => {
  function connect(ask: () => Promise<Response>) {
    vi.stubGlobal('EventSource', Stream);
    vi.stubGlobal('fetch', ask);
    const chain = connectChain('es');
    const [stream] = Stream.opened;
    stream?.listeners.get('pulse')?.({ data: '{}' });
    expect(chain.getState().line).toBe('live');
    return { chain, stream };
  }

  it('says that the hub is away as soon as the stream breaks, however long a question takes', () => {
    const { chain, stream } = connect(() => new Promise(() => undefined));
    stream?.onerror?.();
    expect(chain.getState().line).toBe('away');
    chain.close();
  });

  it('says that the session is over once the hub said it', async () => {
    const { chain, stream } = connect(() => Promise.resolve(new Response('{}', { status: 401 })));
    stream?.onerror?.();
    await vi.waitFor(() => expect(chain.getState().line).toBe('locked'));
    chain.close();
  });
});
