import { Cable, CirclePlus, MonitorCheck, Pencil, Printer, Trash2 } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Switch } from 'react-aria-components';
import type { DeviceStatus } from '../../main/contract/devices.ts';
import type { SettingsView } from '../../main/contract/settings.ts';
import { Button } from '../ui/button.tsx';
import { useLang } from '../words/use-lang.ts';
import { DeviceForm } from './devices/device-form.tsx';
import { KINDS, type Devices, type Kind } from './devices/new-device.ts';
import { PreviewDialog } from './devices/preview-dialog.tsx';
import { TrafficDialog } from './devices/traffic-dialog.tsx';
import { Section } from './section.tsx';
import { useAsk, useLook } from './use-bridge.ts';
import { useSave } from './use-settings.ts';

const ICONS = { serial: Cable, displays: MonitorCheck, printers: Printer };
const LOOK_MS = 1500;
type Device = Devices[Kind][number];

function placeOf(device: Device): string {
  if ('path' in device) return device.path;
  return device.via.kind === 'tcp' ? `${device.via.host}:${device.via.port}` : device.via.path;
}

/** Tills on serial ports, customer displays and receipt printers: how each is, what passes over it, and how one is added. */
export function DeviceSection({ settings }: { readonly settings: SettingsView }) {
  const { t } = useTranslation();
  const lang = useLang();
  const save = useSave(settings);
  const ask = useAsk();
  // Undefined at first: the focus comes back to the button only from the form.
  const [adding, setAdding] = useState<boolean>();
  /** The device whose form is open, and the one whose form was closed last: its button has the focus again. */
  const [editing, setEditing] = useState<string>();
  const [edited, setEdited] = useState<string>();
  const [open, setOpen] = useState<{ readonly box: 'traffic' | 'preview'; readonly id: string }>();
  const { devices } = settings.config;
  const look = useLook<{ readonly data: readonly DeviceStatus[] }>('/v1/devices', LOOK_MS);
  const statusOf = (id: string): DeviceStatus | undefined => look.data?.data.find((status) => status.id === id);

  const turn = (kind: Kind, id: string, enabled: boolean): void =>
    void save.save({
      devices: {
        ...devices,
        [kind]: devices[kind].map((device) => (device.id === id ? { ...device, enabled } : device)),
      },
    });
  const remove = (kind: Kind, id: string): void =>
    void save.save({ devices: { ...devices, [kind]: devices[kind].filter((device) => device.id !== id) } });

  function row(kind: Kind, device: Device) {
    const { id, enabled } = device;
    const Icon = ICONS[kind];
    const status = enabled ? statusOf(id) : undefined;
    if (editing === id) {
      const close = (): void => {
        setEditing(undefined);
        setEdited(id);
      };
      return (
        <li key={id} data-device={id} className="item-form">
          <DeviceForm settings={settings} of={{ kind, device }} onDone={close} />
        </li>
      );
    }
    return (
      <li key={id} data-device={id}>
        <Icon aria-hidden />
        <span>
          <strong>{id}</strong>
          <span>{placeOf(device)}</span>
          {status && (
            <span>
              {t(`ajustes.devices.state.${status.state}`)}
              {status.waitingJobs > 0 && ` · ${t('ajustes.devices.waiting', { count: status.waitingJobs })}`}
            </span>
          )}
          {status?.problem && <span className="bad">{status.problem[lang]}</span>}
        </span>
        <Switch className="switch" isSelected={enabled} isDisabled={save.saving} onChange={(on) => turn(kind, id, on)}>
          <span className="switch-track" aria-hidden="true" />
          {enabled ? t('ajustes.devices.on') : t('ajustes.devices.off')}
          <span className="visually-hidden">{id}</span>
        </Switch>
        <div className="form-row item-actions" role="group" aria-label={id}>
          {status && kind !== 'serial' && (
            <Button
              size="small"
              onPress={() => void ask(`/v1/devices/${encodeURIComponent(id)}/test`, {}, t('ajustes.devices.tested'))}
            >
              {t('ajustes.devices.test')}
            </Button>
          )}
          {status && (
            <Button size="small" onPress={() => setOpen({ box: 'traffic', id })}>
              {t('ajustes.devices.traffic')}
            </Button>
          )}
          {status && kind === 'printers' && (
            <Button size="small" onPress={() => setOpen({ box: 'preview', id })}>
              {t('ajustes.devices.preview')}
            </Button>
          )}
          <Button
            size="small"
            icon={<Pencil aria-hidden />}
            autoFocus={edited === id}
            aria-label={t('ajustes.devices.edit', { id })}
            onPress={() => setEditing(id)}
          >
            {t('ajustes.devices.change')}
          </Button>
          {!enabled && (
            <Button
              size="small"
              look="danger"
              icon={<Trash2 aria-hidden />}
              isBusy={save.saving}
              onPress={() => remove(kind, id)}
            >
              {t('ajustes.devices.remove', { id })}
            </Button>
          )}
        </div>
      </li>
    );
  }

  return (
    <Section title={t('ajustes.section.aparatos')} lead={t('ajustes.devices.lead')}>
      {adding ? (
        <DeviceForm settings={settings} onDone={() => setAdding(false)} />
      ) : (
        <div className="form-row">
          <Button
            autoFocus={adding === false}
            look="main"
            icon={<CirclePlus aria-hidden />}
            onPress={() => setAdding(true)}
          >
            {t('ajustes.devices.add')}
          </Button>
        </div>
      )}
      {look.isError && (
        <p className="form-fault" role="alert">
          {look.error.message}
        </p>
      )}
      {KINDS.map((kind) => (
        <div key={kind}>
          <h3>{t(`ajustes.devices.${kind}`)}</h3>
          {devices[kind].length === 0 ? (
            <p className="form-note">{t('ajustes.devices.none')}</p>
          ) : (
            <ul className="item-list">{devices[kind].map((device) => row(kind, device))}</ul>
          )}
        </div>
      ))}
      {save.faults['form'] && (
        <p className="form-fault" role="alert">
          {save.faults['form']}
        </p>
      )}
      <p className="section-lead">{t('ajustes.devices.how', { file: `${settings.data_folder}/config.json` })}</p>
      {open?.box === 'traffic' && <TrafficDialog id={open.id} onClose={() => setOpen(undefined)} />}
      {open?.box === 'preview' && <PreviewDialog id={open.id} onClose={() => setOpen(undefined)} />}
    </Section>
  );
}
