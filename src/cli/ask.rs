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

/// Asks a question whose answer is no unless it is yes.
pub(super) fn yes(question: &str) -> Result<bool, Trouble> {
    let mut error = std::io::stderr();
    write!(error, "{question} ")?;
    error.flush()?;
    let mut answer = String::new();
    std::io::stdin().lock().read_line(&mut answer)?;
    Ok(matches!(answer.trim().to_lowercase().as_str(), "y" | "yes"))
}

/// Asks for a secret, without echo.
pub(super) fn secret(question: &str, instead: &str) -> Result<SecretString, Trouble> {
    need_terminal(question, instead)?;
    // The question is put once the terminal is silent: whoever is quick would see their first letters otherwise.
    #[cfg(unix)]
    let _silence = Silence::begin()?;
    let answer = rpassword::prompt_password(format!("{question}: "))?;
    given(answer, question).map(Into::into)
}

/// A terminal that shows nothing of what is typed, until this is dropped.
#[cfg(unix)]
struct Silence(rustix::termios::Termios);

#[cfg(unix)]
impl Silence {
    fn begin() -> std::io::Result<Self> {
        use rustix::termios::{LocalModes, OptionalActions, tcgetattr, tcsetattr};
        let before = tcgetattr(std::io::stdin())?;
        let mut silent = before.clone();
        silent.local_modes.remove(LocalModes::ECHO);
        tcsetattr(std::io::stdin(), OptionalActions::Now, &silent)?;
        Ok(Self(before))
    }
}

#[cfg(unix)]
impl Drop for Silence {
    fn drop(&mut self) {
        use rustix::termios::{OptionalActions, tcsetattr};
        // Nothing better can be done with a terminal that went away.
        let _ = tcsetattr(std::io::stdin(), OptionalActions::Now, &self.0);
    }
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
