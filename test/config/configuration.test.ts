import { describe, expect, test } from '@jest/globals';
import { resolve } from 'node:path';
import { ConfigurationError, readConfiguration } from '../../src/config/configuration.js';
import { settings } from '../../src/config/settings.js';

const key = Buffer.alloc(32, 7).toString('base64');
const database = 'postgresql://foyer:pa55@db.example/foyer';
const noFiles = (): never => {
  throw Object.assign(new Error('no such file'), { code: 'ENOENT' });
};

function mistakesOf(
  env: Record<string, string>,
  readFile: (path: string) => string = noFiles,
): readonly string[] {
  try {
    readConfiguration(env, readFile);
    return [];
  } catch (error) {
    if (!(error instanceof ConfigurationError)) throw error;
    return error.mistakes;
  }
}

describe('defaults', () => {
  test('an empty environment is a whole configuration', () => {
    expect(readConfiguration({})).toEqual({
      port: 3000,
      host: undefined,
      databaseUrl: null,
      logLevel: 'info',
      dataFolder: resolve('data'),
      serverName: 'localhost',
      digestRealm: 'localhost',
      publicUrl: 'http://localhost:3000',
      trustedProxies: [],
      egressAllow: [],
      returnTo: [],
      refusedSignIns: { count: 100, seconds: 300 },
      accountSignIns: { count: 60, seconds: 60 },
      encryptionKey: null,
      bootstrapApiKey: null,
      bootstrapAdminLogin: null,
      bootstrapAdminPassword: null,
    });
  });

  test('the public address follows the port', () => {
    expect(readConfiguration({ PORT: '8080' }).publicUrl).toBe('http://localhost:8080');
  });

  test('rule 2.5: the realm of digest passwords follows the server name', () => {
    const env = { FOYER_SERVER_NAME: 'Corp.Example' };
    expect(readConfiguration(env).digestRealm).toBe('corp.example');
    expect(readConfiguration({ ...env, FOYER_DIGEST_REALM: 'SIP at home' }).digestRealm).toBe('SIP at home');
  });

  test('variables of other programs are left alone', () => {
    expect(mistakesOf({ PATH: '', NODE_OPTIONS: '--x', PORTS: 'a' })).toEqual([]);
  });

  test('nobody can change it afterwards', () => {
    const configuration = readConfiguration({ FOYER_TRUSTED_PROXIES: '10.0.0.1' });
    expect(Object.isFrozen(configuration)).toBe(true);
    expect(Object.isFrozen(configuration.trustedProxies)).toBe(true);
  });
});

describe('values that are taken', () => {
  test('every example of the table', () => {
    const env = Object.fromEntries(Object.values(settings).map((row) => [row.variable, row.example]));
    expect(mistakesOf(env)).toEqual([]);
  });

  test.each([
    ['corp.example', 'corp.example'],
    ['Corp.Example', 'corp.example'],
    ['corp_server.com', 'corp_server.com'],
    ['10.110.8.217', '10.110.8.217'],
    ['xn--e1afmkfd.example', 'xn--e1afmkfd.example'],
  ])('server name %s', (text, name) => {
    expect(readConfiguration({ FOYER_SERVER_NAME: text }).serverName).toBe(name);
  });

  test.each([
    ['https://id.corp.example', 'https://id.corp.example'],
    ['https://id.corp.example/', 'https://id.corp.example'],
    ['HTTPS://ID.corp.example:443', 'https://id.corp.example'],
    ['http://[2001:db8::7]:3000', 'http://[2001:db8::7]:3000'],
  ])('public address %s', (text, origin) => {
    expect(readConfiguration({ FOYER_PUBLIC_URL: text }).publicUrl).toBe(origin);
  });

  test('proxies with spaces around the commas', () => {
    const text = '10.0.0.5, 2001:db8:7::/64';
    expect(readConfiguration({ FOYER_TRUSTED_PROXIES: text }).trustedProxies).toHaveLength(2);
  });

  test.each([
    ['0/1', { count: 0, seconds: 1 }],
    ['1000000/86400', { count: 1_000_000, seconds: 86_400 }],
  ])('allowance %s', (text, allowance) => {
    expect(readConfiguration({ FOYER_REFUSED_SIGN_INS: text }).refusedSignIns).toEqual(allowance);
  });

  test('a database on a socket', () => {
    const url = 'postgresql:///foyer?host=/run/postgresql';
    expect(mistakesOf({ DATABASE_URL: url, FOYER_ENCRYPTION_KEY: key })).toEqual([]);
  });
});

describe('each mistake is one line that says what to do', () => {
  test.each<[string, string, RegExp]>([
    ['PORT', '0', /^PORT must be a whole number from 1 to 65535: for example 8080$/],
    ['PORT', '65536', /^PORT must be/],
    ['PORT', '3000x', /^PORT must be/],
    ['PORT', '', /^PORT is empty: give a value, or unset it\.$/],
    ['HOST', 'not a host', /^HOST must be/],
    ['HOST', '010.0.0.1', /^HOST must be/],
    ['LOG_LEVEL', 'verbose', /^LOG_LEVEL must be one of trace, debug, info/],
    ['FOYER_DATA_DIR', 'a\0b', /^FOYER_DATA_DIR must be/],
    ['FOYER_SERVER_NAME', 'corp..example', /^FOYER_SERVER_NAME must be a DNS name/],
    ['FOYER_SERVER_NAME', '-corp.example', /^FOYER_SERVER_NAME must be/],
    ['FOYER_SERVER_NAME', 'corp.example:3000', /^FOYER_SERVER_NAME must be/],
    ['FOYER_SERVER_NAME', '300.1.2.3', /^FOYER_SERVER_NAME must be/],
    ['FOYER_SERVER_NAME', `${'a.'.repeat(126)}ab`, /^FOYER_SERVER_NAME must be/],
    ['FOYER_SERVER_NAME', 'корп.example', /^FOYER_SERVER_NAME must be .*xn--/],
    ['FOYER_DIGEST_REALM', 'corp:example', /^FOYER_DIGEST_REALM must be 1 to 255 printable/],
    ['FOYER_DIGEST_REALM', 'the "corp"', /^FOYER_DIGEST_REALM must be/],
    ['FOYER_DIGEST_REALM', 'corp\\example', /^FOYER_DIGEST_REALM must be/],
    ['FOYER_DIGEST_REALM', ' corp', /^FOYER_DIGEST_REALM must be/],
    ['FOYER_DIGEST_REALM', 'корп', /^FOYER_DIGEST_REALM must be/],
    ['FOYER_DIGEST_REALM', 'x'.repeat(256), /^FOYER_DIGEST_REALM must be/],
    ['FOYER_REFUSED_SIGN_INS', '100', /^FOYER_REFUSED_SIGN_INS must be a count and a number of seconds/],
    ['FOYER_REFUSED_SIGN_INS', '100/0', /^FOYER_REFUSED_SIGN_INS must be/],
    ['FOYER_REFUSED_SIGN_INS', '1000001/60', /^FOYER_REFUSED_SIGN_INS must be/],
    ['FOYER_ACCOUNT_SIGN_INS', '60/86401', /^FOYER_ACCOUNT_SIGN_INS must be/],
    ['FOYER_ACCOUNT_SIGN_INS', '-1/60', /^FOYER_ACCOUNT_SIGN_INS must be/],
    ['FOYER_PUBLIC_URL', 'id.corp.example', /^FOYER_PUBLIC_URL must be an http or https address/],
    ['FOYER_PUBLIC_URL', 'https://id.corp.example/foyer', /^FOYER_PUBLIC_URL must be/],
    ['FOYER_PUBLIC_URL', 'https://id.corp.example/?', /^FOYER_PUBLIC_URL must be/],
    ['FOYER_PUBLIC_URL', 'https://id.corp.example#', /^FOYER_PUBLIC_URL must be/],
    ['FOYER_PUBLIC_URL', 'ftp://id.corp.example', /^FOYER_PUBLIC_URL must be/],
    ['FOYER_TRUSTED_PROXIES', '10.0.0.1,10.0.0.1/8', /^FOYER_TRUSTED_PROXIES: .*10\.0\.0\.0\/8/],
    ['FOYER_TRUSTED_PROXIES', '::/0', /^FOYER_TRUSTED_PROXIES: .*name your proxies/],
    ['FOYER_TRUSTED_PROXIES', '10.0.0.1,', /^FOYER_TRUSTED_PROXIES: /],
    ['DATABASE_URL', 'mysql://db.example/foyer', /^DATABASE_URL must be postgresql:/],
    ['DATABASE_URL', 'postgresql://db.example', /^DATABASE_URL must be/],
    ['DATABASE_URL', 'postgresql://u:a#b@db.example/foyer', /^DATABASE_URL must be .*percent-encoded/],
    ['FOYER_ENCRYPTION_KEY', 'c2hvcnQ=', /^FOYER_ENCRYPTION_KEY must be 32 random bytes in base64/],
    ['FOYER_ENCRYPTION_KEY', key.slice(0, -1), /^FOYER_ENCRYPTION_KEY must be/],
    ['FOYER_ENCRYPTION_KEY', `${key} `, /^FOYER_ENCRYPTION_KEY must be/],
    ['FOYER_BOOTSTRAP_API_KEY', `foyer_${'a'.repeat(31)}`, /^FOYER_BOOTSTRAP_API_KEY must be `foyer_`/],
    ['FOYER_BOOTSTRAP_API_KEY', `foyer_${'a'.repeat(31)}!`, /^FOYER_BOOTSTRAP_API_KEY must be/],
    ['FOYER_BOOTSTRAP_API_KEY', 'a'.repeat(40), /^FOYER_BOOTSTRAP_API_KEY must be/],
    ['FOYER_SEVER_NAME', 'x', /^FOYER_SEVER_NAME is not .* did you mean FOYER_SERVER_NAME\?$/],
    ['FOYER_SERVER_NAME_FILE', '/x', /^FOYER_SERVER_NAME_FILE is not a setting/],
    ['FOYER_COLOUR', 'blue', /^FOYER_COLOUR is not a setting of Foyer: unset it\.$/],
    [
      'FOYER_ENCRYPTION_KEY_FILE',
      '/gone',
      /^FOYER_ENCRYPTION_KEY_FILE names a file that cannot be read \(ENOENT\)/,
    ],
  ])('%s=%s', (variable, text, expected) => {
    const companions: Record<string, string> =
      variable === 'DATABASE_URL' ? { FOYER_ENCRYPTION_KEY: key } : {};
    const mistakes = mistakesOf({ ...companions, [variable]: text });
    expect(mistakes).toEqual([expect.stringMatching(expected)]);
  });

  test('an encryption key is demanded with DATABASE_URL', () => {
    expect(mistakesOf({ DATABASE_URL: database })).toEqual([
      expect.stringMatching(/^FOYER_ENCRYPTION_KEY is needed with DATABASE_URL: make one with/),
    ]);
  });

  test('all of them at once', () => {
    const mistakes = mistakesOf({
      PORT: 'x',
      LOG_LEVEL: 'loud',
      DATABASE_URL: database,
      FOYER_PUBLIC_URL: 'nowhere',
      FOYER_TRUSTED_PROXIES: 'here',
      FOYER_NAME: 'x',
    });
    expect(mistakes.map((line) => /^\w+/.exec(line)?.[0])).toEqual([
      'PORT',
      'LOG_LEVEL',
      'FOYER_PUBLIC_URL',
      'FOYER_TRUSTED_PROXIES',
      'FOYER_ENCRYPTION_KEY',
      'FOYER_NAME',
    ]);
  });

  test('the error shows every line to whoever reads the log', () => {
    const error = new ConfigurationError(['one', 'two']);
    expect(error.message).toContain('\n  - one\n  - two');
  });
});

describe('secrets from files', () => {
  const secrets = Object.values(settings).filter((row) => row.isSecret);

  test('are those that could harm', () => {
    expect(secrets.map((row) => row.variable)).toEqual([
      'DATABASE_URL',
      'FOYER_ENCRYPTION_KEY',
      'FOYER_BOOTSTRAP_API_KEY',
      'FOYER_BOOTSTRAP_ADMIN_PASSWORD',
    ]);
  });

  test.each(['\n', '\r\n', ''])('are read without the line break %j at the end', (ending) => {
    const files: Record<string, string> = { '/run/secrets/key': `${key}${ending}` };
    const configuration = readConfiguration(
      { FOYER_ENCRYPTION_KEY_FILE: '/run/secrets/key' },
      (path) => files[path]!,
    );
    expect(configuration.encryptionKey).toEqual(Buffer.alloc(32, 7));
  });

  test.each(secrets.map((row) => row.variable))('%s in both places is a mistake', (variable) => {
    const env = { FOYER_ENCRYPTION_KEY_FILE: '/key', [variable]: 'x', [`${variable}_FILE`]: '/x' };
    expect(mistakesOf(env, () => key)).toEqual([
      `${variable} and ${variable}_FILE are both set: unset one of them.`,
    ]);
  });

  test('an empty file is a mistake', () => {
    expect(mistakesOf({ FOYER_BOOTSTRAP_API_KEY_FILE: '/x' }, () => '\n')).toEqual([
      'FOYER_BOOTSTRAP_API_KEY_FILE names an empty file: put the value into it.',
    ]);
  });

  test.each(secrets.map((row) => row.variable))('%s is never shown when it is wrong', (variable) => {
    const canary = 'canary-5f0b7c';
    const wrong = mistakesOf({ [variable]: canary });
    const wrongInFile = mistakesOf({ [`${variable}_FILE`]: '/x' }, () => canary);
    const twice = mistakesOf({ [variable]: canary, [`${variable}_FILE`]: `/${canary}` });
    const misspelt = mistakesOf({ [`FOYER_${variable}S`]: canary });
    for (const mistakes of [wrong, wrongInFile, twice, misspelt]) {
      expect(mistakes).not.toEqual([]);
      expect(mistakes.join()).not.toContain(canary);
    }
  });

  test('credentials in the public address are not shown either', () => {
    const mistakes = mistakesOf({ FOYER_PUBLIC_URL: 'https://me:canary-5f0b7c@id.example' });
    expect(mistakes).toHaveLength(1);
    expect(mistakes.join()).not.toContain('canary');
  });
});

describe('FOYER_EGRESS_ALLOW', () => {
  test('names private networks', () => {
    expect(readConfiguration({ FOYER_EGRESS_ALLOW: '10.0.0.0/8, fd12::/48' }).egressAllow).toHaveLength(2);
  });

  test.each(['0.0.0.0/0', '::/0', '10.0.0.1/8', 'sso.corp.example'])('is not %s', (text) => {
    expect(mistakesOf({ FOYER_EGRESS_ALLOW: text })).toHaveLength(1);
  });
});

describe('FOYER_RETURN_TO', () => {
  test('rule 8.5: names whole addresses, of pages and of apps', () => {
    const text = 'https://meet.example/in?x=1, http://localhost:8080/in,com.example.meet:/in';
    expect(readConfiguration({ FOYER_RETURN_TO: text }).returnTo).toEqual([
      'https://meet.example/in?x=1',
      'http://localhost:8080/in',
      'com.example.meet:/in',
    ]);
  });

  test.each([
    'http://meet.example/in',
    'javascript:alert(1)',
    'data:text/html,x',
    'meet:/in',
    'https://meet.example/#in',
    'https://user@meet.example/',
    '/in',
    '*',
    'https://meet.example/,',
  ])('rule 8.5: is not %s', (text) => {
    expect(mistakesOf({ FOYER_RETURN_TO: text })).toHaveLength(1);
  });
});
