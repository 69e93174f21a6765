import express, { type RequestHandler, type Router } from 'express';
import { OVERVIEW_PAGE, TERMINAL_PAGE } from './pages.ts';
import { PAGE_SCRIPT } from './page-script.ts';
import { PAGE_STYLE } from './page-style.ts';
import type { SandboxState } from './state.ts';

/** Nothing from elsewhere, nothing inline, in no other page's frame. */
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "connect-src 'self'",
  'img-src data:',
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

export const lockDown: RequestHandler = (_request, response, next) => {
  response.set({
    'content-security-policy': POLICY,
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
    'cache-control': 'no-store',
  });
  next();
};

/** The overview at `/`, each terminal at `/terminal/:id`, and what they load. */
export function createPages(state: SandboxState): Router {
  const router = express.Router();
  router.get('/', (_request, response) => void response.type('html').send(OVERVIEW_PAGE));
  router.get('/terminal/:id', (request, response) => {
    const known = state.terminals.some(({ id }) => id === request.params.id);
    if (known) response.type('html').send(TERMINAL_PAGE);
    else response.redirect('/');
  });
  // `checkout_url` of real checkouts opens a payment page in the browser; here the terminals are the only way to pay.
  router.get('/checkout-session/:id', (_request, response) => void response.redirect('/'));
  router.get('/sandbox/assets/style.css', (_request, response) => void response.type('css').send(PAGE_STYLE));
  router.get('/sandbox/assets/page.js', (_request, response) => void response.type('js').send(PAGE_SCRIPT));
  return router;
}
