import { FolderInput, Trash2 } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { Label, ProgressBar, Switch } from 'react-aria-components';
import type { FolderConfig, FolderStatus } from '../../../main/contract/folders.ts';
import { Button } from '../../ui/button.tsx';

const MOST_RECENT = 5;

export interface FolderRowProps {
  readonly folder: FolderConfig;
  /** Undefined until the bridge tells of it. */
  readonly status: FolderStatus | undefined;
  readonly busy: boolean;
  readonly onDryRun: (dryRun: boolean) => void;
  readonly onRemove: () => void;
}

export function FolderRow({ folder, status, busy, onDryRun, onRemove }: FolderRowProps) {
  const { t } = useTranslation();
  const { path, name, format, dryRun } = folder;
  const state = status?.state ?? 'starting';
  const lostFor = status?.lost ?? 'missing';
  return (
    <li className="folder-row" data-folder={name ?? path} data-state={state}>
      <div className="folder-row-head">
        <FolderInput aria-hidden />
        <span className="folder-row-name">
          <strong>{name ?? path}</strong>
          <span>
            {name !== undefined && `${path} · `}
            {[folder.match].flat().join(', ')} · {format.toUpperCase()}
          </span>
        </span>
        <span className={state === 'lost' ? 'bad' : state === 'watching' ? 'good' : undefined}>
          <strong>{t(`ajustes.folders.state.${state}`)}</strong>
        </span>
      </div>
      {state === 'lost' && (
        <p className="form-fault">{t(`ajustes.folders.${lostFor === 'missing' ? 'lost' : lostFor}`)}</p>
      )}
      {dryRun && <p className="form-note">{t('ajustes.folders.trialOn')}</p>}
      {status?.working && <Working working={status.working} />}
      {status && status.waiting.length > 0 && (
        <FileLines
          title={t('ajustes.folders.waiting')}
          lines={status.waiting.map(({ file, reason }) => ({ file, words: t(`ajustes.folders.waitingFor.${reason}`) }))}
        />
      )}
      {status && status.recent.length > 0 && (
        <FileLines
          title={t('ajustes.folders.recent')}
          lines={status.recent.slice(0, MOST_RECENT).map(({ file, state: fileState, taken, refused }) => ({
            file,
            words: `${t(`ajustes.folders.fileState.${fileState}`)} · ${t('ajustes.folders.taken', { taken, refused })}`,
            ...(refused > 0 || fileState === 'rejected' ? { bad: true } : {}),
          }))}
        />
      )}
      <div className="form-row">
        <Switch className="switch" isSelected={dryRun} isDisabled={busy} onChange={onDryRun}>
          <span className="switch-track" aria-hidden="true" />
          {t('ajustes.folders.trial')}
        </Switch>
        <Button
          size="small"
          look="danger"
          icon={<Trash2 aria-hidden />}
          isBusy={busy}
          aria-label={t('ajustes.folders.removeTitle', { name: name ?? path })}
          onPress={onRemove}
        >
          {t('ajustes.folders.removeDo')}
        </Button>
      </div>
    </li>
  );
}

function Working({ working }: { readonly working: NonNullable<FolderStatus['working']> }) {
  const { t } = useTranslation();
  const { file, rows_done: done, total_rows: total } = working;
  return (
    <ProgressBar
      className="folder-progress"
      {...(total === null ? { isIndeterminate: true } : { value: done, maxValue: Math.max(total, 1) })}
      valueLabel={t('ajustes.folders.rows', { done, total: total ?? '…' })}
    >
      {({ percentage, valueText }) => (
        <>
          <Label>{file}</Label>
          <span>{valueText}</span>
          <span className="folder-progress-track">
            <span style={{ width: `${percentage ?? 0}%` }} />
          </span>
        </>
      )}
    </ProgressBar>
  );
}

function FileLines({
  title,
  lines,
}: {
  readonly title: string;
  readonly lines: readonly { readonly file: string; readonly words: string; readonly bad?: boolean }[];
}) {
  return (
    <div>
      <p className="field-label">{title}</p>
      <ul className="folder-files">
        {lines.map(({ file, words, bad }, index) => (
          <li key={`${file}:${index}`}>
            <strong>{file}</strong> <span className={bad ? 'bad' : undefined}>{words}</span>
          </li>
        ))}
      </ul>
    </div>
  );
}
