//! Owns writing HTML: the tags the web app's editor makes, in the form it makes them. Everything from outside is escaped.

use super::layout::{ListKind, blocks, number_of};
use super::{Ink, Line, LineKind, Span, Target};

/// What set-off text is wrapped in, outermost first.
const TAGS: [(Ink, &str); 5] =
    [(Ink::STRONG, "strong"), (Ink::EMPHASIS, "em"), (Ink::UNDERLINE, "u"), (Ink::STRIKE, "s"), (Ink::CODE, "code")];

/// The HTML of some lines. Never text that the web app would take for markdown.
pub(super) fn print(lines: &[Line]) -> String {
    let mut html = String::new();
    for block in blocks(lines) {
        print_block(block, &mut html);
    }
    if !html.is_empty() && !super::is_html_to_all(&html) {
        html.push_str("<p></p>"); // the editor, too, ends with a paragraph
    }
    html
}

fn print_block(block: &[Line], html: &mut String) {
    let Some(first) = block.first() else { return };
    match &first.kind {
        LineKind::Paragraph | LineKind::Blank => print_paragraph(block, html),
        LineKind::Heading(level) => {
            html.extend(["<h", &level.to_string(), ">"]);
            print_line(first, html);
            html.extend(["</h", &level.to_string(), ">"]);
        }
        LineKind::Quote => {
            html.push_str("<blockquote>");
            for part in block.split(|line| line.spans.is_empty()) {
                print_paragraph(part, html);
            }
            html.push_str("</blockquote>");
        }
        LineKind::Bullet { .. } => print_list(block, html),
        LineKind::Code { language } => {
            html.push_str("<pre><code");
            if !language.is_empty() {
                html.push_str(" class=\"language-");
                escape(language, html);
                html.push('"');
            }
            html.push('>');
            for (row, line) in block.iter().enumerate() {
                if row > 0 {
                    html.push('\n');
                }
                escape(&line.text(), html);
            }
            html.push_str("</code></pre>");
        }
        LineKind::Rule => html.push_str("<hr>"),
    }
}

fn print_paragraph(lines: &[Line], html: &mut String) {
    html.push_str("<p>");
    for (row, line) in lines.iter().enumerate() {
        if row > 0 {
            html.push_str("<br>");
        }
        print_line(line, html);
    }
    html.push_str("</p>");
}

fn print_list(block: &[Line], html: &mut String) {
    let mut open: Vec<ListKind> = Vec::new();
    let close = |open: &mut Vec<ListKind>, html: &mut String| {
        if let Some(kind) = open.pop() {
            html.extend(["</li>", if kind == ListKind::Numbers { "</ol>" } else { "</ul>" }]);
        }
    };
    for line in block {
        let LineKind::Bullet { depth, marker } = &line.kind else { continue };
        let depth = usize::from(*depth);
        while open.len() > depth + 1 {
            close(&mut open, html);
        }
        if !marker.is_empty() {
            let kind = ListKind::of(marker);
            if open.get(depth).is_some_and(|same| *same != kind) {
                close(&mut open, html);
            }
            if open.len() > depth {
                html.push_str("</li>");
            } else {
                open.push(kind);
                match (kind, number_of(marker)) {
                    (ListKind::Bullets, _) => html.push_str("<ul>"),
                    (ListKind::Tasks, _) => html.push_str("<ul data-type=\"taskList\">"),
                    (ListKind::Numbers, 1) => html.push_str("<ol>"),
                    (ListKind::Numbers, start) => html.extend(["<ol start=\"", &start.to_string(), "\">"]),
                }
            }
            match (kind, marker.as_str()) {
                (ListKind::Tasks, "[x]") => html.push_str("<li data-type=\"taskItem\" data-checked=\"true\">"),
                (ListKind::Tasks, _) => html.push_str("<li data-type=\"taskItem\" data-checked=\"false\">"),
                _ => html.push_str("<li>"),
            }
        }
        print_paragraph(std::slice::from_ref(line), html);
    }
    while !open.is_empty() {
        close(&mut open, html);
    }
}

fn print_line(line: &Line, html: &mut String) {
    let mut after_space = true;
    for group in line.spans.chunk_by(|a, b| a.target == b.target && matches!(a.target, Some(Target::Link(_)))) {
        let address = group.first().and_then(|span| match &span.target {
            Some(Target::Link(url)) => url.as_url(),
            _ => None,
        });
        if let Some(url) = address {
            html.push_str("<a href=\"");
            escape(url, html);
            html.push_str("\" target=\"_blank\" rel=\"noopener noreferrer nofollow\">");
        }
        for span in group {
            print_span(span, &mut after_space, html);
        }
        if address.is_some() {
            html.push_str("</a>");
        }
    }
}

fn print_span(span: &Span, after_space: &mut bool, html: &mut String) {
    let tags = || TAGS.iter().filter(|(ink, _)| span.ink.has(*ink));
    for (_, tag) in tags() {
        html.extend(["<", tag, ">"]);
    }
    match &span.target {
        // The web app finds whom a comment calls by this order of attributes.
        Some(Target::Mention(Some(who))) => {
            let name = span.text.trim_start_matches('@');
            html.extend(["<span data-type=\"mention\" data-id=\"", &who.to_string(), "\" data-label=\""]);
            escape(name, html);
            html.push_str("\">@");
            escape(name, html);
            html.push_str("</span>");
            *after_space = false;
        }
        _ if span.ink.has(Ink::CODE) => {
            escape(&span.text, html);
            *after_space = false;
        }
        _ => escape_spaced(&span.text, after_space, html),
    }
    for (_, tag) in tags().rev() {
        html.extend(["</", tag, ">"]);
    }
}

/// Escapes text and keeps its spaces: HTML lets only the first of several count, and none at the beginning of a line.
fn escape_spaced(text: &str, after_space: &mut bool, html: &mut String) {
    for part in text.split_inclusive(' ') {
        let word = part.trim_end_matches(' ');
        escape(word, html);
        if !word.is_empty() {
            *after_space = false;
        }
        if word.len() < part.len() {
            html.push_str(if *after_space { "&nbsp;" } else { " " });
            *after_space = true;
        }
    }
}

fn escape(text: &str, html: &mut String) {
    for c in text.chars() {
        match c {
            '&' => html.push_str("&amp;"),
            '<' => html.push_str("&lt;"),
            '>' => html.push_str("&gt;"),
            '"' => html.push_str("&quot;"),
            _ => html.push(c),
        }
    }
}
