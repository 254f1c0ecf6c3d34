"""Which figures of which tidy tables make each raw file.

Where a file takes the same figure from several tables, they have to agree (`raw_files`), so that a table
which adds nothing is a check of the others.
"""

from __future__ import annotations

from collections.abc import Mapping

from reconstruction.takes import (
    ACROSS,
    NATION_SERIES,
    ONE_NATIONAL_YEAR,
    Take,
    every,
    further,
    labour,
    only,
    profile,
    profile_columns,
    with_nation,
)

AGES = {
    "total": "IALT",
    "a0_5": "0-5",
    "a6_16": "6-16",
    "a17_19": "17-19",
    "a20_34": "20-34",
    "a35_64": "35-64",
    "a65_79": "65-79",
    "a80p": "80+",
}
HEALTH = {
    "ensomhed": "Ensomhed",
    "mentalt_helbred": "Dårligt mentalt helbred",
    "selvvurderet_helbred": "Godt selvvurderet helbred",
}
LOW_EDUCATION, QUALIFYING = "GRUNDSKOLE 25-29 ÅR", "KOMPETENCEGIVENDE 30-34 ÅR"
CULTURE, ASSOCIATIONS = "KULTUR", "FOLKEOPLYSNING OG FORENINGER"
UNEMPLOYED, UNEMPLOYED_RATE = "Fuldtidspersoner", "Fuldtidspersoner i pct. af arbejdsstyrken"


def _ages(kind: str) -> tuple[Take, ...]:
    return tuple(
        Take("population_1jan_and_projection.csv", f"{kind} {age}", (code,)) for age, code in AGES.items()
    )


PLAN: Mapping[str, tuple[Take, ...]] = {
    "dst-folk1a": (
        Take("population_quarterly.csv", "population"),
        every("population_quarterly_98", "population"),
        Take("population_1jan_and_projection.csv", "quarterly observed total"),
        *profile(folketal="", folketal_forrige=""),
        *only("snapshot_misc", "pop2026K3"),
    ),
    "dst-folk1a-alder": _ages("observed"),
    "dst-frkm126": _ages("projected"),
    "star-y25i01": (
        *labour(
            "y25i01",
            unemployment_total=UNEMPLOYED,
            unemployment_totalRate=UNEMPLOYED_RATE,
            unemployment_dagpenge="Dagpengeledige, fuldtidspersoner",
            unemployment_dagpengeRate="Dagpengeledige i pct. af arbejdsstyrken",
            unemployment_kontanthjaelp="Kontanthjælpsledige, fuldtidspersoner",
            unemployment_kontanthjaelpRate="Kontanthjælpsledige i pct. af arbejdsstyrken",
        ),
        every("unemployment_monthly_98", "unemployed_fte", column=UNEMPLOYED),
        every("unemployment_monthly_98", "unemployment_rate", column=UNEMPLOYED_RATE),
    ),
    "star-y25i09": (
        *labour(
            "y25i09",
            longterm_total="Langtidsledige",
            longterm_dagpenge="Langtidsledige dagpengemodtagere",
            longterm_kontanthjaelp="Langtidsledige kontanthjælpsmodtagere",
        ),
        every("long_term_unemployed_monthly_98", "long_term_unemployed", column="Langtidsledige"),
    ),
    "star-y60a02": (
        *labour(
            "y60a02",
            cashAssistance_persons="Personer",
            cashAssistance_fullTime="Fuldtidspersoner",
            cashAssistance_workforceRate="Fuldtidspersoner i pct. af arbejdsstyrken",
            cashAssistance_populationRate="Fuldtidspersoner i pct. af befolkningen",
        ),
        every("cash_assistance_monthly_98", "cash_assistance_persons", column="Personer"),
        every(
            "cash_assistance_monthly_98",
            "cash_assistance_pct_labour_force",
            column="Fuldtidspersoner i pct. af arbejdsstyrken",
        ),
    ),
    "star-y60c07": (
        *labour("y60c07", activation_degree="Aktiveringsgrad", activation_affectedShare="Andel aktiverede"),
        every("activation_ordinary_hours_monthly_98", "activation_degree", column="Aktiveringsgrad"),
    ),
    "star-y60j01": (
        *labour(
            "y60j01",
            ordinaryHours_persons="Personer med ordinære timer",
            ordinaryHours_share="Andel med ordinære timer",
        ),
        every(
            "activation_ordinary_hours_monthly_98",
            "persons_with_ordinary_hours",
            column="Personer med ordinære timer",
        ),
        every(
            "activation_ordinary_hours_monthly_98", "ordinary_hours_share", column="Andel med ordinære timer"
        ),
    ),
    "dst-ras200": (
        Take("employment_rate_yearly.csv", "employment_rate"),
        every("employment_rate_98", "employment_rate_16_64"),
        every("employment_rate_16_64", "employment_rate_16_64"),
        Take(ACROSS, "employment_rate_16_64"),
        Take(ONE_NATIONAL_YEAR, "employment"),
    ),
    "dst-neet1": (
        Take(ACROSS, "neet_16_24"),
        Take(ONE_NATIONAL_YEAR, "neet"),
        every("neet_16_24", "neet_16_24"),
    ),
    "dst-hfudd11": (
        *further("low_education_25_29", low_education_25_29=LOW_EDUCATION),
        Take(ONE_NATIONAL_YEAR, "low_education", (LOW_EDUCATION,)),
        Take(NATION_SERIES, "low_education_25_29", (LOW_EDUCATION,)),
        *further("qualifying_education_30_34", qualifying_education_30_34=QUALIFYING),
        Take(NATION_SERIES, "qualifying_education_30_34", (QUALIFYING,)),
    ),
    "dst-indkp101": (*only("income", "income"), *profile(disp_indkomst="")),
    "dst-ifor12p": (
        every("low_income_60pct", "low_income_share_60pct"),
        Take(NATION_SERIES, "low_income_share_60pct"),
    ),
    "dst-ifor41": (
        *profile(gini=""),
        Take(ACROSS, "gini"),
        Take(ONE_NATIONAL_YEAR, "gini"),
        every("gini", "gini"),
    ),
    "dst-afstb4": (
        *with_nation("commute_distance", "average_commute_distance", "commute_distance"),
        *profile(pendlingsafstand_km=""),
    ),
    "dst-bygv33": further(
        "dwellings_completed",
        dwellings_completed_4q="ANTAL",
        dwellings_completed_4q_per_1000="PR. 1.000 BOLIGER",
    ),
    "fd-udb010": further(
        "homes_for_sale", homes_for_sale="ANTAL", homes_for_sale_per_1000_dwellings="PR. 1.000 BOLIGER"
    ),
    "fd-bm010": profile(boligpris_m2=""),
    "fd-bm010-ejerlejligheder": only("flat_prices_m2", "realised_price_owner_flats"),
    "dst-bil54": profile(biler="I ALT", biler_el="EL", biler_plugin="PLUG-IN", biler_diesel="DIESEL"),
    "dst-bol102": profile(opv_boliger_ialt="I ALT", opv_olie="OLIE", opv_naturgas="NATURGAS"),
    # The nation's series of waste is smoothed over three years under a name of its own, and is left out.
    "dst-laby25": (
        *profile(affald_kg="KG", genanvendelse_pct="GENANVENDELSE"),
        every("household_waste_recycling", "household_waste_kg_per_inhabitant", "KG"),
        every("household_waste_recycling", "household_waste_recycled", "GENANVENDELSE"),
    ),
    "dst-postnr1": further(
        "postal_districts", population_postal_district="FOLKETAL", population_growth_12m="VÆKST"
    ),
    "ens-klimaregnskab": (
        *further(
            "co2_and_energy",
            co2e_total_per_inhabitant="I alt",
            co2e_agriculture_per_inhabitant="Landbrug og arealer",
            co2e_energy_per_inhabitant="Energi",
            co2e_transport_per_inhabitant="Transport",
        ),
        every("co2e_per_inhabitant_98", "co2e_total_per_inhabitant", "I alt"),
    ),
    "ens-klimaregnskab-husholdninger": profile_columns(
        husholdning_co2_ton="CO2 (ton)", husholdning_energi_tj="Energiforbrug (TJ)"
    ),
    "energinet-ve-kapacitet": further(
        "renewable_capacity",
        renewable_capacity_per_inhabitant="kW pr. indbygger",
        solar_capacity="Solceller (MW)",
        onshore_wind_capacity="Vindmøller på land (MW)",
    ),
    "hedensted-regnskab": tuple(
        Take("accounts", f"{post} {column}", (post,), column)
        for post in (
            "Indtægter",
            "Driftsudgifter",
            "Ordinært resultat",
            "Anlægsudgifter",
            "Likviditetsændring",
        )
        for column in ("Oprindeligt budget", "Regnskab")
    ),
    "dst-regk31": (
        *further("culture_spending", culture_spending_per_inhabitant=CULTURE),
        Take(ONE_NATIONAL_YEAR, "kultur_spending", (CULTURE,)),
        Take(NATION_SERIES, "culture_spending_per_inhabitant", (CULTURE,)),
        *further("association_support", association_support_per_inhabitant=ASSOCIATIONS),
        Take(ONE_NATIONAL_YEAR, "civil_society", (ASSOCIATIONS,)),
        Take(NATION_SERIES, "association_support_per_inhabitant", (ASSOCIATIONS,)),
    ),
    "di-erhvervsvenlighed": only("web_facts", "di_business_climate_rank"),
    "de-sygedage": only("web_facts", "staff_sickness_days"),
    "dst-boern8": with_nation("daycare_staffing", "daycare_children_per_adult_3_5"),
    "dst-und2": with_nation("child_notifications", "child_notifications_per_1000_aged_0_17"),
    "dst-bu43": with_nation("vulnerable_children", "vulnerable_children_0_22", "vulnerable_children"),
    "dst-laby07": (
        Take(ACROSS, "child_poverty_0_17"),
        Take(ONE_NATIONAL_YEAR, "child_poverty"),
        every("child_poverty_91", "child_poverty_0_17"),
    ),
    "dst-kvotien": with_nation("class_size", "class_size_folkeskole"),
    # Of the schools' and the health profile's national figures, those of a single year are other means of the
    # municipalities than those of the series; a series is of one kind.
    "stil-karakterer": (
        *with_nation("school_grades", "grade_average_9th_grade"),
        every("school_grades_80", "grade_average_9th_grade"),
    ),
    "stil-fravaer": (
        *with_nation("school_absence", "pupils_absence_over_10pct"),
        every("school_absence_98", "pupils_absence_over_10pct"),
    ),
    "stil-trivsel": with_nation("school_wellbeing", "pupil_wellbeing_mean_of_indicators"),
    "stil-profilmodel": with_nation("youth_education_profile", "expected_youth_education_pct"),
    "sst-sundhedsprofil": (
        *further("health_profile", **HEALTH),
        *(Take(NATION_SERIES, measure, (code,)) for measure, code in HEALTH.items()),
    ),
    "dst-hjemsyg": with_nation("home_nursing", "home_nursing_recipients_per_1000_inhabitants", "hjemsyg"),
    "dst-hisbk": (
        Take(ACROSS, "life_expectancy"),
        Take(ONE_NATIONAL_YEAR, "life_expectancy"),
        every("life_expectancy", "life_expectancy"),
    ),
    "dst-fam55n": only("population_composition", "single_person_households_pct"),
    "dst-bib3a": with_nation("library_loans", "library_loans_per_inhabitant", "library_use"),
    # The nation's series does not say what its pupils are divided by, and is left out.
    "dst-skolm02b": only("social_culture_crosssection", "music_school_pupils_per_1000"),
    "dst-idrakt02": with_nation("sports_membership", "sports_club_membership", "sports_membership"),
    "valg-kommunalvalg": (
        Take("turnout_polling_districts_2025.csv", "afgivne_stemmer", column="Afgivne stemmer"),
        Take("turnout_polling_districts_2025.csv", "stemmeberettigede", column="Stemmeberettigede"),
        Take("turnout_polling_districts_2025.csv", "stemmeprocent", column="Stemmeprocent"),
        every("turnout_municipal_2025_97", "turnout_municipal_election", column="Stemmeprocent"),
        Take(ONE_NATIONAL_YEAR, "voter_turnout_kv", column="Stemmeprocent"),
        Take(NATION_SERIES, "turnout_municipal_election", column="Stemmeprocent"),
    ),
    "dst-straf11-rullende": further(
        "crime_rates_rolling4q",
        crime_1000="STRAFFELOVEN I ALT",
        violence_1000="VOLD",
        burglary_1000dw="INDBRUD PR. 1.000 BOLIGER",
    ),
    "dst-straf11-alle": with_nation(
        "crime_all_laws", "reported_offences_all_laws_per_1000", "crime_rate_all_laws"
    ),
    "dst-uheldk1": with_nation("traffic_casualties", "traffic_killed_injured_per_100000_3yr_avg"),
}
# Where the copy's notes say that an absent period is absent at the publisher, the file says `..` as StatBank
# does.
UNPUBLISHED_WITHIN = {"fd-bm010-ejerlejligheder", "dst-bib3a", "dst-hjemsyg"}
