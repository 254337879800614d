/** No attack at all: people at work and at home, with everything that goes wrong by itself. */
import type { Scenario } from '../scenario.ts'

export const ordinaryLife: Scenario = {
  name: 'ordinary-life',
  title: 'Ordinary life',
  story:
    'People sign in from home, office and hotel, let prompts go unanswered, tap the wrong button, get new phones. Strangers guess at passwords and fail. Nobody is attacked: every alarm is a false one.',
  source: 'The rates and their sources are in src/1-ingest/simulate-rates.ts.',
}
