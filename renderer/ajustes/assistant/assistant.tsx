import { ArrowLeft, ArrowRight } from 'lucide-react';
import { useEffect, useRef, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { SettingsView } from '../../../main/contract/settings.ts';
import { useLive } from '../../live/live-context.tsx';
import { go } from '../../routing.ts';
import { Button } from '../../ui/button.tsx';
import { ErpSection } from '../erp-section.tsx';
import { FolderSection } from '../folder-section.tsx';
import { KeySection } from '../key-section.tsx';
import { TerminalSection } from '../terminal-section.tsx';
import { placeOf, stepAfter, stepBefore, statesOf, STEPS, type Step } from './steps.ts';
import { StepMark } from './step-mark.tsx';
import { TestCharge } from './test-charge.tsx';

const FIELDS = 'input:not([type="file"]), textarea, .section .button-main:not([disabled])';

/** Where a key that is pressed belongs to what stands there: a field, or a box that asks something. */
const TYPED_INTO = 'input, textarea, select, [role="dialog"] *, [role="alertdialog"] *';

/** One step at a time. What is saved is done; the focus then stands on "go on", so that Enter leads through the whole. */
export function Assistant({ settings, step }: { readonly settings: SettingsView; readonly step: Step }) {
  const { t } = useTranslation();
  const states = statesOf(settings, useLive());
  const state = states[step];
  const body = useRef<HTMLDivElement>(null);
  const next = stepAfter(step);
  const before = stepBefore(step);
  const isReady = STEPS.every((each) => states[each] !== 'todo');
  const focusNext = (): void => body.current?.querySelector<HTMLElement>('[data-goes-on]')?.focus();

  useEffect(() => {
    const field = body.current?.querySelector<HTMLElement>(FIELDS);
    // Of the two ways in, a shop needs one: neither is asked for.
    if (state === 'todo' && step !== 'erp' && step !== 'folders' && field) field.focus();
    else focusNext();
    // Only when the step opens: what is typed into is not taken away.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, []);
  // Each step says itself when a person is through with it: what else makes it done comes from outside, at any moment, and must
  // not turn the Enter of whoever types into "go on". Only the ERP's first charge is what its step waits for.
  const isCalled = step === 'erp' && state === 'done';
  const wasCalled = useRef(isCalled);
  useEffect(() => {
    if (isCalled && !wasCalled.current && !document.activeElement?.matches(TYPED_INTO)) focusNext();
    wasCalled.current = isCalled;
  }, [isCalled]);

  return (
    <div ref={body} className="assistant">
      <nav aria-label={t('ajustes.start.steps')}>
        <ol className="assistant-steps">
          {STEPS.map((each, index) => (
            <li key={each}>
              <a
                href={`#/${placeOf(each)}`}
                className={`assistant-step step-${states[each]}`}
                aria-current={each === step ? 'step' : undefined}
                data-step={each}
                data-state={states[each]}
              >
                <StepMark state={states[each]} />
                <span>
                  {index + 1}. {t(`ajustes.start.${each}`)}
                  <span className="assistant-state">{t(`ajustes.start.${states[each]}`)}</span>
                </span>
              </a>
            </li>
          ))}
        </ol>
      </nav>
      <StepBody settings={settings} step={step} onDone={() => setTimeout(focusNext)} />
      <div className="assistant-foot">
        <Button icon={<ArrowLeft aria-hidden />} onPress={() => go(placeOf(before))}>
          {t('ajustes.start.back')}
        </Button>
        <p role="status" className="assistant-word">
          {t(`ajustes.start.${step}${state === 'done' ? 'Done' : 'Todo'}`)}
        </p>
        <Button
          look={state === 'todo' ? 'plain' : 'main'}
          icon={<ArrowRight aria-hidden />}
          data-goes-on
          onPress={() => go(next ? placeOf(next) : isReady ? 'caja' : placeOf(undefined))}
        >
          {t(next ? 'ajustes.start.continue' : 'ajustes.start.finish')}
        </Button>
      </div>
    </div>
  );
}

function StepBody({
  settings,
  step,
  onDone,
}: {
  readonly settings: SettingsView;
  readonly step: Step;
  readonly onDone: () => void;
}): ReactNode {
  switch (step) {
    case 'key':
      return <KeySection settings={settings} onSaved={onDone} />;
    case 'terminals':
      return <TerminalSection settings={settings} onSaved={onDone} />;
    case 'erp':
      return <ErpSection settings={settings} onSaved={onDone} />;
    case 'folders':
      return <FolderSection settings={settings} onDone={onDone} />;
    case 'test':
      return <TestCharge settings={settings} onDone={onDone} />;
  }
}
