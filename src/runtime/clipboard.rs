//! The terminal's clipboard, by OSC 52: works over SSH and in tmux (`set-clipboard on`), and never says whether it did.

use crate::domain::safe::Safe;
use crossterm::Command as _;
use crossterm::clipboard::CopyToClipboard;

/// Terminals cut the sequence off at 74 to 100 kB; in base64 this is just below.
const MOST_BYTES: usize = 55_000;

/// The bytes that put a text on the clipboard; or why they are not sent.
pub(super) fn sequence(text: &str) -> Result<String, Safe> {
    if text.len() > MOST_BYTES {
        let kilobytes = text.len() / 1000;
        return Err(Safe::line(&format!("Not copied: {kilobytes} kB are more than a terminal's clipboard takes")));
    }
    let mut bytes = String::new();
    match CopyToClipboard::to_clipboard_from(text).write_ansi(&mut bytes) {
        Ok(()) => Ok(bytes),
        Err(error) => Err(Safe::line(&format!("Not copied: {error}"))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_copied_is_encoded_and_cannot_speak_to_the_terminal() {
        let bytes = sequence("a\x1b[31m").unwrap();
        assert_eq!(bytes.matches('\x1b').count(), 2, "one to begin the sequence and one to end it");
        assert!(bytes.contains("YRtbMzFt"));
    }

    #[test]
    fn too_much_is_not_cut_off_but_refused() {
        assert!(sequence(&"x".repeat(MOST_BYTES + 1)).is_err());
        assert!(sequence(&"x".repeat(MOST_BYTES)).is_ok());
    }
}
