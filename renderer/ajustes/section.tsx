import type { FormEvent, ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '../ui/button.tsx';
import type { Save } from './use-settings.ts';

export function Section({
  title,
  lead,
  children,
}: {
  readonly title: string;
  readonly lead?: string;
  readonly children: ReactNode;
}) {
  return (
    <section className="section" aria-labelledby="section-title">
      <h2 id="section-title">{title}</h2>
      {lead && <p className="section-lead">{lead}</p>}
      {children}
    </section>
  );
}

export interface SettingsFormProps {
  readonly save: Save;
  readonly onSubmit: () => void;
  readonly children: ReactNode;
}

/** Fields with one button; what belongs to no field is told above it. */
export function SettingsForm({ save, onSubmit, children }: SettingsFormProps) {
  const { t } = useTranslation();
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    onSubmit();
  };
  return (
    <form className="form" onSubmit={submit} noValidate>
      {children}
      {save.faults['form'] && (
        <p className="form-fault" role="alert">
          {save.faults['form']}
        </p>
      )}
      <div>
        <Button type="submit" look="main" isBusy={save.saving}>
          {save.saving ? t('common.working') : t('common.save')}
        </Button>
      </div>
    </form>
  );
}
