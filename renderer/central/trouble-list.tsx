import { TriangleAlert } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ChainBridge } from '../../main/contract/chain.ts';
import { Button } from '../ui/button.tsx';
import { useLang } from '../words/use-lang.ts';
import { formatMoment } from './moment.ts';

const SHOWN = 10;

export interface TroubleListProps {
  readonly bridges: readonly ChainBridge[];
  readonly title?: string;
  readonly onOpenShop: (shop: string) => void;
}

/** Bridges that are silent or cannot charge, longest first, each with what to do. */
export function TroubleList({ bridges, title, onOpenShop }: TroubleListProps) {
  const { t } = useTranslation('central');
  const lang = useLang();
  const [all, setAll] = useState(false);
  if (bridges.length === 0) return null;
  return (
    <section className="panel panel-attention" aria-labelledby="central-trouble">
      <h2 id="central-trouble" className="panel-title">
        <TriangleAlert aria-hidden /> {title ?? t('summary.troubleTitle')}{' '}
        <span className="count count-strong">{bridges.length}</span>
      </h2>
      <ul className="attention-list">
        {bridges.slice(0, all ? bridges.length : SHOWN).map(({ bridge, shop, trouble, last_seen_at, queued }) => (
          <li key={bridge} className="trouble-row" data-bridge={bridge}>
            <strong>{t(`trouble.${trouble ?? 'silent'}`)}</strong>
            <Button look="quiet" className="row-link" onPress={() => onOpenShop(shop)}>
              {bridge}
            </Button>
            <span>
              {t('shop.seen', { when: formatMoment(last_seen_at, lang) })}
              {queued > 0 && ` · ${t('shop.queued', { count: queued })}`}
            </span>
            <span className="attention-step">{t(`trouble.${trouble ?? 'silent'}Step`)}</span>
          </li>
        ))}
      </ul>
      {!all && bridges.length > SHOWN && (
        <Button size="small" onPress={() => setAll(true)}>
          {t('summary.more', { count: bridges.length - SHOWN })}
        </Button>
      )}
    </section>
  );
}
