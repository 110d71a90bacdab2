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
	"currently away", "absence:", "absent:", "absence notice", "holiday notice", "abwesenheitsnotiz",
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
	"otomatik yanit", "otomatik cevap", "ofis disinda", "ofis disi", "αυτοματη απαντηση", "εκτος γραφειου",
	"自動応答", "自動返信", "自動返答", "不在通知", "不在連絡", "不在のお知らせ", "【自動返信】", "[自動返信]", "自动回复", "自动答复", "外出", "自動回覆", "自動回復",
	"不在辦公室", "不在办公室", "休假", "자동 회신", "자동 응답", "자동회신", "자동응답", "부재중", "부재 중", "رد تلقائي", "خارج المكتب",
	"תשובה אוטומטית", "מענה אוטומטי", "מחוץ למשרד", "ตอบกลับอัตโนมัติ", "การตอบกลับอัตโนมัติ", "tra loi tu dong",
	"phan hoi tu dong", "balasan otomatis", "jawaban otomatis", "automatski odgovor", "automatsko odgovaranje",
	"samodejni odgovor", "automatinis atsakymas", "automaatvastus", "automaatne vastus", "automatiska atbilde",
	"sjalfvirkt svar", "resposta automàtica", "swara otomatis", NULL
};
/* clang-format on */
