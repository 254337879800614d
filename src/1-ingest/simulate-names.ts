/** Names for the simulated people: common given and family names, joined by chance. Any likeness is chance too. */

export const givenNames: readonly [string, ...string[]] = [
  'Ada',
  ...'Alan Amina Andrea Anna Ben Carla Carmen Chen Clara Daan David Elena Emil Emma Erik Fatima Felix Femke Finn Grace Hana Hugo Ines Ivan Jana Jan Jonas Julia Kai Karim Lars Laura Lea Leon Lina Liam Lotte Lucas Maja Marco Maria Mark Maya Mei Mia Milan Mohamed Nadia Nina Noah Nora Olga Oliver Omar Oscar Paul Priya Ravi Rosa Ruth Sam Sara Sofia Sven Tara Thomas Tim Tom Vera Victor Wei Yara Yusuf Zoe'.split(
    ' ',
  ),
]

export const familyNames: readonly [string, ...string[]] = [
  'Lovelace',
  ...'Abbas Adams Ahmed Andersson Bakker Barnes Bauer Becker Berg Brandt Brown Carter Chan Clark Costa Davies DeVries Diaz Evans Fischer Fuchs Garcia Gomez Green Gupta Haddad Hall Hansen Harris Hoffmann Hughes Huisman Ito Jansen Johnson Jones Kaya Keller Khan Kim King Klein Koch Kowalski Kumar Lang Lee Lehmann Lewis Lopez Martin Mendes Meyer Miller Mitchell Moore Mulder Murphy Nguyen Novak Nowak Okafor Olsen Park Patel Peeters Peters Petrov Reed Reyes Richter Roberts Rossi Sanchez Santos Schmidt Schulz Scott Silva Singh Smit Smith Stein Taylor Thompson Torres Turner Vandam Visser Vogel Wagner Walker Wang Weber White Wilson Wolf Wood Wright Yilmaz Young Zhang Zimmermann'.split(
    ' ',
  ),
]
