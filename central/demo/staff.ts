import type { Role } from '../../shared/api/account.ts';

export interface DemoAccount {
  account: string;
  name: string;
  staffNumber: string;
  role: Role;
}

export const DEMO_TEAM = '回访一组';
export const DEMO_PASSWORD = 'demo1234';

/** The people of the demo team; invented, with one password for all. */
export const DEMO_STAFF: readonly DemoAccount[] = [
  { account: 'lead', name: '沈玉兰', staffNumber: '8001', role: 'lead' },
  { account: 'agent1', name: '陈晓慧', staffNumber: '8012', role: 'agent' },
  { account: 'agent2', name: '赵立群', staffNumber: '8017', role: 'agent' },
  { account: 'agent3', name: '孙佳宁', staffNumber: '8023', role: 'agent' },
  { account: 'agent4', name: '何文涛', staffNumber: '8035', role: 'agent' },
];
