import type { RequestHandler } from 'express';
import { readLang } from './answer.ts';
import { writeDocsPage } from './docs-page.ts';
import { DOCS_WORDS } from './docs-words.ts';
import { describeApi, type AboutApi } from './openapi.ts';
import type { Operation } from './operation.ts';
import { sendPage } from './pages.ts';

export interface DocsDeps {
  readonly about: AboutApi;
  readonly operations: readonly Operation[];
  readonly version: string;
  readonly url: () => string;
}

/** `/v1/openapi.json` and `/docs`: one document, for programs and for people. Both in either language. */
export function createDocs({ about, operations, version, url }: DocsDeps): {
  sendDocument: RequestHandler;
  sendPage: RequestHandler;
} {
  return {
    sendDocument: (req, res) => void res.json(describeApi(about, operations, version, url(), readLang(req))),
    sendPage(req, res) {
      const lang = readLang(req);
      sendPage(res, 200, writeDocsPage(describeApi(about, operations, version, url(), lang), DOCS_WORDS[lang]));
    },
  };
}
