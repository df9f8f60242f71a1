import { describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { describeIfNoneMatch, useService } from '../api.js';

const api = useService();

describe('200', () => {
  it('is the committed document, for anybody', async () => {
    const response = await api().request(null).get('/openapi.yaml').buffer(true).expect(200);
    expect(response.headers['content-type']).toMatch(/^application\/yaml/);
    expect(response.text).toBe(readFileSync('openapi.yaml', 'utf8'));
  });
});

describeIfNoneMatch(api, () => '/openapi.yaml');
