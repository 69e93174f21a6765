import { ArrowRight } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { SettingsView } from '../../main/contract/settings.ts';
import { useLive } from '../live/live-context.tsx';
import { go } from '../routing.ts';
import { Button } from '../ui/button.tsx';
import { Assistant } from './assistant/assistant.tsx';
import { placeOf, readStep, statesOf, STEPS } from './assistant/steps.ts';
import { StepMark } from './assistant/step-mark.tsx';
import { Section } from './section.tsx';

/** The first-run assistant: the list of its steps, or the one in the address. */
export function StartSection({
  settings,
  query,
}: {
  readonly settings: SettingsView;
  readonly query: URLSearchParams;
}) {
  const step = readStep(query.get('paso'));
  return step ? <Assistant key={step} settings={settings} step={step} /> : <StepList settings={settings} />;
}

function StepList({ settings }: { readonly settings: SettingsView }) {
  const { t } = useTranslation();
  const states = statesOf(settings, useLive());
  const done = STEPS.filter((step) => states[step] === 'done').length;
  const next = STEPS.find((step) => states[step] === 'todo');
  return (
    <Section title={t('ajustes.section.inicio')} lead={t('ajustes.start.lead', { done, total: STEPS.length })}>
      <ol className="steps">
        {STEPS.map((step, index) => (
          <li key={step}>
            <a
              href={`#/${placeOf(step)}`}
              className={`step step-${states[step]}`}
              data-step={step}
              data-state={states[step]}
            >
              <StepMark state={states[step]} />
              <span className="step-words">
                <strong>
                  {index + 1}. {t(`ajustes.start.${step}`)}
                </strong>
                <span>{t(`ajustes.start.${step}Step`)}</span>
              </span>
              <span className="step-state">{t(`ajustes.start.${states[step]}`)}</span>
              <ArrowRight aria-hidden />
            </a>
          </li>
        ))}
      </ol>
      <div>
        <Button
          autoFocus
          look="main"
          size="large"
          icon={<ArrowRight aria-hidden />}
          onPress={() => go(next ? placeOf(next) : 'caja')}
        >
          {next
            ? t(done === 0 ? 'ajustes.start.begin' : 'ajustes.start.resume', { step: t(`ajustes.start.${next}`) })
            : t('ajustes.start.allDone')}
        </Button>
      </div>
      {settings.sandbox && <p className="form-note">{t('connection.sandboxLong')}</p>}
    </Section>
  );
}
