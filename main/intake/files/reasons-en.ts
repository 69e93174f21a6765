import type { ReasonCode } from './reasons.ts';

/** The reasons in English, for the window that speaks it. */
export const REASONS_EN: Readonly<Record<ReasonCode, string>> = {
  amount_missing: "The amount is missing. Look at the amount's column in the file.",
  amount_ambiguous:
    'The amount "{text}" can be read in two ways: {first} or {second}. Say in the folder\'s settings which is the decimal mark ("decimal").',
  amount_split:
    'The amount "{text}" and the column behind it, "{next}", may be one amount that the comma cut in two: {whole}. Export amounts in quotes or with a decimal dot (1234.50), or separate the columns by ";".',
  amount_shape: 'The amount "{text}" cannot be understood. Write it as 1234.50.',
  amount_negative: 'The amount "{text}" is negative; a refund is not charged. Make it from Puente\'s window.',
  amount_decimals: 'The amount "{text}" has more than two decimals. Correct it in the ERP; Puente does not round.',
  amount_grouping: 'The thousands of the amount "{text}" are parted wrongly. Write it as 1234.50.',
  amount_cents: 'The amount "{text}" must be a whole number of cents, such as 26070, by the folder\'s settings.',
  amount_too_long: 'The amount "{text}" has too many digits.',
  currency_conflict: 'The amount "{text}" is in {first} but the row says {second}. Correct it in the ERP.',
  currency_unknown: 'The currency "{text}" is not known. Use GTQ or USD, or add it to "currencies".',
  order_missing: "The order number is missing. Look at the invoice's column in the file.",
  order_total: 'The row looks like a total ("{text}") and is not charged. If it is a sale, change its order number.',
  order_scientific: 'Excel cut the order number "{text}". Give that column the text format and export again.',
  field_repeated: 'The value "{field}" is there more than once in one record.',
  record_nested:
    'The record holds another "{field}" within, and which one is charged cannot be told. Export them side by side.',
  field_invalid: '{field}: {fault}',
  installments_shape: 'The instalments "{text}" must be a whole number of months.',
  replace_shape: 'The replacement value "{text}" must be yes or no.',
  char_broken:
    'The value "{field}" holds a character that is cut or damaged: "{text}". Correct or shorten it in the ERP and export the row again.',
  date_shape: 'The date "{text}" does not have the format {format} of the settings.',
  command_unknown: 'The request "{text}" is no charge. Puente does not take it by file; make it from Puente\'s window.',
  quote_open: 'A quotation mark is not closed from this line on. Correct the quoted text and export again.',
  quote_swallows:
    'A quotation mark that is not closed joined this row with those that follow, up to line {to}. Correct it and export all of these rows again.',
  quote_in_row:
    'A quotation mark that is not closed joined several columns of this row. Correct the quoted text and export the row again.',
  quote_behind:
    'In line {line} a quotation mark is not closed, and this row may be part of that text. Correct the quotation marks and export both rows again.',
  columns_few: 'The row has {found} columns and {wanted} are needed.',
  columns_many: 'The row has {found} columns and the heading {wanted}: a separator too many. Correct the row.',
  json_row: 'The line is no valid JSON object.',
  json_nested: 'The value "{field}" is neither text nor a number.',
  line_short: 'The line has {found} characters and the value "{field}" begins at {wanted}.',
  line_cut:
    'The line breaks off at character {found}, within the value "{field}", which goes to {wanted}. Export it again.',

  file_empty: 'The file holds no data.',
  file_too_large: 'The file has {found} MB; {wanted} MB are taken. Export it in parts.',
  file_binary: 'The file is no text: it looks like a binary file. Export it as CSV.',
  file_xlsx: 'The file is no text: it looks like an Excel workbook (.xlsx) or a ZIP. Export it as CSV.',
  file_xls: 'The file is no text: it looks like an Excel workbook (.xls). Export it as CSV.',
  file_pdf: 'The file is no text: it looks like a PDF. Export it as CSV.',
  encoding_wrong:
    'The file is not in {wanted}, as the settings say: the first invalid byte is in line {line}. Correct "encoding" or use "auto".',
  encoding_mark:
    'The file bears the mark of {found}, but the folder\'s settings say {wanted}. Correct "encoding" or use "auto".',
  same_as_earlier:
    "The content equals that of {file}, which was taken already, and the order number comes from the file's name: it was not charged again. If it is another sale, write its number or the time into the file.",
  same_as_earlier_day:
    "The content equals that of {file} of another day, which was taken already, and the order number comes from the file's date: it was not charged again. If it is another sale, write its number or the time into the file.",
  encoding_ambiguous:
    'The accents of this file can be read as {first} or as {second} (for example "{a}" or "{b}"). Say which in the folder\'s settings ("encoding").',
  encoding_unknown:
    'The encoding of the file is not recognised. Say it in the folder\'s settings ("encoding"), for example "windows-1252" or "cp850".',
  header_missing: 'The column "{field}" is missing. The heading of the file has: {found}.',
  header_repeated: 'The column "{field}" is twice in the heading. Rename one of them in the ERP.',
  header_needed: 'The column "{field}" is given by name, but the settings say that there is no heading.',
  delimiter_unknown: 'Which sign separates the columns cannot be told. Say it in the folder\'s settings ("delimiter").',
  json_broken:
    'The file is no valid JSON: line {line} cannot be understood from "{text}" on. Correct it or export it again.',
  json_cut: 'The file is no valid JSON: it breaks off in line {line}. Export it again.',
  json_deep: 'The JSON file has too many levels, one within another. Export it more simply.',
  json_shape: 'The list of charges was not found. An object, a list or {"charges": […]} is taken.',
  list_repeated: 'The file has the list "{field}" more than once. Export it with one list.',
  xml_broken: 'The file is no valid XML (line {line}): {detail}. Export it again.',
  xml_doctype: 'The XML file declares a DOCTYPE, which is not taken for safety. Export it without.',
  record_missing: 'No "{field}" was found in the file. Look at "record" in the folder\'s settings.',

  taken_elsewhere:
    'it is in processing/ and was taken by the Puente of another computer, which has not finished it. If that one is no more, put it back into the folder',
  name_unreadable:
    'its name is not in UTF-8 and it cannot be opened; rename it or export it without accents in the name',
};
