import { useState } from 'react';
import type { ChainCharge } from '../../main/contract/chain.ts';
import { SkipLink } from '../frame/skip-link.tsx';
import { go, usePlaceAmong } from '../routing.ts';
import { useHotkeys } from '../ui/use-hotkeys.ts';
import { Buscar } from './buscar.tsx';
import { ChainBanner } from './chain-banner.tsx';
import { ChainDetail } from './chain-detail.tsx';
import { ChainKeys } from './chain-keys.tsx';
import { ChainNav, CHAIN_SCREENS } from './chain-nav.tsx';
import { CierreCadena } from './cierre-cadena.tsx';
import { Resumen } from './resumen.tsx';
import { SendDialog } from './send-dialog.tsx';
import { ShopPanel } from './shop-panel.tsx';
import { useMe } from './use-me.ts';

/** The frame around the chain's screens, and the boxes that open over them. */
export function CentralApp() {
  const { screen, query } = usePlaceAmong(CHAIN_SCREENS);
  const me = useMe();
  const [detail, setDetail] = useState<ChainCharge>();
  const [shop, setShop] = useState<string>();
  const [sending, setSending] = useState<string>();
  const [help, setHelp] = useState(false);
  const maySend = me?.scopes.includes('charge') ?? false;

  useHotkeys({
    F1: () => setHelp(true),
    F2: () => maySend && setSending(''),
    F3: () => go('buscar'),
    F4: () => go('cierre'),
    Escape: () => go('resumen'),
  });

  return (
    <div className="frame central">
      <SkipLink />
      <ChainNav screen={screen} me={me} maySend={maySend} onSend={() => setSending('')} onHelp={() => setHelp(true)} />
      <div className="frame-body">
        <ChainBanner />
        <main id="contenido" tabIndex={-1} className="frame-main">
          {screen === 'resumen' && <Resumen onOpenCharge={setDetail} onOpenShop={setShop} />}
          {screen === 'buscar' && <Buscar query={query} onOpenCharge={setDetail} />}
          {screen === 'cierre' && <CierreCadena query={query} onOpenCharge={setDetail} />}
        </main>
      </div>
      {shop !== undefined && (
        <ShopPanel
          shop={shop}
          maySend={maySend}
          onClose={() => setShop(undefined)}
          onSend={(terminal) => {
            setShop(undefined);
            setSending(terminal);
          }}
        />
      )}
      {sending !== undefined && (
        <SendDialog
          terminal={sending}
          onClose={() => setSending(undefined)}
          onSent={(charge) => {
            setSending(undefined);
            setDetail(charge);
          }}
        />
      )}
      {detail && <ChainDetail charge={detail} maySend={maySend} onClose={() => setDetail(undefined)} />}
      {help && <ChainKeys maySend={maySend} onClose={() => setHelp(false)} />}
    </div>
  );
}
