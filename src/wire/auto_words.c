/* How programs begin the subject of what they send by themselves, in the languages of the usual mail programs: see
 * report_words.h. */
#include "wire/report_words.h"

/* clang-format off */
const char *const report_auto_prefixes[] = {
	"automatic reply:", "automatic reply", "auto reply", "auto-reply", "autoreply", "auto response",
	"auto-response", "autoresponse", "automatic response", "automated reply", "automated response", "auto:",
	"[auto]", "[auto-reply]", "[autoreply]", "(auto)", "out of office:", "out of office -", "out of office re:",
	"out of office autoreply", "out of office auto", "out of office (", "out of office reply",
	"out of office response", "out of office notification", "out of office until", "out of office$",
	"out of the office", "out-of-office", "out of office from", "ooo:", "ooo re:", "ooo -", "ooo$",
	"away from office", "away from the office", "away from my", "away:", "away re:", "vacation reply",
	"vacation response", "vacation:", "vacation notice", "vacation auto", "on vacation", "on holiday", "on leave",
	"on annual leave", "i am out of", "i'm out of", "i am away", "i'm away", "i am on", "currently out of",
	"currently away", "absence:", "absent:", "[absence", "(absence", "[absent", "away from desk", "absence notice", "holiday notice", "abwesenheitsnotiz",
	"abwesenheitsnachricht", "abwesenheitsmeldung", "abwesenheitsassistent", "abwesenheitsbenachrichtigung",
	"abwesend:", "abwesend bis", "abwesend", "abwesenheit:", "abwesenheit bis", "abwesenheit",
	"automatische antwort", "automatische ruckantwort", "automatische ruckmeldung", "auto-antwort", "autoantwort",
	"nicht im buro", "nicht im haus", "ausser haus", "urlaubsmeldung", "urlaubsnotiz", "urlaub:", "im urlaub",
	"reponse automatique", "reponse auto", "message d'absence", "message automatique", "absence du bureau",
	"absent du bureau", "absence bureau", "absent(e)", "absence -", "notification d'absence", "en conges",
	"avis d'absence", "respuesta automatica", "respuesta auto", "contestacion automatica", "fuera de la oficina",
	"fuera de oficina", "autorespuesta", "ausente", "ausencia", "risposta automatica", "risponditore automatico",
	"fuori sede", "fuori ufficio", "assente", "assenza", "messaggio automatico", "resposta automatica",
	"ausencia temporaria", "fora do escritorio", "fora de escritorio", "ausencia do escritorio",
	"mensagem automatica", "automatisch antwoord", "automatische reactie", "automatisch bericht",
	"automatisch antwoordbericht", "afwezig", "afwezigheidsbericht", "afwezigheid", "autosvar",
	"automatiskt svar", "automatisk svar", "automatsvar", "autosvar:", "franvaro", "franvarande", "fravaer",
	"fravaerende", "ikke til stede", "ikke pa kontoret", "pa semester", "semester:", "automaattinen vastaus",
	"automaattivastaus", "poissaoloilmoitus", "poissa toimistolta", "poissa", "automatyczna odpowiedz",
	"odpowiedz automatyczna", "autoodpowiedz", "poza biurem", "nieobecnosc", "nieobecny", "automaticka odpoved",
	"mimo kancelar", "nepritomnost", "automatikus valasz", "automatikus uzenet", "hazon kivul", "irodan kivul",
	"raspuns automat", "absent de la birou", "in afara biroului", "автоответ", "автоматический ответ",
	"авто-ответ", "автоматическое уведомление об отсутствии", "вне офиса", "нет на работе", "отсутствую",
	"в отпуске", "автоматична вiдповiдь", "автоматична відповідь", "автоматичен отговор", "автоматски одговор",
	"otomatik yanit", "otomatik cevap", "ofis disinda", "ofis disi", "αυτοματη απαντηση", "εκτοσ γραφειου",
	"自動応答", "自動返信", "自動返答", "不在通知", "不在連絡", "不在のお知らせ", "【自動返信】", "[自動返信]", "自动回复", "自动答复", "外出", "自動回覆", "自動回復",
	"不在辦公室", "不在办公室", "休假", "자동 회신", "자동 응답", "자동회신", "자동응답", "부재중", "부재 중", "رد تلقائي", "خارج المكتب",
	"תשובה אוטומטית", "מענה אוטומטי", "מחוץ למשרד", "ตอบกลับอัตโนมัติ", "การตอบกลับอัตโนมัติ", "tra loi tu dong",
	"phan hoi tu dong", "balasan otomatis", "jawaban otomatis", "automatski odgovor", "automatsko odgovaranje",
	"samodejni odgovor", "automatinis atsakymas", "automaatvastus", "automaatne vastus", "automatiska atbilde",
	"sjalfvirkt svar", "resposta automatica", "swara otomatis", NULL
};
const char *const report_away_words[] = {
	"out of the office", "out of office", "away from the office", "away from my", "currently away",
	"currently out", "on annual leave", "on vacation", "on holiday", "on leave", "parental leave",
	"maternity leave", "limited access to", "will be back", "will return", "i am away", "i'm away",
	"be returning", "nicht im buro", "nicht im hause", "nicht erreichbar", "bin ich wieder", "im urlaub",
	"abwesend", "actuellement absent", "absent du bureau", "absente du bureau", "de retour", "en conge",
	"estare de vuelta", "fuera de la oficina", "ausente", "vacaciones", "fuori ufficio", "in ferie",
	"saro di ritorno", "assente", "fora do escritorio", "de ferias", "niet op kantoor", "afwezig", "met vakantie",
	"pa kontoret", "pa semester", "pa ferie", "poissa", "lomalla", "nieobecn", "na urlopie", "mimo kancelar",
	"dovolen", "в отпуске", "отсутств", "ofis disinda", "izinde", "不在にして", "休暇", "不在办公室", "休假", "부재중", "휴가", NULL
};
const char *const report_ack_subjects[] = {
	"ticket received", "ticket created", "ticket opened", "ticket #", "ticket:", "ticket id", "ticket number",
	"[ticket", "ticket has been", "new ticket", "request received", "request #", "[request", "case #",
	"case number", "case created", "[case", "we received your", "we've received your", "we have received your",
	"received your message", "your request", "your inquiry", "your enquiry", "support request",
	"thank you for contacting", "thanks for contacting", "thank you for your e", "thank you for your m",
	"thank you for your i", "thanks for your e", "thanks for reaching", "acknowledg", "confirmation of receipt",
	"message received", "email received", "autoreply", "[#", "eingangsbestatigung", "ihre anfrage",
	"ihre nachricht", "anfrage erhalten", "vorgang", "accuse de reception", "votre demande",
	"nous avons bien recu", "confirmacion de recepcion", "acuse de recibo", "su solicitud", "hemos recibido",
	"conferma di ricezione", "abbiamo ricevuto", "la sua richiesta", "recebemos", "confirmacao de recebimento",
	"sua solicitacao", "ontvangstbevestiging", "uw aanvraag", "uw bericht", "arende", "vi har mottagit",
	"vi har modtaget", "potwierdzenie otrzymania", "zgloszenie", "potvrzeni prijeti", "заявка", "обращение",
	"получено", "talebiniz", "お問い合わせ", "受付", "已收到", "접수", NULL
};
const char *const report_ack_words[] = {
	"we have received your", "we've received your", "we received your", "has been received", "have been received",
	"was received", "ticket has been", "request has been", "inquiry has been", "enquiry has been",
	"case has been", "message has been received", "opened ticket", "opened a ticket", "opened a new ticket",
	"created a ticket", "new ticket", "ticket number", "ticket id", "reference number", "case number", "a ticket",
	"your ticket", "assigned an id", "been assigned", "thank you for contacting", "thanks for contacting",
	"thank you for reaching", "thanks for reaching", "thank you for your email", "thank you for your message",
	"thank you for getting in touch", "received your email", "received your message", "received your request",
	"haben ihre", "ihre anfrage", "ist bei uns eingegangen", "eingegangen", "nous avons bien recu",
	"avons bien recu", "a bien ete recu", "a ete enregistre", "hemos recibido", "ha sido recibid",
	"ha sido registrad", "abbiamo ricevuto", "e stata ricevuta", "recebemos", "foi recebid", "foi registrad",
	"hebben uw", "ontvangen", "har mottagit", "har modtaget", "har mottatt", "otrzymalismy", "zostalo przyjete",
	"zostalo zarejestrowane", "obdrzeli jsme", "получили ваше", "зарегистрирован", "принято", "alindi",
	"olusturuldu", "受け付けました", "受付いたしました", "已收到您", "已经收到", "접수되었습니다", NULL
};
const char *const report_ack_promises[] = {
	"get back to you", "respond within", "respond to you", "reply within", "reply as soon", "respond as soon",
	"be in touch", "will answer", "will respond", "will reply", "will contact you", "business day", "working day",
	"hours", "so schnell wie moglich", "in kurze", "werktag", "dans les plus brefs delais", "jours ouvres",
	"a la brevedad", "lo antes posible", "horas habiles", "al piu presto", "giorni lavorativi", "o mais breve",
	"dias uteis", "zo snel mogelijk", "werkdag", "sa snart", "hurtigst muligt", "w ciagu", "jak najszybciej",
	"co nejdrive", "в ближайшее время", "в течение", "en kisa surede", "改めてご連絡", "尽快", NULL
};
const char *const report_automatic_words[] = {
	"this is an automatic", "this is an automated", "this is an auto-", "this is an autore", "this is an autom",
	"this is auto-", "this is a system generated", "this is a system-generated", "this email was automatically",
	"this e-mail was automatically", "this message was automatically", "this message is automatically",
	"this mail is automatically", "this email is automatically", "this reply was generated automatically",
	"this is a machine-generated", "automated response", "automated reply", "automatic response",
	"automated message", "automated email", "automatically generated", "auto-generated", "autogenerated",
	"do not reply to this", "don't reply to this", "please do not reply", "please do not respond",
	"this mailbox is not monitored", "this inbox is not monitored", "mailbox is unmonitored",
	"this address is not monitored", "automatisch erstellt", "automatisch generiert", "automatisch erzeugt",
	"automatisch versendet", "automatische nachricht", "automatische antwort", "bitte antworten sie nicht",
	"ceci est un message automatique", "ceci est une reponse automatique", "message automatique",
	"reponse automatique", "genere automatiquement", "merci de ne pas repondre", "mensaje automatico",
	"respuesta automatica", "generado automaticamente", "no responda a este", "messaggio automatico",
	"risposta automatica", "generato automaticamente", "non rispondere a questo", "mensagem automatica",
	"resposta automatica", "gerado automaticamente", "gerada automaticamente", "nao responda",
	"automatisch bericht", "automatisch gegenereerd", "automatische reactie", "niet beantwoorden",
	"automatiskt meddelande", "automatiskt svar", "automatisk besked", "automatisk svar", "automatisk melding",
	"automaattinen viesti", "automaattinen vastaus", "wiadomosc automatyczna", "wygenerowana automatycznie",
	"wygenerowano automatycznie", "prosimy nie odpowiadac", "automaticka zprava", "automaticky vygener",
	"neodpovidejte", "automatikus uzenet", "mesaj automat", "generat automat", "автоматическое сообщение",
	"автоматический ответ", "сформировано автоматически", "создано автоматически", "отправлено автоматически",
	"не отвечайте на это", "автоматичне", "otomatik olarak", "otomatik bir", "自動送信", "自動返信", "自動で送信", "自動的に",
	"自动发送", "自动回复", "自动生成", "自動回覆", "자동으로", "발신 전용", "发信专用", "送信専用", NULL
};
const char *const report_not_automatic[] = {
	"not an automat", "isn't an automat", "not automated", "is this an auto", "is this automat", "your automat",
	"keine automat", "pas un message automat", "no es un mensaje automat", "your autom", "stop sending",
	"if this is an autom", "thought this is", NULL
};
const char *const report_challenge_words[] = {
	"confirm that you are human", "prove that you are human", "prove you are human", "verify that you are human",
	"verify you are human", "verify that you are a", "verify your email address so", "to complete the delivery",
	"to complete delivery of", "click the link below to deliver", "to deliver your message", "held until you",
	"is being held until", "waiting for your confirmation", "waiting for verification",
	"please confirm your message", "confirm the delivery of your", "challenge-response", "challenge/response",
	"sender verification", "anti-spam verification", "spam arrest", "spamarrest", "boxbe", "on the guest list",
	"in my approved", "on my approved senders", "approved sender list", "not on my list of",
	"whitelisted senders only", "you must verify", "reply to this message to confirm",
	"simply reply to this message", "that you are a real person", "you are not a robot",
	"message will then be delivered", "before your message is delivered", "before your message can be delivered",
	"click here to be added", "request authentication",
	"bestatigen sie * absender", "confirmez que vous", "confirme que usted", "подтвердите, что вы",
	"подтвердить отправк", NULL
};
/* clang-format on */
