/** The part of autocannon 9 that the bench uses; the package brings no types. */
declare module 'autocannon' {
  import type { EventEmitter } from 'node:events';

  interface Options {
    readonly url: string;
    readonly connections: number;
    /** Seconds. */
    readonly duration: number;
    readonly method: 'GET' | 'POST';
    readonly headers: Readonly<Record<string, string>>;
    readonly requests: readonly { setupRequest(request: object): object }[];
  }
  export interface Result {
    readonly errors: number;
    readonly timeouts: number;
  }
  interface Run extends EventEmitter {
    /** `ms` has its decimals here; the package's own histogram drops them. */
    on(event: 'response', listener: (client: unknown, status: number, bytes: number, ms: number) => void): this;
  }
  export default function autocannon(options: Options, done: (error: Error | null, result: Result) => void): Run;
}
