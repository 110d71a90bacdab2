"""How mail leaves and how people leave it: the unsubscribe address that our mailbox reads, the line that is added, test mails that
change nothing, what is sent along, what nobody has written, and links of mail that was deleted. Two tenants throughout."""

import email
import email.policy
import html
import json
import pathlib
import re
import urllib.parse

import pytest
import requests
from loumass import Instance, wait_for
from maildomain import SECRET, MailDomain
from signing import old_link_id, path_of

BROWSER = {"User-Agent": "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0"}
PIXEL = bytes.fromhex("47494638396101000100800000ffffff00000021f90401000000002c00000000010001000002024401003b")


@pytest.fixture(scope="module")
def domain():
    d = MailDomain(users=("news", "sales", "lost", "kim", "lee"))
    try:
        yield d
    finally:
        d.close()


@pytest.fixture(scope="module")
def instance():
    i = Instance({"LOUMASS_INBOUND_POLL": "1s"})
    try:
        i.up()
        yield i
    finally:
        i.close()


@pytest.fixture
def two(instance):
    both = instance.register(name="Alice"), instance.register(name="Bob")
    for api in both:
        api.sender = api.post("/api/senders", {"kind": "capture", "name": "Office", "fromEmail": "news@example.org", "fromName": "The Office"}, 201)
    return both


def reading(api, domain, user, **more):
    """A sender whose mailbox we read."""
    s = api.post("/api/senders", {"kind": "smtp", "name": user, "fromEmail": f"{user}@{domain.domain}", "fromName": "The News", "host": "127.0.0.1",
                                  "port": domain.smtp, "security": "none", "auth": "none", **more}, 201)
    api.call("PUT", f"/api/senders/{s['id']}/mailbox", {"host": "127.0.0.1", "port": domain.imap, "security": "none",
                                                        "username": f"{user}@{domain.domain}", "secret": SECRET})
    wait_for(lambda: api.get(f"/api/senders/{s['id']}/mailbox")["checkedAt"])
    return s


def sent(api, sender, *addresses, content='<p>Hello</p><a href="https://a.example/My file">x</a>', **more):
    ids = [next((c["id"] for c in api.all("/api/contacts") if c["email"] == a), None) or api.post("/api/contacts", {"email": a}, 201)["id"] for a in addresses]
    c = api.post("/api/campaigns", {"name": "News", "subject": "News", "content": content, "senderId": sender["id"],
                                    "audience": {"contactIds": ids}, **more}, 201)
    api.post(f"/api/campaigns/{c['id']}/send")
    wait_for(lambda: api.get(f"/api/campaigns/{c['id']}")["status"] == "SENT")
    return c


def captured(api, to, campaign=None):
    path = f"/api/capture?campaignId={campaign['id']}" if campaign else "/api/capture"
    shown = wait_for(lambda: next((m for m in api.get(path)["data"] if m["to"] == to), None))
    raw = api.raw("GET", f"/api/capture/{shown['id']}/raw").content
    return email.message_from_bytes(raw, policy=email.policy.default)


def delivered(domain, user, campaign):
    def look():
        mails = (email.message_from_bytes(raw, policy=email.policy.default) for _, raw in domain.mails(user))
        return next((m for m in mails if campaign["id"] in str(m["List-Id"])), None)
    return wait_for(look)


def part(message, kind="html"):
    return message.get_body(preferencelist=(kind,)).get_content()


def ways(message):
    return re.findall(r"<([^>]+)>", message["List-Unsubscribe"])


# ---- mailto:

GONE = {
    "nothing": lambda api, c, kim: None,
    "the campaign": lambda api, c, kim: api.delete(f"/api/campaigns/{c['id']}"),
    "the contact": lambda api, c, kim: api.delete(f"/api/contacts/{kim}"),
    "both": lambda api, c, kim: (api.delete(f"/api/campaigns/{c['id']}"), api.delete(f"/api/contacts/{kim}")),
}


@pytest.mark.parametrize("gone", GONE)
def test_a_mail_to_the_unsubscribe_address_stops_mail(two, domain, gone):
    """From whatever address, twice or once, whatever was deleted since; it stops the one whom the mail was for, of this tenant."""
    alice, bob = two
    a, b = reading(alice, domain, "news"), reading(bob, domain, "sales")
    who = f"kim+{list(GONE).index(gone)}@{domain.domain}"
    ca, cb = sent(alice, a, who, f"lee@{domain.domain}"), sent(bob, b, who)
    kim = next(c["id"] for c in alice.all("/api/contacts") if c["email"] == who)
    https, mailto = ways(delivered(domain, "kim", ca))
    assert https.startswith("http") and "/u/" in https
    address, _, query = mailto.removeprefix("mailto:").partition("?")
    assert urllib.parse.unquote(address) == f"news@{domain.domain}"
    subject = urllib.parse.parse_qs(query)["subject"][0]
    assert subject == "unsubscribe " + https.rsplit("/", 1)[1]
    GONE[gone](alice, ca, kim)
    for _ in range(2):
        domain.write(address, "", sender="somebody@else.example", subject=subject)
    wait_for(lambda: "unsubscribe" in {s["reason"] for s in alice.all("/api/suppressions")})
    alice.post("/api/contacts", {"email": who}, 201) if "contact" in gone or gone == "both" else None
    again = next(c for c in alice.all("/api/contacts") if c["email"] == who)
    assert again["suppressed"] == "unsubscribe"
    assert {c["email"]: c["suppressed"] for c in alice.all("/api/contacts")}[f"lee@{domain.domain}"] is None
    assert bob.all("/api/suppressions") == [] and alice.get("/api/replies")["data"] == []
    # Another tenant's mailbox takes no such token.
    other = urllib.parse.parse_qs(ways(delivered(domain, "kim", cb))[1].partition("?")[2])["subject"][0]
    domain.write(address, "", sender="nobody@else.example", subject=other)
    wait_for(lambda: alice.get("/api/inbox/unmatched")["data"])
    assert bob.all("/api/suppressions") == [] and bob.get("/api/inbox/unmatched")["data"] == []


def test_only_a_mailbox_that_is_read_is_named(two, domain):
    alice, bob = two
    plain = alice.post("/api/senders", {"kind": "smtp", "name": "plain", "fromEmail": f"lost@{domain.domain}", "host": "127.0.0.1", "port": domain.smtp,
                                        "security": "none", "auth": "none"}, 201)
    assert len(ways(delivered(domain, "lee", sent(alice, plain, f"lee@{domain.domain}")))) == 1
    desk = reading(bob, domain, "sales", replyTo=f"desk&co@{domain.domain}")
    m = delivered(domain, "lee", sent(bob, desk, f"lee@{domain.domain}"))
    https, mailto = ways(m)
    assert m["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click" and https.startswith("http")
    assert mailto.startswith(f"mailto:desk%26co@{domain.domain}?subject=unsubscribe%20")
    bob.call("PUT", f"/api/senders/{desk['id']}/mailbox", {"enabled": False})
    assert len(ways(delivered(domain, "lee", sent(bob, desk, f"lee@{domain.domain}")))) == 1


def test_acknowledgements_stay_away_and_absences_come(two):
    for api in two:
        m = captured(api, "kim@one.example", sent(api, api.sender, "kim@one.example"))
        assert m["X-Auto-Response-Suppress"] == "DR, RN, NRN, AutoReply"


# ---- Test mails

def test_a_test_mail_links_to_pages_that_change_nothing(two, instance):
    alice, bob = two
    for api in two:
        api.c = sent(api, api.sender, "me@here.example")
        api.post(f"/api/campaigns/{api.c['id']}/test", {"to": ["me@here.example"]})
    alice.post("/api/topics", {"name": "Offers"}, 201)
    m = next(email.message_from_bytes(alice.raw("GET", f"/api/capture/{x['id']}/raw").content, policy=email.policy.default)
             for x in alice.get(f"/api/capture?campaignId={alice.c['id']}")["data"] if x["recipientId"] is None)
    link = ways(m)[0]
    assert link in html.unescape(part(m)) and "trial" in link
    page = requests.get(link, headers=BROWSER, timeout=30)
    assert page.status_code == 200 and "This is a trial" in page.text and "Alice" in page.text and "Offers" in page.text
    german = requests.get(link, headers={**BROWSER, "Accept-Language": "de-CH,de"}, timeout=30)
    assert "Das ist ein Probelauf" in german.text
    for path, data in (("", {"List-Unsubscribe": "One-Click"}), ("", {"unsubscribe": "1"}), ("/topics", {}), ("/reason", {"reason": "other"}), ("/back", {})):
        r = requests.post(link + path, data=data, timeout=30)
        assert r.status_code == 200 and "This is a trial" in r.text and "You are unsubscribed" not in r.text
    assert requests.get(link[:-1] + ("0" if link[-1] != "0" else "1"), timeout=30).status_code == 200  # as every id that another program may have made
    altered = requests.post(link[:-1] + ("0" if link[-1] != "0" else "1"), timeout=30)
    assert altered.status_code == 404 and "You are unsubscribed" not in altered.text
    for url in re.findall(r'href="(http[^"]+)"', part(m)):
        assert requests.get(html.unescape(url), headers=BROWSER, timeout=30, allow_redirects=False).status_code == 200 if instance.base in url else True
    for api in two:
        assert api.all("/api/suppressions") == [] and [c["status"] for c in api.all("/api/contacts")] == ["ACTIVE"]
    # What the app shows links there, too.
    shown = bob.post(f"/api/campaigns/{bob.c['id']}/preview", {})
    url = re.search(r'href="([^"]*/u/trial-[^"]+)"', shown["html"])[1]
    assert url.rsplit("/", 1)[1] != link.rsplit("/", 1)[1] and "This is a trial" in requests.get(url, timeout=30).text


def test_a_mail_to_a_test_mails_address_does_nothing(two, domain):
    alice, bob = two
    s, b = reading(alice, domain, "news"), reading(bob, domain, "sales")
    c, cb = sent(alice, s, f"lee@{domain.domain}"), sent(bob, b, f"lee@{domain.domain}")
    alice.post(f"/api/campaigns/{c['id']}/test", {"to": [f"kim@{domain.domain}"]})
    mailto = ways(delivered(domain, "kim", c))[1]
    subject = urllib.parse.parse_qs(mailto.partition("?")[2])["subject"][0]
    assert subject.startswith("unsubscribe trial-")
    domain.write(f"news@{domain.domain}", "", sender=f"lee@{domain.domain}", subject=subject)
    domain.write(f"news@{domain.domain}", "A word.", sender=f"lee@{domain.domain}", in_reply_to=delivered(domain, "lee", c)["Message-ID"])
    wait_for(lambda: alice.get("/api/replies")["data"])
    assert alice.all("/api/suppressions") == [] and bob.all("/api/suppressions") == [] and cb["id"]


# ---- The line that is added

def luminance(color):
    parts = [int(color[i:i + 2], 16) / 255 for i in (1, 3, 5)]
    r, g, b = (c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    return 0.2126 * r + 0.7152 * g + 0.0722 * b


DESIGNS = {
    "plain": "<p>Hello</p>",
    "dark": '<html><head><style>*{background:#000!important;color:#eee}a{color:#88f!important}</style></head><body style="background:#111"><p>Hello</p></body></html>',
    "a branch": "<html><body>{% if vip %}<p>Hello</p></body></html>{% else %}<p>Hi</p></body></html>{% endif %}",
    "a comment": "<html><body><p>Hello</p></body></html><!-- </body> -->",
    "never shown": '<body><p>Hello</p>{% if vip %}<a href="{{unsubscribeUrl}}">out</a>{% endif %}</body>',
    "wrapped": '<body><p>Hello</p><p style="display:none"><a href="{{unsubscribeUrl}}">out</a></p></body>',
}


@pytest.mark.parametrize("design", DESIGNS)
def test_the_line_is_in_the_accounts_language_and_can_be_read(two, design):
    alice, bob = two
    alice.patch("/api/me", {"locale": "de-CH"})
    bob.patch("/api/me", {"locale": "xx"})
    for api, words in ((alice, "Sie können diese Mails jederzeit "), (bob, "You can ")):
        m = captured(api, "kim@one.example", sent(api, api.sender, "kim@one.example", content=DESIGNS[design]))
        page = part(m)
        at = page.rindex(words)
        line = page[page[:at].rindex("<table"):]
        assert page.count(words) == 1 and re.search(r'<a href="[^"]+/u/\w+"', line)
        ink, ground = (re.findall(name + r":(#\w{6})!important", line) for name in ("[;\"]color", "background-color"))
        high, low = sorted((luminance(ink[0]), luminance(ground[0])), reverse=True)
        assert set(ink) == {ink[0]} and set(ground) == {ground[0]} and (high + 0.05) / (low + 0.05) >= 4.5
        assert 'align="center"' in line
        assert part(m, "plain").count("/u/") >= 1


def test_a_mail_in_another_language_says_it_there(two):
    for api in two:
        api.patch("/api/me", {"locale": None})
        m = captured(api, "kim@one.example", sent(api, api.sender, "kim@one.example", content='<html lang="fr-CA"><body><p>Bonjour</p></body></html>'))
        assert "vous désabonner" in part(m)
        m = captured(api, "kim@one.example", sent(api, api.sender, "kim@one.example", content="Hello", contentFormat="text"))
        assert re.search(r"\nUnsubscribe: http\S+/u/\w+", m.get_content())


# ---- What is sent along

def test_an_image_taken_out_of_the_text_is_not_sent(two, instance):
    alice, bob = two
    for api in two:
        c = api.post("/api/campaigns", {"name": "Pictures", "subject": "Pictures", "content": "<p>x</p>", "senderId": api.sender["id"], "audience": {"all": True}}, 201)
        api.post("/api/contacts", {"email": "kim@one.example"}, 201)
        files = [api.raw("POST", f"/api/campaigns/{c['id']}/attachments?inline={inline}&filename={name}", data=PIXEL * n, headers={"Content-Type": "image/gif"}).json()
                 for inline, name, n in (("true", "kept.gif", 1), ("true", "gone.gif", 2000), ("true", "coded.gif", 1), ("false", "terms.gif", 1))]
        kept, gone, coded, _ = (f["contentId"] for f in files)
        old = f'<p>Hello</p><img src="cid:{kept}" alt="a"><table background="CID:{coded.replace("@", "%40")}"><tr><td>x</td></tr></table>'
        full = f'{old}<img src="cid:{gone}" alt="b">'
        api.patch(f"/api/campaigns/{c['id']}", {"content": full})
        before = api.post(f"/api/campaigns/{c['id']}/preview", {})["bytes"]
        api.patch(f"/api/campaigns/{c['id']}", {"content": f"{old}<!-- cid:{gone} -->"})
        assert before - api.post(f"/api/campaigns/{c['id']}/preview", {})["bytes"] > 2000 * len(PIXEL)
        found = {f["code"]: f for f in api.post(f"/api/campaigns/{c['id']}/check", {})["checks"]}
        assert found["unused_image"]["named"] == ["gone.gif"] and "missing_image" not in found
        api.post(f"/api/campaigns/{c['id']}/send")
        wait_for(lambda c=c, api=api: api.get(f"/api/campaigns/{c['id']}")["status"] == "SENT")
        m = captured(api, "kim@one.example", c)
        assert sorted(p.get_filename() for p in m.walk() if p.get_filename()) == ["coded.gif", "kept.gif", "terms.gif"]


# ---- What nobody has written

def unwritten():
    return {v["name"]: v for v in json.loads((pathlib.Path(__file__).parents[1] / "corpus" / "unwritten.json").read_text())}


@pytest.mark.parametrize("name", ["the editor's start, de", "empty paragraphs", "a way out without a word", "text: nothing"])
def test_an_unwritten_mail_is_refused_everywhere_in_the_same_words(two, instance, name):
    alice, bob = two
    v = unwritten()[name]
    written = {"subject": "News", "content": "<p>News</p>", "contentFormat": "html"}
    blank = {"subject": "News", "content": v["content"], "contentFormat": v["format"]}
    alice.post("/api/contacts", {"email": "kim@one.example"}, 201)
    c = alice.post("/api/campaigns", {"name": "News", **blank, "senderId": alice.sender["id"], "audience": {"all": True}}, 201)
    found = {f["code"]: f["message"] for f in alice.post(f"/api/campaigns/{c['id']}/check", {})["checks"] if f["level"] == "error"}
    assert found == {"empty_content": "There is no text yet."}
    for anyway in (False, True):
        refused = alice.post(f"/api/campaigns/{c['id']}/send", {"anyway": anyway}, 422)
        assert [(e["field"], e["message"]) for e in refused["errors"]] == [("content", "has no text yet: write the mail")]
    steps = [{"id": "a", "type": "email", **blank, "nextStepId": None}]
    q = alice.post("/api/sequences", {"name": "Welcome", "steps": steps, "senderId": alice.sender["id"]}, 201)
    refused = alice.post(f"/api/sequences/{q['id']}/activate", {}, 422)
    assert any(e["message"] == "has no text yet: write the mail" for e in refused["errors"])
    # Written by another program into what already runs.
    for api in two:
        api.c2 = sent(api, api.sender, "lee@one.example", content="<p>x</p>")
        api.q2 = api.post("/api/sequences", {"name": "Runs", "steps": [{"id": "a", "type": "email", **written, "nextStepId": None}], "senderId": api.sender["id"]}, 201)
        api.post(f"/api/sequences/{api.q2['id']}/activate", {})
    instance.query('UPDATE "Sequence" SET "steps" = %s::jsonb WHERE "id" = %s', json.dumps(steps), alice.q2["id"])
    held = wait_for(lambda: next((x for x in [alice.get(f"/api/sequences/{alice.q2['id']}")] if x.get("held")), None), 60)
    assert "has no text yet: write the mail" in json.dumps(held)
    assert not bob.get(f"/api/sequences/{bob.q2['id']}").get("held")


# ---- Links of mail that was deleted

@pytest.mark.parametrize("what", ["campaign", "sequence", "contact", "recipient", "sender"])
def test_a_link_of_a_deleted_mail_still_leads_where_it_led(two, instance, what):
    alice, bob = two
    for api in two:
        api.kim = api.post("/api/contacts", {"email": "kim@one.example"}, 201)
        if what == "sequence":
            step = {"id": "a", "type": "email", "subject": "Hi", "content": '<p>Hi</p><a href="https://a.example/My file">x</a>', "nextStepId": None}
            api.q = api.post("/api/sequences", {"name": "Welcome", "steps": [step], "senderId": api.sender["id"]}, 201)
            api.post(f"/api/sequences/{api.q['id']}/activate", {})
            api.post(f"/api/sequences/{api.q['id']}/enroll", {"contactIds": [api.kim["id"]]})
            api.m = captured(api, "kim@one.example")
        else:
            api.c = sent(api, api.sender, "kim@one.example")
            api.m = captured(api, "kim@one.example", api.c)
    link = html.unescape(re.search(r'href="([^"]+/t/c/[^"]+/1_[^"]+)"', part(alice.m))[1])
    tracking = link.split("/t/c/")[1].split("/")[0]
    old = instance.base + path_of(tracking, old_link_id(instance, 1, "https://a.example/My file"), "https://a.example/My file")
    user = alice.user["id"]
    if what == "campaign":
        alice.delete(f"/api/campaigns/{alice.c['id']}")
    elif what == "contact":
        alice.delete(f"/api/contacts/{alice.kim['id']}")
    elif what == "sequence":
        alice.post(f"/api/sequences/{alice.q['id']}/pause", {})
        alice.delete(f"/api/sequences/{alice.q['id']}")
    elif what == "sender":
        instance.query('DELETE FROM "Sender" WHERE "userId" = %s', user)
    else:
        instance.query('DELETE FROM "Recipient" WHERE "trackingId" = %s', tracking)
    for _ in range(2):
        for url in (link, old):
            r = requests.get(url, headers=BROWSER, allow_redirects=False, timeout=30)
            assert (r.status_code, r.headers.get("Location")) == (302, "https://a.example/My%20file"), (what, url)
        # As of a mail that was deleted before anything of it was kept.
        instance.query('DELETE FROM "RecipientGone" WHERE "userId" = %s', user)
    evil = path_of(tracking, old_link_id(instance, 1, "https://a.example/My file"), "https://evil.example/")
    assert requests.get(instance.base + evil, allow_redirects=False, timeout=30).status_code == 404
    theirs = html.unescape(re.search(r'href="([^"]+/t/c/[^"]+/1_[^"]+)"', part(bob.m))[1])
    assert requests.get(theirs, headers=BROWSER, allow_redirects=False, timeout=30).status_code == 302
