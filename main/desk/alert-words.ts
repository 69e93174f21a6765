import type { Lang } from '../contract/faults.ts';
import type { AlertCode } from '../contract/status.ts';

type Words = Readonly<Record<Lang, string>>;

/** What happened, and what to do. `{name}` is filled from the alert's data. */
const ALERTS: Readonly<Record<AlertCode, Words>> = {
  late_payment: {
    es: 'La orden {order_id} se había dado por no pagada y Recurrente la muestra pagada. Entregue la compra o haga el reembolso; si la terminal aún pide el pago, cancele con la tecla roja.',
    en: 'Order {order_id} had been taken for unpaid and Recurrente shows it paid. Hand over the goods or refund it; if the terminal still asks to pay, cancel with the red key.',
  },
  overpaid_twice: {
    es: 'La orden {order_id} tiene más de un pago en Recurrente. Reembolse el que sobra.',
    en: 'Order {order_id} has more than one payment at Recurrente. Refund the extra one.',
  },
  amount_differs: {
    es: 'La orden {order_id} se pagó por menos de lo cobrado. Revísela en Recurrente antes de entregar.',
    en: 'Order {order_id} was paid for less than was charged. Look at it in Recurrente before handing over.',
  },
  paid_old_amount: {
    es: 'La orden {order_id} se cambió mientras el cliente pagaba: se cobraron {paid}, el monto anterior, y ahora pide {amount}. Devuelva la diferencia o haga el reembolso.',
    en: 'Order {order_id} was changed while the customer was paying: {paid} was charged, the earlier amount, and it now asks for {amount}. Give back the difference or refund it.',
  },
  replay_created: {
    es: 'Recurrente tiene dos comandos para la orden {order_id}. Mire la terminal: si pide pagar otra vez, cancele con la tecla roja.',
    en: 'Recurrente holds two commands for order {order_id}. Look at the terminal: if it asks to pay again, cancel with the red key.',
  },
  orphan_payment: {
    es: 'Recurrente muestra un pago de esta tienda que aquí no consta: {external_id}. Compárelo con el ERP. Si es de otra tienda, su prefijo empieza con el de esta y un guion: cámbielo en Ajustes.',
    en: 'Recurrente shows a payment of this shop that is not on record here: {external_id}. Compare it with the ERP. If it is of another shop, its prefix begins with that of this one and a hyphen: change it in the settings.',
  },
  lane_stuck: {
    es: 'La terminal {terminal} está detenida por un error del puente: sus cobros se guardan y no se envían. Reinicie Puente; si sigue igual, guarde el diagnóstico en Ajustes y avise a soporte.',
    en: 'The terminal {terminal} is held up by an error of the bridge: its charges are kept and not sent. Restart Puente; if it stays so, save the diagnostics in the settings and tell support.',
  },
  not_compared: {
    es: 'Recurrente no mostró su lista de cobros: se envía sin compararla. Si este puente perdió datos, mire en Recurrente antes de repetir una venta.',
    en: 'Recurrente did not show its list of charges: sending without comparing it. If this bridge lost data, look in Recurrente before repeating a sale.',
  },
  offline: {
    es: 'Sin conexión con Recurrente: los cobros se guardan y se envían al volver.',
    en: 'No connection to Recurrente: charges are kept and sent when it is back.',
  },
  key_refused: {
    es: 'Recurrente no acepta la clave. Los cobros esperan. Ponga una clave válida en Ajustes.',
    en: 'Recurrente refuses the key. Charges are waiting. Enter a valid key in the settings.',
  },
  charge_in_doubt: {
    es: 'La orden {order_id} está en duda. No vuelva a cobrar; estamos verificando.',
    en: 'Order {order_id} is in doubt. Do not charge again; we are verifying.',
  },
  number_reused: {
    es: 'El número {external_id} ya se había usado en Recurrente. La orden {order_id} sigue con el número siguiente.',
    en: 'The number {external_id} had been used at Recurrente. Order {order_id} goes on under the next number.',
  },
  database_restored: {
    es: 'La base de datos estaba dañada. Se apartó y se restauró la copia del {backup_at}. Compare las ventas desde entonces.',
    en: 'The database was damaged. It was set aside and the backup of {backup_at} restored. Compare the sales since then.',
  },
  disk_full: {
    es: 'El disco está lleno: no se aceptan cobros. Libere espacio.',
    en: 'The disk is full: no charges are accepted. Free some space.',
  },
  folder_lost: {
    es: 'La carpeta {path} no está. Revise la unidad o la red; se retoma sola cuando vuelva.',
    en: 'The folder {path} is gone. Check the drive or the network; it is picked up by itself when it returns.',
  },
  folder_denied: {
    es: 'No se puede trabajar en la carpeta {path} ({reason}). Dé permiso de lectura y escritura a quien ejecuta Puente y revise el espacio; se retoma sola.',
    en: "The folder {path} cannot be worked in ({reason}). Let Puente's user read and write it and check the space; it is picked up by itself.",
  },
  folder_doubled: {
    es: 'La carpeta {path} es la misma que {reason}, por otra ruta, y un archivo podría ser de las dos: solo se atiende {reason}. Sepárelas con "match" en los ajustes o quite una.',
    en: 'The folder {path} is the same as {reason}, by another path, and a file could be of both: only {reason} is watched. Part them with "match" in the settings or remove one.',
  },
  file_stuck: {
    es: 'El archivo {file} de {path} no se deja leer o mover. Ciérrelo en el otro programa o revise el disco; Puente sigue intentando y no se pierde nada. {reason}',
    en: 'The file {file} of {path} cannot be read or moved. Close it in the other program or check the disk; Puente keeps trying and nothing is lost. {reason}',
  },
  file_vanished: {
    es: 'Alguien quitó el archivo {file} de processing/ antes de que se terminara. Expórtelo de nuevo: lo ya cobrado no se repite.',
    en: 'Somebody took the file {file} out of processing/ before it was finished. Export it again: nothing is charged twice.',
  },
  rows_rejected: {
    es: 'El archivo {file} tiene filas que no se cobraron. Están en rejected/ con el motivo de cada una.',
    en: 'The file {file} has rows that were not charged. They are in rejected/, each with its reason.',
  },
  result_failed: {
    es: 'No se pudo escribir el resultado en {path}: {reason}. Se intenta hasta lograrlo; revise la carpeta.',
    en: 'The result could not be written to {path}: {reason}. It is tried until it can; check the folder.',
  },
  results_stranded: {
    es: 'La carpeta "{folder}" ya no está en los ajustes con ese nombre o ruta, y el ERP no se entera de lo que pasó con sus cobros ({charges}). Escriba "name": "{folder}" en la carpeta que debe recibir sus resultados; mientras tanto, véalos en Historial.',
    en: 'The folder "{folder}" is not in the settings under that name or path any more, and the ERP does not hear what became of its charges ({charges}). Write "name": "{folder}" into the folder that is to get their results; until then, see them in the history.',
  },
  file_rejected: {
    es: 'El archivo {file} no se pudo leer: {reason}. Está en rejected/.',
    en: 'The file {file} could not be read: {reason}. It is in rejected/.',
  },
  refund_in_doubt: {
    es: 'No se sabe si el reembolso de la orden {order_id} se hizo. Búsquelo en el panel de Recurrente y diga en el cobro lo que vio; no lo repita.',
    en: "It is not known whether the refund of order {order_id} was made. Look for it in Recurrente's dashboard and tell in the charge what you saw; do not repeat it.",
  },
  refund_failed: {
    es: 'El reembolso de la orden {order_id} no se hizo. El motivo está en el cobro.',
    en: 'The refund of order {order_id} was not made. The charge tells why.',
  },
  callback_secret_changed: {
    es: 'Los avisos al ERP se firman con un secreto nuevo: este usuario de la computadora no tiene el anterior. Cópielo de Ajustes al ERP.',
    en: 'Callbacks to the ERP are signed with a new secret: this user of the computer does not have the one before. Copy it from the settings to the ERP.',
  },
  callback_dead: {
    es: 'El ERP no recibió el aviso de la orden {order_id} en 24 horas ({url}). Revise que conteste y reenvíe el aviso.',
    en: 'The ERP did not take the callback of order {order_id} within 24 hours ({url}). Check that it answers and resend the callback.',
  },
};

/** Said behind the rest of a file of which an earlier reading made charges. */
const TAKEN: Words = {
  es: ' Filas que ya se habían tomado de él: {taken}; no las cobre otra vez.',
  en: ' Rows that had been taken from it: {taken}; do not charge them again.',
};

export const describeAlert = (code: AlertCode, data: Readonly<Record<string, string | number>>, lang: Lang): string =>
  // A reason may be a sentence, which brings its own full stop.
  `${ALERTS[code][lang]}${data['taken'] === undefined ? '' : TAKEN[lang]}`.replace(
    /\{(\w+)\}(\.?)/g,
    (_, name: string, stop: string) => {
      const value = String(data[name] ?? '');
      return value.endsWith('.') ? value : value + stop;
    },
  );
