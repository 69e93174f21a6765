import type { Lang } from '../../contract/faults.ts';
import { REASONS_EN } from './reasons-en.ts';

/** What people read when a row or a file is refused: what is wrong and what to do. Filled with `{name}`. */
const REASONS = {
  amount_missing: 'Falta el monto. Revise la columna del monto en el archivo.',
  amount_ambiguous:
    'El monto "{text}" se puede leer de dos maneras: {first} o {second}. Indique en los ajustes de la carpeta cuál es el signo decimal ("decimal").',
  amount_split:
    'El monto "{text}" y la columna que sigue, "{next}", pueden ser un solo monto que la coma partió: {whole}. Exporte los montos entre comillas o con punto decimal (1234.50), o separe las columnas con ";".',
  amount_shape: 'El monto "{text}" no se entiende. Escríbalo como 1234.50.',
  amount_negative: 'El monto "{text}" es negativo; una devolución no se cobra. Hágala desde la ventana de Puente.',
  amount_decimals: 'El monto "{text}" tiene más de dos decimales. Corríjalo en el ERP; Puente no redondea.',
  amount_grouping: 'El monto "{text}" tiene los miles mal separados. Escríbalo como 1234.50.',
  amount_cents: 'El monto "{text}" debe ser un número entero de centavos, como 26070, según los ajustes de la carpeta.',
  amount_too_long: 'El monto "{text}" tiene demasiadas cifras.',
  currency_conflict: 'El monto "{text}" está en {first} pero la fila dice {second}. Corríjalo en el ERP.',
  currency_unknown: 'No se conoce la moneda "{text}". Use GTQ o USD, o agréguela en "currencies".',
  order_missing: 'Falta el número de orden. Revise la columna de la factura en el archivo.',
  order_total: 'La fila parece un total ("{text}") y no se cobra. Si es una venta, cambie su número de orden.',
  order_scientific: 'Excel recortó el número de orden "{text}". Dé formato de texto a esa columna y exporte de nuevo.',
  field_repeated: 'El dato "{field}" aparece más de una vez en el mismo registro.',
  record_nested:
    'El registro trae otro "{field}" adentro, y no se sabe cuál se cobra. Expórtelos uno al lado del otro.',
  field_invalid: '{field}: {fault}',
  installments_shape: 'Las cuotas "{text}" deben ser un número entero de meses.',
  replace_shape: 'El dato de reemplazo "{text}" debe ser sí o no.',
  char_broken:
    'El dato "{field}" trae un carácter cortado o dañado: "{text}". Corríjalo o acórtelo en el ERP y exporte la fila de nuevo.',
  date_shape: 'La fecha "{text}" no corresponde al formato {format} de los ajustes.',
  command_unknown:
    'La solicitud "{text}" no es un cobro. Puente no la atiende por archivo; hágala desde la ventana de Puente.',
  quote_open: 'Hay comillas sin cerrar desde esta línea. Corrija el texto entre comillas y exporte de nuevo.',
  quote_swallows:
    'Unas comillas sin cerrar juntaron esta fila con las que siguen, hasta la línea {to}. Corríjalas y exporte todas esas filas de nuevo.',
  quote_in_row:
    'Unas comillas sin cerrar juntaron varias columnas de esta fila. Corrija el texto entre comillas y exporte la fila de nuevo.',
  quote_behind:
    'En la línea {line} hay unas comillas sin cerrar, y esta fila puede ser parte de aquel texto. Corrija las comillas y exporte las dos filas de nuevo.',
  columns_few: 'La fila tiene {found} columnas y hacen falta {wanted}.',
  columns_many: 'La fila tiene {found} columnas y el encabezado {wanted}: sobra un separador. Corrija la fila.',
  json_row: 'La línea no es un objeto JSON válido.',
  json_nested: 'El dato "{field}" no es un texto ni un número.',
  line_short: 'La línea tiene {found} caracteres y el dato "{field}" empieza en el {wanted}.',
  line_cut:
    'La línea se corta en el carácter {found}, a la mitad del dato "{field}", que llega al {wanted}. Expórtela de nuevo.',

  file_empty: 'El archivo no tiene ningún dato.',
  file_too_large: 'El archivo tiene {found} MB; se admiten {wanted} MB. Expórtelo en partes.',
  file_binary: 'El archivo no es de texto: parece un archivo binario. Expórtelo como CSV.',
  file_xlsx: 'El archivo no es de texto: parece un libro de Excel (.xlsx) o un ZIP. Expórtelo como CSV.',
  file_xls: 'El archivo no es de texto: parece un libro de Excel (.xls). Expórtelo como CSV.',
  file_pdf: 'El archivo no es de texto: parece un PDF. Expórtelo como CSV.',
  encoding_wrong:
    'El archivo no está en {wanted}, como dicen los ajustes: el primer byte inválido está en la línea {line}. Corrija "encoding" o use "auto".',
  encoding_mark:
    'El archivo trae la marca de {found}, pero los ajustes de la carpeta dicen {wanted}. Corrija "encoding" o use "auto".',
  same_as_earlier:
    'El contenido es igual al de {file}, que ya se tomó, y el número de orden sale del nombre del archivo: no se cobró otra vez. Si es otra venta, escriba su número o la hora dentro del archivo.',
  same_as_earlier_day:
    'El contenido es igual al de {file} de otro día, que ya se tomó, y el número de orden sale de la fecha del archivo: no se cobró otra vez. Si es otra venta, escriba su número o la hora dentro del archivo.',
  encoding_ambiguous:
    'Los acentos de este archivo se pueden leer como {first} o como {second} (por ejemplo "{a}" o "{b}"). Indique cuál es en los ajustes de la carpeta ("encoding").',
  encoding_unknown:
    'No se reconoce la codificación del archivo. Indíquela en los ajustes de la carpeta ("encoding"), por ejemplo "windows-1252" o "cp850".',
  header_missing: 'Falta la columna "{field}". El encabezado del archivo tiene: {found}.',
  header_repeated: 'La columna "{field}" aparece dos veces en el encabezado. Renombre una de las dos en el ERP.',
  header_needed: 'La columna "{field}" se indica por nombre, pero los ajustes dicen que no hay encabezado.',
  delimiter_unknown:
    'No se distingue qué signo separa las columnas. Indíquelo en los ajustes de la carpeta ("delimiter").',
  json_broken:
    'El archivo no es JSON válido: en la línea {line} no se entiende desde "{text}". Corríjalo o expórtelo de nuevo.',
  json_cut: 'El archivo no es JSON válido: se corta en la línea {line}. Expórtelo de nuevo.',
  json_deep: 'El archivo JSON tiene demasiados niveles, uno dentro de otro. Expórtelo más sencillo.',
  json_shape: 'No se encontró la lista de cobros. Se admite un objeto, una lista o {"charges": […]}.',
  list_repeated: 'El archivo trae la lista "{field}" más de una vez. Expórtelo con una sola lista.',
  xml_broken: 'El archivo no es XML válido (línea {line}): {detail}. Expórtelo de nuevo.',
  xml_doctype: 'El archivo XML trae una declaración DOCTYPE y no se admite por seguridad. Expórtelo sin ella.',
  record_missing: 'No se encontró ningún "{field}" en el archivo. Revise "record" en los ajustes de la carpeta.',

  taken_elsewhere:
    'está en processing/ y lo tomó el Puente de otra computadora, que no lo ha terminado. Si esa ya no existe, regréselo a la carpeta',
  name_unreadable:
    'su nombre no está en UTF-8 y no se puede abrir; cámbiele el nombre o expórtelo sin acentos en el nombre',
} as const;
export type ReasonCode = keyof typeof REASONS;

export interface Reason {
  readonly code: ReasonCode;
  readonly params?: Readonly<Record<string, string | number>>;
}

export const reason = (code: ReasonCode, params?: Reason['params']): Reason => (params ? { code, params } : { code });

export const describeReason = ({ code, params }: Reason, lang: Lang = 'es'): string =>
  (lang === 'en' ? REASONS_EN : REASONS)[code].replace(/\{(\w+)\}/g, (place, name: string) =>
    shorten(String(params?.[name] ?? place)),
  );

/** A reason as it is stored with an alert; undefined where another version of the bridge stored one that this one does not know. */
export const describeStored = (code: string, params: string, lang: Lang): string | undefined =>
  Object.hasOwn(REASONS, code)
    ? describeReason({ code: code as ReasonCode, params: JSON.parse(params) as Record<string, string | number> }, lang)
    : undefined;

/** A stray quote can make a cell of a whole file. */
const shorten = (text: string): string => (text.length > 300 ? `${text.slice(0, 300)}…` : text);

/** A file that cannot be read at all; caught at the edge of the pipeline, where it becomes `NAME.error.txt`. */
export class UnreadableFile extends Error {
  readonly reason: Reason;
  constructor(why: Reason) {
    super(describeReason(why));
    this.name = 'UnreadableFile';
    this.reason = why;
  }
}
