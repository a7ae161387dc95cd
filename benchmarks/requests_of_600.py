"""Requests of about 600 bytes of answers, each another: thirty answers of a long form, as people write them.

The names, streets and towns are this benchmark's own, not those of a dictionary or a pack.
"""

import json
from random import Random

BYTES = 600
# As long as a free text may be on the screen.
LONGEST = 80


def _among(text: str) -> list[str]:
    return [one.strip() for one in text.split(";")]


NAMES = _among(
    "AMRANI;BACHELET;CHAUVIN;DELMAS;ESCOFFIER;FERRAND;GOSSELIN;HAUTECOEUR;IMBERT;JOUBERT;KERMADEC;LAGARDE;MAUREL;"
    "NAVARRO;OUMAR;PELLERIN;QUERE;RAYNAUD;SYLLA;TEIXEIRA;URBAIN;VIGNERON;WEISS;YILDIZ;ZIMMERMANN"
)
FIRST = _among(
    "ADELE;BAPTISTE;CLARISSE;DJAMILA;EDGAR;FANNY;GASPARD;HORTENSE;ISMAEL;JOACHIM;KADIATOU;LILIAN;MYRIAM;NOEMIE;"
    "OCTAVE;PERRINE;QUENTIN;ROSALIE;SACHA;TIPHAINE;URSULE;VICTORINE;WASSIM;XAVIERE;YASMINE;ZOE"
)
STREETS = _among(
    "RUE DES TILLEULS;CHEMIN DU VIEUX MOULIN;IMPASSE DE LA FONTAINE;AVENUE DES PEUPLIERS;"
    "ALLEE DES HIRONDELLES;PLACE DU MARCHE;RUE BASSE;QUAI DE LA LOIRE;"
    "SENTIER DES VIGNES;COUR DES TANNEURS;MONTEE DU CHATEAU"
)
TOWNS = _among(
    "SAINT-AUBIN;VILLENEUVE;MONTFORT;CASTELNAU;BEAULIEU;CHARMES;ROCHEVILLE;VALMONT;LESSART;PIERREFITTE"
)
CHOICES = _among(
    "electricite;gaz;maison;appartement;proprietaire;locataire;matin;apres_midi;oui;non;plusieurs_fois;facture;"
    "compteur;carte;passeport;renouvellement;perte;mariage;enfant;conjoint;telephone;courrier;borne;guichet"
)
WORDS = _among(
    "je;ne;comprends;pas;cette;facture;le;montant;est;plus;haut;que;mois;dernier;et;personne;ne;répond;depuis;"
    "trois;semaines;nous;avons;changé;de;logement;mon;mari;travaille;la;nuit;il;faut;appeler;après;dix;heures;"
    "ma;fille;peut;traduire;elle;vient;mercredi;porte;bleue;au;fond;cour;ascenseur;en;panne;marche;avec;canne"
)


def documents(count: int, chance: Random) -> list[dict[str, object]]:
    """Return documents as PouchDB takes them: {_id, answers: [text, …]}, BYTES of JSON in the answers."""
    return [{"_id": f"{chance.getrandbits(128):032x}", "answers": _answers(chance)} for _ in range(count)]


def _answers(chance: Random) -> list[str]:
    answers = [*_person(chance), *_person(chance), f"{chance.randrange(10**14):014d}", _text(chance)]
    while len(json.dumps(answers, ensure_ascii=False).encode()) < BYTES - 16:
        answers.append(chance.choice(CHOICES))
    return answers


def _person(chance: Random) -> list[str]:
    year, month, day = chance.randrange(1930, 2008), chance.randrange(1, 13), chance.randrange(1, 29)
    return [
        chance.choice(NAMES),
        chance.choice(FIRST),
        f"{year}-{month:02d}-{day:02d}",
        f"{chance.randrange(1, 180)} {chance.choice(STREETS)}",
        f"{chance.randrange(1000, 96000):05d}",
        chance.choice(TOWNS),
        f"0{chance.randrange(6, 8)}{chance.randrange(10**8):08d}",
    ]


def _text(chance: Random) -> str:
    text = chance.choice(WORDS)
    while len(longer := f"{text} {chance.choice(WORDS)}") <= LONGEST:
        text = longer
    return text
