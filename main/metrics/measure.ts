import type { Clock } from '../contract/clock.ts';
import type { Recurrente } from '../recurrente/client.ts';

/** The same client, with the time and the outcome of each call told to `onCall`. */
export function measureCalls(
  client: Recurrente,
  clock: Pick<Clock, 'monotonic'>,
  onCall: (call: string, result: string, ms: number) => void,
): Recurrente {
  function measured<Args extends unknown[], Reply extends { readonly kind: string }>(
    name: string,
    call: (...args: Args) => Promise<Reply>,
  ) {
    return async (...args: Args): Promise<Reply> => {
      const startedMono = clock.monotonic();
      const reply = await call(...args);
      onCall(name, reply.kind, clock.monotonic() - startedMono);
      return reply;
    };
  }
  return {
    serverNow: client.serverNow,
    createCommand: measured('create_command', client.createCommand),
    getCheckout: measured('get_checkout', client.getCheckout),
    listCheckouts: measured('list_checkouts', client.listCheckouts),
    testKey: measured('test_key', client.testKey),
    createRefund: measured('create_refund', client.createRefund),
    getRefund: measured('get_refund', client.getRefund),
    registerWebhook: measured('register_webhook', client.registerWebhook),
  };
}
