import { FolderOpen } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { Switch } from 'react-aria-components';
import type { Config } from '../../../main/contract/config.ts';
import { desktop } from '../../desktop.ts';
import { Button } from '../../ui/button.tsx';
import { Choice } from '../../ui/choice.tsx';
import { Field } from '../../ui/field.tsx';
import { Pick } from './pick.tsx';

export interface Placed {
  readonly path: string;
  readonly name: string;
  readonly match: string;
  /** '' leaves it to the file, then to the bridge. */
  readonly terminal: string;
  readonly currency: 'GTQ' | 'USD';
  readonly resultsPath: string;
  readonly resultsFormat: 'json' | 'csv';
  readonly dryRun: boolean;
}

export interface PlacementProps {
  readonly placed: Placed;
  readonly onChange: (part: Partial<Placed>) => void;
  readonly config: Config;
  /** The dialect brings its own answer file. */
  readonly hasTemplate: boolean;
  /** What is wrong, by the key in the folder's settings. */
  readonly fault: (key: string) => string | undefined;
}

/** Where the files arrive, what is filled in, and where the answers go. */
export function Placement({ placed, onChange, config, hasTemplate, fault }: PlacementProps) {
  const { t } = useTranslation();
  return (
    <section className="folder-part" aria-labelledby="folder-placement">
      <h3 id="folder-placement">{t('ajustes.folders.placement')}</h3>
      <PathField
        label={t('ajustes.folders.path')}
        hint={t('ajustes.folders.pathHint')}
        value={placed.path}
        onChange={(path) => onChange({ path })}
        error={fault('path')}
        placeholder="C:\ERP\exportar"
      />
      <div className="form-pair">
        <Field
          label={t('ajustes.folders.match')}
          hint={t('ajustes.folders.matchHint')}
          value={placed.match}
          onChange={(match) => onChange({ match })}
          error={fault('match')}
          maxLength={120}
          autoComplete="off"
        />
        <Field
          label={t('ajustes.folders.name')}
          hint={t('ajustes.folders.nameHint')}
          value={placed.name}
          onChange={(name) => onChange({ name })}
          error={fault('name')}
          maxLength={80}
          autoComplete="off"
        />
      </div>
      <div className="form-pair">
        <Pick
          label={t('ajustes.folders.terminal')}
          value={placed.terminal}
          onChange={(terminal) => onChange({ terminal })}
          options={[
            {
              value: '',
              label: config.defaultTerminal
                ? t('ajustes.folders.terminalBridge', { name: config.defaultTerminal })
                : t('ajustes.folders.terminalNone'),
            },
            ...config.terminals.map(({ alias, name }) => ({ value: alias, label: name })),
          ]}
        />
        <Pick
          label={t('ajustes.folders.currency')}
          value={placed.currency}
          onChange={(currency) => onChange({ currency: currency === 'USD' ? 'USD' : 'GTQ' })}
          options={[
            { value: 'GTQ', label: t('ajustes.folders.currencies.GTQ') },
            { value: 'USD', label: t('ajustes.folders.currencies.USD') },
          ]}
        />
      </div>
      <PathField
        label={t('ajustes.folders.results')}
        hint={t('ajustes.folders.resultsHint')}
        value={placed.resultsPath}
        onChange={(resultsPath) => onChange({ resultsPath })}
        error={fault('results.path')}
      />
      {!hasTemplate && (
        <Choice
          row
          label={t('ajustes.folders.resultsFormat')}
          value={placed.resultsFormat}
          onChange={(resultsFormat) => onChange({ resultsFormat })}
          options={[
            { value: 'json', label: 'JSON' },
            { value: 'csv', label: 'CSV' },
          ]}
        />
      )}
      <div className={placed.dryRun ? 'form-note' : 'form-note form-note-warning'}>
        <Switch className="switch" isSelected={placed.dryRun} onChange={(dryRun) => onChange({ dryRun })}>
          <span className="switch-track" aria-hidden="true" />
          {t('ajustes.folders.trial')}
        </Switch>
        <p>{t(placed.dryRun ? 'ajustes.folders.trialOn' : 'ajustes.folders.trialOff')}</p>
      </div>
    </section>
  );
}

interface PathFieldProps {
  readonly label: string;
  readonly hint: string;
  readonly value: string;
  readonly onChange: (path: string) => void;
  readonly error: string | undefined;
  readonly placeholder?: string;
}

/** A folder of this computer: typed, or chosen where the desktop app can ask the system. */
function PathField({ label, onChange, ...rest }: PathFieldProps) {
  const { t } = useTranslation();
  const choose = async (): Promise<void> => {
    const picked = await desktop?.pickFolder();
    if (picked) onChange(picked);
  };
  return (
    <div className="folder-path">
      <Field label={label} onChange={onChange} autoComplete="off" {...rest} />
      {desktop && (
        <Button
          icon={<FolderOpen aria-hidden />}
          aria-label={t('ajustes.folders.pickFor', { label })}
          onPress={() => void choose()}
        >
          {t('ajustes.folders.pick')}
        </Button>
      )}
    </div>
  );
}
