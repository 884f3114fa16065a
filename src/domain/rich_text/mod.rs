//! Owns rich text: what people write in comments and descriptions, between the web app's HTML and lines of styled spans.
//!
//! Three notations are read ([`read`]): the HTML of the web app's editor, its older markdown, and plain text. One is
//! written ([`write()`]): HTML with everything escaped. [`source`] turns content back into what a person would have typed.
//! All of them meet in one form, a list of [`Line`]s, whose rules `layout` keeps: so what is written reads back the same.
//!
//! It must not know colours or widths. Invariants: reading never fails and takes time in proportion to the text, whatever
//! it holds; every text that comes out is [`Safe`]; a link goes only where [`Safe::as_url`] lets it.

mod address;
mod blocks;
mod entity;
mod html;
mod html_out;
mod inline;
mod layout;
mod marker;
mod people;
mod source_out;
#[cfg(test)]
mod tests;
mod untypable;

pub use marker::{Marker, closed_marker, marker};
pub use untypable::untypable;

use super::safe::Safe;
use super::value::ProfileId;
use inline::Dialect;
use layout::Layout;
use people::People;

/// One line as it stands on the screen, before wrapping.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Line {
    /// What it belongs to.
    pub kind: LineKind,
    /// Its text from left to right. Empty for [`LineKind::Blank`] and [`LineKind::Rule`], and for empty lines of quotes and code.
    pub spans: Vec<Span>,
}

/// What a line belongs to. Lines of one paragraph, quote or code block follow each other; between blocks stands a `Blank`.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum LineKind {
    /// Running text.
    Paragraph,
    /// A heading of level 1 (largest) to 6.
    Heading(u8),
    /// Something somebody else said.
    Quote,
    /// A line of a list.
    Bullet {
        /// 0 for an item of the outermost list, at most 15.
        depth: u8,
        /// `-`, `7.`, `[ ]` or `[x]`; nothing on a line that continues the item above.
        marker: String,
    },
    /// A line of a code block, spaces as they are.
    Code {
        /// The language the block names: letters, digits, `+#._-`; may be empty.
        language: String,
    },
    /// A line across.
    Rule,
    /// Space between two blocks; never first or last, never twice.
    Blank,
}

/// A piece of text that looks the same throughout.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Span {
    /// The text, without line breaks. Of a mention: `@` and the name.
    pub text: Safe,
    /// How it is set off.
    pub ink: Ink,
    /// Where it leads.
    pub target: Option<Target>,
}

/// Where a span leads.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Target {
    /// An address that [`Safe::as_url`] accepts.
    Link(Safe),
    /// A person; nobody, where the content names none that could be an id.
    Mention(Option<ProfileId>),
}

/// How text is set off; any combination.
#[derive(Clone, Copy, PartialEq, Eq, Default, Hash, Debug)]
pub struct Ink(u8);

impl Ink {
    /// Not at all.
    pub const PLAIN: Self = Self(0);
    /// Bold.
    pub const STRONG: Self = Self(1);
    /// Italic.
    pub const EMPHASIS: Self = Self(1 << 1);
    /// Underlined.
    pub const UNDERLINE: Self = Self(1 << 2);
    /// Struck out.
    pub const STRIKE: Self = Self(1 << 3);
    /// To be read as code.
    pub const CODE: Self = Self(1 << 4);

    /// Whether all of `other` is in it.
    #[must_use]
    pub const fn has(self, other: Self) -> bool {
        self.0 & other.0 == other.0
    }

    /// The one less the other.
    #[must_use]
    pub const fn without(self, other: Self) -> Self {
        Self(self.0 & !other.0)
    }

    /// Both together.
    #[must_use]
    pub const fn with(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }
}

impl Line {
    /// Its text without styles and without marker.
    #[must_use]
    pub fn text(&self) -> String {
        self.spans.iter().map(|span| span.text.as_str()).collect()
    }
}

impl Span {
    /// Spaces that must not break are plain ones here: HTML writes aligned text with them, and pasted into a shell they are an error.
    fn new(text: &str, ink: Ink, target: Option<Target>) -> Self {
        Self { text: Safe::line(&text.replace('\u{a0}', " ")), ink, target }
    }

    fn plain(text: &str) -> Self {
        Self::new(text, Ink::PLAIN, None)
    }
}

/// Content as lines, whichever notation it is in.
#[must_use]
pub fn read(source: &Safe) -> Vec<Line> {
    read_text(source)
}

fn read_text(source: &str) -> Vec<Line> {
    if is_html(source) { html::read(source) } else { blocks::read(source, &Dialect::Legacy) }
}

/// Whether content is HTML. The web app injects what it takes for markdown as HTML too, so content that *begins* with a block of
/// its editor is HTML to its readers even where it does not say so.
fn is_html(source: &str) -> bool {
    is_html_to_all(source)
        || ["<p ", "<ul ", "<ol ", "<pre", "<blockquote", "<div"].iter().any(|tag| source.trim_start().starts_with(tag))
}

/// The web app's own rule for what is HTML and not markdown.
fn is_html_to_all(source: &str) -> bool {
    ["<p>", "<ul>", "<ol>", "<h"].iter().any(|tag| source.contains(tag))
}

/// What is stored, made from what was typed.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub struct Written {
    /// HTML as the web app's editor makes it; empty when nothing was typed. Every `& < > "` of the text is escaped.
    pub html: String,
    /// Who is mentioned, in order of appearance, nobody twice. Whoever sends it leaves out the author.
    pub mentions: Vec<ProfileId>,
    /// The words that look like a mention and are none, such as `@nobody`, in order of appearance, none twice, five at most.
    pub uncalled: Vec<Safe>,
}

/// Reads what a person typed: paragraphs, `- ` and `1. ` lists, `- [ ]` tasks, `> ` quotes, `# ` headings, `---`, fenced and
/// `inline` code, `**bold**`, `*italic*`, `__underline__`, `~~strike~~`, `[text](address)`, bare addresses, and `@Name` of
/// `people` (name and id; the longest name that fits wins, upper and lower case are the same; the first word of a name will do where nobody
/// else has it). A backslash takes the meaning away.
#[must_use]
pub fn write(typed: &str, people: &[(Safe, ProfileId)]) -> Written {
    let people = People::new(people);
    let typed = Safe::new(typed);
    let mut lines = blocks::read(&typed, &Dialect::Typed(&people));
    if lines.is_empty() {
        // Nothing but signs, such as a fence around nothing: then the signs are what was meant.
        let mut layout = Layout::default();
        for row in typed.lines() {
            layout.push(LineKind::Paragraph, address::link_up(Span::plain(row.trim())));
        }
        lines = layout.finish();
    }
    let mut mentions = Vec::new();
    for span in lines.iter().flat_map(|line| &line.spans) {
        if let Some(Target::Mention(Some(who))) = span.target
            && !mentions.contains(&who)
        {
            mentions.push(who);
        }
    }
    Written { html: html_out::print(&lines), mentions, uncalled: uncalled(&lines) }
}

/// One paragraph that calls these people by their names, then says the words as they are. Each is called, whoever else has the same name.
#[must_use]
pub fn write_call(people: &[(Safe, ProfileId)], words: &str) -> Written {
    let call = |(name, who): &(Safe, ProfileId)| {
        [Span::new(&format!("@{name}"), Ink::PLAIN, Some(Target::Mention(Some(*who)))), Span::plain(" ")]
    };
    let spans = people.iter().flat_map(call).chain([Span::plain(words)]).collect();
    let mut mentions: Vec<ProfileId> = Vec::new();
    for (_, who) in people {
        if !mentions.contains(who) {
            mentions.push(*who);
        }
    }
    Written { html: html_out::print(&[Line { kind: LineKind::Paragraph, spans }]), mentions, uncalled: vec![] }
}

/// HTML of a paragraph and a list below it. What looks like a sign in these texts is plain text.
#[must_use]
pub fn write_list<'a>(intro: &str, items: impl IntoIterator<Item = &'a str>) -> String {
    let line = |kind, text| Line { kind, spans: vec![Span::plain(text)] };
    let bullet = |text| line(LineKind::Bullet { depth: 0, marker: "-".into() }, text);
    let blank = Line { kind: LineKind::Blank, spans: vec![] };
    let lines: Vec<Line> =
        [line(LineKind::Paragraph, intro), blank].into_iter().chain(items.into_iter().map(bullet)).collect();
    html_out::print(&lines)
}

fn uncalled(lines: &[Line]) -> Vec<Safe> {
    let prose = lines.iter().filter(|line| !matches!(line.kind, LineKind::Code { .. })).flat_map(|line| &line.spans);
    let mut words: Vec<Safe> = Vec::new();
    for span in prose.filter(|span| span.target.is_none() && !span.ink.has(Ink::CODE)) {
        for word in people::uncalled(&span.text) {
            if words.len() < 5 && !words.iter().any(|known| *known == *word) {
                words.push(Safe::line(word));
            }
        }
    }
    words
}

/// Content as somebody would have typed it, for editing; [`write()`] makes the same content of it again. A mention of somebody
/// who is not among `people` becomes plain text, because the database refuses comments that mention nobody it knows.
#[must_use]
pub fn source(content: &Safe, people: &[(Safe, ProfileId)]) -> String {
    source_out::print(&read(content), &People::new(people))
}

/// Longest summary in characters. Whoever shows it cuts it to the columns there are.
const SUMMARY: usize = 400;

/// Content in one line, without styles, cut after 400 characters.
#[must_use]
pub fn summary(content: &Safe) -> String {
    let beginning = &content[..content.floor_char_boundary(SUMMARY * 20)];
    let summary = summarize(beginning);
    if summary.is_empty() && beginning.len() < content.len() { summarize(content) } else { summary }
}

fn summarize(content: &str) -> String {
    let mut summary = String::new();
    for line in read_text(content) {
        if let LineKind::Bullet { marker, .. } = &line.kind
            && !marker.is_empty()
        {
            summary.extend([" ", marker]);
        }
        for word in line.text().split_whitespace() {
            summary.extend([" ", word]);
        }
        if summary.len() > SUMMARY * 4 {
            break;
        }
    }
    summary.trim().chars().take(SUMMARY).collect()
}
