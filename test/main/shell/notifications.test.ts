import type { EventEmitter } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { ChargeView } from '../../../main/contract/charge.ts';
import type { WindowChoices } from '../../../main/contract/desktop.ts';
import { HAPPENINGS, type HappeningKind } from '../../../main/contract/happenings.ts';
import type { AlertCode } from '../../../main/contract/status.ts';
import { createWindowChoices } from '../../../main/shell/window-choices.ts';
import { chargeView, statusView } from './views.ts';

const electron = vi.hoisted(() => ({
  shown: [] as { title: string; body: string }[],
  made: [] as WeakRef<EventEmitter>[],
}));
vi.mock('electron', async () => {
  const { EventEmitter: Emitter } = await import('node:events');
  class Notification extends Emitter {
    constructor(words: { title: string; body: string }) {
      super();
      electron.shown.push(words);
      electron.made.push(new WeakRef(this));
    }
    static isSupported = () => true;
    show(): void {}
  }
  return { Notification };
});
const { createNotifier } = await import('../../../main/shell/notifications.ts');

describe('notifications', () => {
  const alert = (id: number, over: object = {}) =>
    ({
      id,
      at: '2026-11-23T12:00:00.000Z',
      code: 'late_payment',
      level: 'critical',
      charge_id: null,
      order_id: null,
      message: `aviso ${id}`,
      acknowledged: false,
      ...over,
    }) as const;
  beforeEach(() => void electron.shown.splice(0));
  const DEPS = {
    windowIsSeen: () => false,
    onClick: () => undefined,
    choices: (): WindowChoices => ({ lang: 'es', muted: [] }),
  };

  it('tell of new alerts once, not of those that were there, acknowledged or only informed', () => {
    const notifier = createNotifier({ ...DEPS, windowIsSeen: () => true });
    notifier.status(statusView({ alerts: [alert(1)] }));
    notifier.status(
      statusView({ alerts: [alert(1), alert(2), alert(3, { level: 'info' }), alert(4, { acknowledged: true })] }),
    );
    notifier.status(statusView({ alerts: [alert(1), alert(2)] }));
    expect(electron.shown.map(({ body }) => body)).toEqual(['aviso 2']);
  });

  it('tell an outcome once, with its money, and only while nobody sees the window', () => {
    let visible = false;
    const notifier = createNotifier({ ...DEPS, windowIsSeen: () => visible });
    notifier.charge(chargeView());
    const paid = chargeView({
      status: 'paid',
      final: true,
      paid: true,
      paid_in_cents: 13_805,
      next_step: 'Entregue el comprobante.',
    });
    notifier.charge(paid);
    notifier.charge(paid);
    visible = true;
    notifier.charge(chargeView({ id: 'c2', status: 'declined', final: true }));
    expect(electron.shown).toEqual([{ title: 'Pagado: FAC-1', body: 'Q 138.05. Entregue el comprobante.' }]);
    visible = false;
    notifier.charge(chargeView({ id: 'c3', status: 'in_doubt' }));
    // In doubt is neither paid nor unpaid.
    expect(electron.shown.at(-1)?.title).toBe('En duda: FAC-1');
    notifier.charge(chargeView({ id: 'c4', order_id: 'FAC-4', status: 'declined', final: true }));
    expect(electron.shown.at(-1)?.title).toBe('Sin pago: FAC-4');
  });
});

describe('a notification that stands for a while', () => {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  // No mock: it would remember on whom it was called, and hold it.
  let opened = 0;
  const notifier = createNotifier({
    windowIsSeen: () => false,
    onClick: () => (opened += 1),
    choices: () => ({ lang: 'es', muted: [] }),
  });
  const tellOf = (id: string): void => notifier.charge(chargeView({ id, status: 'paid', final: true, paid: true }));

  it('still opens the window when it is clicked, and goes once there are many newer ones', async () => {
    electron.made.splice(0);
    tellOf('old');
    await new Promise((resolve) => setImmediate(resolve));
    collect();
    electron.made[0]?.deref()?.emit('click');
    expect(opened).toBe(1);
    // Control: what nobody holds is gone, and a click on it would do nothing.
    for (let newer = 0; newer < 60; newer += 1) tellOf(`newer ${newer}`);
    await vi.waitFor(
      () => {
        collect();
        // As yes or no: a failed expectation would hold what it was about.
        expect(electron.made[0]?.deref() === undefined).toBe(true);
      },
      { timeout: 20_000 },
    );
  });
});

describe('notifications that a person chose', () => {
  beforeEach(() => void electron.shown.splice(0));
  const shownWith = (choices: WindowChoices, tell: (notifier: ReturnType<typeof createNotifier>) => void): string[] => {
    electron.shown.splice(0);
    tell(createNotifier({ windowIsSeen: () => false, onClick: () => undefined, choices: () => choices }));
    return electron.shown.map(({ title }) => title);
  };
  const charge = (id: string, over: Partial<ChargeView>) => chargeView({ id, order_id: id, ...over });
  const PAID = { status: 'paid', final: true, paid: true } as const;
  const alertOf = (code: AlertCode, id: number) => ({
    id,
    at: '2026-11-23T12:00:00.000Z',
    code,
    level: 'critical' as const,
    charge_id: null,
    order_id: null,
    message: code,
    acknowledged: false,
  });
  const KINDS: readonly [HappeningKind, title: string, tell: (notifier: ReturnType<typeof createNotifier>) => void][] =
    [
      ['paid', 'Paid: A', (notifier) => notifier.charge(charge('A', PAID))],
      ['not_paid', 'Not paid: B', (notifier) => notifier.charge(charge('B', { status: 'declined', final: true }))],
      ['expired', 'Not paid: C', (notifier) => notifier.charge(charge('C', { status: 'expired', final: true }))],
      ['in_doubt', 'In doubt: D', (notifier) => notifier.charge(charge('D', { status: 'in_doubt' }))],
      ...(['late_payment', 'offline', 'charge_in_doubt'] as const).map(
        (code): [HappeningKind, string, (notifier: ReturnType<typeof createNotifier>) => void] => [
          code === 'charge_in_doubt' ? 'in_doubt' : code,
          'Puente: look at this',
          (notifier) => {
            notifier.status(statusView({ alerts: [] }));
            notifier.status(statusView({ alerts: [alertOf(code, 1)] }));
          },
        ],
      ),
    ];

  it.each(KINDS)(
    '%s is told in English, and not when it is muted; what is muted beside it changes nothing',
    (kind, title, tell) => {
      const others = HAPPENINGS.filter((each) => each !== kind);
      expect(shownWith({ lang: 'en', muted: [] }, tell)).toEqual([title]);
      expect(shownWith({ lang: 'en', muted: others }, tell)).toEqual([title]);
      expect(shownWith({ lang: 'en', muted: [kind] }, tell)).toEqual([]);
    },
  );

  it('tell a late payment as one, under its own kind', () => {
    const late = (notifier: ReturnType<typeof createNotifier>): void => {
      notifier.charge(charge('E', { status: 'expired', final: true }));
      notifier.charge(charge('E', PAID));
    };
    expect(shownWith({ lang: 'es', muted: ['expired', 'paid'] }, late)).toEqual(['Pago tardío: E']);
    expect(shownWith({ lang: 'es', muted: ['expired', 'late_payment'] }, late)).toEqual([]);
  });

  it('are told however much is muted when nobody may miss them', () => {
    expect(
      shownWith({ lang: 'es', muted: [...HAPPENINGS] }, (notifier) => {
        notifier.status(statusView({ alerts: [] }));
        notifier.status(statusView({ alerts: [alertOf('disk_full', 1)] }));
      }),
    ).toEqual(['Puente: revise esto']);
  });

  it('hold for the next start as well, and a broken file for none', () => {
    let changes = 0;
    const folder = mkdtempSync(path.join(os.tmpdir(), 'puente-choices-'));
    const open = () =>
      createWindowChoices(
        folder,
        () => 'en',
        () => (changes += 1),
      );
    expect(open().current()).toEqual({ lang: 'en', muted: [] });
    open().keep({ lang: 'es', muted: ['paid'] });
    expect(open().current()).toEqual({ lang: 'es', muted: ['paid'] });
    open().keep({ lang: 'es', muted: ['paid'] });
    expect(changes).toBe(1);
    writeFileSync(path.join(folder, 'window-choices.json'), '{"lang":');
    expect(open().lang()).toBe('en');
    rmSync(folder, { recursive: true, force: true });
  });
});
