import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { Client } from '../support/client.ts';
import { type Product, startProduct } from '../support/product.ts';
import { eventually } from './script.ts';

jest.setTimeout(60_000);

let product: Product;
let office: Client;

beforeAll(async () => {
  product = await startProduct();
  office = product.as('office');
}, 120_000);

afterAll(() => product?.stop());

type Chains = { readonly chains: readonly { readonly code: string; readonly segments: readonly { readonly links: readonly { readonly code: string; readonly status: string }[] }[] }[] };

const link = { code: 'ZZ1.01', segment: 'ZZ1', name: '演示链点', stage: 'downstream', stageSource: 'plan', status: 'MISSING' };
const project = { chain: 'ZZ', sectorText: '演示', number: 1, raw: '某公司演示项目', investor: null, project: '演示项目', capacities: [], batch: 'reserve', source: '演示' };
const statusOf = ({ chains }: Chains): string | undefined => chains.find(({ code }) => code === 'ZZ')?.segments[0]?.links[0]?.status;

describe('an industry chain over the wire', () => {
  it('is established, given a segment and a link, and the link moves with a reason', async () => {
    expect(await office.post('/chains/ZZ', { name: '演示链' })).toMatchObject({ status: 201, body: { id: 'ZZ', revision: 0 } });
    expect(await office.post('/chains/ZZ/segments', { code: 'ZZ1', name: '演示环节' })).toMatchObject({ status: 201 });
    expect(await office.post('/chains/ZZ/links', link)).toMatchObject({ status: 201, body: { revision: 2 } });
    expect(await office.post('/chains/ZZ/links/status', { code: 'ZZ1.01', from: 'MISSING', to: 'DEVELOP', reason: '已有项目在谈' })).toMatchObject({ status: 201 });
    expect(await office.post('/chains/ZZ/links/status', { code: 'ZZ1.01', from: 'MISSING', to: 'HAVE', reason: '已投产' })).toMatchObject({ status: 422, code: 'chain.status-moved' });
  });

  it('shows on the chain map of whoever sees deals', async () => {
    const { body } = await eventually(() => product.as('nm.member').get('/chains'), ({ body: map }) => statusOf(map as Chains) === 'DEVELOP');
    expect(statusOf(body as Chains)).toBe('DEVELOP');
    expect(await product.as('sysadmin').get('/chains')).toMatchObject({ status: 403, code: 'access.forbidden' });
  });

  it('is kept by the office alone, and has no address under a code that is none', async () => {
    expect(await product.as('nm.lead').post('/chains/ZZ/links', { ...link, code: 'ZZ1.02' })).toMatchObject({ status: 403, code: 'access.forbidden' });
    expect(await office.post('/chains/zz-1', { name: '演示链' })).toMatchObject({ status: 404, code: 'chain.unknown' });
    expect(await office.post('/chains/ZZ/links', { ...link, code: 'ZZ1-03' })).toMatchObject({ status: 400, code: 'wire.malformed' });
  });
});

describe('the project library over the wire', () => {
  it('takes a project once and shows it', async () => {
    expect(await office.post('/library/ZZ-01', project)).toMatchObject({ status: 201, body: { id: 'ZZ-01' } });
    expect(await office.post('/library/ZZ-01', project)).toMatchObject({ status: 422, code: 'library.already-entered' });
    const found = await eventually(() => product.as('leader').get('/library?chain=ZZ'), ({ body }) => (body['items'] as unknown[]).length > 0);
    expect(found.body).toMatchObject({ items: [{ id: 'ZZ-01', project: '演示项目', investor: null, batch: 'reserve' }], cursor: null });
  });

  it('is kept by the office alone', async () => {
    expect(await product.as('team1.lead').post('/library/ZZ-02', { ...project, number: 2 })).toMatchObject({ status: 403, code: 'access.forbidden' });
  });
});
