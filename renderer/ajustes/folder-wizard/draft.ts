import type { FieldName } from '../../../main/contract/folders.ts';
import type { ProposeAnswer, Unsure } from '../../../main/contract/folder-wizard.ts';
import { formatMoney } from '../../../main/contract/money.ts';

/** What a person decided over a proposal: dotted setting → value; `undefined` takes the setting away. */
export type Answers = Readonly<Record<string, unknown>>;
export type Settings = Readonly<Record<string, unknown>>;
export type Place = string | number;
export interface Question extends Unsure {
  /** How it is answered: by a choice, by naming a column, by positions in the line, or not here. */
  readonly kind: 'choice' | 'column' | 'span' | 'unanswerable';
}

const MONEY = ['decimal', 'amountUnit'] as const;
const isMoney = (setting: string): boolean => MONEY.some((each) => each === setting);

/** An answer beside the earlier ones. How an amount is written was said of one column: another column is asked anew. */
export function withAnswer(answers: Answers, setting: string, value: unknown): Answers {
  const kept = Object.entries(answers).filter(([each]) => !(setting.endsWith('.amount') && isMoney(each)));
  return { ...Object.fromEntries(kept), [setting]: value };
}

const objectAt = (settings: Settings, key: string): Settings => (settings[key] ?? {}) as Settings;
const groupOf = (settings: Settings): 'columns' | 'fields' => (settings['format'] === 'fixed' ? 'columns' : 'fields');

/** A setting that is a text or a number, as text. */
export function textOf(settings: Settings, key: string, otherwise = ''): string {
  const value = settings[key];
  return typeof value === 'string' || typeof value === 'number' ? String(value) : otherwise;
}

export const placeOf = (settings: Settings, role: FieldName): Place | undefined =>
  objectAt(settings, 'fields')[role] as Place | undefined;

export const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);

/** The proposal reads the amount elsewhere than the person says, so what it saw of amounts is about another column. */
function isAmountMoved({ profile }: ProposeAnswer, answers: Answers): boolean {
  const setting = `${groupOf(profile)}.amount`;
  return setting in answers && !same(answers[setting], objectAt(profile, groupOf(profile))['amount']);
}

/** Everything that must be answered before anything is saved. */
export function questionsOf(proposal: ProposeAnswer, answers: Answers): Question[] {
  const fixed = proposal.profile['format'] === 'fixed';
  const moved = isAmountMoved(proposal, answers);
  const asked = proposal.unsure
    .filter(({ setting }) => !(moved && isMoney(setting)))
    .map((unsure): Question => {
      const [group, role] = splitPath(unsure.setting);
      const isPlace = role !== undefined && (group === 'fields' || group === 'columns');
      if (isPlace && fixed) return { ...unsure, setting: `columns.${role}`, kind: 'span' };
      if (unsure.options.length > 0) return { ...unsure, kind: 'choice' };
      return { ...unsure, kind: isPlace && proposal.columns.length > 0 ? 'column' : 'unanswerable' };
    });
  return moved ? [...asked, ...askAmount(proposal, answers['fields.amount'])] : asked;
}

/** The questions about an amount column that the person picked, from its own values. */
function askAmount(proposal: ProposeAnswer, place: unknown): Question[] {
  const examples = proposal.columns.find((column) => column.place === place)?.examples.filter(Boolean) ?? [];
  const marked = examples.find((value) => /[.,]/.test(value));
  const whole = examples.length === 0 || examples.every((value) => /^\d{3,}$/.test(value));
  const questions: Question[] = [];
  if (marked !== undefined)
    questions.push({
      kind: 'choice',
      setting: 'decimal',
      question: `¿Cómo se escriben los centavos en "${marked}"?`,
      options: [
        { label: '1,234.50', value: '.' },
        { label: '1.234,50', value: ',' },
      ],
    });
  if (whole) {
    const example = examples[0] ?? '26070';
    questions.push({
      kind: 'choice',
      setting: 'amountUnit',
      question: `¿Cuánto es "${example}"?`,
      options: [
        { label: formatMoney(Number(example) * 100, 'GTQ'), value: 'units' },
        { label: formatMoney(Number(example), 'GTQ'), value: 'cents' },
      ],
    });
  }
  return questions;
}

export const isOpen = ({ setting, kind }: Question, answers: Answers): boolean =>
  kind === 'unanswerable' || answers[setting] === undefined;

/** The proposal with the person's answers in it, as `config.json` takes it. */
export function profileOf(proposal: ProposeAnswer, answers: Answers): Settings {
  const whole = answers['profile'];
  let profile: Settings =
    whole === undefined ? proposal.profile : { ...(whole as Settings), match: proposal.profile['match'] };
  if (isAmountMoved(proposal, answers)) profile = omit(profile, MONEY);
  for (const [setting, value] of Object.entries(answers)) {
    const [group, key] = splitPath(setting);
    if (setting === 'profile') continue;
    if (key === undefined) profile = put(profile, group, value);
    else {
      const claimed = group === 'fields' ? freed(objectAt(profile, group), value, answers) : objectAt(profile, group);
      profile = put(profile, group, put(claimed, key, value));
    }
  }
  return profile;
}

/** A column that the person gave to one role is taken from the roles that the proposal had guessed for it. */
const freed = (fields: Settings, place: unknown, answers: Answers): Settings =>
  omit(
    fields,
    Object.keys(fields).filter((role) => fields[role] === place && !(`fields.${role}` in answers)),
  );

/** `terminals.caja.1` is the key `caja.1` of `terminals`. */
function splitPath(setting: string): [group: string, key: string | undefined] {
  const dot = setting.indexOf('.');
  return dot === -1 ? [setting, undefined] : [setting.slice(0, dot), setting.slice(dot + 1)];
}

const omit = (settings: Settings, keys: readonly string[]): Settings =>
  Object.fromEntries(Object.entries(settings).filter(([key]) => !keys.includes(key)));
const put = (settings: Settings, key: string, value: unknown): Settings =>
  value === undefined ? omit(settings, [key]) : { ...settings, [key]: value };

/** A setting that is `[from, to)`. */
export const spanOf = (value: unknown): readonly [number, number] | undefined =>
  Array.isArray(value) && value.length === 2 ? [Number(value[0]), Number(value[1])] : undefined;

/** Where a role stands in lines with columns by position. */
export const columnOf = (settings: Settings, role: FieldName): readonly [number, number] | undefined =>
  spanOf(objectAt(settings, 'columns')[role]);

/** `1-27`, as people count, for `[0, 27)`. */
export function readSpan(text: string): readonly [number, number] | undefined {
  const found = /^\s*(\d{1,5})\s*(?:-|a|to)\s*(\d{1,5})\s*$/i.exec(text);
  if (!found) return undefined;
  const [from, to] = [Number(found[1]) - 1, Number(found[2])];
  return from >= 0 && from < to ? [from, to] : undefined;
}
