import { ArrowRight, CircleCheckBig, CircleDashed } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { SettingsView } from '../../main/contract/settings.ts';
import { useLive } from '../live/live-context.tsx';
import { Section } from './section.tsx';

/** The way from an empty bridge to the first charge, with what is done already. */
export function StartSection({ settings }: { readonly settings: SettingsView }) {
  const { t } = useTranslation();
  const { recent, bridge } = useLive();
  const steps = [
    {
      name: 'key',
      to: 'ajustes/recurrente',
      done: settings.secrets.recurrente_key.set && bridge?.connection !== 'key_refused',
    },
    { name: 'terminals', to: 'ajustes/terminales', done: settings.config.terminals.length > 0 },
    { name: 'test', to: 'caja?cobrar', done: recent.some(({ source, paid }) => source === 'manual' && paid) },
    { name: 'erp', to: 'ajustes/erp', done: recent.some(({ source }) => source !== 'manual' && source !== 'demo') },
  ] as const;
  const done = steps.filter((step) => step.done).length;
  return (
    <Section title={t('ajustes.section.inicio')} lead={t('ajustes.start.lead', { done, total: steps.length })}>
      <ol className="steps">
        {steps.map(({ name, to, done: isDone }, index) => (
          <li key={name}>
            <a href={`#/${to}`} className={isDone ? 'step step-done' : 'step'}>
              {isDone ? <CircleCheckBig aria-hidden /> : <CircleDashed aria-hidden />}
              <span className="step-words">
                <strong>
                  {index + 1}. {t(`ajustes.start.${name}`)}
                </strong>
                <span>{t(`ajustes.start.${name}Step`)}</span>
              </span>
              <span className="step-state">{isDone ? t('ajustes.start.done') : t('ajustes.start.todo')}</span>
              <ArrowRight aria-hidden />
            </a>
          </li>
        ))}
      </ol>
      {settings.sandbox && <p className="form-note">{t('connection.sandboxLong')}</p>}
    </Section>
  );
}
