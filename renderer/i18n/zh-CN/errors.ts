import type { ErrorCode } from '../../../shared/errors.ts';

/** `what`: what happened and what is safe. `advice`: what to do. */
export const errors = {
  invalid_input: { what: '有内容填写不对，没有保存。', advice: '请检查标出的地方。' },
  not_found: { what: '这张工单已不在本机。', advice: '可能已改派给别人。你登记过的结果都会上传。' },
  forbidden: { what: '你的账号没有这项权限。', advice: '需要时请联系班长。' },
  payload_too_large: { what: '内容太长，没有保存。', advice: '请缩短后再保存。' },
  rate_limited: { what: '操作太频繁，服务器请你稍等。', advice: '过一分钟再试，已填的内容都在。' },
  unknown_disposition: { what: '这个通话结果不在当前列表里。', advice: '请换一个通话结果。' },
  disposition_not_allowed: { what: '这个通话结果不适用于此类工单。', advice: '请换一个通话结果。' },
  missing_callback_time: { what: '还没有约定时间。', advice: '按 S 选择时间。' },
  missing_note: { what: '这个结果需要备注。', advice: '按 N 写备注。' },
  missing_reason: { what: '这个结果需要写明原因。', advice: '请填写原因。' },
  superseded: { what: '已被他人改派，你的改派没有生效。', advice: '工单现在归属如上，需要时可再次改派。' },
  assignee_unavailable: { what: '对方已不是本组在岗人员，工单没有改派。', advice: '请改派给其他人。' },
  illegal_transition: { what: '工单当前的进度不允许这样做。', advice: '请刷新后查看最新进度。' },
  case_closed: { what: '工单已经闭环。', advice: '不需要再处理。' },
  wrong_credentials: { what: '账号或密码不对。', advice: '请重新输入。本机的数据没有受影响。' },
  account_locked: { what: '密码连续输错，账号已暂时锁定。', advice: '请过 15 分钟再试，或联系管理员。' },
  account_disabled: { what: '账号已停用。', advice: '请联系管理员。本机待上传的结果仍在。' },
  session_expired: { what: '登录已过期，结果都保存在本机。', advice: '请重新登录，待上传的结果会自动上传。' },
  not_signed_in: { what: '还没有登录。', advice: '请先登录。' },
  offline_unlock_unavailable: {
    what: '连不上服务器，而这个账号没有在本机登录过。',
    advice: '第一次登录需要网络。请检查网络或服务器地址。',
  },
  wrong_password_offline: {
    what: '现在离线，密码与本机保存的不符。',
    advice: '请用上次在本机登录的密码。新改的密码要联网登录一次才生效。',
  },
  central_unreachable: { what: '连不上服务器，本机的数据都在。', advice: '请检查网络，会自动重试。' },
  central_not_ours: {
    what: '这个地址有应答，但不是回访台的服务器。',
    advice: '可能被上网认证页拦截，或地址有误。请检查后再试。',
  },
  central_failed: { what: '服务器出错了，结果保存在本机。', advice: '会自动重试。一直不好请联系管理员。' },
  central_address_invalid: {
    what: '服务器地址不完整。',
    advice: '请输入完整地址，例如 https://central.example.com',
  },
  client_forked: {
    what: '本机的数据文件曾被复制，已换用新的身份。',
    advice: '不需要操作，待上传的结果会重新上传。',
  },
  sequence_gap: { what: '服务器少收了几条，本机都保留着。', advice: '会自动补传，不需要操作。' },
  cache_differs: {
    what: '本机有些工单和服务器不一致，结果都保留着。',
    advice: '正在重新获取。如果一直这样，请导出诊断交给支持人员。',
  },
  update_required: { what: '这个版本太旧，暂时收不到新工单。', advice: '请升级程序。结果仍会上传。' },
  already_running: { what: '这个工作台已在另一个窗口打开。', advice: '请切换到那个窗口。' },
  unsent_left: { what: '还有内容只保存在本机，没有清空。', advice: '请先上传，或导出密封文件。' },
  sender_refused: { what: '请求的来源不对，已拒绝。', advice: '请重新打开程序。' },
  disk_full: { what: '磁盘已满，这次没有保存。', advice: '文字还在表单里。请腾出空间，再保存一次。' },
  store_corrupt: {
    what: '本机的数据文件损坏，没有写入。',
    advice: '请联系管理员，不要删除文件，待上传的结果可以找回。',
  },
  store_newer: {
    what: '本机数据由更新的版本建立，已保持原样。',
    advice: '请用新版本打开。没有删除任何内容。',
  },
  store_busy: { what: '本机数据正忙，这次没有保存。', advice: '请再试一次，已填的内容都在。' },
  store_failed: { what: '本机保存失败，这次没有保存。', advice: '文字还在表单里，请再试一次。' },
  dial_unavailable: { what: '系统里没有可用的拨号程序。', advice: '可以用话机拨打，再点「开始计时」。' },
  internal: { what: '程序出了意外，已保存的内容都在。', advice: '请再试一次。一直不好请把代码告诉管理员。' },
} satisfies Record<ErrorCode, { what: string; advice: string }>;
