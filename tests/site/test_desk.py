"""The desk: what the secretariat decides is written once, shown at once, can be undone, and overwrites nobody."""

from __future__ import annotations

import re
import shutil
from html import unescape
from pathlib import Path
from urllib.parse import urlencode

import html5lib
import pytest

from archiver import settings as settings_file
from archiver.pipeline import demonstrating
from archiver.pipeline.bringing import importing
from archiver.pipeline.making import building
from archiver.pipeline.proving import checking
from archiver.pipeline.showing import rendering
from archiver.settings import Settings
from archiver.site import serving
from archiver.site.desk.runs import named
from archiver.sources.files import open_path
from archiver.store.accounts import Role
from archiver.store.vault import Vault
from tests.mails import mail, mbox
from tests.site.sample_site import Visit
from tests.site.soup import soup

MEETING = "2011-06-20"
FIELD = re.compile(r'name="(\w+)" value="([^"]*)"')


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the sample, to be copied."""
    folder = tmp_path_factory.mktemp("desk")
    demonstrating.build(folder)
    return folder


@pytest.fixture
def settings(built: Path, tmp_path: Path) -> Settings:
    shutil.copytree(built, tmp_path, dirs_exist_ok=True)
    return settings_file.load(tmp_path / settings_file.DEFAULT_PATH)


@pytest.fixture
def site(settings: Settings) -> Visit:
    return Visit(serving.application(settings), {})


@pytest.fixture
def desk(site: Visit) -> Visit:
    return site.as_("secretariat")


def first_proposal(visit: Visit) -> dict[str, str]:
    """The hidden fields of the first proposal's form."""
    form = visit.get("/desk").text.partition('class="choices"')[2].partition("</form>")[0]
    return {name: unescape(value) for name, value in FIELD.findall(form) if name != "act"}


def waiting(visit: Visit) -> int:
    return visit.get("/desk").text.count('class="proposal"')


def decide(visit: Visit, fields: dict[str, str], act: str) -> str:
    """Make a decision; returns the address that the browser is sent to."""
    answer = visit.post("/desk/decide", data={**fields, "act": act})
    assert answer.status_code == 303, answer.text
    return answer.headers["location"]


def undo(visit: Visit, page: str) -> None:
    """Press the button that the page offers for what was just made."""
    form = visit.get(page).text.partition('action="/desk/undo"')[2].partition("</form>")[0]
    answer = visit.post("/desk/undo", data=dict(FIELD.findall(form)))
    assert answer.status_code == 303


def status(visit: Visit, fields: dict[str, str]) -> str:
    """How the thread stands under the place, as the archive's table says."""
    meeting, _, item = fields["place"].partition("/")
    where = {"meeting": meeting, "item": item} if item else {"topic": meeting}
    query = urlencode({"thread": fields["thread"], **where, "_shape": "array"})
    found = visit.get(f"/archive/placements.json?{query}").json()
    return str(found[0]["status"]) if found else ""


@pytest.mark.parametrize(("act", "becomes"), [("confirm", "confirmed"), ("reject", "rejected")])
def test_a_proposal_is_answered_and_taken_back(desk: Visit, act: str, becomes: str) -> None:
    """One click answers it, the next page shows it, another click takes it back; the journal tells both."""
    before = waiting(desk)
    fields = first_proposal(desk)
    assert before > 1 and status(desk, fields) == "proposed"
    page = decide(desk, fields, act)
    assert (status(desk, fields), waiting(desk)) == (becomes, before - 1)
    undo(desk, page)
    assert (status(desk, fields), waiting(desk)) == ("proposed", before)
    journal = desk.get("/desk/journal").text
    assert journal.count('id="decision-') == 2 and "取り消し済み" in journal


def test_somewhere_else_in_one_step(desk: Visit) -> None:
    """The thread is linked where it belongs and taken away from where it was proposed; one undo takes both back."""
    fields = first_proposal(desk)
    there = {**fields, "place": f"{MEETING}/1"}
    assert status(desk, there) == ""
    page = decide(desk, {**fields, "to": there["place"]}, "elsewhere")
    assert (status(desk, fields), status(desk, there)) == ("rejected", "confirmed")
    undo(desk, page)
    assert (status(desk, fields), status(desk, there)) == ("proposed", "")


def test_any_thread_under_any_item(desk: Visit) -> None:
    """By pasting the thread's address; the journal keeps who and why."""
    fields = first_proposal(desk)
    address = f"http://site.example/threads/{fields['thread']}?page=2#top"
    there = {**fields, "place": f"{MEETING}/2", "thread": address, "reason": "総会で続きとされた"}
    decide(desk, there, "link")
    assert status(desk, {**there, "thread": fields["thread"]}) == "confirmed"
    assert "総会で続きとされた" in desk.get("/desk/journal").text
    thread = desk.get(f"/threads/{fields['thread']}").text
    decided = re.search(
        r"人の判断: secretariat、\d{4}年\d+月\d+日\(.\) \d\d:\d\d \(決定 1\)。理由: 総会で続きとされた",
        thread,
    )
    assert decided, "in the office's time, as Japanese readers write it"


def messages_of(visit: Visit, thread: str) -> list[str]:
    """The messages that a thread's page of the desk leads to."""
    return re.findall(r'href="/desk/messages/([A-Z2-7]{32})"', visit.get(f"/desk/threads/{thread}").text)


def test_split_and_merge(desk: Visit) -> None:
    """A thread is split at a message, and put together again; its old address leads on."""
    page = desk.get("/desk").text
    thread = next(
        each
        for each in re.findall(r'href="/threads/([A-Z2-7]{32})"', page)
        if len(messages_of(desk, each)) > 1
    )
    message = messages_of(desk, thread)[1]
    assert 'value="split"' in desk.get(f"/desk/messages/{message}").text
    fields = {**first_proposal(desk), "back": f"/desk/threads/{thread}"}
    decide(desk, {**fields, "message": message}, "split")
    assert desk.get(f"/threads/{message}").status_code == 200
    fields["seen"] = first_proposal(desk)["seen"]
    # From the page of the thread that is then part of another: its own page leads to that one, with the undo.
    back = f"/desk/threads/{message}"
    where = decide(desk, {**fields, "thread": message, "into": thread, "back": back}, "merge")
    led = desk.get(where).headers["location"]
    assert led == f"/desk/threads/{thread}?{where.partition('?')[2]}" and 'data-key="u"' in desk.get(led).text
    assert desk.get(f"/threads/{message}").headers["location"].startswith(f"/threads/{thread}")


def test_two_people_never_overwrite_one_another(site: Visit) -> None:
    """Who decides after someone else, on a page from before, is told what the other did; nothing is written until
    they say that they want it all the same."""
    one, two = site.as_("secretariat"), site.as_("administrator")
    fields_of_one, fields_of_two = first_proposal(one), first_proposal(two)
    assert fields_of_one["thread"] == fields_of_two["thread"]
    decide(one, {**fields_of_one, "reason": "日程の続き"}, "confirm")
    conflict = two.post("/desk/decide", data={**fields_of_two, "act": "reject"})
    assert conflict.status_code == 409
    assert "secretariat" in conflict.text and "日程の続き" in conflict.text
    assert status(two, fields_of_two) == "confirmed"
    form = conflict.text.partition('class="row"')[2].partition("</form>")[0]
    again = two.post("/desk/decide", data={name: unescape(value) for name, value in FIELD.findall(form)})
    assert again.status_code == 303
    assert status(two, fields_of_two) == "rejected"


def test_a_button_pressed_twice_decides_once(desk: Visit, settings: Settings) -> None:
    """The second click of an impatient hand is shown what the first one did, not a conflict with oneself."""
    fields = first_proposal(desk)
    assert decide(desk, fields, "confirm") == decide(desk, fields, "confirm") == "/desk?made=1"
    with Vault(settings.vault) as vault:
        assert [each.verb for each in vault.decisions()] == ["confirm"]


def test_who_decided_otherwise_in_another_tab_is_told_so(desk: Visit) -> None:
    """It was no other person; nothing is written until they say which they want."""
    fields = first_proposal(desk)
    decide(desk, fields, "confirm")
    told = desk.post("/desk/decide", data={**fields, "act": "reject"})
    assert told.status_code == 409 and "あなたが別の画面で先に決めています" in told.text
    assert status(desk, fields) == "confirmed"


def test_what_others_decide_elsewhere_is_no_conflict(site: Visit) -> None:
    """Two people who work on different threads never wait for one another."""
    one, two = site.as_("secretariat"), site.as_("secretariat")
    late = first_proposal(two)
    decide(one, {**first_proposal(one), "place": f"{MEETING}/1"}, "link")
    decide(two, late, "confirm")


def test_a_decision_is_of_who_is_signed_in(desk: Visit, settings: Settings) -> None:
    """Whatever the form says about who decides."""
    decide(desk, {**first_proposal(desk), "made_by": "会長", "by": "会長"}, "confirm")
    with Vault(settings.vault) as vault:
        assert [each.made_by for each in vault.decisions()] == ["secretariat"]


FORGED = {
    "another site": {"headers": {"origin": "http://evil.example"}},
    "another site, newer browser": {"headers": {"sec-fetch-site": "cross-site"}},
    "no token": {"data": {"form_token": ""}},
    "a token of another sign-in": {"data": {"form_token": "0" * 64}},
}


def test_no_other_site_decides(desk: Visit, settings: Settings) -> None:
    """A form that is not ours is refused, whatever it asks, and changes nothing."""
    fields = {**first_proposal(desk), "act": "confirm", "number": "1"}
    for how, sent in FORGED.items():
        for path in ("/desk/decide", "/desk/undo", "/desk/runs"):
            answer = desk.post(path, data=fields | sent.get("data", {}), headers=sent.get("headers", {}))
            assert answer.status_code in (403, 409), (how, path, answer.status_code)
    with Vault(settings.vault) as vault:
        assert not list(vault.decisions())


def test_a_token_is_of_one_sign_in(site: Visit) -> None:
    """What one person's form carries is worth nothing in another's browser, or after the next sign-in."""
    one, two = site.as_("secretariat"), site.as_("secretariat")
    assert two.post("/desk/decide", data={**first_proposal(one), "act": "confirm"}).status_code == 409


def test_what_is_no_number_is_no_fault_of_ours(desk: Visit) -> None:
    """Where an address or a form has something else than a number of ours, the desk answers as to one that is not
    there."""
    for number in ("²", "9" * 20, "9" * 5000):
        fields = first_proposal(desk) | {"number": number, "seen": number, "place": f"2011-06-20/{number}"}
        assert desk.get("/desk", params={"made": number[:20]}).status_code == 200
        for path, act in (("/desk/undo", ""), ("/desk/decide", "link"), ("/desk/decide", "confirm")):
            assert desk.post(path, data=fields | {"act": act}).status_code == 400


@pytest.mark.parametrize("role", ["", "officer"])
def test_nobody_else_decides(site: Visit, desk: Visit, settings: Settings, role: Role) -> None:
    """A visitor or an officer who posts what the secretariat could is refused as for any page that is not there."""
    fields = {**first_proposal(desk), "act": "confirm", "number": "1"}
    visit = site.as_(role) if role else site
    for path in ("/desk/decide", "/desk/undo", "/desk/runs"):
        assert visit.post(path, data=fields).status_code == (404 if role else 403)
    with Vault(settings.vault) as vault:
        assert not list(vault.decisions())


NONSENSE: tuple[dict[str, str], ...] = (
    {"act": "purge"},
    {"act": "confirm", "thread": "nothing"},
    {"act": "confirm", "thread": "A" * 32},
    {"act": "link", "place": "1999-01-01/1"},
    {"act": "link", "place": ""},
    {"act": "split", "message": "A" * 32},
    {"act": "merge", "into": ""},
    {"act": "join", "person": "joho@a-shi.example"},
    {"act": "join", "person": "joho@a-shi.example", "address": "nobody@x.example"},
    {"act": "publish", "meeting": "1999-01-01"},
    {"act": "elsewhere", "to": "nowhere"},
)


def test_what_makes_no_sense_is_refused_and_said(desk: Visit, settings: Settings) -> None:
    """A page says that nothing changed and leads back; nothing is in the journal."""
    for changes in NONSENSE:
        answer = desk.post("/desk/decide", data=first_proposal(desk) | changes)
        assert answer.status_code == 400 and "何も変わっていません" in answer.text, changes
    with Vault(settings.vault) as vault:
        assert not list(vault.decisions())


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("ja", "送られた内容は、机の上でできる操作ではありません。"),
        ("en", "The form asks for nothing that the desk can do."),
    ],
)
def test_a_refusal_is_told_in_the_readers_language(desk: Visit, language: str, sentence: str) -> None:
    """Why nothing was done stands in the words of the page around it."""
    form = first_proposal(desk) | {"act": "nonsense"}
    page = desk.post(f"/desk/decide?lang={language}", data=form).text
    assert f'<p class="notice">{sentence}' in page and f'<html lang="{language}">' in page


@pytest.mark.parametrize("back", ["//evil.example", "https://evil.example/desk", "/desk\r\nx: y", "/nowhere"])
def test_a_form_leads_back_to_our_pages_only(desk: Visit, back: str) -> None:
    """Whatever it says."""
    assert decide(desk, {**first_proposal(desk), "back": back}, "confirm").startswith("/desk?made=")


def test_publication_is_a_decision(desk: Visit) -> None:
    """Made public, shown so, and made closed again."""
    page = f"/desk/meetings/{MEETING}"
    fields = {**first_proposal(desk), "meeting": MEETING, "back": page}
    decide(desk, fields, "publish")
    assert 'value="unpublish"' in desk.get(page).text
    assert "公開</span>" in desk.get("/desk/meetings").text
    fields["seen"] = first_proposal(desk)["seen"]
    decide(desk, fields, "unpublish")
    assert 'value="publish"' in desk.get(page).text


def test_a_thread_to_merge_into_is_chosen_from_the_likeliest(desk: Visit) -> None:
    """Those under a like title or in the same place stand first, each with why; one that is not there is pasted."""
    found = desk.get("/search.json?q=件名:国の出席").json()["results"][0]["thread_id"]
    offered = soup(desk, f"/desk/threads/{found}").select("fieldset.offered label")
    assert len(offered) == 8 and "同じ議題" in offered[0].text
    into, other = (str(each.select("input")[0]["value"]) for each in offered[:2])
    fields = {**first_proposal(desk), "thread": found, "back": f"/desk/threads/{found}"}
    where = decide(desk, {**fields, "into": into, "other_into": " "}, "merge")
    assert desk.get(f"/threads/{found}").headers["location"].startswith(f"/threads/{into}")
    undo(desk, desk.get(where).headers["location"])
    pasted = {**fields, "seen": "99", "into": into, "other_into": f"https://x.example/threads/{other}"}
    decide(desk, pasted, "merge")
    assert desk.get(f"/threads/{found}").headers["location"].startswith(f"/threads/{other}")


def test_two_addresses_are_made_one_person(site: Visit) -> None:
    """From the person's page, with who, when and why; every page of either address leads to the person; an undo parts
    them."""
    officer, desk = site.as_("officer"), site.as_("secretariat")
    people = {each["name"]: each for each in desk.get("/people.json").json()["people"]}
    one, other = people["会長"], people["副会長"]
    assert f'/desk/people/{one["person"]}"' in desk.get(one["url"]).text
    assert "/desk/people" not in officer.get(one["url"]).text
    assert "いません" in desk.get("/desk/people").text
    back = f"/desk/people/{one['person']}"
    fields = {**first_proposal(desk), "person": one["address"], "reason": "昇任", "back": back}
    where = decide(desk, {**fields, "other_address": f"https://x.example{other['url']}"}, "join")
    for page in (where, "/desk/people", "/desk/journal", one["url"], f"/desk/people/{one['person']}"):
        assert (other["address"] if page != "/desk/people" else "ほかに1件") in desk.get(page).text
    assert desk.get(other["url"]).headers["location"] == one["url"]
    assert desk.get(f"/desk{other['url']}").headers["location"] == f"/desk{one['url']}"
    joined = desk.get(f"{other['url']}.json").json()
    assert joined["message_count"] == one["message_count"] + other["message_count"]
    assert joined["other_addresses"] == [other["address"]] and joined["name"] == "会長"
    assert desk.get("/people.json").json()["count"] == len(people) - 1
    assert desk.get(f"/people.json?q={other['address']}").json()["people"][0]["person"] == one["person"]
    assert desk.get("/search.json?q=差出人:副会長").json()["count"] == joined["message_count"]
    undo(desk, where)
    assert desk.get(other["url"]).status_code == 200


def test_the_same_name_from_two_addresses_is_proposed(desk: Visit, settings: Settings) -> None:
    """The one that wrote less is offered to be joined to the other, on both pages; blanks in a name do not count."""
    with Vault(settings.vault) as vault:
        box = settings.data / "box.mbox"
        box.write_bytes(mbox(mail("post", sender="役員 A市 <a@new.example>")))
        importing.import_source(vault, open_path(box), "yakuin@kachokai.example", lambda *_: None)
    building.build(settings, progress=lambda *_: None)
    (form,) = soup(desk, "/desk/people").select('form[action="/desk/decide"]')
    fields = {str(each["name"]): str(each["value"]) for each in form.select("input")}
    assert (fields["address"], fields["person"]) == ("a@new.example", "joho@a-shi.example")
    where = decide(desk, fields, "differ")
    assert "a@new.example" not in soup(desk, "/desk/people").select("main section")[0].text
    undo(desk, where)
    fields["seen"] = first_proposal(desk)["seen"]
    person = desk.get("/people.json?q=joho@a-shi").json()["people"][0]["person"]
    assert 'type="radio" name="address" value="a@new.example"' in desk.get(f"/desk/people/{person}").text
    decide(desk, fields, "join")
    assert "a@new.example" not in desk.get("/desk/people").text


def test_the_ledger_and_a_check(desk: Visit) -> None:
    """What was imported, and that nothing is lost."""
    page = desk.get("/desk/runs").text
    assert ">yakuin.mbox<" in page and ">64<" in page
    token = first_proposal(desk)["form_token"]
    assert "失われたものはありません" in desk.post("/desk/runs", data={"form_token": token}).text


@pytest.mark.parametrize(
    ("source", "shown"),
    [
        ("{home}/incoming/yakuin.mbox", "incoming/yakuin.mbox"),
        ("/var/spool/elsewhere/yakuin.mbox", "yakuin.mbox"),
        ("imaps://mail.example.jp/INBOX", "imaps://mail.example.jp/INBOX"),
        ("yakuin.mbox", "yakuin.mbox"),
    ],
)
def test_the_ledger_does_not_tell_how_the_server_is_laid_out(tmp_path: Path, source: str, shown: str) -> None:
    """A file by its place beside the data folder, or by its name alone."""
    assert named(tmp_path / "data", source.format(home=tmp_path)) == shown


def test_the_links_are_whole_addresses(desk: Visit) -> None:
    """What is copied works wherever it is pasted: each item's links, as HTML and as text."""
    page = desk.get(f"/desk/meetings/{MEETING}").text
    areas = [unescape(each) for each in re.findall(r"<textarea[^>]*>(.*?)</textarea>", page, re.S)]
    assert len(areas) == 2 + 2 * 4
    for area in areas:
        assert "http://site.example/threads/" in area and "関連スレッド" in area
    for area in areas[2::2]:
        html5lib.HTMLParser(strict=True).parseFragment(area)


def test_the_rendered_minutes_are_valid_and_keep_their_structure(desk: Visit, settings: Settings) -> None:
    """As a browser reads it: no error that the page did not have, every element of it in its place, a block of links
    under each item."""
    with Vault(settings.vault) as vault:
        (page,) = vault.pages()
    answer = desk.get(f"/desk/meetings/{MEETING}/minutes.html")
    assert answer.headers["content-disposition"] == f'attachment; filename="{MEETING}.html"'
    assert "sandbox" in answer.headers["content-security-policy"]
    rendered, errors = tree(answer.content)
    original, known = tree(page.content)
    assert errors <= known
    blocks = [each for each in rendered.iter("section") if each.get("class") == "related-threads"]
    assert [each.get("aria-label", "")[:3] for each in blocks] == ["議題1", "議題2", "議題3", "議題4"]
    links = [link.get("href", "") for each in blocks for link in each.iter("a")]
    assert links and all("http://site.example/threads/" in link for link in links)
    for parent in list(rendered.iter()):
        for child in [each for each in parent if each in blocks]:
            parent.remove(child)
    assert outline(rendered) == outline(original)


def tree(content: bytes) -> tuple[object, set[str]]:
    parser = html5lib.HTMLParser(namespaceHTMLElements=False)
    root = parser.parse(content)
    return root, {code for _, code, _ in parser.errors}


def outline(root: object) -> list[tuple[str, str]]:
    return [(str(each.tag), " ".join((each.text or "").split())) for each in root.iter()]  # type: ignore[attr-defined]


def test_a_subject_is_never_html(settings: Settings) -> None:
    """A subject that is a script, or breaks out of an attribute, is text in every block."""
    evil = rendering.Related(
        thread="A" * 32, title='"><script>alert(1)</script>', messages=1, last_day="2011-07-01"
    )
    block = rendering.block(1, [evil], 'https://x.example/"><i>', '<b onload="x">')
    assert "<script" not in block and "<i>" not in block and "<b " not in block


def test_the_desk_runs_our_own_files_only(desk: Visit) -> None:
    """The desk's pages may run the desk's own file and the readers', and nothing inline; no other page runs the desk's."""
    for path in ("/desk", "/desk/journal"):
        policy = desk.get(path).headers["content-security-policy"]
        assert "script-src 'self';" in f"{policy};" and "unsafe-inline" not in policy
    assert "desk.js" not in desk.get("/threads").text


# --- promises, and what should not be seen ---


def test_a_promise_is_closed_and_opened_again(desk: Visit) -> None:
    """From the list of what waits: closed with a reason, shown among the closed, undone from there."""
    before = desk.get("/desk/promises?state=all").text
    form = before.partition('action="/desk/decide"')[2].partition("</form>")[0]
    fields = {name: unescape(value) for name, value in FIELD.findall(form) if name != "act"}
    where = decide(desk, {**fields, "reason": "口頭で済んだ"}, "close")
    assert where.startswith("/desk/promises?made=")
    name = f'id="{fields["meeting"]}-{fields["promise"]}"'
    assert name in before and name not in desk.get("/desk/promises?state=answered").text
    closed = desk.get("/desk/promises?state=closed").text
    assert name in closed and "口頭で済んだ" in closed
    undo(desk, where)
    assert name in desk.get("/desk/promises?state=answered").text


def test_promises_are_shown_by_state(desk: Visit) -> None:
    """What waits first; every state that has some, and all; a state that is none shows what waits."""
    counted = {
        state: desk.get(f"/desk/promises?state={state}").text.count('class="pair"')
        for state in ("x", "answered", "reported", "closed", "all")
    }
    waiting = counted.pop("x")
    assert counted["answered"] and counted["all"] == waiting + sum(
        n for state, n in counted.items() if state != "all"
    )


def removal(visit: Visit, message: str, act: str, **values: str) -> str:
    """Ask for a removal on the message's page, read what the next page says will happen, and say yes: where it leads."""
    page = f"/desk/messages/{message}"
    fields = {**dict(FIELD.findall(visit.get(page).text)), "message": message, "back": page, "act": act}
    asked = visit.post("/desk/decide", data={**fields, **values})
    assert asked.status_code == 200 and "こうなります" in asked.text
    form = asked.text.partition('action="/desk/decide"')[2]
    sure = {name: unescape(value) for name, value in FIELD.findall(form)} | {"sure": "yes"}
    return decide(visit, sure, act)


def test_a_message_is_hidden_and_redacted_from_the_desk(desk: Visit) -> None:
    """Both say first what will happen, need a reason, and are undone; the journal tells them, and not the words."""
    thread = first_proposal(desk)["thread"]
    message = messages_of(desk, thread)[0]
    message_id = desk.get(f"/messages/{message}.json").json()["message_id"]
    header = f"message-id: <{message_id}>".lower()
    assert header in desk.get(f"/threads/{thread}.mbox").text.lower()
    words = desk.get(f"/messages/{message}.json").json()["body"].strip()[:4]
    where = removal(desk, message, "redact", words=words, reason="申し出")
    shown = desk.get(f"/messages/{message}").text
    assert "■■■" in shown and words not in shown.partition('class="body')[2].partition("</article>")[0]
    for door in (".eml", "/original", "/original.html", "/attachments/0"):
        assert desk.get(f"/messages/{message}{door}").status_code == 404, door
    assert header not in desk.get(f"/threads/{thread}.mbox").text.lower()
    journal = desk.get("/desk/journal").text
    assert "メールの言葉を伏せた" in journal and "申し出" in journal and words not in journal
    written = desk.get(f"/messages/{message}.json").json()["date"][:10]
    # Which of a thread's mails it was.
    assert f'<time datetime="{written}' in journal.partition("メールの言葉を伏せた")[2].partition("</p>")[0]
    undo(desk, where)
    assert desk.get(f"/messages/{message}.eml").status_code == 200
    where = removal(desk, message, "hide", reason="申し出")
    assert where.startswith("/desk/journal")
    assert desk.get(f"/messages/{message}.eml").status_code == 404
    place = desk.get(f"/messages/{message}").headers["location"]
    shown = desk.get(desk.get(place).headers.get("location", place)).text
    assert "保存されていない" not in shown  # it is kept, and out of view
    assert "このメールは、事務局の判断で見えなくしてあります" in shown and "申し出" not in shown
    undo(desk, where)
    assert desk.get(f"/messages/{message}.eml").status_code == 200


def test_a_removal_that_makes_no_sense_is_refused_before_it_is_asked(desk: Visit, settings: Settings) -> None:
    """Without a reason, of words that are not there, of what only an administrator may: nothing changes."""
    message = messages_of(desk, first_proposal(desk)["thread"])[0]
    for values in (
        {"act": "redact", "words": "共同", "reason": ""},
        {"act": "redact", "words": "", "reason": "申し出"},
        {"act": "redact", "words": "どこにもない言葉", "reason": "申し出"},
        {"act": "hide", "reason": " "},
        {"act": "purge", "reason": "申し出"},
        {"act": "purge", "reason": "申し出", "sure": "yes"},
    ):
        answer = desk.post("/desk/decide", data={**first_proposal(desk), "message": message, **values})
        assert answer.status_code == 400 and "何も変わっていません" in answer.text, values
    with Vault(settings.vault) as vault:
        assert not list(vault.decisions())


def test_asking_changes_nothing(desk: Visit, settings: Settings) -> None:
    """The page that says what will happen shows the text as it will read, and writes nothing."""
    message = messages_of(desk, first_proposal(desk)["thread"])[0]
    words = desk.get(f"/messages/{message}.json").json()["body"].strip()[:4]
    asked = {"message": message, "act": "redact", "words": words, "reason": "申し出"}
    page = desk.post("/desk/decide", data=first_proposal(desk) | asked).text
    assert "この言葉を伏せますか" in page and "<blockquote" in page and "■■■" in page
    with Vault(settings.vault) as vault:
        assert not list(vault.decisions())


def test_a_thread_that_is_hidden_says_so(desk: Visit) -> None:
    """Who cited it finds that it was withdrawn, not that the address is wrong; and not why."""
    threads = desk.get("/threads.json").json()["threads"]
    alone = next(each["thread_id"] for each in threads if each["message_count"] == 1)
    removal(desk, alone, "hide", reason="申し出")
    for path in (f"/threads/{alone}", f"/messages/{alone}"):
        answer = desk.get(path)
        assert answer.status_code == 410 and "事務局の判断で見えなくしてあります" in answer.text
        assert "申し出" not in answer.text


def test_an_administrator_removes_a_message_for_ever(site: Visit, settings: Settings) -> None:
    """After saying that it cannot be undone; the page then tells where else it has to go, and offers no undo."""
    administrator, secretariat = site.as_("administrator"), site.as_("secretariat")
    message = messages_of(administrator, first_proposal(administrator)["thread"])[0]
    assert 'value="purge"' not in secretariat.get(f"/desk/messages/{message}").text
    told = administrator.get(removal(administrator, message, "purge", reason="裁判所の決定")).text
    made = told.partition('class="notice made"')[2].partition("</div>\n</div>")[0]
    assert "リストのサーバー" in made and "/desk/undo" not in made.partition("<h1")[0]
    assert administrator.get(f"/messages/{message}.json").status_code == 404
    assert "裁判所の決定" in administrator.get("/desk/journal").text
    assert checking.check(settings) == []
