import type { engine as en } from '../en/engine.ts'

export const engine: Record<keyof typeof en, string> = {
  'engine.no_agent': 'Rien ici ne sait faire cela.[[ Le plus proche : {nearest}.]]',
  'engine.unclear': 'Je n’ai pas pu déterminer quel travail était demandé.',
  'engine.denied': 'Arrêté, car « {step} » a été refusé.',
  'engine.not_passed': 'Non satisfait : {failed}.',
  'engine.inconclusive': 'Impossible de prouver si cela a fonctionné.',
  'engine.timed_out': 'A dépassé {limit:duration} et a été arrêté.',
  'engine.cancelled': 'Annulé par {by}.',
  'engine.repair_without_progress':
    'Une réparation a laissé « {criterion} » exactement en l’état, je n’insiste pas. Il faut une autre approche.',
  'engine.repairs_used_up':
    '{max} {max|réparation tentée|réparations tentées}, et cela ne tient toujours pas.',
  'engine.step_failed': '« {step} » a échoué : {error}',
  'engine.step_denied': '« {step} » a été refusé[[ : {error}]].',
  'engine.dependency': 'dépend de « {step} », qui n’a pas abouti',
  'engine.condition_false': 'inutile ici',
  'engine.unproven': 'Fait, mais non prouvé : les vérifications étaient désactivées.',
  'engine.unknown_outcome':
    'Autohome a été interrompu pendant cette commande ; j’ignore si elle a pris effet : {command}',
  'engine.nobody_here': 'Personne ne peut répondre ici.',
  'engine.away': 'Le mode absent est actif : toute demande est refusée.',
  'engine.expired': 'Personne n’a répondu à temps.',
  'engine.nothing_checked': 'Rien n’a pu être vérifié sur cette machine.',
  'engine.check_skipped': 'ne peut pas être vérifié sur cette machine',
  'engine.internal': 'Une erreur interne d’Autohome : {message}',
  'engine.missing_capability': 'Il manque à cette machine : {what}.',
  'engine.budget': 'Budget dépassé : {resource:resource}, au plus {limit:amount}.',
  'engine.denied_no_repair': 'Une étape a été refusée ; je n’ai donc pas cherché à la contourner.',
  'engine.max_turns': 'Arrêté après {max} tours sans en voir la fin.',
  'engine.check_failed': '{error}[[ ({hint})]]',
  'engine.check_not_boolean': 'la vérification « {expression} » ne répond ni vrai ni faux',
  'engine.identical_calls': 'Le modèle répétait sans fin le même appel de {tool} ; il a été interrompu.',
  'engine.plan_cycle': 'Les étapes du plan s’attendent les unes les autres : {steps}.',
  'engine.not_in_sandbox':
    'le bac à sable ne peut pas le faire, et personne n’est sollicité pour le faire en dehors',
  'model.waits': '{model} se charge ou réfléchit, {elapsed}',
  'model.writes': '{model} écrit, {tokens} {tokens|jeton|jetons}, {rate}/s[[ : …{words}]]',
  'phase.spec': '{criteria} {criteria|critère|critères} à prouver',
  'phase.plan': '{steps} {steps|étape|étapes}, environ {seconds:seconds}',
  'phase.execute':
    '{done} {done|étape terminée|étapes terminées}, {failed} en échec[[, {denied} {denied|refusée|refusées}]], {skipped} {skipped|ignorée|ignorées}',
  'phase.verify':
    '{proven} {proven|critère prouvé|critères prouvés} sur {all}[[, {skipped} non {skipped|vérifiable|vérifiables} ici]]',
  'phase.verify.nothing': 'rien n’est vérifiable sur cette machine',
  'phase.verify.skipped': 'désactivée',
  'phase.repair': '{steps} {steps|étape|étapes} de réparation, tentative {attempt}',
  'phase.repair.nothing': 'plus rien à tenter',
}
