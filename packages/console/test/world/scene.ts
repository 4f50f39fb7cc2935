// One server and one browser for all facts about the console: starting them takes longer than most facts.

import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect } from 'vitest';
import { type PageOptions, TestBrowser, type Visit } from './browser.ts';
import { type CoffeeShop, openCoffeeShop } from './coffee-shop.ts';
import { World } from './world.ts';

export interface Scene {
  readonly world: World;
  readonly shop: CoffeeShop;
  /** Opens a page of the console. What goes wrong in it fails the test, unless the test has said that it may. */
  open(path: string, options?: PageOptions): Promise<Page>;
  /** Lets the console of the browser hold messages with this text: a test that provokes them calls it. */
  allow(problem: string): void;
}

/** To be called once, around the facts. */
export function setScene(): Scene {
  let world: World;
  let browser: TestBrowser;
  let shop: CoffeeShop;
  let visits: Visit[] = [];
  let allowed: string[] = [];
  beforeAll(async () => {
    world = await World.start();
    [browser, shop] = await Promise.all([TestBrowser.start(), openCoffeeShop(world)]);
  });
  afterAll(async () => {
    await browser?.close();
    await world?.close();
  });
  afterEach(async () => {
    await Promise.all(visits.map((visit) => visit.close()));
    const problems = visits.flatMap((visit) => visit.problems);
    visits = [];
    expect(problems.filter((problem) => !allowed.some((text) => problem.includes(text)))).toEqual([]);
    allowed = [];
  });
  return {
    get world() {
      return world;
    },
    get shop() {
      return shop;
    },
    async open(path, options) {
      const visit = await browser.visit(options);
      visits.push(visit);
      await visit.page.goto(world.page(path));
      return visit.page;
    },
    allow: (problem) => void allowed.push(problem),
  };
}
