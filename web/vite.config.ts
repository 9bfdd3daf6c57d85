import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vite';

// Stable names: the files are committed and embedded into the server, which gives each an ETag. Five scripts: what
// everybody needs at once, with Svelte in one of its own, the pages that are looked at now and then (src/pages.ts), the phone (src/phone/index.ts),
// and the server's settings (src/configuration.ts).
const ofSvelte = (id: string): boolean => id.includes('/node_modules/svelte/') || id.includes('/node_modules/esm-env/');

export default defineConfig({
  base: './', // also below /t/TENANT/
  plugins: [svelte()],
  build: {
    target: 'es2022',
    modulePreload: false,
    assetsInlineLimit: 0,
    cssCodeSplit: false,
    rollupOptions: {
      output: {
        entryFileNames: 'board.js',
        chunkFileNames: (chunk) => (chunk.name === 'index' ? 'phone.js' : '[name].js'),
        assetFileNames: 'board[extname]',
        // All of Svelte's runtime is in the first script, so that the others share no fourth one.
        manualChunks: (id) => (ofSvelte(id) ? 'svelte' : undefined),
      },
    },
  },
  // `npm run dev`: the page from here, the data from a server on this machine.
  server: {
    proxy: {
      '/api': {
        target: process.env.LAYBY_API ?? 'http://127.0.0.1:7080',
        changeOrigin: true,
        configure: (proxy) => proxy.on('proxyReq', (request) => request.removeHeader('origin')),
      },
    },
  },
});
