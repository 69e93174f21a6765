import { readFile } from 'node:fs/promises';
import path from 'node:path';
import express from 'express';
import type { Request, Response, Router } from 'express';
import type { Caller } from './operation.ts';
import { createNonce, isNavigation, sendPage, writeNotice } from './pages.ts';

export interface UiFilesDeps {
  /** Folder of the built window; without it `/` explains that there is none. */
  readonly uiFiles: string | undefined;
  /** Which of the built pages is the window. */
  readonly page: 'index.html' | 'central.html';
  /** Shown to a person's browser that has no session. */
  readonly sendClosed: (req: Request, res: Response) => void;
}

/** A window's files, for callers that were let in. */
export function serveUiFiles({ uiFiles, page: name, sendClosed }: UiFilesDeps): Router {
  const router = express.Router();
  router.get(['/', '/index.html'], async (req, res) => {
    // A key in the address would show the page, but none of its files: a browser needs the cookie.
    if (isNavigation(req) && (res.locals.caller as Caller).via === 'key') {
      sendClosed(req, res);
      return;
    }
    const page = uiFiles && (await readFile(path.join(uiFiles, name), 'utf8').catch(() => undefined));
    if (!page) {
      sendPage(res, 200, writeNotice('no-window'));
      return;
    }
    const nonce = createNonce();
    sendPage(
      res,
      200,
      page.replace(/<head[^>]*>/i, (head) => `${head}<meta property="csp-nonce" nonce="${nonce}">`),
      { nonce },
    );
  });
  if (uiFiles)
    router.use(
      express.static(uiFiles, {
        index: false,
        redirect: false,
        // The built files carry a hash of their content in their names.
        setHeaders: (res, file) => {
          if (file.includes(`${path.sep}assets${path.sep}`))
            res.setHeader('Cache-Control', 'private, max-age=31536000, immutable');
        },
      }),
    );
  return router;
}
