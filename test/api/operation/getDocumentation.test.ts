import { describe, expect, it } from '@jest/globals';
import { expectProblem, useService } from '../api.js';

const api = useService();

describe('200', () => {
  it('is a page that brings its scripts along and may run no others', async () => {
    const { text, headers } = await api().request(null).get('/docs/').expect(200);
    expect(text).toContain('<title>Foyer</title>');
    expect(headers['content-security-policy']).toContain("script-src 'self'");
    expect(headers['content-security-policy']).toContain("frame-ancestors 'none'");
    const scripts = [...text.matchAll(/<script src="([^"]+)"/g)].map((match) => match[1]!);
    expect(scripts.length).toBeGreaterThan(0);
    for (const script of scripts) await api().request(null).get(`/docs/${script}`).expect(200);
  });
});

describe('301', () => {
  it('leads to the page', async () => {
    const { headers } = await api().request(null).get('/docs').expect(301);
    expect(headers['location']).toBe('/docs/');
  });
});

describe('405', () => {
  it('is only read', async () => {
    expectProblem(await api().request(null).post('/docs'), 'method-not-allowed');
  });
});
