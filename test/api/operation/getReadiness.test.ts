import { describe, expect, it } from '@jest/globals';
import { describeIfNoneMatch, expectProblem, useService } from '../api.js';

const api = useService();

describe('200', () => {
  it('is ready for anybody while the database answers', async () => {
    const { body } = await api().request(null).get('/readyz').expect(200);
    expect(body).toEqual({ status: 'ready' });
  });
});

describe('503', () => {
  it('says that the instance is being stopped, and when to ask again', async () => {
    api().readiness.isDraining = true;
    const response = await api().request(null).get('/readyz');
    api().readiness.isDraining = false;
    expectProblem(response, 'shutting-down');
    expect(response.headers['retry-after']).toBe('1');
  });
});

describeIfNoneMatch(api, () => '/readyz');
