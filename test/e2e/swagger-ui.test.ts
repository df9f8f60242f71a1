/** The documentation as people use it: in a browser, with a key, to the answer on the page. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, type BrowserContext, type Locator, type Page } from 'playwright-core';
import { openApi, operations } from '../support/openapi.js';
import { startTestService, type TestService } from '../support/service.js';

const program = '/usr/bin/chromium';
const isInstalled = existsSync(program);
// Past Jest, which keeps what a skipped file says to itself.
if (!isInstalled)
  process.stderr.write(`\nSKIPPED: /docs in a browser, for want of ${program}: npm run labs:install\n`);

/** Nothing but what the page asks for goes over the network. */
const flags = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** What went wrong in the page, and which hosts it spoke to. */
interface Watch {
  complaints: string[];
  hosts: Set<string>;
}

function watch(page: Page): Watch {
  const seen: Watch = { complaints: [], hosts: new Set() };
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') seen.complaints.push(message.text());
  });
  page.on('pageerror', (error) => seen.complaints.push(error.message));
  page.on('requestfailed', (request) => seen.complaints.push(`failed: ${request.url()}`));
  page.on('request', (request) => {
    const { protocol, host } = new URL(request.url());
    if (protocol !== 'data:') seen.hosts.add(host);
  });
  return seen;
}

/** A tag shows its operations when it is opened; what is far from view the page leaves out. */
async function toggle(page: Page, tag: string): Promise<void> {
  const heading = page.locator('.opblock-tag', { has: page.getByText(tag, { exact: true }) });
  await heading.scrollIntoViewIfNeeded();
  await heading.click();
}

async function operationsBelow(page: Page, tag: string): Promise<string[]> {
  await toggle(page, tag);
  const expected = operations.filter(({ tags }) => tags[0] === tag).length;
  const blocks = page.locator('.opblock');
  for (let tries = 0; tries < 50 && (await blocks.count()) < expected; tries += 1) {
    await page.waitForTimeout(100);
  }
  const names = await blocks.evaluateAll((shown) => shown.map(({ id }) => id));
  await toggle(page, tag);
  return names.map((name) => name.split('-').at(-1)!);
}

async function authorise(page: Page, key: string): Promise<void> {
  await page.locator('.auth-wrapper .btn.authorize').first().click();
  const form = page.locator('.auth-container', { hasText: 'apiKey' }).last();
  await form.locator('input').fill(key);
  await form.getByRole('button', { name: 'Apply credentials' }).click();
  await page.getByRole('button', { name: 'Close' }).first().click();
}

/** Opens the operation, fills in the parameters and executes it; gives the answer that the page shows. */
async function tryOut(page: Page, operationId: string, parameters: Record<string, string>): Promise<Locator> {
  const block = page.locator(`[id$="-${operationId}"]`);
  await block.locator('.opblock-summary-control').click();
  await block.getByRole('button', { name: 'Try it out' }).click();
  for (const [name, value] of Object.entries(parameters)) {
    await block.locator(`tr[data-param-name="${name}"] input`).fill(value);
  }
  await block.getByRole('button', { name: 'Execute' }).click();
  return block.locator('.live-responses-table .response').first();
}

const describeInBrowser = isInstalled ? describe : describe.skip;

describeInBrowser('Swagger UI at /docs', () => {
  let service: TestService;
  let folder: string;
  let browser: BrowserContext;
  let page: Page;
  let seen: Watch;

  beforeAll(async () => {
    service = await startTestService();
    await service.request().post('/v1/users').send({ login: 'alice' }).expect(201);
    folder = await mkdtemp(join(tmpdir(), 'foyer-browser-'));
    browser = await chromium.launchPersistentContext(folder, {
      executablePath: program,
      headless: true,
      args: flags,
      viewport: { width: 1280, height: 1600 },
    });
    page = await browser.newPage();
    seen = watch(page);
    await page.goto(`${service.url}/docs`);
    await page.locator('.opblock-tag').first().waitFor();
  }, 120_000);

  afterAll(async () => {
    await browser?.close();
    await service?.stop();
    await rm(folder, { recursive: true, force: true });
  });

  it('shows every operation', async () => {
    const names: string[] = [];
    for (const { name } of openApi.tags) names.push(...(await operationsBelow(page, name)));
    expect(names.sort()).toEqual(operations.map(({ operationId }) => operationId).sort());
  }, 60_000);

  it('refuses whoever has not authorised', async () => {
    await toggle(page, 'Rights');
    const answer = await tryOut(page, 'listRights', {});
    await expectText(answer, '401');
    await expectText(answer, '/problems/unauthenticated');
    // The browser reports the refusal itself: it is what was asked for.
    expect(seen.complaints.splice(0)).toEqual([expect.stringContaining('401')]);
  });

  it('answers what alice may do, once authorised with a key', async () => {
    await authorise(page, service.key);
    const answer = await tryOut(page, 'getEffectiveRights', { subject: 'alice', ip: '203.0.113.9' });
    await expectText(answer, '200');
    await expectText(answer, '"callId": "alice@corp.example"');
    await expectText(answer, '"pointToPointCalls": true');
  });

  it('has done so without an error, a breach of its policy, or a word to another host', () => {
    expect(seen.complaints).toEqual([]);
    expect([...seen.hosts]).toEqual([new URL(service.url).host]);
  });
});

async function expectText(answer: Locator, text: string): Promise<void> {
  await answer.filter({ hasText: text }).waitFor({ timeout: 20_000 });
  expect(await answer.innerText()).toContain(text);
}
