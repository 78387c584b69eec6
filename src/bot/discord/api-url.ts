export const DISCORD_API = 'https://discord.com/api'

/**
 * The address that discord.js is given: it adds the version itself. DISCORD_API_URL may name the server alone or its API,
 * with or without a version: `http://proxy:8080`, `http://proxy:8080/api`, `http://proxy:8080/api/v10`.
 */
export function discordApi(given: string | undefined): string {
  if (given === undefined) return DISCORD_API
  const url = new URL(given)
  const path = url.pathname.replace(/\/+$/, '').replace(/\/v\d+$/, '')
  return `${url.origin}${path === '' ? '/api' : path}`
}
