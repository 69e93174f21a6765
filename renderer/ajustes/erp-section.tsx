import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Eye, EyeOff, RefreshCcw } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Tab, TabList, TabPanel, Tabs } from 'react-aria-components';
import type { SettingsView } from '../../main/contract/settings.ts';
import { call } from '../api/call.ts';
import { Button } from '../ui/button.tsx';
import { CopyButton } from '../ui/copy-button.tsx';
import { Field } from '../ui/field.tsx';
import { useToast } from '../ui/toasts.tsx';
import { useLang } from '../words/use-lang.ts';
import { Section, SettingsForm } from './section.tsx';
import { makeSnippets } from './snippets.ts';
import { SureDialog } from './sure-dialog.tsx';
import { useSave } from './use-settings.ts';

export interface ErpSectionProps {
  readonly settings: SettingsView;
  readonly onSaved?: () => void;
}

/** How the ERP reaches the bridge: address, key, allowed pages, and code to paste. */
export function ErpSection({ settings, onSaved }: ErpSectionProps) {
  const { t } = useTranslation();
  const { port } = settings.config.server;
  const [key, setKey] = useState<string>();
  const url = location.protocol === 'http:' ? location.origin : `http://127.0.0.1:${port}`;
  const snippets = makeSnippets({
    url,
    key: key ?? t('ajustes.erp.keyPlace'),
    terminal: settings.config.defaultTerminal ?? settings.config.terminals[0]?.alias ?? 'caja1',
  });
  return (
    <Section title={t('ajustes.section.erp')} lead={t('ajustes.erp.lead')}>
      <dl className="facts">
        <div>
          <dt>{t('ajustes.erp.address')}</dt>
          <dd>
            <code>{url}</code> <CopyButton text={url} />
          </dd>
        </div>
        <div>
          <dt>{t('ajustes.erp.docs')}</dt>
          <dd>
            <a href="/docs" target="_blank" rel="noreferrer">
              {url}/docs
            </a>
          </dd>
        </div>
      </dl>
      <ErpKey onShow={setKey} shown={key} file={settings.api_key_file} />
      <h3>{t('ajustes.erp.snippets')}</h3>
      <p className="section-lead">{t('ajustes.erp.snippetsLead')}</p>
      <Tabs className="tabs">
        <TabList className="tab-list" aria-label={t('ajustes.erp.snippets')}>
          {snippets.map(({ name }) => (
            <Tab key={name} id={name} className="tab">
              {name}
            </Tab>
          ))}
        </TabList>
        {snippets.map(({ name, code }) => (
          <TabPanel key={name} id={name} className="tab-panel">
            <pre className="code" tabIndex={0} aria-label={name}>
              {code}
            </pre>
            <CopyButton text={code} />
          </TabPanel>
        ))}
      </Tabs>
      <Origins settings={settings} onSaved={onSaved} />
    </Section>
  );
}

function ErpKey({
  shown,
  onShow,
  file,
}: {
  readonly shown: string | undefined;
  readonly onShow: (key: string | undefined) => void;
  readonly file: string;
}) {
  const { t } = useTranslation();
  const lang = useLang();
  const toast = useToast();
  const queries = useQueryClient();
  const [asking, setAsking] = useState(false);
  const stored = useQuery({
    queryKey: ['api-key'],
    enabled: false,
    gcTime: 0,
    queryFn: async () => {
      const answer = await call<{ api_key: string }>('/v1/settings/api-key', { lang });
      if (!answer.ok) throw new Error(answer.refusal.detail);
      return answer.data.api_key;
    },
  });

  async function toggle(): Promise<void> {
    if (shown !== undefined) {
      onShow(undefined);
      return;
    }
    const { data, error } = await stored.refetch();
    if (data) onShow(data);
    else toast({ tone: 'bad', title: t('ajustes.erp.keyHidden'), detail: error?.message });
  }

  async function renew(): Promise<void> {
    const answer = await call<{ api_key: string }>('/v1/settings/api-key', { lang, body: {} });
    if (answer.ok) {
      onShow(answer.data.api_key);
      queries.removeQueries({ queryKey: ['api-key'] });
    } else toast({ tone: 'bad', title: answer.refusal.title, detail: answer.refusal.detail });
  }

  return (
    <div className="erp-key">
      <h3>{t('ajustes.erp.key')}</h3>
      <p className="section-lead">{t('ajustes.erp.keyLead', { file })}</p>
      <div className="form-row">
        {shown !== undefined && <code className="secret">{shown}</code>}
        {shown !== undefined && <CopyButton text={shown} />}
        <Button
          size="small"
          icon={shown === undefined ? <Eye aria-hidden /> : <EyeOff aria-hidden />}
          onPress={() => void toggle()}
        >
          {shown === undefined ? t('ajustes.erp.show') : t('ajustes.erp.hide')}
        </Button>
        <Button size="small" look="danger" icon={<RefreshCcw aria-hidden />} onPress={() => setAsking(true)}>
          {t('ajustes.erp.renew')}
        </Button>
      </div>
      {asking && (
        <SureDialog
          title={t('ajustes.erp.renew')}
          lead={t('ajustes.erp.renewLead')}
          onSure={() => void renew()}
          onClose={() => setAsking(false)}
        />
      )}
    </div>
  );
}

const ORIGIN = /^https?:\/\/[^/?#\s]+$/;

function Origins({
  settings,
  onSaved,
}: {
  readonly settings: SettingsView;
  readonly onSaved: (() => void) | undefined;
}) {
  const { t } = useTranslation();
  const save = useSave(settings);
  const { server } = settings.config;
  const [port, setPort] = useState(String(server.port));
  const [origins, setOrigins] = useState(server.allowedOrigins.join('\n'));

  function submit(): void {
    const listed = origins
      .split(/\s+/)
      .map((origin) => origin.replace(/\/$/, ''))
      .filter(Boolean);
    const bad = listed.filter((origin) => !ORIGIN.test(origin));
    const faults: Record<string, string> = {};
    if (!/^\d{1,5}$/.test(port) || Number(port) > 65_535)
      faults['server.port'] = t('ajustes.fault.range', { min: 0, max: 65_535 });
    if (bad.length > 0) faults['server.allowedOrigins'] = t('ajustes.fault.origin', { origin: bad[0] });
    save.setFaults(faults);
    if (Object.keys(faults).length === 0)
      void save
        .save({ server: { ...server, port: Number(port), allowedOrigins: listed } })
        .then((isSaved) => isSaved && onSaved?.());
  }

  return (
    <SettingsForm save={save} onSubmit={submit}>
      <h3>{t('ajustes.erp.access')}</h3>
      <Field
        label={t('ajustes.erp.port')}
        hint={t('ajustes.erp.portHint')}
        inputMode="numeric"
        value={port}
        onChange={(value) => setPort(value.trim())}
        error={save.faults['server.port']}
        maxLength={5}
      />
      <Field
        label={t('ajustes.erp.origins')}
        hint={t('ajustes.erp.originsHint')}
        lines={3}
        value={origins}
        onChange={setOrigins}
        error={save.faults['server.allowedOrigins']}
      />
    </SettingsForm>
  );
}
