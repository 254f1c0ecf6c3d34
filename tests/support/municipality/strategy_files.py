"""Prøvekommune's strategy, indicators and sources: the files of its folder strategy/."""

from __future__ import annotations

MUNICIPALITY = """\
name = "Prøvekommune"
code = "990"
council = "Kommunalbestyrelsen"
council_members = 9
country = "000"
comparison = ["991"]
comparison_name = "en kommune i nærheden"

[areas]
"000" = { name = "Hele landet", kind = "land", aliases = ["/"] }
"990" = { name = "Prøve" }
"991" = { name = "Nabo" }
"""

STRATEGY = """\
title = "Prøvestrategi 2022–2025"
first_year = 2022
last_year = 2025
adopted_by = "Kommunalbestyrelsen"
source = "Prøvekommune: opdigtet strategi"

[aims.vaekst]
title = "Vækst"
summary = "Flere bor og arbejder her."

[aims.vaekst.balances]
bosaetning = "Bosætning i balance"
klima = "Klima i balance"

[aims.faellesskab]
title = "Fællesskab"
summary = "Flere er med."

[committees.teknik]
title = "Teknikudvalget"
short = "Teknik"
fields = ["veje", "klima"]

[committees.boern]
title = "Børneudvalget"
short = "Børn"

[focus_areas.bosaetning]
title = "Flere skal bo i Prøvekommune, og de skal have noget at leve af."
short = "Bosætning"
aim = "vaekst"
committee = "teknik"
balance = "bosaetning"

[focus_areas.klima]
title = "Kortere vej til en tilladelse"
aim = "vaekst"
committee = "teknik"
balance = "klima"

[focus_areas.skole]
title = "Alle børn er med"
aim = "faellesskab"
committee = "boern"

[focus_areas.trivsel]
title = "Børn trives"
aim = "faellesskab"
committee = "boern"
"""

SOURCES = """\
[proeve-folketal]
title = "Folketallet den 1. i kvartalet"
publisher = "Prøvestatistik"
table = "FOLK9"
licence = "CC BY 4.0"
origin = "official"
owner = "Prøvestatistik"
format = "statbank"
file = "folketal.csv"
area = "OMRÅDE"
period = "TID"
values = ["INDHOLD"]
counted = "start"
lag_days = 42

[proeve-ledige]
title = "Ledige efter område"
publisher = "Prøvestyrelsen"
table = "Y99"
licence = "ukendt"
origin = "official"
owner = "Prøvestyrelsen"
format = "jobindsats"
file = "ledige.json"
area = "Område"
period = "Periode"
values = ["Ledige", "Ledige i pct."]
lag_days = 30

[proeve-skole]
title = "Elever og fravær"
publisher = "Prøvekommune"
table = "Elevudtræk"
licence = "ukendt"
origin = "internal"
owner = "Skoleafdelingen"
format = "semicolon"
encoding = "cp1252"
file = "skole.csv"
area = "Kommune"
period = "Skoleår"
values = ["Elever", "Elever i klub", "Fravær (pct.)"]
lag_days = 60

[proeve-ventetid]
title = "Demodata: ventetid"
publisher = "Demodata (opdigtet)"
table = "Byggesager"
licence = "MIT"
origin = "demo"
owner = "Byggesagsområdet"
format = "excel"
file = "ventetid.xlsx"
sheet = "Data"
period = "Kvartal"
dimensions = ["Sagstype"]
values = ["Dage"]
lag_days = 20
notes = ["Opdigtede tal."]

[proeve-fremskrivning]
title = "Fremskrevet folketal efter alder"
publisher = "Prøvestatistik"
table = "FREM9"
licence = "CC BY 4.0"
origin = "official"
owner = "Prøvestatistik"
format = "statbank"
file = "fremskrivning.csv"
area = "OMRÅDE"
period = "TID"
dimensions = ["ALDER"]
values = ["INDHOLD"]
counted = "start"
lag_days = 0
projection = true

[proeve-nyttehaver]
title = "Demodata: nyttehaver"
publisher = "Demodata (opdigtet)"
table = "Haveplan"
licence = "MIT"
origin = "demo"
owner = "Parkområdet"
format = "semicolon"
encoding = "cp1252"
file = "nyttehaver.csv"
period = "År"
dimensions = ["Sted"]
values = ["Haver", "Dækning (pct.)"]
counted = "start"
lag_days = 0
projection = true
notes = ["En opdigtet plan."]
"""

INDICATORS = """\
[folketal]
title = "Folketal"
focus_area = "bosaetning"
source = "proeve-folketal"
unit = "personer"
kind = "count"
better = "higher"
total = true
lead = true
definition = "Personer med bopæl i kommunen den 1. i kvartalet."

[folkevaekst]
title = "Befolkningsvækst"
focus_area = "bosaetning"
source = "proeve-folketal"
computation = "growth"
unit = "%"
kind = "share"
decimals = 1
better = "neutral"
definition = "Ændring i folketallet fra samme dag året før."

[ledighed]
title = "Ledighed"
focus_area = "bosaetning"
source = "proeve-ledige"
measure = "Ledige i pct."
unit = "%"
kind = "share"
decimals = 1
better = "lower"
core = true
definition = "Ledige i procent af arbejdsstyrken."
caveat = "Opdigtede tal."

[klubandel]
title = "Elever i klub"
focus_area = "skole"
source = "proeve-skole"
computation = "share"
measure = "Elever i klub"
denominator = "Elever"
unit = "%"
kind = "share"
decimals = 1
better = "higher"
definition = "Elever i klub i procent af alle elever."

[skolefravaer]
title = "Fravær i skolen"
focus_area = "skole"
source = "proeve-skole"
measure = "Fravær (pct.)"
unit = "%"
kind = "share"
decimals = 1
better = "lower"
proxy = "Fravær viser, hvem der mangler, ikke hvem der er med."
definition = "Elevernes fravær i procent af skoledagene."
breaks = [{ at = "2021/2022", cause = "Fravær registreres på en ny måde", \
decided_by = "Skoleafdelingen", decided = 2022-09-01 }]

[ventetid]
title = "Ventetid på en tilladelse"
focus_area = "klima"
source = "proeve-ventetid"
measure = "Nybyggeri"
unit = "dage"
kind = "rate"
better = "lower"
definition = "Dage fra ansøgning til tilladelse."
gap = { why = "Ventetiden ligger i sagssystemet.", owner = "Byggesagsområdet", \
needed = "Et udtræk hvert kvartal.", since = 2026-01-15 }
"""

GAPS = """\
[[gaps]]
focus_area = "trivsel"
title = "Trivsel blandt de mindste"
why = "Ingen spørger dem."
owner = "Dagtilbudsområdet"
needed = "En måling hvert år."
since = 2025-03-01
"""

CAPACITY = """\
[nyttehaver]
title = "Ældre og nyttehaver"
focus_area = "bosaetning"
who = "borgere på 65 år og derover"
unit = ["have", "haver"]
demand = { source = "proeve-fremskrivning", measure = "65+" }
coverage = { source = "proeve-nyttehaver", measure = "Byen|Dækning (pct.)" }
places = { source = "proeve-nyttehaver", measure = "Byen|Haver" }
definition = "De fremskrevne ældre gange den andel, der vil have en have."
caveat = "Ingen har spurgt dem."
gap = { why = "Ingen har en plan for haverne.", owner = "Parkområdet", \
needed = "En plan.", since = 2026-01-15 }
"""

DISCLOSURE = """\
[klubandel]
persons = true

[skolefravaer]
persons = false

[ventetid]
persons = false
"""

ACTIONS = """\
[cykelsti]
title = "Cykelsti til skolen"
focus_area = "skole"
committee = "boern"
owner = "Vejchefen"
source = "Prøvekommune: opdigtet referat"
story = "En sti langs vejen."
history = [
    { status = "besluttet", on = 2024-02-06, decision = "Kommunalbestyrelsen, 6. februar 2024" },
    { status = "i gang", on = "2024-05" },
]
"""

STRATEGY_FILES = {
    "municipality.toml": MUNICIPALITY,
    "strategy-2022-2025.toml": STRATEGY,
    "sources.toml": SOURCES,
    "indicators.toml": INDICATORS,
    "gaps.toml": GAPS,
    "capacity.toml": CAPACITY,
    "disclosure.toml": DISCLOSURE,
    "actions.toml": ACTIONS,
}
