// The demo as a visitor runs it, without a terminal: a program of its own that ends with an exit code.

import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

const program = join(import.meta.dirname, '../demo.ts');

async function demo(...args: string[]): Promise<{ exitCode: number; stdout: string; stderr: string }> {
  const data = mkdtempSync(join(tmpdir(), 'perdure-demo-test-'));
  const child = await new Promise<{ exitCode: number; stdout: string; stderr: string }>((resolve) => {
    execFile(process.execPath, [program, '--data', data, ...args], (error, stdout, stderr) => {
      resolve({ exitCode: error === null ? 0 : Number(error.code), stdout, stderr });
    });
  });
  rmSync(data, { recursive: true });
  return child;
}

describe.concurrent('the demo', () => {
  it('takes an order to its end', async () => {
    const { exitCode, stdout } = await demo();
    expect(exitCode).toBe(0);
    expect(stdout).toContain('Status:   SUCCEEDED ✅');
    expect(stdout).toMatch(/ExecutionSucceeded/);
    expect(stdout).toContain('Where to look next');
  });

  it('takes an order to its end although its server is killed twice', async () => {
    const { exitCode, stdout } = await demo('--crash');
    expect(exitCode).toBe(0);
    expect(stdout.match(/⚡ SIGKILL/g)).toHaveLength(2);
    // Three attempts, the last of which was cut and repeated.
    expect(stdout).toMatch(/│ reserve-inventory +│ Step +│ +3 +│ +4 +│ +1 +│/);
    expect(stdout).toContain('exactly one recorded outcome');
  });

  it('says what is wrong with an option that it does not know', async () => {
    const { exitCode, stderr } = await demo('--crush');
    expect(exitCode).toBe(1);
    expect(stderr).toContain('--crush');
  });
});
