import { fileURLToPath } from 'node:url';
import { defineConfig, type Plugin } from 'vite';
import react from '@vitejs/plugin-react';

const SPOKEN = /(?:es-ES|en-US)\.m?js$/;

/** React Aria ships its own words in 34 languages; the window speaks two of them. */
function keepSpokenLocales(): Plugin {
  return {
    name: 'keep-spoken-locales',
    enforce: 'pre',
    load(id) {
      if (!/react-(?:aria|aria-components|stately)[\\/]dist[\\/].*intl[\\/]/.test(id)) return null;
      if (!/[a-z]{2}-[A-Z]{2}\.m?js$/.test(id) || SPOKEN.test(id)) return null;
      return 'export default {};';
    },
  };
}

const page = (name: string): string => fileURLToPath(new URL(name, import.meta.url));

/** The till's window and the chain's: two pages, relative addresses, hashed files, nothing inlined (the page's policy forbids data: scripts and fonts). */
export const windowConfig = defineConfig({
  base: './',
  plugins: [react(), keepSpokenLocales()],
  build: {
    outDir: '../dist/renderer',
    emptyOutDir: true,
    assetsInlineLimit: 0,
    target: 'es2023',
    modulePreload: { polyfill: false },
    sourcemap: false,
    chunkSizeWarningLimit: 900,
    rolldownOptions: { input: { index: page('index.html'), central: page('central.html') } },
  },
});

// Vite looks for a default export.
export default windowConfig;
