import { FileUp } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { DropZone, FileTrigger, type FileDropItem } from 'react-aria-components';
import { Button } from '../../ui/button.tsx';
import { MOST_SAMPLES, readSamples, type ReadSamples, type Sample } from './samples.ts';

/** One to three files of the ERP, dropped, pasted or chosen. */
export function SampleDrop({
  busy,
  onSamples,
}: {
  readonly busy: boolean;
  readonly onSamples: (samples: readonly Sample[]) => void;
}) {
  const { t } = useTranslation();
  const [fault, setFault] = useState<Extract<ReadSamples, { fault: unknown }>>();

  async function take(files: readonly File[]): Promise<void> {
    if (files.length === 0) return;
    const read = await readSamples(files);
    if ('fault' in read) return setFault(read);
    setFault(undefined);
    onSamples(read.samples);
  }

  return (
    <div className="folder-part">
      <DropZone
        className="folder-drop"
        aria-label={t('ajustes.folders.drop')}
        isDisabled={busy}
        onDrop={({ items }) => {
          const files = items.filter((item): item is FileDropItem => item.kind === 'file');
          void Promise.all(files.map((item) => item.getFile())).then(take);
        }}
      >
        <FileUp aria-hidden />
        <p>{t('ajustes.folders.dropLead', { most: MOST_SAMPLES })}</p>
        <FileTrigger allowsMultiple onSelect={(list) => void take([...(list ?? [])])}>
          <Button look="main" isDisabled={busy}>
            {busy ? t('common.working') : t('ajustes.folders.choose')}
          </Button>
        </FileTrigger>
        <p className="field-hint">{t('ajustes.folders.dropHint')}</p>
      </DropZone>
      {fault && (
        <p className="form-fault" role="alert">
          {t(`ajustes.folders.fault.${fault.fault}`, { name: fault.name, most: MOST_SAMPLES })}
        </p>
      )}
    </div>
  );
}
