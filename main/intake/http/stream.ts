import type { Response } from 'express';
import type { ChargeView } from '../../contract/charge.ts';
import type { Desk, News } from '../../contract/desk.ts';
import type { Elsewhere } from '../../contract/elsewhere.ts';
import type { Lang } from '../../contract/faults.ts';

export interface StreamDeps {
  readonly desk: Desk;
  readonly elsewhere?: Elsewhere | undefined;
  readonly res: Response;
  readonly lang: Lang;
  /** The journal number that the caller saw last; undefined sends nothing old. */
  readonly after: number | undefined;
  readonly heartbeatMs: number;
  readonly gone: AbortSignal;
}

/** A caller that leaves more than this unread, in bytes, is dropped; it comes back by itself and resumes. */
export const MAX_UNREAD_BYTES = 1024 * 1024;
const BATCH = 100;

/**
 * Sends the bridge's news as server-sent events until the caller leaves.
 *
 * Resuming reads the journal in batches, each waiting for the caller to take the last one, and begins to listen in
 * the same turn of the event loop in which the journal had nothing more: no news is lost between the two. News that
 * the reading already covered is not sent a second time.
 */
export async function streamNews({ desk, elsewhere, res, lang, after, heartbeatMs, gone }: StreamDeps): Promise<void> {
  const last = desk.lastSeq();
  // A number past the end is of a database that a backup has replaced.
  let sent = Math.min(after ?? last, last);
  res.status(200);
  // Set with setHeader, because express adds a charset, and the type is UTF-8 by definition.
  res.setHeader('Content-Type', 'text/event-stream');
  res.flushHeaders();
  // An id without data is remembered by browsers: a stream that breaks before its first event loses nothing either.
  res.write(`retry: 1000\nid: ${sent}\n\n`);

  for (;;) {
    const batch = desk.newsSince(sent, BATCH, lang);
    if (batch.length === 0 || gone.aborted) break;
    for (const news of batch) {
      res.write(writeEvent(news));
      sent = Math.max(sent, news.seq);
    }
    if (res.writableNeedDrain) await drained(res, gone);
  }
  if (gone.aborted) {
    res.end();
    return;
  }

  const covered = sent;
  // A terminal's news shares its number with the charge's: a stream that broke between the two would miss the terminal.
  if (after !== undefined)
    for (const terminal of desk.terminals(lang)) res.write(writeEvent({ seq: covered, event: 'terminal', terminal }));
  const write = (text: string): void => {
    if (res.writableLength > MAX_UNREAD_BYTES) res.destroy();
    else res.write(text);
  };
  const stopListening = desk.subscribe((news) => {
    if (news.seq > covered || (news.event === 'terminal' && news.unwritten))
      write(writeEvent(lang === 'es' ? news : translate(news, desk, lang)));
  });
  // Charges at other bridges are in no journal of this one: they come under its last number, and anew when a stream resumes.
  const writeSent = (charge: ChargeView): void => write(writeEvent({ seq: desk.lastSeq(), event: 'charge', charge }));
  const stopHearing = elsewhere?.subscribe((read) => writeSent(read(lang)));
  if (after !== undefined) for (const charge of (await elsewhere?.open(lang)) ?? []) writeSent(charge);
  const heartbeat = setInterval(() => write(': latido\n\n'), heartbeatMs);
  await new Promise<void>((resolve) => {
    if (gone.aborted) resolve();
    else gone.addEventListener('abort', () => resolve(), { once: true });
  });
  stopListening();
  stopHearing?.();
  clearInterval(heartbeat);
  res.end();
}

/** `data` is one line, because JSON text holds no bare line breaks. */
function writeEvent(news: News): string {
  const data = news.event === 'charge' ? news.charge : news.event === 'terminal' ? news.terminal : news.status;
  return `id: ${news.seq}\nevent: ${news.event}\ndata: ${JSON.stringify(data)}\n\n`;
}

/** Live news comes in Spanish; other languages are read anew from the desk. */
function translate(news: News, desk: Desk, lang: Lang): News {
  switch (news.event) {
    case 'charge':
      return { ...news, charge: desk.get(news.charge.id, lang) ?? news.charge };
    case 'terminal':
      return { ...news, terminal: desk.terminals(lang).find(({ id }) => id === news.terminal.id) ?? news.terminal };
    case 'bridge':
      return { ...news, status: desk.status(lang) };
  }
}

function drained(res: Response, gone: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      res.off('drain', done);
      gone.removeEventListener('abort', done);
      resolve();
    };
    res.on('drain', done);
    gone.addEventListener('abort', done);
    if (gone.aborted) done();
  });
}
