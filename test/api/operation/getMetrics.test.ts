import { describe, expect, it } from '@jest/globals';
import { describeRefusedCallers, useService } from '../api.js';

const api = useService();

describe('200', () => {
  it('counts requests by operation and status, in the format of Prometheus', async () => {
    await api().request().get('/v1/zones').expect(200);
    const key = await api().keyWith('metrics:read');
    const { text, headers } = await api().request(key).get('/metrics').expect(200);
    expect(headers['content-type']).toMatch(/^text\/plain; version=0\.0\.4/);
    expect(text).toMatch(
      /^foyer_http_request_duration_seconds_count\{operation="listZones",status="200"\} 1$/m,
    );
    expect(text).toMatch(/^process_cpu_seconds_total /m);
  });

  it('names operations, never what they were asked for, nor who asked', async () => {
    for (const path of ['/v1/users/canary', '/v1/canary', '/v1/effective-rights?subject=canary']) {
      await api().request().get(path);
    }
    const { text } = await api().request().get('/metrics').expect(200);
    expect(text).toContain('operation="getUser",status="404"');
    expect(text).not.toContain('canary');
    expect(text).not.toContain(api().key);
  });
});

describeRefusedCallers(api, (agent) => agent.get('/metrics'), ['metrics:read']);
