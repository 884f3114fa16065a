//! `antops incident` in a terminal: a table that fits, colours where they are wanted, a question before many are changed.

use super::{company, dana};

/// A table of so many columns has no line longer than that.
fn fits(text: &str) -> bool {
    text.lines().all(|line| line.trim_end().chars().count() <= 120)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_list_is_a_table_as_wide_as_the_terminal_in_colours_unless_there_are_to_be_none() {
    let stack = company().await;
    let dana = dana(&stack);
    let mut screen = dana.starts(&["incident", "list", "assignee:me"], &[]);
    screen.wait_for("Price list export lacks");
    assert_eq!(screen.ends(), Some(0));
    let text = screen.text();
    assert!(text.contains("NUMBER        PRIORITY    SLO  STATUS         ASSIGNEE   AGE  TITLE"), "{text}");
    // A minute may have passed since the rows were written.
    let row = |minute: u8| {
        format!("ACM-INC-0039  high      -1h{minute}  investigating  Dana      9h{minute}  Firewall drops idle")
    };
    assert!((40..45).any(|minute| text.contains(&row(minute))), "{text}");
    assert!(fits(&text) && screen.colours() > 0);
    let mut plain = dana.starts(&["incident", "list", "assignee:me"], &[("NO_COLOR", "1")]);
    plain.wait_for("Price list export lacks");
    assert_eq!(plain.ends(), Some(0));
    assert_eq!(plain.colours(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn many_are_changed_only_after_a_yes() {
    let stack = company().await;
    let dana = dana(&stack);
    let resolve = ["incident", "resolve", "--filter", "assignee:me priority:high"];
    let mut screen = dana.starts(&resolve, &[]);
    screen.wait_for("Would do: Set ACM-INC-0039 to resolved");
    screen.wait_for("Resolve: 2 incidents? [y/N]");
    screen.types("n\r");
    screen.wait_for("nothing was done");
    assert_eq!(screen.ends(), Some(64));
    let mut screen = dana.starts(&resolve, &[]);
    screen.wait_for("[y/N]");
    screen.types("y\r");
    screen.wait_for("Resolved ACM-INC-0041.");
    assert_eq!(screen.ends(), Some(0));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_people_wrote_cannot_do_anything_to_the_terminal() {
    let stack = company().await;
    let dana = dana(&stack);
    let client = stack.database().admin().await.unwrap();
    let evil = "update incidents set title = E'\\x1b]0;owned\\x07\\x1b[2J\\x1b[?1049hgone', \
                description = E'<p>\\x1b[31mred\\u009b2J</p>' where incident_number = 'ACM-INC-0039'";
    client.batch_execute(evil).await.unwrap();
    for (words, last) in [(&["incident", "list", "number:39"][..], "gone"), (&["incident", "show", "39"], "Timeline")] {
        let mut screen = dana.starts(words, &[]);
        screen.wait_for("gone");
        screen.wait_for(last);
        assert_eq!(screen.ends(), Some(0));
        assert!(!screen.is_alternate());
        let raw = String::from_utf8_lossy(screen.raw()).into_owned();
        // Only what we say ourselves: attributes and colours.
        for sequence in raw.split('\x1b').skip(1) {
            let end = sequence.find(|c: char| c.is_ascii_alphabetic()).unwrap();
            assert!(sequence.starts_with('[') && &sequence[end..=end] == "m", "{sequence:?}");
        }
        assert!(!raw.contains(['\x07', '\u{9b}']));
    }
}
