//! Signing in, step by step, each checked as it is entered. Also the first run, where the project itself must be named.

use super::field::Field;
use crate::ports::SignIn;
use secrecy::SecretString;

/// Where signing in stands.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Step {
    /// Address and key of the project.
    Project,
    /// E-mail and password.
    Password,
    /// The code that was mailed.
    Code,
    /// The code of the authenticator app.
    Totp,
}

/// The form.
#[derive(Clone, Debug)]
pub struct SignInForm {
    /// What is being asked.
    pub step: Step,
    /// The fields of this step, with what is wrong with each.
    pub fields: Vec<Asked>,
    /// Which field has the cursor.
    pub focus: usize,
    /// What went wrong with the step as a whole, or why one has to sign in again.
    pub message: Option<String>,
    /// Whether an answer is awaited.
    pub busy: bool,
    email: String,
}

/// One field of the form.
#[derive(Clone, Debug)]
pub struct Asked {
    /// What to enter.
    pub label: &'static str,
    /// Where to find it.
    pub hint: &'static str,
    /// What was typed.
    pub field: Field,
    /// What is wrong with it.
    pub error: Option<String>,
}

impl SignInForm {
    /// The form of a step. The address is kept from step to step.
    #[must_use]
    pub fn new(step: Step, email: &str) -> Self {
        let asked = |label, hint, field| Asked { label, hint, field, error: None };
        let fields = match step {
            Step::Project => vec![
                asked(
                    "Project address",
                    "Supabase → Project settings → Data API, like https://abcdefgh.supabase.co",
                    Field::new(""),
                ),
                asked(
                    "Key",
                    "the publishable key (sb_publishable_…) or the anon key; never a secret or service_role key",
                    Field::new(""),
                ),
            ],
            Step::Password => vec![
                asked("E-mail", "the address you use in the web app", Field::new(email)),
                asked("Password", "", Field::secret()),
            ],
            Step::Code => vec![asked("Code", "the digits in the e-mail that was just sent", Field::new(""))],
            Step::Totp => vec![asked("Code", "the six digits your authenticator app shows", Field::new(""))],
        };
        let focus = usize::from(step == Step::Password && !email.is_empty());
        Self { step, fields, focus, message: None, busy: false, email: email.to_owned() }
    }

    /// The same with a sentence above the fields.
    #[must_use]
    pub fn because(self, message: impl Into<String>) -> Self {
        Self { message: Some(message.into()), ..self }
    }

    /// Takes back what was refused: a second try should not begin behind the first.
    pub fn forget_secrets(&mut self) {
        for asked in &mut self.fields {
            if asked.field.is_secret() || matches!(self.step, Step::Code | Step::Totp) {
                asked.field.set("");
            }
        }
    }

    /// What stands in a field.
    #[must_use]
    pub fn text(&self, at: usize) -> &str {
        self.fields.get(at).map_or("", |asked| asked.field.text().trim())
    }

    /// The address that was entered.
    #[must_use]
    pub fn email(&self) -> &str {
        if self.step == Step::Password { self.text(0) } else { &self.email }
    }

    /// Moves the cursor to the next field, or the one before; looks at the one that is left.
    pub fn turn(&mut self, back: bool) {
        self.check(self.focus);
        let many = self.fields.len();
        self.focus = (self.focus + if back { many - 1 } else { 1 }) % many;
    }

    /// Looks at every field; says whether all may be sent. The first bad one gets the cursor.
    pub fn check_all(&mut self) -> bool {
        for at in 0..self.fields.len() {
            self.check(at);
        }
        match self.fields.iter().position(|asked| asked.error.is_some()) {
            Some(bad) => {
                self.focus = bad;
                false
            }
            None => true,
        }
    }

    fn check(&mut self, at: usize) {
        let wrong = fault_in(self.step, at, self.text(at));
        if let Some(asked) = self.fields.get_mut(at) {
            asked.error = wrong;
        }
    }

    /// What this step sends, once everything in it is good.
    #[must_use]
    pub fn step_to_send(&self) -> Option<SignIn> {
        let secret =
            |at: usize| SecretString::from(self.fields.get(at).map_or("", |asked| asked.field.text()).to_owned());
        Some(match self.step {
            Step::Project => return None,
            Step::Password => SignIn::Password { email: self.email().to_owned(), password: secret(1) },
            Step::Code => SignIn::Code { email: self.email.clone(), code: SecretString::from(digits(self.text(0))) },
            Step::Totp => SignIn::Totp { code: SecretString::from(digits(self.text(0))) },
        })
    }
}

/// The digits of a code, however people group them.
fn digits(text: &str) -> String {
    text.chars().filter(char::is_ascii_digit).collect()
}

/// What is wrong with a text, as far as one can tell without asking the server.
fn fault_in(step: Step, field: usize, text: &str) -> Option<String> {
    match (step, field) {
        (Step::Project, 0) => {
            let loopback =
                ["http://127.0.0.1", "http://localhost", "http://[::1]"].iter().any(|own| text.starts_with(own));
            if text.is_empty() {
                Some("Enter the address of your Supabase project".into())
            } else if text.starts_with("http://") && !loopback {
                Some("http:// would send your password in the clear; use https://".into())
            } else if !loopback && !text.starts_with("https://") {
                Some("The address begins with https://".into())
            } else {
                None
            }
        }
        (Step::Project, _) if text.is_empty() => Some("Enter the publishable or anon key".into()),
        (Step::Project, _) if text.starts_with("sb_secret_") => {
            Some("That is a secret key: it bypasses all rules. Use the publishable key".into())
        }
        (Step::Password, 0) if text.is_empty() => Some("Enter your e-mail address".into()),
        (Step::Password, 0) if !text.contains('@') => Some("An e-mail address has an @".into()),
        (Step::Password, 1) if text.is_empty() => Some("Enter your password, or ask for a code by e-mail".into()),
        (Step::Code | Step::Totp, _) if !(6..=10).contains(&digits(text).len()) => {
            Some("The code has six digits or more".into())
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_field_is_checked_as_it_is_left() {
        let table = [
            (Step::Project, 0, "", true),
            (Step::Project, 0, "acme.supabase.co", true),
            (Step::Project, 0, "http://acme.example", true),
            (Step::Project, 0, "http://127.0.0.1:54321", false),
            (Step::Project, 0, "https://acme.supabase.co", false),
            (Step::Project, 1, "sb_secret_abc", true),
            (Step::Project, 1, "sb_publishable_abc", false),
            (Step::Password, 0, "dana", true),
            (Step::Password, 0, "dana@acme.example", false),
            (Step::Code, 0, "123", true),
            (Step::Totp, 0, "123 456", false),
        ];
        for (step, field, text, wrong) in table {
            let mut form = SignInForm::new(step, "");
            form.focus = field;
            form.fields[field].field.set(text);
            form.turn(false);
            assert_eq!(form.fields[field].error.is_some(), wrong, "{step:?} {field} {text:?}");
        }
    }
}
