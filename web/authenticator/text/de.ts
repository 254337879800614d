/** Every text of the authenticator in German. */
import type { Catalogue } from './catalogue.ts'

export const de: Catalogue = {
  'app.name': 'Authenticator',
  'app.back': 'Zurück',
  'app.tryAgain': 'Noch einmal versuchen',
  'app.done': 'Fertig',
  'app.loading': 'Einen Moment…',
  'app.broken': 'In dieser App ist etwas schiefgegangen',
  'app.brokenWhat':
    'Ihre Konten sind sicher. Starten Sie die App neu; geschieht es noch einmal, sagen Sie Ihrer Administration, was Sie getan haben.',
  'app.restart': 'Neu starten',
  'app.noStore':
    'Dieser Browser lässt die App nichts speichern. Verlassen Sie den privaten Modus oder erlauben Sie dieser Website das Speichern, und öffnen Sie die App erneut.',
  'app.insecure': 'Diese Seite wurde ohne Verschlüsselung geöffnet und kann keine Schlüssel erzeugen. Öffnen Sie sie mit https://.',

  'fail.offline': 'Der Server ist nicht zu erreichen. Prüfen Sie die Verbindung und versuchen Sie es noch einmal.',
  'fail.gone': 'Das ist vorbei oder wurde schon getan.',
  'fail.stranger': 'Der Server nimmt dieses Telefon für dieses Konto nicht mehr an.',
  'fail.strangerWhat':
    'Es wurde entfernt oder gesperrt. Melden Sie sich an einem Computer an und fügen Sie es neu hinzu, oder fragen Sie Ihre Administration.',
  'fail.refused': 'Der Server hat abgelehnt: {message}',
  'fail.busy': 'Zu viele Versuche. Warten Sie eine Minute und versuchen Sie es noch einmal.',

  'list.title': 'Ihre Konten',
  'list.add': 'Konto hinzufügen',
  'list.help': 'Hilfe und Einstellungen',
  'list.welcome': 'Willkommen',
  'list.welcomeWhat':
    'Diese App beantwortet eine Frage: Sind Sie es, der sich anmeldet? Ja sagen Sie, indem Sie die Zahl eingeben, die auf der Anmeldeseite steht. Aus Versehen bestätigen kann man hier nichts.',
  'list.welcomeHow':
    'Melden Sie sich an einem Computer auf Ihrer Kontoseite an und wählen Sie dort, ein Telefon hinzuzufügen. Dort steht ein Code, den Sie hier scannen.',
  'list.waiting': 'Eine Anmeldung wartet',
  'list.unfinished': 'Nicht fertig: Wörter vergleichen',
  'list.held': 'Anfragen werden zurückgehalten',

  'enrol.title': 'Konto hinzufügen',
  'enrol.how': 'Scannen Sie den Code auf Ihrer Kontoseite oder tippen Sie ihn ab.',
  'enrol.code': 'Code',
  'enrol.codeHint': '22 Buchstaben und Ziffern, zehn Minuten gültig',
  'enrol.codeWrong': 'Das ist keiner unserer Codes. Er hat 22 Buchstaben, Ziffern, Binde- oder Unterstriche.',
  'enrol.otherServer':
    'Dieser Code gehört zu einer anderen Organisation. Öffnen Sie {address} auf diesem Telefon und fügen Sie das Konto dort hinzu.',
  'enrol.phoneName': 'Name dieses Telefons',
  'enrol.phoneNameHint': 'Damit Sie es in einer Liste wiedererkennen',
  'enrol.go': 'Dieses Telefon hinzufügen',
  'enrol.gone': 'Dieser Code wurde schon benutzt oder ist zu alt. Erzeugen Sie auf Ihrer Kontoseite einen neuen.',
  'enrol.fromLink': 'Der Code kam mit dem Link. Geben Sie dem Telefon einen Namen und machen Sie weiter.',
  'enrol.defaultPhone': 'Mein Telefon',

  'scan.start': 'Mit der Kamera scannen',
  'scan.title': 'Halten Sie den Code in den Rahmen',
  'scan.stop': 'Kamera ausschalten',
  'scan.none':
    'Dieser Browser kann mit der Kamera keine Codes lesen. Tippen Sie den Code ab oder öffnen Sie den Link daneben auf diesem Telefon.',
  'scan.refused':
    'Die Kamera ist hier nicht erlaubt. Erlauben Sie sie in den Einstellungen des Browsers für diese Website, oder tippen Sie den Code ab.',

  'words.title': 'Vier Wörter vergleichen',
  'words.how': 'Der Computer zeigt auch vier Wörter. Sind es dieselben, in derselben Reihenfolge?',
  'words.same': 'Sagen Sie es am Computer: Dort ist der Knopf. Dieses Telefon macht von selbst weiter.',
  'words.other': 'Sind es andere, wählen Sie dort „Nicht dieselben“. Vielleicht hat jemand anders Ihren Code genommen.',
  'words.waiting': 'Wartet auf den Computer…',
  'words.refused': 'Das Telefon wurde nicht hinzugefügt',
  'words.refusedWhat':
    'Die Wörter waren nicht dieselben, oder zehn Minuten sind um. Erzeugen Sie auf Ihrer Kontoseite einen neuen Code und beginnen Sie von vorn.',

  'finish.title': 'Dieses Telefon ist hinzugefügt',
  'finish.who': '{name} bei {organisation}',
  'finish.next': 'Was es besser macht',
  'finish.confirm': 'Mit Fingerabdruck, Gesicht oder Code bestätigen',
  'finish.confirmWhat':
    'Dann kann niemand für Sie antworten, der Ihr entsperrtes Telefon in der Hand hat, und den Schlüssel verwahrt das Telefon selbst.',
  'finish.confirmOn': 'Fingerabdruck, Gesicht oder Code bestätigt jede Zahl',
  'finish.confirmNone': 'Dieser Browser bietet der App weder Fingerabdruck noch Gesicht noch Code.',
  'finish.confirmFailed': 'Das hat nicht geklappt oder wurde abgebrochen. Sie können es noch einmal versuchen.',
  'finish.notices': 'Benachrichtigen, wenn eine Anmeldung wartet',
  'finish.noticesWhat': 'Ohne Benachrichtigungen öffnen Sie diese App selbst, wenn Sie sich anmelden.',
  'finish.noticesOn': 'Benachrichtigungen sind an',
  'finish.noticesRefused':
    'Benachrichtigungen sind für diese App gesperrt. Erlauben Sie sie in den Einstellungen des Browsers oder des Telefons.',
  'finish.noticesHome':
    'Auf diesem Telefon gehen Benachrichtigungen nur vom Home-Bildschirm aus: „Teilen“, dann „Zum Home-Bildschirm“, und die App von dort öffnen.',
  'finish.noticesNone': 'Dieser Browser kennt keine Benachrichtigungen. Öffnen Sie diese App selbst, wenn Sie sich anmelden.',
  'finish.noticesFailed': 'Der Browser konnte Benachrichtigungen nicht einrichten. Versuchen Sie es, wenn Sie online sind.',

  'account.quiet': 'Ich melde mich an: Zahl eingeben',
  'account.quietWhat': 'Falls keine Benachrichtigung kam.',
  'account.quietNone':
    'Keine Ihrer Anmeldungen wartet. Beginnen Sie sie zuerst auf dem anderen Gerät; diese Seite findet sie dann von selbst.',
  'account.quietWaiting': 'Sucht Ihre Anmeldung…',
  'account.active': 'Dieses Telefon antwortet für dieses Konto.',
  'account.suspended': 'Dieses Telefon ist gesperrt: Es kann nicht antworten, bis Sie es auf Ihrer Kontoseite wieder freigeben.',
  'account.disabled': 'Dieses Telefon wurde nach zu vielen falschen Zahlen abgeschaltet. Fügen Sie es auf Ihrer Kontoseite neu hinzu.',
  'account.held':
    'Anfragen werden bis {until} zurückgehalten: {why} Sie können sich weiter mit Ihrem Passkey anmelden, oder diese App öffnen und die Zahl eingeben.',
  'account.history': 'Was geschehen ist',
  'account.phones': 'Telefone, und „Ich habe ein Telefon verloren“',
  'account.remove': 'Dieses Konto vom Telefon entfernen',
  'account.onPhone': 'Dieses Telefon heißt „{phone}“',
  'account.noticesOff': 'Benachrichtigungen ausschalten',

  'prompt.title': 'Sind Sie es, der sich anmeldet?',
  'prompt.titleStepUp': 'Sind Sie es, der etwas bestätigt?',
  'prompt.titleHelpDesk': 'Sprechen Sie gerade mit dem Helpdesk?',
  'prompt.titleCiba': 'Haben Sie das verlangt?',
  'prompt.app': 'Bei',
  'prompt.where': 'Aus',
  'prompt.network': 'Netz',
  'prompt.address': 'Adresse',
  'prompt.browser': 'Mit',
  'prompt.browserOn': '{browser} auf {os}',
  'prompt.familiar': 'Ein Browser, den Sie schon benutzt haben',
  'prompt.strange': 'Ein Browser, den Sie noch nicht benutzt haben',
  'prompt.time': 'Gefragt um',
  'prompt.message': 'Die Anwendung sagt',
  'prompt.unknownPlace': 'Ort nicht bekannt',
  'prompt.within': 'Im Umkreis von etwa {distance}',
  'prompt.map': 'Karte von {place}, mit einem Umkreis von etwa {distance}',
  'prompt.mapExact': 'Karte von {place}',
  'prompt.unusual': 'Warum das ungewöhnlich ist',
  'prompt.competing': {
    one: 'Eine weitere Anmeldung wollte Sie zur selben Zeit fragen. Wenn Sie nur eine begonnen haben, sagen Sie „Das bin ich nicht“.',
    other:
      '{count} weitere Anmeldungen wollten Sie zur selben Zeit fragen. Wenn Sie nur eine begonnen haben, sagen Sie „Das bin ich nicht“.',
  },
  'prompt.enter': 'Geben Sie die Zahl ein, die auf der Anmeldeseite steht',
  'prompt.neverTold': 'Geben Sie nie eine Zahl ein, die Ihnen jemand am Telefon oder in einer Nachricht sagt.',
  'prompt.number': { one: 'Zahl, eine Ziffer', other: 'Zahl, {count} Ziffern' },
  'prompt.delete': 'Eine Ziffer löschen',
  'prompt.clear': 'Leeren',
  'prompt.send': 'Zahl senden',
  'prompt.sending': 'Wird gesendet…',
  'prompt.left': { one: 'Noch eine Sekunde', other: 'Noch {count} Sekunden' },
  'prompt.isIt': 'Stimmt etwas nicht?',
  'prompt.deny': 'Das bin ich nicht',
  'prompt.mistyped': 'Es ist meine, abbrechen',
  'prompt.mistypedWhat': 'Sie haben sich vertippt oder es sich anders überlegt',
  'prompt.report': 'Angriff melden',
  'prompt.reportWhat': 'Melden ist ein Tippen: Anfragen hören für einen Tag auf, und Ihre Administration erfährt davon.',
  'prompt.unsure':
    'Die Angaben kamen nicht so an, wie sie gesendet wurden, und können nicht beantwortet werden. Melden Sie sich mit Ihrem Passkey an und sagen Sie es Ihrer Administration.',
  'prompt.qr': 'Scannen Sie den Code auf der Anmeldeseite',
  'prompt.qrNone':
    'Für diese Anmeldung muss ein Code gescannt werden, und dieser Browser kann dafür die Kamera nicht benutzen. Melden Sie sich stattdessen mit Ihrem Passkey an.',
  'prompt.qrWrong': 'Das ist nicht der Code dieser Anmeldeseite.',
  'prompt.confirmFailed': 'Es wurde nicht bestätigt, also wurde nichts gesendet. Versuchen Sie es noch einmal mit „Zahl senden“.',

  'over.title': 'Diese Anmeldung wartet nicht mehr',
  'over.what':
    'Sie wurde beantwortet, aufgegeben oder hat zu lange gedauert. Wenn Sie sich anmelden, beginnen Sie dort neu; hier ist nichts zu tun.',

  'result.approved': 'Sie sind angemeldet',
  'result.approvedWhat': 'Machen Sie dort weiter, wo Sie sich bei {app} angemeldet haben.',
  'result.approvedOther': 'Bestätigt',
  'result.approvedOtherWhat': 'Danke. Hier ist nichts mehr zu tun.',
  'result.wrong': 'Das war nicht die Zahl, oder sie kam zu spät',
  'result.wrongWhat':
    'Die Anmeldung wurde gestoppt. War es Ihre, beginnen Sie dort neu und sehen Sie noch einmal auf die Zahl. War es nicht Ihre, melden Sie es.',
  'result.wrongReport': 'Es war nicht meine: melden',
  'result.denied': 'Gestoppt',
  'result.deniedWhat':
    'Niemand wurde eingelassen. Wahrscheinlich kennt jemand Ihr Passwort: Ändern Sie es jetzt auf Ihrer Kontoseite. Eine Minute lang kommt keine Anfrage.',
  'result.mistyped': 'Abgebrochen',
  'result.mistypedWhat': 'Die Anmeldung wurde gestoppt. Beginnen Sie dort neu, wenn Sie so weit sind.',
  'result.reported': 'Gemeldet. Danke',
  'result.reportedWhat':
    'Niemand wurde eingelassen, und Ihre Administration weiß davon. Anfragen werden einen Tag lang zurückgehalten; Sie melden sich mit Ihrem Passkey an, oder indem Sie diese App öffnen und die Zahl eingeben. Ändern Sie jetzt Ihr Passwort: Wer das getan hat, kennt es.',
  'result.toAccounts': 'Zu Ihren Konten',

  'history.title': 'Was geschehen ist',
  'history.empty': 'Noch nichts.',
  'history.more': 'Ältere zeigen',
  'history.ask': 'Waren Sie das?',
  'history.yes': 'Ja',
  'history.no': 'Nein',
  'history.me': 'Sie sagten: Das waren Sie',
  'history.notMe': 'Sie sagten: Das waren Sie nicht',
  'history.reported': 'Danke. Ihre Administration wurde verständigt. Ändern Sie jetzt Ihr Passwort.',
  'history.good': 'ging durch',
  'history.refused': 'ging nicht durch',
  'history.neutral': 'zu Ihrer Kenntnis',

  'phones.title': 'Ihre Telefone',
  'phones.this': 'Dieses Telefon',
  'phones.active': 'In Gebrauch',
  'phones.suspended': 'Gesperrt',
  'phones.disabled': 'Abgeschaltet',
  'phones.since': 'Hinzugefügt am {day}',
  'phones.lost': 'Dieses Telefon habe ich verloren',
  'phones.lostSure': '„{phone}“ sofort sperren?',
  'phones.lostWhat': 'Es kann dann nicht mehr für Sie antworten. Finden Sie es wieder, geben Sie es auf Ihrer Kontoseite frei.',
  'phones.lostYes': 'Sperren',
  'phones.no': 'Nein, behalten',
  'phones.lostDone': '„{phone}“ ist gesperrt. Hat jemand vielleicht Ihren Code gesehen, ändern Sie auch Ihr Passwort.',
  'phones.thisLost':
    'Falls Sie dieses Telefon verlieren: Melden Sie sich an einem Computer mit Ihrem Passkey oder einem Wiederherstellungscode an und sperren Sie es auf Ihrer Kontoseite, oder fragen Sie Ihre Administration.',

  'remove.title': 'Dieses Konto entfernen?',
  'remove.what':
    'Für {name} bei {organisation} antwortet dieses Telefon dann nicht mehr. Achten Sie darauf, dass Sie sich noch anders anmelden können.',
  'remove.yes': 'Entfernen',
  'remove.no': 'Behalten',
  'remove.offline':
    'Der Server kann es gerade nicht erfahren. Sie können das Konto trotzdem hier entfernen; nehmen Sie dieses Telefon dann auch auf Ihrer Kontoseite von der Liste.',
  'remove.here': 'Nur hier entfernen',

  'help.title': 'Hilfe und Einstellungen',
  'help.language': 'Sprache',
  'help.languageAuto': 'Wie das Telefon',
  'help.languageMissing': 'Noch nicht übersetzt: {languages}. Dort erscheint Englisch.',
  'help.state': 'Dieses Telefon und dieser Browser',
  'help.notices': 'Benachrichtigungen',
  'help.noticesOn': 'erlaubt',
  'help.noticesOff': 'noch nicht erlaubt',
  'help.noticesNone': 'hier nicht möglich',
  'help.installed': 'Auf dem Home-Bildschirm',
  'help.storage': 'Der Browser behält die Daten der App',
  'help.storageMaybe': 'er darf sie löschen, wenn der Platz knapp wird',
  'help.camera': 'Liest Codes mit der Kamera',
  'help.biometrics': 'Fingerabdruck, Gesicht oder Code',
  'help.yes': 'ja',
  'help.no': 'nein',
  'help.install': 'Auf den Home-Bildschirm legen',
  'help.installAndroid': 'Android: Menü des Browsers, dann „App installieren“ oder „Zum Startbildschirm hinzufügen“.',
  'help.installIos':
    'iPhone und iPad: „Teilen“, dann „Zum Home-Bildschirm“, und die App von dort öffnen. Safari hält die Daten der App auf dem Home-Bildschirm getrennt; fügen Sie Ihr Konto also in der App hinzu, nicht vorher.',
  'help.cannot': 'Was ein Browser nicht kann',
  'help.cannotPush':
    'Keine Benachrichtigung kommt an, solange der Browser zwangsweise beendet, das Telefon aus oder ein Akkusparer strenger ist.',
  'help.cannotIos': 'iPhone und iPad bringen Benachrichtigungen nur der App auf dem Home-Bildschirm (ab iOS 16.4).',
  'help.cannotKeep':
    'Safari löscht die Daten einer Website, die sieben Tage des Surfens nicht benutzt wurde, außer sie liegt auf dem Home-Bildschirm. Dann muss das Telefon neu hinzugefügt werden.',
  'help.cannotHardware':
    'Den Schlüssel eines Kontos kann keine Seite lesen, aber er liegt im Speicher des Browsers, nicht in einem Chip. Mit „Fingerabdruck, Gesicht oder Code“ bestätigt zusätzlich ein Schlüssel jede Zahl, den das Telefon selbst verwahrt.',
  'help.cannotMove':
    'Schlüssel lassen sich nicht umziehen. Fügen Sie Ihr Konto auf einem neuen Telefon neu hinzu und nehmen Sie das alte dann von der Liste.',
  'help.asked': 'Wenn Anfragen kommen, die Sie nicht ausgelöst haben',
  'help.askedWhat':
    'Jemand kennt Ihr Passwort. Geben Sie nie eine Zahl ein, die Ihnen jemand sagt. Melden Sie es: Die Anfragen hören auf, Ihr Passkey geht weiter. Ändern Sie dann Ihr Passwort.',

  'notice.title': 'Anmeldung bei {app}',
  'notice.body': '{place}. Zum Antworten öffnen.',
  'notice.unknownTitle': 'Eine Anmeldung wartet',
  'notice.unknownBody': 'Öffnen Sie die App, um sie zu sehen.',
  'notice.overTitle': 'Eine Anmeldung hat gewartet',
  'notice.overBody': 'Sie ist vorbei. Es ist nichts zu tun.',
}
