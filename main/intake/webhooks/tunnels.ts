import type { Lang } from '../../contract/faults.ts';
import type { WebhooksView } from '../../contract/webhooks.ts';

/** How a public HTTPS address is led to this PC, by tool; sources: the manuals of cloudflared, ngrok and tailscale. */
export function describeTunnels(localUrl: string, lang: Lang): WebhooksView['steps'] {
  const port = new URL(localUrl).port;
  const texts = TEXTS[lang];
  return [
    {
      tool: 'cloudflared',
      commands: [
        'cloudflared tunnel login',
        'cloudflared tunnel create puente',
        'cloudflared tunnel route dns puente puente.example.com',
        `cloudflared tunnel run --url ${localUrl} puente`,
      ],
      text: texts.cloudflared,
    },
    {
      tool: 'ngrok',
      commands: ['ngrok config add-authtoken TOKEN', `ngrok http --url=puente.ngrok.app ${port}`],
      text: texts.ngrok,
    },
    { tool: 'tailscale', commands: ['tailscale up', `tailscale funnel --bg ${port}`], text: texts.tailscale },
  ];
}

const TEXTS = {
  es: {
    cloudflared:
      'Necesita un dominio en Cloudflare. Cambie puente.example.com por el suyo e instale el túnel como servicio para que abra con la computadora.',
    ngrok: 'Con una cuenta de ngrok y su dominio fijo. Instálelo como servicio para que abra con la computadora.',
    tailscale: 'Con Funnel permitido en su red de Tailscale. La dirección pública la dice el mismo comando.',
  },
  en: {
    cloudflared:
      'Needs a domain at Cloudflare. Put yours in place of puente.example.com and install the tunnel as a service so that it opens with the PC.',
    ngrok: 'With an account at ngrok and its fixed domain. Install it as a service so that it opens with the PC.',
    tailscale: 'With Funnel allowed in your tailnet. The command itself tells the public address.',
  },
} as const;
