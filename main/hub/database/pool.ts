import { randomUUID } from 'node:crypto';
import { Socket } from 'node:net';
import { Client, Pool, types, type PoolClient, type QueryResultRow } from 'pg';
import type { HubAddress } from './address.ts';

export interface PoolOptions {
  readonly address: HubAddress;
  /** Told to the server, for its own lists: `puente tienda-03-caja-1`. */
  readonly name: string;
  /** Connections at most, the listening one apart. */
  readonly size: number;
  /** Limit for connecting and for each query; a hub that is slower counts as unreachable. */
  readonly timeoutMs: number;
  /** An idle connection that broke; the pool has forgotten it already. */
  readonly onError: (error: Error) => void;
}

/** A notification to oneself takes a round trip; one that has not come by then does not come. */
const ECHO_MS = 2000;

/** One whose line broke just before its end is over at the server within seconds, not when TCP finds out after hours. */
const BEGIN = "BEGIN; SET LOCAL idle_in_transaction_session_timeout = '20s'";

/** The driver's word for a query that took too long; what the server makes of it is not known. */
const NO_ANSWER = 'Query read timeout';

type Value =
  string | number | boolean | Date | null | readonly (string | null)[] | readonly number[] | readonly boolean[];
export interface Queries {
  /** One statement with `$1…`; unnamed, so that a pooler between need not know it. */
  query<Row extends QueryResultRow>(text: string, values?: readonly Value[]): Promise<Row[]>;
}

/**
 * The connections to the hub. Nothing here rests on a session: no named statements, no settings that outlive a transaction, so
 * pgbouncer in transaction mode may stand between. Only listen() wants a connection of its own; where a pooler makes it deaf,
 * the callers' slow polls take its place.
 */
export function createHubPool({ address, name, size, timeoutMs, onError }: PoolOptions) {
  const sockets = new Set<Socket>();
  const openSocket = (): Socket => {
    const socket = new Socket();
    sockets.add(socket);
    return socket.once('close', () => sockets.delete(socket));
  };
  const connection = {
    ...address,
    stream: openSocket,
    application_name: name,
    connectionTimeoutMillis: timeoutMs,
    query_timeout: timeoutMs,
    keepAlive: true,
    // The listening connection is silent for hours, and routers forget such a line within minutes.
    keepAliveInitialDelayMillis: 30_000,
    types: { getTypeParser: parserOf },
  };
  const pool = new Pool({ ...connection, max: size, idleTimeoutMillis: 60_000, allowExitOnIdle: true });
  pool.on('error', onError);

  return {
    async query<Row extends QueryResultRow>(text: string, values: readonly Value[] = []): Promise<Row[]> {
      return (await pool.query<Row>(text, values.map(withoutNul))).rows;
    },

    /** Runs `work` in one transaction; rolled back when it throws. */
    async transact<T>(work: (queries: Queries) => Promise<T>): Promise<T> {
      const client = await pool.connect();
      let broken: Error | undefined;
      // A line that breaks is an event too, and the pool does not hear it while the client is lent: unheard it would end the process.
      const onBreak = (fault: Error): void => void (broken = fault);
      client.on('error', onBreak);
      try {
        await client.query(BEGIN);
        const result = await work(queriesOn(client));
        await client.query('COMMIT');
        return result;
      } catch (error) {
        // Closed with its connection where even this fails, or would wait in vain: the server rolls back by itself.
        if (error instanceof Error && error.message === NO_ANSWER) broken = error;
        else await client.query('ROLLBACK').catch((fault: Error) => (broken = fault));
        throw error;
      } finally {
        client.off('error', onBreak);
        client.release(broken);
      }
    },

    /**
     * Hears `NOTIFY` on the channels until closed or until the connection breaks (`onEnd`). A notification may be lost: whoever
     * listens also looks by itself now and then.
     */
    async listen(
      channels: readonly string[],
      onNews: (channel: string, payload: string) => void,
      onEnd: () => void,
    ): Promise<Listening> {
      const client = new Client(connection);
      const echo = `puente_echo_${randomUUID()}`;
      const heard = Promise.withResolvers<boolean>();
      client.on('notification', ({ channel, payload }) =>
        channel === echo ? heard.resolve(true) : onNews(channel, payload ?? ''),
      );
      client.on('error', () => undefined);
      client.on('end', onEnd);
      try {
        await client.connect();
        for (const channel of [...channels, echo]) await client.query(`LISTEN ${client.escapeIdentifier(channel)}`);
      } catch (error) {
        client.end().catch(() => undefined);
        throw error;
      }
      return {
        close: () => client.end(),
        /** Whether what is told on another connection arrives here: through a pooler that lends connections by transaction it does not. */
        async hears(): Promise<boolean> {
          await pool.query('SELECT pg_notify($1, $2)', [echo, '']);
          const late = setTimeout(() => heard.resolve(false), ECHO_MS);
          const answer = await heard.promise;
          clearTimeout(late);
          return answer;
        },
      };
    },

    /** Resolves when every connection is closed; what is under way is waited for. */
    end: (): Promise<void> => pool.end(),

    /** Drops every line, also those that are being opened: a server that stands still closes none, and each would keep this process. */
    abandon(): void {
      for (const socket of sockets) socket.destroy();
    },
  };
}
/** A connection that hears. */
export interface Listening {
  close(): Promise<void>;
  hears(): Promise<boolean>;
}
export type HubPool = ReturnType<typeof createHubPool>;

/** PostgreSQL refuses NUL in a text, and an ERP that fills up its fields with it asks for an order that way too. */
const withoutNul = (value: Value): Value =>
  typeof value === 'string' && value.includes('\0') ? value.replaceAll('\0', '\ufffd') : value;

const queriesOn = (client: PoolClient): Queries => ({
  query: async <Row extends QueryResultRow>(text: string, values: readonly Value[] = []) =>
    (await client.query<Row>(text, values.map(withoutNul))).rows,
});

const INT8 = 20;
const DATE = 1082;
const NUMERIC = 1700;

/** bigint and numeric as numbers (cents and journal numbers stay below 2^53), dates as text; the rest as `pg` reads it. */
function parserOf(oid: number, format?: 'text' | 'binary'): (value: string) => unknown {
  if (oid === INT8 || oid === NUMERIC) return Number;
  if (oid === DATE) return (value) => value;
  return types.getTypeParser(oid, format) as (value: string) => unknown;
}
