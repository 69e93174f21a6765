import type { Lang } from '../../contract/faults.ts';

type Text = Readonly<Record<Lang, string>>;

/** How this bridge stands to a terminal. */
export type Standing =
  | { readonly kind: 'mine' | 'unknown' | 'hub_away' | 'free' }
  | { readonly kind: 'wanted'; readonly by: string }
  | { readonly kind: 'elsewhere'; readonly holder: string; readonly orderId: string | null }
  | { readonly kind: 'silent'; readonly holder: string; readonly seconds: number };

const PLAIN: Readonly<Record<'mine' | 'unknown' | 'hub_away' | 'free', Text>> = {
  mine: { es: 'La terminal es de esta caja.', en: 'The terminal is with this till.' },
  unknown: {
    es: 'Aún no se sabe quién tiene la terminal: no hay conexión con la central. Revise la red; los cobros esperan.',
    en: 'Who has the terminal is not known yet: the hub cannot be reached. Check the network; charges are waiting.',
  },
  hub_away: {
    es: 'La terminal es compartida y no hay conexión con la central: no se envía nada hasta que vuelva. Revise la red.',
    en: 'The terminal is shared and the hub cannot be reached: nothing is sent until it is back. Check the network.',
  },
  free: {
    es: 'Nadie tiene la terminal: se toma con el próximo cobro.',
    en: 'Nobody has the terminal: the next charge takes it.',
  },
};

/** Who has the terminal and what to do, in one sentence. */
export function describeStanding(standing: Standing, lang: Lang): string {
  const es = lang === 'es';
  switch (standing.kind) {
    case 'wanted':
      return es
        ? `${standing.by} espera la terminal: se le pasa al terminar el cobro.`
        : `${standing.by} waits for the terminal: it is passed on when the charge is done.`;
    case 'elsewhere': {
      const order =
        standing.orderId === null ? '' : es ? ` con la orden ${standing.orderId}` : ` with order ${standing.orderId}`;
      return es
        ? `La terminal la tiene ${standing.holder}${order}. Los cobros de esta caja esperan a que la pase.`
        : `${standing.holder} has the terminal${order}. This till's charges wait until it is passed on.`;
    }
    case 'silent':
      return es
        ? `${standing.holder} tiene la terminal y no responde. Se toma sola en ${standing.seconds} s, cuando su último cobro ya no puede seguir abierto.`
        : `${standing.holder} has the terminal and does not answer. It is taken by itself in ${standing.seconds} s, when its last charge cannot be open any more.`;
    default:
      return PLAIN[standing.kind][lang];
  }
}

const HUB_STEPS: Readonly<Record<string, Text>> = {
  connected: { es: 'Conectado con la central.', en: 'Connected to the hub.' },
  connecting: {
    es: 'Sin conexión con la central: esta caja sigue cobrando en sus propias terminales y lo pendiente se envía al volver.',
    en: 'The hub cannot be reached: this till goes on with its own terminals, and what is pending is sent when it is back.',
  },
  password: {
    es: 'La central no acepta el usuario o la contraseña, o Puente no puede leerla. Corríjalos en hub.url o en el archivo hub-password, y revise que Puente pueda leer ese archivo.',
    en: 'The hub refuses the user or the password, or Puente cannot read it. Correct them in hub.url or in the file hub-password, and see that Puente may read that file.',
  },
  certificate: {
    es: 'El certificado de la central no es de confianza o no es de ese servidor. Revise hub.url y sslrootcert.',
    en: "The hub's certificate is not trusted or is not that server's. Check hub.url and sslrootcert.",
  },
  certificate_name: {
    es: 'El certificado de la central es de otro servidor. En hub.url use el nombre que está en el certificado, o pida uno con el nombre que usa.',
    en: "The hub's certificate is another server's. Use the name that stands in the certificate in hub.url, or have one made for the name in use.",
  },
  no_tls: {
    es: 'La central no ofrece una conexión cifrada, y sin ella no se le envía nada. Active ssl = on en PostgreSQL (o client_tls_sslmode en pgbouncer).',
    en: 'The hub offers no encrypted connection, and nothing is sent to it without one. Set ssl = on in PostgreSQL (or client_tls_sslmode in pgbouncer).',
  },
  not_prepared: {
    es: 'La base de la central no está preparada para esta versión. Ejecute puente hub migrate con el usuario dueño.',
    en: "The hub's database is not prepared for this version. Run puente hub migrate as its owner.",
  },
  no_permission: {
    es: 'El usuario de la central no tiene los permisos de un puente. Ejecute puente hub roles, asígnele puente_bridge y ejecute puente hub migrate.',
    en: "The hub's user lacks a bridge's permissions. Run puente hub roles, grant it puente_bridge and run puente hub migrate.",
  },
  newer: {
    es: 'La central es de una versión más nueva de Puente. Actualice esta caja.',
    en: 'The hub belongs to a newer version of Puente. Update this till.',
  },
  name_taken: {
    es: 'Otra instalación usa el mismo nombre en la central. Dé a cada caja su propio hub.bridge.',
    en: 'Another installation uses the same name at the hub. Give each till a hub.bridge of its own.',
  },
};

export const describeHub = (state: string, problem: string | null, lang: Lang): string =>
  (HUB_STEPS[problem ?? state] ?? HUB_STEPS['connecting'])?.[lang] ?? state;
