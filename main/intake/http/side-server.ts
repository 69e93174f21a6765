import express from 'express';
import type { RequestListener, Server } from 'node:http';
import { createBrokenAnswers } from './broken.ts';
import type { HttpIntakeDeps } from './deps.ts';
import { createLimitedServer, type ServerOptions } from './listen.ts';
import { createMessages, prepare } from './messages.ts';

/**
 * A server beside the API, with a handler of its own. What is no whole HTTP request, and never comes to a handler, it answers as
 * the API does: its messages are made ready for that, also those that break off under the handler's hands.
 */
export function createSideServer(
  { clock, log }: Pick<HttpIntakeDeps, 'clock' | 'log'>,
  handle: RequestListener,
  limits: NonNullable<ServerOptions['limits']>,
): Server {
  const messages = createMessages(express().disable('etag'));
  return createLimitedServer(
    (message, answer) => {
      prepare(message, answer);
      handle(message, answer);
    },
    { messages, limits, answerBroken: createBrokenAnswers({ messages, clock, log }) },
  );
}
