// A real browser: Debian's Chromium, driven by Playwright. Each test gets a page of its own, which fails the test when the
// page broke a rule of the Content-Security-Policy, threw, or asked anything of another host.

import { existsSync } from 'node:fs';
import { type Browser, chromium, type Page } from 'playwright-core';

/** Where Debian's package puts it. Another one can be named by the environment. */
export const CHROMIUM = process.env.CHROMIUM ?? '/usr/bin/chromium';
export const hasChromium = existsSync(CHROMIUM);

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

export interface PageOptions {
  width?: number;
  height?: number;
  colorScheme?: 'light' | 'dark';
}

export interface Visit {
  page: Page;
  /** What went wrong in the page without anybody having said that it may. */
  problems: string[];
  close(): Promise<void>;
}

export class TestBrowser {
  readonly #browser: Browser;

  private constructor(browser: Browser) {
    this.#browser = browser;
  }

  static async start(): Promise<TestBrowser> {
    return new TestBrowser(await chromium.launch({ executablePath: CHROMIUM, args: switches }));
  }

  async visit({ width = 1280, height = 900, colorScheme = 'light' }: PageOptions = {}): Promise<Visit> {
    const context = await this.#browser.newContext({
      viewport: { width, height },
      colorScheme,
      timezoneId: 'Europe/Vienna',
      reducedMotion: 'reduce',
    });
    const page = await context.newPage();
    const problems: string[] = [];
    page.on('pageerror', (error) => problems.push(`thrown: ${error.message}`));
    page.on('console', (message) => {
      if (message.type() === 'error') problems.push(message.text());
    });
    page.on('request', (request) => {
      const { hostname, protocol } = new URL(request.url());
      if (protocol.startsWith('http') && hostname !== '127.0.0.1') problems.push(`asked ${hostname}`);
    });
    return { page, problems, close: () => context.close() };
  }

  close(): Promise<void> {
    return this.#browser.close();
  }
}
