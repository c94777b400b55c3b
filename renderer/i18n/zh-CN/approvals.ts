/** What waits for a lead's decision. */
export const approvals = {
  title: '审批',
  tabsLabel: '按事项筛选',
  tabs: { approve: '待审批', appeal: '申诉', review: '复核', propose: '可提请' },
  proposed: '{{name}} {{moment}} 提请：{{why}}',
  asked: '{{name}} {{moment}}：{{why}}',
  askedOnly: '{{name}} {{moment}} 通话',
  none: { title: '选一件开始', hint: '左边写着谁提请、为什么；打开后按 T 处理。' },
  forbidden: {
    title: '审批只给班长用',
    hint: '你提请的处置由班长审批，结果会出现在工单的往来里。',
  },
};
