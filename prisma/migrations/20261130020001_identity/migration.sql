-- One person is one contact: the key by which addresses are compared, in the tables that hold addresses, whoever writes them
-- (src/wire/identity.h is the same in C). Every condition of the suppression list asks stored columns. Additive only.

-- ----------------------------------------------------------------------------------------------------------- the key in SQL

-- Full case folding (Unicode 14, CaseFolding.txt, C and F) of a text, in NFC. It depends on no collation and no ICU, so that a key is the
-- same on every server. The two long texts pair each letter with its folded form.
CREATE FUNCTION "loumass_fold"(value TEXT) RETURNS TEXT LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
DECLARE
    x TEXT := normalize(value, NFD);
BEGIN
    x := translate(x,
        'ABCDEFGHIJKLMNOPQRSTUVWXYZµÆÐØÞĐĦĲĿŁŊŒŦſƁƂƄƆƇƉƊƋƎƏƐƑƓƔƖƗƘƜƝƟ' ||
        'ƢƤƦƧƩƬƮƱƲƳƵƷƸƼǄǅǇǈǊǋǤǱǲǶǷȜȠȢȤȺȻȽȾɁɃɄɅɆɈɊɌɎͅͰͲͶͿΑΒΓΔΕΖΗΘΙΚΛΜΝ' ||
        'ΞΟΠΡΣΤΥΦΧΨΩςϏϐϑϕϖϘϚϜϞϠϢϤϦϨϪϬϮϰϱϴϵϷϹϺϽϾϿЂЄЅІЈЉЊЋЏАБВГДЕЖЗИКЛМ' ||
        'НОПРСТУФХЦЧШЩЪЫЬЭЮЯѠѢѤѦѨѪѬѮѰѲѴѸѺѼѾҀҊҌҎҐҒҔҖҘҚҜҞҠҢҤҦҨҪҬҮҰҲҴҶҸҺ' ||
        'ҼҾӀӃӅӇӉӋӍӔӘӠӨӶӺӼӾԀԂԄԆԈԊԌԎԐԒԔԖԘԚԜԞԠԢԤԦԨԪԬԮԱԲԳԴԵԶԷԸԹԺԻԼԽԾԿՀՁՂՃ' ||
        'ՄՅՆՇՈՉՊՋՌՍՎՏՐՑՒՓՔՕՖႠႡႢႣႤႥႦႧႨႩႪႫႬႭႮႯႰႱႲႳႴႵႶႷႸႹႺႻႼႽႾႿჀჁჂჃჄჅჇჍᏸ' ||
        'ᏹᏺᏻᏼᏽᲀᲁᲂᲃᲄᲅᲆᲇᲈᲐᲑᲒᲓᲔᲕᲖᲗᲘᲙᲚᲛᲜᲝᲞᲟᲠᲡᲢᲣᲤᲥᲦᲧᲨᲩᲪᲫᲬᲭᲮᲯᲰᲱᲲᲳᲴᲵᲶᲷᲸᲹᲺᲽᲾᲿ' ||
        'ỺỼỾℲⅠⅡⅢⅣⅤⅥⅦⅧⅨⅩⅪⅫⅬⅭⅮⅯↃⒶⒷⒸⒹⒺⒻⒼⒽⒾⒿⓀⓁⓂⓃⓄⓅⓆⓇⓈⓉⓊⓋⓌⓍⓎⓏⰀⰁⰂⰃⰄⰅⰆⰇⰈⰉⰊⰋⰌ' ||
        'ⰍⰎⰏⰐⰑⰒⰓⰔⰕⰖⰗⰘⰙⰚⰛⰜⰝⰞⰟⰠⰡⰢⰣⰤⰥⰦⰧⰨⰩⰪⰫⰬⰭⰮⰯⱠⱢⱣⱤⱧⱩⱫⱭⱮⱯⱰⱲⱵⱾⱿⲀⲂⲄⲆⲈⲊⲌⲎⲐⲒ' ||
        'ⲔⲖⲘⲚⲜⲞⲠⲢⲤⲦⲨⲪⲬⲮⲰⲲⲴⲶⲸⲺⲼⲾⳀⳂⳄⳆⳈⳊⳌⳎⳐⳒⳔⳖⳘⳚⳜⳞⳠⳢⳫⳭⳲꙀꙂꙄꙆꙈꙊꙌꙎꙐꙒꙔꙖꙘꙚꙜꙞꙠ' ||
        'ꙢꙤꙦꙨꙪꙬꚀꚂꚄꚆꚈꚊꚌꚎꚐꚒꚔꚖꚘꚚꜢꜤꜦꜨꜪꜬꜮꜲꜴꜶꜸꜺꜼꜾꝀꝂꝄꝆꝈꝊꝌꝎꝐꝒꝔꝖꝘꝚꝜꝞꝠꝢꝤꝦꝨꝪꝬꝮꝹꝻ' ||
        'ꝽꝾꞀꞂꞄꞆꞋꞍꞐꞒꞖꞘꞚꞜꞞꞠꞢꞤꞦꞨꞪꞫꞬꞭꞮꞰꞱꞲꞳꞴꞶꞸꞺꞼꞾꟀꟂꟄꟅꟆꟇꟉꟐꟖꟘꟵꭰꭱꭲꭳꭴꭵꭶꭷꭸꭹꭺꭻꭼꭽ' ||
        'ꭾꭿꮀꮁꮂꮃꮄꮅꮆꮇꮈꮉꮊꮋꮌꮍꮎꮏꮐꮑꮒꮓꮔꮕꮖꮗꮘꮙꮚꮛꮜꮝꮞꮟꮠꮡꮢꮣꮤꮥꮦꮧꮨꮩꮪꮫꮬꮭꮮꮯꮰꮱꮲꮳꮴꮵꮶꮷꮸꮹ' ||
        'ꮺꮻꮼꮽꮾꮿＡＢＣＤＥＦＧＨＩＪＫＬＭＮＯＰＱＲＳＴＵＶＷＸＹＺ𐐀𐐁𐐂𐐃𐐄𐐅𐐆𐐇𐐈𐐉𐐊𐐋𐐌𐐍𐐎𐐏𐐐𐐑𐐒𐐓𐐔𐐕𐐖𐐗𐐘𐐙𐐚𐐛' ||
        '𐐜𐐝𐐞𐐟𐐠𐐡𐐢𐐣𐐤𐐥𐐦𐐧𐒰𐒱𐒲𐒳𐒴𐒵𐒶𐒷𐒸𐒹𐒺𐒻𐒼𐒽𐒾𐒿𐓀𐓁𐓂𐓃𐓄𐓅𐓆𐓇𐓈𐓉𐓊𐓋𐓌𐓍𐓎𐓏𐓐𐓑𐓒𐓓𐕰𐕱𐕲𐕳𐕴𐕵𐕶𐕷𐕸𐕹𐕺𐕼' ||
        '𐕽𐕾𐕿𐖀𐖁𐖂𐖃𐖄𐖅𐖆𐖇𐖈𐖉𐖊𐖌𐖍𐖎𐖏𐖐𐖑𐖒𐖔𐖕𐲀𐲁𐲂𐲃𐲄𐲅𐲆𐲇𐲈𐲉𐲊𐲋𐲌𐲍𐲎𐲏𐲐𐲑𐲒𐲓𐲔𐲕𐲖𐲗𐲘𐲙𐲚𐲛𐲜𐲝𐲞𐲟𐲠𐲡𐲢𐲣𐲤' ||
        '𐲥𐲦𐲧𐲨𐲩𐲪𐲫𐲬𐲭𐲮𐲯𐲰𐲱𐲲𑢠𑢡𑢢𑢣𑢤𑢥𑢦𑢧𑢨𑢩𑢪𑢫𑢬𑢭𑢮𑢯𑢰𑢱𑢲𑢳𑢴𑢵𑢶𑢷𑢸𑢹𑢺𑢻𑢼𑢽𑢾𑢿𖹀𖹁𖹂𖹃𖹄𖹅𖹆𖹇𖹈𖹉𖹊𖹋𖹌𖹍' ||
        '𖹎𖹏𖹐𖹑𖹒𖹓𖹔𖹕𖹖𖹗𖹘𖹙𖹚𖹛𖹜𖹝𖹞𖹟𞤀𞤁𞤂𞤃𞤄𞤅𞤆𞤇𞤈𞤉𞤊𞤋𞤌𞤍𞤎𞤏𞤐𞤑𞤒𞤓𞤔𞤕𞤖𞤗𞤘𞤙𞤚𞤛𞤜𞤝𞤞𞤟𞤠𞤡',
        'abcdefghijklmnopqrstuvwxyzμæðøþđħĳŀłŋœŧsɓƃƅɔƈɖɗƌǝəɛƒɠɣɩɨƙɯɲɵ' ||
        'ƣƥʀƨʃƭʈʊʋƴƶʒƹƽǆǆǉǉǌǌǥǳǳƕƿȝƞȣȥⱥȼƚⱦɂƀʉʌɇɉɋɍɏιͱͳͷϳαβγδεζηθικλμν' ||
        'ξοπρστυφχψωσϗβθφπϙϛϝϟϡϣϥϧϩϫϭϯκρθεϸϲϻͻͼͽђєѕіјљњћџабвгдежзиклм' ||
        'нопрстуфхцчшщъыьэюяѡѣѥѧѩѫѭѯѱѳѵѹѻѽѿҁҋҍҏґғҕҗҙқҝҟҡңҥҧҩҫҭүұҳҵҷҹһ' ||
        'ҽҿӏӄӆӈӊӌӎӕәӡөӷӻӽӿԁԃԅԇԉԋԍԏԑԓԕԗԙԛԝԟԡԣԥԧԩԫԭԯաբգդեզէըթժիլխծկհձղճ' ||
        'մյնշոչպջռսվտրցւփքօֆⴀⴁⴂⴃⴄⴅⴆⴇⴈⴉⴊⴋⴌⴍⴎⴏⴐⴑⴒⴓⴔⴕⴖⴗⴘⴙⴚⴛⴜⴝⴞⴟⴠⴡⴢⴣⴤⴥⴧⴭᏰ' ||
        'ᏱᏲᏳᏴᏵвдосттъѣꙋაბგდევზთიკლმნოპჟრსტუფქღყშჩცძწჭხჯჰჱჲჳჴჵჶჷჸჹჺჽჾჿ' ||
        'ỻỽỿⅎⅰⅱⅲⅳⅴⅵⅶⅷⅸⅹⅺⅻⅼⅽⅾⅿↄⓐⓑⓒⓓⓔⓕⓖⓗⓘⓙⓚⓛⓜⓝⓞⓟⓠⓡⓢⓣⓤⓥⓦⓧⓨⓩⰰⰱⰲⰳⰴⰵⰶⰷⰸⰹⰺⰻⰼ' ||
        'ⰽⰾⰿⱀⱁⱂⱃⱄⱅⱆⱇⱈⱉⱊⱋⱌⱍⱎⱏⱐⱑⱒⱓⱔⱕⱖⱗⱘⱙⱚⱛⱜⱝⱞⱟⱡɫᵽɽⱨⱪⱬɑɱɐɒⱳⱶȿɀⲁⲃⲅⲇⲉⲋⲍⲏⲑⲓ' ||
        'ⲕⲗⲙⲛⲝⲟⲡⲣⲥⲧⲩⲫⲭⲯⲱⲳⲵⲷⲹⲻⲽⲿⳁⳃⳅⳇⳉⳋⳍⳏⳑⳓⳕⳗⳙⳛⳝⳟⳡⳣⳬⳮⳳꙁꙃꙅꙇꙉꙋꙍꙏꙑꙓꙕꙗꙙꙛꙝꙟꙡ' ||
        'ꙣꙥꙧꙩꙫꙭꚁꚃꚅꚇꚉꚋꚍꚏꚑꚓꚕꚗꚙꚛꜣꜥꜧꜩꜫꜭꜯꜳꜵꜷꜹꜻꜽꜿꝁꝃꝅꝇꝉꝋꝍꝏꝑꝓꝕꝗꝙꝛꝝꝟꝡꝣꝥꝧꝩꝫꝭꝯꝺꝼ' ||
        'ᵹꝿꞁꞃꞅꞇꞌɥꞑꞓꞗꞙꞛꞝꞟꞡꞣꞥꞧꞩɦɜɡɬɪʞʇʝꭓꞵꞷꞹꞻꞽꞿꟁꟃꞔʂᶎꟈꟊꟑꟗꟙꟶᎠᎡᎢᎣᎤᎥᎦᎧᎨᎩᎪᎫᎬᎭ' ||
        'ᎮᎯᎰᎱᎲᎳᎴᎵᎶᎷᎸᎹᎺᎻᎼᎽᎾᎿᏀᏁᏂᏃᏄᏅᏆᏇᏈᏉᏊᏋᏌᏍᏎᏏᏐᏑᏒᏓᏔᏕᏖᏗᏘᏙᏚᏛᏜᏝᏞᏟᏠᏡᏢᏣᏤᏥᏦᏧᏨᏩ' ||
        'ᏪᏫᏬᏭᏮᏯａｂｃｄｅｆｇｈｉｊｋｌｍｎｏｐｑｒｓｔｕｖｗｘｙｚ𐐨𐐩𐐪𐐫𐐬𐐭𐐮𐐯𐐰𐐱𐐲𐐳𐐴𐐵𐐶𐐷𐐸𐐹𐐺𐐻𐐼𐐽𐐾𐐿𐑀𐑁𐑂𐑃' ||
        '𐑄𐑅𐑆𐑇𐑈𐑉𐑊𐑋𐑌𐑍𐑎𐑏𐓘𐓙𐓚𐓛𐓜𐓝𐓞𐓟𐓠𐓡𐓢𐓣𐓤𐓥𐓦𐓧𐓨𐓩𐓪𐓫𐓬𐓭𐓮𐓯𐓰𐓱𐓲𐓳𐓴𐓵𐓶𐓷𐓸𐓹𐓺𐓻𐖗𐖘𐖙𐖚𐖛𐖜𐖝𐖞𐖟𐖠𐖡𐖣' ||
        '𐖤𐖥𐖦𐖧𐖨𐖩𐖪𐖫𐖬𐖭𐖮𐖯𐖰𐖱𐖳𐖴𐖵𐖶𐖷𐖸𐖹𐖻𐖼𐳀𐳁𐳂𐳃𐳄𐳅𐳆𐳇𐳈𐳉𐳊𐳋𐳌𐳍𐳎𐳏𐳐𐳑𐳒𐳓𐳔𐳕𐳖𐳗𐳘𐳙𐳚𐳛𐳜𐳝𐳞𐳟𐳠𐳡𐳢𐳣𐳤' ||
        '𐳥𐳦𐳧𐳨𐳩𐳪𐳫𐳬𐳭𐳮𐳯𐳰𐳱𐳲𑣀𑣁𑣂𑣃𑣄𑣅𑣆𑣇𑣈𑣉𑣊𑣋𑣌𑣍𑣎𑣏𑣐𑣑𑣒𑣓𑣔𑣕𑣖𑣗𑣘𑣙𑣚𑣛𑣜𑣝𑣞𑣟𖹠𖹡𖹢𖹣𖹤𖹥𖹦𖹧𖹨𖹩𖹪𖹫𖹬𖹭' ||
        '𖹮𖹯𖹰𖹱𖹲𖹳𖹴𖹵𖹶𖹷𖹸𖹹𖹺𖹻𖹼𖹽𖹾𖹿𞤢𞤣𞤤𞤥𞤦𞤧𞤨𞤩𞤪𞤫𞤬𞤭𞤮𞤯𞤰𞤱𞤲𞤳𞤴𞤵𞤶𞤷𞤸𞤹𞤺𞤻𞤼𞤽𞤾𞤿𞥀𞥁𞥂𞥃');
    IF x ~ '[ßŉևẚẞﬀﬁﬂﬃﬄﬅﬆﬓﬔﬕﬖﬗ]' THEN
        x := replace(x, 'ß', 'ss');
        x := replace(x, 'ŉ', 'ʼn');
        x := replace(x, 'և', 'եւ');
        x := replace(x, 'ẚ', 'aʾ');
        x := replace(x, 'ẞ', 'ss');
        x := replace(x, 'ﬀ', 'ff');
        x := replace(x, 'ﬁ', 'fi');
        x := replace(x, 'ﬂ', 'fl');
        x := replace(x, 'ﬃ', 'ffi');
        x := replace(x, 'ﬄ', 'ffl');
        x := replace(x, 'ﬅ', 'st');
        x := replace(x, 'ﬆ', 'st');
        x := replace(x, 'ﬓ', 'մն');
        x := replace(x, 'ﬔ', 'մե');
        x := replace(x, 'ﬕ', 'մի');
        x := replace(x, 'ﬖ', 'վն');
        x := replace(x, 'ﬗ', 'մխ');
    END IF;
    RETURN normalize(x, NFC);
END $$;

-- RFC 3492: a label in Punycode, without the prefix.
CREATE FUNCTION "loumass_punycode"(label TEXT) RETURNS TEXT LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
DECLARE
    cps INT[] := ARRAY(SELECT ascii(c) FROM regexp_split_to_table(label, '') WITH ORDINALITY t(c, i) ORDER BY i);
    digits CONSTANT TEXT := 'abcdefghijklmnopqrstuvwxyz0123456789';
    result TEXT := regexp_replace(label, '[^\x01-\x7f]', '', 'g');
    done INT := length(result);
    basic INT := done;
    n INT := 128;
    delta BIGINT := 0;
    bias INT := 72;
    next INT;
    c INT;
    q BIGINT;
    k INT;
    t INT;
BEGIN
    IF basic > 0 THEN
        result := result || '-';
    END IF;
    WHILE done < cardinality(cps) LOOP
        SELECT min(x) INTO next FROM unnest(cps) x WHERE x >= n;
        delta := delta + (next - n)::bigint * (done + 1);
        n := next;
        FOREACH c IN ARRAY cps LOOP
            IF c < n THEN
                delta := delta + 1;
            ELSIF c = n THEN
                q := delta;
                k := 36;
                LOOP
                    t := CASE WHEN k <= bias THEN 1 WHEN k >= bias + 26 THEN 26 ELSE k - bias END;
                    EXIT WHEN q < t;
                    result := result || substr(digits, (t + (q - t) % (36 - t))::int + 1, 1);
                    q := (q - t) / (36 - t);
                    k := k + 36;
                END LOOP;
                result := result || substr(digits, q::int + 1, 1);
                delta := CASE WHEN done = basic THEN delta / 700 ELSE delta / 2 END;
                delta := delta + delta / (done + 1);
                k := 0;
                WHILE delta > 455 LOOP
                    delta := delta / 35;
                    k := k + 36;
                END LOOP;
                bias := k + (36 * delta / (delta + 38))::int;
                delta := 0;
                done := done + 1;
            END IF;
        END LOOP;
        delta := delta + 1;
        n := n + 1;
    END LOOP;
    RETURN result;
END $$;

-- A domain as the DNS has it: A-labels in lower case. What UTS 46 maps is mapped (without its transitional part: ß and ς stay).
CREATE FUNCTION "loumass_domain_key"(domain TEXT) RETURNS TEXT LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
DECLARE
    x TEXT := domain;
BEGIN
    IF octet_length(x) = char_length(x) THEN
        RETURN lower(x COLLATE "C");
    END IF;
    x := replace(replace(normalize(translate(x, 'ẞϲϹ𝛓𝜍𝝇𝞁𝞻', 'ßσσσσσσσ'), NFKC), 'ß', U&'\E000'), 'ς', U&'\E001');
    x := replace(replace("loumass_fold"(x), U&'\E000', 'ß'), U&'\E001', 'ς');
    x := translate(normalize(x, NFKC), U&'\3002\00AD\200B\2060\FEFF', '.');
    IF octet_length(x) = char_length(x) THEN
        RETURN x;
    END IF;
    RETURN (SELECT string_agg(CASE WHEN octet_length(l.label) = char_length(l.label) THEN l.label
                                   ELSE 'xn--' || "loumass_punycode"(l.label) END, '.' ORDER BY l.i)
            FROM unnest(string_to_array(x, '.')) WITH ORDINALITY l(label, i));
END $$;

-- By what an address, or a "@domain", is compared: the folded local part and the A-labels of the domain. What no eye sees is
-- trimmed at both ends. Texts beyond what an address can be end in a hash, so that every key fits an index.
CREATE FUNCTION "loumass_identity"(address TEXT) RETURNS TEXT LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
DECLARE
    x TEXT := address;
    domain TEXT;
BEGIN
    IF octet_length(x) = char_length(x) THEN
        x := lower(btrim(x, E'\x01\x02\x03\x04\x05\x06\x07\x08\t\n\x0b\x0c\r\x0e\x0f\x10\x11\x12\x13\x14\x15\x16\x17\x18\x19\x1a\x1b\x1c\x1d\x1e\x1f \x7f') COLLATE "C");
    ELSE
        x := regexp_replace(regexp_replace(x, '^[\u0001-\u0020\u007f-\u00a0\u00ad\u034f\u061c\u115f\u1160\u1680\u17b4\u17b5\u180b-\u180f\u2000-\u200f\u2028-\u202f\u205f-\u206f\u3000\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb\U000e0000-\U000e0fff]+', ''), '[\u0001-\u0020\u007f-\u00a0\u00ad\u034f\u061c\u115f\u1160\u1680\u17b4\u17b5\u180b-\u180f\u2000-\u200f\u2028-\u202f\u205f-\u206f\u3000\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb\U000e0000-\U000e0fff]+$', '');
        domain := substring(x FROM '@([^@]*)$');
        x := CASE WHEN domain IS NULL THEN "loumass_fold"(x)
                  ELSE "loumass_fold"(left(x, char_length(x) - char_length(domain) - 1)) || '@' || "loumass_domain_key"(domain) END;
    END IF;
    RETURN CASE WHEN octet_length(x) > 1000 THEN left(x, 200) || md5(x) ELSE x END;
END $$;

-- --------------------------------------------------------------------------------------------------------------- the columns

ALTER TABLE "Contact" ADD COLUMN "identity" TEXT;       -- the key of "email"
ALTER TABLE "Contact" ADD COLUMN "identityDomain" TEXT; -- "@" and its domain, as a suppressed domain is written
ALTER TABLE "Suppression" ADD COLUMN "identity" TEXT;   -- the key of an address, or "@domain"; NULL of a hash
ALTER TABLE "Signup" ADD COLUMN "identity" TEXT;

CREATE FUNCTION "loumass_identity_set"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW."identity" := "loumass_identity"(NEW."email");
    RETURN NEW;
END $$;
CREATE FUNCTION "loumass_contact_identity_set"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW."identity" := "loumass_identity"(NEW."email");
    NEW."identityDomain" := substring(NEW."identity" FROM '@[^@]*$');
    RETURN NEW;
END $$;

-- Before the triggers are made: one pass, and nothing that hangs on a changed contact.
UPDATE "Contact" c SET "identity" = k."key", "identityDomain" = substring(k."key" FROM '@[^@]*$')
FROM (SELECT x."id", "loumass_identity"(x."email") AS "key" FROM "Contact" x) k WHERE k."id" = c."id";
UPDATE "Suppression" SET "identity" = "loumass_identity"("email") WHERE "email" IS NOT NULL;
UPDATE "Signup" SET "identity" = "loumass_identity"("email");

CREATE TRIGGER "Contact_identity" BEFORE INSERT OR UPDATE OF "email", "identity", "identityDomain" ON "Contact"
    FOR EACH ROW EXECUTE FUNCTION "loumass_contact_identity_set"();
CREATE TRIGGER "Suppression_identity" BEFORE INSERT OR UPDATE OF "email", "identity" ON "Suppression"
    FOR EACH ROW EXECUTE FUNCTION "loumass_identity_set"();
CREATE TRIGGER "Signup_identity" BEFORE INSERT OR UPDATE OF "email", "identity" ON "Signup"
    FOR EACH ROW EXECUTE FUNCTION "loumass_identity_set"();

-- Contacts' is not unique: those that another program writes, and doubles that exist, stay as they are.
CREATE INDEX "Contact_userId_identity_idx" ON "Contact"("userId", "identity");
CREATE INDEX "Contact_left_idx" ON "Contact"("userId", "identity") WHERE "status" = 'UNSUBSCRIBED';
CREATE INDEX "Suppression_userId_identity_idx" ON "Suppression"("userId", "identity");
-- One mail to one person who fills in a form, whatever they type: of sign-ups that wait under two spellings the newest stays.
DELETE FROM "Signup" s USING "Signup" n WHERE n."formId" = s."formId" AND n."identity" = s."identity" AND n."id" > s."id";
CREATE UNIQUE INDEX "Signup_formId_identity_key" ON "Signup"("formId", "identity");

-- ----------------------------------------------------------------------------------------------------- the suppression list

-- The keyed hash is of the key: whatever spelling a person comes back by, it is theirs.
CREATE OR REPLACE FUNCTION "loumass_address_hash"(address TEXT, key TEXT) RETURNS TEXT LANGUAGE sql STABLE AS $$
    SELECT encode(sha256(convert_to(key || "loumass_identity"(address) || key, 'UTF8')), 'hex')
$$;

-- The hashes an address may stand by: of its key, and, beyond ASCII, of its text in lower case as older releases made them.
CREATE FUNCTION "loumass_address_hashes"(address TEXT, identity TEXT, keys TEXT[]) RETURNS TABLE ("hash" TEXT) LANGUAGE sql STABLE AS $$
    SELECT encode(sha256(convert_to(k || v || k, 'UTF8')), 'hex')
    FROM unnest(keys) k, unnest(CASE WHEN octet_length(address) = char_length(address) THEN ARRAY[identity]
                                     ELSE ARRAY[identity, lower(address)] END) v
$$;

-- Whether mail to a contact is barred: the person is on the list by address, domain or hash, or left under any spelling. One row; joined
-- laterally it is inlined, and each part is a look into an index that begins with the tenant. Hashes are made first (OFFSET 0): under
-- row-level security an index is asked for what is a column by then.
CREATE FUNCTION "loumass_barred"(tenant TEXT, address TEXT, identity TEXT, domain TEXT, keys TEXT[])
RETURNS TABLE ("suppressed" BOOLEAN) LANGUAGE sql STABLE AS $$
    SELECT EXISTS (SELECT 1 FROM "Suppression" s WHERE s."userId" = tenant AND s."identity" = $3)
           OR EXISTS (SELECT 1 FROM "Suppression" s WHERE s."userId" = tenant AND s."identity" = domain)
           OR EXISTS (SELECT 1 FROM "Contact" d WHERE d."userId" = tenant AND d."identity" = $3 AND d."status" = 'UNSUBSCRIBED')
           OR EXISTS (SELECT 1 FROM "Suppression" h WHERE h."userId" = tenant AND h."emailHash" IS NOT NULL)
              AND EXISTS (SELECT 1 FROM (SELECT x."hash" FROM "loumass_address_hashes"(address, $3, keys) x OFFSET 0) x
                          JOIN "Suppression" s ON s."userId" = tenant AND s."emailHash" = x."hash")
$$;

-- Why: the strongest reason that stands, NULL when mail may go. For pages, not for plans.
CREATE FUNCTION "loumass_barred_reason"(tenant TEXT, address TEXT, identity TEXT, domain TEXT, keys TEXT[])
RETURNS TABLE ("reason" TEXT) LANGUAGE sql STABLE AS $$
    SELECT (SELECT y."reason" FROM (
                SELECT s."reason" FROM "Suppression" s WHERE s."userId" = tenant AND s."identity" = $3
                UNION ALL SELECT s."reason" FROM "Suppression" s WHERE s."userId" = tenant AND s."identity" = domain
                UNION ALL SELECT 'unsubscribe' FROM "Contact" d WHERE d."userId" = tenant AND d."identity" = $3 AND d."status" = 'UNSUBSCRIBED'
                UNION ALL SELECT s."reason" FROM (SELECT x."hash" FROM "loumass_address_hashes"(address, $3, keys) x OFFSET 0) x
                          JOIN "Suppression" s ON s."userId" = tenant AND s."emailHash" = x."hash") y
            ORDER BY array_position(ARRAY['complaint', 'unsubscribe', 'erased', 'deleted', 'bounce', 'manual', 'import'], y."reason")
            LIMIT 1)
$$;

-- Whether the person behind an address left: they unsubscribed or complained under any spelling, or had left and were deleted, or were
-- erased. Only they can come back.
CREATE FUNCTION "loumass_left"(tenant TEXT, address TEXT, identity TEXT, keys TEXT[]) RETURNS TABLE ("left" BOOLEAN) LANGUAGE sql STABLE AS $$
    SELECT EXISTS (SELECT 1 FROM "Suppression" s
                   WHERE s."userId" = tenant AND s."identity" = $3 AND s."reason" IN ('unsubscribe', 'complaint'))
           OR EXISTS (SELECT 1 FROM "Contact" d WHERE d."userId" = tenant AND d."identity" = $3 AND d."status" = 'UNSUBSCRIBED')
           OR EXISTS (SELECT 1 FROM "Suppression" h WHERE h."userId" = tenant AND h."emailHash" IS NOT NULL)
              AND EXISTS (SELECT 1 FROM (SELECT x."hash" FROM "loumass_address_hashes"(address, $3, keys) x OFFSET 0) x
                          JOIN "Suppression" s ON s."userId" = tenant AND s."emailHash" = x."hash"
                          WHERE s."reason" IN ('unsubscribe', 'complaint', 'deleted', 'erased'))
$$;

CREATE OR REPLACE FUNCTION "loumass_suppressed"(tenant TEXT, address TEXT, keys TEXT[]) RETURNS BOOLEAN LANGUAGE sql STABLE AS $$
    SELECT b."suppressed" FROM (SELECT "loumass_identity"(address) AS "key" OFFSET 0) i
    CROSS JOIN LATERAL "loumass_barred"(tenant, address, i."key", substring(i."key" FROM '@[^@]*$'), keys) b
$$;

-- loumass_choices() by the stored key; the one without it stays for a release that is being replaced.
CREATE FUNCTION "loumass_choices"(tenant TEXT, contact TEXT, address TEXT, identity TEXT, domain TEXT, source_id TEXT, keys TEXT[])
RETURNS TABLE ("suppressed" BOOLEAN, "unwanted" BOOLEAN, "capped" DOUBLE PRECISION) LANGUAGE sql STABLE AS $$
    SELECT b."suppressed",
           CASE WHEN (SELECT coalesce((SELECT m."topicId" FROM "Campaign" m WHERE m."id" = source_id),
                                      (SELECT q."topicId" FROM "Sequence" q WHERE q."id" = source_id))) IS NULL THEN false
                ELSE NOT coalesce(
                    (SELECT x."subscribed" FROM "ContactTopic" x
                     WHERE x."contactId" = contact
                       AND x."topicId" = (SELECT coalesce((SELECT m."topicId" FROM "Campaign" m WHERE m."id" = source_id),
                                                          (SELECT q."topicId" FROM "Sequence" q WHERE q."id" = source_id)))),
                    (SELECT NOT t."optIn" FROM "Topic" t
                     WHERE t."id" = (SELECT coalesce((SELECT m."topicId" FROM "Campaign" m WHERE m."id" = source_id),
                                                     (SELECT q."topicId" FROM "Sequence" q WHERE q."id" = source_id))))) END,
           CASE WHEN (SELECT y."capMessages" FROM "MailPolicy" y WHERE y."userId" = tenant) IS NULL THEN 0
                ELSE coalesce((SELECT extract(epoch FROM p."sentAt" + make_interval(days => y."capDays") - now() AT TIME ZONE 'UTC')
                               FROM "MailPolicy" y, "Recipient" p
                               WHERE y."userId" = tenant AND p."contactId" = contact
                                 AND p."sentAt" > now() AT TIME ZONE 'UTC' - make_interval(days => y."capDays")
                               ORDER BY p."sentAt" DESC
                               OFFSET (SELECT y."capMessages" - 1 FROM "MailPolicy" y WHERE y."userId" = tenant) LIMIT 1), 0) END::float8
    FROM "loumass_barred"(tenant, address, $4, domain, keys) b
$$;
CREATE OR REPLACE FUNCTION "loumass_choices"(tenant TEXT, contact TEXT, address TEXT, source_id TEXT, keys TEXT[])
RETURNS TABLE ("suppressed" BOOLEAN, "unwanted" BOOLEAN, "capped" DOUBLE PRECISION) LANGUAGE sql STABLE AS $$
    SELECT w."suppressed", w."unwanted", w."capped"
    FROM (SELECT "loumass_identity"(address) AS "key" OFFSET 0) i
    CROSS JOIN LATERAL "loumass_choices"(tenant, contact, address, i."key", substring(i."key" FROM '@[^@]*$'), source_id, keys) w
$$;

-- New contacts, whoever wrote them, enter the active sequences that wait for them; one person once, however many contacts they are.
CREATE OR REPLACE FUNCTION "loumass_contact_added"() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    at TIMESTAMP := now() AT TIME ZONE 'UTC';
    prefix TEXT;
    q RECORD;
BEGIN
    FOR q IN
        SELECT s."id", s."userId", s."version", s."settings" #> '{trigger,filter}' AS "filter"
        FROM "Sequence" s
        WHERE s."status" = 'ACTIVE' AND s."triggerType" = 'on_signup' AND s."userId" IN (SELECT DISTINCT f."userId" FROM fresh f)
        ORDER BY s."id"
    LOOP
        prefix := "loumass_cuid_floor"(at) || substr(md5(random()::text), 1, 8);
        INSERT INTO "SequenceEnrollment" ("id", "sequenceId", "contactId", "userId", "enrolledAt", "version", "source")
        SELECT prefix || lpad(to_hex(row_number() OVER (ORDER BY f."id")), 8, '0'), q."id", f."id", f."userId", at, q."version", 'on_signup'
        FROM fresh f
        WHERE f."userId" = q."userId" AND f."status" = 'ACTIVE' AND "loumass_trigger_filter"(q."filter", f."tags", f."status")
          AND NOT EXISTS (SELECT 1 FROM "Suppression" s WHERE s."userId" = f."userId" AND s."identity" = f."identity")
          AND NOT EXISTS (SELECT 1 FROM "Suppression" s WHERE s."userId" = f."userId" AND s."identity" = f."identityDomain")
          AND NOT EXISTS (SELECT 1 FROM "Contact" d
                          WHERE d."userId" = f."userId" AND d."identity" = f."identity" AND d."id" <> f."id"
                            AND (d."status" = 'UNSUBSCRIBED'
                                 OR EXISTS (SELECT 1 FROM "SequenceEnrollment" e WHERE e."sequenceId" = q."id" AND e."contactId" = d."id")
                                 OR d."id" < f."id" AND EXISTS (SELECT 1 FROM fresh g WHERE g."id" = d."id" AND g."status" = 'ACTIVE')))
        ON CONFLICT ("sequenceId", "contactId") DO NOTHING;
        INSERT INTO "EnrollmentTrace" ("id", "enrollmentId", "userId", "sequenceId", "run", "at", "kind", "detail")
        SELECT e."id", e."id", e."userId", e."sequenceId", e."run", at, 'enrolled', jsonb_build_object('source', 'on_signup')
        FROM "SequenceEnrollment" e WHERE e."id" >= prefix AND e."id" < prefix || 'z';
    END LOOP;
    RETURN NULL;
END $$;
