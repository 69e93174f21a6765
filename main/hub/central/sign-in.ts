import type { Request, Response } from 'express';
import type { Lang } from '../../contract/faults.ts';
import { readLang } from '../../intake/http/answer.ts';
import { readBody } from '../../intake/http/body.ts';
import type { OwnNames } from '../../intake/http/guards.ts';
import { sendPage, writePage } from '../../intake/http/pages.ts';
import { chainCookie, SESSION_KEPT_MS, type Sessions } from './sessions.ts';
import type { Users } from './users.ts';

export interface SignInDeps extends OwnNames {
  readonly users: Users;
  readonly sessions: Sessions;
  readonly now: () => number;
}

const WORDS = {
  es: {
    title: 'Entrar a la central',
    lead: 'Con el nombre y el secreto que le dio informática.',
    name: 'Nombre',
    secret: 'Secreto',
    submit: 'Entrar',
    wrong: 'Ese nombre y ese secreto no van juntos, o se revocaron. Copie el secreto completo: empieza con hk_.',
    help: 'Informática crea usuarios con: puente hub user add',
  },
  en: {
    title: 'Sign in to the hub',
    lead: 'With the name and the secret that IT gave you.',
    name: 'Name',
    secret: 'Secret',
    submit: 'Sign in',
    wrong: 'That name and secret do not belong together, or were revoked. Copy the whole secret: it starts with hk_.',
    help: 'IT makes users with: puente hub user add',
  },
} as const;

const STYLE = `
label { display: block; margin: 0 0 .25rem; font-weight: 600 }
input { box-sizing: border-box; width: 100%; min-height: 2.75rem; margin: 0 0 1rem; padding: .5rem .75rem; border: 1.5px solid #728587; border-radius: 8px; background: var(--card); color: inherit; font: inherit }
button { min-height: 2.75rem; padding: .5rem 1.5rem; border: 0; border-radius: 8px; background: var(--brand); color: var(--card); font: inherit; font-weight: 650 }
input:focus-visible, button:focus-visible { outline: 3px solid #b4540a; outline-offset: 2px }
form { margin: 0 0 1.25rem } .wrong { color: #a3152b; font-weight: 600 }
@media (prefers-color-scheme: dark) { .wrong { color: #ff9aa2 } input:focus-visible, button:focus-visible { outline-color: #ffb45c } }
`;

/**
 * The way into the window for people: a page with name and secret, which become a session cookie. Trying secrets is hopeless
 * (192 random bits), so nothing is counted and nobody can be locked out by others.
 */
export function createSignIn({ users, sessions, now, ...names }: SignInDeps) {
  const cookie = {
    httpOnly: true,
    sameSite: 'strict',
    path: '/',
    secure: names.publicOrigin?.startsWith('https:') ?? false,
  } as const;

  function sendForm(req: Request, res: Response, isWrong = false): void {
    const lang = readLang(req);
    // Under the policy of all other answers, no referrer at all, browsers send forms from nowhere: Origin: null.
    res.set('Referrer-Policy', 'same-origin');
    sendPage(res, 401, writeForm(lang, isWrong), { form: true });
  }

  async function signIn(req: Request, res: Response): Promise<void> {
    const read = await readBody(req, readLang(req));
    const { name, secret } = ('body' in read ? read.body : {}) as Partial<Record<string, unknown>>;
    const user = typeof secret === 'string' ? await users.bySecret(secret.trim()) : undefined;
    if (!user || typeof name !== 'string' || user.name !== name.trim()) {
      sendForm(req, res, true);
      return;
    }
    res.cookie(chainCookie(names), sessions.make(user, now()), { ...cookie, maxAge: SESSION_KEPT_MS });
    res.redirect(303, '/');
  }

  function signOut(_req: Request, res: Response): void {
    res.clearCookie(chainCookie(names), cookie);
    res.json({ signed_out: true });
  }

  return { sendForm, signIn, signOut };
}

function writeForm(lang: Lang, isWrong: boolean): string {
  const words = WORDS[lang];
  const wrong = isWrong ? `<p class="wrong" role="alert">${words.wrong}</p>` : '';
  return writePage({
    lang,
    title: words.title,
    style: STYLE,
    body: `<p>${words.lead}</p>${wrong}
<form method="post" action="/sign-in" accept-charset="utf-8">
<label for="name">${words.name}</label><input id="name" name="name" autocomplete="username" required autofocus>
<label for="secret">${words.secret}</label><input id="secret" name="secret" type="password" autocomplete="current-password" required>
<button type="submit">${words.submit}</button>
</form><p>${words.help}</p>`,
  });
}
