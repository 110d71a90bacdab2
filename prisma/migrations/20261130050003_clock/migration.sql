-- Everybody's own clock. "Contact"."timezone" is an IANA name; "timezoneSource" says where it comes from: 'set' (somebody wrote it),
-- 'browser' (a form took it from the person's browser), 'country', 'phone' (guessed from the variables). Another program need not know the
-- source: a trigger fills it in, and guesses where no zone is given.
ALTER TABLE "Contact" ADD COLUMN "timezoneSource" TEXT;
UPDATE "Contact" SET "timezoneSource" = 'set' WHERE "timezone" IS NOT NULL;

-- What the browser said, kept until the sign-up is confirmed.
ALTER TABLE "Signup" ADD COLUMN "timezone" TEXT;

-- A campaign's times: {"at": "09:00", "date": "2026-12-24", "passed": "tomorrow" or "now", "timezone", "window": as of a sequence}. NULL: at once.
ALTER TABLE "Campaign" ADD COLUMN "delivery" JSONB;
-- The zone that counts for a recipient and a range, when a campaign goes by people's clocks.
ALTER TABLE "Recipient" ADD COLUMN "zone" TEXT;
ALTER TABLE "SendBatch" ADD COLUMN "zone" TEXT;

-- By what a zone is guessed: names and codes of countries in ten languages, and the beginnings of phone numbers, the longest first. Of a country
-- with several zones it is that of most of its people. Beyond ASCII names stand in lower case, as a name and in capitals: a database need not
-- know more of capitals than ASCII.
CREATE TABLE "ZoneHint" (
    "kind" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "zone" TEXT NOT NULL,

    CONSTRAINT "ZoneHint_pkey" PRIMARY KEY ("kind", "key")
);
INSERT INTO "ZoneHint" ("kind", "key", "zone")
SELECT v."kind", k, v."zone"
FROM (SELECT h."zone", x."kind", x."keys" FROM (VALUES
    ('Africa/Abidjan', 'ci|côte d''ivoire|cÔte d''ivoire|côte d’ivoire|cÔte d’ivoire|cote d’ivoire|costa d’avorio|ivoorkust|costa do marfim|кот-д’ивуар|Кот-д’Ивуар|КОТ-Д’ИВУАР|コートジボワール', '225'),
    ('Africa/Accra', 'gh|ghana|gana|гана|Гана|ГАНА|ガーナ', '233'),
    ('Africa/Addis_Ababa', 'et|ethiopia|äthiopien|Äthiopien|athiopien|éthiopie|Éthiopie|ethiopie|etiopía|etiopÍa|etiopia|ethiopië|ethiopiË|etiópia|etiÓpia|эфиопия|Эфиопия|ЭФИОПИЯ|エチオピア', '251'),
    ('Africa/Algiers', 'dz|algeria|algerien|algérie|algÉrie|algerie|argelia|algerije|algieria|argélia|argÉlia|алжир|Алжир|АЛЖИР|アルジェリア', '213'),
    ('Africa/Asmara', 'er|eritrea|érythrée|Érythrée|ÉrythrÉe|erythree|erytrea|eritreia|эритрея|Эритрея|ЭРИТРЕЯ|エリトリア', '291'),
    ('Africa/Bamako', 'ml|mali|мали|Мали|МАЛИ|マリ', '223'),
    ('Africa/Bangui', 'cf|central african rep.|central african republic|zentralafrikanische republik|république centrafricaine|rÉpublique centrafricaine|republique centrafricaine|república centroafricana|repÚblica centroafricana|republica centroafricana|repubblica centrafricana|centraal-afrikaanse republiek|republika środkowoafrykańska|republika Środkowoafrykańska|republika ŚrodkowoafrykaŃska|republika srodkowoafrykanska|república centro-africana|repÚblica centro-africana|republica centro-africana|центрально-африканская республика|Центрально-Африканская Республика|ЦЕНТРАЛЬНО-АФРИКАНСКАЯ РЕСПУБЛИКА|中央アフリカ共和国', '236'),
    ('Africa/Banjul', 'gm|gambia|gambie|gâmbia|gÂmbia|гамбия|Гамбия|ГАМБИЯ|ガンビア', '220'),
    ('Africa/Bissau', 'gw|guinea-bissau|guinée-bissau|guinÉe-bissau|guinee-bissau|guinea-bisáu|guinea-bisÁu|guinea-bisau|gwinea bissau|guiné-bissau|guinÉ-bissau|guine-bissau|гвинея-бисау|Гвинея-Бисау|ГВИНЕЯ-БИСАУ|ギニアビサウ', '245'),
    ('Africa/Blantyre', 'mw|malawi|malaui|малави|Малави|МАЛАВИ|マラウイ', '265'),
    ('Africa/Brazzaville', 'cg|congo (rep.)|congo - brazzaville|kongo-brazzaville|congo-brazzaville|congo|kongo|república do congo|repÚblica do congo|republica do congo|конго - браззавиль|Конго - Браззавиль|КОНГО - БРАЗЗАВИЛЬ|コンゴ共和国(ブラザビル)', '242'),
    ('Africa/Bujumbura', 'bi|burundi|бурунди|Бурунди|БУРУНДИ|ブルンジ', '257'),
    ('Africa/Cairo', 'eg|egy|egypt|ägypten|Ägypten|agypten|égypte|Égypte|egypte|egipto|egitto|egipt|egito|египет|Египет|ЕГИПЕТ|エジプト', '20'),
    ('Africa/Casablanca', 'ma|morocco|marokko|maroc|marruecos|marocco|maroko|marrocos|марокко|Марокко|МАРОККО|モロッコ', '212'),
    ('Africa/Conakry', 'gn|guinea|guinée|guinÉe|guinee|gwinea|guiné|guinÉ|guine|гвинея|Гвинея|ГВИНЕЯ|ギニア', '224'),
    ('Africa/Dakar', 'sn|senegal|sénégal|sÉnÉgal|сенегал|Сенегал|СЕНЕГАЛ|セネガル', '221'),
    ('Africa/Dar_es_Salaam', 'tz|tanzania|tansania|tanzanie|tanzânia|tanzÂnia|танзания|Танзания|ТАНЗАНИЯ|タンザニア', '255'),
    ('Africa/Djibouti', 'dj|djibouti|dschibuti|yibuti|gibuti|dżibuti|dŻibuti|dzibuti|djibuti|джибути|Джибути|ДЖИБУТИ|ジブチ', '253'),
    ('Africa/Douala', 'cm|cameroon|kamerun|cameroun|camerún|camerÚn|camerun|kameroen|camarões|camarÕes|camaroes|камерун|Камерун|КАМЕРУН|カメルーン', '237'),
    ('Africa/El_Aaiun', 'eh|western sahara|westsahara|sahara occidental|sáhara occidental|sÁhara occidental|sahara occidentale|westelijke sahara|sahara zachodnia|saara ocidental|западная сахара|Западная Сахара|ЗАПАДНАЯ САХАРА|西サハラ', ''),
    ('Africa/Freetown', 'sl|sierra leone|sierra leona|serra leoa|сьерра-леоне|Сьерра-Леоне|СЬЕРРА-ЛЕОНЕ|シエラレオネ', '232'),
    ('Africa/Gaborone', 'bw|botswana|botsuana|ботсвана|Ботсвана|БОТСВАНА|ボツワナ', '267'),
    ('Africa/Harare', 'zw|zimbabwe|simbabwe|zimbabue|zimbábue|zimbÁbue|зимбабве|Зимбабве|ЗИМБАБВЕ|ジンバブエ', '263'),
    ('Africa/Johannesburg', 'za|zaf|south africa|südafrika|sÜdafrika|sudafrika|afrique du sud|sudáfrica|sudÁfrica|sudafrica|zuid-afrika|republika południowej afryki|republika poŁudniowej afryki|áfrica do sul|África do sul|africa do sul|южно-африканская республика|Южно-Африканская Республика|ЮЖНО-АФРИКАНСКАЯ РЕСПУБЛИКА|南アフリカ', '27'),
    ('Africa/Juba', 'ss|south sudan|südsudan|sÜdsudan|sudsudan|soudan du sud|sudán del sur|sudÁn del sur|sudan del sur|sud sudan|zuid-soedan|sudan południowy|sudan poŁudniowy|sudão do sul|sudÃo do sul|sudao do sul|южный судан|Южный Судан|ЮЖНЫЙ СУДАН|南スーダン', '211'),
    ('Africa/Kampala', 'ug|uganda|ouganda|oeganda|уганда|Уганда|УГАНДА|ウガンダ', '256'),
    ('Africa/Khartoum', 'sd|sudan|soudan|sudán|sudÁn|soedan|sudão|sudÃo|sudao|судан|Судан|СУДАН|スーダン', '249'),
    ('Africa/Kigali', 'rw|rwanda|ruanda|руанда|Руанда|РУАНДА|ルワンダ', '250'),
    ('Africa/Kinshasa', 'cd|congo (dem. rep.)|congo - kinshasa|kongo-kinshasa|congo-kinshasa|república democrática del congo|repÚblica democrÁtica del congo|republica democratica del congo|demokratyczna republika konga|конго - киншаса|Конго - Киншаса|КОНГО - КИНШАСА|コンゴ民主共和国(キンシャサ)', '243'),
    ('Africa/Lagos', 'ng|nga|nigeria|nigéria|nigÉria|нигерия|Нигерия|НИГЕРИЯ|ナイジェリア', '234'),
    ('Africa/Libreville', 'ga|gabon|gabun|gabón|gabÓn|gabão|gabÃo|gabao|габон|Габон|ГАБОН|ガボン', '241'),
    ('Africa/Lome', 'tg|togo|того|Того|ТОГО|トーゴ', '228'),
    ('Africa/Luanda', 'ao|angola|ангола|Ангола|АНГОЛА|アンゴラ', '244'),
    ('Africa/Lusaka', 'zm|zambia|sambia|zambie|zâmbia|zÂmbia|замбия|Замбия|ЗАМБИЯ|ザンビア', '260'),
    ('Africa/Malabo', 'gq|equatorial guinea|äquatorialguinea|Äquatorialguinea|aquatorialguinea|guinée équatoriale|guinÉe Équatoriale|guinee equatoriale|guinea ecuatorial|guinea equatoriale|equatoriaal-guinea|gwinea równikowa|gwinea rÓwnikowa|gwinea rownikowa|guiné equatorial|guinÉ equatorial|guine equatorial|экваториальная гвинея|Экваториальная Гвинея|ЭКВАТОРИАЛЬНАЯ ГВИНЕЯ|赤道ギニア', '240'),
    ('Africa/Maputo', 'mz|mozambique|mosambik|mozambico|mozambik|moçambique|moÇambique|mocambique|мозамбик|Мозамбик|МОЗАМБИК|モザンビーク', '258'),
    ('Africa/Maseru', 'ls|lesotho|lesoto|лесото|Лесото|ЛЕСОТО|レソト', '266'),
    ('Africa/Mbabane', 'sz|eswatini (swaziland)|eswatini|esuatini|essuatíni|essuatÍni|essuatini|эсватини|Эсватини|ЭСВАТИНИ|エスワティニ', '268'),
    ('Africa/Mogadishu', 'so|somalia|somalie|somalië|somaliË|somália|somÁlia|сомали|Сомали|СОМАЛИ|ソマリア', '252'),
    ('Africa/Monrovia', 'lr|liberia|libéria|libÉria|либерия|Либерия|ЛИБЕРИЯ|リベリア', '231'),
    ('Africa/Nairobi', 'ke|ken|kenya|kenia|quênia|quÊnia|quenia|кения|Кения|КЕНИЯ|ケニア', '254'),
    ('Africa/Ndjamena', 'td|chad|tschad|tchad|ciad|tsjaad|czad|chade|чад|Чад|ЧАД|チャド', '235'),
    ('Africa/Niamey', 'ne|niger|níger|nÍger|нигер|Нигер|НИГЕР|ニジェール', '227'),
    ('Africa/Nouakchott', 'mr|mauritania|mauretanien|mauritanie|mauritanië|mauritaniË|mauretania|mauritânia|mauritÂnia|мавритания|Мавритания|МАВРИТАНИЯ|モーリタニア', '222'),
    ('Africa/Ouagadougou', 'bf|burkina faso|burquina faso|буркина-фасо|Буркина-Фасо|БУРКИНА-ФАСО|ブルキナファソ', '226'),
    ('Africa/Porto-Novo', 'bj|benin|bénin|bÉnin|benín|benÍn|бенин|Бенин|БЕНИН|ベナン', '229'),
    ('Africa/Sao_Tome', 'st|sao tome & principe|são tomé & príncipe|sÃo tomÉ & prÍncipe|são tomé und príncipe|sÃo tomÉ und prÍncipe|sao tome und principe|sao tomé-et-principe|sao tomÉ-et-principe|sao tome-et-principe|santo tomé y príncipe|santo tomÉ y prÍncipe|santo tome y principe|são tomé e príncipe|sÃo tomÉ e prÍncipe|sao tome e principe|sao tomé en principe|sao tomÉ en principe|sao tome en principe|wyspy świętego tomasza i książęca|wyspy Świętego tomasza i książęca|wyspy ŚwiĘtego tomasza i ksiĄŻĘca|wyspy swietego tomasza i ksiazeca|сан-томе и принсипи|Сан-Томе и Принсипи|САН-ТОМЕ И ПРИНСИПИ|サントメ・プリンシペ', '239'),
    ('Africa/Tripoli', 'ly|libya|libyen|libye|libia|libië|libiË|libie|líbia|lÍbia|ливия|Ливия|ЛИВИЯ|リビア', '218'),
    ('Africa/Tunis', 'tn|tunisia|tunesien|tunisie|túnez|tÚnez|tunez|tunesië|tunesiË|tunesie|tunezja|tunísia|tunÍsia|тунис|Тунис|ТУНИС|チュニジア', '216'),
    ('Africa/Windhoek', 'na|namibia|namibie|namibië|namibiË|namíbia|namÍbia|намибия|Намибия|НАМИБИЯ|ナミビア', '264'),
    ('America/Anchorage', '', '1907'),
    ('America/Anguilla', 'ai|anguilla|anguila|ангилья|Ангилья|АНГИЛЬЯ|アンギラ', ''),
    ('America/Antigua', 'ag|antigua & barbuda|antigua und barbuda|antigua-et-barbuda|antigua y barbuda|antigua e barbuda|antigua en barbuda|antigua i barbuda|antígua e barbuda|antÍgua e barbuda|антигуа и барбуда|Антигуа и Барбуда|АНТИГУА И БАРБУДА|アンティグア・バーブーダ', ''),
    ('America/Argentina/Buenos_Aires', 'ar|arg|argentina|argentinien|argentine|argentinië|argentiniË|argentinie|argentyna|аргентина|Аргентина|АРГЕНТИНА|アルゼンチン', '54'),
    ('America/Aruba', 'aw|aruba|аруба|Аруба|АРУБА|アルバ', '297'),
    ('America/Asuncion', 'py|paraguay|paragwaj|paraguai|парагвай|Парагвай|ПАРАГВАЙ|パラグアイ', '595'),
    ('America/Barbados', 'bb|barbados|barbade|барбадос|Барбадос|БАРБАДОС|バルバドス', '1246'),
    ('America/Belize', 'bz|belize|belice|белиз|Белиз|БЕЛИЗ|ベリーズ', '501'),
    ('America/Bogota', 'co|col|colombia|kolumbien|colombie|kolumbia|colômbia|colÔmbia|колумбия|Колумбия|КОЛУМБИЯ|コロンビア', '57'),
    ('America/Boise', '', '1208|1986'),
    ('America/Caracas', 've|venezuela|wenezuela|венесуэла|Венесуэла|ВЕНЕСУЭЛА|ベネズエラ', '58'),
    ('America/Cayenne', 'gf|french guiana|französisch-guayana|franzÖsisch-guayana|franzosisch-guayana|guyane française|guyane franÇaise|guyane francaise|guayana francesa|guyana francese|frans-guyana|gujana francuska|guiana francesa|французская гвиана|Французская Гвиана|ФРАНЦУЗСКАЯ ГВИАНА|仏領ギアナ', '594'),
    ('America/Cayman', 'ky|cayman islands|kaimaninseln|îles caïmans|Îles caïmans|Îles caÏmans|iles caimans|islas caimán|islas caimÁn|islas caiman|isole cayman|kaaimaneilanden|kajmany|ilhas cayman|о-ва кайман|о-ва Кайман|О-ВА КАЙМАН|ケイマン諸島', ''),
    ('America/Chicago', '', '1205|1210|1214|1217|1218|1224|1225|1228|1251|1254|1256|1262|1274|1281|1308|1309|1312|1314|1316|1318|1319|1320|1325|1331|1334|1337|1346|1361|1402|1405|1409|1414|1417|1430|1432|1447|1464|1469|1479|1501|1504|1507|1512|1515|1531|1534|1539|1563|1573|1580|1601|1605|1608|1612|1615|1618|1620|1629|1630|1636|1641|1651|1660|1662|1682|1701|1708|1712|1713|1715|1726|1730|1731|1737|1763|1769|1773|1779|1785|1806|1815|1816|1817|1830|1832|1847|1870|1872|1901|1903|1913|1918|1920|1931|1936|1938|1940|1945|1952|1956|1972|1975|1979|1985'),
    ('America/Costa_Rica', 'cr|costa rica|kostaryka|коста-рика|Коста-Рика|КОСТА-РИКА|コスタリカ', '506'),
    ('America/Curacao', 'cw|curaçao|curaÇao|curacao|curazao|кюрасао|Кюрасао|КЮРАСАО|キュラソー', '599'),
    ('America/Denver', '', '1303|1307|1385|1406|1435|1505|1575|1719|1720|1801|1915|1970|1983'),
    ('America/Dominica', 'dm|dominica|dominique|dominika|доминика|Доминика|ДОМИНИКА|ドミニカ国', ''),
    ('America/Edmonton', '', '1403|1587|1780|1825'),
    ('America/El_Salvador', 'sv|el salvador|salvador|salwador|сальвадор|Сальвадор|САЛЬВАДОР|エルサルバドル', '503'),
    ('America/Grand_Turk', 'tc|turks & caicos is|turks & caicos islands|turks- und caicosinseln|îles turques-et-caïques|Îles turques-et-caïques|Îles turques-et-caÏques|iles turques-et-caiques|islas turcas y caicos|isole turks e caicos|turks- en caicoseilanden|turks i caicos|ilhas turcas e caicos|тёркс и кайкос|Тёркс и Кайкос|ТЁРКС И КАЙКОС|タークス・カイコス諸島', ''),
    ('America/Grenada', 'gd|grenada|grenade|granada|гренада|Гренада|ГРЕНАДА|グレナダ', ''),
    ('America/Guadeloupe', 'gp|guadeloupe|guadalupe|guadalupa|gwadelupa|гваделупа|Гваделупа|ГВАДЕЛУПА|グアドループ', '590'),
    ('America/Guatemala', 'gt|guatemala|gwatemala|гватемала|Гватемала|ГВАТЕМАЛА|グアテマラ', '502'),
    ('America/Guayaquil', 'ec|ecuador|équateur|Équateur|equateur|ekwador|equador|эквадор|Эквадор|ЭКВАДОР|エクアドル', '593'),
    ('America/Guyana', 'gy|guyana|gujana|guiana|гайана|Гайана|ГАЙАНА|ガイアナ', '592'),
    ('America/Halifax', '', '1782|1902'),
    ('America/Havana', 'cu|cuba|kuba|куба|Куба|КУБА|キューバ', '53'),
    ('America/Jamaica', 'jm|jamaica|jamaika|jamaïque|jamaÏque|jamaique|giamaica|jamajka|ямайка|Ямайка|ЯМАЙКА|ジャマイカ', '1658|1876'),
    ('America/Kralendijk', 'bq|caribbean nl|caribbean netherlands|karibische niederlande|pays-bas caribéens|pays-bas caribÉens|pays-bas caribeens|caribe neerlandés|caribe neerlandÉs|caribe neerlandes|caraibi olandesi|caribisch nederland|niderlandy karaibskie|países baixos caribenhos|paÍses baixos caribenhos|paises baixos caribenhos|бонэйр, синт-эстатиус и саба|Бонэйр, Синт-Эстатиус и Саба|БОНЭЙР, СИНТ-ЭСТАТИУС И САБА|オランダ領カリブ', ''),
    ('America/La_Paz', 'bo|bolivia|bolivien|bolivie|boliwia|bolívia|bolÍvia|боливия|Боливия|БОЛИВИЯ|ボリビア', '591'),
    ('America/Lima', 'pe|per|peru|pérou|pÉrou|perou|perú|perÚ|perù|perÙ|перу|Перу|ПЕРУ|ペルー', '51'),
    ('America/Los_Angeles', '', '1206|1209|1213|1253|1279|1310|1323|1341|1360|1408|1415|1424|1425|1442|1458|1503|1509|1510|1530|1541|1559|1562|1564|1619|1626|1628|1650|1657|1661|1669|1702|1707|1714|1725|1747|1760|1775|1805|1818|1820|1831|1840|1858|1909|1916|1925|1949|1951|1971'),
    ('America/Lower_Princes', 'sx|st maarten (dutch)|sint maarten|saint-martin (partie néerlandaise)|saint-martin (partie nÉerlandaise)|saint-martin (partie neerlandaise)|sint-maarten|синт-мартен|Синт-Мартен|СИНТ-МАРТЕН|シント・マールテン', ''),
    ('America/Managua', 'ni|nicaragua|nikaragua|nicarágua|nicarÁgua|никарагуа|Никарагуа|НИКАРАГУА|ニカラグア', '505'),
    ('America/Marigot', 'mf|st martin (french)|st. martin|saint-martin|san martín|san martÍn|san martin|saint martin|são martinho|sÃo martinho|sao martinho|сен-мартен|Сен-Мартен|СЕН-МАРТЕН|サン・マルタン', ''),
    ('America/Martinique', 'mq|martinique|martinica|martynika|мартиника|Мартиника|МАРТИНИКА|マルティニーク', '596'),
    ('America/Mexico_City', 'mx|mex|mexico|mexiko|mexique|méxico|mÉxico|messico|meksyk|мексика|Мексика|МЕКСИКА|メキシコ', '52'),
    ('America/Miquelon', 'pm|st pierre & miquelon|st. pierre & miquelon|st. pierre und miquelon|saint-pierre-et-miquelon|san pedro y miquelón|san pedro y miquelÓn|san pedro y miquelon|saint-pierre e miquelon|saint-pierre en miquelon|saint-pierre i miquelon|são pedro e miquelão|sÃo pedro e miquelÃo|sao pedro e miquelao|сен-пьер и микелон|Сен-Пьер и Микелон|СЕН-ПЬЕР И МИКЕЛОН|サンピエール島・ミクロン島', '508'),
    ('America/Moncton', '', '1506'),
    ('America/Montevideo', 'uy|uruguay|urugwaj|uruguai|уругвай|Уругвай|УРУГВАЙ|ウルグアイ', '598'),
    ('America/Montserrat', 'ms|montserrat|монтсеррат|Монтсеррат|МОНТСЕРРАТ|モントセラト', ''),
    ('America/Nassau', 'bs|bahamas|bahama’s|bahamy|багамы|Багамы|БАГАМЫ|バハマ', '1242'),
    ('America/New_York', 'us|usa|united states|vereinigte staaten|états-unis|États-unis|etats-unis|estados unidos|stati uniti|verenigde staten|stany zjednoczone|соединенные штаты|Соединенные Штаты|СОЕДИНЕННЫЕ ШТАТЫ|アメリカ合衆国|u.s.a.|u.s.|america|united states of america', '1'),
    ('America/Nuuk', 'gl|greenland|grönland|grÖnland|gronland|groenland|groenlandia|grenlandia|groenlândia|groenlÂndia|гренландия|Гренландия|ГРЕНЛАНДИЯ|グリーンランド', '299'),
    ('America/Panama', 'pa|panama|panamá|panamÁ|панама|Панама|ПАНАМА|パナマ', '507'),
    ('America/Paramaribo', 'sr|suriname|surinam|суринам|Суринам|СУРИНАМ|スリナム', '597'),
    ('America/Phoenix', '', '1480|1520|1602|1623|1928'),
    ('America/Port-au-Prince', 'ht|haiti|haïti|haÏti|haití|haitÍ|гаити|Гаити|ГАИТИ|ハイチ', '509'),
    ('America/Port_of_Spain', 'tt|trinidad & tobago|trinidad und tobago|trinité-et-tobago|trinitÉ-et-tobago|trinite-et-tobago|trinidad y tobago|trinidad e tobago|trinidad en tobago|trynidad i tobago|тринидад и тобаго|Тринидад и Тобаго|ТРИНИДАД И ТОБАГО|トリニダード・トバゴ', '1868'),
    ('America/Puerto_Rico', 'pr|puerto rico|porto rico|portorico|portoryko|пуэрто-рико|Пуэрто-Рико|ПУЭРТО-РИКО|プエルトリコ', '1787|1939'),
    ('America/Regina', '', '1306|1474|1639'),
    ('America/Santiago', 'cl|chl|chile|chili|cile|чили|Чили|ЧИЛИ|チリ', '56'),
    ('America/Santo_Domingo', 'do|dominican republic|dominikanische republik|république dominicaine|rÉpublique dominicaine|republique dominicaine|república dominicana|repÚblica dominicana|republica dominicana|repubblica dominicana|dominicaanse republiek|dominikana|доминиканская республика|Доминиканская Республика|ДОМИНИКАНСКАЯ РЕСПУБЛИКА|ドミニカ共和国', '1809|1829|1849'),
    ('America/Sao_Paulo', 'br|bra|brazil|brasilien|brésil|brÉsil|bresil|brasil|brasile|brazilië|braziliË|brazilie|brazylia|бразилия|Бразилия|БРАЗИЛИЯ|ブラジル', '55'),
    ('America/St_Barthelemy', 'bl|st barthelemy|st. barthélemy|st. barthÉlemy|st. barthelemy|saint-barthélemy|saint-barthÉlemy|saint-barthelemy|san bartolomé|san bartolomÉ|san bartolome|são bartolomeu|sÃo bartolomeu|sao bartolomeu|сен-бартелеми|Сен-Бартелеми|СЕН-БАРТЕЛЕМИ|サン・バルテルミー', ''),
    ('America/St_Johns', '', '1709'),
    ('America/St_Kitts', 'kn|st kitts & nevis|st. kitts & nevis|st. kitts und nevis|saint-christophe-et-niévès|saint-christophe-et-niÉvÈs|saint-christophe-et-nieves|san cristóbal y nieves|san cristÓbal y nieves|san cristobal y nieves|saint kitts e nevis|saint kitts en nevis|saint kitts i nevis|são cristóvão e névis|sÃo cristÓvÃo e nÉvis|sao cristovao e nevis|сент-китс и невис|Сент-Китс и Невис|СЕНТ-КИТС И НЕВИС|セントクリストファー・ネーヴィス', ''),
    ('America/St_Lucia', 'lc|st lucia|st. lucia|sainte-lucie|santa lucía|santa lucÍa|santa lucia|saint lucia|santa lúcia|santa lÚcia|сент-люсия|Сент-Люсия|СЕНТ-ЛЮСИЯ|セントルシア', ''),
    ('America/St_Thomas', 'vi|virgin islands (us)|u.s. virgin islands|amerikanische jungferninseln|îles vierges des états-unis|Îles vierges des États-unis|iles vierges des etats-unis|islas vírgenes de ee. uu.|islas vÍrgenes de ee. uu.|islas virgenes de ee. uu.|isole vergini americane|amerikaanse maagdeneilanden|wyspy dziewicze stanów zjednoczonych|wyspy dziewicze stanÓw zjednoczonych|wyspy dziewicze stanow zjednoczonych|ilhas virgens americanas|виргинские о-ва (сша)|Виргинские о-ва (США)|ВИРГИНСКИЕ О-ВА (США)|米領ヴァージン諸島', ''),
    ('America/St_Vincent', 'vc|st vincent|st. vincent & grenadines|st. vincent und die grenadinen|saint-vincent-et-les grenadines|san vicente y las granadinas|saint vincent e grenadine|saint vincent en de grenadines|saint vincent i grenadyny|são vicente e granadinas|sÃo vicente e granadinas|sao vicente e granadinas|сент-винсент и гренадины|Сент-Винсент и Гренадины|СЕНТ-ВИНСЕНТ И ГРЕНАДИНЫ|セントビンセント及びグレナディーン諸島', ''),
    ('America/Tegucigalpa', 'hn|honduras|гондурас|Гондурас|ГОНДУРАС|ホンジュラス', '504'),
    ('America/Toronto', 'ca|can|canada|kanada|canadá|canadÁ|канада|Канада|КАНАДА|カナダ', ''),
    ('America/Tortola', 'vg|virgin islands (uk)|british virgin islands|britische jungferninseln|îles vierges britanniques|Îles vierges britanniques|iles vierges britanniques|islas vírgenes británicas|islas vÍrgenes britÁnicas|islas virgenes britanicas|isole vergini britanniche|britse maagdeneilanden|brytyjskie wyspy dziewicze|ilhas virgens britânicas|ilhas virgens britÂnicas|ilhas virgens britanicas|виргинские о-ва (великобритания)|Виргинские о-ва (Великобритания)|ВИРГИНСКИЕ О-ВА (ВЕЛИКОБРИТАНИЯ)|英領ヴァージン諸島', ''),
    ('America/Vancouver', '', '1236|1250|1604|1672|1778'),
    ('America/Winnipeg', '', '1204|1431|1584'),
    ('Antarctica/McMurdo', 'aq|antarctica|antarktis|antarctique|antártida|antÁrtida|antartida|antartide|antarktyda|антарктида|Антарктида|АНТАРКТИДА|南極', ''),
    ('Arctic/Longyearbyen', 'sj|svalbard & jan mayen|spitzbergen und jan mayen|svalbard et jan mayen|svalbard y jan mayen|svalbard e jan mayen|spitsbergen en jan mayen|svalbard i jan mayen|шпицберген и ян-майен|Шпицберген и Ян-Майен|ШПИЦБЕРГЕН И ЯН-МАЙЕН|スバールバル諸島・ヤンマイエン島', ''),
    ('Asia/Aden', 'ye|yemen|jemen|yémen|yÉmen|iêmen|iÊmen|iemen|йемен|Йемен|ЙЕМЕН|イエメン', '967'),
    ('Asia/Almaty', 'kz|kazakhstan|kasachstan|kazajistán|kazajistÁn|kazajistan|kazakistan|kazachstan|cazaquistão|cazaquistÃo|cazaquistao|казахстан|Казахстан|КАЗАХСТАН|カザフスタン', '76|77'),
    ('Asia/Amman', 'jo|jordan|jordanien|jordanie|jordania|giordania|jordanië|jordaniË|jordânia|jordÂnia|иордания|Иордания|ИОРДАНИЯ|ヨルダン', '962'),
    ('Asia/Ashgabat', 'tm|turkmenistan|turkménistan|turkmÉnistan|turkmenistán|turkmenistÁn|turcomenistão|turcomenistÃo|turcomenistao|туркменистан|Туркменистан|ТУРКМЕНИСТАН|トルクメニスタン', '993'),
    ('Asia/Baghdad', 'iq|iraq|irak|iraque|ирак|Ирак|ИРАК|イラク', '964'),
    ('Asia/Bahrain', 'bh|bahrain|bahreïn|bahreÏn|bahrein|baréin|barÉin|barein|bahrajn|бахрейн|Бахрейн|БАХРЕЙН|バーレーン', '973'),
    ('Asia/Baku', 'az|azerbaijan|aserbaidschan|azerbaïdjan|azerbaÏdjan|azerbaidjan|azerbaiyán|azerbaiyÁn|azerbaiyan|azerbaigian|azerbeidzjan|azerbejdżan|azerbejdŻan|azerbejdzan|azerbaijão|azerbaijÃo|azerbaijao|азербайджан|Азербайджан|АЗЕРБАЙДЖАН|アゼルバイジャン', '994'),
    ('Asia/Bangkok', 'th|tha|thailand|thaïlande|thaÏlande|thailande|tailandia|thailandia|tajlandia|tailândia|tailÂndia|таиланд|Таиланд|ТАИЛАНД|タイ', '66'),
    ('Asia/Beirut', 'lb|lebanon|libanon|liban|líbano|lÍbano|libano|ливан|Ливан|ЛИВАН|レバノン', '961'),
    ('Asia/Bishkek', 'kg|kyrgyzstan|kirgisistan|kirghizstan|kirguistán|kirguistÁn|kirguistan|kirghizistan|kirgizië|kirgiziË|kirgizie|kirgistan|quirguistão|quirguistÃo|quirguistao|киргизия|Киргизия|КИРГИЗИЯ|キルギス', '996'),
    ('Asia/Brunei', 'bn|brunei|brunei darussalam|brunéi|brunÉi|бруней|Бруней|БРУНЕЙ|ブルネイ', '673'),
    ('Asia/Colombo', 'lk|sri lanka|шри-ланка|Шри-Ланка|ШРИ-ЛАНКА|スリランカ', '94'),
    ('Asia/Damascus', 'sy|syria|syrien|syrie|siria|syrië|syriË|síria|sÍria|сирия|Сирия|СИРИЯ|シリア', '963'),
    ('Asia/Dhaka', 'bd|bgd|bangladesh|bangladesch|bangladés|bangladÉs|banglades|bangladesz|бангладеш|Бангладеш|БАНГЛАДЕШ|バングラデシュ', '880'),
    ('Asia/Dili', 'tl|east timor|timor-leste|timor oriental|timor est|oost-timor|timor wschodni|восточный тимор|Восточный Тимор|ВОСТОЧНЫЙ ТИМОР|東ティモール', '670'),
    ('Asia/Dubai', 'ae|are|united arab emirates|vereinigte arabische emirate|émirats arabes unis|Émirats arabes unis|emirats arabes unis|emiratos árabes unidos|emiratos Árabes unidos|emiratos arabes unidos|emirati arabi uniti|verenigde arabische emiraten|zjednoczone emiraty arabskie|emirados árabes unidos|emirados Árabes unidos|emirados arabes unidos|оаэ|ОАЭ|アラブ首長国連邦|uae', '971'),
    ('Asia/Dushanbe', 'tj|tajikistan|tadschikistan|tadjikistan|tayikistán|tayikistÁn|tayikistan|tagikistan|tadzjikistan|tadżykistan|tadŻykistan|tadzykistan|tadjiquistão|tadjiquistÃo|tadjiquistao|таджикистан|Таджикистан|ТАДЖИКИСТАН|タジキスタン', '992'),
    ('Asia/Hebron', 'ps|palestine|palestinian territories|palästinensische autonomiegebiete|palÄstinensische autonomiegebiete|palastinensische autonomiegebiete|territoires palestiniens|territorios palestinos|territori palestinesi|palestijnse gebieden|terytoria palestyńskie|terytoria palestyŃskie|terytoria palestynskie|territórios palestinos|territÓrios palestinos|палестинские территории|Палестинские территории|ПАЛЕСТИНСКИЕ ТЕРРИТОРИИ|パレスチナ自治区', '970'),
    ('Asia/Ho_Chi_Minh', 'vn|vnm|vietnam|viêt nam|viÊt nam|viet nam|wietnam|vietnã|vietnÃ|vietna|вьетнам|Вьетнам|ВЬЕТНАМ|ベトナム', '84'),
    ('Asia/Hong_Kong', 'hk|hkg|hong kong|hong kong sar china|sonderverwaltungsregion hongkong|r.a.s. chinoise de hong kong|rae de hong kong (china)|ras di hong kong|hongkong sar van china|sra hongkong (chiny)|hong kong, rae da china|гонконг (сар)|Гонконг (САР)|ГОНКОНГ (САР)|中華人民共和国香港特別行政区', '852'),
    ('Asia/Jakarta', 'id|idn|indonesia|indonesien|indonésie|indonÉsie|indonesie|indonesië|indonesiË|indonezja|indonésia|indonÉsia|индонезия|Индонезия|ИНДОНЕЗИЯ|インドネシア', '62'),
    ('Asia/Jerusalem', 'il|isr|israel|israël|israËl|israele|izrael|израиль|Израиль|ИЗРАИЛЬ|イスラエル', '972'),
    ('Asia/Kabul', 'af|afghanistan|afganistán|afganistÁn|afganistan|afeganistão|afeganistÃo|afeganistao|афганистан|Афганистан|АФГАНИСТАН|アフガニスタン', '93'),
    ('Asia/Karachi', 'pk|pak|pakistan|pakistán|pakistÁn|paquistão|paquistÃo|paquistao|пакистан|Пакистан|ПАКИСТАН|パキスタン', '92'),
    ('Asia/Kathmandu', 'np|nepal|népal|nÉpal|непал|Непал|НЕПАЛ|ネパール', '977'),
    ('Asia/Kolkata', 'in|ind|india|indien|inde|indie|índia|Índia|индия|Индия|ИНДИЯ|インド', '91'),
    ('Asia/Kuala_Lumpur', 'my|mys|malaysia|malaisie|malasia|maleisië|maleisiË|maleisie|malezja|malásia|malÁsia|малайзия|Малайзия|МАЛАЙЗИЯ|マレーシア', '60'),
    ('Asia/Kuwait', 'kw|kuwait|koweït|koweÏt|koweit|koeweit|kuwejt|кувейт|Кувейт|КУВЕЙТ|クウェート', '965'),
    ('Asia/Macau', 'mo|macau|macao sar china|sonderverwaltungsregion macau|r.a.s. chinoise de macao|rae de macao (china)|ras di macao|macau sar van china|sra makau (chiny)|macau, rae da china|макао (сар)|Макао (САР)|МАКАО (САР)|中華人民共和国マカオ特別行政区', '853'),
    ('Asia/Manila', 'ph|phl|philippines|philippinen|filipinas|filippine|filipijnen|filipiny|филиппины|Филиппины|ФИЛИППИНЫ|フィリピン', '63'),
    ('Asia/Muscat', 'om|oman|omán|omÁn|omã|omÃ|oma|оман|Оман|ОМАН|オマーン', '968'),
    ('Asia/Nicosia', 'cy|cyp|cyprus|zypern|chypre|chipre|cipro|cypr|кипр|Кипр|КИПР|キプロス', '357'),
    ('Asia/Phnom_Penh', 'kh|cambodia|kambodscha|cambodge|camboya|cambogia|cambodja|kambodża|kambodŻa|kambodza|camboja|камбоджа|Камбоджа|КАМБОДЖА|カンボジア', '855'),
    ('Asia/Pyongyang', 'kp|korea (north)|north korea|nordkorea|corée du nord|corÉe du nord|coree du nord|corea del norte|corea del nord|noord-korea|korea północna|korea pÓŁnocna|korea połnocna|korea poŁnocna|coreia do norte|кндр|КНДР|北朝鮮', '850'),
    ('Asia/Qatar', 'qa|qatar|katar|catar|катар|Катар|КАТАР|カタール', '974'),
    ('Asia/Riyadh', 'sa|sau|saudi arabia|saudi-arabien|arabie saoudite|arabia saudí|arabia saudÍ|arabia saudi|arabia saudita|saoedi-arabië|saoedi-arabiË|saoedi-arabie|arabia saudyjska|arábia saudita|arÁbia saudita|саудовская аравия|Саудовская Аравия|САУДОВСКАЯ АРАВИЯ|サウジアラビア', '966'),
    ('Asia/Seoul', 'kr|kor|korea (south)|south korea|südkorea|sÜdkorea|sudkorea|corée du sud|corÉe du sud|coree du sud|corea del sur|corea del sud|zuid-korea|korea południowa|korea poŁudniowa|coreia do sul|республика корея|Республика Корея|РЕСПУБЛИКА КОРЕЯ|韓国|korea', '82'),
    ('Asia/Shanghai', 'cn|chn|china|chine|cina|chiny|китай|Китай|КИТАЙ|中国', '86'),
    ('Asia/Singapore', 'sg|sgp|singapore|singapur|singapour|singapura|сингапур|Сингапур|СИНГАПУР|シンガポール', '65'),
    ('Asia/Taipei', 'tw|twn|taiwan|taïwan|taÏwan|taiwán|taiwÁn|tajwan|тайвань|Тайвань|ТАЙВАНЬ|台湾', '886'),
    ('Asia/Tashkent', 'uz|uzbekistan|usbekistan|ouzbékistan|ouzbÉkistan|ouzbekistan|uzbekistán|uzbekistÁn|oezbekistan|uzbequistão|uzbequistÃo|uzbequistao|узбекистан|Узбекистан|УЗБЕКИСТАН|ウズベキスタン', '998'),
    ('Asia/Tbilisi', 'ge|georgia|georgien|géorgie|gÉorgie|georgie|georgië|georgiË|gruzja|geórgia|geÓrgia|грузия|Грузия|ГРУЗИЯ|ジョージア', '995'),
    ('Asia/Tehran', 'ir|iran|irán|irÁn|irã|irÃ|ira|иран|Иран|ИРАН|イラン', '98'),
    ('Asia/Thimphu', 'bt|bhutan|bhoutan|bután|butÁn|butan|butão|butÃo|butao|бутан|Бутан|БУТАН|ブータン', '975'),
    ('Asia/Tokyo', 'jp|jpn|japan|japon|japón|japÓn|giappone|japonia|japão|japÃo|japao|япония|Япония|ЯПОНИЯ|日本', '81'),
    ('Asia/Ulaanbaatar', 'mn|mongolia|mongolei|mongolie|mongolië|mongoliË|mongólia|mongÓlia|монголия|Монголия|МОНГОЛИЯ|モンゴル', '976'),
    ('Asia/Vientiane', 'la|laos|лаос|Лаос|ЛАОС|ラオス', '856'),
    ('Asia/Yangon', 'mm|myanmar (burma)|myanmar|myanmar (birmanie)|myanmar (birmania)|myanmar (birma)|mjanma (birma)|mianmar (birmânia)|mianmar (birmÂnia)|mianmar (birmania)|мьянма (бирма)|Мьянма (Бирма)|МЬЯНМА (БИРМА)|ミャンマー (ビルマ)', '95'),
    ('Asia/Yerevan', 'am|armenia|armenien|arménie|armÉnie|armenie|armenië|armeniË|armênia|armÊnia|армения|Армения|АРМЕНИЯ|アルメニア', '374'),
    ('Atlantic/Bermuda', 'bm|bermuda|bermudes|bermudas|bermudy|бермудские о-ва|Бермудские о-ва|БЕРМУДСКИЕ О-ВА|バミューダ', '1441'),
    ('Atlantic/Cape_Verde', 'cv|cape verde|cabo verde|cap-vert|capo verde|kaapverdië|kaapverdiË|kaapverdie|republika zielonego przylądka|republika zielonego przylĄdka|republika zielonego przyladka|кабо-верде|Кабо-Верде|КАБО-ВЕРДЕ|カーボベルデ', '238'),
    ('Atlantic/Faroe', 'fo|faroe islands|färöer|fÄrÖer|faroer|îles féroé|Îles féroé|Îles fÉroÉ|iles feroe|islas feroe|isole fær øer|isole fær Øer|isole fÆr Øer|faeröer|faerÖer|faeroer|wyspy owcze|ilhas faroé|ilhas faroÉ|ilhas faroe|фарерские о-ва|Фарерские о-ва|ФАРЕРСКИЕ О-ВА|フェロー諸島', '298'),
    ('Atlantic/Reykjavik', 'is|isl|iceland|island|islande|islandia|islanda|ijsland|islândia|islÂndia|исландия|Исландия|ИСЛАНДИЯ|アイスランド', '354'),
    ('Atlantic/South_Georgia', 'gs|south georgia & the south sandwich islands|south georgia & south sandwich islands|südgeorgien und die südlichen sandwichinseln|sÜdgeorgien und die sÜdlichen sandwichinseln|sudgeorgien und die sudlichen sandwichinseln|géorgie du sud-et-les îles sandwich du sud|géorgie du sud-et-les Îles sandwich du sud|gÉorgie du sud-et-les Îles sandwich du sud|georgie du sud-et-les iles sandwich du sud|islas georgia del sur y sandwich del sur|georgia del sud e sandwich australi|zuid-georgia en zuidelijke sandwicheilanden|georgia południowa i sandwich południowy|georgia poŁudniowa i sandwich poŁudniowy|ilhas geórgia do sul e sandwich do sul|ilhas geÓrgia do sul e sandwich do sul|ilhas georgia do sul e sandwich do sul|южная георгия и южные сандвичевы о-ва|Южная Георгия и Южные Сандвичевы о-ва|ЮЖНАЯ ГЕОРГИЯ И ЮЖНЫЕ САНДВИЧЕВЫ О-ВА|サウスジョージア・サウスサンドウィッチ諸島', ''),
    ('Atlantic/St_Helena', 'sh|st helena|st. helena|sainte-hélène|sainte-hÉlÈne|sainte-helene|santa elena|sant’elena|sint-helena|wyspa świętej heleny|wyspa Świętej heleny|wyspa ŚwiĘtej heleny|wyspa swietej heleny|santa helena|о-в св. елены|о-в Св. Елены|О-В СВ. ЕЛЕНЫ|セントヘレナ', ''),
    ('Atlantic/Stanley', 'fk|falkland islands|falklandinseln|îles malouines|Îles malouines|iles malouines|islas malvinas|isole falkland|falklandeilanden|falklandy|ilhas malvinas|фолклендские о-ва|Фолклендские о-ва|ФОЛКЛЕНДСКИЕ О-ВА|フォークランド諸島', '500'),
    ('Australia/Sydney', 'au|aus|australia|australien|australie|australië|australiË|austrália|austrÁlia|австралия|Австралия|АВСТРАЛИЯ|オーストラリア', '61'),
    ('Europe/Amsterdam', 'nl|nld|netherlands|niederlande|pays-bas|países bajos|paÍses bajos|paises bajos|paesi bassi|nederland|holandia|países baixos|paÍses baixos|paises baixos|нидерланды|Нидерланды|НИДЕРЛАНДЫ|オランダ|holland|the netherlands', '31'),
    ('Europe/Andorra', 'ad|andorra|andorre|andora|андорра|Андорра|АНДОРРА|アンドラ', '376'),
    ('Europe/Athens', 'gr|grc|greece|griechenland|grèce|grÈce|grece|grecia|griekenland|grecja|grécia|grÉcia|греция|Греция|ГРЕЦИЯ|ギリシャ', '30'),
    ('Europe/Belgrade', 'rs|srb|serbia|serbien|serbie|servië|serviË|servie|sérvia|sÉrvia|servia|сербия|Сербия|СЕРБИЯ|セルビア', '381|383'),
    ('Europe/Berlin', 'de|deu|germany|deutschland|allemagne|alemania|germania|duitsland|niemcy|alemanha|германия|Германия|ГЕРМАНИЯ|ドイツ|brd', '49'),
    ('Europe/Bratislava', 'sk|svk|slovakia|slowakei|slovaquie|eslovaquia|slovacchia|slowakije|słowacja|sŁowacja|eslováquia|eslovÁquia|словакия|Словакия|СЛОВАКИЯ|スロバキア', '421'),
    ('Europe/Brussels', 'be|bel|belgium|belgien|belgique|bélgica|bÉlgica|belgica|belgio|belgië|belgiË|belgie|belgia|бельгия|Бельгия|БЕЛЬГИЯ|ベルギー', '32'),
    ('Europe/Bucharest', 'ro|rou|romania|rumänien|rumÄnien|rumanien|roumanie|rumanía|rumanÍa|rumania|roemenië|roemeniË|roemenie|rumunia|romênia|romÊnia|romenia|румыния|Румыния|РУМЫНИЯ|ルーマニア', '40'),
    ('Europe/Budapest', 'hu|hun|hungary|ungarn|hongrie|hungría|hungrÍa|hungria|ungheria|hongarije|węgry|wĘgry|wegry|венгрия|Венгрия|ВЕНГРИЯ|ハンガリー', '36'),
    ('Europe/Chisinau', 'md|moldova|republik moldau|moldavie|moldavia|moldavië|moldaviË|mołdawia|moŁdawia|moldávia|moldÁvia|молдова|Молдова|МОЛДОВА|モルドバ', '373'),
    ('Europe/Copenhagen', 'dk|dnk|denmark|dänemark|dÄnemark|danemark|dinamarca|danimarca|denemarken|dania|дания|Дания|ДАНИЯ|デンマーク', '45'),
    ('Europe/Dublin', 'ie|irl|ireland|irland|irlande|irlanda|ierland|irlandia|ирландия|Ирландия|ИРЛАНДИЯ|アイルランド', '353'),
    ('Europe/Gibraltar', 'gi|gibraltar|gibilterra|гибралтар|Гибралтар|ГИБРАЛТАР|ジブラルタル', '350'),
    ('Europe/Guernsey', 'gg|guernsey|guernesey|гернси|Гернси|ГЕРНСИ|ガーンジー', ''),
    ('Europe/Helsinki', 'fi|fin|finland|finnland|finlande|finlandia|finlândia|finlÂndia|финляндия|Финляндия|ФИНЛЯНДИЯ|フィンランド', '358'),
    ('Europe/Isle_of_Man', 'im|isle of man|île de man|Île de man|ile de man|isla de man|isola di man|wyspa man|ilha de man|о-в мэн|о-в Мэн|О-В МЭН|マン島', ''),
    ('Europe/Istanbul', 'tr|tur|turkey|türkiye|tÜrkiye|turkiye|türkei|tÜrkei|turkei|turquie|turquía|turquÍa|turquia|turchia|turkije|turcja|турция|Турция|ТУРЦИЯ|トルコ', '90'),
    ('Europe/Jersey', 'je|jersey|джерси|Джерси|ДЖЕРСИ|ジャージー', ''),
    ('Europe/Kyiv', 'ua|ukr|ukraine|ucrania|ucraina|oekraïne|oekraÏne|oekraine|ukraina|ucrânia|ucrÂnia|украина|Украина|УКРАИНА|ウクライナ', '380'),
    ('Europe/Lisbon', 'pt|prt|portugal|portogallo|portugalia|португалия|Португалия|ПОРТУГАЛИЯ|ポルトガル', '351'),
    ('Europe/Ljubljana', 'si|svn|slovenia|slowenien|slovénie|slovÉnie|slovenie|eslovenia|slovenië|sloveniË|słowenia|sŁowenia|eslovênia|eslovÊnia|словения|Словения|СЛОВЕНИЯ|スロベニア', '386'),
    ('Europe/London', 'gb|gbr|britain (uk)|united kingdom|vereinigtes königreich|vereinigtes kÖnigreich|vereinigtes konigreich|royaume-uni|reino unido|regno unito|verenigd koninkrijk|wielka brytania|великобритания|Великобритания|ВЕЛИКОБРИТАНИЯ|イギリス|uk|england|scotland|wales|great britain', '44'),
    ('Europe/Luxembourg', 'lu|lux|luxembourg|luxemburg|luxemburgo|lussemburgo|luksemburg|люксембург|Люксембург|ЛЮКСЕМБУРГ|ルクセンブルク', '352'),
    ('Europe/Madrid', 'es|esp|spain|spanien|espagne|españa|espaÑa|espana|spagna|spanje|hiszpania|espanha|испания|Испания|ИСПАНИЯ|スペイン', '34'),
    ('Europe/Malta', 'mt|mlt|malta|malte|мальта|Мальта|МАЛЬТА|マルタ', '356'),
    ('Europe/Mariehamn', 'ax|åland islands|Åland islands|aland islands|ålandinseln|Ålandinseln|alandinseln|îles åland|Îles Åland|iles aland|islas aland|isole åland|isole Åland|isole aland|åland|Åland|aland|wyspy alandzkie|ilhas aland|аландские о-ва|Аландские о-ва|АЛАНДСКИЕ О-ВА|オーランド諸島', ''),
    ('Europe/Minsk', 'by|belarus|biélorussie|biÉlorussie|bielorussie|bielorrusia|bielorussia|białoruś|biaŁoruŚ|białorus|biaŁorus|bielorrússia|bielorrÚssia|bielorrussia|беларусь|Беларусь|БЕЛАРУСЬ|ベラルーシ', '375'),
    ('Europe/Monaco', 'mc|monaco|mónaco|mÓnaco|monako|mônaco|mÔnaco|монако|Монако|МОНАКО|モナコ', '377'),
    ('Europe/Moscow', 'ru|rus|russia|russland|russie|rusia|rusland|rosja|rússia|rÚssia|россия|Россия|РОССИЯ|ロシア|russian federation', '7'),
    ('Europe/Oslo', 'no|nor|norway|norwegen|norvège|norvÈge|norvege|noruega|norvegia|noorwegen|norwegia|норвегия|Норвегия|НОРВЕГИЯ|ノルウェー', '47'),
    ('Europe/Paris', 'fr|fra|france|frankreich|francia|frankrijk|francja|frança|franÇa|franca|франция|Франция|ФРАНЦИЯ|フランス', '33'),
    ('Europe/Podgorica', 'me|montenegro|monténégro|montÉnÉgro|czarnogóra|czarnogÓra|czarnogora|черногория|Черногория|ЧЕРНОГОРИЯ|モンテネグロ', '382'),
    ('Europe/Prague', 'cz|cze|czech republic|czechia|tschechien|tchéquie|tchÉquie|tchequie|chequia|cechia|tsjechië|tsjechiË|tsjechie|czechy|tchéquia|tchÉquia|tchequia|чехия|Чехия|ЧЕХИЯ|チェコ', '420'),
    ('Europe/Riga', 'lv|lva|latvia|lettland|lettonie|letonia|lettonia|letland|łotwa|Łotwa|letônia|letÔnia|латвия|Латвия|ЛАТВИЯ|ラトビア', '371'),
    ('Europe/Rome', 'it|ita|italy|italien|italie|italia|italië|italiË|włochy|wŁochy|itália|itÁlia|италия|Италия|ИТАЛИЯ|イタリア', '39'),
    ('Europe/San_Marino', 'sm|san marino|saint-marin|сан-марино|Сан-Марино|САН-МАРИНО|サンマリノ', '378'),
    ('Europe/Sarajevo', 'ba|bosnia & herzegovina|bosnien und herzegowina|bosnie-herzégovine|bosnie-herzÉgovine|bosnie-herzegovine|bosnia y herzegovina|bosnia ed erzegovina|bosnië en herzegovina|bosniË en herzegovina|bosnie en herzegovina|bośnia i hercegowina|boŚnia i hercegowina|bosnia i hercegowina|bósnia e herzegovina|bÓsnia e herzegovina|bosnia e herzegovina|босния и герцеговина|Босния и Герцеговина|БОСНИЯ И ГЕРЦЕГОВИНА|ボスニア・ヘルツェゴビナ', '387'),
    ('Europe/Skopje', 'mk|north macedonia|nordmazedonien|macédoine du nord|macÉdoine du nord|macedoine du nord|macedonia del norte|macedonia del nord|noord-macedonië|noord-macedoniË|noord-macedonie|macedonia północna|macedonia pÓŁnocna|macedonia połnocna|macedonia poŁnocna|macedônia do norte|macedÔnia do norte|macedonia do norte|северная македония|Северная Македония|СЕВЕРНАЯ МАКЕДОНИЯ|北マケドニア', '389'),
    ('Europe/Sofia', 'bg|bgr|bulgaria|bulgarien|bulgarie|bulgarije|bułgaria|buŁgaria|bulgária|bulgÁria|болгария|Болгария|БОЛГАРИЯ|ブルガリア', '359'),
    ('Europe/Stockholm', 'se|swe|sweden|schweden|suède|suÈde|suede|suecia|svezia|zweden|szwecja|suécia|suÉcia|швеция|Швеция|ШВЕЦИЯ|スウェーデン', '46'),
    ('Europe/Tallinn', 'ee|est|estonia|estland|estonie|estônia|estÔnia|эстония|Эстония|ЭСТОНИЯ|エストニア', '372'),
    ('Europe/Tirane', 'al|albania|albanien|albanie|albanië|albaniË|albânia|albÂnia|албания|Албания|АЛБАНИЯ|アルバニア', '355'),
    ('Europe/Vaduz', 'li|liechtenstein|лихтенштейн|Лихтенштейн|ЛИХТЕНШТЕЙН|リヒテンシュタイン', '423'),
    ('Europe/Vatican', 'va|vatican city|vatikanstadt|état de la cité du vatican|État de la cité du vatican|État de la citÉ du vatican|etat de la cite du vatican|ciudad del vaticano|città del vaticano|cittÀ del vaticano|citta del vaticano|vaticaanstad|watykan|cidade do vaticano|ватикан|Ватикан|ВАТИКАН|バチカン市国', ''),
    ('Europe/Vienna', 'at|aut|austria|österreich|Österreich|osterreich|autriche|oostenrijk|áustria|Áustria|австрия|Австрия|АВСТРИЯ|オーストリア', '43'),
    ('Europe/Vilnius', 'lt|ltu|lithuania|litauen|lituanie|lituania|litouwen|litwa|lituânia|lituÂnia|литва|Литва|ЛИТВА|リトアニア', '370'),
    ('Europe/Warsaw', 'pl|pol|poland|polen|pologne|polonia|polska|polônia|polÔnia|польша|Польша|ПОЛЬША|ポーランド', '48'),
    ('Europe/Zagreb', 'hr|hrv|croatia|kroatien|croatie|croacia|croazia|kroatië|kroatiË|kroatie|chorwacja|croácia|croÁcia|хорватия|Хорватия|ХОРВАТИЯ|クロアチア', '385'),
    ('Europe/Zurich', 'ch|che|switzerland|schweiz|suisse|suiza|svizzera|zwitserland|szwajcaria|suíça|suÍÇa|suica|швейцария|Швейцария|ШВЕЙЦАРИЯ|スイス', '41'),
    ('Indian/Antananarivo', 'mg|madagascar|madagaskar|мадагаскар|Мадагаскар|МАДАГАСКАР|マダガスカル', '261'),
    ('Indian/Chagos', 'io|british indian ocean territory|britisches territorium im indischen ozean|territoire britannique de l’océan indien|territoire britannique de l’ocÉan indien|territoire britannique de l’ocean indien|territorio británico del océano índico|territorio británico del océano Índico|territorio britÁnico del ocÉano Índico|territorio britanico del oceano indico|territorio britannico dell’oceano indiano|brits indische oceaanterritorium|brytyjskie terytorium oceanu indyjskiego|território britânico do oceano índico|território britânico do oceano Índico|territÓrio britÂnico do oceano Índico|territorio britanico do oceano indico|британская территория в индийском океане|Британская территория в Индийском океане|БРИТАНСКАЯ ТЕРРИТОРИЯ В ИНДИЙСКОМ ОКЕАНЕ|英領インド洋地域', ''),
    ('Indian/Christmas', 'cx|christmas island|weihnachtsinsel|île christmas|Île christmas|ile christmas|isla de navidad|isola christmas|christmaseiland|wyspa bożego narodzenia|wyspa boŻego narodzenia|wyspa bozego narodzenia|ilha christmas|о-в рождества|о-в Рождества|О-В РОЖДЕСТВА|クリスマス島', ''),
    ('Indian/Cocos', 'cc|cocos (keeling) islands|kokosinseln|îles cocos|Îles cocos|iles cocos|islas cocos|isole cocos (keeling)|cocoseilanden|wyspy kokosowe|ilhas cocos (keeling)|кокосовые о-ва|Кокосовые о-ва|КОКОСОВЫЕ О-ВА|ココス(キーリング)諸島', ''),
    ('Indian/Comoro', 'km|comoros|komoren|comores|comoras|comore|comoren|komory|коморы|Коморы|КОМОРЫ|コモロ', '269'),
    ('Indian/Kerguelen', 'tf|french s. terr.|french southern territories|französische süd- und antarktisgebiete|franzÖsische sÜd- und antarktisgebiete|franzosische sud- und antarktisgebiete|terres australes françaises|terres australes franÇaises|terres australes francaises|territorios australes franceses|terre australi francesi|franse gebieden in de zuidelijke indische oceaan|francuskie terytoria południowe i antarktyczne|francuskie terytoria poŁudniowe i antarktyczne|territórios franceses do sul|territÓrios franceses do sul|territorios franceses do sul|французские южные территории|Французские Южные территории|ФРАНЦУЗСКИЕ ЮЖНЫЕ ТЕРРИТОРИИ|仏領極南諸島', ''),
    ('Indian/Mahe', 'sc|seychelles|seychellen|seszele|seicheles|сейшельские о-ва|Сейшельские о-ва|СЕЙШЕЛЬСКИЕ О-ВА|セーシェル', '248'),
    ('Indian/Maldives', 'mv|maldives|malediven|maldivas|maldive|maldiven|malediwy|мальдивы|Мальдивы|МАЛЬДИВЫ|モルディブ', '960'),
    ('Indian/Mauritius', 'mu|mauritius|maurice|mauricio|maurício|maurÍcio|маврикий|Маврикий|МАВРИКИЙ|モーリシャス', '230'),
    ('Indian/Mayotte', 'yt|mayotte|majotta|майотта|Майотта|МАЙОТТА|マヨット', ''),
    ('Indian/Reunion', 're|réunion|rÉunion|reunion|la réunion|la rÉunion|la reunion|reunión|reuniÓn|riunione|reunião|reuniÃo|reuniao|реюньон|Реюньон|РЕЮНЬОН|レユニオン', '262'),
    ('Pacific/Apia', 'ws|samoa (western)|samoa|самоа|Самоа|САМОА|サモア', '685'),
    ('Pacific/Auckland', 'nz|nzl|new zealand|neuseeland|nouvelle-zélande|nouvelle-zÉlande|nouvelle-zelande|nueva zelanda|nuova zelanda|nieuw-zeeland|nowa zelandia|nova zelândia|nova zelÂndia|nova zelandia|новая зеландия|Новая Зеландия|НОВАЯ ЗЕЛАНДИЯ|ニュージーランド', '64'),
    ('Pacific/Efate', 'vu|vanuatu|вануату|Вануату|ВАНУАТУ|バヌアツ', '678'),
    ('Pacific/Fakaofo', 'tk|tokelau|токелау|Токелау|ТОКЕЛАУ|トケラウ', '690'),
    ('Pacific/Fiji', 'fj|fiji|fidschi|fidji|fiyi|figi|fidżi|fidŻi|fidzi|фиджи|Фиджи|ФИДЖИ|フィジー', '679'),
    ('Pacific/Funafuti', 'tv|tuvalu|тувалу|Тувалу|ТУВАЛУ|ツバル', '688'),
    ('Pacific/Guadalcanal', 'sb|solomon islands|salomonen|îles salomon|Îles salomon|iles salomon|islas salomón|islas salomÓn|islas salomon|isole salomone|salomonseilanden|wyspy salomona|ilhas salomão|ilhas salomÃo|ilhas salomao|соломоновы о-ва|Соломоновы о-ва|СОЛОМОНОВЫ О-ВА|ソロモン諸島', '677'),
    ('Pacific/Guam', 'gu|guam|гуам|Гуам|ГУАМ|グアム', '1671'),
    ('Pacific/Honolulu', '', '1808'),
    ('Pacific/Majuro', 'mh|marshall islands|marshallinseln|îles marshall|Îles marshall|iles marshall|islas marshall|isole marshall|marshalleilanden|wyspy marshalla|ilhas marshall|маршалловы о-ва|Маршалловы о-ва|МАРШАЛЛОВЫ О-ВА|マーシャル諸島', '692'),
    ('Pacific/Nauru', 'nr|nauru|науру|Науру|НАУРУ|ナウル', '674'),
    ('Pacific/Niue', 'nu|niue|ниуэ|Ниуэ|НИУЭ|ニウエ', '683'),
    ('Pacific/Norfolk', 'nf|norfolk island|norfolkinsel|île norfolk|Île norfolk|ile norfolk|isla norfolk|isola norfolk|norfolk|ilha norfolk|о-в норфолк|о-в Норфолк|О-В НОРФОЛК|ノーフォーク島', ''),
    ('Pacific/Noumea', 'nc|new caledonia|neukaledonien|nouvelle-calédonie|nouvelle-calÉdonie|nouvelle-caledonie|nueva caledonia|nuova caledonia|nieuw-caledonië|nieuw-caledoniË|nieuw-caledonie|nowa kaledonia|nova caledônia|nova caledÔnia|nova caledonia|новая каледония|Новая Каледония|НОВАЯ КАЛЕДОНИЯ|ニューカレドニア', '687'),
    ('Pacific/Pago_Pago', 'as|samoa (american)|american samoa|amerikanisch-samoa|samoa américaines|samoa amÉricaines|samoa americaines|samoa americana|samoa americane|amerikaans-samoa|samoa amerykańskie|samoa amerykaŃskie|samoa amerykanskie|американское самоа|Американское Самоа|АМЕРИКАНСКОЕ САМОА|米領サモア', ''),
    ('Pacific/Palau', 'pw|palau|palaos|палау|Палау|ПАЛАУ|パラオ', '680'),
    ('Pacific/Pitcairn', 'pn|pitcairn|pitcairn islands|pitcairninseln|îles pitcairn|Îles pitcairn|iles pitcairn|islas pitcairn|isole pitcairn|pitcairneilanden|ilhas pitcairn|о-ва питкэрн|о-ва Питкэрн|О-ВА ПИТКЭРН|ピトケアン諸島', ''),
    ('Pacific/Pohnpei', 'fm|micronesia|mikronesien|micronésie|micronÉsie|micronesie|mikronezja|micronésia|micronÉsia|федеративные штаты микронезии|Федеративные Штаты Микронезии|ФЕДЕРАТИВНЫЕ ШТАТЫ МИКРОНЕЗИИ|ミクロネシア連邦', '691'),
    ('Pacific/Port_Moresby', 'pg|papua new guinea|papua-neuguinea|papouasie-nouvelle-guinée|papouasie-nouvelle-guinÉe|papouasie-nouvelle-guinee|papúa nueva guinea|papÚa nueva guinea|papua nueva guinea|papua nuova guinea|papoea-nieuw-guinea|papua-nowa gwinea|papua-nova guiné|papua-nova guinÉ|papua-nova guine|папуа — новая гвинея|Папуа — Новая Гвинея|ПАПУА — НОВАЯ ГВИНЕЯ|パプアニューギニア', '675'),
    ('Pacific/Rarotonga', 'ck|cook islands|cookinseln|îles cook|Îles cook|iles cook|islas cook|isole cook|cookeilanden|wyspy cooka|ilhas cook|о-ва кука|о-ва Кука|О-ВА КУКА|クック諸島', '682'),
    ('Pacific/Saipan', 'mp|northern mariana islands|nördliche marianen|nÖrdliche marianen|nordliche marianen|îles mariannes du nord|Îles mariannes du nord|iles mariannes du nord|islas marianas del norte|isole marianne settentrionali|noordelijke marianen|mariany północne|mariany pÓŁnocne|mariany połnocne|mariany poŁnocne|ilhas marianas do norte|северные марианские о-ва|Северные Марианские о-ва|СЕВЕРНЫЕ МАРИАНСКИЕ О-ВА|北マリアナ諸島', ''),
    ('Pacific/Tahiti', 'pf|french polynesia|französisch-polynesien|franzÖsisch-polynesien|franzosisch-polynesien|polynésie française|polynÉsie franÇaise|polynesie francaise|polinesia francesa|polinesia francese|frans-polynesië|frans-polynesiË|frans-polynesie|polinezja francuska|polinésia francesa|polinÉsia francesa|французская полинезия|Французская Полинезия|ФРАНЦУЗСКАЯ ПОЛИНЕЗИЯ|仏領ポリネシア', '689'),
    ('Pacific/Tarawa', 'ki|kiribati|quiribati|кирибати|Кирибати|КИРИБАТИ|キリバス', '686'),
    ('Pacific/Tongatapu', 'to|tonga|тонга|Тонга|ТОНГА|トンガ', '676'),
    ('Pacific/Wake', 'um|us minor outlying islands|u.s. outlying islands|amerikanische überseeinseln|amerikanische Überseeinseln|amerikanische uberseeinseln|îles mineures éloignées des états-unis|Îles mineures éloignées des États-unis|Îles mineures ÉloignÉes des États-unis|iles mineures eloignees des etats-unis|islas menores alejadas de ee. uu.|isole minori esterne degli stati uniti|kleine afgelegen eilanden van de verenigde staten|dalekie wyspy mniejsze stanów zjednoczonych|dalekie wyspy mniejsze stanÓw zjednoczonych|dalekie wyspy mniejsze stanow zjednoczonych|ilhas menores distantes dos eua|внешние малые о-ва (сша)|Внешние малые о-ва (США)|ВНЕШНИЕ МАЛЫЕ О-ВА (США)|合衆国領有小離島', ''),
    ('Pacific/Wallis', 'wf|wallis & futuna|wallis und futuna|wallis-et-futuna|wallis y futuna|wallis e futuna|wallis en futuna|wallis i futuna|уоллис и футуна|Уоллис и Футуна|УОЛЛИС И ФУТУНА|ウォリス・フツナ', '')
    ) AS h ("zone", "countries", "phones")
    CROSS JOIN LATERAL (VALUES ('country', h."countries"), ('phone', h."phones")) AS x ("kind", "keys")) v
CROSS JOIN LATERAL unnest(string_to_array(v."keys", '|')) AS k
WHERE k <> ''
ON CONFLICT DO NOTHING;

-- A zone from a contact's variables: its country, else its phone number in international form. Nothing: NULLs.
CREATE FUNCTION "loumass_zone_guess"(variables JSONB, OUT zone TEXT, OUT source TEXT) LANGUAGE plpgsql STABLE
    SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    v RECORD;
    digits TEXT;
BEGIN
    IF jsonb_typeof(variables) IS DISTINCT FROM 'object' OR variables = '{}' THEN
        RETURN;
    END IF;
    FOR v IN SELECT lower(regexp_replace(e.key, '[ _./:0-9()-]', '', 'g')) AS k, e.value AS w
             FROM jsonb_each_text(variables) e WHERE length(e.value) BETWEEN 2 AND 80 LOOP
        IF v.k IN ('country', 'countrycode', 'countryname', 'ccode', 'land', 'landescode', 'staat', 'pays', 'codepays', 'país', 'pais', 'paese',
                   'nazione', 'kraj', 'страна', 'Страна', 'СТРАНА', 'PAÍS', 'paÍs', 'nation', '国', 'locationcountry', 'defaultaddresscountrycode', 'defaultaddresscountry',
                   'billingcountry', 'shippingcountry', 'addresscountry') THEN
            SELECT h."zone", 'country' INTO zone, source FROM "ZoneHint" h WHERE h."kind" = 'country' AND h."key" = lower(trim(v.w));
            IF FOUND THEN
                RETURN;
            END IF;
        ELSIF digits IS NULL AND v.k IN ('phone', 'phonenumber', 'mobile', 'mobilephone', 'mobilenumber', 'cell', 'cellphone', 'tel', 'telephone', 'telefon',
                      'telefonnummer', 'mobil', 'handy', 'téléphone', 'telefono', 'teléfono', 'telefone', 'celular', 'whatsapp', 'sms', 'smsnumber',
                      'telefoon', 'телефон', 'Телефон', 'ТЕЛЕФОН', '電話番号', 'defaultaddressphone', 'portable') AND trim(v.w) ~ '^(\+|00)' THEN
            digits := regexp_replace(regexp_replace(v.w, '\(0\)', ''), '[^0-9]', '', 'g');
            digits := left(CASE WHEN trim(v.w) LIKE '00%' THEN substr(digits, 3) ELSE digits END, 4);
        END IF;
    END LOOP;
    IF digits IS NOT NULL THEN
        SELECT h."zone", 'phone' INTO zone, source FROM "ZoneHint" h
        WHERE h."kind" = 'phone' AND h."key" IN (digits, left(digits, 3), left(digits, 2), left(digits, 1))
        ORDER BY length(h."key") DESC LIMIT 1;
    END IF;
END $$;

CREATE FUNCTION "loumass_contact_zone"() RETURNS TRIGGER LANGUAGE plpgsql AS $$
DECLARE
    changed BOOLEAN := TG_OP = 'INSERT';
BEGIN
    NEW."timezone" := nullif(trim(NEW."timezone"), '');
    IF TG_OP = 'UPDATE' THEN
        changed := NEW."timezone" IS DISTINCT FROM OLD."timezone";
        IF NOT changed AND NEW."variables" IS NOT DISTINCT FROM OLD."variables" THEN
            RETURN NEW;
        END IF;
    END IF;
    IF NEW."timezone" IS NOT NULL AND changed THEN
        IF NEW."timezoneSource" IS NULL OR TG_OP = 'UPDATE' AND NEW."timezoneSource" IS NOT DISTINCT FROM OLD."timezoneSource" THEN
            NEW."timezoneSource" := 'set';
        END IF;
    ELSIF NEW."timezone" IS NULL OR NEW."timezoneSource" IN ('country', 'phone') THEN
        SELECT g.zone, g.source INTO NEW."timezone", NEW."timezoneSource" FROM "loumass_zone_guess"(NEW."variables") g;
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER "Contact_zone" BEFORE INSERT OR UPDATE OF "timezone", "variables" ON "Contact"
    FOR EACH ROW EXECUTE FUNCTION "loumass_contact_zone"();

-- The zone that counts for a contact, of those that are known; NULL: none. A contact from before the trigger is guessed here.
CREATE FUNCTION "loumass_zone_of"(zone TEXT, source TEXT, variables JSONB, known TEXT[]) RETURNS TEXT LANGUAGE sql STABLE AS $$
    SELECT v."zone" FROM (SELECT coalesce(zone, CASE WHEN source IS NULL THEN (SELECT g.zone FROM "loumass_zone_guess"(variables) g) END) AS "zone") v
    WHERE v."zone" = ANY (known)
$$;
