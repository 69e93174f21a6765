import { Check, Copy } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from './button.tsx';
import { useToast } from './toasts.tsx';

const SHOWN_MS = 2500;

export function CopyButton({ text }: { readonly text: string }) {
  const { t } = useTranslation();
  const toast = useToast();
  const [copied, setCopied] = useState(false);
  async function copy(): Promise<void> {
    try {
      await navigator.clipboard.writeText(text);
    } catch {
      // A browser may refuse; the text stands there to be marked by hand.
      toast({ tone: 'bad', title: t('common.copyFailed') });
      return;
    }
    setCopied(true);
    setTimeout(() => setCopied(false), SHOWN_MS);
  }
  return (
    <Button size="small" icon={copied ? <Check aria-hidden /> : <Copy aria-hidden />} onPress={() => void copy()}>
      <span aria-live="polite">{copied ? t('common.copied') : t('common.copy')}</span>
    </Button>
  );
}
