//! Owns what tags mean: which begin a line, which set text off, where spaces count.

use super::element::{Element, What, ink, what};
use super::token::Tag;
use crate::domain::rich_text::layout::Layout;
use crate::domain::rich_text::{Ink, Line, LineKind, Span, Target, address, blocks, entity};
use crate::domain::safe::Safe;
use crate::domain::value::ProfileId;

/// Elements open at once. Deeper ones are passed over, their text stays.
const DEEPEST: usize = 64;

/// A document while it is read.
#[derive(Default)]
pub(super) struct Page {
    layout: Layout,
    spans: Vec<Draft>,
    open: Vec<Element>,
    lists: Vec<List>,
    /// The marker of an item that has no line yet.
    marker: String,
    quotes: u32,
    heading: Option<u8>,
    /// The language of the code block we are in, and its present line.
    code: Option<(String, String)>,
    /// A space that was seen and counts only if text follows, with the look it had.
    space: Option<(Ink, Option<Target>)>,
    /// The mention we are in.
    mention: Option<Mention>,
    ink: Ink,
    target: Option<Target>,
}

/// A span that may still grow, and so is not safe yet.
struct Draft {
    text: String,
    ink: Ink,
    target: Option<Target>,
}

/// A mention is one span, whatever is inside its element.
struct Mention {
    who: Option<ProfileId>,
    label: String,
    text: String,
}

/// The longest name, in bytes. More than that is a mention somebody forgot to close.
const LONGEST_NAME: usize = 200;

struct List {
    is_tasks: bool,
    number: Option<u32>,
}

impl Page {
    /// Text between tags.
    pub(super) fn text(&mut self, text: &str) {
        let text = entity::decode(text);
        if self.code.is_some() {
            return self.code_text(&text);
        }
        if let Some(mention) = &mut self.mention {
            return mention.text.push_str(&text);
        }
        if self.ink.has(Ink::CODE) {
            self.settle_space();
            return self.add(&text.replace('\n', " "));
        }
        let mut word = String::new();
        for c in text.chars() {
            if c.is_ascii_whitespace() {
                self.add(&std::mem::take(&mut word));
                if !self.spans.is_empty() {
                    self.space.get_or_insert_with(|| (self.ink, self.target.clone()));
                }
            } else {
                if word.is_empty() {
                    self.settle_space();
                }
                word.push(if c == '\u{a0}' { ' ' } else { c });
            }
        }
        self.add(&word);
    }

    fn code_text(&mut self, text: &str) {
        for (row, part) in text.split('\n').enumerate() {
            if row > 0 {
                self.end_code_line();
            }
            if let Some((_, line)) = &mut self.code {
                line.push_str(part);
            }
        }
    }

    fn end_code_line(&mut self) {
        if let Some((language, line)) = &mut self.code {
            let text = std::mem::take(line);
            let spans = if text.is_empty() { Vec::new() } else { vec![Span::plain(&text)] };
            self.layout.push(LineKind::Code { language: language.clone() }, spans);
        }
    }

    fn add(&mut self, text: &str) {
        if !text.is_empty() {
            self.add_as(text, self.ink, self.target.clone());
        }
    }

    /// Writes the space before the text that comes now. Between two looks it has neither.
    fn settle_space(&mut self) {
        if let Some((ink, target)) = self.space.take() {
            let is_within = (ink, &target) == (self.ink, &self.target);
            let (ink, target) = if is_within { (ink, target) } else { (Ink::PLAIN, None) };
            self.add_as(" ", ink, target);
        }
    }

    fn add_as(&mut self, text: &str, ink: Ink, target: Option<Target>) {
        match self.spans.last_mut() {
            Some(last) if last.ink == ink && last.target == target && !matches!(target, Some(Target::Mention(_))) => {
                last.text.push_str(text);
            }
            _ => self.spans.push(Draft { text: text.to_owned(), ink, target }),
        }
    }

    /// A tag that opens.
    pub(super) fn open(&mut self, tag: &Tag<'_>) {
        match tag.name.as_str() {
            "br" => return self.line_break(),
            "hr" => {
                self.end_block();
                return self.layout.push(LineKind::Rule, Vec::new());
            }
            "img" => {
                if let Some(alt) = tag.attribute("alt").filter(|alt| !alt.trim().is_empty()) {
                    self.text(&format!("[{alt}]"));
                }
                return;
            }
            "td" | "th" if !self.spans.is_empty() => self.text(" | "),
            _ => {}
        }
        if self.open.len() >= DEEPEST {
            return;
        }
        let Some(what) = what(tag) else { return };
        match what {
            What::Block | What::Heading if tag.name != "div" => {
                self.close_implied(&["p", "h1", "h2", "h3", "h4", "h5", "h6"]);
            }
            What::Item => self.close_implied(&["li"]),
            _ => {}
        }
        if !matches!(what, What::Inline | What::Mention) {
            self.end_part();
        }
        self.open.push(Element { name: tag.name.clone(), what, ink: self.ink, target: self.target.clone() });
        self.enter(what, tag);
    }

    fn enter(&mut self, what: What, tag: &Tag<'_>) {
        match what {
            What::Block => {}
            What::Heading => self.heading = tag.name[1..].parse().ok(),
            What::Quote => {
                self.end_block();
                self.quotes += 1;
            }
            What::List => {
                if self.lists.is_empty() {
                    self.layout.end_block();
                }
                let start = || tag.attribute("start").and_then(|start| start.trim().parse().ok()).unwrap_or(1);
                let number = (tag.name == "ol").then(start);
                self.lists.push(List { is_tasks: tag.attribute("data-type").as_deref() == Some("taskList"), number });
            }
            What::Item => self.marker = self.next_marker(tag),
            What::Code => {
                self.layout.end_block();
                self.code = Some((String::new(), String::new()));
            }
            What::Inline => self.enter_inline(tag),
            What::Mention => {
                self.end_mention();
                self.settle_space();
                let who = tag.attribute("data-id").and_then(|id| uuid::Uuid::try_parse(id.trim()).ok()).map(ProfileId);
                let label = tag.attribute("data-label").unwrap_or_default();
                self.mention = Some(Mention { who, label, text: String::new() });
            }
        }
    }

    /// Writes the mention we are in: what its element says, or else its label.
    fn end_mention(&mut self) {
        let Some(mention) = self.mention.take() else { return };
        let said = mention.text.split_ascii_whitespace().collect::<Vec<_>>().join(" ");
        let name = if said.is_empty() { mention.label.trim() } else { said.trim_start_matches('@') };
        if said.len() > LONGEST_NAME {
            self.add(&said);
        } else if !name.is_empty() {
            self.add_as(&format!("@{name}"), self.ink, Some(Target::Mention(mention.who)));
        }
    }

    fn enter_inline(&mut self, tag: &Tag<'_>) {
        if tag.name == "a" {
            let url = Safe::line(tag.attribute("href").unwrap_or_default().trim());
            if url.as_url().is_some() {
                self.target = Some(Target::Link(url));
            }
            return;
        }
        if let Some((language, _)) = &mut self.code {
            let class = tag.attribute("class").unwrap_or_default();
            let named = class.split_ascii_whitespace().find_map(|class| class.strip_prefix("language-"));
            if let Some(named) = named.filter(|named| language.is_empty() && blocks::is_language(named)) {
                named.clone_into(language);
            }
            return;
        }
        self.ink = self.ink.with(ink(&tag.name));
    }

    fn next_marker(&mut self, tag: &Tag<'_>) -> String {
        let Some(list) = self.lists.last_mut() else { return "-".to_owned() };
        if let Some(number) = &mut list.number {
            let marker = format!("{number}.");
            *number = number.saturating_add(1);
            return marker;
        }
        let is_task = list.is_tasks || tag.attribute("data-type").as_deref() == Some("taskItem");
        match (is_task, tag.attribute("data-checked").as_deref()) {
            (false, _) => "-",
            (true, Some("true" | "")) => "[x]",
            (true, _) => "[ ]",
        }
        .to_owned()
    }

    /// A tag that closes. One that closes nothing is passed over.
    pub(super) fn close(&mut self, name: &str) {
        let is_inline = |element: &Element| matches!(element.what, What::Inline | What::Mention);
        let found = self.open.iter().rposition(|element| element.name == name);
        match found {
            // An inline element ends with its block at the latest, and never ends the block.
            Some(at) if is_inline(&self.open[at]) && !self.open[at..].iter().all(is_inline) => {}
            Some(at) => self.close_down_to(at),
            None if name == "p" => self.end_part(),
            None => {}
        }
    }

    /// Closes the innermost of these elements, if it is open within the present item, quote or cell.
    fn close_implied(&mut self, names: &[&str]) {
        for at in (0..self.open.len()).rev() {
            let element = &self.open[at];
            if names.contains(&element.name.as_str()) {
                return self.close_down_to(at);
            }
            if matches!(element.what, What::List | What::Item | What::Quote | What::Block) {
                return;
            }
        }
    }

    fn close_down_to(&mut self, at: usize) {
        while self.open.len() > at
            && let Some(element) = self.open.pop()
        {
            self.leave(&element);
        }
    }

    fn leave(&mut self, element: &Element) {
        match element.what {
            What::Inline => {}
            What::Mention => self.end_mention(),
            What::Block => self.end_part(),
            What::Heading => {
                self.end_line();
                self.heading = None;
            }
            What::Quote => {
                self.end_line();
                self.quotes = self.quotes.saturating_sub(1);
                self.layout.end_block();
            }
            What::List => {
                self.end_line();
                self.lists.pop();
                self.marker.clear();
                if self.lists.is_empty() {
                    self.layout.end_block();
                }
            }
            What::Item => {
                self.end_line();
                self.marker.clear();
            }
            What::Code => {
                self.end_code_line();
                self.code = None;
                self.layout.end_block();
            }
        }
        self.ink = element.ink;
        self.target.clone_from(&element.target);
    }

    fn line_break(&mut self) {
        if self.code.is_some() {
            self.end_code_line();
        } else if self.heading.is_some() {
            self.text(" ");
        } else if self.spans.is_empty() && self.lists.is_empty() {
            self.end_part();
        } else {
            self.end_line();
        }
    }

    /// Ends a paragraph: within items it is only a line, in quotes it leaves an empty one.
    fn end_part(&mut self) {
        self.end_line();
        if !self.lists.is_empty() || self.code.is_some() {
            return;
        }
        if self.quotes > 0 {
            self.layout.push(LineKind::Quote, Vec::new());
        } else {
            self.layout.end_block();
        }
    }

    fn end_block(&mut self) {
        self.end_line();
        self.layout.end_block();
    }

    fn end_line(&mut self) {
        self.end_mention();
        self.space = None;
        let drafts = std::mem::take(&mut self.spans).into_iter();
        let spans: Vec<Span> =
            drafts.flat_map(|draft| address::link_up(Span::new(&draft.text, draft.ink, draft.target))).collect();
        if spans.is_empty() {
            return;
        }
        let kind = if let Some(level) = self.heading {
            LineKind::Heading(level)
        } else if let Some(depth) = self.lists.len().checked_sub(1) {
            LineKind::Bullet { depth: u8::try_from(depth).unwrap_or(u8::MAX), marker: std::mem::take(&mut self.marker) }
        } else if self.quotes > 0 {
            LineKind::Quote
        } else {
            LineKind::Paragraph
        };
        self.layout.push(kind, spans);
    }

    /// All lines; what is still open ends here.
    pub(super) fn finish(mut self) -> Vec<Line> {
        self.close_down_to(0);
        self.end_line();
        self.layout.finish()
    }
}
