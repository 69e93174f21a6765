import type { Overrides } from '../adjust-config.ts';
import type { Core } from '../core.ts';
import { createDayCompare } from '../day-compare.ts';
import type { Operation } from '../intake/http/server.ts';
import type { CallerKeys } from '../keys.ts';
import type { Outputs } from '../outputs.ts';
import { createAlertOperation } from './alerts.ts';
import { createCallbackOperations } from './callbacks.ts';
import { createDayCompareOperation } from './day-compare.ts';
import { createDayReportOperation } from './day-report.ts';
import { createDeviceOperations } from './devices.ts';
import { createEvidenceOperation } from './evidence.ts';
import { createFolderOperations } from './folders.ts';
import { createHubOperations } from './hub.ts';
import { createKeyOperations } from './keys.ts';
import { createMetricsOperation } from './metrics.ts';
import { createRefundOperations } from './refunds.ts';
import { createSettingsOperations } from './settings.ts';
import { createWebhookOperations } from './webhooks.ts';

export interface OperationParts extends Core, Outputs {
  readonly keys: CallerKeys;
  readonly sandbox: Overrides['sandbox'];
}

/** Every call of the API beside the intake's own (charges, terminals, status, events). */
export const createOperations = (parts: OperationParts): Operation[] => [
  createAlertOperation(parts),
  createEvidenceOperation(parts),
  ...createRefundOperations(parts),
  ...createKeyOperations(parts),
  ...createHubOperations(parts),
  createMetricsOperation(parts.metrics),
  ...createWebhookOperations(parts),
  ...createCallbackOperations({ ...parts, secrets: parts.callbackSecrets }),
  createDayReportOperation(parts.dayReport),
  createDayCompareOperation(
    createDayCompare({ ...parts, connection: parts.dispatcher.connection, defaults: parts.folders.defaults }),
  ),
  ...createDeviceOperations({ devices: parts.devices.current, dayReport: parts.dayReport }),
  ...createFolderOperations({ ...parts.folders, ...parts }),
  ...createSettingsOperations({
    ...parts,
    sandboxKey: parts.sandbox?.secretKey,
    clientWith: (key) => parts.clientWith(() => key),
    onKey: () => parts.dispatcher.connection.nudge(),
  }),
];
