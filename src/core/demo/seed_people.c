/* Believable people: names of several countries in their own scripts, each with the way it is written in an address.
 * All domains end in .example, which the DNS keeps for examples (RFC 2606): no mail to them can reach anybody. */
#include "base/buf.h"
#include "base/time.h"
#include "core/demo/seed_int.h"
#include "core/ground/text.h"
#include "wire/json_write.h"

struct name {
	const char *shown, *typed;
};
struct country {
	const char *code, *language;
	size_t weight;
	struct name first[12], last[12];
	const char *cities[4], *companies[5];
};

static const struct country countries[] = {
	{ "DE",
	  "de",
	  22,
	  { { "Anna", "anna" },
	    { "Jürgen", "juergen" },
	    { "Lena", "lena" },
	    { "Björn", "bjoern" },
	    { "Katharina", "katharina" },
	    { "Lukas", "lukas" },
	    { "Sophie", "sophie" },
	    { "Matthias", "matthias" },
	    { "Greta", "greta" },
	    { "Till", "till" },
	    { "Heike", "heike" },
	    { "Florian", "florian" } },
	  { { "Müller", "mueller" },
	    { "Schäfer", "schaefer" },
	    { "Weiß", "weiss" },
	    { "Krüger", "krueger" },
	    { "Hoffmann", "hoffmann" },
	    { "Böhm", "boehm" },
	    { "Vogel", "vogel" },
	    { "Lindner", "lindner" },
	    { "Hartmann", "hartmann" },
	    { "Jäger", "jaeger" },
	    { "Sommer", "sommer" },
	    { "Brandt", "brandt" } },
	  { "Berlin", "München", "Hamburg", "Köln" },
	  { "Nordlicht GmbH", "Brückner & Söhne", "Feinwerk AG", "Kontor Süd", "Lindenhof" } },
	{ "GB",
	  "en",
	  16,
	  { { "Olivia", "olivia" },
	    { "James", "james" },
	    { "Amelia", "amelia" },
	    { "Harry", "harry" },
	    { "Isla", "isla" },
	    { "Oscar", "oscar" },
	    { "Freya", "freya" },
	    { "George", "george" },
	    { "Siobhán", "siobhan" },
	    { "Callum", "callum" },
	    { "Poppy", "poppy" },
	    { "Rhys", "rhys" } },
	  { { "Smith", "smith" },
	    { "O'Brien", "obrien" },
	    { "Taylor", "taylor" },
	    { "Davies", "davies" },
	    { "Evans", "evans" },
	    { "Walker", "walker" },
	    { "Hughes", "hughes" },
	    { "Clarke", "clarke" },
	    { "Ward", "ward" },
	    { "Fletcher", "fletcher" },
	    { "Marsh", "marsh" },
	    { "Kaur", "kaur" } },
	  { "London", "Leeds", "Bristol", "Edinburgh" },
	  { "Harbour Works", "Greyfriars Ltd", "Thistle & Co", "Foxglove", "Ironbridge" } },
	{ "US",
	  "en",
	  18,
	  { { "Emma", "emma" },
	    { "Liam", "liam" },
	    { "Ava", "ava" },
	    { "Noah", "noah" },
	    { "Mia", "mia" },
	    { "Ethan", "ethan" },
	    { "Zoe", "zoe" },
	    { "Mateo", "mateo" },
	    { "Chloe", "chloe" },
	    { "Jackson", "jackson" },
	    { "Naomi", "naomi" },
	    { "Caleb", "caleb" } },
	  { { "Johnson", "johnson" },
	    { "Garcia", "garcia" },
	    { "Miller", "miller" },
	    { "Nguyen", "nguyen" },
	    { "Brooks", "brooks" },
	    { "Reed", "reed" },
	    { "Cooper", "cooper" },
	    { "Hayes", "hayes" },
	    { "Price", "price" },
	    { "Bennett", "bennett" },
	    { "Coleman", "coleman" },
	    { "Patel", "patel" } },
	  { "Portland", "Austin", "Chicago", "Boston" },
	  { "Cedar Labs", "Bright Harbor", "Prairie Goods", "Northwind", "Juniper Street" } },
	{ "FR",
	  "fr",
	  12,
	  { { "Chloé", "chloe" },
	    { "Théo", "theo" },
	    { "Inès", "ines" },
	    { "Léa", "lea" },
	    { "Raphaël", "raphael" },
	    { "Élodie", "elodie" },
	    { "Hugo", "hugo" },
	    { "Zoë", "zoe" },
	    { "François", "francois" },
	    { "Margaux", "margaux" },
	    { "Benoît", "benoit" },
	    { "Maëlys", "maelys" } },
	  { { "Lefèvre", "lefevre" },
	    { "Durand", "durand" },
	    { "Moreau", "moreau" },
	    { "Garçon", "garcon" },
	    { "Dubois", "dubois" },
	    { "Bélanger", "belanger" },
	    { "Fournier", "fournier" },
	    { "Gauthier", "gauthier" },
	    { "Mercier", "mercier" },
	    { "Noël", "noel" },
	    { "Perrin", "perrin" },
	    { "Chevalier", "chevalier" } },
	  { "Paris", "Lyon", "Nantes", "Strasbourg" },
	  { "Atelier Bleu", "Maison Garance", "Pont-Neuf", "Les Halles", "Clair & Fils" } },
	{ "ES",
	  "es",
	  8,
	  { { "Lucía", "lucia" },
	    { "Íñigo", "inigo" },
	    { "María", "maria" },
	    { "Álvaro", "alvaro" },
	    { "Sofía", "sofia" },
	    { "Pablo", "pablo" },
	    { "Carmen", "carmen" },
	    { "Joaquín", "joaquin" },
	    { "Elena", "elena" },
	    { "Andrés", "andres" },
	    { "Noa", "noa" },
	    { "Raúl", "raul" } },
	  { { "García", "garcia" },
	    { "Núñez", "nunez" },
	    { "Martín", "martin" },
	    { "Ibáñez", "ibanez" },
	    { "Romero", "romero" },
	    { "Peña", "pena" },
	    { "Vidal", "vidal" },
	    { "Castaño", "castano" },
	    { "Serrano", "serrano" },
	    { "Ortega", "ortega" },
	    { "Muñoz", "munoz" },
	    { "Rubio", "rubio" } },
	  { "Madrid", "Valencia", "Bilbao", "Sevilla" },
	  { "Sol y Sombra", "Taller Norte", "Almendro", "Ruta 9", "Mareas" } },
	{ "PL",
	  "pl",
	  6,
	  { { "Zofia", "zofia" },
	    { "Łukasz", "lukasz" },
	    { "Małgorzata", "malgorzata" },
	    { "Paweł", "pawel" },
	    { "Agnieszka", "agnieszka" },
	    { "Jan", "jan" },
	    { "Oliwia", "oliwia" },
	    { "Grzegorz", "grzegorz" },
	    { "Hanna", "hanna" },
	    { "Michał", "michal" },
	    { "Ewa", "ewa" },
	    { "Piotr", "piotr" } },
	  { { "Kowalska", "kowalska" },
	    { "Wiśniewski", "wisniewski" },
	    { "Wójcik", "wojcik" },
	    { "Zając", "zajac" },
	    { "Szymańska", "szymanska" },
	    { "Dąbrowski", "dabrowski" },
	    { "Nowak", "nowak" },
	    { "Kaczmarek", "kaczmarek" },
	    { "Mazur", "mazur" },
	    { "Król", "krol" },
	    { "Pawlak", "pawlak" },
	    { "Górska", "gorska" } },
	  { "Warszawa", "Kraków", "Gdańsk", "Wrocław" },
	  { "Biały Kruk", "Warsztat", "Żubr Studio", "Przystań", "Dom Łódź" } },
	{ "GR",
	  "el",
	  3,
	  { { "Ελένη", "eleni" },
	    { "Γιώργος", "giorgos" },
	    { "Μαρία", "maria" },
	    { "Νίκος", "nikos" },
	    { "Σοφία", "sofia" },
	    { "Δημήτρης", "dimitris" },
	    { "Κατερίνα", "katerina" },
	    { "Άγγελος", "angelos" },
	    { "Ιωάννα", "ioanna" },
	    { "Θάνος", "thanos" },
	    { "Ζωή", "zoi" },
	    { "Πέτρος", "petros" } },
	  { { "Παπαδοπούλου", "papadopoulou" },
	    { "Νικολάου", "nikolaou" },
	    { "Γεωργίου", "georgiou" },
	    { "Δημητρίου", "dimitriou" },
	    { "Ιωάννου", "ioannou" },
	    { "Οικονόμου", "oikonomou" },
	    { "Βλάχος", "vlachos" },
	    { "Κωστόπουλος", "kostopoulos" },
	    { "Αλεξίου", "alexiou" },
	    { "Μακρή", "makri" },
	    { "Ζαχαρίου", "zachariou" },
	    { "Λάσκαρης", "laskaris" } },
	  { "Αθήνα", "Θεσσαλονίκη", "Πάτρα", "Ηράκλειο" },
	  { "Ήλιος", "Θάλασσα", "Αιγαίο ΑΕ", "Μέλι & Σία", "Ορίζων" } },
	{ "UA",
	  "uk",
	  4,
	  { { "Олена", "olena" },
	    { "Андрій", "andrii" },
	    { "Ірина", "iryna" },
	    { "Тарас", "taras" },
	    { "Оксана", "oksana" },
	    { "Богдан", "bohdan" },
	    { "Наталія", "nataliia" },
	    { "Юрій", "yurii" },
	    { "Софія", "sofiia" },
	    { "Максим", "maksym" },
	    { "Дарина", "daryna" },
	    { "Остап", "ostap" } },
	  { { "Шевченко", "shevchenko" },
	    { "Коваль", "koval" },
	    { "Бондаренко", "bondarenko" },
	    { "Мельник", "melnyk" },
	    { "Кравчук", "kravchuk" },
	    { "Лисенко", "lysenko" },
	    { "Гончар", "honchar" },
	    { "Марченко", "marchenko" },
	    { "Савченко", "savchenko" },
	    { "Ткачук", "tkachuk" },
	    { "Олійник", "oliinyk" },
	    { "Поліщук", "polishchuk" } },
	  { "Київ", "Львів", "Одеса", "Харків" },
	  { "Світанок", "Майстерня 12", "Дніпро-Софт", "Калина", "Вежа" } },
	{ "JP",
	  "ja",
	  5,
	  { { "美咲", "misaki" },
	    { "翔太", "shota" },
	    { "陽菜", "hina" },
	    { "健太", "kenta" },
	    { "さくら", "sakura" },
	    { "大輔", "daisuke" },
	    { "結衣", "yui" },
	    { "蓮", "ren" },
	    { "直子", "naoko" },
	    { "拓海", "takumi" },
	    { "葵", "aoi" },
	    { "悠斗", "yuto" } },
	  { { "佐藤", "sato" },
	    { "鈴木", "suzuki" },
	    { "高橋", "takahashi" },
	    { "田中", "tanaka" },
	    { "渡辺", "watanabe" },
	    { "伊藤", "ito" },
	    { "山本", "yamamoto" },
	    { "中村", "nakamura" },
	    { "小林", "kobayashi" },
	    { "加藤", "kato" },
	    { "吉田", "yoshida" },
	    { "森", "mori" } },
	  { "東京", "大阪", "京都", "札幌" },
	  { "青空株式会社", "みどり工房", "北星商事", "さくら堂", "松風" } },
	{ "CN",
	  "zh",
	  3,
	  { { "伟", "wei" },
	    { "芳", "fang" },
	    { "娜", "na" },
	    { "敏", "min" },
	    { "静", "jing" },
	    { "强", "qiang" },
	    { "磊", "lei" },
	    { "洋", "yang" },
	    { "艳", "yan" },
	    { "杰", "jie" },
	    { "丽", "li" },
	    { "涛", "tao" } },
	  { { "王", "wang" },
	    { "李", "li" },
	    { "张", "zhang" },
	    { "刘", "liu" },
	    { "陈", "chen" },
	    { "杨", "yang" },
	    { "赵", "zhao" },
	    { "黄", "huang" },
	    { "周", "zhou" },
	    { "吴", "wu" },
	    { "徐", "xu" },
	    { "孙", "sun" } },
	  { "北京", "上海", "深圳", "成都" },
	  { "蓝海科技", "长风", "晨星", "江南", "同舟" } },
	{ "AE",
	  "ar",
	  2,
	  { { "ليلى", "layla" },
	    { "أحمد", "ahmad" },
	    { "فاطمة", "fatima" },
	    { "عمر", "omar" },
	    { "نور", "nour" },
	    { "يوسف", "yousef" },
	    { "سارة", "sara" },
	    { "خالد", "khaled" },
	    { "مريم", "maryam" },
	    { "حسن", "hasan" },
	    { "هدى", "huda" },
	    { "زيد", "zaid" } },
	  { { "النجار", "alnajjar" },
	    { "حداد", "haddad" },
	    { "الخطيب", "alkhatib" },
	    { "منصور", "mansour" },
	    { "العلي", "alali" },
	    { "صالح", "saleh" },
	    { "درويش", "darwish" },
	    { "قاسم", "qasim" },
	    { "الشامي", "alshami" },
	    { "بركات", "barakat" },
	    { "نصر", "nasr" },
	    { "عيسى", "issa" } },
	  { "دبي", "أبوظبي", "الشارقة", "عجمان" },
	  { "الأفق", "نخلة", "واحة التقنية", "البحر", "قمر" } },
	{ "SE",
	  "sv",
	  4,
	  { { "Åsa", "asa" },
	    { "Björn", "bjorn" },
	    { "Elin", "elin" },
	    { "Måns", "mans" },
	    { "Frida", "frida" },
	    { "Göran", "goran" },
	    { "Maja", "maja" },
	    { "Nils", "nils" },
	    { "Ebba", "ebba" },
	    { "Olle", "olle" },
	    { "Sigrid", "sigrid" },
	    { "Axel", "axel" } },
	  { { "Lindström", "lindstrom" },
	    { "Åkesson", "akesson" },
	    { "Nyström", "nystrom" },
	    { "Berg", "berg" },
	    { "Sjöberg", "sjoberg" },
	    { "Holm", "holm" },
	    { "Öberg", "oberg" },
	    { "Dahl", "dahl" },
	    { "Forsberg", "forsberg" },
	    { "Ek", "ek" },
	    { "Lund", "lund" },
	    { "Hägg", "hagg" } },
	  { "Stockholm", "Göteborg", "Malmö", "Uppsala" },
	  { "Norrsken AB", "Fjäll & Fjord", "Blåbär", "Västan", "Skärgård" } },
};

static const char *const domains[] = { "mailbox.example", "webpost.example", "letterbox.example", "libremail.example",
				       "inbox.example",	  "posteo.example",  "fastpost.example",  "team.example",
				       "studio.example",  "works.example" };
static const char *const tags[] = {
	"newsletter", "customer", "trial", "vip", "beta", "partner", "event-2026", "launch"
};
static const char *const plans[] = { "free", "pro", "team" };

/* xorshift64*, seeded by the caller. */
uint64_t seed_next(struct seed_random *r)
{
	r->state ^= r->state >> 12;
	r->state ^= r->state << 25;
	r->state ^= r->state >> 27;
	return r->state * UINT64_C(2685821657736338717);
}

static const struct country *seed_people_pick_country(struct seed_random *r)
{
	size_t sum = 0, n = sizeof(countries) / sizeof(*countries);
	for (size_t i = 0; i < n; i++)
		sum += countries[i].weight;
	size_t at = seed_below(r, sum);
	for (size_t i = 0; i < n; i++) {
		if (at < countries[i].weight)
			return &countries[i];
		at -= countries[i].weight;
	}
	return &countries[0];
}

static str seed_people_text_of(struct arena *a, struct buf *b)
{
	str s = arena_dup(a, buf_str(b));
	buf_reset(b);
	return s;
}

static str seed_people_make_tags(struct arena *a, struct seed_random *r, struct buf *b)
{
	struct json_writer w;
	json_writer_init(&w, b);
	json_begin_arr(&w);
	if (seed_below(r, 10) < 8)
		json_put_str(&w, str_z(tags[0]));
	json_put_str(&w, str_z(tags[1 + (seed_below(r, 10) < 4)])); /* customer or trial */
	for (size_t i = 3; i < sizeof(tags) / sizeof(*tags); i++) {
		if (seed_below(r, 12) == 0)
			json_put_str(&w, str_z(tags[i]));
	}
	json_end_arr(&w);
	return seed_people_text_of(a, b);
}

static str seed_people_make_variables(struct arena *a, struct seed_random *r, const struct country *c, struct buf *b)
{
	struct json_writer w;
	size_t plan = seed_below(r, 3);
	json_writer_init(&w, b);
	json_begin_obj(&w);
	if (seed_below(r, 12) > 0) /* some have none: that is what fallbacks are for */
		json_kv_str(&w, "company", str_z(c->companies[seed_below(r, 5)]));
	json_kv_str(&w, "city", str_z(c->cities[seed_below(r, 4)]));
	json_kv_str(&w, "country", str_z(c->code));
	json_kv_str(&w, "language", str_z(c->language));
	json_kv_str(&w, "plan", str_z(plans[plan]));
	if (plan > 0)
		json_kv_i64(&w, "seats", (int64_t)(1 + seed_below(r, plan == 1 ? 4 : 60)));
	json_end_obj(&w);
	return seed_people_text_of(a, b);
}

void seed_people_make(struct arena *a, int64_t now, struct seed_people *out)
{
	struct seed_random r = { .state = UINT64_C(0x9e3779b97f4a7c15) };
	struct buf BUF_AUTO b;
	size_t n = SEED_PEOPLE;
	buf_init(&b, 1u << 16);
	*out = (struct seed_people){ .n = n, .at = arena_array(a, int64_t, n) };
	str **columns[] = { &out->ids,	&out->emails,	 &out->first,	&out->last,
			    &out->tags, &out->variables, &out->statuses };
	for (size_t i = 0; i < sizeof(columns) / sizeof(*columns); i++)
		*columns[i] = arena_array(a, str, n);
	for (size_t i = 0; i < n; i++) {
		const struct country *c = seed_people_pick_country(&r);
		const struct name *first = &c->first[seed_below(&r, 12)], *last = &c->last[seed_below(&r, 12)];
		/* Oldest first, as their ids are, and more of them lately: a list that grows. */
		double age = ((double)(n - i) - (double)seed_below(&r, 1000000) / 1e6) / (double)n;
		out->at[i] = now - (int64_t)(age * (0.35 + 0.65 * age) * 400 * (double)US_PER_DAY) - US_PER_HOUR;
		out->at[i] -= out->at[i] % US_PER_MS;
		char *id = arena_alloc(a, CUID_LEN + 1);
		cuid_make(out->at[i], id);
		out->ids[i] = str_of(id, CUID_LEN);
		out->emails[i] = arena_printf(a, "%s.%s@%s", first->typed, last->typed,
					      domains[seed_below(&r, sizeof(domains) / sizeof(*domains))]);
		if (seed_below(&r, 3) > 0)
			out->emails[i] = arena_printf(a, "%c%s%zu@%s", first->typed[0], last->typed, 1 + i % 997,
						      domains[seed_below(&r, sizeof(domains) / sizeof(*domains))]);
		bool nameless = seed_below(&r, 40) == 0;
		out->first[i] = nameless ? STR_NULL : str_z(first->shown);
		out->last[i] = nameless || seed_below(&r, 25) == 0 ? STR_NULL : str_z(last->shown);
		out->tags[i] = seed_people_make_tags(a, &r, &b);
		out->variables[i] = seed_people_make_variables(a, &r, c, &b);
		out->statuses[i] = seed_below(&r, 45) == 0 ? STR("INACTIVE") : STR("ACTIVE");
	}
}
