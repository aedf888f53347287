// Says of the OpenAPI document on standard input what is wrong with it, a line each; nothing where it is right.
import { readFileSync } from 'node:fs';
import { createConfig, lintFromString } from '@redocly/openapi-core';

const config = await createConfig({
  extends: ['recommended-strict'],
  rules: {
    'no-invalid-media-type-examples': 'error',
    'no-invalid-parameter-examples': 'error',
    'no-invalid-schema-examples': 'error',
    'no-unused-components': 'error',
    'operation-operationId-unique': 'error',
    'operation-singular-tag': 'error',
    'operation-tag-defined': 'error',
    'operation-description': 'error',
    // What these ask for is not so here: there is no licence to name, a refusal is HTTP 200, and a topic's name says enough.
    'info-license': 'off',
    'info-license-strict': 'off',
    'operation-4xx-response': 'off',
    'tag-description': 'off',
  },
});

const problems = await lintFromString({ source: readFileSync(0, 'utf8'), config, absoluteRef: '/v1.json' });
for (const { ruleId, message, location } of problems) console.log(`${ruleId}: ${message} ${location[0]?.pointer ?? ''}`.replaceAll('\n', ' '));
