import {
  ASK_OFFLINE_CAUSE,
  ASK_PAPER,
  ASK_WHEN_DONE,
  isPaperEnded,
  isPaperOut,
  isStopped,
  readPrinterByte,
} from './paper.ts';
import type { PrinterPort, PrinterSession } from './session.ts';

/** What became of a try to print. `untouched`: no byte was sent; `uncertain`: paper may carry some or all of it. */
export type PrintResult =
  | { readonly kind: 'printed' }
  | { readonly kind: 'untouched'; readonly why: 'unreachable' | 'no_paper'; readonly reason: string }
  | { readonly kind: 'uncertain'; readonly reason: string };

export interface PrintOptions {
  /** False for a printer that never answers: what the port took counts as printed. */
  readonly asks: boolean;
  /** Called before the first byte of the job leaves; committed when it returns. */
  readonly onStart: () => void;
  /** The paper ended under the job; the printer goes on by itself when there is paper again. */
  readonly onPaperOut: () => void;
  readonly answerMs?: number;
  readonly stopped: AbortSignal;
}

/** Unanswered real-time questions in a row after which a printer counts as gone. */
const MOST_SILENCES = 3;

async function askNow(session: PrinterSession, question: Uint8Array, answerMs: number): Promise<number | null> {
  const written = await session.write(question);
  if (!written.ok) return null;
  for (;;) {
    const byte = await session.read(answerMs);
    if (byte === null) return null;
    const word = readPrinterByte(byte);
    if (word.kind === 'now') return word.byte;
  }
}

/** Waits until the printer says that all of the job is on paper. */
async function waitUntilDone(session: PrinterSession, options: PrintOptions, answerMs: number): Promise<PrintResult> {
  const written = await session.write(ASK_WHEN_DONE);
  if (!written.ok) return { kind: 'uncertain', reason: written.reason };
  let silences = 0;
  while (!options.stopped.aborted) {
    const byte = await session.read(answerMs);
    const word = byte === null ? null : readPrinterByte(byte);
    if (word?.kind === 'in_turn')
      return isPaperEnded(word.byte) ? { kind: 'uncertain', reason: 'the paper ended' } : { kind: 'printed' };
    if (word?.kind === 'now') {
      silences = 0;
      if (isPaperOut(word.byte)) options.onPaperOut();
      continue;
    }
    if (word !== null) continue;
    silences += 1;
    if (silences > MOST_SILENCES) return { kind: 'uncertain', reason: 'the printer stopped answering' };
    const asked = await session.write(ASK_PAPER);
    if (!asked.ok) return { kind: 'uncertain', reason: asked.reason };
  }
  return { kind: 'uncertain', reason: 'the bridge was closed' };
}

/** Prints one job: looks for paper first, sends, and waits for the printer's word that it is done. Never rejects. */
export async function printBytes(port: PrinterPort, bytes: Uint8Array, options: PrintOptions): Promise<PrintResult> {
  const { answerMs = 1500 } = options;
  const opened = await port.open();
  if (!opened.ok) return { kind: 'untouched', why: 'unreachable', reason: opened.reason };
  const { session } = opened;
  try {
    if (options.asks) {
      const paper = await askNow(session, ASK_PAPER, answerMs);
      if (paper === null) return { kind: 'untouched', why: 'unreachable', reason: 'the printer does not answer' };
      if (isPaperOut(paper)) return { kind: 'untouched', why: 'no_paper', reason: 'no paper' };
      const cause = await askNow(session, ASK_OFFLINE_CAUSE, answerMs);
      if (cause !== null && isStopped(cause))
        return { kind: 'untouched', why: 'no_paper', reason: 'cover open or error' };
    }
    options.onStart();
    const written = await session.write(bytes);
    if (!written.ok) return { kind: 'uncertain', reason: written.reason };
    return options.asks ? await waitUntilDone(session, options, answerMs) : { kind: 'printed' };
  } finally {
    session.end();
  }
}
