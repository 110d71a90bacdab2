"""A tracked link is a working link: what the composer writes, the redirect answers, and Node's URL says what a browser makes
of the author's href. A click link holds for one recipient, one place and one target, and nothing of a person's own is kept."""

import concurrent.futures
import html
import json
import random
import re
import subprocess
import urllib.parse

import requests
from loumass import wait_for
from signing import link_id, old_link_id, path_of

HREFS = 20_000
PER_MAIL = 1_800

BROWSER = """
const lines = require("fs").readFileSync(0, "utf8").split("\\n").filter(Boolean).map(JSON.parse);
for (const [href, location] of lines) {
  // A mail has no address of its own: //host is read as https.
  const tidy = href.replace(/^[\\x00-\\x20]+|[\\x00-\\x20]+$/g, "").replace(/[\\t\\n\\r]/g, "");
  const read = (u) => { try { return new URL(u); } catch { return null; } };
  const want = read(/^[\\/\\\\]{2}/.test(tidy) ? "https:" + tidy : tidy);
  const got = location === null ? null : read(location);
  const web = want && /^https?:$/.test(want.protocol);
  console.log(JSON.stringify([web ? want.href : null, got ? got.href : null]));
}
"""


def browser(pairs):
    text = "".join(json.dumps(p) + "\n" for p in pairs)
    r = subprocess.run(["node", "-e", BROWSER], input=text, capture_output=True, text=True, timeout=120, check=True)
    return [json.loads(line) for line in r.stdout.splitlines()]


def random_hrefs(seed, n):
    rng = random.Random(seed)
    starts = ["https://", "https://", "http://", "HTTP://", "hTTps://", "//", "https:", "https:/", "https:///", "https:\\\\", "\\\\",
              "ht\ntps://", "http:", "mailto:", "ftp://", "tel:", "", "/", "javascript:", "https", "://", "data:", "x:"]
    hosts = ["a.example", "shop.a.example", "A.Example", "bücher.example", "xn--bcher-kva.example", "faß.example", "日本語.example", "a。example",
             "😀.example", "1.2.3.4", "0x7f.1", "0300.1", "256", "1.2.3", "4294967296", "1.2.3.4.5", "[::1]", "[1:0:0:2::3]", "[::1.2.3.4]",
             "[1:2]", "a b.example", "a%20b.example", "%61.example", "a_b.example", "", "-a-.example", "a..example", "a.example.", "xn--.example",
             "a<b.example", "a|b", "a^b.example", "localhost", "l" * 64 + ".example"]
    users = ["", "", "", "", "", "u@", "u:p@", "u:p@ss@", ":@", "@", "u p:ß@", "a;b=c@"]
    ports = ["", "", "", "", ":80", ":443", ":8080", ":", ":0", ":080", ":65535", ":65536", ":x", ":80 "]
    pieces = ["/", "/a", "/a b", "/ä", "/%41", "/%zz", "/%", "/./", "/../", "/%2e%2E/", "/a/..", "\\b", "//", "/{x}", "/`", "/|", "/^", "/'", "/(1)",
              "/a;b=c", "/\"", "/<x>", "/#", "?", "?q=<b>", "?q='x'", "?a=b&c=d+e", "?ö=ü", "?{}|^`\\", "?u=https://b.example/?x#y", "#", "#top", "#a b",
              "#ß<`>", "#{x}", "\t", "\n", "\r\n", " ", "\u00a0", "\u200b", "\u202e", "\x01", "\x7f", "😀", "e\u0301", "&amp;", "&", ";", "~", "!", "$"]
    out = []
    for _ in range(n):
        s = rng.choice(["", "", "", "", " ", "\n", "\x02 "]) + rng.choice(starts) + rng.choice(users) + rng.choice(hosts) + rng.choice(ports)
        s += "".join(rng.choice(pieces) for _ in range(rng.randrange(6)))
        out.append(s + rng.choice(["", "", "", " ", "\t"]))
    return out


def office(api):
    senders = [s for s in api.get("/api/senders")["data"] if s["kind"] == "capture"]
    return (senders or [api.post("/api/senders", {"kind": "capture", "name": "Capture", "fromEmail": "news@example.org"}, 201)])[0]


def campaign(api, content, people, tag, **more):
    for email, fields in people.items():
        api.post("/api/contacts", {"email": email, "tags": [tag], **fields}, 201)
    c = api.post("/api/campaigns", {"name": tag, "subject": "Hello", "content": content, "senderId": office(api)["id"],
                                    "audience": {"tags": [tag]}, **more}, 201)
    return c


def sent(api, content, people, tag, **more):
    c = campaign(api, content, people, tag, **more)
    api.post(f"/api/campaigns/{c['id']}/send", {"anyway": True})
    wait_for(lambda: api.get(f"/api/campaigns/{c['id']}")["status"] == "SENT", 120, 0.25)
    return c


def mail_to(api, email):
    for m in api.get("/api/capture?limit=100")["data"]:
        if m["to"] == email:
            return api.get(f"/api/capture/{m['id']}")["html"]
    raise AssertionError(f"no mail to {email}")


def hrefs_of(page):
    """The links of a page, as an HTML parser reads them: id to href."""
    found = re.findall(r'<a id="(\w+)" href="([^"]*)"', page)
    return {i: html.unescape(h) for i, h in found}


def tracking_id(instance, c, email):
    return instance.value('SELECT r."trackingId" FROM "Recipient" r JOIN "Contact" k ON k."id" = r."contactId" '
                          'WHERE r."campaignId" = %s AND k."email" = %s', c["id"], email)


def get(instance, path):
    return requests.get(instance.base + path, allow_redirects=False, timeout=30,
                        headers={"User-Agent": "Mozilla/5.0 (X11; Linux x86_64; rv:115.0) Gecko/20100101 Thunderbird/115.0"})


def test_every_link_leads_where_a_browser_would_go(instance, alice, bob):
    """Composer against redirect against Node's URL, on random hrefs."""
    hrefs = random_hrefs(14, HREFS)
    written = {}
    for k in range(0, HREFS, PER_MAIL):
        part = hrefs[k:k + PER_MAIL]
        page = "".join(f'<a id="l{k + i}" href="{html.escape(h)}">x</a>\n' for i, h in enumerate(part))
        who = (alice, bob)[k // PER_MAIL % 2]
        tag = f"fuzz{k}"
        sent(who, f"<html><body>{page}</body></html>", {f"{tag}@a.example": {}}, tag)
        written |= hrefs_of(mail_to(who, f"{tag}@a.example"))
    assert len(written) == HREFS

    session = requests.Session()
    session.mount("http://", requests.adapters.HTTPAdapter(pool_connections=16, pool_maxsize=16))

    def follow(i):
        href = written[f"l{i}"].replace("\r\n", "\n")
        if not href.startswith(instance.base + "/t/c/"):
            assert href == hrefs[i].replace("\r\n", "\n"), "a link that is not tracked stays as it was written"
            return None
        r = session.get(href, allow_redirects=False, timeout=60)
        assert r.status_code == 302, (hrefs[i], href, r.status_code)
        assert re.fullmatch(r"[!-~]+", r.headers["Location"]), "what a header may carry"
        return r.headers["Location"]

    with concurrent.futures.ThreadPoolExecutor(16) as pool:
        locations = list(pool.map(follow, range(HREFS)))
    told = browser(list(zip(hrefs, locations)))
    wrong = [(h, loc, want, got) for h, loc, (want, got) in zip(hrefs, locations, told) if want != got]
    assert not wrong, wrong[:5]
    assert sum(loc is not None for loc in locations) > HREFS / 5


def test_the_links_of_the_cases(instance, alice):
    cases = {
        "https://a.example/My file.pdf": "https://a.example/My%20file.pdf",
        " https://a.example/x ": "https://a.example/x",
        "https://a.example/?a=<b>": "https://a.example/?a=%3Cb%3E",
        "https://bücher.example/ä?ö=ü#ß": "https://xn--bcher-kva.example/%C3%A4?%C3%B6=%C3%BC#%C3%9F",
        "https://a.example/?e={{email | urlencode}}": "https://a.example/?e=kim%2Bx%40one.example",
        "https://a.example/?e={{email}}": "https://a.example/?e=kim%2Bx%40one.example",
        "https://a.example/{{variables.path | default: 'a b' | urlencode}}/x": "https://a.example/a%20b/x",
        "{{variables.url | urlencode}}": "https://b.example/c%20d?e=f",
        "HTTPS://A.example/Path": "https://a.example/Path",
        "//a.example/x": "https://a.example/x",
        "https://a.example/" + "x" * 8000: "https://a.example/" + "x" * 8000,
        "mailto:kim@one.example": None, "tel:+491234": None, "sms:+491234": None, "#top": None, "cid:x": None, "myapp://x": None,
        "mailto:{{email}}": "mailto:kim%2Bx%40one.example",
    }
    page = "".join(f'<a id="c{i}" href="{html.escape(h)}">x</a>\n' for i, h in enumerate(cases))
    outlook = '<!--[if mso]><v:roundrect xmlns:v="urn:schemas-microsoft-com:vml" href="https://a.example/button" arcsize="9%"><center>Go</center></v:roundrect><![endif]-->'
    sent(alice, f"<html><body>{page}{outlook}</body></html>", {"kim+x@one.example": {"variables": {"url": "b.example/c d?e=f"}}}, "cases")
    got = mail_to(alice, "kim+x@one.example")
    written = hrefs_of(got)
    for i, (href, want) in enumerate(cases.items()):
        link = written[f"c{i}"]
        if want is None or want.startswith("mailto:"):
            assert link == (want or href)
            continue
        r = requests.get(link, allow_redirects=False, timeout=30)
        assert (r.status_code, r.headers.get("Location")) == (302, want), href
    button = html.unescape(re.search(r'<v:roundrect [^>]*href="([^"]+)"', got)[1])
    assert requests.get(button, allow_redirects=False, timeout=30).headers["Location"] == "https://a.example/button"


def test_what_the_check_says_of_links(instance, alice):
    page = ('<p id="here">\n<a href="https://">a</a>\n<a href="#">b</a>\n<a href="">c</a>\n<a href="#nowhere">d</a><a href="#here">e</a>\n'
            '<a href="shop">f</a>\n<a href="javascript:alert(1)">g</a>\n<a href="data:text/html,x">h</a>\n<a href="myapp://x">i</a>\n'
            '<a href="http://{{unsubscribeUrl}}">j</a>\n<a href="mailto:a@b.example">k</a><a href="tel:1">l</a></p>')
    c = campaign(alice, page, {"who@a.example": {}}, "checks")
    found = {f["code"]: f for f in alice.post(f"/api/campaigns/{c['id']}/check", {})["checks"]}
    levels = {code: f["level"] for code, f in found.items() if "link" in code or "anchor" in code}
    assert levels == {"link_not_url": "error", "empty_link": "warning", "no_anchor": "warning", "relative_link": "error", "script_link": "error",
                      "blocked_link": "warning", "unusual_link": "warning", "unsubscribe_link": "error"}
    for code, line in (("link_not_url", 2), ("empty_link", 3), ("no_anchor", 5), ("relative_link", 6), ("script_link", 7), ("blocked_link", 8),
                       ("unusual_link", 9), ("unsubscribe_link", 10)):
        assert f"line {line}" in found[code]["message"], found[code]
    # What is our judgement can be overruled, and nothing else.
    refused = alice.post(f"/api/campaigns/{c['id']}/send", {}, 422)
    assert {e["field"] for e in refused["errors"]} == {"link_not_url", "relative_link", "script_link", "unsubscribe_link"}
    assert alice.post(f"/api/campaigns/{c['id']}/send", {"anyway": True})["status"] == "SENDING"


def test_a_link_holds_for_one_recipient_only(instance, alice, bob):
    """A tenant who reads his own captured mail cannot put its links behind another's recipient."""
    a = sent(alice, '<a id="x" href="https://a.example/one">1</a>', {"ann@a.example": {}, "abe@a.example": {}}, "bind-a")
    sent(bob, '<a id="x" href="https://evil.example/">1</a>', {"ben@b.example": {}}, "bind-b")
    evil = hrefs_of(mail_to(bob, "ben@b.example"))["x"]
    assert requests.get(evil, allow_redirects=False, timeout=30).status_code == 302  # his own mail's link works
    path = urllib.parse.urlsplit(evil)
    victim, other = tracking_id(instance, a, "ann@a.example"), tracking_id(instance, a, "abe@a.example")
    moved = f"/t/c/{victim}/{path.path.rsplit('/', 1)[1]}?{path.query}"
    r = get(instance, moved)
    assert r.status_code == 404 and "Location" not in r.headers
    # Nor one person's link behind another's id of the same campaign, another number, another form.
    own = link_id(instance, victim, 1, "https://a.example/one")
    assert get(instance, path_of(victim, own, "https://a.example/one")).status_code == 302
    for bad in (path_of(other, own, "https://a.example/one"), path_of(victim, "2" + own[1:], "https://a.example/one"),
                path_of(victim, own.replace("_", "~"), "https://a.example/one"), path_of(victim, own.replace("_", "-", 1), "https://a.example/one"),
                path_of("preview", own, "https://a.example/one")):
        assert get(instance, bad).status_code == 404, bad
    report = alice.get(f"/api/campaigns/{a['id']}/analytics")
    wait_for(lambda: alice.get(f"/api/campaigns/{a['id']}/analytics")["totals"]["clicks"]["total"] == 1)
    report = alice.get(f"/api/campaigns/{a['id']}/analytics")
    assert [k["url"] for k in report["links"]] == ["https://a.example/one"]


def test_links_of_older_mail_work_where_that_mail_held_them(instance, alice, bob):
    page = '<a id="x" href="https://a.example/My offer">1</a><a id="y" href="https://a.example/?e={{email}}&amp;v=1">2</a>'
    a = sent(alice, page, {"old@a.example": {}}, "old-a")
    b = sent(bob, '<a id="x" href="https://b.example/">1</a>', {"old@b.example": {}}, "old-b")
    ta, tb = tracking_id(instance, a, "old@a.example"), tracking_id(instance, b, "old@b.example")

    def old(t, n, target):
        return get(instance, path_of(t, old_link_id(instance, n, target), target))

    for n, target, want in ((1, "https://a.example/My offer", "https://a.example/My%20offer"),
                            (2, "https://a.example/?e=old%40a.example&v=1", "https://a.example/?e=old%40a.example&v=1"),
                            (2, "https://a.example/?e=former%40a.example&v=1", "https://a.example/?e=former%40a.example&v=1"),
                            (0, instance.base + "/", instance.base + "/")):
        for _ in range(2):  # the second time from memory
            r = old(ta, n, target)
            assert (r.status_code, r.headers.get("Location")) == (302, want), target
    for t, target in ((ta, "https://evil.example/"), (ta, "https://b.example/"), (tb, "https://a.example/My offer"),
                      (ta, "https://a.example.evil.example/?e=x&v=1"), (ta, "https://a.example/?e=x&v=2")):
        assert old(t, 1, target).status_code == 404, target
    wait_for(lambda: alice.get(f"/api/campaigns/{a['id']}/analytics")["totals"]["clicks"]["total"] >= 6)
    urls = {k["url"] for k in alice.get(f"/api/campaigns/{a['id']}/analytics")["links"]}
    assert urls == {"https://a.example/My%20offer", "https://a.example/?e={{email}}&v=1"}


def test_nobodys_own_link_is_kept(instance, alice, bob):
    """A link with a field in it is counted by its template: the address stands in no figure, no event and no journal."""
    page = ('<a id="x" href="https://a.example/?e={{email}}">1</a><a id="y" href="https://a.example/?e={{email | urlencode}}&amp;n={{firstName}}">2</a>')
    c = sent(alice, page, {"secret-person@a.example": {"firstName": "Zebedee"}}, "template")
    other = sent(bob, page, {"secret-other@b.example": {"firstName": "Zebulon"}}, "template")
    for who, campaign_, email in ((alice, c, "secret-person@a.example"), (bob, other, "secret-other@b.example")):
        for link in hrefs_of(mail_to(who, email)).values():
            r = requests.get(link, allow_redirects=False, timeout=30, headers={"User-Agent": "Mozilla/5.0 (X11; Linux x86_64; rv:115.0) Gecko/20100101 Firefox/115.0"})
            assert r.status_code == 302 and urllib.parse.quote(email, safe="") in r.headers["Location"]
        wait_for(lambda: who.get(f"/api/campaigns/{campaign_['id']}/analytics")["totals"]["clicks"]["total"] == 2)
        links = who.get(f"/api/campaigns/{campaign_['id']}/analytics")["links"]
        assert {k["url"] for k in links} == {"https://a.example/?e={{email}}", "https://a.example/?e={{email | urlencode}}&n={{firstName}}"}
    for table, column in (("LinkStats", "url"), ("EmailEvent", "data")):
        for word in ("secret-", "Zebedee", "Zebulon"):
            assert instance.value(f'SELECT count(*) FROM "{table}" WHERE "{column}"::text LIKE %s', f"%{word}%") == 0
    for f in (instance.data / "journal").rglob("*"):
        if f.is_file():
            raw = f.read_bytes()
            assert b"secret-" not in raw and b"Zebedee" not in raw, f
