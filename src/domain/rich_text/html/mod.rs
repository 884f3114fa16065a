//! Owns reading HTML: the web app's editor makes a small closed set of tags, and everything else is somebody's accident or
//! attack. Unknown tags vanish and their text stays; scripts and style sheets go with their text.
//!
//! It is a reader of its own because mentions need exact control, and because a browser's repairs of broken HTML would hide
//! text where we rather show it. It looks at every byte a bounded number of times.

mod element;
mod page;
mod token;

use super::Line;

/// The lines of a document.
pub(super) fn read(source: &str) -> Vec<Line> {
    let mut page = page::Page::default();
    for token in token::tokens(source) {
        match token {
            token::Token::Text(text) => page.text(text),
            token::Token::Open(tag) => page.open(&tag),
            token::Token::Close(name) => page.close(&name),
        }
    }
    page.finish()
}
