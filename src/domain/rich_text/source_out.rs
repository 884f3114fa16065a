//! Owns turning lines back into what a person would have typed.
//!
//! Text is written bare first and read again; only where that gives something else is every sign escaped that could have a
//! meaning. So ordinary text stays readable, and nothing changes its meaning by being edited.

use super::inline::Dialect;
use super::layout::{blocks, tidy};
use super::people::People;
use super::{Ink, Line, LineKind, Span, Target, blocks as reader};

/// How text is written between the signs of markdown.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Care {
    Bare,
    Escaped,
}

/// What would be typed for these lines.
pub(super) fn print(lines: &[Line], people: &People) -> String {
    let lines: Vec<Line> = lines.iter().map(|line| settle(line, people)).collect();
    let mut out = String::new();
    let mut rest = lines.as_slice();
    for block in blocks(&lines) {
        let blank = rest.iter().take_while(|line| line.kind == LineKind::Blank).count();
        rest = rest.get(blank + block.len()..).unwrap_or_default();
        if !out.is_empty() {
            out.push_str(if blank > 0 { "\n\n" } else { "\n" });
        }
        let bare = print_block(block, people, Care::Bare);
        let says = |typed: &str| reader::read(typed, &Dialect::Typed(people)) == block;
        if says(&bare) {
            out.push_str(&bare);
            continue;
        }
        let escaped = print_block(block, people, Care::Escaped);
        let is_same = says(&escaped);
        out.push_str(&if is_same { escaped } else { print_block(&sober(block), people, Care::Escaped) });
    }
    out
}

/// The same without what cannot be typed in the middle of a word, where its signs would stand as text.
fn sober(block: &[Line]) -> Vec<Line> {
    let sober = |span: &Span| Span { ink: span.ink.without(Ink::EMPHASIS).without(Ink::UNDERLINE), ..span.clone() };
    let line = |line: &Line| Line {
        spans: tidy(&line.spans.iter().map(sober).collect::<Vec<_>>(), &line.kind),
        ..line.clone()
    };
    block.iter().map(line).collect()
}

/// Mentions of people nobody knows become text, those of the others carry the name they have now.
pub(super) fn settle(line: &Line, people: &People) -> Line {
    let mut line = line.clone();
    for span in &mut line.spans {
        if let Some(Target::Mention(who)) = span.target {
            match who.and_then(|who| people.name(who)) {
                Some(name) => *span = Span::new(&format!("@{name}"), span.ink, span.target.clone()),
                None => span.target = None,
            }
        }
    }
    if !matches!(line.kind, LineKind::Code { .. }) {
        line.spans = tidy(&line.spans, &line.kind);
    }
    line
}

fn print_block(block: &[Line], people: &People, care: Care) -> String {
    if let Some(Line { kind: LineKind::Code { language }, .. }) = block.first() {
        return print_code(block, language);
    }
    let lines: Vec<String> = block.iter().map(|line| print_line(line, people, care)).collect();
    lines.join("\n")
}

fn print_code(block: &[Line], language: &str) -> String {
    let longest = block.iter().map(|line| longest_ticks(&line.text())).max().unwrap_or(0);
    let fence = "`".repeat(3.max(longest + 1));
    let mut out = format!("{fence}{language}\n");
    for line in block {
        out.extend([&line.text(), "\n"]);
    }
    out + &fence
}

fn print_line(line: &Line, people: &People, care: Care) -> String {
    let text = print_spans(&line.spans, people, care);
    match &line.kind {
        LineKind::Heading(level) => format!("{} {text}", "#".repeat(usize::from(*level))),
        LineKind::Quote if text.is_empty() => ">".to_owned(),
        LineKind::Quote => format!("> {text}"),
        LineKind::Bullet { depth, marker } => {
            let indent = "  ".repeat(usize::from(*depth));
            match marker.as_str() {
                "" => format!("{indent}  {text}"),
                "[ ]" | "[x]" => format!("{indent}- {marker} {text}"),
                _ => format!("{indent}{marker} {text}"),
            }
        }
        LineKind::Rule => "---".to_owned(),
        LineKind::Paragraph | LineKind::Code { .. } | LineKind::Blank => text,
    }
}

/// The signs of markdown, in the order they are opened where several begin at once.
const SIGNS: [(Ink, &str); 4] =
    [(Ink::STRONG, "**"), (Ink::EMPHASIS, "*"), (Ink::UNDERLINE, "__"), (Ink::STRIKE, "~~")];

fn print_spans(spans: &[Span], people: &People, care: Care) -> String {
    let mut out = String::new();
    let mut open: Vec<(Ink, &str)> = Vec::new();
    for group in spans.chunk_by(|a, b| a.target == b.target && matches!(a.target, Some(Target::Link(_)))) {
        match group.first().and_then(|span| span.target.as_ref()) {
            Some(Target::Link(url)) if care == Care::Escaped || !is_bare_address(group, url) => {
                switch(&mut open, Ink::PLAIN, &mut out);
                out.push('[');
                for span in group {
                    switch(&mut open, span.ink, &mut out);
                    // Brackets end a label, and code has no escapes: there it has to be text.
                    let is_code = span.ink.has(Ink::CODE);
                    let is_fit = !(is_code && span.text.contains(['[', ']']));
                    print_text(&span.text, is_code && is_fit, if is_fit { care } else { Care::Escaped }, &mut out);
                }
                switch(&mut open, Ink::PLAIN, &mut out);
                out.extend(["](", &target(url), ")"]);
            }
            leads => {
                for span in group {
                    switch(&mut open, span.ink, &mut out);
                    match leads {
                        Some(Target::Link(url)) => out.push_str(url),
                        Some(Target::Mention(Some(who))) => print_mention(span, *who, people, care, &mut out),
                        _ => print_text(&span.text, span.ink.has(Ink::CODE), care, &mut out),
                    }
                }
            }
        }
    }
    switch(&mut open, Ink::PLAIN, &mut out);
    out
}

fn is_bare_address(group: &[Span], url: &str) -> bool {
    matches!(group, [span] if span.text == *url && !span.ink.has(Ink::CODE) && url.starts_with("http"))
}

/// The address as the target of a link: in brackets where its parentheses do not come in pairs.
fn target(url: &str) -> String {
    let mut open = 0_i32;
    let is_paired = url.chars().all(|c| {
        open += i32::from(c == '(') - i32::from(c == ')');
        open >= 0
    });
    if is_paired && open == 0 && !url.contains('[') { url.to_owned() } else { format!("<{url}>") }
}

fn print_mention(span: &Span, who: crate::domain::value::ProfileId, people: &People, care: Care, out: &mut String) {
    let name = span.text.trim_start_matches('@');
    let is_clear = people.named_at(name).is_some_and(|(named, _, _)| named == who);
    if is_clear && care == Care::Bare {
        out.extend(["@", name]);
    } else {
        out.extend(["@[", &name.replace(['[', ']'], " "), "](", &who.to_string(), ")"]);
    }
}

/// Closes what ends and opens what begins. What was opened later must close with what was opened before, and opens again.
fn switch(open: &mut Vec<(Ink, &str)>, ink: Ink, out: &mut String) {
    if let Some(ends) = open.iter().position(|(sign, _)| !ink.has(*sign)) {
        for (_, text) in open.drain(ends..).rev() {
            out.push_str(text);
        }
    }
    for sign in SIGNS {
        if ink.has(sign.0) && !open.contains(&sign) {
            out.push_str(sign.1);
            open.push(sign);
        }
    }
}

fn print_text(text: &str, is_code: bool, care: Care, out: &mut String) {
    if is_code {
        let fence = "`".repeat(longest_ticks(text) + 1);
        let is_edged = |edge: &str| {
            edge.starts_with('`') || (text.starts_with(' ') && text.ends_with(' ') && !text.trim().is_empty())
        };
        let pad = if is_edged(text) || text.ends_with('`') { " " } else { "" };
        out.extend([&fence, pad, text, pad, &fence]);
        return;
    }
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        let is_path = c == '\\' && chars.peek().is_some_and(|next| next.is_alphanumeric());
        if !is_path && care == Care::Escaped && "\\`*_~[]@#<>+-.()/=$%^,;:{|".contains(c) {
            out.push('\\');
        }
        out.push(c);
    }
}

fn longest_ticks(text: &str) -> usize {
    text.split(|c| c != '`').map(str::len).max().unwrap_or(0)
}
