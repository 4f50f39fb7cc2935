// A real browser: Debian's Chromium, driven by Playwright.

import { existsSync } from 'node:fs';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';

/** Where Debian's package puts it. Another one can be named by the environment. */
export const CHROMIUM = process.env.CHROMIUM ?? '/usr/bin/chromium';
/** Who has no browser may leave its tests out; in CI they fail then. */
export const mayBeSkipped = !existsSync(CHROMIUM) && process.env.CI === undefined;

/** The machine may have no sandbox, no graphics and no network beyond itself. */
const switches = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** What a browser writes into its console while a server is away. */
export const awayProblems: readonly string[] = [
  'ERR_CONNECTION_REFUSED',
  'ERR_INCOMPLETE_CHUNKED_ENCODING',
  'ERR_EMPTY_RESPONSE',
  'ERR_CONNECTION_RESET',
];

/** Far longer than anything takes, so that only what never comes is missed on a busy machine. */
export const waitMillisMax = 60_000;

export interface PageOptions {
  width?: number;
  height?: number;
  colorScheme?: 'light' | 'dark';
  /** A browser that has fetched nothing yet. */
  isNew?: boolean;
}

export interface Visit {
  page: Page;
  /** What the page threw, what its console calls an error (breaches of the Content-Security-Policy among them), and whom it asked. */
  problems: string[];
  close(): Promise<void>;
}

export class TestBrowser {
  readonly #browser: Browser;
  /** By what they look like. Pages share what the browser has fetched, not what the console has stored. */
  readonly #contexts = new Map<string, Promise<BrowserContext>>();

  private constructor(browser: Browser) {
    this.#browser = browser;
  }

  static async start(): Promise<TestBrowser> {
    return new TestBrowser(await chromium.launch({ executablePath: CHROMIUM, args: switches }));
  }

  async visit(options: PageOptions = {}): Promise<Visit> {
    const context = await this.#context(options);
    const page = await context.newPage();
    page.setDefaultTimeout(waitMillisMax);
    const problems: string[] = [];
    page.on('pageerror', (error) => problems.push(`thrown: ${error.message}`));
    page.on('console', (message) => {
      if (message.type() === 'error') problems.push(message.text());
    });
    page.on('request', (request) => {
      const { hostname, protocol } = new URL(request.url());
      if (protocol.startsWith('http') && hostname !== '127.0.0.1') problems.push(`asked ${hostname}`);
    });
    return {
      page,
      problems,
      async close() {
        await page.evaluate('localStorage.clear()').catch(() => undefined);
        await page.close();
      },
    };
  }

  #context(options: PageOptions): Promise<BrowserContext> {
    const { width = 1280, height = 900, colorScheme = 'light', isNew = false } = options;
    const key = `${width} ${height} ${colorScheme}`;
    const known = this.#contexts.get(key);
    if (known !== undefined && !isNew) return known;
    const context = this.#browser.newContext({
      viewport: { width, height },
      colorScheme,
      timezoneId: 'Europe/Vienna',
      reducedMotion: 'reduce',
    });
    this.#contexts.set(key, context);
    return context;
  }

  close(): Promise<void> {
    return this.#browser.close();
  }
}
