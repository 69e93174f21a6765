import { Download } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '../ui/button.tsx';
import { shopDay } from '../ui/format.ts';
import { useToast } from '../ui/toasts.tsx';
import { useLang } from '../words/use-lang.ts';
import { CSV_MOST, exportCsv, saveFile } from './export-csv.ts';
import type { Filters } from './filters.ts';

/** Saves what the filters show as CSV: counts while it goes on, and says when it was only a part. */
export function ExportButton({ filters }: { readonly filters: Filters }) {
  const { t } = useTranslation();
  const lang = useLang();
  const toast = useToast();
  const [exported, setExported] = useState<number>();

  async function save(): Promise<void> {
    setExported(0);
    const result = await exportCsv(filters, lang, setExported);
    setExported(undefined);
    if (!result.ok) {
      toast({ tone: 'bad', title: result.refusal.title, detail: result.refusal.detail });
      return;
    }
    saveFile(result.blob, `cobros-${shopDay(Date.now())}.csv`);
    toast({
      tone: result.complete ? 'good' : 'bad',
      title: t('historial.exported', { count: result.rows }),
      ...(result.complete ? {} : { detail: t('historial.exportedPart', { most: CSV_MOST.toLocaleString(lang) }) }),
    });
  }

  return (
    <Button icon={<Download aria-hidden />} isBusy={exported !== undefined} onPress={() => void save()}>
      {exported === undefined ? t('historial.export') : t('historial.exporting', { count: exported })}
    </Button>
  );
}
