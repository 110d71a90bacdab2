/* See away_words.h. */
#include "wire/away_words.h"

/* clang-format off */
const struct away_month away_months[] = {
	{ "февруари", 2 }, { "אוקטובר", 10 }, { "январи", 1 }, { "פברואר", 2 }, { "فبراير", 2 }, { "אוגוסט", 8 },
	{ "ספטמבר", 9 }, { "سبتمبر", 9 }, { "أكتوبر", 10 }, { "נובמבר", 11 }, { "نوفمبر", 11 }, { "ديسمبر", 12 },
	{ "veebruarini", 2 }, { "septembrini", 9 }, { "detsembrini", 12 }, { "jaanuarini", 1 }, { "ינואר", 1 },
	{ "يناير", 1 }, { "veebruaril", 2 }, { "אפריל", 4 }, { "أبريل", 4 }, { "ابريل", 4 }, { "يونيو", 6 },
	{ "يوليو", 7 }, { "أغسطس", 8 }, { "septembrim", 9 }, { "septembril", 9 }, { "oktoobrini", 10 },
	{ "novembrini", 11 }, { "detsembril", 12 }, { "דצמבר", 12 }, { "jaanuaril", 1 }, { "februarim", 2 },
	{ "balandzio", 4 }, { "aprillini", 4 }, { "rugpjucio", 8 }, { "augustini", 8 }, { "septembri", 9 },
	{ "oktoobril", 10 }, { "studenoga", 11 }, { "lapkricio", 11 }, { "novembrim", 11 }, { "novembril", 11 },
	{ "decembrim", 12 }, { "sijecnja", 1 }, { "janvarim", 1 }, { "martsini", 3 }, { "مارس", 3 },
	{ "aprillil", 4 }, { "مايو", 5 }, { "birzelio", 6 }, { "יוני", 6 }, { "יולי", 7 }, { "kolovoza", 8 },
	{ "augustam", 8 }, { "augustil", 8 }, { "oktobrim", 10 }, { "studenog", 11 }, { "novembri", 11 },
	{ "prosinca", 12 }, { "gruodzio", 12 }, { "decembri", 12 }, { "janvari", 1 }, { "veljace", 2 },
	{ "vasario", 2 }, { "martsil", 3 }, { "travnja", 4 }, { "aprilim", 4 }, { "svibnja", 5 }, { "geguzes", 5 },
	{ "junijam", 6 }, { "juunini", 6 }, { "julijam", 7 }, { "juulini", 7 }, { "agustus", 8 }, { "rugsejo", 9 },
	{ "oktobri", 10 }, { "sausio", 1 }, { "ozujka", 3 }, { "martam", 3 }, { "מרץ", 3 }, { "maijam", 5 },
	{ "מאי", 5 }, { "lipnja", 6 }, { "junija", 6 }, { "juunil", 6 }, { "srpnja", 7 }, { "liepos", 7 },
	{ "julija", 7 }, { "juulil", 7 }, { "spalio", 10 }, { "marta", 3 }, { "maret", 3 }, { "maija", 5 },
	{ "maini", 5 }, { "rujna", 9 }, { "kovo", 3 },
	{ "φεβρουαριου", 2 }, { "σεπτεμβριου", 9 }, { "ιανουαριου", 1 }, { "δεκεμβριου", 12 }, { "листопада", 11 },
	{ "αυγουστου", 8 }, { "οκτωβριου", 10 }, { "νοεμβριου", 11 }, { "сентября", 9 }, { "απριλιου", 4 },
	{ "февраля", 2 }, { "августа", 8 }, { "октября", 10 }, { "декабря", 12 }, { "березня", 3 }, { "вересня", 9 },
	{ "μαρτιου", 3 }, { "ιουνιου", 6 }, { "ιουλιου", 7 }, { "pazdziernika", 10 }, { "января", 1 },
	{ "апреля", 4 }, { "ноября", 11 }, { "лютого", 2 }, { "квітня", 4 }, { "травня", 5 }, { "червня", 6 },
	{ "серпня", 8 }, { "жовтня", 10 }, { "грудня", 12 }, { "maaliskuuta", 3 }, { "marraskuuta", 11 },
	{ "septiembre", 9 }, { "tammikuuta", 1 }, { "helmikuuta", 2 }, { "huhtikuuta", 4 }, { "toukokuuta", 5 },
	{ "heinakuuta", 7 }, { "joulukuuta", 12 }, { "maaliskuun", 3 }, { "marraskuun", 11 }, { "марта", 3 },
	{ "січня", 1 }, { "липня", 7 }, { "szeptember", 9 }, { "septembrie", 9 }, { "μαιου", 5 }, { "september", 9 },
	{ "septembre", 9 }, { "noviembre", 11 }, { "diciembre", 12 }, { "setiembre", 9 }, { "settembre", 9 },
	{ "fevereiro", 2 }, { "kesakuuta", 6 }, { "syyskuuta", 9 }, { "lokakuuta", 10 }, { "tammikuun", 1 },
	{ "helmikuun", 2 }, { "huhtikuun", 4 }, { "toukokuun", 5 }, { "heinakuun", 7 }, { "joulukuun", 12 },
	{ "listopada", 11 }, { "listopadu", 11 }, { "septembra", 9 }, { "augusztus", 8 }, { "februarie", 2 },
	{ "octombrie", 10 }, { "noiembrie", 11 }, { "decembrie", 12 }, { "february", 2 }, { "november", 11 },
	{ "december", 12 }, { "dezember", 12 }, { "novembre", 11 }, { "decembre", 12 }, { "febbraio", 2 },
	{ "dicembre", 12 }, { "setembro", 9 }, { "novembro", 11 }, { "dezembro", 12 }, { "februari", 2 },
	{ "augustus", 8 }, { "desember", 12 }, { "elokuuta", 8 }, { "kesakuun", 6 }, { "syyskuun", 9 },
	{ "lokakuun", 10 }, { "stycznia", 1 }, { "kwietnia", 4 }, { "sierpnia", 8 }, { "wrzesnia", 9 },
	{ "cervence", 7 }, { "prosince", 12 }, { "februara", 2 }, { "novembra", 11 }, { "decembra", 12 },
	{ "июня", 6 }, { "июля", 7 }, { "ianuarie", 1 }, { "january", 1 }, { "october", 10 }, { "februar", 2 },
	{ "oktober", 10 }, { "janvier", 1 }, { "fevrier", 2 }, { "juillet", 7 }, { "octobre", 10 }, { "febrero", 2 },
	{ "octubre", 10 }, { "gennaio", 1 }, { "ottobre", 10 }, { "janeiro", 1 }, { "outubro", 10 }, { "januari", 1 },
	{ "augusti", 8 }, { "elokuun", 8 }, { "czerwca", 6 }, { "grudnia", 12 }, { "januara", 1 }, { "augusta", 8 },
	{ "oktobra", 10 }, { "haziran", 6 }, { "agustos", 8 }, { "marcius", 3 }, { "aprilis", 4 }, { "aprilie", 4 },
	{ "august", 8 }, { "januar", 1 }, { "janner", 1 }, { "agosto", 8 }, { "aprile", 4 }, { "maggio", 5 },
	{ "giugno", 6 }, { "luglio", 7 }, { "lutego", 2 }, { "brezna", 3 }, { "kvetna", 5 }, { "cervna", 6 },
	{ "aprila", 4 }, { "мая", 5 }, { "янв", 1 }, { "фев", 2 }, { "мар", 3 }, { "апр", 4 }, { "июн", 6 },
	{ "июл", 7 }, { "авг", 8 }, { "сен", 9 }, { "окт", 10 }, { "ноя", 11 }, { "дек", 12 }, { "temmuz", 7 },
	{ "aralik", 12 }, { "junius", 6 }, { "julius", 7 }, { "martie", 3 }, { "march", 3 }, { "april", 4 },
	{ "feber", 2 }, { "maerz", 3 }, { "avril", 4 }, { "enero", 1 }, { "marzo", 3 }, { "abril", 4 },
	{ "junio", 6 }, { "julio", 7 }, { "marco", 3 }, { "junho", 6 }, { "julho", 7 }, { "maart", 3 },
	{ "marts", 3 }, { "marca", 3 }, { "lipca", 7 }, { "ledna", 1 }, { "unora", 2 }, { "dubna", 4 },
	{ "srpna", 8 }, { "rijna", 10 }, { "subat", 2 }, { "nisan", 4 }, { "mayis", 5 }, { "eylul", 9 },
	{ "kasim", 11 }, { "majus", 5 }, { "iunie", 6 }, { "iulie", 7 }, { "june", 6 }, { "july", 7 }, { "sept", 9 },
	{ "marz", 3 }, { "juni", 6 }, { "juli", 7 }, { "mars", 3 }, { "juin", 6 }, { "aout", 8 }, { "janv", 1 },
	{ "fevr", 2 }, { "juil", 7 }, { "mayo", 5 }, { "maio", 5 }, { "maja", 5 }, { "zari", 9 }, { "juna", 6 },
	{ "jula", 7 }, { "ocak", 1 }, { "mart", 3 }, { "ekim", 10 }, { "may", 5 }, { "jan", 1 }, { "feb", 2 },
	{ "mar", 3 }, { "apr", 4 }, { "jun", 6 }, { "jul", 7 }, { "aug", 8 }, { "sep", 9 }, { "oct", 10 },
	{ "nov", 11 }, { "dec", 12 }, { "mai", 5 }, { "mrz", 3 }, { "okt", 10 }, { "dez", 12 }, { "avr", 4 },
	{ "ene", 1 }, { "abr", 4 }, { "ago", 8 }, { "dic", 12 }, { "gen", 1 }, { "mag", 5 }, { "giu", 6 },
	{ "lug", 7 }, { "set", 9 }, { "ott", 10 }, { "fev", 2 }, { "out", 10 }, { "mei", 5 }, { "mrt", 3 },
	{ "maj", 5 }, { "des", 12 }, { NULL, 0 }
};
const struct away_day away_days[] = {
	{ "понедельник", 0 }, { "воскресенье", 6 }, { "вторник", 1 }, { "четверг", 3 }, { "пятницу", 4 },
	{ "субботу", 5 }, { "segunda-feira", 0 }, { "keskiviikkona", 2 }, { "quarta-feira", 2 },
	{ "quinta-feira", 3 }, { "poniedzialek", 0 }, { "завтра", 7 }, { "terca-feira", 1 }, { "sexta-feira", 4 },
	{ "maanantaina", 0 }, { "perjantaina", 4 }, { "sunnuntaina", 6 }, { "donnerstag", 3 }, { "lauantaina", 5 },
	{ "среду", 2 }, { "wednesday", 2 }, { "miercoles", 2 }, { "mercoledi", 2 }, { "donderdag", 3 },
	{ "tiistaina", 1 }, { "torstaina", 3 }, { "niedziele", 6 }, { "pazartesi", 0 }, { "cumartesi", 5 },
	{ "月曜日", 0 }, { "火曜日", 1 }, { "水曜日", 2 }, { "木曜日", 3 }, { "金曜日", 4 }, { "土曜日", 5 }, { "日曜日", 6 },
	{ "thursday", 3 }, { "saturday", 5 }, { "tomorrow", 7 }, { "dienstag", 1 }, { "mittwoch", 2 },
	{ "mercredi", 2 }, { "vendredi", 4 }, { "dimanche", 6 }, { "domenica", 6 }, { "woensdag", 2 },
	{ "zaterdag", 5 }, { "huomenna", 7 }, { "czwartek", 3 }, { "carsamba", 2 }, { "persembe", 3 },
	{ "tuesday", 1 }, { "freitag", 4 }, { "samstag", 5 }, { "sonntag", 6 }, { "viernes", 4 }, { "domingo", 6 },
	{ "martedi", 1 }, { "giovedi", 3 }, { "venerdi", 4 }, { "maandag", 0 }, { "dinsdag", 1 }, { "vrijdag", 4 },
	{ "torsdag", 3 }, { "imorgon", 7 }, { "tirsdag", 1 }, { "pondeli", 0 }, { "ctvrtek", 3 }, { "monday", 0 },
	{ "friday", 4 }, { "sunday", 6 }, { "montag", 0 }, { "morgen", 7 }, { "samedi", 5 }, { "demain", 7 },
	{ "martes", 1 }, { "jueves", 3 }, { "sabado", 5 }, { "manana", 7 }, { "lunedi", 0 }, { "sabato", 5 },
	{ "domani", 7 }, { "amanha", 7 }, { "zondag", 6 }, { "mandag", 0 }, { "tisdag", 1 }, { "onsdag", 2 },
	{ "fredag", 4 }, { "lordag", 5 }, { "sondag", 6 }, { "wtorek", 1 }, { "piatek", 4 }, { "sobote", 5 },
	{ "stredu", 2 }, { "sobotu", 5 }, { "nedeli", 6 }, { "明日", 7 }, { "lundi", 0 }, { "mardi", 1 },
	{ "jeudi", 3 }, { "lunes", 0 }, { "srode", 2 }, { "jutro", 7 }, { "utery", 1 }, { "patek", 4 },
	{ "zitra", 7 }, { "pazar", 6 }, { "yarin", 7 }, { "sali", 1 }, { "cuma", 4 }, { NULL, 0 }
};
const char *const away_until[] = {
	"至", "到", "截至", "until", "till$", "til$", "through", "up to and including", "bis", "einschl", "jusqu",
	"jusqu'au", "hasta", "fino", "fino al", "ate$", "ate o dia", "t/m", "tot$", "tot en met", "t.o.m",
	"till och med", "til og med", "til$", "saakka", "asti", "do$", "do dnia", "az do", "vcetne", "включительно",
	"до", "по", "do konce", "εωσ", "μεχρι", "until the end", "inkl", "hasta el", "pana", "pana la", "au$",
	"an$ den", "to$", "away to", "out to", "and", "et$ le", "y$ el", "e$ il", "bis zum", "jusqu'a", "kadar", "iki$", "lidz", "kuni", "sampai",
	"hingga", "den het ngay", "den ngay", "עד", "حتى", "إلى", "to and including", "do ukljucivo", NULL
};
const char *const away_back[] = {
	"back", "return", "returning", "back in the office", "back at work", "available again", "available from",
	"be available", "resume", "rejoin", "in the office again", "wieder", "zuruck", "ab dem", "bin ich ab",
	"erreichbar ab", "de retour", "retour", "reviens", "reviendrai", "serai de nouveau", "a partir du",
	"disponible a partir", "regreso", "vuelvo", "volvere", "estare de vuelta", "de vuelta", "regresare",
	"me reincorpor", "a partir del", "rientro", "rientrero", "tornero", "sono di nuovo", "di ritorno",
	"saro di ritorno", "disponibile dal", "saro nuovamente", "regresso", "retorno", "retornarei", "volto",
	"voltarei", "estarei de volta", "de volta", "a partir de", "weer aanwezig", "ben ik weer", "weer op kantoor",
	"weer bereikbaar", "terug", "vanaf", "tillbaka", "ater$", "tilbage", "tilbake", "takaisin", "palaan",
	"wracam", "wroce", "bede z powrotem", "powrot", "do pracy", "do biura", "do prace", "bede dostepn", "zpet", "vratim", "opet k dispozici",
	"budu k dispozici", "spat$", "вернусь", "буду на", "выйду", "снова", "возвращ", "выхожу", "donecegim",
	"donus", "donuyorum", "tekrar", "visszater", "ujra", "revin", "ma intorc", "inapoi", "επιστρ", "repren",
	"повернусь", "буду знову", "vracam se", "ponovno", "natrag", "kembali", "tro lai", "أعود", "سأعود", "العودة", "אחזור", "חוזר", "grisiu",
	"atgriezisos", "naasen", "tagasi", "ще се върна", "reopen", "open again", NULL
};
const char *const away_from[] = {
	"from", "starting", "since", "vom$", "von$", "ab$", "seit", "du$", "a partir", "desde", "del$", "dal$", "de$",
	"do dia", "van$", "fran", "fra$", "od$", "с", "с$", "alkaen", "от", NULL
};
const char *const away_back_behind[] = {
	"wieder", "zuruck", "back", "から出社", "より出社", "に出社", "出社", "に戻り", "戻り", "復帰", "に復帰", "から復帰", "より通常", "から通常",
	"回来", "返回", "回到", "上班", "복귀", "부터 출근", "출근", "tarihinde don", "tarihinde ofis", "'de don", "'da don",
	"donecegim", "donus", "palaan", "vissza", "leszek ujra", "ujra", "-en ter", "-an ter", "-en vagyok ismet", "-an vagyok ismet",
	"vagyok ismet", "leszek ismet", "ofiste ol", "'ta ofis", "'te ofis", "'da ofis", "'de ofis", NULL
};
const char *const away_until_behind[] = {
	"まで", "까지", "为止", "止", "tarihine kadar", "'e kadar", "'a kadar", "kadar", "saakka", "asti", "-ig", "ig ",
	"inclus", "included", "inclusive", "incluido", "incluso", "inclusief", "einschl", "включительно", NULL
};
const char *const away_american[] = {
	"(us)", "pst$", "est$", "edt$", "pdt$", "u.s.", "usa$", "a.m. et", "p.m. et", NULL
};
const char *const away_not_before[] = {
	"not return until", "not returning until", "not be returning until", "not be back until", "not back until",
	"n't be back until", "n't return until", "return until", "back until", "not be available until",
	"not available before", "not before", "nicht vor", "erst am", "erst wieder", "erst ab", "pas avant",
	"no volvere hasta", "no regresare hasta", "non prima del", "nao antes de", "niet voor", "pas weer",
	"не раньше", NULL
};
/* clang-format on */
