import type { RequestHandler } from 'express';
import type { Lang } from '../../contract/faults.ts';
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

/**
 * `/v1/openapi.json` and `/docs`: one document, for programs and for people. Both in either language.
 *
 * The document is made when it is first asked for, some 40 ms and 9 MB of garbage, and kept from then on as the bytes that are sent:
 * nothing in it changes while the server runs. The page is asked for by people, and is made anew from it.
 */
export function createDocs({ about, operations, version, url }: DocsDeps): {
  sendDocument: RequestHandler;
  sendPage: RequestHandler;
} {
  const kept = new Map<Lang, Buffer>();

  function documentIn(lang: Lang): Buffer {
    const known = kept.get(lang);
    if (known) return known;
    const made = Buffer.from(JSON.stringify(describeApi(about, operations, version, url(), lang)));
    kept.set(lang, made);
    return made;
  }

  return {
    sendDocument: (req, res) => void res.type('json').send(documentIn(readLang(req))),
    sendPage(req, res) {
      const lang = readLang(req);
      const document = JSON.parse(documentIn(lang).toString()) as ReturnType<typeof describeApi>;
      sendPage(res, 200, writeDocsPage(document, DOCS_WORDS[lang]));
    },
  };
}
