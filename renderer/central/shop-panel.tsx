import { Search, Send } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { ChainTerminal, ShopView } from '../../main/contract/chain.ts';
import { statusSchema } from '../../main/contract/charge.ts';
import { formatMoney, type Currency } from '../../main/contract/money.ts';
import { go } from '../routing.ts';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { useLang } from '../words/use-lang.ts';
import { useChain } from './chain-context.tsx';
import { formatMoment } from './moment.ts';

export interface ShopPanelProps {
  readonly shop: string;
  readonly maySend: boolean;
  readonly onSend: (terminal: string) => void;
  readonly onClose: () => void;
}

/** One shop: its tills, and its terminals with who holds each and what is on it. */
export function ShopPanel({ shop: name, maySend, onSend, onClose }: ShopPanelProps) {
  const { t } = useTranslation('central');
  const shop = useChain().shops.find((each) => each.shop === name);
  return (
    <Dialog title={t('shop.title', { shop: name })} onClose={onClose} size="panel">
      <div className="detail">
        <div className="detail-actions">
          <Button
            icon={<Search aria-hidden />}
            onPress={() => {
              onClose();
              go(`buscar?shop=${encodeURIComponent(name)}`);
            }}
          >
            {t('shop.charges')}
          </Button>
        </div>
        <h3 className="panel-title">{t('shop.terminals')}</h3>
        {!shop || shop.terminals.length === 0 ? (
          <p className="panel-empty">{t('shop.noTerminals')}</p>
        ) : (
          <ul className="shop-list">
            {shop.terminals.map((terminal) => (
              <Terminal
                key={terminal.id}
                terminal={terminal}
                {...(maySend ? { onSend: () => onSend(`${name}/${terminal.alias}`) } : {})}
              />
            ))}
          </ul>
        )}
        <h3 className="panel-title">{t('shop.bridges')}</h3>
        <Bridges bridges={shop?.bridges ?? []} />
      </div>
    </Dialog>
  );
}

function Terminal({ terminal, onSend }: { readonly terminal: ChainTerminal; readonly onSend?: () => void }) {
  const { t } = useTranslation('central');
  const { t: till } = useTranslation();
  const lang = useLang();
  const { busy, holder, mode, since, wanted_by: wantedBy } = terminal;
  const status = statusSchema.safeParse(busy?.status).data;
  return (
    <li className="shop-item" data-terminal={terminal.id}>
      <strong className="shop-name">
        {terminal.alias} <span className="shop-id">{terminal.name}</span>
      </strong>
      <span>
        {holder === null ? t('shop.nobody') : t(mode === 'own' ? 'shop.own' : 'shop.shared', { bridge: holder })}{' '}
        {holder !== null && t('shop.since', { when: formatMoment(since, lang) })}
        {wantedBy !== null && ` · ${t('shop.wanted', { bridge: wantedBy })}`}
      </span>
      <span className="shop-busy">
        {busy
          ? `${busy.order_id} · ${formatMoney(busy.amount_in_cents, busy.currency as Currency)} · ${status ? till(`status.${status}`) : busy.status}`
          : t('shop.idle')}
      </span>
      {onSend && (
        <Button
          size="small"
          icon={<Send aria-hidden />}
          aria-label={t('shop.chargeOn', { terminal: terminal.alias })}
          onPress={onSend}
        >
          {t('shop.charge')}
        </Button>
      )}
    </li>
  );
}

function Bridges({ bridges }: { readonly bridges: ShopView['bridges'] }) {
  const { t } = useTranslation('central');
  const lang = useLang();
  return (
    <ul className="shop-list">
      {bridges.map(({ bridge, trouble, last_seen_at, version, queued }) => (
        <li key={bridge} className="shop-item" data-bridge={bridge}>
          <strong className="shop-name">{bridge}</strong>
          <span className={trouble ? 'state-bad' : 'state-good'}>
            {trouble ? t(`trouble.${trouble}`) : t('shops.fine')}
          </span>
          <span>
            {[
              t('shop.seen', { when: formatMoment(last_seen_at, lang) }),
              version && t('shop.version', { version }),
              queued > 0 && t('shop.queued', { count: queued }),
            ]
              .filter(Boolean)
              .join(' · ')}
          </span>
          {trouble && <span className="attention-step">{t(`trouble.${trouble}Step`)}</span>}
        </li>
      ))}
    </ul>
  );
}
