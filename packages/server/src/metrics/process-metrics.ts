// The figures of the process, under the names that Prometheus clients of all languages use.

import { performance } from 'node:perf_hooks';
import { MILLIS_PER_SECOND } from '@perdure/protocol';
import { Counter, Gauge, type Registry } from 'prom-client';

const MICROS_PER_SECOND = 1_000_000;

export function addProcessMetrics(registry: Registry): void {
  const gauge = (name: string, help: string, read: () => number): void => {
    const collect = function (this: Gauge): void {
      this.set(read());
    };
    new Gauge({ name, help, registers: [registry], collect });
  };
  let last = performance.eventLoopUtilization();
  gauge('process_resident_memory_bytes', 'Resident memory', () => process.memoryUsage.rss());
  gauge('nodejs_heap_size_used_bytes', 'Used heap of the main thread', () => process.memoryUsage().heapUsed);
  gauge('nodejs_external_memory_bytes', 'Memory outside of the heap', () => process.memoryUsage().external);
  new Counter({
    name: 'process_cpu_seconds_total',
    help: 'Processor time of all threads',
    registers: [registry],
    collect() {
      const { user, system } = process.cpuUsage();
      this.reset();
      this.inc((user + system) / MICROS_PER_SECOND);
    },
  });
  gauge(
    'process_start_time_seconds',
    'Start of the process',
    () => performance.timeOrigin / MILLIS_PER_SECOND,
  );
  gauge(
    'nodejs_eventloop_utilization',
    'Share of time that the main thread was busy since the last look',
    () => {
      const now = performance.eventLoopUtilization();
      const { utilization } = performance.eventLoopUtilization(now, last);
      last = now;
      return utilization;
    },
  );
}
