// Chromium for the tests: reads lines of JSON, {id, page, code}, runs the code with that page of its own profile, and
// answers {id, value} or {id, error}. Ends with its standard input.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { createInterface } from 'node:readline';

const web = createRequire(new URL('../../web/package.json', import.meta.url));
const { chromium } = web('playwright-core');
const esbuild = createRequire(web.resolve('vite'))('esbuild');
const axe = readFileSync(web.resolve('axe-core/axe.min.js'), 'utf8');

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
         '--disable-component-update', '--disable-sync',
         // A microphone that says what is in a file, lent without a question, and a network that may be this machine alone.
         '--use-fake-ui-for-media-stream', '--use-fake-device-for-media-stream', '--allow-loopback-in-peer-connection',
         '--autoplay-policy=no-user-gesture-required',
         ...(process.env.VOICE ? [`--use-file-for-fake-audio-capture=${process.env.VOICE}`] : [])],
});
const pages = new Map();
const complaints = [];

async function pageOf(name, options) {
  if (pages.has(name)) return pages.get(name);
  const context = await browser.newContext({ locale: 'en-GB', viewport: { width: 1360, height: 860 }, ...options });
  context.setDefaultTimeout(10_000);
  const page = await context.newPage();
  page.on('pageerror', (error) => complaints.push(`${name}: ${error.message}`));
  page.on('console', (line) => /Content.Security|Trusted ?Type/i.test(line.text()) && complaints.push(`${name}: ${line.text()}`));
  pages.set(name, page);
  return page;
}

/** JsSIP as one script, which makes `window.JsSIP`. */
let jssip;
function softphone() {
  jssip ??= esbuild.buildSync({
    stdin: { contents: "export { default } from 'jssip'", resolveDir: new URL('../../web', import.meta.url).pathname },
    bundle: true, format: 'iife', globalName: 'layby_jssip', footer: { js: 'window.JsSIP = layby_jssip.default;' }, write: false,
  }).outputFiles[0].text;
  return jssip;
}

/** What comes into sight has its colours at the end of that. What moves for ever is left out. */
const atRest = (page) =>
  page.evaluate(() => Promise.all(document.getAnimations().filter((one) => Number.isFinite(one.effect?.getComputedTiming().endTime)).map((one) => one.finished.catch(() => {}))));

/** What axe finds wrong, in lines. The page's own policy forbids scripts from elsewhere, so it comes by the debugger. */
async function violations(page) {
  await atRest(page);
  const session = await page.context().newCDPSession(page);
  await session.send('Runtime.evaluate', { expression: axe, allowUnsafeEvalBlockedByCSP: true });
  const found = await session.send('Runtime.evaluate', {
    expression: 'axe.run().then((r) => r.violations.map((v) => `${v.id}: ${v.nodes.map((n) => n.html).join(" | ")}`))',
    awaitPromise: true,
    returnByValue: true,
  });
  if (found.exceptionDetails) throw new Error(found.exceptionDetails.exception?.description ?? 'axe failed');
  return found.result.value;
}

const AsyncFunction = (async () => {}).constructor;

async function closed(name) {
  await pages.get(name)?.context().close();
  pages.delete(name);
  return complaints.splice(0);
}

async function answer({ id, page: name, options, code }) {
  try {
    if (code === 'close') return { id, value: await closed(name) };
    const page = await pageOf(name, options);
    const value = await new AsyncFunction('page', 'violations', 'pages', 'softphone', code)(page, violations, pages, softphone);
    return { id, value: value ?? null };
  } catch (error) {
    return { id, error: error.stack };
  }
}

console.log(JSON.stringify({ ready: browser.version() }));
for await (const line of createInterface({ input: process.stdin })) console.log(JSON.stringify(await answer(JSON.parse(line))));
await browser.close();
