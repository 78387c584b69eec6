/**
 * What words mean, in both languages: the words of a concept count as the same word. `*` stands for any ending. Words are
 * written without accents. A workflow's own words need not stand here; this is for what people say instead of them.
 */
export const CONCEPTS: Readonly<Record<string, string>> = {
  // looking: said of every report, so it decides little
  look: `check* show* list* tell give see look* view* report* display* verif* inspect* examin* status* state* overview
    summary summari* usage analy* monitor* find know get print
    montr* affich* donn* dis dire voir voyons regard* rapport* etat* statut* control* resum* situation* point fais fait
    faire consult* liste inventaire inventory savoir connaitre trouve trouver diagnos* test* surveill* utilisation
    occupation jette coup oeil quick rapide`,
  server: `server* serveur* machine* system* systeme* host box vps nas computer ordinateur pc home`,
  health: `health* healthy alright strange strangely weird bizarre etrange sante forme bien right alive checkup bilan wrong fine going vivant portes porte marche`,

  // topics
  disk: `disk* disc discs disque* storage stockage filesystem* partition* space espace* room place volume* drive* hdd ssd
    go gb giga gigas ssd* inode* mount*`,
  large: `large* larger biggest big gros grosse* lourd* heavy volumineu* prend prennent taking takes take occupe* eats eat eating
    mange* directories directory folder* dossier* repertoire* fichiers files`,
  full: `full fuller plein* remplis* remplissage rempli sature* saturated left reste* restant* remaining available disponible* libre*`,
  memory: `memory memoire* ram swap oom leak* fuite*`,
  process: `process* processus program* programme* app apps application* task tasks`,
  busy: `slow* lent* lente* rame cpu load charge* processeur* processor* busy consum* consomm* hungry gourmand*`,
  service: `service* daemon* demon* unit units unite* systemd systemctl`,
  container: `container* conteneur* contener* compose`,
  docker: `docker* podman`,
  fail: `fail* broken crash* dead echec* echoue* plante* panne* tombe* down casse* mort* ko hs`,
  network: `network* reseau* internet outside exterieur lan wan world monde`,
  log: `log logs logfile* journal journaux journald journalctl syslog* logue* dmesg`,
  error: `err error* erreur* warning* avertissement* problem* probleme* alert* alerte* anomal* souci* issue*`,
  updates: `update* updates majs maj patch* correctif* upgradable upgrades paquet* package* apt cve*`,
  security: `secur* vulnerab* faille*`,
  port: `port ports listen* ecout* socket* ouvert* open opened exposed expose* netstat joignable* reachable`,
  certificate: `certificat* cert certs ssl tls https letsencrypt`,
  expire: `expir* valid* valab* perim* echeance*`,
  backup: `backup* sauvegarde* archive* restic borg borgbackup`,
  recent: `recent* latest last dernier* derniere* fresh* new newest nouveau* nouvelle* recente* today aujourd hui yesterday hier
    week semaine* month mois day days jour* hour* heure* night nuit minute* date datent`,
  unused: `unused inutilis* dangling orphan* orphelin* old vieux vieil* vieille* ancien* useless inutile* junk trash garbage
    cache* temporary temporaire* temp`,
  pending: `pending wait* attend* attente`,
  image: `image*`,
  running: `running run runs tourne tournent active actif* actifs up cours marchent fonctionne* work works working`,
  stopped: `stopped arretes arretees exited`,

  // doing: a request that names one of these fits only a workflow that does exactly that
  restart: `restart* redemar* relanc* rerun bounce`,
  clean: `clean* cleanup vide vider videz empty clear nettoy* nettoi* liber* prune* purge* declutter vacuum menage tidy desencombr*`,
}

/** Words for doing something. Everything here and `restart`, `clean` above must be in a workflow's own words to match it. */
export const ACTIONS: Readonly<Record<string, string>> = {
  delete: `delete* remove* removing erase* destroy* wipe* rm supprim* efface* detrui* enlev* retir* vire* jeter drop nuke`,
  kill: `kill* tue tuer tuez terminat* abort`,
  stop: `stop stops stopping arrete arreter arretez stoppe* halt shutdown shut eteins eteindre eteint eteignez suspend* pause disable*
    desactiv* coupe couper coupez`,
  start: `start starts starting demarr* lance lancer lancez launch* boot enable* activate* activer activez allume*`,
  reboot: `reboot* rebooter`,
  install: `install* uninstall* desinstall* upgrade upgrader dist-upgrade applique* apply`,
  create: `create* cree creer creez make build* construi* deploy* deploie* generate* gener* add ajout* write ecri* setup
    configur* set mets met mettre mettez provision*`,
  change: `change* modif* edit* chang* rename* renomm* move* deplac* copy copie* fix* repar* repair* corrig* reset* restor* restaur*
    mount monte format* resize* encrypt* chiffr* rotate block* bloqu* open-port close ferme fermer`,
  renew: `renew* renouvel*`,
  send: `send envoi* envoy* mail email* notif* tweet post poste publi*`,
  download: `download* telecharg* upload* push* pull clone`,
}

/** What carries no meaning of its own: articles, politeness, questions. */
export const STOP_WORDS = new Set(
  `a an the this that these those my your our its his her of on in at to for from with by and or me i you we it is are was be been
  do does did can could would will shall please pls thanks thank hello hi hey how what which who where when there any some up out
  about if so just now then ok okay s t m re ve ll d as but kindly quickly want need like let us all-right us im id am
  le la les l un une des du de au aux ce cet cette ces mon ma mes ton ta tes notre nos votre vos son sa ses et ou je tu il elle on
  nous vous ils me te se y en est sont suis es etes ai as avez a ete etre avoir que qu quoi quel quelle quels quelles qui ou comment
  combien pourquoi quand pour par sur dans avec chez vers s si svp stp plait merci bonjour salut bonsoir coucou hello peux peut
  pouvez pourrais pourriez pourrait veux veuillez voudrais voudrait aimerais aimerait faut moi toi lui donc alors bien-sur la-dessus
  c ca cela n j t d m aujourd gentil gentille vite ici voici voila petit petite y-a t-il est-ce bot autohome stp ton
  whether feel feels peu mind utilisee utilisees utilises utilise utilisent have enough hard anything something nothing most more less least use uses used using depuis since below under above over than
  plus moins sous eu eue assez autre other one within during between percent pourcent pour-cent encore older younger per
  trop tres much very many too still encore toujours autour currently actuellement moment really vraiment`
    .split(/\s+/)
    .filter((word) => word !== ''),
)

/** What turns the words after it into their opposite. `dont` also stands for every other spelling of it. */
export const NEGATIONS = new Set(
  'dont never not no nor without avoid ne n pas sans jamais aucun surtout-pas'.split(' '),
)

/** A request that begins with one of these asks about doing something; it does not ask for it. */
export const QUESTIONS = new Set(
  `how why when who what which should did has have is are was were does may must comment pourquoi quand qui quel quelle faut
  dois doit devrais ai a as-tu`.split(/\s+/),
)

/** Before an action they make it something that has happened. */
export const AUXILIARIES = new Set('ai as a avons avez ont ete been was were has have had being'.split(' '))

/** Said of everything at once: what acts on one thing by name must not answer to it. */
export const EVERYTHING = new Set(
  'all everything every each both any tout tous toute toutes chaque partout entier entiere'.split(' '),
)

/** The machine as a whole: no service or container is called so. */
export const MACHINES = new Set(
  'server serveur machine ordinateur computer system systeme host nas vps box pc'.split(' '),
)

/** Too general to be the name of anything. */
export const NO_NAMES = new Set([
  ...MACHINES,
  ...'thing things truc trucs chose one ones service services container containers conteneur conteneurs daemon unit'.split(
    ' ',
  ),
])
