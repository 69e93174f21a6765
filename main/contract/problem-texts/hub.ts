import type { ProblemText } from './problem-text.ts';

/** What stands between several bridges. */
export const HUB_PROBLEMS = {
  hub_off: {
    status: 409,
    es: [
      'Sin central',
      'Este puente trabaja solo: su configuración no nombra una central. No hay a quién pasarle la terminal.',
    ],
    en: ['No hub', 'This bridge works alone: its settings name no hub. There is nobody to pass the terminal to.'],
  },
  hub_unreachable: {
    status: 503,
    es: [
      'La central no contesta',
      'No se puede saber ni enviar nada de otras tiendas ahora. Las terminales de esta caja siguen cobrando. Repita cuando vuelva la conexión con la central.',
    ],
    en: [
      'The hub does not answer',
      "Nothing of other shops can be known or sent now. This till's own terminals go on. Repeat when the connection to the hub is back.",
    ],
  },
  hub_database: {
    status: 503,
    es: [
      'La base de datos no contesta',
      'La central no alcanza su base de datos PostgreSQL. Antes de repetir un cobro, consulte la orden: pudo quedar guardada. Las cajas siguen cobrando.',
    ],
    en: [
      'The database does not answer',
      'The hub cannot reach its PostgreSQL database. Before repeating a charge, look the order up: it may have been stored. The tills go on charging.',
    ],
  },
  hub_unauthorized: {
    status: 401,
    es: [
      'Falta el secreto',
      'Envíe el secreto de un usuario de la central en Authorization: Bearer, X-Api-Key o como contraseña Basic. Lo crea informática con «puente hub user add».',
    ],
    en: [
      'Secret missing or wrong',
      "Send a hub user's secret as Authorization: Bearer, X-Api-Key or Basic password. IT makes one with `puente hub user add`.",
    ],
  },
  hub_misdirected: {
    status: 421,
    es: [
      'Dirección equivocada',
      'La central no conoce ese nombre. Use la dirección con la que se arrancó; detrás de un proxy, arránquela con --public-url.',
    ],
    en: [
      'Misdirected request',
      'The hub does not know that name. Use the address it was started with; behind a proxy, start it with --public-url.',
    ],
  },
  bridge_not_found: {
    status: 404,
    es: ['Caja desconocida', 'La central no conoce a otra caja {bridge} de esta cuenta. Revise el nombre.'],
    en: ['Unknown till', 'The hub knows no other till {bridge} of this account. Check the name.'],
  },
  terminal_held: {
    status: 409,
    es: [
      'Otra caja tiene la terminal',
      'La terminal {id} la tiene {holder}; ya se le pidió y la pasa al terminar su cobro. Solo si esa caja está apagada o averiada, tómela con "force": true y una nota: si aún tuviera un cobro en la terminal, el suyo lo quitaría o el cliente podría pagar dos veces. Mire antes la pantalla de la terminal.',
    ],
    en: [
      'Another till has the terminal',
      '{holder} has terminal {id}; it was asked and passes it on when its charge is done. Only if that till is switched off or broken, take it with "force": true and a note: were a charge of that till still on the terminal, yours would push it off, or the customer could pay twice. Look at the terminal\'s screen first.',
    ],
  },
  terminal_wanted: {
    status: 409,
    es: [
      'Otra caja espera la terminal',
      '{by} espera la terminal {id}: sigue compartida. Pásela, y vuelva a intentarlo cuando nadie la espere.',
    ],
    en: [
      'Another till waits for the terminal',
      '{by} waits for terminal {id}: it stays shared. Pass it on, and try again when nobody waits for it.',
    ],
  },
  terminal_shared: {
    status: 409,
    es: [
      'La terminal es compartida',
      'La configuración de esta caja dice que varias usan la terminal {id}. Quítela de hub.shared y vuelva a intentarlo.',
    ],
    en: [
      'The terminal is shared',
      "This till's settings say that several use terminal {id}. Take it out of hub.shared and try again.",
    ],
  },
  terminal_busy: {
    status: 409,
    es: ['Hay un cobro en la terminal', 'La terminal {id} tiene un cobro abierto. Pásela cuando termine.'],
    en: ['A charge is on the terminal', 'Terminal {id} has an open charge. Pass it on when that is done.'],
  },
  terminal_ambiguous: {
    status: 422,
    es: [
      'Esa terminal no es única',
      'Hay varias terminales {id}: {choices}. Escriba tienda/alias o el identificador. No se aceptó ningún cobro.',
    ],
    en: [
      'More than one terminal',
      'There are several terminals {id}: {choices}. Write shop/alias or the id. No charge was accepted.',
    ],
  },
  remote_at_shop: {
    status: 409,
    es: [
      'Ya está en la tienda',
      'El puente {bridge} ya recogió la orden {order_id}. Desde aquí ya no se cambia: hágalo en la ventana de esa caja.',
    ],
    en: [
      'Already at the shop',
      "Bridge {bridge} has fetched order {order_id}. It is no longer changed from here: use that till's window.",
    ],
  },
  remote_unsupported: {
    status: 422,
    es: [
      'No se puede para otra tienda',
      'callback_url avisa a esta computadora y no vale para una terminal de otro puente. Pregunte con GET y wait, o escuche /v1/events.',
    ],
    en: [
      'Not possible for another shop',
      "callback_url calls this PC and does not work for another bridge's terminal. Ask with GET and wait, or listen to /v1/events.",
    ],
  },
} as const satisfies Record<string, ProblemText>;
