/* The words with which mail programs announce what they quote: see said_int.h. */
#include "wire/said_int.h"
#include <stddef.h>

/* clang-format off */
static const char *const from[] = {
	"from", "von", "de", "da", "van", "fra", "fran", "od", "oд", "от", "от кого", "вiд", "від", "nadawca",
	"lahettaja", "felado", "kimden", "gonderen", "发件人", "寄件者", "寄件人", "差出人", "送信者", "보낸 사람", "보낸사람", "발신",
	"expediteur", "remitente", "mittente", "remetente", "afsender", "avsandare", "avsender", "afzender",
	"absender", "expeditor", "de la", "odosielatel", "odesilatel", "od koho", "απο", "מאת", "من", "จาก", "tu",
	"dari", "kellelt", "no", "nuo", "siuntejas", "posiljatelj", "posiljatel", "sender", "reply-to", "از", "daripada", NULL
};
static const char *const date[] = {
	"sent", "date", "gesendet", "datum", "envoye", "envoye le", "date d'envoi", "enviado", "enviado el",
	"enviada em", "enviado em", "enviada", "fecha", "data", "inviato", "inviata", "verzonden", "verstuurd",
	"datum verzonden", "sendt", "dato", "skickat", "skickades", "wyslano", "data wyslania", "odeslano",
	"odoslane", "lahetetty", "paivamaara", "elkuldve", "datum elkuldes", "trimis", "gonderildi",
	"gonderilme tarihi", "tarih", "отправлено", "дата", "надiслано", "надіслано", "发送时间", "日期", "寄件日期", "傳送時間",
	"送信日時", "日時", "日付", "보낸 날짜", "날짜", "στελνεται", "σταλθηκε", "ημερομηνια", "נשלח", "تاريخ", "أرسلت",
	"ส่งเมื่อ", "ngay", "da gui", "dikirim", "tanggal", "saadetud", "poslano", "posla", "issiusta", "nosutits",
	"sent on", "when", "изпратено", "послато", "poslato", "enviat", "dihantar", "dagsetning", "ارسال شده", "تاریخ", NULL
};
static const char *const to[] = {
	"to", "an", "a", "para", "aan", "til", "till", "do", "komu", "кому", "vastaanottaja", "cimzett", "kime",
	"alici", "收件人", "收件者", "宛先", "받는 사람", "받는사람", "수신", "destinataire", "destinatario", "destinataria", "pour",
	"catre", "catre", "προσ", "אל", "إلى", "ถึง", "den", "kepada", "kellele", "kam", "empfanger", "mottagare",
	"modtager", "adresat", "pro", "prima", "за", "до", "per a", "za", "به", "kepada", NULL
};
static const char *const cc[] = {
	"cc", "cc:", "kopie", "copie", "copia", "kopia", "kopio", "kopi", "masolat", "копия", "копія", "抄送", "副本",
	"참조", "kopie (cc)", "c.c", "bcc", "dw", "bilgi", "κοιν", "reply to", "attachments", "importance", "priority",
	"anlagen", "antwort an", "organization", NULL
};
static const char *const subject[] = {
	"subject", "betreff", "objet", "asunto", "assunto", "oggetto", "onderwerp", "emne", "amne", "arende", "temat",
	"predmet", "aihe", "targy", "subiect", "konu", "тема", "efni", "assumpte", "موضوع", "主题", "主題", "主旨", "件名", "제목", "θεμα", "נושא",
	"الموضوع", "เรื่อง", "chu de", "subjek", "perihal", "teema", "zadeva", "naslov", "predmet zpravy", "re", NULL
};
const char *const *const said_labels[SAID_LABELS] = { from, date, to, cc, subject };

const char *const said_dividers[] = {
	"original message", "original appointment", "original email", "original e-mail", "original mail",
	"ursprungliche nachricht", "originalnachricht", "original-nachricht", "urspr. nachricht", "message d'origine",
	"message original", "message initial", "mail original", "courriel original", "mensaje original",
	"mensagem original", "messaggio originale", "messaggio original", "oorspronkelijk bericht",
	"origineel bericht", "original meddelelse", "oprindelig meddelelse", "original melding",
	"opprinnelig melding", "ursprungligt meddelande", "originalmeddelande", "ursprungligt mail",
	"alkuperainen viesti", "alkuperainen sahkoposti", "wiadomosc oryginalna", "oryginalna wiadomosc",
	"wiadomosc pierwotna", "puvodni zprava", "puvodni email", "povodna sprava", "eredeti uzenet",
	"mesaj original", "mesajul original", "orijinal ileti", "orijinal mesaj", "orjinal mesaj", "ozgun ileti",
	"исходное сообщение", "оригинальное сообщение", "пересылаемое сообщение", "перенаправленное сообщение",
	"оригiнальне повiдомлення", "оригінальне повідомлення", "вихідне повідомлення", "原始邮件", "原始信件", "原邮件", "原始郵件",
	"元のメッセージ", "オリジナルメッセージ", "원본 메시지", "원본 메일", "αρχικο μηνυμα", "הודעה מקורית", "الرسالة الأصلية", "pesan asli",
	"thu goc", "izvorna poruka", "izvirno sporocilo", "forwarded message", "forwarded by",
	"begin forwarded message", "weitergeleitete nachricht", "message transfere", "mensaje reenviado",
	"messaggio inoltrato", "mensagem encaminhada", "doorgestuurd bericht", "replied message", "reply message",
	"ответ на", "转发邮件", "轉寄郵件", "forwarded mail", NULL
};
const char *const said_reply_above[] = {
	"reply above this line", "type your reply above this line", "write above this line", "reply above the line",
	"do not write below this line", "antworten sie oberhalb dieser", "bitte oberhalb dieser",
	"repondre au-dessus", "responda por encima", "repondez au-dessus", NULL
};

const char *const said_verbs[] = {
	"wrote", "writes", "schrieb", "schreibt", "geschrieben", "hat am", "a ecrit", "ecrivait", "ecrit", "escribio",
	"escribe", "ha escrito", "escreveu", "escreve", "ha scritto", "scrive", "scritto", "schreef",
	"het volgende geschreven", "heeft geschreven", "napisal", "pisze", "skrev", "skrifade", "kirjoitti", "napsal",
	"pise:", "pisal", "irta", "ezt irta", "a scris", "yazdi", "sunlari yazdi", "написал", "пишет", "писал",
	"пише", "написав", "写道", "写到", "寫道", "書きました", "のメール", "wrote:", "님이 작성", "작성:", "님이", "εγραψε", "כתב", "כתבה",
	"كتب", "เขียน", "da viet", "menulis", "kirjutas", "rase", "rakstija", "je napisao", "je napisala",
	"sent the following", "said", "a repondu", "shkruajti", "tulis", "on behalf of", "has written", "replied", NULL
};
const char *const said_starters[] = {
	"on ", "am ", "le ", "el ", "il ", "lo ", "em ", "op ", "den ", "dne ", "dnia ", "w dniu ", "pe ", "pa ",
	"la ", "na ", "at ", "il giorno ", "a ", "vom ", "ad ", "ma ", "in data ", "dana ", "dana ", "data ",
	"tarihinde", "mon", "tue", "wed", "thu", "fri", "sat", "sun", "mo.", "di.", "mi.", "do.", "fr.", "sa.", "so.",
	"lun", "mar", "mer", "jeu", "ven", "sam", "dim", "jue", "vie", "sab", "dom", "seg", "ter", "qua", "qui",
	"sex", "pon", "wt", "sr", "czw", "pt", "ma ", "ti ", "ke ", "to ", "pe ", "la ", "su ", "в ", "вт", "ср",
	"чт", "пт", "сб", "вс", "пн", "пон", "втор", "сред", "четв", "пятн", "субб", "воск", "20", "19", "1", "2",
	"3", "4", "5", "6", "7", "8", "9", "0", "στισ", "ב", "في", "от ", "av ", "fra ", "from:", "\"", "<", "i ",
	"vao ", "pada ", "il ", "u ", NULL
};
const char *const said_sent_from[] = {
	"sent from", "sent via", "sent with", "sent using", "sent on the", "sent by my", "get outlook",
	"download outlook", "von meinem", "von meiner", "gesendet von", "gesendet mit", "gesendet uber",
	"diese nachricht wurde von meinem", "outlook fur", "holen sie sich outlook", "envoye de", "envoye depuis",
	"envoye a partir", "envoye avec", "telecharger outlook", "telechargez outlook", "obtenez outlook",
	"provenance : courrier", "enviado desde", "enviado de", "enviado do", "enviado via", "enviado con",
	"enviado por", "obtener outlook", "obter o outlook", "descargar outlook", "baixar o outlook", "inviato da",
	"inviata da", "inviato con", "scarica outlook", "ottieni outlook", "verstuurd vanaf", "verzonden vanaf",
	"verzonden met", "verstuurd met", "verzonden via", "outlook voor", "download outlook voor", "skickat fran",
	"skickad fran", "sendt fra", "sendt med", "hent outlook", "hamta outlook", "lahetetty", "wyslane z",
	"wyslano z", "pobierz program outlook", "pobierz outlook", "odeslano z", "odoslane z", "ziskat outlook",
	"kuldve a", "trimis de pe", "trimis din", "отправлено с", "отправлено из", "надiслано з", "надіслано з",
	"从我的", "发自我的", "發自我的", "发自", "從我的", "取得 outlook", "获取 outlook", "iphoneから送信", "ipadから送信", "私の", "나의",
	"내 iphone", "내 ipad", "σταλθηκε απο", "σταλθηκε απο", "נשלח מה", "أُرسلت من", "أرسلت من", "mobile: sent",
	"sent mobile", "dikirim dari", "gui tu", "poslano z", NULL
};
const char *const said_sent_from_inside[] = {
	"から送信", "에서 보냄", "'den gonderildi", "'dan gonderildi", "'imden gonderildi", "'umdan gonderildi",
	"gesendet mit der", "aus gesendet", "mobil gesendet", "iphone'umdan", "phone'dan gonderildi", NULL
};
/* clang-format on */
