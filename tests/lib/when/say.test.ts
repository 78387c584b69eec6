import { expect, test } from 'vitest'
import { sayCron } from '../../../src/lib/when/say.ts'
import { splitWhen } from '../../../src/lib/when/split.ts'

const said = (cron: string) => [sayCron(cron, 'en'), sayCron(cron, 'fr').replaceAll('\u00a0', ' ')]

test.each([
  ['0 4 * * 0', 'every Sunday at 04:00', 'tous les dimanches à 4 h'],
  ['0 4 * * SUN', 'every Sunday at 04:00', 'tous les dimanches à 4 h'],
  ['* * * * *', 'every minute', 'toutes les minutes'],
  ['*/15 * * * *', 'every 15 minutes', 'toutes les 15 minutes'],
  ['30 */6 * * *', 'every 6 hours, at minute 30', 'toutes les 6 heures, à la minute 30'],
  ['30 3 1 * *', 'on the 1st of every month at 03:30', 'le 1er de chaque mois à 3 h 30'],
  [
    '0 3 31 * *',
    'on the 31st of every month that has one at 03:00',
    'le 31 de chaque mois qui en a un à 3 h',
  ],
  ['0 3 L * *', 'on the last day of every month at 03:00', 'le dernier jour de chaque mois à 3 h'],
  [
    '0 3 2,13 1,7 *',
    'on the 2nd and the 13th of January and July at 03:00',
    'le 2 et le 13 janvier et juillet à 3 h',
  ],
  ['0 22 * * 1-5', 'Monday to Friday at 22:00', 'du lundi au vendredi à 22 h'],
  ['15 6 * * 4,1', 'every Monday and Thursday at 06:15', 'tous les lundis et jeudis à 6 h 15'],
  ['0 6,18 * * *', 'every day at 06:00 and 18:00', 'tous les jours à 6 h et à 18 h'],
  ['0 18 * * 5#L', 'on the last Friday of the month at 18:00', 'le dernier vendredi du mois à 18 h'],
  ['*/5 * * 7 *', 'every 5 minutes, in July', 'toutes les 5 minutes, en juillet'],
  ['*/7 3 * * *', 'at the times of cron “*/7 3 * * *”', 'aux heures de cron « */7 3 * * * »'],
  ['5 4 1 * MON', 'at the times of cron “5 4 1 * MON”', 'aux heures de cron « 5 4 1 * MON »'],
  ['5 4 * * 1-9', 'at the times of cron “5 4 * * 1-9”', 'aux heures de cron « 5 4 * * 1-9 »'],
])('%s is said as it will run', (cron, en, fr) => expect(said(cron)).toEqual([en, fr]))

test.each([
  ['every Sunday at 4 check the disk', 'every Sunday at 4', 'check the disk'],
  ['every Sunday at 4: docker-cleanup', 'every Sunday at 4', 'docker-cleanup'],
  ['every day at 22:00: vérifie le disque', 'every day at 22:00', 'vérifie le disque'],
  ['« tous les jours à 4 h » disk-report path=/srv', 'tous les jours à 4 h', 'disk-report path=/srv'],
  ['0 4 * * * docker-cleanup', '0 4 * * *', 'docker-cleanup'],
  ['tomorrow at 4 foo', 'tomorrow at 4 foo', ''],
  ['every day at 4', 'every day at 4', ''],
])('%s: when and what', (text, when, what) => expect(splitWhen(text)).toEqual({ when, what }))
