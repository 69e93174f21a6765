import { useTranslation } from 'react-i18next';
import type { Config } from '../../../main/contract/config.ts';
import type { Preview } from '../../../main/contract/folder-wizard.ts';
import type { Settings } from './draft.ts';
import { Pick } from './pick.tsx';

/** The files' words for terminals that the bridge does not know: such a charge would be refused, so each is asked. */
export function TerminalWords({
  preview,
  profile,
  config,
  onAnswer,
}: {
  readonly preview: Preview | undefined;
  readonly profile: Settings;
  readonly config: Config;
  readonly onAnswer: (setting: string, value: unknown) => void;
}) {
  const { t } = useTranslation();
  const mapped = (profile['terminals'] ?? {}) as Readonly<Record<string, string>>;
  const known = new Set(config.terminals.flatMap(({ alias, id }) => [alias, id]));
  const seen = [...(preview?.cards ?? []), ...(preview?.rejects ?? [])].flatMap(({ terminal }) =>
    terminal && !known.has(terminal) ? [terminal] : [],
  );
  const words = [...new Set([...Object.keys(mapped), ...seen])].sort();
  if (words.length === 0) return null;
  return (
    <section className="folder-part" aria-labelledby="folder-words">
      <h3 id="folder-words">{t('ajustes.folders.words')}</h3>
      <p>{t('ajustes.folders.wordsLead')}</p>
      <div className="form-pair">
        {words.map((word) => (
          <Pick
            key={word}
            label={t('ajustes.folders.word', { word })}
            value={mapped[word] ?? ''}
            onChange={(alias) => onAnswer(`terminals.${word}`, alias || undefined)}
            options={[
              { value: '', label: t('ajustes.folders.pickOne') },
              ...config.terminals.map(({ alias, name }) => ({ value: alias, label: name })),
            ]}
          />
        ))}
      </div>
    </section>
  );
}
