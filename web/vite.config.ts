import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vite';

// Stable names: the files are committed and embedded into the server, which gives each an ETag. Two scripts: what everybody
// needs at once, and the pages that are looked at now and then (src/pages.ts).
export default defineConfig({
  plugins: [svelte()],
  build: {
    target: 'es2022',
    modulePreload: false,
    assetsInlineLimit: 0,
    cssCodeSplit: false,
    rollupOptions: {
      output: { entryFileNames: 'board.js', chunkFileNames: '[name].js', assetFileNames: 'board[extname]' },
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
