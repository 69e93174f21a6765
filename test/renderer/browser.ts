import { chromium, type Browser, type Page } from 'playwright-core';

/**
 * The address bar of Chromium 15x and newer loads two pages of its own beside each window, a process as busy as the window's. The switch
 * replaces Playwright's own list, so what it turns off for the sake of its tests is here, too.
 */
export const WITHOUT_ADDRESS_BAR = `--disable-features=${[
  ...['WebUIOmniboxPopup', 'WebUIOmniboxAimPopup'],
  ...[
    'AvoidUnnecessaryBeforeUnloadCheckSync',
    'DestroyProfileOnBrowserClose',
    'PaintHolding',
    'ThirdPartyStoragePartitioning',
  ],
  ...[
    'HttpsUpgrades',
    'HttpsFirstBalancedModeAutoEnable',
    'AvoidCorsURLLoaderRestartOnRedirect',
    'MediaRouter',
    'LensOverlay',
  ],
  ...['OptimizationHints', 'NetworkTimeServiceQuerying', 'AimEnabled', 'PreconnectToSearch'],
].join(',')}`;

/** `quiet`: with the browser's usual rule that a page plays nothing until a person touched it. */
export const launch = ({ quiet = false } = {}): Promise<Browser> =>
  chromium.launch({
    executablePath: process.env['PUENTE_CHROMIUM'] ?? '/usr/bin/chromium',
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      WITHOUT_ADDRESS_BAR,
      ...(quiet ? [] : ['--autoplay-policy=no-user-gesture-required']),
    ],
  });

export interface WindowOptions {
  readonly width?: number;
  readonly height?: number;
  readonly scheme?: 'light' | 'dark';
  readonly zoom?: number;
  readonly preferences?: Readonly<Record<string, unknown>>;
  readonly reducedMotion?: 'reduce' | 'no-preference';
}

export interface OpenedWindow {
  readonly page: Page;
  /** What the console, the page's policy or a thrown error complained of; a good window leaves it empty. */
  readonly complaints: readonly string[];
  close(): Promise<void>;
}

/** A window in a fresh browser profile, opened with a one-time link. `zoom` makes the view as small as a browser's zoom does. */
export async function openWindow(
  browser: Browser,
  link: string,
  { width = 1280, height = 800, scheme = 'light', zoom = 1, preferences, reducedMotion = 'reduce' }: WindowOptions = {},
): Promise<OpenedWindow> {
  const context = await browser.newContext({
    viewport: { width: Math.round(width / zoom), height: Math.round(height / zoom) },
    deviceScaleFactor: zoom,
    colorScheme: scheme,
    reducedMotion,
    locale: 'es-GT',
    timezoneId: 'America/Guatemala',
  });
  if (preferences)
    await context.addInitScript(
      (kept) => localStorage.setItem('puente.preferences', kept),
      JSON.stringify(preferences),
    );
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('console', (message) => {
    // Chromium's word for the cables that the hub's partition test plugs meanwhile.
    if (message.text().includes('ERR_NETWORK_CHANGED')) return;
    if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(String(error)));
  await page.goto(link);
  return { page, complaints, close: () => context.close() };
}
