/** Under root, PostgreSQL with invented data makes no account of its own on the machine. */
export function onInventedData(env) {
  return { CALLBACK_DESK_POSTGRES_USER: 'nobody', ...env };
}
