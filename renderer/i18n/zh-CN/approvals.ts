/** What waits for a lead's decision. */
export const approvals = {
  title: '审批',
  tabsLabel: '按事项筛选',
  tabs: { approve: '待审批', appeal: '申诉', review: '复核', propose: '可提请', doubtful: '存疑通话' },
  proposed: '{{name}} {{moment}} 提请：{{why}}',
  asked: '{{name}} {{moment}}：{{why}}',
  askedOnly: '{{name}} {{moment}} 通话',
  doubted_one: '{{names}} {{count}} 通，{{moment}}：{{why}}',
  doubted_other: '{{names}} {{count}} 通，最近 {{moment}}：{{why}}',
  confirmAll: {
    open: '全部确认',
    title: '确认这些通话？',
    hint_one: '{{count}} 件工单的通话从现在起计次，可能因此达到次数上限。你自己的通话留给另一位班长。',
    hint_other: '{{count}} 件工单的通话从现在起计次，可能因此达到次数上限。你自己的通话留给另一位班长。',
    deed: '确认',
    done_one: '已确认 {{count}} 件，还剩 {{left}} 件',
    done_other: '已确认 {{count}} 件，还剩 {{left}} 件',
  },
  none: { title: '选一件开始', hint: '左边写着谁提请、为什么；打开后按 T 处理。' },
  forbidden: {
    title: '审批只给班长用',
    hint: '你提请的处置由班长审批，结果会出现在工单的往来里。',
  },
};
