import type { Lang } from './faults.ts';

/**
 * What is wrong with a configuration beyond the shape of a value. The schemas carry these words as their messages, in the way of
 * faults.ts; what follows the first `|` fills `{0}`, then `{1}`.
 */
const FAULTS = {
  unknown_key: { es: 'esta clave no existe; revise cómo está escrita', en: 'there is no such key; check its spelling' },
  span_order: { es: 'el final debe estar después del inicio', en: 'the end must come after the beginning' },
  whole_path: {
    es: 'escriba la ruta completa, por ejemplo C:/ERP/export',
    en: 'write the whole path, such as C:/ERP/export',
  },
  file_name: {
    es: 'debe ser un nombre de archivo, sin carpeta',
    en: 'it must be the name of a file, without a folder',
  },
  order_place: { es: 'indique dónde está el número de orden', en: 'say where the order number is' },
  amount_place: { es: 'indique dónde está el monto', en: 'say where the amount is' },
  record_needed: {
    es: 'indique la ruta del elemento que se repite, por ejemplo "Ventas.Venta"',
    en: 'give the path of the element that repeats, such as "Ventas.Venta"',
  },
  columns_fixed_only: {
    es: 'solo el formato "fixed" tiene columnas por posición',
    en: 'only the format "fixed" has columns by position',
  },
  column_by_number: {
    es: 'sin encabezado, la columna se indica por su número',
    en: 'without a heading a column is given by its number',
  },
  record_no_use: {
    es: 'solo xml y json tienen una ruta de registro',
    en: 'only xml and json have the path of a record',
  },
  template_needed: { es: 'indique cómo es el archivo de respuesta', en: 'say what the answering file looks like' },
  codes_needed: {
    es: 'indique cómo se escribe pagado, no pagado y en duda',
    en: 'say how paid, not paid and in doubt are written',
  },
  match_nothing: {
    es: 'los archivos "{0}" no se toman nunca (temporales, ocultos, bloqueados o de aviso); escriba el nombre que el archivo tiene cuando está completo, por ejemplo *.csv',
    en: 'files "{0}" are never taken (temporary, hidden, lock or semaphore files); write the name that the file has when it is complete, such as *.csv',
  },
  append_csv_only: {
    es: 'solo los resultados csv se agregan a un archivo del día; ponga "format": "csv" en "results" o quite "append"',
    en: 'only csv results are added to a file of the day; set "format": "csv" in "results" or take "append" out',
  },
  folder_name_taken: {
    es: 'otra carpeta usa el mismo nombre; póngale otro en "name"',
    en: 'another folder has this name; give it another in "name"',
  },
  results_elsewhere: { es: 'los resultados deben ir en otra carpeta', en: 'results must go to another folder' },
  results_not_inside: {
    es: 'los resultados no pueden ir dentro de processing, done, rejected ni dry-run',
    en: 'results cannot go into processing, done, rejected or dry-run',
  },
  same_files: {
    es: 'un archivo de esta ruta podría ser también de {0} ({1}); sepárelos con "match", por ejemplo caja1-*.csv y caja2-*.csv',
    en: 'a file of this path could be one of {0} ({1}) too; part them with "match", such as caja1-*.csv and caja2-*.csv',
  },
  inside_working: {
    es: 'está dentro de la carpeta de trabajo de {0}; vigile otra',
    en: 'it is inside the working folder of {0}; watch another',
  },
  date_tokens: {
    es: 'use solo yyyy, MM, MMM, dd, HH, hh, mm, ss, SSS y a, por ejemplo dd/MM/yyyy HH:mm',
    en: 'use only yyyy, MM, MMM, dd, HH, hh, mm, ss, SSS and a, such as dd/MM/yyyy HH:mm',
  },
  date_parts: {
    es: 'indique día, mes y año, por ejemplo dd/MM/yyyy',
    en: 'give day, month and year, such as dd/MM/yyyy',
  },
  used_by: { es: '"{0}" ya lo usa {1}', en: '"{0}" is used by {1} already' },
  callback_host: {
    es: 'el puente solo avisa a esta computadora y a los servidores de callbacks.allowedHosts',
    en: 'the bridge only calls this computer and the hosts in callbacks.allowedHosts',
  },
  terminal_unknown: {
    es: 'ninguna terminal tiene el alias o id "{0}"',
    en: 'no terminal has the alias or id "{0}"',
  },
  limits_order: {
    es: 'el máximo debe ser igual o mayor que el mínimo ({0})',
    en: 'the maximum must not be less than the minimum ({0})',
  },
  address_only: {
    es: 'escriba solo la dirección, sin ruta ni parámetros, por ejemplo https://app.recurrente.com',
    en: 'write the address alone, without path or parameters, such as https://app.recurrente.com',
  },
  address_no_user: {
    es: 'quite el usuario y la contraseña de la dirección: Recurrente usa su clave secreta, que se guarda en Ajustes',
    en: 'take user and password out of the address: Recurrente takes its secret key, which is stored in the settings',
  },
  address_shape: {
    es: 'escriba la dirección completa con http:// o https://, por ejemplo https://app.recurrente.com',
    en: 'write the whole address with http:// or https://, such as https://app.recurrente.com',
  },
  url_shape: {
    es: 'escriba la dirección completa con http:// o https://, por ejemplo http://127.0.0.1:9000/pago',
    en: 'write the whole address with http:// or https://, such as http://127.0.0.1:9000/pago',
  },
  not_of_shape: {
    es: 'tiene signos que aquí no se admiten; mire el ejemplo en la documentación',
    en: 'it holds signs that are not taken here; see the example in the documentation',
  },
  origin_shape: {
    es: 'escriba solo el origen de la página, sin barra al final, por ejemplo https://erp.mitienda.gt',
    en: "write the page's origin alone, without a slash at the end, such as https://erp.mitienda.gt",
  },
  prefix_shape: {
    es: 'use de 1 a 24 letras sin tilde, números, punto, guion o guion bajo, por ejemplo tienda1',
    en: 'use 1 to 24 letters without accents, digits, dots, hyphens or underscores, such as tienda1',
  },
  alias_shape: {
    es: 'use de 1 a 32 letras, números, punto, guion o guion bajo, sin espacios, por ejemplo caja1',
    en: 'use 1 to 32 letters, digits, dots, hyphens or underscores, without spaces, such as caja1',
  },
  id_no_spaces: {
    es: 'copie el identificador sin espacios, tal como lo muestra Recurrente, por ejemplo trm_abc',
    en: 'copy the id without spaces, as Recurrente shows it, such as trm_abc',
  },
  name_needed: {
    es: 'escriba un nombre que se pueda leer, por ejemplo Caja 1',
    en: 'give a name that can be read, such as Caja 1',
  },
  host_shape: {
    es: 'escriba solo el servidor, y su puerto si hace falta, por ejemplo erp.mitienda.gt:8080',
    en: 'write the host alone, with its port if need be, such as erp.mitienda.gt:8080',
  },
  header_shape: {
    es: 'el nombre de un encabezado lleva solo letras sin tilde, números y guiones',
    en: 'the name of a header holds only letters without accents, digits and hyphens',
  },
  key_repeated: {
    es: 'esta clave está dos veces con valores distintos; deje una',
    en: 'this key is there twice with different values; leave one',
  },
  ticket_needed: { es: 'debe contener {ticket}', en: 'it must contain {ticket}' },
} as const satisfies Record<string, Record<Lang, string>>;
export type ConfigFaultCode = keyof typeof FAULTS;

export const configFault = (code: ConfigFaultCode, ...values: string[]): string => [code, ...values].join('|');

export function describeConfigFault(message: string, lang: Lang): string {
  const [code = '', ...values] = message.split('|');
  const words = (FAULTS as Readonly<Record<string, Record<Lang, string>>>)[code];
  return words ? words[lang].replace(/\{(\d)\}/g, (_, index: string) => values[Number(index)] ?? '') : message;
}
