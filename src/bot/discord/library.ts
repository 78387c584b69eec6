/** discord.js costs a start 280 ms and 46 MB: it is loaded when Discord is configured, and not before. */
export const loadDiscord = (): Promise<DiscordLibrary> => import('discord.js')

export type DiscordLibrary = typeof import('discord.js')
