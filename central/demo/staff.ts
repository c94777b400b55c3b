import type { Permission, Role } from '../../shared/api/account.ts';

export interface DemoAccount {
  account: string;
  name: string;
  staffNumber: string;
  role: Role;
  permissions?: Permission[];
}

export const DEMO_TEAM = '回访一组';
export const DEMO_PASSWORD = 'demo1234';

/** The people of the demo team; invented, with one password for all. */
export const DEMO_STAFF: readonly DemoAccount[] = [
  { account: 'lead', name: '沈玉兰', staffNumber: '8001', role: 'lead' },
  { account: 'agent1', name: '陈晓慧', staffNumber: '8012', role: 'agent' },
  { account: 'agent2', name: '赵立群', staffNumber: '8017', role: 'agent' },
  { account: 'agent3', name: '孙佳宁', staffNumber: '8023', role: 'agent' },
  { account: 'agent4', name: '何文涛', staffNumber: '8035', role: 'agent', permissions: ['findings'] },
];

/** The other systems around the demo: they sign in like anybody, and have no desk. */
export const DEMO_SYSTEMS = {
  gateway: { account: 'gateway', name: '短信网关', staffNumber: '', role: 'integration' },
  operator: { account: 'operator', name: '运营支撑系统', staffNumber: '', role: 'integration' },
  verification: { account: 'verification', name: '实名核验台', staffNumber: '', role: 'integration' },
} as const satisfies Record<string, DemoAccount>;
