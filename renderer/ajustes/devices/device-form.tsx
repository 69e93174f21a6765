import { useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import type { PortInfo } from '../../../main/contract/devices.ts';
import type { SettingsView } from '../../../main/contract/settings.ts';
import { Button } from '../../ui/button.tsx';
import { Choice } from '../../ui/choice.tsx';
import { Field } from '../../ui/field.tsx';
import { Pick } from '../folder-wizard/pick.tsx';
import { useLook } from '../use-bridge.ts';
import { useSave } from '../use-settings.ts';
import {
  EMPTY,
  findDraftFaults,
  KINDS,
  PROFILES,
  withDevice,
  type Draft,
  type DraftFaults,
  type Kind,
} from './new-device.ts';

export interface DeviceFormProps {
  readonly settings: SettingsView;
  readonly onDone: () => void;
}

/** A new till line, display or printer, on one of this machine's ports. */
export function DeviceForm({ settings, onDone }: DeviceFormProps) {
  const { t } = useTranslation();
  const save = useSave(settings);
  const { devices, terminals } = settings.config;
  const ports = useLook<{ readonly data: readonly PortInfo[] }>('/v1/devices/ports').data?.data ?? [];
  const [kind, setKind] = useState<Kind>('serial');
  const [draft, setDraft] = useState<Draft>(EMPTY);
  const [faults, setFaults] = useState<DraftFaults>({});
  const [byHand, setByHand] = useState(false);
  const set = (part: Partial<Draft>): void => setDraft({ ...draft, ...part });
  const way = kind === 'printers' ? draft.way : 'serial';
  /** Where the bridge puts a fault of the new device: it is the last of its kind. */
  const at = `devices.${kind}.${devices[kind].length}${kind === 'printers' ? '.via' : ''}`;
  const faultOf = (field: keyof Draft, where: string): string | undefined => {
    const own = faults[field];
    return own ? t(`ajustes.devices.fault.${own}`) : save.faults[where];
  };

  function submit(event: FormEvent): void {
    event.preventDefault();
    const found = findDraftFaults(
      { ...draft, way },
      kind,
      KINDS.flatMap((each) => devices[each].map(({ id }) => id)),
    );
    setFaults(found);
    save.setFaults({});
    if (Object.keys(found).length > 0) return;
    void save.save({ devices: withDevice(devices, kind, { ...draft, way }, ports) }).then((saved) => saved && onDone());
  }

  return (
    <form className="form" onSubmit={submit} noValidate>
      <Choice
        row
        label={t('ajustes.devices.kind')}
        value={kind}
        onChange={setKind}
        options={KINDS.map((value) => ({ value, label: t(`ajustes.devices.one.${value}`) }))}
      />
      <Field
        label={t('ajustes.devices.id')}
        hint={t('ajustes.devices.idHint')}
        value={draft.id}
        onChange={(id) => set({ id: id.trim() })}
        error={faultOf('id', `devices.${kind}.${devices[kind].length}.id`)}
        maxLength={24}
        autoComplete="off"
        autoFocus
      />
      {kind === 'printers' && (
        <Choice
          row
          label={t('ajustes.devices.way.label')}
          value={draft.way}
          onChange={(next) => set({ way: next })}
          options={(['serial', 'tcp', 'device'] as const).map((value) => ({
            value,
            label: t(`ajustes.devices.by.${value}`),
          }))}
        />
      )}
      {way === 'tcp' && (
        <div className="form-pair">
          <Field
            label={t('ajustes.devices.host')}
            placeholder="192.168.1.50"
            value={draft.host}
            onChange={(host) => set({ host: host.trim() })}
            error={faultOf('host', `${at}.host`)}
          />
          <Field
            label={t('ajustes.devices.netPort')}
            inputMode="numeric"
            value={draft.port}
            onChange={(port) => set({ port: port.trim() })}
            error={faultOf('port', `${at}.port`)}
            maxLength={5}
          />
        </div>
      )}
      {way === 'serial' && (
        <Pick
          label={t('ajustes.devices.port')}
          value={byHand ? '*' : draft.path}
          onChange={(path) => {
            setByHand(path === '*');
            set({ path: path === '*' ? '' : path });
          }}
          options={[
            { value: '', label: t('ajustes.devices.choosePort') },
            ...ports.map(({ path, name }) => ({ value: path, label: name })),
            { value: '*', label: t('ajustes.devices.otherPort') },
          ]}
        />
      )}
      {way === 'serial' && !byHand && faultOf('path', `${at}.path`) && (
        <p className="form-fault" role="alert">
          {faultOf('path', `${at}.path`)}
        </p>
      )}
      {(way === 'device' || (way === 'serial' && byHand)) && (
        <Field
          label={t('ajustes.devices.path')}
          placeholder={way === 'device' ? '/dev/usb/lp0' : 'COM3'}
          value={draft.path}
          onChange={(path) => set({ path: path.trim() })}
          error={faultOf('path', `${at}.path`)}
          maxLength={200}
        />
      )}
      {way === 'serial' && (
        <Field
          label={t('ajustes.devices.baudRate')}
          hint={t('ajustes.devices.baudRateHint')}
          inputMode="numeric"
          value={draft.baudRate}
          onChange={(baudRate) => set({ baudRate: baudRate.trim() })}
          error={faultOf('baudRate', `${at}.line.baudRate`)}
          maxLength={6}
        />
      )}
      {kind === 'serial' && (
        <Pick
          label={t('ajustes.devices.profile')}
          value={draft.profile}
          onChange={(next) => set({ profile: PROFILES.find((profile) => profile === next) ?? draft.profile })}
          options={PROFILES.map((value) => ({ value, label: t(`ajustes.devices.profiles.${value}`) }))}
        />
      )}
      {kind === 'displays' && (
        <Choice
          row
          label={t('ajustes.devices.dialect')}
          value={draft.dialect}
          onChange={(dialect) => set({ dialect })}
          options={[
            { value: 'escpos', label: 'ESC/POS' },
            { value: 'cd5220', label: 'CD5220' },
          ]}
        />
      )}
      {kind === 'printers' ? (
        <Choice
          row
          label={t('ajustes.devices.paper')}
          value={draft.paper}
          onChange={(paper) => set({ paper })}
          options={[
            { value: '80', label: '80 mm' },
            { value: '58', label: '58 mm' },
          ]}
        />
      ) : (
        <Pick
          label={t('ajustes.devices.terminal')}
          value={draft.terminal}
          onChange={(terminal) => set({ terminal })}
          options={[
            { value: '', label: t('ajustes.devices.usualTerminal') },
            ...terminals.map(({ alias, name }) => ({ value: alias, label: name })),
          ]}
        />
      )}
      {save.faults['form'] && (
        <p className="form-fault" role="alert">
          {save.faults['form']}
        </p>
      )}
      <div className="form-row">
        <Button type="submit" look="main" isDisabled={save.saving}>
          {save.saving ? t('common.working') : t('common.save')}
        </Button>
        <Button onPress={onDone}>{t('common.cancel')}</Button>
      </div>
    </form>
  );
}
