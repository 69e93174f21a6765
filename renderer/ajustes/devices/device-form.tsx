import { useEffect, useRef, useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { Switch } from 'react-aria-components';
import type { PortInfo } from '../../../main/contract/devices.ts';
import type { SettingsView } from '../../../main/contract/settings.ts';
import { Button } from '../../ui/button.tsx';
import { Choice } from '../../ui/choice.tsx';
import { Field } from '../../ui/field.tsx';
import { Pick } from '../folder-wizard/pick.tsx';
import { useLook } from '../use-bridge.ts';
import { useSave } from '../use-settings.ts';
import {
  draftOf,
  EMPTY,
  findDraftFaults,
  KINDS,
  OWN_PROFILE,
  PROFILES,
  withDevice,
  type Devices,
  type Draft,
  type DraftFaults,
  type Kind,
} from './new-device.ts';

export interface DeviceFormProps {
  readonly settings: SettingsView;
  /** The device to change; a new one without it. */
  readonly of?: { readonly kind: Kind; readonly device: Devices[Kind][number] };
  readonly onDone: () => void;
}

/** A till line, display or printer, on one of this machine's ports: a new one, or one that is there already. */
export function DeviceForm({ settings, of: changed, onDone }: DeviceFormProps) {
  const { t } = useTranslation();
  const save = useSave(settings);
  const { devices, terminals } = settings.config;
  const before = changed?.device;
  const look = useLook<{ readonly data: readonly PortInfo[] }>('/v1/devices/ports').data?.data;
  const ports = look ?? [];
  const [kind, setKind] = useState<Kind>(changed?.kind ?? 'serial');
  const [draft, setDraft] = useState<Draft>(() => (before ? draftOf(before) : EMPTY));
  const [faults, setFaults] = useState<DraftFaults>({});
  const [chosen, setByHand] = useState<boolean>();
  // A port that the machine does not list now (unplugged, or a path) is shown as it is written.
  const byHand = chosen ?? (look !== undefined && draft.path !== '' && !look.some(({ path }) => path === draft.path));
  const form = useRef<HTMLFormElement>(null);
  // The button that opened it is gone: the keyboard goes on in the first field.
  const isChange = before !== undefined;
  useEffect(() => {
    if (isChange) form.current?.querySelector<HTMLElement>('select, input, textarea')?.focus();
  }, [isChange]);
  const set = (part: Partial<Draft>): void => setDraft({ ...draft, ...part });
  const way = kind === 'printers' ? draft.way : 'serial';
  /** Where the bridge puts a fault of this device; a new one is the last of its kind. */
  const index = before ? devices[kind].findIndex(({ id }) => id === before.id) : devices[kind].length;
  const root = `devices.${kind}.${index}`;
  const at = `${root}${kind === 'printers' ? '.via' : ''}`;
  const faultOf = (field: keyof Draft, where: string): string | undefined => {
    const own = faults[field];
    return own ? t(`ajustes.devices.fault.${own}`) : save.faults[where];
  };

  function submit(event: FormEvent): void {
    event.preventDefault();
    const found = findDraftFaults(
      { ...draft, way },
      kind,
      KINDS.flatMap((each) => devices[each].map(({ id }) => id)).filter((id) => id !== before?.id),
    );
    setFaults(found);
    save.setFaults({});
    if (Object.keys(found).length > 0) return;
    void save
      .save({ devices: withDevice(devices, kind, { ...draft, way }, ports, before) })
      .then((saved) => saved && onDone());
  }

  return (
    <form
      ref={form}
      className="form"
      onSubmit={submit}
      noValidate
      aria-label={before && t('ajustes.devices.edit', { id: before.id })}
    >
      {before ? (
        <h4>{t('ajustes.devices.edit', { id: before.id })}</h4>
      ) : (
        <>
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
            error={faultOf('id', `${root}.id`)}
            maxLength={24}
            autoComplete="off"
            autoFocus
          />
        </>
      )}
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
          onChange={(next) => set({ profile: PROFILES.find((profile) => profile === next) ?? OWN_PROFILE })}
          options={[
            ...(before && draftOf(before).profile === OWN_PROFILE
              ? [{ value: OWN_PROFILE, label: t('ajustes.devices.ownProfile') }]
              : []),
            ...PROFILES.map((value) => ({ value, label: t(`ajustes.devices.profiles.${value}`) })),
          ]}
        />
      )}
      {kind === 'displays' && (
        <>
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
          <div className="form-pair">
            <Field
              label={t('ajustes.devices.welcome')}
              value={draft.welcome[0]}
              onChange={(text) => set({ welcome: [text, draft.welcome[1]] })}
              maxLength={20}
            />
            <Field
              label={t('ajustes.devices.welcome2')}
              value={draft.welcome[1]}
              onChange={(text) => set({ welcome: [draft.welcome[0], text] })}
              maxLength={20}
            />
          </div>
        </>
      )}
      {kind === 'printers' && (
        <>
          {(['header', 'footer'] as const).map((part) => (
            <Field
              key={part}
              label={t(`ajustes.devices.${part}`)}
              hint={t('ajustes.devices.linesHint')}
              lines={3}
              value={draft[part]}
              onChange={(text) => set({ [part]: text })}
              error={faultOf(part, `${root}.${part}`)}
            />
          ))}
          <Switch className="switch" isSelected={draft.drawer} onChange={(drawer) => set({ drawer })}>
            <span className="switch-track" aria-hidden="true" />
            {t('ajustes.devices.drawer')}
          </Switch>
        </>
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
        <Button type="submit" look="main" isBusy={save.saving}>
          {save.saving ? t('common.working') : t('common.save')}
        </Button>
        <Button onPress={onDone}>{t('common.cancel')}</Button>
      </div>
    </form>
  );
}
