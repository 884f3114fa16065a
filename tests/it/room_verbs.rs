//! `antops inbox` and `antops feed` as a script has them: what is said, which exit code, and what the database then holds.

use crate::shift::Shift;
use serde_json::Value;
use std::io::{BufRead as _, BufReader};

const UNREAD: &str = "(select count(*) from notifications where read is not true and user_id = p.id) + \
     (select count(*) from comment_notifications where is_read is not true and user_id = p.id)";

async fn unread(shift: &Shift) -> usize {
    shift.ask(&format!("select {UNREAD} from profiles p where email = 'dana@acme.example'")).await.parse().unwrap()
}

fn json(shift: &Shift, words: &str) -> Value {
    let said = shift.words(words);
    assert_eq!((said.code, said.err.as_str()), (0, ""), "{words}: {said:?}");
    serde_json::from_str(&said.out).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_inbox_is_listed_unread_first_and_read_one_by_one_or_all_at_once() {
    let shift = Shift::begin().await;
    let before = unread(&shift).await;
    let rows = json(&shift, "inbox list --json");
    let rows = rows.as_array().unwrap();
    assert_eq!(rows.iter().filter(|row| row["read"] == false).count(), before);
    assert!(rows.windows(2).all(|pair| pair[0]["read"] == false || pair[1]["read"] == true), "unread first");
    let approved = rows.iter().find(|row| row["kind"] == "change_approved").unwrap();
    assert_eq!(
        (approved["record"]["kind"].as_str(), approved["by"]["name"].as_str()),
        (Some("change"), Some("Bo Lindqvist"))
    );
    let mention = rows.iter().find(|row| row["kind"] == "mention").unwrap();
    assert!(mention["comment"].is_string() && mention["text"].as_str().unwrap().contains(": "));
    let lines = shift.words("inbox list --unread");
    assert_eq!(lines.out.lines().count(), before);
    assert!(lines.out.lines().all(|line| line.split('\t').count() == 6), "{lines:?}");
    let id = rows[0]["id"].as_str().unwrap();
    let said = shift.words("inbox read 7");
    assert_eq!((said.code, said.out.as_str()), (64, ""), "several begin like that: {said:?}");
    let said = shift.words(&format!("inbox read {id}"));
    assert_eq!((said.code, said.out.as_str()), (0, "1 marked read\n"), "{said:?}");
    assert_eq!(unread(&shift).await, before - 1);
    let said = shift.words("inbox read ffffffff");
    assert_eq!((said.code, said.out.as_str()), (66, ""), "{said:?}");
    let said = shift.words("inbox read --all --json");
    assert_eq!(said.code, 0, "{said:?}");
    assert_eq!(unread(&shift).await, 0);
    assert_eq!(shift.words("inbox list -u").out, "");
    let others = format!("select sum({UNREAD}) from profiles p where email <> 'dana@acme.example'");
    assert_ne!(shift.ask(&others).await, "0", "and nobody else's");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_feed_is_told_newest_last_narrowed_and_as_json() {
    let shift = Shift::begin().await;
    let rows = json(&shift, "feed --json -n 50");
    let rows = rows.as_array().unwrap();
    assert_eq!(rows.len(), 50);
    let times: Vec<&str> = rows.iter().map(|row| row["at"].as_str().unwrap()).collect();
    assert!(times.is_sorted(), "{times:?}");
    let said = json(&shift, "feed by:omar what:comment --json -n 5");
    assert_eq!(said.as_array().unwrap().len(), 5);
    assert!(said.as_array().unwrap().iter().all(|row| row["by"]["name"] == "Omar Haddad" && row["what"] == "comment"));
    let all = shift.ask("select count(*) from comments c join profiles p on p.id = c.author_id where p.email = 'omar@acme.example' and c.content not like '%**%|%'").await;
    let said = json(&shift, "feed by:omar what:comment --json -n 100000");
    assert_eq!(said.as_array().unwrap().len().to_string(), all, "as far back as there is anything");
    let said = shift.words("feed -what:comment what:new -n 3");
    assert_eq!(said.out.lines().count(), 3, "{said:?}");
    assert!(said.out.lines().all(|line| line.split('\t').nth(3) == Some("new")), "{said:?}");
    assert_eq!(shift.words("feed status:open").code, 64);
}

#[tokio::test(flavor = "multi_thread")]
async fn following_tells_what_happens_as_it_happens_and_nothing_twice() {
    let shift = Shift::begin().await;
    let mut child = shift.start(&["feed", "--follow", "--json", "-n", "1"]);
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let mut errors = BufReader::new(child.stderr.take().unwrap()).lines();
    let mut next = || -> Value { serde_json::from_str(&lines.next().unwrap().unwrap()).unwrap() };
    next();
    while errors.next().unwrap().unwrap() != "antops: live" {}
    // The first kind that is live is said; what all of them miss until then is read again.
    shift
        .run(
            "insert into comments (organization_id, author_id, incident_id, content) select i.organization_id, i.created_by, i.id, '<p>hello</p>' \
             from incidents i where incident_number = 'ACM-INC-0042'; \
             update incidents set status = 'resolved', resolved_at = now() where incident_number = 'ACM-INC-0040'",
        )
        .await;
    let both = [next(), next()];
    let said = both.iter().find(|row| row["what"] == "comment").unwrap();
    assert_eq!((said["text"].as_str(), said["record"]["number"].as_str()), (Some("hello"), Some("ACM-INC-0042")));
    let moved = both.iter().find(|row| row["what"] == "status").unwrap();
    assert_eq!((moved["from"].as_str(), moved["to"].as_str()), (Some("open"), Some("resolved")));
    // A gap: what was said in it is told, and what was told before is not.
    shift.stack.faults().cut_sockets();
    shift
        .run(
            "insert into comments (organization_id, author_id, incident_id, content) select i.organization_id, i.created_by, i.id, '<p>in the gap</p>' \
             from incidents i where incident_number = 'ACM-INC-0042'",
        )
        .await;
    assert_eq!(next()["text"], "in the gap");
    child.kill().unwrap();
    child.wait().unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn when_the_process_that_holds_the_connection_is_killed_the_other_goes_on() {
    let shift = Shift::begin().await;
    let follow = || shift.start(&["feed", "--follow", "--json", "-n", "1"]);
    let live = |child: &mut std::process::Child| {
        let mut errors = BufReader::new(child.stderr.take().unwrap()).lines();
        while errors.next().unwrap().unwrap() != "antops: live" {}
        // Kept open: a pipe that nobody reads would end it.
        errors
    };
    let mut first = follow();
    let _errors = live(&mut first);
    let mut second = follow();
    let mut lines = BufReader::new(second.stdout.take().unwrap()).lines();
    let _more = live(&mut second);
    assert_eq!(shift.stack.realtime().sockets(), 1);
    // SIGKILL: nothing is said, nothing is tidied up.
    first.kill().unwrap();
    first.wait().unwrap();
    let words = "insert into comments (organization_id, author_id, incident_id, content) select i.organization_id, i.created_by, i.id, '<p>after the kill</p>' \
                 from incidents i where incident_number = 'ACM-INC-0042'";
    shift.run(words).await;
    let said =
        std::iter::from_fn(|| lines.next()).map(|line| line.unwrap()).find(|line| line.contains("after the kill"));
    assert!(said.is_some());
    second.kill().unwrap();
    second.wait().unwrap();
}
