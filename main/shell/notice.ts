/** Something that keeps the bridge from running until a person acts. Both languages are shown, Spanish first. */
export interface Notice {
  readonly title: string;
  readonly es: string;
  readonly en: string;
}

/** Why the bridge refused to start, by its exit code (bridge-api.md, "Start it"). `detail` is the bridge's own message. */
export function noticeForExit(exitCode: number, detail: string, dataDir: string): Notice {
  switch (exitCode) {
    case 3:
      return {
        title: 'Puente ya está abierto',
        es: `Otro Puente trabaja con estos datos (${dataDir}), quizá en la sesión de otro usuario de esta computadora. Los cobros siguen allí. Úselo desde esa sesión, o cierre Puente en ella y vuelva a abrirlo aquí.`,
        en: `Another Puente works on this data (${dataDir}), perhaps in another user's session on this computer. Charges go on there. Use it from that session, or quit Puente there and open it here again.`,
      };
    case 4:
      return {
        title: 'El puerto está ocupado',
        es: `Otro programa usa el puerto de Puente, quizá el Puente de otro usuario de esta computadora. Ciérrelo, o pida a informática que cambie server.port en ${dataDir}. Detalle: ${detail}`,
        en: `Another program uses Puente's port, perhaps another user's Puente on this computer. Close it, or ask IT to change server.port in ${dataDir}. Detail: ${detail}`,
      };
    case 5:
      return {
        title: 'La configuración tiene un error',
        es: `Corrija config.json en ${dataDir} y vuelva a abrir Puente. No se perdió ningún cobro. Detalle: ${detail}`,
        en: `Correct config.json in ${dataDir} and open Puente again. No charge was lost. Detail: ${detail}`,
      };
    case 7:
      return {
        title: 'No se puede usar la carpeta de datos',
        es: `Puente necesita leer y escribir en ${dataDir}. Pida a informática que dé permiso a este usuario y vuelva a abrirlo. Detalle: ${detail}`,
        en: `Puente must be able to read and write ${dataDir}. Ask IT to give this user permission and open it again. Detail: ${detail}`,
      };
    default:
      return { title: 'Puente no pudo iniciar', es: detail, en: detail };
  }
}

const escapeHtml = (text: string): string => text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);

/** A page without script or style of its own that tries again by itself. */
export const noticePage = (notice: Notice): string => `<!doctype html>
<html lang="es"><head><meta charset="utf-8"><meta http-equiv="refresh" content="15"><title>${escapeHtml(notice.title)}</title></head>
<body><main><h1>${escapeHtml(notice.title)}</h1><p>${escapeHtml(notice.es)}</p><p lang="en">${escapeHtml(notice.en)}</p></main></body></html>
`;
