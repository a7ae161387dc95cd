"""Makes the preset dictionary of kiosk/wire/compact.py: run it with the path to write.

Deflate reaches what stands at the end with the fewest bits, so the rare things come first and the frame of
every submission last. A dictionary that has been used is never changed: a better one gets the next number.
"""

import sys
from pathlib import Path

MESSAGES = """
Votre demande est en cours. Votre demande est terminée. Il manque un papier : apportez-le à la mairie. Vous
pouvez venir chercher votre carte d’identité. Vous pouvez venir chercher votre passeport. Votre rendez-vous
est le lundi mardi mercredi jeudi vendredi samedi à heures minutes. Apportez une photo d’identité récente,
un justificatif de domicile, votre ancienne carte, un acte de naissance, le livret de famille, un avis
d’imposition, une attestation, une facture d’électricité, de gaz, d’eau, d’internet. La mairie vous appelle.
Rappelez-nous au numéro. Merci de revenir avec les originaux et une photocopie.
"""
PLACES = """
PARIS MARSEILLE LYON TOULOUSE NICE NANTES MONTPELLIER STRASBOURG BORDEAUX LILLE RENNES REIMS TOULON GRENOBLE
DIJON ANGERS NIMES CLERMONT-FERRAND LE MANS AIX-EN-PROVENCE BREST TOURS AMIENS LIMOGES ANNECY PERPIGNAN
BESANCON METZ ORLEANS ROUEN MULHOUSE CAEN NANCY SAINT-DENIS ARGENTEUIL MONTREUIL ROUBAIX TOURCOING AVIGNON
POITIERS FORT-DE-FRANCE CAYENNE MAMOUDZOU NOUMEA PAPEETE POINTE-A-PITRE SAINT-ETIENNE SAINT-AUBIN
SAINT-MARTIN SAINT-PIERRE SAINT-LAURENT SAINTE-MARIE ALGERIE MAROC TUNISIE PORTUGAL ESPAGNE ITALIE BELGIQUE
SUISSE SENEGAL MALI COTE D'IVOIRE CAMEROUN TURQUIE ROUMANIE POLOGNE ALLEMAGNE ROYAUME-UNI CHINE VIETNAM
HAITI COMORES MADAGASCAR FRANCE RUE DE LA REPUBLIQUE RUE DES ECOLES RUE DU MOULIN RUE VICTOR HUGO RUE
PASTEUR RUE JEAN JAURES GRANDE RUE PLACE DE L'EGLISE PLACE DE LA MAIRIE RUE DE LA GARE AVENUE DU GENERAL DE
GAULLE RUE JULES FERRY CHEMIN DE LA AVENUE BOULEVARD IMPASSE ALLEE DES CHEMIN DES ROUTE DE LOTISSEMENT
RESIDENCE LES BATIMENT ESCALIER ETAGE APPARTEMENT BIS TER CEDEX RUE DU RUE DES RUE DE LA RUE
"""
SURNAMES = """
MARTIN BERNARD THOMAS PETIT ROBERT RICHARD DURAND DUBOIS MOREAU LAURENT SIMON MICHEL LEFEBVRE LEROY ROUX
DAVID BERTRAND MOREL FOURNIER GIRARD BONNET DUPONT LAMBERT FONTAINE ROUSSEAU VINCENT MULLER LEFEVRE FAURE
ANDRE MERCIER BLANC GUERIN BOYER GARNIER CHEVALIER FRANCOIS LEGRAND GAUTHIER GARCIA PERRIN ROBIN CLEMENT
MORIN NICOLAS HENRY ROUSSEL MATHIEU GAUTIER MASSON MARCHAND DUVAL DENIS DUMONT MARIE LEMAIRE NOEL MEYER
DUFOUR MEUNIER BRUN BLANCHARD GIRAUD JOLY RIVIERE LUCAS BRUNET GAILLARD BARBIER ARNAUD MARTINEZ GERARD ROCHE
RENARD SCHMITT ROY LEROUX COLIN VIDAL CARON PICARD ROGER FABRE AUBERT LEMOINE RENAUD DUMAS LACROIX OLIVIER
PHILIPPE BOURGEOIS PIERRE BENOIT REY LECLERC PAYET ROLLAND LECLERCQ GUILLAUME LECOMTE LOPEZ JEAN DUPUY
GUILLOT HUBERT BERGER CARPENTIER SANCHEZ DUPUIS MOULIN LOUIS DESCHAMPS HUET VASSEUR PEREZ BOUCHER FLEURY
ROYER KLEIN JACQUET ADAM PARIS POIRIER MARTY AUBRY GUYOT CARRE CHARLES RENAULT CHARPENTIER MENARD MAILLARD
BARON BERTIN BAILLY HERVE SCHNEIDER FERNANDEZ LE GALL COLLET LEGER BOUVIER JULIEN PREVOST MILLET PERROT
DANIEL LE ROUX COUSIN GERMAIN BRETON BESSON LANGLOIS REMY LE GOFF PELLETIER LEVEQUE PERRIER LEBLANC BARRE
LEBRUN MARCHAL WEBER MALLET HAMON BOULANGER JACOB MONNIER MICHAUD RODRIGUEZ GUICHARD GILLET DIALLO TRAORE
NGUYEN DA SILVA FERREIRA PEREIRA DOS SANTOS BENALI BEN MOHAMED ABDALLAH SAIDI CISSE COULIBALY KONE DIOP
"""
FIRST_NAMES = """
MARIE JEAN PIERRE MICHEL ANDRE PHILIPPE RENE LOUIS ALAIN JACQUES BERNARD MARCEL DANIEL ROGER ROBERT PAUL
CLAUDE CHRISTIAN HENRI GEORGES NICOLAS FRANCOIS PATRICK GERARD CHRISTOPHE JOSEPH JULIEN MAURICE LAURENT
FREDERIC ERIC DAVID STEPHANE PASCAL SEBASTIEN ALEXANDRE THIERRY OLIVIER ANTOINE RAYMOND GUY DOMINIQUE
CHARLES DIDIER MARC VINCENT YVES GUILLAUME BRUNO JEROME ROMAIN KEVIN MAXIME MATHIEU LUCIEN THOMAS FRANCK
SERGE GILLES CEDRIC ANTHONY XAVIER HUGO LUCAS LEO GABRIEL RAPHAEL ARTHUR JULES ADAM NATHAN ENZO LIAM NOAH
ETHAN MOHAMED AHMED ALI IBRAHIM YOUSSEF KARIM OMAR MAMADOU JEANNE FRANCOISE MONIQUE CATHERINE NATHALIE
ISABELLE JACQUELINE ANNE SYLVIE MARTINE MADELEINE NICOLE SUZANNE HELENE CHRISTINE MARGUERITE DENISE LOUISE
CHRISTIANE YVONNE VALERIE SANDRINE STEPHANIE VERONIQUE SOPHIE CELINE CHANTAL SIMONE PATRICIA ANNIE GERMAINE
BRIGITTE JULIE AURELIE LAURENCE CAROLINE VIRGINIE ODETTE CAMILLE EMILIE SANDRA GENEVIEVE CORINNE ELODIE
DELPHINE PAULETTE YVETTE MELANIE SARAH LAURA MARION PAULINE FLORENCE DANIELE COLETTE CHLOE EMMA LEA MANON
JADE ALICE ROSE LINA AMBRE ANNA MILA INES LUCIE MATHILDE CHARLOTTE FATIMA AICHA KHADIJA FATOUMATA AMINATA
JEAN-PIERRE JEAN-CLAUDE JEAN-LUC JEAN-MARC JEAN-FRANCOIS MARIE-CLAUDE MARIE-FRANCE MARIE-THERESE ANNE-MARIE
"""
WORDS = """
JE VOUDRAIS UN RENDEZ-VOUS POUR MA CARTE D'IDENTITE MON PASSEPORT MON FILS MA FILLE MON MARI MA FEMME MA
MERE MON PERE J'AI PERDU VOLE BESOIN D'AIDE MERCI S'IL VOUS PLAIT JE NE PEUX PAS JE SUIS HANDICAPE FAUTEUIL
ROULANT APRES 17 HEURES LE MATIN L'APRES-MIDI LE SOIR TOUS LES JOURS SAUF LE LUNDI MARDI MERCREDI JEUDI
VENDREDI SAMEDI DIMANCHE JANVIER FEVRIER MARS AVRIL MAI JUIN JUILLET AOUT SEPTEMBRE OCTOBRE NOVEMBRE
DECEMBRE MADAME MONSIEUR @yahoo.fr @hotmail.fr @hotmail.com @outlook.fr @free.fr @sfr.fr @laposte.net
@wanadoo.fr @orange.fr @gmail.com @GMAIL.COM @ORANGE.FR @LAPOSTE.NET @WANADOO.FR @YAHOO.FR .COM .FR
"""
SERVICES = """
dossier-suivi aide-sociale logement-social inscription-scolaire cantine creche liste-electorale recensement
changement-adresse certificat-immatriculation permis-conduire titre-sejour naturalisation mariage pacs deces
etat-civil acte-deces acte-mariage acte-naissance urbanisme permis-construire voirie dechets transport
energie cheque-energie retraite pension allocation-logement rsa prime-activite handicap mdph apa emploi
sante impots mairie-rendez-vous rendez-vous-passeport rendez-vous-carte-identite rendez-vous-titre
rendez-vous carte-identite
"""
CHOICES = """
celibataire marie pacse divorce separe veuf enfant conjoint parent proche tuteur association propriete
location heberge salarie sans_emploi etudiant retraite independant francaise europeenne etrangere courrier
email sms ancienne nouvelle cassee abimee changement_nom changement_adresse majorite autre_motif changement
autre perdue volee perte vol declaration_perte declaration premiere renouvellement premiere_demande expiree
bientot_expiree urgent voyage carte_identite passeport les_deux carte carte_et_passeport moi mon_enfant
moi_meme pour_moi pour_enfant adulte mineur telephone domicile portable mobile appel message guichet mairie
sur_place samedi vendredi jeudi mercredi mardi lundi soir midi apres_midi matin indifferent peu_importe
ne_sait_pas je_ne_sais_pas nsp aucun aucune oui non yes no
"""


def days() -> str:
    """Return the starts of dates, the recent and the probable years last."""
    years = [*range(2027, 2007, -1), *range(1930, 2008)]
    months = "".join(f"-{month:02d}-" for month in range(1, 13))
    return months + "".join(f"{year}-" for year in years) + "T08:30T09:00T10:00T11:00T14:00T15:00T16:00"


def frame() -> bytes:
    """Return what every submission has around its answers: the map of docs/wire-format.md, emptied."""
    created = b"".join(b"\x04\x82\x1b\x00\x00\x01" + bytes([high]) for high in range(0xAA, 0xA0, -1))
    year = b"".join(b"\x08\x19\x07" + bytes([low]) for low in (0xD0, 0xBC, 0xA8, 0x9E, 0x94))
    texts = b"".join(b"\x78" + bytes([length]) for length in range(24, 40))
    numbers = b"".join(bytes([key, value]) for key in range(24) for value in (0xF5, 0x01, 0x02, 0x63))
    phones = b"".join(b"\x6a" + start for start in (b"09", b"05", b"04", b"03", b"02", b"01", b"07", b"06"))
    parts = (b"\x03oui", b"\x03non", b"\x64moi\x05matin", b"\x81\x65matin", b"\x82\x65lundi\x65mardi")
    dates = b"\x6a202\x6a201\x6a200\x6a194\x6a199\x6a198\x6a195\x6a197\x6a196"
    head = b"\xaa\x00\x00\x01\x6ecarte-identite\x02\x48"
    tail = b"\xf6\x05\x00\x06\x50\x07\x1b\x00\x00\x00\x09\xad\x00\x09\xac\x00\x09\xab\x00"
    return texts + numbers + b"".join(parts) + phones + dates + created + year + head + b"\x03\x62fr" + tail


def dictionary() -> bytes:
    """Return the bytes of dictionary 1."""
    pools = (MESSAGES, PLACES, SURNAMES, FIRST_NAMES, WORDS, SERVICES, CHOICES)
    words = "".join(" ".join(pool.split()) + " " for pool in pools)
    return words.encode() + days().encode() + frame()


if __name__ == "__main__":
    Path(sys.argv[1]).write_bytes(dictionary())
