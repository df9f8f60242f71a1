/** The fuzz of the OpenAPI document again, for half an hour instead of less than a minute. */
process.env.FUZZ_SECONDS ??= '1800';
await import('../contract/fuzz.test.js');
