import { describe, expect, it } from '@jest/globals';
import { describeIfNoneMatch, expectProblem, useService } from '../api.js';

const api = useService();

describe('200', () => {
  it('answers anybody as long as the process can answer', async () => {
    const { body } = await api().request(null).get('/livez').expect(200);
    expect(body).toEqual({ status: 'alive' });
  });

  it('lives while it is being stopped', async () => {
    api().readiness.isDraining = true;
    const { status } = await api().request(null).get('/livez');
    api().readiness.isDraining = false;
    expect(status).toBe(200);
  });
});

describe('405', () => {
  it('is only read', async () => {
    const response = await api().request(null).post('/livez');
    expectProblem(response, 'method-not-allowed');
    expect(response.headers['allow']).toBe('GET, HEAD, OPTIONS');
  });
});

describeIfNoneMatch(api, () => '/livez');
