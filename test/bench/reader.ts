import http from 'node:http';
import { AUTHORIZED } from './processes.ts';

/**
 * Asks over one connection that is kept, and lets the answer's bytes go by: what is measured is the bridge, not a client that parses
 * 80 kB of JSON. An answer that is no 200 ends the bench.
 */
export function createReader(url: string): { read: (at: string) => Promise<void>; close: () => void } {
  const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });
  return {
    read: (at) =>
      new Promise((resolve, reject) => {
        http
          .get(url + at, { agent, headers: AUTHORIZED }, (answer) => {
            if (answer.statusCode !== 200) reject(new Error(`GET ${at}: ${answer.statusCode ?? ''}`));
            answer.on('end', resolve).on('error', reject).resume();
          })
          .on('error', reject);
      }),
    close: () => agent.destroy(),
  };
}
