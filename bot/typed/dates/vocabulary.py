"""The words of which dates are made, in French and English, without accents and capitals."""

WEEKDAYS = {
    name: day
    for day, names in enumerate((
        "lundi lun monday mon",
        "mardi mar tuesday tue tues",
        "mercredi mer wednesday wed",
        "jeudi jeu thursday thu thur thurs",
        "vendredi ven friday fri",
        "samedi sam saturday sat",
        "dimanche dim sunday sun",
    ))
    for name in names.split()
}  # fmt: skip
MONTHS = {
    name: month
    for month, names in enumerate((
        "janvier janv jan january",
        "fevrier fevr fev february feb",
        "mars mar march",
        "avril avr april apr",
        "mai may",
        "juin june jun",
        "juillet juil july jul",
        "aout august aug",
        "septembre september sept sep",
        "octobre october oct",
        "novembre november nov",
        "decembre december dec",
    ), 1)
    for name in names.split()
}  # fmt: skip
NUMBERS = {
    name: number
    for number, names in {
        1: "un une a an one", 2: "deux two", 3: "trois three", 4: "quatre four", 5: "cinq five", 6: "six",
        7: "sept seven", 8: "huit eight", 9: "neuf nine", 10: "dix ten", 12: "douze twelve", 15: "quinze fifteen",
        20: "vingt twenty", 24: "vingt-quatre", 30: "trente thirty", 48: "quarante-huit",
    }.items()
    for name in names.split()
}  # fmt: skip
RELATIVE = {
    "aujourd'hui": 0, "aujourdhui": 0, "auj": 0, "today": 0,
    "demain": 1, "tomorrow": 1, "tmrw": 1, "lendemain": 1,
    "apres-demain": 2, "surlendemain": 2, "day after tomorrow": 2,
    "hier": -1, "yesterday": -1, "avant-hier": -2,
}  # fmt: skip
LONG = sorted(
    word
    for word in (
        *WEEKDAYS, *MONTHS, *RELATIVE,
        "matin", "morning", "afternoon", "evening", "tonight", "semaine", "weekend", "prochain", "prochaine",
        "midnight", "minuit", "jours", "heures", "hours", "minutes", "weeks", "semaines", "month", "journee",
    )
    if len(word) > 4 and " " not in word
)  # fmt: skip
"""What is long enough to be known with a letter too many, too few or in the wrong place."""
