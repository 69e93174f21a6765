import type { Request, Response } from 'express';
import type { Lang } from '../../contract/faults.ts';
import type { Problem } from '../../contract/problems.ts';
import type { Answer } from './operation.ts';
import { refuse } from './operation.ts';
import { writePlainText } from './plain-text.ts';

/** Writes an answer in the form that the caller asked for: JSON, or key=value lines with `Accept: text/plain`. */
export function sendAnswer(req: Request, res: Response, answer: Answer): void {
  if (res.headersSent || res.destroyed) return;
  res.status(answer.status);
  if (answer.headers) res.set(answer.headers);
  res.setHeader('Vary', 'Origin, Accept, Accept-Language');
  if (wantsText(req)) {
    res.type('text/plain; charset=utf-8').send(writePlainText(answer.body));
    return;
  }
  const isProblem = answer.status >= 400;
  // Set with setHeader, because express adds a charset, which neither media type has (RFC 8259, RFC 9457).
  res.setHeader('Content-Type', isProblem ? 'application/problem+json' : 'application/json');
  res.end(JSON.stringify(answer.body));
}

export function sendProblem(req: Request, res: Response, problem: Problem, headers: Record<string, string> = {}): void {
  sendAnswer(req, res, { ...refuse(problem, readLang(req)), headers });
}

function wantsText(req: Request): boolean {
  const { accept = '' } = req.headers;
  if (!/text/i.test(accept)) return false;
  // `text/plain; charset=utf-8` asks for text like any other: only the weight says something of the choice.
  const plain = { headers: { accept: accept.replaceAll(/;(?!\s*q\s*=)[^;,]*/gi, '') } } as Request;
  const choose = req.accepts as (types: string[]) => string | false;
  return choose.call(plain, ['application/json', 'application/problem+json', 'text/plain']) === 'text/plain';
}

/** Spanish unless the caller prefers English. `?lang=` is for callers that cannot set headers, as an EventSource. */
export function readLang(req: Request): Lang {
  const asked = /[?&]lang=(es|en)(?:&|$)/.exec(req.url)?.[1];
  if (asked === 'es' || asked === 'en') return asked;
  return req.headers['accept-language'] !== undefined && req.acceptsLanguages(['es', 'en']) === 'en' ? 'en' : 'es';
}
