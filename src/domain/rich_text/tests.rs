//! Rich text as people and the web app write it, and as attackers do.

use super::{
    Ink, Line, LineKind, Marker, Span, Target, closed_marker, marker, read, source, summary, untypable, write,
};
use crate::domain::safe::Safe;
use crate::domain::value::ProfileId;
use proptest::prelude::{ProptestConfig, Strategy, any, prop_assert, prop_assert_eq, prop_oneof, proptest};
use std::time::Duration;
use uuid::Uuid;

const MONA: ProfileId = ProfileId(Uuid::from_u128(0x1111_1111_1111_4111_8111_0000_0000_0003));
const MEI: ProfileId = ProfileId(Uuid::from_u128(0x1111_1111_1111_4111_8111_0000_0000_0004));
const SHORT: ProfileId = ProfileId(Uuid::from_u128(5));
const TWIN: ProfileId = ProfileId(Uuid::from_u128(6));

fn people() -> Vec<(Safe, ProfileId)> {
    [
        ("Mona", SHORT),
        ("Mona Manager", MONA),
        ("Mei Lin 林美", MEI),
        ("marc@acme.example", ProfileId(Uuid::from_u128(7))),
        ("Mona Manager", TWIN),
    ]
    .into_iter()
    .map(|(name, id)| (Safe::line(name), id))
    .collect()
}

/// Lines in a short notation: the kind, then each span as its signs and text.
fn sketch(lines: &[Line]) -> Vec<String> {
    lines
        .iter()
        .map(|line| {
            let kind = match &line.kind {
                LineKind::Paragraph => "p".to_owned(),
                LineKind::Heading(level) => format!("h{level}"),
                LineKind::Quote => ">".to_owned(),
                LineKind::Bullet { depth, marker } => format!("{depth}{marker}"),
                LineKind::Code { language } => format!("code({language})"),
                LineKind::Rule => "rule".to_owned(),
                LineKind::Blank => "blank".to_owned(),
            };
            line.spans.iter().fold(kind, |line, span| format!("{line} {}", sketch_span(span)))
        })
        .collect()
}

fn sketch_span(span: &Span) -> String {
    let signs = [(Ink::STRONG, 'b'), (Ink::EMPHASIS, 'i'), (Ink::UNDERLINE, 'u'), (Ink::STRIKE, 's'), (Ink::CODE, 'c')];
    let ink: String = signs.iter().filter(|(ink, _)| span.ink.has(*ink)).map(|(_, sign)| *sign).collect();
    let target = match &span.target {
        None => String::new(),
        Some(Target::Link(url)) => format!("→{url}"),
        Some(Target::Mention(Some(who))) => format!("→{:x}", who.0.as_u128() & 0xf),
        Some(Target::Mention(None)) => "→?".to_owned(),
    };
    format!("{ink}‹{}›{target}", span.text)
}

fn reads(content: &str) -> Vec<String> {
    sketch(&read(&Safe::new(content)))
}

#[test]
fn the_web_apps_html_is_read() {
    let table: [(&str, &[&str]); 14] = [
        ("<p>Since <strong>08:12</strong>.</p>", &["p ‹Since › b‹08:12› ‹.›"]),
        ("<p>a<br>b</p><p>c</p><p></p>", &["p ‹a›", "p ‹b›", "blank", "p ‹c›"]),
        (
            "<p>Looking, <span data-type=\"mention\" data-id=\"11111111-1111-4111-8111-000000000003\" data-label=\"Mona Manager\">@Mona Manager</span> please.</p>",
            &["p ‹Looking, › ‹@Mona Manager›→3 ‹ please.›"],
        ),
        ("<p><span data-type=mention data-id=nobody data-label='Bob &amp; Co'></span></p>", &["p ‹@Bob & Co›→?"]),
        (
            "<ul data-type=\"taskList\"><li data-type=\"taskItem\" data-checked=\"true\"><label><input type=\"checkbox\"><span></span></label><div><p>dump</p></div></li><li data-type=\"taskItem\" data-checked=\"false\"><p>load</p></li></ul>",
            &["0[x] ‹dump›", "0[ ] ‹load›"],
        ),
        (
            "<p>Steps:</p><ol><li><p>a</p><p>more</p><ul><li><p>b</p></li></ul></li><li><p>c</p></li></ol>",
            &["p ‹Steps:›", "01. ‹a›", "0 ‹more›", "1- ‹b›", "02. ‹c›"],
        ),
        ("<ol start=\"3\"><li>x</ol>", &["03. ‹x›"]),
        ("<blockquote><p>a</p><p>b</p></blockquote><p>c</p>", &["> ‹a›", ">", "> ‹b›", "blank", "p ‹c›"]),
        ("<h2 class=\"x\">Root <em>cause</em></h2><p>t</p>", &["h2 ‹Root › i‹cause›", "p ‹t›"]),
        (
            "<pre class=\"hl\"><code class=\"hljs language-sql\"><span class=\"hljs-keyword\">select</span>  1;\n\nok &lt; 2\n</code></pre><p></p>",
            &["code(sql) ‹select  1;›", "code(sql)", "code(sql) ‹ok < 2›"],
        ),
        (
            "<p>run <code class=\"px-1\">ls  -l</code>, <u>now</u> <s>later</s><hr></p>",
            &["p ‹run › c‹ls  -l› ‹, › u‹now› ‹ › s‹later›", "blank", "rule"],
        ),
        (
            "<p><a target=\"_blank\" href=\"https://a.example/?x=1&amp;y=2\">here</a></p>",
            &["p ‹here›→https://a.example/?x=1&y=2"],
        ),
        ("<p>see https://a.example/x.</p>", &["p ‹see › ‹https://a.example/x›→https://a.example/x ‹.›"]),
        ("<p>\n  a\n  <b> b </b>\n c&nbsp;&nbsp;d</p>\n<p>e</p>", &["p ‹a › b‹b› ‹ c  d›", "blank", "p ‹e›"]),
    ];
    for (html, expected) in table {
        assert_eq!(reads(html), expected, "{html}");
    }
}

#[test]
fn legacy_markdown_is_read() {
    let table: [(&str, &[&str]); 12] = [
        (
            "@[Mei Lin](11111111-1111-4111-8111-000000000004) try **this**:\n- `restart`\n> quoted",
            &["p ‹@Mei Lin›→4 ‹ try › b‹this› ‹:›", "0- c‹restart›", "blank", "> ‹quoted›"],
        ),
        ("Started *after* deploy, __not__ before", &["p ‹Started › i‹after› ‹ deploy, › u‹not› ‹ before›"]),
        ("```sql\nselect **1**;\n```\nafter", &["code(sql) ‹select **1**;›", "blank", "p ‹after›"]),
        ("1. one\n2. two\n\nmore", &["01. ‹one›", "02. ‹two›", "blank", "p ‹more›"]),
        ("[the **log**](https://a.example/(x))!", &["p ‹the ›→https://a.example/(x) b‹log›→https://a.example/(x) ‹!›"]),
        ("[evil](javascript:alert(1))", &["p ‹[evil](javascript:alert(1))›"]),
        ("2 * 3 * 4, snake__case__name, a*, **open", &["p ‹2 * 3 * 4, snake__case__name, a*, **open›"]),
        ("***both*** *a **b***", &["p bi‹both› ‹ › i‹a› ‹ › bi‹b›"]),
        ("  GET   /x\n  POST  /y", &["p ‹  GET   /x›", "p ‹  POST  /y›"]),
        ("a &lt;b&gt; &amp; c <b>", &["p ‹a <b> & c <b>›"]),
        ("# not a heading\n\\*", &["p ‹# not a heading›", "p ‹\\*›"]),
        ("", &[]),
    ];
    for (text, expected) in table {
        assert_eq!(reads(text), expected, "{text}");
    }
}

#[test]
fn hostile_html_is_harmless() {
    let table: [(&str, &[&str]); 10] = [
        ("<p>a<script>alert('<p>x</p>')</script>b</p>", &["p ‹ab›"]),
        ("<p>a<style>p{}</style><script>never closed <p>b</p>", &["p ‹a›"]),
        (
            "<p><a href=\"javascript:alert(1)\">x</a> <a href=\" https://a.example\">y</a></p>",
            &["p ‹x › ‹y›→https://a.example"],
        ),
        ("<p>&#27;[31m&#x202e;red&#0;</p>", &["p ‹␛[31m\u{fffd}red␀›"]),
        ("<p onmouseover=\"x > y\">a <b>bold <p>next", &["p ‹a › b‹bold›", "blank", "p ‹next›"]),
        ("<p>5 < 6 <hello, <3 </ & &bogus; &#xFFFFFFFF;</p>", &["p ‹5 < 6 <hello, <3 </ & &bogus; \u{fffd}›"]),
        ("<p>a <!-- hidden <p> --> b <!-- open</p>", &["p ‹a b <!-- open›"]),
        ("<p>a</b></i></div></ul></p></p>b", &["p ‹a›", "blank", "p ‹b›"]),
        ("<ul><li>a<li>b<ol><li>c</ul>d", &["0- ‹a›", "0- ‹b›", "11. ‹c›", "blank", "p ‹d›"]),
        ("<p><img src=x onerror=alert(1) alt=\"a chart\"><iframe src=x></iframe></p>", &["p ‹[a chart]›"]),
    ];
    for (html, expected) in table {
        assert_eq!(reads(html), expected, "{html}");
    }
}

#[test]
fn what_is_typed_becomes_the_editors_html() {
    let table = [
        ("On it.", "<p>On it.</p>"),
        ("a\nb\n\nc", "<p>a<br>b</p><p>c</p>"),
        ("a < b && \"c\" > 'd' <script>", "<p>a &lt; b &amp;&amp; &quot;c&quot; &gt; 'd' &lt;script&gt;</p>"),
        (
            "**bold** *it* __under__ ~~gone~~ `a<b`",
            "<p><strong>bold</strong> <em>it</em> <u>under</u> <s>gone</s> <code>a&lt;b</code></p>",
        ),
        (
            "Steps:\n- one\n  - two\n- three",
            "<p>Steps:</p><ul><li><p>one</p><ul><li><p>two</p></li></ul></li><li><p>three</p></li></ul>",
        ),
        ("3. a\n4. b", "<ol start=\"3\"><li><p>a</p></li><li><p>b</p></li></ol>"),
        (
            "- [x] done\n- [ ] open",
            "<ul data-type=\"taskList\"><li data-type=\"taskItem\" data-checked=\"true\"><p>done</p></li><li data-type=\"taskItem\" data-checked=\"false\"><p>open</p></li></ul>",
        ),
        ("> a\n>\n> b", "<blockquote><p>a</p><p>b</p></blockquote>"),
        (
            "```sql\nselect 1;\n\n  <x>\n```",
            "<pre><code class=\"language-sql\">select 1;\n\n  &lt;x&gt;</code></pre><p></p>",
        ),
        ("## Cause\ntext\n---", "<h2>Cause</h2><p>text</p><hr>"),
        (
            "[log](https://a.example/?a=1&b=2)",
            "<p><a href=\"https://a.example/?a=1&amp;b=2\" target=\"_blank\" rel=\"noopener noreferrer nofollow\">log</a></p>",
        ),
        ("x  y", "<p>x &nbsp;y</p>"),
        (r"\*not\* C:\dir \@Mona", r"<p>*not* C:\dir @Mona</p>"),
        ("\u{1b}[31m", "<p>␛[31m</p>"),
        ("```\n```", "<p>```<br>```</p>"),
        (" \n ", ""),
    ];
    for (typed, html) in table {
        assert_eq!(write(typed, &people()).html, html, "{typed}");
    }
}

#[test]
fn a_mention_is_written_with_its_attributes_in_the_web_apps_order() {
    let written = write("@mona manager and @Mona, @Mei Lin 林美! a@Mona @Monarch @marc@acme.example. @mona", &people());
    let mention = |id: ProfileId, name: &str| {
        format!("<span data-type=\"mention\" data-id=\"{id}\" data-label=\"{name}\">@{name}</span>")
    };
    let marc = ProfileId(Uuid::from_u128(7));
    assert_eq!(
        written.html,
        format!(
            "<p>{} and {}, {}! a@Mona @Monarch {}. {}</p>",
            mention(MONA, "Mona Manager"),
            mention(SHORT, "Mona"),
            mention(MEI, "Mei Lin 林美"),
            mention(marc, "marc@acme.example"),
            mention(SHORT, "Mona"),
        )
    );
    assert_eq!(written.mentions, [MONA, SHORT, MEI, marc], "nobody twice");
}

#[test]
fn a_first_name_calls_whom_it_means_alone() {
    let people: Vec<_> = [
        ("Lena Vogt", MONA),
        ("Omar Haddad", MEI),
        ("Omar Said", SHORT),
        ("Lea", TWIN),
        ("Lea Roth", ProfileId(Uuid::from_u128(8))),
    ]
    .map(|(name, id)| (Safe::line(name), id))
    .into();
    let called = |typed: &str| {
        let written = write(typed, &people);
        let read: Vec<String> = read(&Safe::new(&written.html)).iter().map(Line::text).collect();
        let again = write(&source(&Safe::new(&written.html), &people), &people);
        assert_eq!((&again.html, &again.mentions), (&written.html, &written.mentions), "{typed}");
        (read.join("\n"), written.mentions)
    };
    for (typed, text, mentions) in [
        ("hi @lena", "hi @Lena Vogt", vec![MONA]),
        ("(@LENA), look.", "(@Lena Vogt), look.", vec![MONA]),
        ("@Lena's pager. @lena.", "@Lena Vogt's pager. @Lena Vogt.", vec![MONA]),
        ("@Lena Vogt", "@Lena Vogt", vec![MONA]),
        ("@omar and @omar said", "@omar and @Omar Said", vec![SHORT]),
        ("@lea and @lea roth", "@Lea and @Lea Roth", vec![TWIN, ProfileId(Uuid::from_u128(8))]),
        (
            "me@lena.example, @lena/icons @lena.vogt @lena-bot @lenas",
            "me@lena.example, @lena/icons @lena.vogt @lena-bot @lenas",
            vec![],
        ),
    ] {
        assert_eq!(called(typed), (text.to_owned(), mentions));
    }
}

#[test]
fn what_looks_like_a_mention_and_calls_nobody_is_told() {
    for (typed, uncalled) in [
        ("@chen, look", &["@chen"][..]),
        ("ask (@Chen.) or @omar.h and @Chen.", &["@Chen", "@omar.h"]),
        ("@mona @Mona Manager me@chen.example `@media` @types/node @ 5 @3pm https://a.example/@chen", &[]),
        ("```\n@Override\n```", &[]),
        ("x@chen -@ @", &[]),
    ] {
        assert_eq!(write(typed, &people()).uncalled, uncalled, "{typed}");
    }
}

#[test]
fn a_name_cannot_break_out_of_its_mention() {
    let odd = [(Safe::line("\"><img src=x>"), MONA)];
    let html = write("@\"><img src=x> hi", &odd).html;
    assert!(
        html.contains("data-label=\"&quot;&gt;&lt;img src=x&gt;\">@&quot;&gt;&lt;img src=x&gt;</span> hi"),
        "{html}"
    );
}

#[test]
fn source_is_what_a_person_would_have_typed() {
    for typed in [
        "On it, **now**: `ls -l` *or* __never__ ~~ever~~",
        "a\nb\n\nc",
        "Steps:\n- one\n  - two\n    more\n- three\n\nend",
        "1. a\n2. b\n\n- [x] c\n- [ ] d",
        "> said\n>\n> so\n\nno",
        "```rust\nlet x = \"`\";\n\n  y\n```",
        "# Title\ntext\n\n---\n\nmore",
        "[log](https://a.example/x) and https://b.example/y, @Mona Manager @Mona",
        "2 * 3 * 4, snake_case, 5 < 6, a & b, #12, C:\\dir",
        r"\*not\*",
        "  aligned   text",
    ] {
        let written = write(typed, &people());
        assert_eq!(source(&Safe::new(&written.html), &people()), typed, "{}", written.html);
    }
}

#[test]
fn editing_keeps_whom_a_comment_calls() {
    let twin = Safe::new(&format!(
        "<p><span data-type=\"mention\" data-id=\"{TWIN}\" data-label=\"Old Name\">@Old Name</span>s</p>"
    ));
    let typed = source(&twin, &people());
    assert_eq!(write(&typed, &people()).mentions, [TWIN], "{typed}");
    let stranger = Safe::new("@[Gone](11111111-1111-4111-8111-000000000099) hi");
    assert_eq!(source(&stranger, &people()), "@Gone hi");
}

#[test]
fn system_comments_are_recognised_in_every_form_they_have() {
    let table = [
        ("📝 **CLOSED** | Fixed the pool", Some((Marker::Closed, "Fixed the pool"))),
        ("✅ **APPROVED** | go, keep ana posted\nthanks", Some((Marker::Approved, "go, keep ana posted\nthanks"))),
        ("✅ **COMPLETED** | ", Some((Marker::Completed, ""))),
        ("❌ **REJECTED** | no", Some((Marker::Rejected, "no"))),
        ("❌ **FAILED** | a &lt;b&gt;", Some((Marker::Failed, "a <b>"))),
        ("❌ **CANCELLED** |x", Some((Marker::Cancelled, "x"))),
        ("🚀 **AUTO-STARTED** | At its time", Some((Marker::AutoStarted, "At its time"))),
        ("📋 **APPROVAL REQUESTED** | Please", Some((Marker::ApprovalRequested, "Please"))),
        ("<p>📝 <strong>CLOSED</strong> | Fixed</p>", Some((Marker::Closed, "Fixed"))),
        ("<p>📝 **CLOSED** | Fixed &amp; done</p><p>really</p>", Some((Marker::Closed, "Fixed & done\n\nreally"))),
        ("We CLOSED the valve | fine", None),
        ("✅ **CLOSED** | wrong sign", None),
        ("**APPROVED** | no sign", None),
        ("", None),
    ];
    for (content, expected) in table {
        let found = marker(&Safe::new(content));
        assert_eq!(found.as_ref().map(|(marker, text)| (*marker, text.as_str())), expected, "{content}");
    }
}

#[test]
fn what_is_a_tag_in_a_marker_is_one_because_the_web_app_puts_it_into_its_page() {
    let source = "✅ **APPROVED** | Go. <span data-type=\"mention\" data-id=\"x\">@Priya</span> &amp; all,\n5 < 6";
    let text = marker(&Safe::new(source)).map(|(_, text)| text.to_string());
    assert_eq!(text.as_deref(), Some("Go. @Priya & all,\n5 < 6"));
}

#[test]
fn markers_are_written_as_the_web_app_writes_them() {
    assert_eq!(closed_marker("Restarted the pool"), "📝 **CLOSED** | Restarted the pool");
    assert_eq!(Marker::Approved.write("5 < 6 & so on\nok"), "✅ **APPROVED** | 5 < 6 & so on\nok");
    assert_eq!(closed_marker("<script>x</script> &lt;"), "📝 **CLOSED** | &lt;script>x&lt;/script> &amp;lt;");
    for reason in ["plain", "a < b", "<p>not HTML</p>", "&amp; <h1>", "<b>&lt;"] {
        let written = Safe::new(&closed_marker(reason));
        assert_eq!(marker(&written), Some((Marker::Closed, Safe::new(reason))));
    }
}

#[test]
fn a_summary_is_one_line() {
    assert_eq!(summary(&Safe::new("<p>a <b>b</b></p><ul><li>c</li></ul><pre><code>d\n e</code></pre>")), "a b - c d e");
    assert_eq!(summary(&Safe::new("<p></p>")), "");
    assert_eq!(summary(&Safe::new(&"word ".repeat(1000))).chars().count(), 400);
    let late = format!("<p></p><style>{}</style><p>late</p>", "x".repeat(10_000));
    assert_eq!(summary(&Safe::new(&late)), "late");
}

#[test]
fn time_grows_with_the_text_and_no_faster() {
    let people = people();
    for piece in [
        "<a ",
        "<p>",
        "<ul><li>",
        "<",
        "<!--",
        "<script>",
        "&",
        "&#",
        "**a ",
        "*a **b",
        "[",
        "[a](",
        "[a](b ",
        "`",
        "` ``",
        "``a`",
        "@",
        "@[",
        "http://",
        "<p>x</p>",
        "<a href=\"",
        "a_b__c ",
        "\\",
        "- a\n",
        "> \n",
        "((((",
        "<span data-type=mention>",
        "</p>",
        "&amp;",
        "e\u{301}",
        "https://a))))",
        "<p title='",
        "~~a",
        "```\n",
    ] {
        let text = piece.repeat(100_000 / piece.len());
        for text in [text.clone(), format!("<p>{text}")] {
            let text = Safe::new(&text);
            let started = std::time::Instant::now();
            let _ = (read(&text), summary(&text), marker(&text), write(&text, &people));
            assert!(started.elapsed() < Duration::from_secs(10), "{piece:?}: {:?}", started.elapsed());
        }
    }
}

#[test]
fn a_megabyte_is_read() {
    let html = Safe::new(&"<p>Since <strong>08:12</strong> the &lt;pool&gt; drains.</p>".repeat(17_000));
    assert_eq!(read(&html).len(), 33_999);
    assert_eq!(read(&Safe::new(&"- one **two**\n".repeat(70_000))).len(), 70_000);
    assert_eq!(read(&Safe::new(&format!("<p>{}", "x".repeat(1_000_000)))).len(), 1);
}

fn content() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        proptest::sample::select(vec![
            "<p>",
            "</p>",
            "<ul>",
            "<ol>",
            "<li>",
            "</li>",
            "</ul>",
            "</ol>",
            "<blockquote>",
            "</blockquote>",
            "<strong>",
            "</strong>",
            "<em>",
            "</em>",
            "<code>",
            "</code>",
            "<pre>",
            "</pre>",
            "<br>",
            "<hr>",
            "<h2>",
            "</h2>",
            "<a href=\"https://a.example/(b\">",
            "</a>",
            "<script>",
            "</script>",
            "<!--",
            "-->",
            "&#27;",
            "&lt;",
            "&amp;nbsp;",
            "&nbsp;",
            "<span data-type=\"mention\" data-id=\"11111111-1111-4111-8111-000000000099\">",
            "</span>",
            "@Mona Manager",
            "@",
            "**",
            "*",
            "__",
            "~~",
            "`",
            "```",
            "\n",
            "\n\n",
            "> ",
            "- ",
            "1. ",
            "# ",
            "[",
            "](https://a.example)",
            "\\",
            " ",
            "  ",
            "a",
            "b",
            "word",
            "https://a.example/x",
            "---",
            "- [x] ",
            "/",
            ".py",
            "()",
            "=",
            "\\\\a",
            "<u>",
            "</u>",
            "\u{1b}",
            "\u{202e}",
            "é",
            "林",
        ])
        .prop_map(str::to_owned),
        any::<char>().prop_map(String::from),
    ];
    proptest::collection::vec(piece, 0..40).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn whatever_is_read_is_safe_and_well_formed(content in content()) {
        let lines = read(&Safe::new(&content));
        let blank = |line: Option<&Line>| line.is_some_and(|line| line.kind == LineKind::Blank);
        prop_assert!(!blank(lines.first()) && !blank(lines.last()));
        prop_assert!(lines.windows(2).all(|pair| !(blank(pair.first()) && blank(pair.last()))));
        for span in lines.iter().flat_map(|line| &line.spans) {
            prop_assert!(!span.text.is_empty() && !span.text.contains('\n'));
            if let Some(Target::Link(url)) = &span.target {
                prop_assert!(url.as_url().is_some());
            }
        }
        let _ = marker(&Safe::new(&content));
    }

    #[test]
    fn what_was_typed_reads_back_as_it_was_meant(typed in content()) {
        let written = write(&typed, &people());
        let again = source(&Safe::new(&written.html), &people());
        let rewritten = write(&again, &people());
        prop_assert_eq!(&rewritten.html, &written.html, "typed {:?}, source {:?}", typed, again);
        prop_assert_eq!(rewritten.mentions, written.mentions);
    }

    #[test]
    fn typed_text_becomes_no_other_tags_than_the_editors(typed in content()) {
        let html = write(&typed, &people()).html;
        for tag in html.split('<').skip(1) {
            let name: String = tag.trim_start_matches('/').chars().take_while(char::is_ascii_alphanumeric).collect();
            let known = ["p", "br", "strong", "em", "u", "s", "code", "pre", "ul", "ol", "li", "blockquote", "hr", "h1", "h2", "h3", "h4", "h5", "h6", "a", "span"];
            prop_assert!(known.contains(&name.as_str()), "{}", html);
        }
    }

    #[test]
    fn no_text_is_lost_by_editing(content in content()) {
        let content = Safe::new(&content);
        let letters = |content: &Safe| read(content).iter().flat_map(|line| line.text().chars().filter(|c| c.is_alphanumeric()).collect::<Vec<_>>()).collect::<String>();
        let edited = Safe::new(&write(&source(&content, &people()), &people()).html);
        prop_assert_eq!(letters(&edited), letters(&content));
    }
}

#[test]
fn nothing_typed_changes_in_silence() {
    // Each is plain text with signs in it; it reads back as it was typed, and the screen shows it so.
    for typed in [
        "a*b*c and 2*3*4",
        "snake_case_names and __init__.py",
        "<b>bold?</b> &amp; &lt;",
        "<p>not a tag</p>",
        "x &nbsp; y",
        "100% ~ ~5 ~~",
        "#42 and # and #tag",
        "a > b, c >> d",
        "1.5 and 1) and 2.",
        "-5 and --flag and - ",
        "C:\\dir\\new and \\\\server\\share",
        "[x] [link] (paren) [a](b c)",
        "`open and ``",
        "@nobody and user@host and @",
        "http:// and https://",
        "mailto:x and ftp://a.example",
        "\"quoted\" and 'single'",
        "tilde ~/bin and $HOME and ${x}",
        "x * and ** and ***",
        "find / -name *.rs,*.toml and /var/*/log/*",
        "__init__() and x.__dict__.y",
        "*/5 * * * * cron",
        "ls *.rs *.toml",
        "rm -rf /tmp/*",
        "a__b__c",
        "|pipe| table |",
        "=== ---x",
        "\u{2026} \u{201c}smart\u{201d}",
    ] {
        let written = write(typed, &people());
        let read: Vec<String> = read(&Safe::new(&written.html)).iter().map(Line::text).collect();
        assert_eq!(read.join("\n"), typed.trim_end(), "{}", written.html);
    }
}

#[test]
fn what_the_web_app_sets_off_within_words_survives_editing() {
    for html in [
        "<p><em>Warn</em>ing and <strong>re</strong>start and re<strong>start</strong></p>",
        "<p>/<em>log</em>/ and <em>.rs</em> and $<em>x</em></p>",
        "<p><u>x</u>.py and <u>f</u>()</p>",
        "<p>\\\\server\\share, \\a, \\\\* and <em>a</em>\\</p>",
    ] {
        let typed = source(&Safe::new(html), &people());
        assert_eq!(write(&typed, &people()).html, html, "{typed}");
    }
    let within = Safe::new("<p>un<em>believ</em>able</p>");
    assert_eq!(source(&within, &people()), "unbelievable", "no sign can say it, so the text stays and the slant goes");
}

#[test]
fn what_cannot_be_typed_is_known_before_it_is_lost() {
    let lost = |html: &str| untypable(&Safe::new(html), &people());
    assert_eq!(lost("<p>A chart: <img src=\"https://x.example/a.png\"></p>"), ["images"]);
    assert_eq!(lost("<p>x</p><iframe src=\"https://x.example\"></iframe>"), ["embedded pages"]);
    assert_eq!(lost("<p>un<em>believ</em>able</p>"), ["some of its form"]);
    let stranger = "<p><span data-type=\"mention\" data-id=\"00000000-0000-4000-8000-0000000000ff\">@Gone</span> and un<em>believ</em>able</p>";
    assert_eq!(lost(stranger), ["mentions of people nobody here knows", "some of its form"]);
    for kept in [
        "Plain text.\n\nIn two paragraphs, 2 < 3.",
        "# Older\n\n- **markdown**\n- with `code` and <img in it",
        "<p>Since <span style=\"color:red\">the</span> <strong>deploy</strong>.</p><ul><li><p>a</p></li><li><p>b</p></li></ul><p></p>",
        "<h2>What</h2><p>one<br>two</p><pre><code>a\n  b</code></pre><blockquote><p>said</p></blockquote><hr><p>end</p>",
        "<ol><li><p>one</p><ul><li><p>deeper</p></li></ul></li><li><p>two</p></li></ol>",
    ] {
        assert_eq!(lost(kept), [] as [&str; 0], "{kept}");
    }
    let mention = write("ask @Mona Manager", &people()).html;
    assert_eq!(lost(&mention), [] as [&str; 0], "{mention}");
}

#[test]
fn lines_spaces_and_empty_lines_keep_their_meaning() {
    let table: [(&str, &[&str]); 7] = [
        ("one  \ntwo", &["p ‹one›", "p ‹two›"]),
        ("one\n\n\n\ntwo", &["p ‹one›", "blank", "p ‹two›"]),
        ("a\tb", &["p ‹a    b›"]),
        ("    four spaces", &["p ‹    four spaces›"]),
        ("```\n\ta\n\n\n  b  \n```", &["code() ‹    a›", "code()", "code()", "code() ‹  b  ›"]),
        ("`  two  `", &["p c‹ two ›"]),
        ("- a\n\n- b", &["0- ‹a›", "blank", "0- ‹b›"]),
    ];
    for (typed, expected) in table {
        let html = write(typed, &people()).html;
        assert_eq!(reads(&html), expected, "{typed:?}: {html}");
    }
}
