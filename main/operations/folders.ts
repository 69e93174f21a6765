import { access, constants, stat } from 'node:fs/promises';
import { z } from 'zod';
import { SHIPPED_PROFILES } from '../../native/profiles/profiles.ts';
import type { Clock } from '../contract/clock.ts';
import { describeConfigFaults, zodWords, type ConfigFault } from '../contract/config-faults.ts';
import type { Lang } from '../contract/faults.ts';
import type { FileLedger } from '../contract/file-ledger.ts';
import { folderStatusSchema, profileSchema, type FolderStatus, type Profile } from '../contract/folders.ts';
import {
  previewRequestSchema,
  previewSchema,
  proposeAnswerSchema,
  proposeRequestSchema,
} from '../contract/folder-wizard.ts';
import { describeProblem } from '../contract/problems.ts';
import { createTurns } from '../contract/turns.ts';
import type { DryRunDefaults } from '../intake/files/dry-run.ts';
import { answerPreview, answerPropose } from '../intake/files/folder-calls.ts';
import { importOnce } from '../intake/files/import-once.ts';
import type { Quiet } from '../quiet.ts';
import { defineOperation, ok, refuse, type Answer, type Call, type Operation } from '../intake/http/server.ts';

export interface FolderCallDeps {
  readonly folders: {
    status(): readonly FolderStatus[];
    rescan(): void;
    keyOf(profile: Pick<Profile, 'name'>): string | undefined;
    readonly ledger: FileLedger;
  };
  readonly clock: Clock;
  readonly quiet: Pick<Quiet, 'isQuiet'>;
  readonly defaults: () => DryRunDefaults;
  /** A profile by its name: a folder's of the configuration, or a shipped one. */
  readonly findProfile: (name: string) => Profile | undefined;
  readonly onProgress: (progress: { folder: string; file: string; rowsDone: number; totalRows: number }) => void;
}

/** Three samples of a megabyte each, base64. */
const SAMPLES_MAX_BYTES = 5 * 1024 * 1024;

const importSchema = z
  .strictObject({
    profile: z.union([z.string({ error: 'required' }).min(1, 'required'), z.record(z.string(), z.unknown())], {
      error: 'required',
    }),
    file: z.string({ error: 'required' }).min(1, 'required').meta({ description: 'A path on this computer' }),
    dry_run: z.boolean({ error: 'boolean_expected' }).optional(),
  })
  .meta({ id: 'ImportFile' });

/** Names every fault of a profile, and every key that it cannot have. */
function refuseProfile(faults: readonly ConfigFault[], lang: Lang): Answer {
  const body = describeProblem({ code: 'invalid_request' }, lang);
  const errors = faults.map(({ path, message }) => ({ path: `profile.${path}`, message }));
  return { status: body.status, body: { ...body, errors } };
}

/** The watched folders, the profile wizard (nothing there charges or keeps a file), and the import of one file by IT. */
export function createFolderOperations({
  folders,
  clock,
  quiet: { isQuiet },
  defaults,
  findProfile,
  onProgress,
}: FolderCallDeps): Operation[] {
  const context = ({ lang }: Pick<Call, 'lang'>) => ({
    ...defaults(),
    nowMs: clock.now(),
    mtimeMs: clock.now(),
    lang,
    terminalOpen: true,
  });
  const inTurn = createTurns();
  return [
    defineOperation({
      id: 'listFolders',
      method: 'get',
      path: '/v1/folders',
      scope: 'read',
      group: 'bridge',
      summary: { es: 'Las carpetas vigiladas y cómo están', en: 'The watched folders and how they are' },
      answers: {
        200: {
          text: { es: 'Las carpetas', en: 'The folders' },
          schema: z.object({ data: z.array(folderStatusSchema) }),
        },
      },
      problems: [],
      handle: () => ok({ data: folders.status() }),
    }),
    defineOperation({
      id: 'rescanFolders',
      method: 'post',
      path: '/v1/folders/rescan',
      scope: 'charge',
      group: 'bridge',
      summary: { es: 'Mira las carpetas ahora', en: 'Looks at the folders now' },
      answers: { 200: { text: { es: 'Se están mirando', en: 'They are being looked at' } } },
      problems: [],
      handle() {
        folders.rescan();
        return ok({ rescanning: true });
      },
    }),
    defineOperation({
      id: 'proposeProfile',
      method: 'post',
      path: '/v1/folders/propose',
      scope: 'manage',
      group: 'bridge',
      summary: { es: 'Propone un perfil a partir de archivos de muestra', en: 'Proposes a profile from sample files' },
      request: {
        schema: proposeRequestSchema,
        example: { samples: [{ name: 'ventas.csv', content_base64: 'RmFjdHVyYTtUb3RhbApBLTE7MjYwLjcwCg==' }] },
        maxBytes: SAMPLES_MAX_BYTES,
      },
      answers: {
        200: {
          text: { es: 'El perfil y los cobros que haría', en: 'The profile and the charges it would make' },
          schema: proposeAnswerSchema,
        },
      },
      problems: ['invalid_request'],
      handle: async (call) => ok(await answerPropose(call.body, context(call), SHIPPED_PROFILES)),
    }),
    defineOperation({
      id: 'previewProfile',
      method: 'post',
      path: '/v1/folders/preview',
      scope: 'manage',
      group: 'bridge',
      summary: {
        es: 'Los cobros que un perfil haría de estos archivos',
        en: 'The charges that a profile would make of these files',
      },
      request: {
        schema: previewRequestSchema,
        example: { profile: { format: 'csv' }, samples: [{ name: 'ventas.csv', content_base64: '' }] },
        maxBytes: SAMPLES_MAX_BYTES,
      },
      answers: {
        200: { text: { es: 'Los cobros y los rechazos', en: 'The charges and the rejects' }, schema: previewSchema },
      },
      problems: ['invalid_request'],
      async handle(call) {
        const answer = await answerPreview(call.body, context(call));
        if ('preview' in answer) return ok(answer.preview);
        return refuseProfile(answer.faults, call.lang);
      },
    }),
    defineOperation({
      id: 'importFile',
      method: 'post',
      path: '/v1/folders/import',
      scope: 'manage',
      group: 'bridge',
      summary: { es: 'Importa un archivo de esta computadora una vez', en: 'Imports one file of this computer once' },
      request: { schema: importSchema, example: { profile: 'generic-csv', file: 'C:/ERP/ventas.csv', dry_run: true } },
      answers: { 200: { text: { es: 'Qué se hizo con cada fila', en: 'What was done with each row' } } },
      problems: ['invalid_request', 'file_unreadable'],
      async handle(call): Promise<Answer> {
        const { profile: wanted, file, dry_run: dryRun = false } = call.body;
        const parsed =
          typeof wanted === 'string'
            ? { data: findProfile(wanted), error: undefined }
            : profileSchema.safeParse(wanted, { error: zodWords(call.lang) });
        if (parsed.error) return refuseProfile(describeConfigFaults(parsed.error.issues, call.lang), call.lang);
        const profile = parsed.data;
        if (!profile)
          return refuse({ code: 'invalid_request', faults: [{ path: 'profile', fault: 'invalid' }] }, call.lang);
        try {
          await access(file, constants.R_OK);
          if (!(await stat(file)).isFile()) throw new Error('EISDIR: not a file');
        } catch (error) {
          return refuse({ code: 'file_unreadable', params: { file, reason: (error as Error).message } }, call.lang);
        }
        const home = folders.keyOf(profile);
        const run = () =>
          importOnce({
            ...{ profile, file, dryRun, ledger: folders.ledger, clock, isQuiet, defaults: defaults(), onProgress },
            ...(home !== undefined && { home }),
          });
        // Told twice at a time, the second finds what the first has taken.
        return ok(await (dryRun ? run() : inTurn('import', run)));
      },
    }),
  ];
}
