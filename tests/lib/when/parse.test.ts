import { describe, expect, test } from 'vitest'
import { parseWhen } from '../../../src/lib/when/parse.ts'

const cronOf = (text: string) => {
  const when = parseWhen(text)
  return when.ok ? when.cron : `? ${when.why.en}`
}

describe('when, in words', () => {
  test.each([
    ['every Sunday at 4', '0 4 * * 0'],
    ['tous les dimanches à 4 h', '0 4 * * 0'],
    ['tous les jours à 4 h', '0 4 * * *'],
    ['Every day at 04:00.', '0 4 * * *'],
    ['every 15 minutes', '*/15 * * * *'],
    ['toutes les 15 minutes', '*/15 * * * *'],
    ['every minute', '* * * * *'],
    ['every other hour', '0 */2 * * *'],
    ['toutes les 6 heures', '0 */6 * * *'],
    ['every hour at :15', '15 * * * *'],
    ['le 1er du mois à 3h30', '30 3 1 * *'],
    ['on the 1st of the month at 3:30', '30 3 1 * *'],
    ['on the 1st and 15th at 3', '0 3 1,15 * *'],
    ['le 1er et le 15 à 3 h', '0 3 1,15 * *'],
    ['weekdays at 22:00', '0 22 * * 1,2,3,4,5'],
    ['en semaine à 22 h', '0 22 * * 1,2,3,4,5'],
    ['du lundi au vendredi à 19h', '0 19 * * 1,2,3,4,5'],
    ['Friday to Monday at 7', '0 7 * * 0,1,5,6'],
    ['chaque lundi et jeudi à 6 h 15', '15 6 * * 1,4'],
    ['every weekend at 5:30 am', '30 5 * * 0,6'],
    ['Sundays at 4 p.m.', '0 16 * * 0'],
    ['every evening at 8', '0 20 * * *'],
    ['tous les jours à 8 h du soir', '0 20 * * *'],
    ['tous les jours à quatre heures', '0 4 * * *'],
    ['daily at noon', '0 12 * * *'],
    ['tous les jours à minuit', '0 0 * * *'],
    ['12 am every day', '0 0 * * *'],
    ['every day at 6 and 18', '0 6,18 * * *'],
    ['tous les jours à 6 h et à 6h30', '0,30 6 * * *'],
    ['first Sunday of the month at 4', '0 4 * * 0#1'],
    ['le dernier vendredi de chaque mois à 18h', '0 18 * * 5#L'],
    ['last day of the month at 23:30', '30 23 L * *'],
    ['le 1er janvier à 3 h', '0 3 1 1 *'],
    ['July 14 at 9', '0 9 14 7 *'],
    ['every 10 minutes on weekdays', '*/10 * * * 1,2,3,4,5'],
    ['0 4 * * sun', '0 4 * * SUN'],
    ['@daily', '0 0 * * *'],
  ])('%s', (text, cron) => expect(cronOf(text)).toBe(cron))

  test.each([
    ['every 45 minutes', 'does not come out even'],
    ['every 7 hours', 'does not come out even'],
    ['every 2 weeks at 4', 'cannot be counted'],
    ['tomorrow at 4', '“tomorrow”'],
    ['at 4', 'How often'],
    ['every Sunday', 'At what time?'],
    ['weekly at 4', 'On which day of the week?'],
    ['every month at 4', 'On which day of the month?'],
    ['every day at 25', 'no time or day'],
    ['every day at 13 pm', 'no time or day'],
    ['le 32 à 4 h', 'no time or day'],
    ['Mondays and the 1st at 4', 'two schedules'],
    ['every Monday at 6:15 and 18:30', 'one schedule each'],
    ['every 15 minutes at 4', 'not both'],
    ['', 'Say when.'],
  ])('says what is not clear of “%s”, with examples', (text, why) => {
    expect(cronOf(text)).toContain(why)
    expect(cronOf(text)).toContain('every Sunday at 4')
    const when = parseWhen(text)
    expect(when.ok ? '' : when.why.fr).toContain('tous les dimanches à 4 h')
  })
})
