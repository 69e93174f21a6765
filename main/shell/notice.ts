/** Something that keeps the bridge from running until a person acts. Both languages are shown, Spanish first. */
export interface Notice {
  readonly title: string;
  readonly es: string;
  readonly en: string;
  /** The bridge's own words, for IT. */
  readonly detail: string;
}

/** Why the bridge refused to start, by its exit code (bridge-api.md, "Start it"). `detail` is the bridge's own message. */
export function noticeForExit(exitCode: number, detail: string, dataDir: string): Notice {
  return { ...wordsFor(exitCode, dataDir), detail };
}

function wordsFor(exitCode: number, dataDir: string): Omit<Notice, 'detail'> {
  switch (exitCode) {
    case 3:
      return {
        title: 'Puente ya está abierto',
        es: `Otro Puente trabaja con estos datos (${dataDir}), quizá en la sesión de otro usuario de esta computadora. Los cobros siguen allí. Úselo desde esa sesión, o cierre Puente en ella: este lo toma en menos de un minuto.`,
        en: `Another Puente works on this data (${dataDir}), perhaps in another user's session on this computer. Charges go on there. Use it from that session, or quit Puente there: this one takes over in less than a minute.`,
      };
    case 4:
      return {
        title: 'El puerto está ocupado',
        es: `Otro programa usa el puerto de Puente, quizá el Puente de otro usuario de esta computadora. Ciérrelo, o pida a informática que cambie server.port en el archivo config.json de ${dataDir}, e intente de nuevo.`,
        en: `Another program uses Puente's port, perhaps another user's Puente on this computer. Close it, or ask IT to change server.port in the file config.json of ${dataDir}, and try again.`,
      };
    case 5:
      return {
        title: 'La configuración tiene un error',
        es: `Corrija el archivo config.json de ${dataDir} e intente de nuevo. No se perdió ningún cobro.`,
        en: `Correct the file config.json of ${dataDir} and try again. No charge was lost.`,
      };
    case 6:
      return {
        title: 'Los datos son de un Puente más nuevo',
        es: 'Instale la versión más nueva de Puente, o pida ayuda a informática. Nada se cambió y no se perdió ningún cobro.',
        en: 'Install the newer version of Puente, or ask IT for help. Nothing was changed and no charge was lost.',
      };
    case 7:
      return {
        title: 'No se puede usar la carpeta de datos',
        es: `Puente necesita leer y escribir en ${dataDir}. Pida a informática que libere espacio o dé permiso a este usuario, e intente de nuevo.`,
        en: `Puente must be able to read and write ${dataDir}. Ask IT to free space or to give this user permission, and try again.`,
      };
    default:
      return {
        title: 'Puente no pudo iniciar',
        es: 'Intente de nuevo. Si no inicia, llame a informática con el detalle de abajo.',
        en: 'Try again. If it does not start, call IT with the detail below.',
      };
  }
}

/** Where a click on "try again" leads. */
export const RETRY_PATH = '/-/retry';

const escapeHtml = (text: string): string => text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);

/** `nonce`: of the page's one style. There is no script: the page looks again by itself. */
const page = (title: string, refresh: string, body: string, nonce: string): string => `<!doctype html>
<html lang="es"><head><meta charset="utf-8"><meta http-equiv="refresh" content="${refresh}"><title>${escapeHtml(title)}</title>
<style nonce="${nonce}">
  body { margin: 0; min-height: 100vh; display: grid; place-items: center; background: #eaf0ef; color: #0f1f22; font: 1.1rem/1.5 system-ui, 'Segoe UI', sans-serif; }
  main { max-width: 40rem; margin: 1.5rem; padding: 2rem 2.25rem; background: #fff; border-top: .4rem solid #f4b942; border-radius: .6rem; }
  h1 { margin: 0 0 .75rem; font-size: 1.6rem; line-height: 1.2; }
  [lang=en] { color: #47595d; font-size: .95rem; }
  a { display: inline-block; margin: .5rem 0; padding: .65rem 1.4rem; background: #0f4c5c; color: #fff; border-radius: .6rem; text-decoration: none; font-weight: 600; }
  a:focus-visible { outline: .2rem solid #f4b942; outline-offset: .15rem; }
  pre { margin: 1rem 0 0; padding: .75rem 1rem; background: #f4f7f6; border-radius: .4rem; font-size: .85rem; white-space: pre-wrap; overflow-wrap: anywhere; }
</style></head>
<body><main><h1>${escapeHtml(title)}</h1>${body}</main></body></html>
`;

export const noticePage = ({ title, es, en, detail }: Notice, nonce: string): string =>
  page(
    title,
    '15',
    `<p>${escapeHtml(es)}</p><p lang="en">${escapeHtml(en)}</p>
<a href="${RETRY_PATH}">Intentar de nuevo</a><pre>${escapeHtml(detail)}</pre>`,
    nonce,
  );

/** For the moment after the click. */
export const retryPage = (nonce: string): string =>
  page(
    'Iniciando…',
    '1; url=/',
    '<p>Puente intenta iniciar de nuevo.</p><p lang="en">Puente is starting again.</p>',
    nonce,
  );
