import { beta, type Random } from '../random.ts'

/** What is known of one arm: how often it was tried, and the sum of its rewards. JSON, so that it can be kept. */
export interface Arm {
  readonly tries: number
  readonly reward: number
}

/** Chooses among arms whose worth is found out by trying them. */
export interface Bandit {
  /** One of `open`, positions of arms that may be chosen; there must be one. */
  choose(open: readonly number[]): number
  /** `reward` in [0, 1]. */
  learn(arm: number, reward: number): void
  readonly arms: readonly Arm[]
}

/**
 * UCB1 (P. Auer, N. Cesa-Bianchi, P. Fischer, Finite-time analysis of the multiarmed bandit problem, Machine Learning 47,
 * 2002): each arm once, then the one with the largest mean + √(2 ln n / tries). The same choices every time.
 */
export function createUcb1(count: number, known: readonly Arm[] = []): Bandit {
  const arms = armsFrom(count, known)
  return {
    arms,
    learn: (arm, reward) => learn(arms, arm, reward),
    choose(open) {
      const all = open.reduce((sum, i) => sum + (arms[i]?.tries ?? 0), 0)
      return best(open, (i) => {
        const { tries, reward } = arms[i] ?? { tries: 0, reward: 0 }
        return tries === 0
          ? Number.POSITIVE_INFINITY
          : reward / tries + Math.sqrt((2 * Math.log(all)) / tries)
      })
    },
  }
}

/**
 * Thompson sampling (W. R. Thompson, Biometrika 25, 1933) for rewards in [0, 1]: each arm draws from the Beta distribution of
 * its successes and failures, a reward r counting as a success with probability r (S. Agrawal, N. Goyal, Analysis of
 * Thompson sampling for the multi-armed bandit problem, COLT 2012, algorithm 2).
 */
export function createThompson(count: number, random: Random, known: readonly Arm[] = []): Bandit {
  const arms = armsFrom(count, known)
  return {
    arms,
    learn: (arm, reward) => learn(arms, arm, random() < reward ? 1 : 0),
    choose: (open) =>
      best(open, (i) => {
        const { tries, reward } = arms[i] ?? { tries: 0, reward: 0 }
        return beta(random, 1 + reward, 1 + tries - reward)
      }),
  }
}

const armsFrom = (count: number, known: readonly Arm[]): Arm[] =>
  Array.from({ length: count }, (_, i) => known[i] ?? { tries: 0, reward: 0 })

function learn(arms: Arm[], arm: number, reward: number): void {
  const { tries, reward: sum } = arms[arm] ?? { tries: 0, reward: 0 }
  arms[arm] = { tries: tries + 1, reward: sum + Math.min(1, Math.max(0, reward)) }
}

/** The first of those with the largest worth. */
function best(open: readonly number[], worth: (arm: number) => number): number {
  const valued = open.map((arm) => ({ arm, worth: worth(arm) }))
  const [first] = valued
  if (!first) throw new RangeError('no arm to choose')
  return valued.reduce((a, b) => (b.worth > a.worth ? b : a)).arm
}
