import { randomBytes } from 'node:crypto';
import type { Request, Response } from 'express';
import type { Clock } from '../../contract/clock.ts';
import { uiLinkSchema } from './answers.ts';
import { cookieName } from './caller.ts';
import type { UiSessions } from './deps.ts';
import { defineOperation, ok } from './operation.ts';
import type { Operation } from './operation.ts';
import { sendPage, writeNotice } from './pages.ts';

export interface WindowDeps {
  readonly clock: Pick<Clock, 'now'>;
  readonly sessions: UiSessions;
  readonly port: () => number;
  readonly url: () => string;
}

const LINK_KEPT_MS = 5 * 60_000;
const SESSION_KEPT_MS = 30 * 24 * 3_600_000;
const newToken = (): string => randomBytes(32).toString('base64url');

/**
 * The window in a browser: a link that works once and for five minutes gives the browser a session cookie, and with it the
 * bridge serves the window and takes its calls (design decision 2). No key ever reaches the page.
 */
export function createWindow({ clock, sessions, port, url }: WindowDeps) {
  const links = new Map<string, number>();

  const createLink: Operation = defineOperation({
    id: 'createUiLink',
    method: 'post',
    path: '/v1/ui/links',
    scope: 'manage',
    group: 'bridge',
    summary: { es: 'Un enlace de un solo uso para abrir la ventana', en: 'A one-time link that opens the window' },
    answers: {
      201: { text: { es: 'El enlace, válido 5 minutos', en: 'The link, good for 5 minutes' }, schema: uiLinkSchema },
    },
    problems: [],
    handle() {
      const nowMs = clock.now();
      for (const [token, expiresAtMs] of links) if (expiresAtMs <= nowMs) links.delete(token);
      const token = newToken();
      links.set(token, nowMs + LINK_KEPT_MS);
      return ok({ url: `${url()}/open/${token}`, expires_at: new Date(nowMs + LINK_KEPT_MS).toISOString() }, 201);
    },
  });

  function openLink(req: Request, res: Response): void {
    const token = String(req.params.token ?? '');
    const nowMs = clock.now();
    const expiresAtMs = links.get(token) ?? 0;
    if (req.method === 'HEAD' || expiresAtMs <= nowMs) {
      sendPage(res, 410, writeNotice('used'));
      return;
    }
    links.delete(token);
    const session = newToken();
    sessions.add(session, nowMs + SESSION_KEPT_MS, nowMs);
    res.cookie(cookieName(port()), session, { httpOnly: true, sameSite: 'strict', path: '/', maxAge: SESSION_KEPT_MS });
    // A strict cookie does not follow a redirect that another site began; from a page of our own it does.
    const fromElsewhere = ['cross-site', 'same-site'].includes(req.get('Sec-Fetch-Site') ?? 'none');
    if (fromElsewhere) sendPage(res, 200, writeNotice('opening'), { refresh: '/' });
    else res.redirect(303, '/');
  }

  return { createLink, openLink };
}
