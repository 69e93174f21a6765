import { useTranslation } from 'react-i18next';
import type { FieldName } from '../../../main/contract/folders.ts';
import type { FileFormat } from '../../../main/contract/folder-words.ts';
import type { ProposeAnswer } from '../../../main/contract/folder-wizard.ts';
import { columnOf, placeOf, textOf, type Question, type Settings } from './draft.ts';
import { Pick } from './pick.tsx';
import { SpanField } from './span-field.tsx';

const ROLES = ['order_id', 'amount', 'terminal', 'currency', 'description'] as const satisfies readonly FieldName[];
const DELIMITERS: Readonly<Record<string, 'comma' | 'semicolon' | 'tab' | 'pipe'>> = {
  ',': 'comma',
  ';': 'semicolon',
  tab: 'tab',
  '\t': 'tab',
  '|': 'pipe',
};

export interface RecognisedProps {
  readonly proposal: ProposeAnswer;
  readonly profile: Settings;
  readonly questions: readonly Question[];
  readonly onAnswer: (setting: string, value: unknown) => void;
}

/** What the bridge saw in the files, in sentences, and each thing changeable. */
export function Recognised({ proposal, profile, questions, onAnswer }: RecognisedProps) {
  const { t } = useTranslation();
  const { columns } = proposal;
  const asked = new Set(questions.map(({ setting }) => setting));
  const fixed = profile['format'] === 'fixed';
  const changeable = columns.length > 0;
  const isAsked = (role: (typeof ROLES)[number]): boolean => asked.has(`${fixed ? 'columns' : 'fields'}.${role}`);
  const examplesOf = (place: string | number): string =>
    columns
      .find((column) => column.place === place)
      ?.examples.filter(Boolean)
      .slice(0, 3)
      .join(', ') ?? '';

  return (
    <section className="folder-part" aria-labelledby="folder-recognised">
      <h3 id="folder-recognised">{t('ajustes.folders.recognised')}</h3>
      <ul className="folder-facts">
        {useSentences(proposal, profile, asked).map((sentence) => (
          <li key={sentence}>{sentence}</li>
        ))}
        {ROLES.map((role) => {
          if (isAsked(role)) return null;
          const span = fixed ? columnOf(profile, role) : undefined;
          if (span)
            return (
              <li key={role}>
                {t(`ajustes.folders.role.${role}`)}:{' '}
                {t('ajustes.folders.positions', { from: span[0] + 1, to: span[1] })}
              </li>
            );
          const place = placeOf(profile, role);
          if (place === undefined) return null;
          return (
            <li key={role}>
              {t(`ajustes.folders.role.${role}`)}:{' '}
              {t('ajustes.folders.column', { place, examples: examplesOf(place) || '—' })}
            </li>
          );
        })}
      </ul>
      {changeable && (
        <details className="folder-change">
          <summary>{t('ajustes.folders.change')}</summary>
          {fixed &&
            ROLES.filter((role) => !isAsked(role)).map((role) => (
              <SpanField
                key={role}
                label={t(`ajustes.folders.role.${role}`)}
                lines={proposal.lines}
                value={columnOf(profile, role)}
                onChange={(span) => onAnswer(`columns.${role}`, span)}
              />
            ))}
          <div className="form-pair">
            {(fixed ? [] : ROLES.filter((role) => !isAsked(role))).map((role) => (
              <Pick
                key={role}
                label={t(`ajustes.folders.role.${role}`)}
                value={String(placeOf(profile, role) ?? '')}
                onChange={(value) =>
                  onAnswer(`fields.${role}`, columns.find(({ place }) => String(place) === value)?.place)
                }
                options={[
                  { value: '', label: t('ajustes.folders.noColumn') },
                  ...columns.map(({ place }) => ({
                    value: String(place),
                    label: `${place}: ${examplesOf(place) || '—'}`,
                  })),
                ]}
              />
            ))}
            {!asked.has('decimal') && (
              <Pick
                label={t('ajustes.folders.decimal')}
                value={textOf(profile, 'decimal', 'auto')}
                onChange={(value) => onAnswer('decimal', value)}
                options={[
                  { value: 'auto', label: t('ajustes.folders.decimals.auto') },
                  { value: '.', label: t('ajustes.folders.decimals.dot') },
                  { value: ',', label: t('ajustes.folders.decimals.comma') },
                ]}
              />
            )}
            {!asked.has('amountUnit') && (
              <Pick
                label={t('ajustes.folders.unit')}
                value={textOf(profile, 'amountUnit', 'units')}
                onChange={(value) => onAnswer('amountUnit', value)}
                options={[
                  { value: 'units', label: t('ajustes.folders.units.units') },
                  { value: 'cents', label: t('ajustes.folders.units.cents') },
                ]}
              />
            )}
          </div>
        </details>
      )}
    </section>
  );
}

function useSentences(proposal: ProposeAnswer, profile: Settings, asked: ReadonlySet<string>): string[] {
  const { t } = useTranslation();
  const format = profile['format'] as FileFormat;
  const sentences = [t(`ajustes.folders.isFormat.${format}`)];
  const named = DELIMITERS[textOf(profile, 'delimiter')];
  if (named) sentences.push(t(`ajustes.folders.delimiter.${named}`));
  if (typeof profile['header'] === 'boolean')
    sentences.push(t(`ajustes.folders.header.${profile['header'] ? 'yes' : 'no'}`));
  const encoding = textOf(profile, 'encoding', 'auto');
  if (!asked.has('encoding'))
    sentences.push(
      encoding === 'auto'
        ? t('ajustes.folders.encodingAuto')
        : t('ajustes.folders.encoding', { name: encoding.toUpperCase() }),
    );
  if (proposal.columns.length === 0) return sentences;
  const decimal = profile['decimal'];
  if (!asked.has('decimal'))
    sentences.push(t(`ajustes.folders.decimalIs.${decimal === '.' ? 'dot' : decimal === ',' ? 'comma' : 'auto'}`));
  if (!asked.has('amountUnit'))
    sentences.push(t(`ajustes.folders.unitIs.${profile['amountUnit'] === 'cents' ? 'cents' : 'units'}`));
  return sentences;
}
