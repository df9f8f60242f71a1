/** What Prometheus may know about this process: `GET /metrics`. */
import { collectDefaultMetrics, Histogram, Registry } from 'prom-client';

type Observe = (seconds: number) => void;

export class Metrics {
  readonly registry = new Registry();
  private readonly durations: Histogram<'operation' | 'status'>;
  /** One child per label pair: looking labels up costs more than the observation. */
  private readonly observers = new Map<string, Observe>();

  constructor() {
    collectDefaultMetrics({ register: this.registry });
    this.durations = new Histogram({
      name: 'foyer_http_request_duration_seconds',
      help: 'How long requests took, by operation and status',
      labelNames: ['operation', 'status'],
      buckets: [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5],
      registers: [this.registry],
    });
  }

  observeRequest(operation: string, status: number, seconds: number): void {
    const name = `${operation} ${status}`;
    let observe = this.observers.get(name);
    if (observe === undefined) {
      const child = this.durations.labels(operation, String(status));
      observe = (value) => child.observe(value);
      this.observers.set(name, observe);
    }
    observe(seconds);
  }
}
