//! Asking on the terminal: an address in the open, secrets without echo.

use super::{Code, Trouble};
use secrecy::SecretString;
use std::io::{BufRead as _, IsTerminal as _, Write as _};

/// Asks for a line in the open.
pub(super) fn line(question: &str, instead: &str) -> Result<String, Trouble> {
    need_terminal(question, instead)?;
    let mut error = std::io::stderr();
    write!(error, "{question}: ")?;
    error.flush()?;
    let mut answer = String::new();
    std::io::stdin().lock().read_line(&mut answer)?;
    given(answer.trim().to_owned(), question)
}

/// Asks for a secret, without echo.
pub(super) fn secret(question: &str, instead: &str) -> Result<SecretString, Trouble> {
    need_terminal(question, instead)?;
    let answer = rpassword::prompt_password(format!("{question}: "))?;
    given(answer, question).map(Into::into)
}

/// The first line of standard input, as a secret.
pub(super) fn first_line() -> Result<SecretString, Trouble> {
    let mut line = String::new();
    std::io::stdin().lock().read_line(&mut line)?;
    given(line.trim_end_matches(['\r', '\n']).to_owned(), "a password on standard input").map(Into::into)
}

/// Questions need somebody to answer them.
fn need_terminal(question: &str, instead: &str) -> Result<(), Trouble> {
    if std::io::stdin().is_terminal() {
        return Ok(());
    }
    Err(Trouble::new(Code::Usage, format!("there is no terminal to ask for: {question}. {instead}")))
}

fn given(answer: String, question: &str) -> Result<String, Trouble> {
    if answer.is_empty() {
        return Err(Trouble::new(Code::Usage, format!("nothing was given for: {question}")));
    }
    Ok(answer)
}
