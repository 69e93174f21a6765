import { randomBytes } from 'node:crypto';
import type { Request, Response } from 'express';
import type { Lang } from '../../contract/faults.ts';

export const createNonce = (): string => randomBytes(18).toString('base64');

/** Sends a page under a policy that lets nothing in from elsewhere; styles and scripts in the page need the nonce. */
export function sendPage(
  res: Response,
  status: number,
  html: string,
  { nonce = createNonce(), refresh, form = false }: { nonce?: string; refresh?: string; form?: boolean } = {},
): void {
  res.set(
    'Content-Security-Policy',
    [
      "default-src 'none'",
      "script-src 'self'",
      `style-src 'self' 'nonce-${nonce}'`,
      "img-src 'self' data:",
      "connect-src 'self'",
      "font-src 'self'",
      "manifest-src 'self'",
      "base-uri 'none'",
      form ? "form-action 'self'" : "form-action 'none'",
      "frame-ancestors 'none'",
    ].join('; '),
  );
  if (refresh) res.set('Refresh', `0; url=${refresh}`);
  res.status(status).type('html').send(html.replaceAll('{nonce}', nonce));
}

/** A person's browser that follows an address, as opposed to a program. */
export const isNavigation = (req: Request): boolean =>
  ['GET', 'HEAD'].includes(req.method) && /\btext\/html\b/.test(req.headers.accept ?? '');

const NOTICES = {
  closed: [
    'Abra la ventana con un enlace',
    'Esta página se abre desde la computadora del puente, con un enlace que sirve una sola vez:',
    'puente open',
    'Escriba esa orden en una terminal de comandos, o abra Puente desde su icono. El enlace vale 5 minutos.',
  ],
  used: [
    'Este enlace ya no sirve',
    'Cada enlace abre la ventana una sola vez y vale 5 minutos. Pida otro:',
    'puente open',
    'Si la ventana ya estaba abierta en este navegador, siga usándola: no hace falta otro enlace.',
  ],
  opening: ['Abriendo la ventana…', 'Un momento, por favor.', '', ''],
  'no-window': [
    'El puente está funcionando',
    'Esta copia del puente no trae los archivos de la ventana. Los cobros se reciben y se envían igual.',
    '',
    'La lista de llamadas para su ERP está en /docs.',
  ],
} as const;

/** A short page for people who meet a closed door, in the colours of the window. */
export function writeNotice(kind: keyof typeof NOTICES): string {
  const [title, lead, command, rest] = NOTICES[kind];
  return writePage({ title, body: `<p>${lead}</p>${command && `<code>${command}</code>`}${rest && `<p>${rest}</p>`}` });
}

/** A page of its own beside the window. `{nonce}` is filled in by sendPage; `body` and `style` are ours, never a caller's. */
export function writePage({
  title,
  body,
  style = '',
  lang = 'es',
}: {
  readonly title: string;
  readonly body: string;
  readonly style?: string;
  readonly lang?: Lang;
}): string {
  return `<!doctype html>
<html lang="${lang}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><link rel="icon" href="data:,"><title>Puente</title>
<style nonce="{nonce}">
:root { color-scheme: light dark; --ink: #16211f; --paper: #f4f6f4; --card: #fff; --line: #dde3df; --soft: #52615c; --brand: #0b6e4f }
@media (prefers-color-scheme: dark) { :root { --ink: #e9efec; --paper: #101614; --card: #18211e; --line: #2b3733; --soft: #a2b1ab; --brand: #5fd3a6 } }
body { margin: 0; min-height: 100vh; display: grid; place-items: center; background: var(--paper); color: var(--ink); font: 17px/1.55 system-ui, "Segoe UI", sans-serif }
main { width: min(34rem, calc(100vw - 5rem)); background: var(--card); border: 1px solid var(--line); border-radius: 14px; padding: 2.25rem 2.5rem }
h1 { margin: 0 0 .75rem; font-size: 1.5rem; line-height: 1.25 } p { margin: 0 0 1rem; color: var(--soft) } p:last-child { margin: 0 }
.name { font-weight: 650; color: var(--brand); margin-bottom: 1.25rem }
code { display: block; margin: 0 0 1rem; padding: .7rem 1rem; border-radius: 8px; background: var(--paper); border: 1px solid var(--line); font: 1.05rem ui-monospace, Consolas, monospace }
${style}</style></head>
<body><main><p class="name">Puente</p><h1>${title}</h1>${body}</main></body></html>`;
}
