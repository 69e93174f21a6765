import { useTranslation } from 'react-i18next';
import type { ProposeAnswer } from '../../../main/contract/folder-wizard.ts';
import { Choice } from '../../ui/choice.tsx';
import { useLang } from '../../words/use-lang.ts';
import { same, spanOf, textOf, type Answers, type Question } from './draft.ts';
import { Pick } from './pick.tsx';
import { SpanField } from './span-field.tsx';

export interface QuestionsProps {
  readonly questions: readonly Question[];
  readonly proposal: ProposeAnswer;
  readonly answers: Answers;
  readonly onAnswer: (setting: string, value: unknown) => void;
}

/** What the files do not say by themselves. Nothing is chosen beforehand. */
export function Questions({ questions, proposal, answers, onAnswer }: QuestionsProps) {
  const { t } = useTranslation();
  const ask = useQuestionWords();
  if (questions.length === 0) return null;
  return (
    <section className="folder-part folder-questions" aria-labelledby="folder-questions">
      <h3 id="folder-questions">{t('ajustes.folders.questions', { count: questions.length })}</h3>
      {questions.map((question) => {
        const { setting, kind, options } = question;
        const label = ask(question);
        if (kind === 'span')
          return (
            <SpanField
              key={setting}
              label={label}
              lines={proposal.lines}
              value={spanOf(answers[setting])}
              onChange={(span) => onAnswer(setting, span)}
            />
          );
        if (kind === 'column')
          return (
            <Pick
              key={setting}
              label={label}
              value={textOf(answers, setting)}
              onChange={(value) =>
                onAnswer(setting, proposal.columns.find(({ place }) => String(place) === value)?.place)
              }
              options={[
                { value: '', label: t('ajustes.folders.pickOne') },
                ...proposal.columns.map(({ place, examples }) => ({
                  value: String(place),
                  label: `${place}: ${examples.filter(Boolean).slice(0, 3).join(', ')}`,
                })),
              ]}
            />
          );
        const chosen = options.findIndex(({ value }) => same(value, answers[setting]));
        return (
          <Choice
            key={setting}
            label={label}
            value={chosen === -1 ? null : String(chosen)}
            onChange={(index) => onAnswer(setting, options[Number(index)]?.value)}
            options={options.map((option, index) => ({ value: String(index), label: option.label }))}
          />
        );
      })}
    </section>
  );
}

const ENGLISH_FOR = ['decimal', 'amountUnit', 'encoding', 'dateFormat', 'profile'] as const;

/** The bridge asks in Spanish; in English the same is asked about the same value. */
function useQuestionWords() {
  const { t } = useTranslation();
  const lang = useLang();
  return ({ setting, question }: Question): string => {
    if (lang === 'es') return question;
    const example = /"([^"]*)"/.exec(question)?.[1] ?? '';
    if (setting.endsWith('.amount')) return t('ajustes.folders.ask.amount');
    if (setting.endsWith('.order_id')) return t('ajustes.folders.ask.order');
    const known = ENGLISH_FOR.find((each) => each === setting);
    return known ? t(`ajustes.folders.ask.${known}`, { example }) : question;
  };
}
