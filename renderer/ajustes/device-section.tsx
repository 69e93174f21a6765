import { Cable, MonitorCheck, Printer } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { Switch } from 'react-aria-components';
import type { Config } from '../../main/contract/config.ts';
import type { SettingsView } from '../../main/contract/settings.ts';
import { Section } from './section.tsx';
import { useSave } from './use-settings.ts';

type Devices = Config['devices'];
const KINDS = ['serial', 'displays', 'printers'] as const;
const ICONS = { serial: Cable, displays: MonitorCheck, printers: Printer };

/** Tills on serial ports, customer displays and receipt printers: what there is, each to be switched off and on. */
export function DeviceSection({ settings }: { readonly settings: SettingsView }) {
  const { t } = useTranslation();
  const save = useSave(settings);
  const { devices } = settings.config;
  const placeOf = (
    device: Devices['serial'][number] | Devices['displays'][number] | Devices['printers'][number],
  ): string =>
    'path' in device
      ? device.path
      : device.via.kind === 'tcp'
        ? `${device.via.host}:${device.via.port}`
        : device.via.path;

  function turn(kind: (typeof KINDS)[number], id: string, enabled: boolean): void {
    const changed = devices[kind].map((device) => (device.id === id ? { ...device, enabled } : device));
    void save.save({ devices: { ...devices, [kind]: changed } });
  }

  return (
    <Section title={t('ajustes.section.aparatos')} lead={t('ajustes.devices.lead')}>
      {KINDS.map((kind) => {
        const Icon = ICONS[kind];
        return (
          <div key={kind}>
            <h3>{t(`ajustes.devices.${kind}`)}</h3>
            {devices[kind].length === 0 ? (
              <p className="form-note">{t('ajustes.devices.none')}</p>
            ) : (
              <ul className="item-list">
                {devices[kind].map((device) => (
                  <li key={device.id}>
                    <Icon aria-hidden />
                    <span>
                      <strong>{device.id}</strong>
                      <span>{placeOf(device)}</span>
                    </span>
                    <Switch
                      className="switch"
                      isSelected={device.enabled}
                      isDisabled={save.saving}
                      onChange={(on) => turn(kind, device.id, on)}
                    >
                      <span className="switch-track" aria-hidden="true" />
                      {device.enabled ? t('ajustes.devices.on') : t('ajustes.devices.off')}
                      <span className="visually-hidden">{device.id}</span>
                    </Switch>
                  </li>
                ))}
              </ul>
            )}
          </div>
        );
      })}
      {save.faults['form'] && (
        <p className="form-fault" role="alert">
          {save.faults['form']}
        </p>
      )}
      <p className="section-lead">{t('ajustes.devices.how', { file: `${settings.data_folder}/config.json` })}</p>
    </Section>
  );
}
