import { isIP } from 'node:net';
import type { Behaviour } from './behaviour.ts';
import { invalid, type Refusal } from './refusal.ts';
import type { WebhookEndpoint } from './state.ts';
import { newId, type World } from './world.ts';

/** `POST /api/webhook_endpoints {url, description}`: "the URL must be public HTTPS" [ref]. */
export function registerEndpoint(world: World, body: Readonly<Record<string, unknown>>): WebhookEndpoint | Refusal {
  const { url, description } = body;
  if (typeof url !== 'string' || !isAllowed(url, world.behaviour().webhookUrls))
    return invalid({ url: ['debe ser una dirección HTTPS pública'] });
  if (description !== undefined && description !== null && typeof description !== 'string')
    return invalid({ description: ['debe ser texto'] });
  const endpoint: WebhookEndpoint = {
    id: newId(world, 'we'),
    url,
    description: description ?? '',
    createdAtMs: world.now(),
    secrets: [newSecret(world)],
  };
  world.state.endpoints.push(endpoint);
  world.log.write({ kind: 'endpoint', id: endpoint.id, state: 'registered' });
  return endpoint;
}

/** `whsec_<base64>` of 24 bytes, as Svix makes them. */
export const newSecret = (world: Pick<World, 'random'>): string =>
  `whsec_${Buffer.from(Array.from({ length: 24 }, () => Math.floor(world.random() * 256))).toString('base64')}`;

function isAllowed(text: string, rule: Behaviour['webhookUrls']): boolean {
  if (!URL.canParse(text)) return false;
  const url = new URL(text);
  if (rule === 'any') return url.protocol === 'https:' || url.protocol === 'http:';
  const isName = isIP(url.hostname.replace(/^\[|\]$/g, '')) === 0 && url.hostname.includes('.');
  return url.protocol === 'https:' && isName && !/\.(local|localhost|internal|lan)$/.test(url.hostname);
}
